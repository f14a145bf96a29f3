# SPDX-License-Identifier: GPL-3.0-or-later
"""Write Korean, Latin and digits by hand: pen strokes with a writer's habits and accidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from training.synth.stroke_layout import PlacedShape, Uniforms, WordLayout, unwritable
from training.synth.stroke_style import Style, draw_style
from training.synth.stroke_table import Floats

_MARGIN_PX = 2.0
_LOWEST_INK = 0.45
_DRAWN_HEIGHT_PX = 128
_SHIFT = 4
_SPACE_EM = 0.35
_LONGEST_LINK = 0.55
_LONGEST_JAMO_LINK = 0.26
_LINK_POINTS = 5

Ints = npt.NDArray[np.intp]


def write_word(
    text: str, rng: np.random.Generator, *, height_px: int, style: Style | None = None
) -> Floats:
    """Write the text once, with the habits `style`, or those of a hand drawn from `rng`.

    Returns (height_px, W) float32 ink coverage in [0, 1], the ink filling the box but for a few
    pixels; what is flat by nature (`-`, `ㅡ`) keeps its size and stands in the middle. A space is
    a wider gap. The same state of `rng` writes the same image.

    Raises:
        ValueError: the text has no ink, or characters that are not in the repertoire (named).

    """
    unknown = unwritable(text)
    if unknown:
        raise ValueError(f"cannot write {' '.join(unknown)!r}")
    if not text.strip():
        raise ValueError("cannot write a text without ink")
    style = style or draw_style(rng)
    placed = WordLayout(style, Uniforms(rng)).place(text)
    pen = _pen_path(placed, style, rng)
    points = _joined_to_word(pen, _spaces(text), style, rng)
    return _inked(points, pen, style, rng, height_px=height_px)


@dataclass(frozen=True, slots=True)
class _PenPath:
    """All strokes of a word, one after the other.

    `points` (N, 2) are in ems, every character still at x = 0. Per point: `progress` (N,) along
    the stroke, `stroke` (N,). Per stroke: `starts`, `character`, `weight` (S,), the
    pressure, below 1 for a link.
    """

    points: Floats
    progress: Floats
    stroke: Ints
    starts: Ints
    character: Ints
    weight: Floats


def _spaces(text: str) -> Ints:
    """Count the spaces before each character."""
    return np.cumsum([character == " " for character in text])


def _pen_path(placed: Sequence[PlacedShape], style: Style, rng: np.random.Generator) -> _PenPath:
    shapes = [p.shape for p in placed]
    lengths = np.array([n for shape in shapes for n in shape.lengths])
    strokes_of = np.array([len(shape.lengths) for shape in shapes])
    points_of = np.array([len(shape.points) for shape in shapes])
    boxes = np.array([(p.box.x0, p.box.y0, p.box.x1, p.box.y1) for p in placed], np.float32)
    jamo_of_stroke = np.repeat(np.arange(len(placed)), strokes_of)
    stroke = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.cumsum(lengths) - lengths
    progress = np.concatenate([shape.progress for shape in shapes])

    unit: Floats = np.concatenate([shape.points for shape in shapes]) - np.float32(0.5)  # (N, 2)
    points = _in_boxes(unit, boxes, points_of, style, rng)
    size = np.sqrt(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1))[jamo_of_stroke]  # (S,)
    points = _unsteady(points, progress, stroke, starts, size, style, rng)
    character = np.array([p.character for p in placed])[jamo_of_stroke]
    pen = _PenPath(points, progress, stroke, starts, character, np.ones(len(lengths), np.float32))
    return _linked(pen, jamo_of_stroke, size, style, rng)


def _in_boxes(
    unit: Floats, boxes: Floats, points_of: Ints, style: Style, rng: np.random.Generator
) -> Floats:
    """Stretch every jamo to its box, a little turned, sheared and scaled."""
    noise = rng.standard_normal((len(boxes), 6)).clip(-2, 2).astype(np.float32)
    noise *= 0.03 + 0.04 * style.sloppiness
    sides, centres = boxes[:, 2:] - boxes[:, :2], (boxes[:, 2:] + boxes[:, :2]) / 2
    sides = sides * (1 + noise[:, :2])
    centres = centres + noise[:, 2:4] * 0.35 * np.sqrt(sides.prod(axis=1))[:, None]
    local = unit * np.repeat(sides, points_of, axis=0)  # (N, 2)
    turn = np.repeat(noise[:, 4:], points_of, axis=0)
    turned = local + local[:, ::-1] * turn * np.array([1, -1], np.float32)
    placed: Floats = turned + np.repeat(centres, points_of, axis=0)
    return placed


def _unsteady(
    points: Floats,
    progress: Floats,
    stroke: Ints,
    starts: Ints,
    size: Floats,
    style: Style,
    rng: np.random.Generator,
) -> Floats:
    """Shift, bow, lengthen and shake every stroke on its own, in proportion to its jamo."""
    ends = np.append(starts[1:], len(points)) - 1
    chord = points[ends] - points[starts]  # (S, 2)
    noise = rng.standard_normal((len(starts), 5)).clip(-2, 2).astype(np.float32)
    shift = noise[:, :2] * (0.022 * style.sloppiness * size)[:, None]
    normal = chord[:, ::-1] * np.array([1, -1], np.float32)
    bow = normal * (noise[:, 2] * style.bow * 4)[:, None]
    longer = chord * (noise[:, 3] * 0.07 * style.sloppiness)[:, None]
    sooner = chord * (noise[:, 4] * 0.04 * style.sloppiness)[:, None]
    u = progress[:, None]
    moved = points + shift[stroke] + bow[stroke] * (u * (1 - u))
    moved += longer[stroke] * (u * u) - sooner[stroke] * ((1 - u) * (1 - u))
    # A slow wave per stroke: independent noise per point would turn rings into polygons.
    wave = rng.random((len(starts), 3)).astype(np.float32) * np.float32(2 * np.pi)
    angle = (0.6 + 0.3 * wave[:, 2:])[stroke] * u * np.float32(np.pi) + wave[stroke, :2]
    shake = np.sin(angle) * (0.013 * style.sloppiness * size)[stroke][:, None]
    if style.tremor > 0.001:
        shake += rng.standard_normal(points.shape).clip(-2, 2) * style.tremor
    shaken: Floats = (moved + shake).astype(np.float32)
    return shaken


def _linked(
    pen: _PenPath, jamo_of_stroke: Ints, size: Floats, style: Style, rng: np.random.Generator
) -> _PenPath:
    """Add the traces a hurried pen leaves between two strokes.

    Only short ways are drawn, between jamo very short ones: a long one is a stroke more, and
    makes another jamo.
    """
    if not style.link_chance or len(pen.starts) < 2:
        return pen
    ends = np.append(pen.starts[1:], len(pen.points)) - 1
    source, target = pen.points[ends[:-1]], pen.points[pen.starts[1:]]
    same_jamo = jamo_of_stroke[1:] == jamo_of_stroke[:-1]
    same_character = pen.character[1:] == pen.character[:-1]
    reach = np.where(same_jamo, _LONGEST_LINK * size[:-1], _LONGEST_JAMO_LINK * same_character)
    short = np.hypot(*(target - source).T) < reach
    drawn = rng.random((2, len(source)))
    chosen = np.flatnonzero(short & (drawn[0] < style.link_chance))
    if not len(chosen):
        return pen
    t = np.linspace(0, 1, _LINK_POINTS, dtype=np.float32)[None, :, None]
    leave = source - pen.points[ends[:-1] - 1]
    a, b = source[chosen][:, None], target[chosen][:, None]
    way = a + (b - a) * t + leave[chosen][:, None] * (0.5 * t * (1 - t) ** 2)  # (L, 5, 2)
    first = len(pen.starts)
    full = drawn[1][chosen] < style.full_link_share
    return _PenPath(
        points=np.concatenate([pen.points, way.reshape(-1, 2)]),
        progress=np.concatenate([pen.progress, np.full(way.size // 2, 0.5, np.float32)]),
        stroke=np.concatenate(
            [pen.stroke, np.repeat(np.arange(first, first + len(chosen)), _LINK_POINTS)]
        ),
        starts=np.concatenate(
            [pen.starts, len(pen.points) + _LINK_POINTS * np.arange(len(chosen))]
        ),
        character=np.concatenate([pen.character, pen.character[chosen]]),
        weight=np.concatenate([pen.weight, np.where(full, 0.9, 0.45).astype(np.float32)]),
    )


def _joined_to_word(pen: _PenPath, spaces: Ints, style: Style, rng: np.random.Generator) -> Floats:
    """Give the points (N, 2) with the characters side by side, in ems."""
    character = pen.character[pen.stroke]
    count = len(spaces)
    noise = rng.standard_normal((count, 4)).clip(-2, 2).astype(np.float32)
    scale = np.exp(noise[:, 0] * style.size_spread)[character]
    x = pen.points[:, 0] * scale * style.aspect
    y = (pen.points[:, 1] - 0.5) * scale + (noise[:, 1] * style.baseline_spread)[character]
    lean = style.slant + noise[:, 2] * 0.03
    x = x - y * lean[character]
    y = y - x * (style.rise + noise[:, 3] * 0.02)[character]

    left = np.full(count, np.inf)
    right = np.full(count, -np.inf)
    np.minimum.at(left, character, x)
    np.maximum.at(right, character, x)
    gaps = style.spacing + style.spacing_spread * np.abs(rng.standard_normal(count))
    inked = np.isfinite(left)
    widths = np.where(inked, right - left + np.maximum(gaps, -0.05), _SPACE_EM + style.spacing)
    advance = np.cumsum(widths) - widths
    x = x + (advance - np.where(inked, left, 0))[character]
    y = y - x * style.baseline_slope
    return _warped(np.stack([x, y], axis=1).astype(np.float32), style, rng)


def _warped(points: Floats, style: Style, rng: np.random.Generator) -> Floats:
    """Bend the page: slow waves that move neighbouring strokes together."""
    waves = 3
    number = rng.uniform(-5, 5, (2, waves)).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, waves)
    reach = rng.standard_normal((waves, 2)) * (0.004 + 0.014 * style.sloppiness)
    return (points + np.sin(points @ number + phase) @ reach).astype(np.float32)


def _inked(
    points: Floats, pen: _PenPath, style: Style, rng: np.random.Generator, *, height_px: int
) -> Floats:
    oversampling = max(2, -(-_DRAWN_HEIGHT_PX // height_px))
    low, high = points.min(axis=0), points.max(axis=0)
    pen_px = style.pen_width * height_px
    room = height_px - 2 * _MARGIN_PX - pen_px
    scale = room / max(float(high[1] - low[1]), _LOWEST_INK)
    width_px = int(np.ceil((high[0] - low[0]) * scale + 2 * _MARGIN_PX + pen_px))
    centre_px = np.array([width_px / 2, height_px / 2])
    placed = ((points - (low + high) / 2) * scale + centre_px) * oversampling
    fixed = np.rint(placed * (1 << _SHIFT)).astype(np.int32)  # (N, 2)

    canvas = np.zeros((height_px * oversampling, width_px * oversampling), np.uint8)
    _draw(canvas, fixed, pen, pen_px * oversampling, style, rng)
    if style.dryness:
        canvas = _dried(canvas, style, rng)
    small = cv2.resize(canvas, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / np.float32(255)


def _draw(
    canvas: npt.NDArray[np.uint8],
    fixed: npt.NDArray[np.int32],
    pen: _PenPath,
    pen_px: float,
    style: Style,
    rng: np.random.Generator,
) -> None:
    """Draw the runs of even thickness, each as one polyline."""
    firmness = 1 + style.pressure_spread * rng.standard_normal(len(pen.starts)).clip(-2, 1.5)
    edge = np.minimum(pen.progress, 1 - pen.progress) / 0.25
    pressure = (firmness * pen.weight)[pen.stroke] * (
        1 - style.taper * (1 - np.minimum(edge, 1)) ** 2
    )
    # A segment takes the thickness of its first point; the last point of a stroke has none.
    thickness = np.maximum(np.rint(pressure * pen_px), 1).astype(np.intp)
    ends = np.append(pen.starts[1:], len(fixed))
    changes = np.flatnonzero(np.diff(thickness)) + 1
    cuts = np.union1d(changes, ends).tolist()
    stroke_ends = set(ends.tolist())
    widths = thickness.tolist()
    begin = 0
    for cut in cuts:
        until = cut if cut in stroke_ends else cut + 1
        if until - begin > 1:
            cv2.polylines(
                canvas, [fixed[begin:until]], False, 255, widths[begin], cv2.LINE_AA, _SHIFT
            )
        begin = cut
    if style.gap_chance:
        _lift(canvas, fixed, round(pen_px * 0.6 * (1 << _SHIFT)), style, rng)


def _lift(
    canvas: npt.NDArray[np.uint8],
    fixed: npt.NDArray[np.int32],
    radius: int,
    style: Style,
    rng: np.random.Generator,
) -> None:
    """Leave a pen's breadth of paper where the pen skipped."""
    skipped = rng.random(len(fixed)) < style.gap_chance * 0.5
    for x, y in fixed[skipped].tolist():
        cv2.circle(canvas, (x, y), radius, 0, cv2.FILLED, cv2.LINE_AA, _SHIFT)


def _dried(
    canvas: npt.NDArray[np.uint8], style: Style, rng: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Let paper show through where the pen ran dry."""
    height, width = canvas.shape
    grain = rng.integers(0, 256, (max(2, height // 3), max(2, width // 3)), dtype=np.uint8)
    paper = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)
    kept = 255 - (paper * np.float32(style.dryness)).astype(np.uint8)
    return cv2.multiply(canvas, kept, scale=1 / 255).astype(np.uint8, copy=False)
