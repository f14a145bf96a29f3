"""A million short texts as one array: cheap to keep, quick to search."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.items import ItemId

CodePoints = NDArray[np.uint32]


class TextColumn:
    """Texts by item id, held as code points end to end. Never changes.

    Code points rather than UTF-8: every offset is a character, and comparing whole arrays finds a
    frequent syllable as quickly as a rare one.
    """

    def __init__(self, characters: CodePoints, lengths: NDArray[np.uint32]) -> None:
        self._characters = characters
        self.lengths = lengths
        self._offsets = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(lengths, out=self._offsets[1:])

    @classmethod
    def of(cls, texts: Iterable[str]) -> "TextColumn":
        """Make a column of `texts`."""
        listed = list(texts)
        lengths = np.fromiter(map(len, listed), np.uint32, len(listed))
        return cls(code_points("".join(listed)), lengths)

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, item: ItemId) -> str:
        characters = self._characters[self._offsets[item] : self._offsets[item + 1]]
        return characters.tobytes().decode("utf-32-le", "surrogatepass")

    def containing(self, text: str) -> NDArray[np.bool_]:
        """Tell which texts hold `text`, as a mask; Latin letters match in either case."""
        mask = np.zeros(len(self), np.bool_)
        needle = [_either_case(character) for character in text]
        if not needle:
            return ~mask
        last_start = len(self._characters) - len(needle)
        if last_start < 0:
            return mask
        starts = np.flatnonzero(_matches(self._characters[: last_start + 1], needle[0]))
        for place, accepted in enumerate(needle[1:], 1):
            starts = starts[_matches(self._characters[starts + place], accepted)]
        owners = np.searchsorted(self._offsets, starts, side="right") - 1
        inside = starts + len(needle) <= self._offsets[owners + 1]
        mask[owners[inside]] = True
        return mask


def code_points(text: str) -> CodePoints:
    """Give the code points of `text` as an array."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32)


def contains(text: str, wanted: str) -> bool:
    """Tell whether `text` holds `wanted`, as `TextColumn.containing` does."""
    return _fold_latin(wanted) in _fold_latin(text)


_LATIN = {ord(c): ord(c) + 32 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _fold_latin(text: str) -> str:
    return text.translate(_LATIN)


def _either_case(character: str) -> Sequence[int]:
    if character.isascii() and character.isalpha():
        return ord(character.lower()), ord(character.upper())
    return (ord(character),)


def _matches(characters: CodePoints, accepted: Sequence[int]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = characters == np.uint32(accepted[0])
    for code in accepted[1:]:
        found |= characters == np.uint32(code)
    return found
