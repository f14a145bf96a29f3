"""Where label and prediction go: one above the other, and in several such lines where long."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.diff import Cell

_WIDEST_CELL = 58.0
ROW = 72.0
"""A row of the largest characters, with the room to spell a syllable below itself."""
BOX = 0.82 * _WIDEST_CELL
"""The largest character's own height in it."""
_NARROW = 0.62
_LEAST = 22.0
_WRAPPED = (34.0, 30.0, 26.0, _LEAST)
_BOX_SHARE = 1.2
_SPELLED = 17.0
_BAR = 5.0
_GAP = 10.0


@dataclass(frozen=True)
class Line:
    """Some columns of an alignment, side by side; `cells` are their places in it.

    top: of the label's row, px below that of the first line. shared: one row says both.
    row: its height and that of the prediction's row.
    """

    cells: range
    top: float
    row: float
    shared: bool

    @property
    def bottom(self) -> float:
        """Where the line ends."""
        return self.top + (self.row if self.shared else 2 * self.row)


@dataclass(frozen=True)
class Lines:
    """An alignment in as many lines as it takes.

    cell, box: width and height of a syllable. spelled: whether there is room below a syllable for
    the letters that differ.
    """

    lines: tuple[Line, ...]
    cell: float
    box: float
    spelled: bool = True

    @property
    def wrapped(self) -> bool:
        """Whether it takes more than one."""
        return len(self.lines) > 1

    @property
    def height(self) -> float:
        """What all of them take."""
        return self.lines[-1].bottom

    def shown_from(self, wanted: int, height: float) -> range:
        """Give the lines that fit into a height from `wanted` on, or before it at the end."""
        first = last = min(wanted, len(self.lines) - 1)
        while last + 1 < len(self.lines) and self._spans(first, last + 1) <= height:
            last += 1
        while first and self._spans(first - 1, last) <= height:
            first -= 1
        return range(first, last + 1)

    def _spans(self, first: int, last: int) -> float:
        return self.lines[last].bottom - self.lines[first].top


def lay_out(cells: Sequence[Cell], *, width: float, height: float) -> Lines:
    """Lay an alignment out in the largest characters that a width and a height have room for.

    The smallest may need more height than there is.
    """
    columns = sum(map(relative_width, cells))
    if not columns or width / columns >= _LEAST:
        cell = min(_WIDEST_CELL, width / columns) if columns else _WIDEST_CELL
        return Lines((Line(range(len(cells)), 0.0, ROW, shared=False),), cell, BOX)
    for cell in _WRAPPED:
        lines = _wrapped(cells, width, cell)
        if lines.height <= height:
            return lines
    return _wrapped(cells, width, _LEAST, spelled=False)


def relative_width(cell: Cell) -> float:
    """Give a column's width in cells: two narrow characters need less than a syllable."""
    narrow = all(character.isascii() for character in cell.label + cell.prediction)
    return _NARROW if narrow else 1.0


def _wrapped(cells: Sequence[Cell], width: float, cell: float, *, spelled: bool = True) -> Lines:
    lines: list[Line] = []
    top = 0.0
    for stretch in _broken(cells, width / cell):
        within = [cells[place] for place in stretch]
        shared = all(each.equal for each in within)
        row = _BOX_SHARE * cell + _BAR
        if spelled and any(each.differing for each in within):
            row += _SPELLED
        lines.append(Line(stretch, top, row, shared))
        top = lines[-1].bottom + _GAP
    return Lines(tuple(lines), cell, _BOX_SHARE * cell, spelled)


def _broken(cells: Sequence[Cell], room: float) -> list[range]:
    """Part cells into stretches that are no wider than `room`, in cells."""
    stretches: list[range] = []
    first, taken = 0, 0.0
    for place, cell in enumerate(cells):
        width = relative_width(cell)
        if taken and taken + width > room:
            stretches.append(range(first, place))
            first, taken = place, 0.0
        taken += width
    return [*stretches, range(first, len(cells))]
