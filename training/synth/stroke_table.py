# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the written allographs of `stroke_shapes` into arrays of points, once per process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from training.synth.stroke_letters import LETTERS
from training.synth.stroke_shapes import CONSONANTS, LIGATURES, VOWELS

Floats = npt.NDArray[np.float32]

# Widths of the Gaussian that rounds the corners of a path, in hundredths of its box: one
# precomputed copy of each allograph per pen speed.
ROUNDINGS = (0.0, 3.0, 5.0, 7.5)
_SAMPLE_STEP = 3.0
_LONGEST_CHORD = 22.0
_FLATNESS = 0.5


@dataclass(frozen=True, slots=True)
class Shape:
    """One allograph at one rounding, in the unit box (letters: 1 high, as wide as drawn).

    `points` is (N, 2); `progress` (N,) runs from 0 to 1 along each stroke by arc length;
    `lengths` counts the points of each stroke.
    """

    points: Floats
    progress: Floats
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Allographs:
    """All hands of one jamo or letter: `shapes[hand][rounding]`, with cumulated frequencies."""

    shapes: tuple[tuple[Shape, ...], ...]
    cumulated: tuple[float, ...]

    def hand_at(self, quantile: float) -> int:
        """Give the hand that a uniform draw in [0, 1) falls on."""
        return next(
            (hand for hand, edge in enumerate(self.cumulated) if quantile < edge),
            len(self.cumulated) - 1,
        )


@cache
def consonant(jamo: str, place: str) -> Allographs:
    """Give the hands of a simple consonant at a place (`V`, `H` or `F`)."""
    return _compiled(CONSONANTS[jamo][place], most_rounded=1 if jamo in "ㅁㅂ" else 3)


@cache
def vowel(jamo: str) -> Allographs:
    """Give the hands of a vowel that is all beside or all below its consonant."""
    return _compiled(VOWELS[jamo], most_rounded=3)


@cache
def ligature(letters: str) -> Allographs:
    """Give the hands of a consonant and the vowel below it that are written as one."""
    return _compiled(LIGATURES[letters], most_rounded=3)


@cache
def letter(character: str) -> Allographs:
    """Give the hands of a digit, Latin letter or mark."""
    return _compiled(LETTERS[character], most_rounded=2)


def _compiled(allographs: Sequence[str], *, most_rounded: int) -> Allographs:
    weights, shapes = [], []
    for allograph in allographs:
        weight, _, strokes = allograph.rpartition("*")
        weights.append(float(weight or 1))
        paths = [_path(stroke) for stroke in strokes.split("/")]
        shapes.append(
            tuple(
                _shape(paths, ROUNDINGS[min(level, most_rounded)])
                for level in range(len(ROUNDINGS))
            )
        )
    edges = np.cumsum(weights) / sum(weights)
    return Allographs(tuple(shapes), tuple(edges.tolist()))


def _shape(paths: Sequence[Floats], rounding: float) -> Shape:
    strokes = [_thinned(_rounded(path, rounding)) for path in paths]
    return Shape(
        points=np.concatenate(strokes) / np.float32(100),
        progress=np.concatenate([_progress(stroke) for stroke in strokes]),
        lengths=tuple(len(stroke) for stroke in strokes),
    )


def _path(stroke: str) -> Floats:
    """Give one stroke densely and evenly sampled, (N, 2) in hundredths."""
    if stroke.startswith("@"):
        return _resampled(_loop([float(number) for number in stroke[1:].split(",")]))
    smooth = stroke.startswith("~")
    words = stroke.lstrip("~").split()
    controls = np.array([word.rstrip("!").split(",") for word in words], np.float32)
    if not smooth:
        return _resampled(controls)
    corners = [0, *(i for i, w in enumerate(words) if w.endswith("!")), len(words) - 1]
    pieces = [_catmull_rom(controls[a : b + 1]) for a, b in pairwise(corners)]
    return _resampled(np.concatenate(pieces))


def _loop(numbers: Sequence[float]) -> Floats:
    start, extent, drift, *box = numbers
    x0, y0, x1, y1 = box or (0.0, 0.0, 100.0, 100.0)
    turn = np.linspace(0, 1, 48)
    angle = np.radians(start - turn * extent)
    radius = 0.5 * (1 + drift / 100 * (2 * turn - 1))
    x = (x0 + x1) / 2 + (x1 - x0) * radius * np.cos(angle)
    y = (y0 + y1) / 2 + (y1 - y0) * radius * np.sin(angle)
    return np.stack([x, y], axis=1).astype(np.float32)  # (48, 2)


def _catmull_rom(controls: Floats) -> Floats:
    """Give a curve through the control points (Catmull & Rom 1974, uniform)."""
    if len(controls) < 3:
        return controls
    padded = np.concatenate(
        [2 * controls[:1] - controls[1:2], controls, 2 * controls[-1:] - controls[-2:-1]]
    )
    t = np.linspace(0, 1, 12, dtype=np.float32)[:, None]
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        bend = 2 * p0 - 5 * p1 + 4 * p2 - p3
        twist = 3 * (p1 - p2) + p3 - p0
        pieces.append(p1 + 0.5 * t * ((p2 - p0) + t * (bend + t * twist)))
    return np.concatenate(pieces)


def _arc(points: Floats) -> Floats:
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0], np.cumsum(steps)]).astype(np.float32)


def _progress(points: Floats) -> Floats:
    arc = _arc(points)
    return arc / max(float(arc[-1]), 1e-6)


def _resampled(points: Floats) -> Floats:
    arc = _arc(points)
    count = max(2, round(float(arc[-1]) / _SAMPLE_STEP) + 1)
    at = np.linspace(0, arc[-1], count)
    return np.stack([np.interp(at, arc, points[:, k]) for k in (0, 1)], axis=1).astype(np.float32)


def _rounded(points: Floats, rounding: float) -> Floats:
    """Smooth the path along its length, with both ends held where they are."""
    if not rounding or len(points) < 4:
        return points
    sigma = rounding / _SAMPLE_STEP
    reach = int(3 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    head = 2 * points[:1] - points[reach:0:-1]
    tail = 2 * points[-1:] - points[-2 : -reach - 2 : -1]
    if len(head) < reach or len(tail) < reach:
        return points
    padded = np.concatenate([head, points, tail])
    columns = [np.convolve(padded[:, k], kernel, mode="valid") for k in (0, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def _thinned(points: Floats) -> Floats:
    """Keep the points a polyline needs to stay within `_FLATNESS` of the path."""
    kept = [0]
    for i in range(2, len(points)):
        start, chord = points[kept[-1]], points[i] - points[kept[-1]]
        length = float(np.hypot(*chord))
        between = points[kept[-1] + 1 : i] - start
        off = np.abs(between[:, 0] * chord[1] - between[:, 1] * chord[0]).max()
        if length > _LONGEST_CHORD or off > _FLATNESS * max(length, 1e-3):
            kept.append(i - 1)
    return points[[*kept, len(points) - 1]]
