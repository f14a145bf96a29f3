"""Hangul syllable arithmetic (Unicode chapter 3.12): composing, splitting, comparing.

Texts are NFC. A syllable block is 0xAC00 + (initial * 21 + vowel) * 28 + final, where `initial`
(choseong), `vowel` (jungseong) and `final` (jongseong, 0 for none) are indices into the three
tuples below, which spell them as compatibility jamo, the form people type and read.
"""

import unicodedata
from typing import NamedTuple

INITIALS = tuple("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
VOWELS = tuple("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
COMPATIBILITY_JAMO = tuple(chr(c) for c in range(0x3131, 0x3164))  # ㄱ .. ㅣ

FIRST_SYLLABLE = 0xAC00
LAST_SYLLABLE = 0xD7A3


class Jamo(NamedTuple):
    """A syllable block as indices into INITIALS, VOWELS and FINALS."""

    initial: int
    vowel: int
    final: int


def is_syllable(character: str) -> bool:
    """Tell whether `character` is one precomposed Hangul syllable."""
    return len(character) == 1 and FIRST_SYLLABLE <= ord(character) <= LAST_SYLLABLE


def split(syllable: str) -> Jamo:
    """Split a precomposed syllable. Raises ValueError for anything else."""
    if not is_syllable(syllable):
        raise ValueError(f"not a Hangul syllable: {syllable!r}")
    rest, final = divmod(ord(syllable) - FIRST_SYLLABLE, len(FINALS))
    initial, vowel = divmod(rest, len(VOWELS))
    return Jamo(initial, vowel, final)


def compose(jamo: Jamo) -> str:
    """Compose a syllable. Raises ValueError where an index is out of range."""
    initial, vowel, final = jamo
    if not (0 <= initial < len(INITIALS) and 0 <= vowel < len(VOWELS) and 0 <= final < len(FINALS)):
        raise ValueError(f"no such jamo: {jamo}")
    return chr(FIRST_SYLLABLE + (initial * len(VOWELS) + vowel) * len(FINALS) + final)


def nfc(text: str) -> str:
    """Give `text` in NFC, the only form labels have inside the program."""
    return unicodedata.normalize("NFC", text)


def ks_x_1001_syllables() -> str:
    """Give the 2,350 syllables of KS X 1001 in code order, as EUC-KR encodes them."""
    return "".join(
        bytes((lead, trail)).decode("euc-kr")
        for lead in range(0xB0, 0xC9)
        for trail in range(0xA1, 0xFF)
    )
