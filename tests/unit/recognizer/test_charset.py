import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer import jamo
from recognizer.charset import Charset
from recognizer.errors import TextTooLongError, UnknownCharacterError

CHARSET = Charset()
characters = st.one_of(
    st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), st.sampled_from(CHARSET.others)
)
words = st.text(characters, min_size=0, max_size=25)


@given(st.lists(words, min_size=1, max_size=4))
def test_encoding_and_decoding_is_the_identity(texts: list[str]) -> None:
    ids = CHARSET.encode(texts, max_length=25)
    read = [
        CHARSET.decode(f, v, t)
        for f, v, t in zip(ids.first.tolist(), ids.vowel.tolist(), ids.final.tolist(), strict=True)
    ]
    assert read == texts


@given(words)
def test_tables_give_the_same_code_points_as_decoding(text: str) -> None:
    ids = CHARSET.encode([text], max_length=25)
    codepoints = CHARSET.codepoint_table()[ids.first] + ids.syllable * (
        ids.vowel * len(jamo.FINALS) + ids.final
    )
    assert codepoints[0, : len(text)].tolist() == [ord(c) for c in text]
    assert (codepoints[0, len(text) :] == 0).all()
    assert (CHARSET.is_initial_table()[ids.first] == ids.syllable).all()


def test_every_syllable_ascii_and_compatibility_jamo_can_be_spelled() -> None:
    everything = "".join(map(chr, range(0xAC00, 0xD7A4)))
    everything += "".join(map(chr, range(0x20, 0x7F))) + "".join(jamo.COMPATIBILITY_JAMO)
    assert CHARSET.unknown_in(everything) == ""


def test_unknown_characters_are_named_not_dropped() -> None:
    with pytest.raises(UnknownCharacterError, match=r"漢.*U\+6F22") as error:
        CHARSET.encode(["가漢가漢"], max_length=25)
    assert error.value.characters == "漢"


def test_conjoining_jamo_are_unknown() -> None:
    assert CHARSET.unknown_in("\u1100\u1161") == "\u1100\u1161"


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(TextTooLongError, match="4 characters, 3 at most"):
        CHARSET.encode(["가나다라"], max_length=3)


def test_hash_depends_on_order() -> None:
    assert Charset("ab").sha256 != Charset("ba").sha256


@pytest.mark.parametrize("others", ["aa", "a가"])
def test_a_charset_with_repeats_or_syllables_is_refused(others: str) -> None:
    with pytest.raises(ValueError, match=r"charset|syllables"):
        Charset(others)


def test_padding_is_eos() -> None:
    ids = CHARSET.encode(["", "가나"], max_length=25)
    assert ids.first.shape == (2, 3)
    assert (ids.first[0] == CHARSET.eos_id).all()
    assert ids.length.tolist() == [1, 3]
    assert ids.first.dtype == np.int32
