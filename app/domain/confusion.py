"""Which jamo people and models confuse, as numbered classes and what reviewers' decisions say."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.diff import Cell, JamoPart, align, differing_parts
from recognizer import jamo

ClassIds = NDArray[np.int16]

_TABLES = {
    JamoPart.INITIAL: jamo.INITIALS,
    JamoPart.VOWEL: jamo.VOWELS,
    JamoPart.FINAL: jamo.FINALS,
}
_START = {
    JamoPart.INITIAL: 0,
    JamoPart.VOWEL: len(jamo.INITIALS) ** 2,
    JamoPart.FINAL: len(jamo.INITIALS) ** 2 + len(jamo.VOWELS) ** 2,
}

# A pair of jamo takes the number start + given * size + read; "none" is on the diagonals, unused.
AGREES = 0
SYLLABLE = _START[JamoPart.FINAL] + len(jamo.FINALS) ** 2  # one syllable, more than one jamo
MISSING = SYLLABLE + 1  # the label lacks a character that is read
SURPLUS = SYLLABLE + 2  # the label has a character that is not read
OTHER = SYLLABLE + 3  # one character, not both syllables
SEVERAL = SYLLABLE + 4  # more than one character
CLASSES = SYLLABLE + 5


@dataclass(frozen=True)
class JamoPair:
    """One jamo in place of another at one part of a syllable; an empty string is no final."""

    part: JamoPart
    given: str
    read: str


def class_of(label: str, reading: str) -> int:
    """Give the number of the confusion that turns `label` into `reading`."""
    return class_of_cells(align(label, reading))


def class_of_cells(cells: Iterable[Cell]) -> int:
    """Give the number of the confusion in an alignment."""
    unequal = [cell for cell in cells if not cell.equal]
    if not unequal:
        return AGREES
    return _class_of_cell(unequal[0]) if len(unequal) == 1 else SEVERAL


def pairs_between(label: str, reading: str) -> list[JamoPair]:
    """Give every single jamo by which `label` differs from `reading`."""
    pairs = [pair_of(cell.label, cell.prediction) for cell in align(label, reading)]
    return [pair for pair in pairs if pair is not None]


def class_of_pair(pair: JamoPair) -> int:
    """Give the number of one pair of jamo."""
    table = _TABLES[pair.part]
    return _START[pair.part] + table.index(pair.given) * len(table) + table.index(pair.read)


def pair_of(label: str, reading: str) -> JamoPair | None:
    """Give the pair by which two syllables differ, None unless it is one jamo alone."""
    part = differing_parts(label, reading)
    if part not in _TABLES:
        return None
    place = list(_TABLES).index(part)
    table = _TABLES[part]
    return JamoPair(part, table[jamo.split(label)[place]], table[jamo.split(reading)[place]])


def _class_of_cell(cell: Cell) -> int:
    if not cell.label:
        return MISSING
    if not cell.prediction:
        return SURPLUS
    pair = pair_of(cell.label, cell.prediction)
    if pair is not None:
        return class_of_pair(pair)
    return SYLLABLE if cell.differing else OTHER


# Pairs that typists and readers mix up: vowels that sound alike, a missed shift key, shapes one
# stroke apart. Read in both directions.
_LIKELY = {
    JamoPart.INITIAL: "ㄱㄲ ㄷㄸ ㅂㅃ ㅅㅆ ㅈㅉ ㅁㅇ ㅈㅊ ㅅㅈ ㅇㅎ ㄱㅋ ㄷㅌ",
    JamoPart.VOWEL: "ㅐㅔ ㅒㅖ ㅙㅚ ㅙㅞ ㅚㅞ ㅏㅓ ㅓㅣ ㅗㅡ ㅜㅡ ㅜㅠ ㅏㅑ ㅓㅕ ㅗㅛ ㅏㅘ",
    JamoPart.FINAL: "ㄱㄲ ㅅㅆ ㅁㅇ ㄴㅇ ㄴㄹ ㄱㅋ ㄷㅅ",
}
_LIKELY_NATS = 0.5
_PSEUDO_DECISIONS = 6.0


class ConfusionPrior:
    """How much more (or less) a kind of disagreement means a wrong label than others do, in nats.

    Starts from a small table and counts the reviewer's decisions: a class whose labels proved
    wrong more often than disagreements do on the whole gains, one that was the model's own weakness
    loses. Log odds with `_PSEUDO_DECISIONS` decisions at the common rate mixed in, so that the
    first few move little.
    """

    def __init__(self) -> None:
        self._wrong = np.zeros(CLASSES, np.int64)
        self._right = np.zeros(CLASSES, np.int64)

    def learn(self, classes: ClassIds, wrong: NDArray[np.bool_], *, times: int = 1) -> None:
        """Count decisions: the class of each disagreement, whether its label was wrong.

        `times` -1 takes counted ones back.
        """
        self._wrong += times * np.bincount(classes[wrong], minlength=CLASSES)
        self._right += times * np.bincount(classes[~wrong], minlength=CLASSES)

    def weights(self) -> NDArray[np.float32]:
        """Give the nats to add for each class, (CLASSES,) float32; agreement has none."""
        wrong, right = self._wrong[1:], self._right[1:]
        rate = (wrong.sum() + 1) / (wrong.sum() + right.sum() + 2)
        odds = (wrong + _PSEUDO_DECISIONS * rate) / (right + _PSEUDO_DECISIONS * (1 - rate))
        weights = _NEUTRAL.copy()
        weights[1:] += np.log(odds * (1 - rate) / rate).astype(np.float32)
        return weights


def _neutral() -> NDArray[np.float32]:
    weights = np.zeros(CLASSES, np.float32)
    for part, pairs in _LIKELY.items():
        for pair in pairs.split():
            weights[class_of_pair(JamoPair(part, pair[0], pair[1]))] = _LIKELY_NATS
            weights[class_of_pair(JamoPair(part, pair[1], pair[0]))] = _LIKELY_NATS
    for final in jamo.FINALS[1:]:  # a final forgotten, or one too many
        weights[class_of_pair(JamoPair(JamoPart.FINAL, "", final))] = _LIKELY_NATS
        weights[class_of_pair(JamoPair(JamoPart.FINAL, final, ""))] = _LIKELY_NATS
    return weights


_NEUTRAL = _neutral()
