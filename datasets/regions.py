"""Boxes and outlines as label files give them, checked and brought to one order of corners."""

from collections.abc import Sequence

from datasets.errors import BadRowError
from datasets.json_file import Json
from datasets.record import Box, Polygon
from datasets.wording import short

Points = Sequence[tuple[float, float]]


def numbers(values: Json, *, count: int) -> list[float]:
    """Read so many finite numbers. Raises BadRowError."""
    if not isinstance(values, list | tuple) or len(values) != count:
        raise BadRowError(f"{short(values)} is not {count} numbers")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or not _usable(value):
            raise BadRowError(f"{short(values)} is not {count} numbers")
    return list(values)


def corners(points: Json, *, at_least: int) -> list[tuple[float, float]]:
    """Read [[x, y], ...], so many or more. Raises BadRowError."""
    if not isinstance(points, list) or len(points) < at_least:
        raise BadRowError(f"{short(points)} is not {at_least} corners or more")
    return [(x, y) for x, y in (numbers(point, count=2) for point in points)]


def box(values: Json) -> Box:
    """Read [x, y, width, height]; x and y may be negative. Raises BadRowError."""
    x, y, width, height = numbers(values, count=4)
    if width <= 0 or height <= 0:
        raise BadRowError(f"the box {values} is empty")
    return Box(x, y, width, height)


def box_between(left: float, top: float, right: float, bottom: float) -> Box:
    """Give the box between two corners, whichever they are. Raises BadRowError."""
    return box([min(left, right), min(top, bottom), abs(right - left), abs(bottom - top)])


def polygon(points: Json) -> Polygon:
    """Read [[x, y], ...], first corner first, and turn it clockwise. Raises BadRowError."""
    outline = corners(points, at_least=3)
    area = _signed_area(outline)
    if area == 0:
        raise BadRowError(f"the outline {short(points)} is empty")
    if area < 0:  # counter-clockwise: cut like this, the word would be a mirror image
        outline = [outline[0], *reversed(outline[1:])]
    return Polygon(tuple(outline))


def upright(outline: Polygon) -> Polygon:
    """Let four corners begin at the top left, for formats whose first corner means nothing."""
    points = outline.points
    if len(points) != 4:
        return outline
    first = min(range(4), key=lambda i: (points[i][0] + points[i][1], points[i][1]))
    return Polygon(points[first:] + points[:first])


def bounds(points: Points) -> tuple[float, float, float, float]:
    """Give left, top, right and bottom of some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _usable(value: float) -> bool:
    return abs(value) < 1e9  # nor is NaN


def _signed_area(outline: Points) -> float:
    """Twice the area (shoelace), positive when clockwise on a page whose y points down."""
    following = (*outline[1:], outline[0])
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(outline, following, strict=True))
