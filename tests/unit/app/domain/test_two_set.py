import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.two_set import (
    _PARTS,
    LETTER_OF_KEY,
    Composer,
    Composition,
    Repair,
    Slot,
    letter_of,
)
from recognizer import jamo

ALL_SYLLABLES = [chr(c) for c in range(jamo.FIRST_SYLLABLE, jamo.LAST_SYLLABLE + 1)]
LETTERS = sorted(set(LETTER_OF_KEY.values()))


def letters_of(character: str) -> str:
    """Spell a syllable as its compatibility jamo; give another character as it is."""
    if not jamo.is_syllable(character):
        return character
    initial, vowel, final = jamo.split(character)
    return jamo.INITIALS[initial] + jamo.VOWELS[vowel] + jamo.FINALS[final]


def keys_of(text: str) -> str:
    """Spell Hangul `text` as the QWERTY keys that type it; other characters stay."""
    key_of = {letter: key for key, letter in LETTER_OF_KEY.items()}
    letters = (letter for character in text for letter in letters_of(character))
    parts = "".join(_PARTS.get(letter, letter) for letter in letters)
    return "".join(key_of.get(letter, letter) for letter in parts)


def typed(keys: str) -> str:
    """Type `keys`, '<' being Backspace in a line that has nothing else in it."""
    composer, text = Composer(), ""
    for key in keys:
        if key == "<":
            if not composer.erase():
                text = text[:-1]
        elif letter := letter_of(key):
            text += composer.press(letter)
        else:
            text += composer.flush() + key
    return text + composer.flush()


def test_every_syllable_can_be_typed() -> None:
    assert len(ALL_SYLLABLES) == 11_172
    assert [typed(keys_of(syllable)) for syllable in ALL_SYLLABLES] == ALL_SYLLABLES


def test_every_syllable_is_kept_when_another_follows() -> None:
    # 가 begins with a consonant that some finals could swallow; the vowel takes it back.
    for syllable in ALL_SYLLABLES:
        assert typed(keys_of(syllable) + "rk") == syllable + "가"


def test_backspace_takes_back_every_key_of_every_syllable() -> None:
    for syllable in ALL_SYLLABLES:
        composer = Composer()
        seen = [""]
        for key in keys_of(syllable):
            assert composer.press(LETTER_OF_KEY[key]) == ""
            seen.append(composer.preedit)
        for before in reversed(seen[:-1]):
            assert composer.erase()
            assert composer.preedit == before
        assert not composer.erase()


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("gksrmf", "한글"),
        ("rkrtk", "각사"),  # a compound final gives its second half to the next vowel
        ("ekfrdl", "닭이"),
        ("ekfrl", "달기"),
        ("Rkrrk", "깍가"),  # a doubled key does not make a double consonant
        ("dlTj", "이써"),  # a double final is one letter and moves whole
        ("rhkd", "광"),
        ("dhkd", "왕"),
        ("nl", "ㅟ"),
        ("kk", "ㅏㅏ"),
        ("rr", "ㄱㄱ"),
        ("rt", "ㄱㅅ"),  # without a vowel no compound
        ("rkE", "가ㄸ"),  # ㄸ is no final
        ("kr", "ㅏㄱ"),
        ("gks1rmf", "한1글"),
        ("rkt<<", "ㄱ"),
        ("ekfr<", "달"),
        ("rhk<", "고"),
        ("rk rk<<<", "가"),
        ("RK", "까"),  # Shift counts only where it changes the letter
    ],
)
def test_typing(keys: str, text: str) -> None:
    assert typed(keys) == text


def test_hangul_letters_type_like_their_keys() -> None:
    assert typed("ㅎㅏㄴㄱㅡㄹ") == typed("gksrmf")
    assert letter_of("1") is None
    assert letter_of("") is None
    assert letter_of("가") is None


