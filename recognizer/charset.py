"""Which characters the recogniser can write, and their ids in the three output heads.

The head is factorised by jamo. Head `first` says EOS, one of the 19 initials (then the character
is a syllable and heads `vowel` and `final` count), or one whole other character. So

    p(character) = p_first(initial) * p_vowel(vowel) * p_final(final)     for a syllable
    p(character) = p_first(character)                                    for anything else

which covers all 11,172 syllables with 68 outputs beside the other characters.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recognizer import jamo
from recognizer.errors import TextTooLongError, UnknownCharacterError

PRINTABLE_ASCII = "".join(map(chr, range(0x20, 0x7F)))
KOREAN_PUNCTUATION = (
    "·…‘’“”〈〉《》「」『』【】℃㎡㎏㎝㎜㎞※○●□■△▲▽▼☆★◇◆→←↑↓×÷±°′″₩￦–—―①②③④⑤⑥⑦⑧⑨⑩◎㈜"
)
DEFAULT_OTHERS = PRINTABLE_ASCII + "".join(jamo.COMPATIBILITY_JAMO) + KOREAN_PUNCTUATION

IntArray = NDArray[np.int32]


@dataclass(frozen=True)
class EncodedText:
    """Texts as head ids, 0-padded behind the EOS: three (B, L) int32 arrays and their lengths.

    `length` (B,) int32 counts the EOS. `vowel` and `final` are 0 wherever `syllable` is False.
    """

    first: IntArray
    vowel: IntArray
    final: IntArray
    syllable: NDArray[np.bool_]
    length: IntArray


@dataclass(frozen=True)
class Charset:
    """The characters besides the syllables, in the order of their ids."""

    others: str = DEFAULT_OTHERS
    _id_of: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(set(self.others)) != len(self.others):
            raise ValueError("a charset names every character once")
        if any(jamo.is_syllable(c) for c in self.others):
            raise ValueError("syllables are spelled by jamo, they are not listed")
        start = 1 + len(jamo.INITIALS)
        object.__setattr__(self, "_id_of", {c: start + i for i, c in enumerate(self.others)})

    @property
    def eos_id(self) -> int:
        """Id of the end of text in head `first`; what stands behind it is padding."""
        return 0

    @property
    def first_initial_id(self) -> int:
        """Id of the first initial (ㄱ) in head `first`; the other 18 follow it."""
        return 1

    @property
    def first_size(self) -> int:
        """Number of classes of head `first`."""
        return 1 + len(jamo.INITIALS) + len(self.others)

    @property
    def start_id(self) -> int:
        """Id of the start of text: an input of the decoder, never an output."""
        return self.first_size

    @property
    def vowel_size(self) -> int:
        """Number of classes of head `vowel`."""
        return len(jamo.VOWELS)

    @property
    def final_size(self) -> int:
        """Number of classes of head `final`, "no final" (0) included."""
        return len(jamo.FINALS)

    @property
    def sha256(self) -> str:
        """Hash that an archive keeps, so that ids are never read with another charset."""
        return hashlib.sha256(self.others.encode("utf-8")).hexdigest()

    def unknown_in(self, text: str) -> str:
        """Give the characters of `text` that this charset cannot spell, each once, in order."""
        return "".join(
            dict.fromkeys(c for c in text if c not in self._id_of and not jamo.is_syllable(c))
        )

    def error_of(
        self, text: str, *, max_length: int
    ) -> UnknownCharacterError | TextTooLongError | None:
        """Give why an NFC text cannot be spelled, or None."""
        if unknown := self.unknown_in(text):
            return UnknownCharacterError(text, unknown)
        if len(text) > max_length:
            return TextTooLongError(f"{text!r} has {len(text)} characters, {max_length} at most")
        return None

    def encode(self, texts: Sequence[str], *, max_length: int) -> EncodedText:
        """Spell NFC texts as ids, padded to the longest text plus EOS.

        Raises UnknownCharacterError, or TextTooLongError past `max_length` characters.
        """
        for text in texts:
            if error := self.error_of(text, max_length=max_length):
                raise error
        steps = 1 + max((len(text) for text in texts), default=0)
        first, vowel, final = (np.zeros((len(texts), steps), np.int32) for _ in range(3))
        syllable = np.zeros((len(texts), steps), np.bool_)
        for row, text in enumerate(texts):
            for step, character in enumerate(text):
                if jamo.is_syllable(character):
                    parts = jamo.split(character)
                    first[row, step] = self.first_initial_id + parts.initial
                    vowel[row, step] = parts.vowel
                    final[row, step] = parts.final
                    syllable[row, step] = True
                else:
                    first[row, step] = self._id_of[character]
        length = np.array([len(text) + 1 for text in texts], np.int32)
        return EncodedText(first, vowel, final, syllable, length)

    def codepoint_table(self) -> IntArray:
        """Give the code point of every id of head `first`, (first_size,) int32.

        An initial stands for its first syllable (가, 까, ...), to which vowel * 28 + final is
        added; EOS is 0.
        """
        initials = [
            jamo.FIRST_SYLLABLE + i * len(jamo.VOWELS) * len(jamo.FINALS)
            for i in range(len(jamo.INITIALS))
        ]
        return np.array([0, *initials, *map(ord, self.others)], np.int32)

    def is_initial_table(self) -> IntArray:
        """Tell which ids of head `first` are initials, (first_size,) int32 of 0/1."""
        table = np.zeros(self.first_size, np.int32)
        table[self.first_initial_id : self.first_initial_id + len(jamo.INITIALS)] = 1
        return table

    def decode(self, first: Sequence[int], vowel: Sequence[int], final: Sequence[int]) -> str:
        """Read ids back into text, up to the first EOS."""
        text = []
        for f, v, t in zip(first, vowel, final, strict=True):
            if f == self.eos_id:
                break
            initial = f - self.first_initial_id
            if initial < len(jamo.INITIALS):
                text.append(jamo.compose(jamo.Jamo(initial, v, t)))
            else:
                text.append(self.others[initial - len(jamo.INITIALS)])
        return "".join(text)
