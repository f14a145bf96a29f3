import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer import jamo

syllables = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@given(syllables)
def test_splitting_and_composing_is_the_identity(syllable: str) -> None:
    assert jamo.compose(jamo.split(syllable)) == syllable


@given(syllables)
def test_parts_agree_with_unicode_decomposition(syllable: str) -> None:
    decomposed = unicodedata.normalize("NFD", syllable)
    parts = jamo.split(syllable)
    assert ord(decomposed[0]) == 0x1100 + parts.initial
    assert ord(decomposed[1]) == 0x1161 + parts.vowel
    assert (ord(decomposed[2]) - 0x11A7 if len(decomposed) == 3 else 0) == parts.final


@pytest.mark.parametrize("text", ["", "가나", "a", "ㄱ", "\u1100"])
def test_only_one_precomposed_syllable_can_be_split(text: str) -> None:
    with pytest.raises(ValueError, match="not a Hangul syllable"):
        jamo.split(text)


@pytest.mark.parametrize("parts", [(19, 0, 0), (0, 21, 0), (0, 0, 28), (-1, 0, 0)])
def test_composing_refuses_indices_out_of_range(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such jamo"):
        jamo.compose(jamo.Jamo(*parts))


def test_ks_x_1001_has_2350_distinct_syllables() -> None:
    syllables = jamo.ks_x_1001_syllables()
    assert len(syllables) == len(set(syllables)) == 2350
    assert all(map(jamo.is_syllable, syllables))
    assert syllables[0] == "가"
    assert syllables[-1] == "힝"