@given(st.lists(st.sampled_from(LETTERS), max_size=24))
def test_nothing_typed_is_lost(letters: list[str]) -> None:
    composer = Composer()
    text = "".join(composer.press(letter) for letter in letters) + composer.flush()
    back = "".join(LETTER_OF_KEY[key] for key in keys_of(text))
    assert back == "".join(letters)


@given(st.lists(st.sampled_from(LETTERS), max_size=12))
def test_erasing_leaves_what_was_there_before_the_key(letters: list[str]) -> None:
    composition = Composition()
    for letter in letters:
        typed = composition.press(letter)
        assert isinstance(typed.composing, Composition)
        if not typed.committed:
            assert typed.composing.erase() == composition
        composition = typed.composing


def repaired(syllable: str, letters: str, slot: Slot = Slot.FINAL) -> str:
    composer = Composer()
    composer.repair(syllable, slot)
    committed = ""
    for letter in letters:
        if letter == "<":
            composer.erase()
        elif letter == "\t":
            composer.switch_consonant()
        else:
            committed += composer.press(letter)
    return committed + composer.flush()


@pytest.mark.parametrize(
    ("syllable", "slot", "letters", "result"),
    [
        ("강", Slot.FINAL, "ㄴ", "간"),
        ("가", Slot.FINAL, "ㄴ", "간"),
        ("강", Slot.INITIAL, "ㄴ", "낭"),
        ("강", Slot.FINAL, "\tㄴ", "낭"),
        ("강", Slot.FINAL, "ㅓ", "겅"),
        ("달", Slot.FINAL, "ㄹㄱ", "닭"),
        ("강", Slot.FINAL, "ㅗㅏ", "광"),
        ("강", Slot.FINAL, "ㅓㄴ", "건"),  # vowel, then final, in the order of typing
        ("강", Slot.INITIAL, "ㅓㄴ", "건"),
        ("강", Slot.FINAL, "ㄴㅏㄹ", "날"),  # a vowel behind: typed anew
        ("강", Slot.FINAL, "ㄸ", "땅"),  # ㄸ is no final, so it can only be the initial
        ("강", Slot.FINAL, "ㄴㅁ", "감"),  # no such compound: the last letter counts
        ("강", Slot.FINAL, "<", "가"),
        ("강", Slot.FINAL, "<ㄴ", "간"),
        ("강", Slot.FINAL, "ㄴ<", "강"),
        ("강", Slot.FINAL, "", "강"),
    ],
)
def test_repairing(syllable: str, slot: Slot, letters: str, result: str) -> None:
    assert repaired(syllable, letters, slot) == result


def test_any_one_jamo_is_repaired_with_two_letters_at_most() -> None:
    """With the key that opens the editor and Enter, that makes four keys."""
    for syllable in ALL_SYLLABLES[::37]:
        was = jamo.split(syllable)
        for initial in range(len(jamo.INITIALS)):
            letter = jamo.INITIALS[initial]
            result = jamo.compose(was._replace(initial=initial))
            assert repaired(syllable, letter, Slot.INITIAL) == result
        for vowel in range(len(jamo.VOWELS)):
            letters = composed_of(jamo.VOWELS[vowel])
            assert len(letters) <= 2
            assert repaired(syllable, letters) == jamo.compose(was._replace(vowel=vowel))
        for final in range(1, len(jamo.FINALS)):
            letters = composed_of(jamo.FINALS[final])
            assert len(letters) <= 2
            assert repaired(syllable, letters) == jamo.compose(was._replace(final=final))


def composed_of(letter: str) -> str:
    return "".join(LETTER_OF_KEY[key] for key in keys_of(letter))


def test_only_a_syllable_is_repaired() -> None:
    with pytest.raises(ValueError, match="not a Hangul syllable"):
        Composer().repair("A", Slot.FINAL)


def test_repair_shows_what_was_typed() -> None:
    assert Repair("강", Slot.FINAL, "ㄴ").text == "간"
