"""How a label and a prediction differ, character by character and jamo by jamo."""

import functools
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from itertools import takewhile, zip_longest

from recognizer import jamo


class JamoPart(IntFlag):
    """Parts of a syllable block."""

    NONE = 0
    INITIAL = 1
    VOWEL = 2
    FINAL = 4


@dataclass(frozen=True)
class Cell:
    """One column of an alignment.

    label, prediction: one character each, or empty for a gap.
    differing: for two unequal syllables the parts that differ; NONE for equal characters, gaps and
        anything that is no syllable on both sides.
    """

    label: str
    prediction: str
    differing: JamoPart = JamoPart.NONE

    @property
    def equal(self) -> bool:
        """Whether both sides show the same character."""
        return self.label == self.prediction


# Costs in jamo. Two gaps (at least 4) are dearer than any replacement (at most 3), so that gaps
# open only where they bring equal or near characters face to face.
_OTHER_GAP = 2.0
_OTHER_REPLACED = 2.0
_OTHER_CASE = 1.0
_KIND_REPLACED = 2.5  # a syllable against a digit, a letter, a mark


_MOST_COSTS = 250_000  # a tenth of a second; only texts of hundreds of characters have more


def align(label: str, prediction: str) -> tuple[Cell, ...]:
    """Align two NFC texts so that near syllables face each other, at the least cost in jamo.

    Texts too long for a table of costs are facing each other by place, where they are not the same
    at their beginning or end.
    """
    if len(label) == len(prediction) and sum(map(operator.ne, label, prediction)) <= 1:
        # One replacement is always cheapest: nearly every pair, without a table.
        return tuple(map(_facing, label, prediction))
    # What is the same at the end always faces itself: costs are a metric. At the beginning, too,
    # but there a gap could stand in another of several places that cost the same.
    begin, end = 0, _count_same(reversed(label), reversed(prediction))
    if (len(label) - end) * (len(prediction) - end) > _MOST_COSTS:
        begin = min(_count_same(label, prediction), len(label) - end, len(prediction) - end)
    left, right = label[begin : len(label) - end], prediction[begin : len(prediction) - end]
    inner = _by_place if len(left) * len(right) > _MOST_COSTS else _at_least_cost
    return (
        *map(_facing, label[:begin], label[:begin]),
        *inner(left, right),
        *map(_facing, label[len(label) - end :], label[len(label) - end :]),
    )


def jamo_distance(cells: Iterable[Cell]) -> float:
    """Give the cost of an alignment: about the number of jamo changed, added or dropped."""
    return sum(
        _replacing(cell.label, cell.prediction)
        if cell.label and cell.prediction
        else _gap(cell.label or cell.prediction)
        for cell in cells
    )


def is_slip(left: str, right: str) -> bool:
    """Tell whether two characters differ by one jamo, or by case alone."""
    return left != right and bool(left and right) and _replacing(left, right) <= 1.0


def differing_parts(left: str, right: str) -> JamoPart:
    """Tell in which parts two characters differ; NONE unless both are syllables."""
    if left == right or not (jamo.is_syllable(left) and jamo.is_syllable(right)):
        return JamoPart.NONE
    parts = JamoPart.NONE
    for part, one, other in zip(
        (JamoPart.INITIAL, JamoPart.VOWEL, JamoPart.FINAL),
        jamo.split(left),
        jamo.split(right),
        strict=True,
    ):
        if one != other:
            parts |= part
    return parts


def _facing(left: str, right: str) -> Cell:
    return Cell(left, right, differing_parts(left, right))


def _count_same(left: Iterable[str], right: Iterable[str]) -> int:
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    )


def _by_place(label: str, prediction: str) -> list[Cell]:
    pairs = zip_longest(label, prediction, fillvalue="")
    return [_facing(left, right) for left, right in pairs]


def _at_least_cost(label: str, prediction: str) -> list[Cell]:
    costs = _cost_table(label, prediction)
    cells: list[Cell] = []
    row, column = len(label), len(prediction)
    while row or column:
        here = costs[row][column]
        if row and column:
            left, right = label[row - 1], prediction[column - 1]
            if here == costs[row - 1][column - 1] + _replacing(left, right):
                cells.append(_facing(left, right))
                row, column = row - 1, column - 1
                continue
        if row and here == costs[row - 1][column] + _gap(label[row - 1]):
            cells.append(Cell(label[row - 1], ""))
            row -= 1
        else:
            cells.append(Cell("", prediction[column - 1]))
            column -= 1
    return cells[::-1]


def _cost_table(label: str, prediction: str) -> list[list[float]]:
    """Fill the table of Wagner and Fischer 1974: costs[i][j] aligns label[:i], prediction[:j]."""
    added = [_gap(character) for character in prediction]
    row = [0.0]
    for gap in added:
        row.append(row[-1] + gap)
    costs = [row]
    for left in label:
        dropped = _gap(left)
        above, row = row, [row[0] + dropped]
        for column, right in enumerate(prediction):
            row.append(
                min(
                    above[column] + _replacing(left, right),
                    above[column + 1] + dropped,
                    row[column] + added[column],
                )
            )
        costs.append(row)
    return costs


def _gap(character: str) -> float:
    """Cost of a character that the other side has not: the jamo of a syllable, or a flat one."""
    if not jamo.is_syllable(character):
        return _OTHER_GAP
    return 3.0 if jamo.split(character).final else 2.0


@functools.lru_cache(maxsize=1 << 16)  # most pairs of a dataset come again and again
def _replacing(left: str, right: str) -> float:
    if left == right:
        return 0.0
    syllables = jamo.is_syllable(left) + jamo.is_syllable(right)
    if syllables == 2:
        return float(sum(a != b for a, b in zip(jamo.split(left), jamo.split(right), strict=True)))
    if syllables == 1:
        return _KIND_REPLACED
    return _OTHER_CASE if left.casefold() == right.casefold() else _OTHER_REPLACED
