# SPDX-License-Identifier: GPL-3.0-or-later
"""Digits and syllables of number plates: condensed, of one stroke weight, drawn from lines.

No installed face has them, and plates are read by exactly what sets them apart: a 4 whose foot
stands free, a 1 that is little more than a bar, syllables as heavy as the digits beside them.
Centre lines live in a unit box, x rightwards and y downwards; a leg that runs beyond the box is
cut off flat by its edge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from recognizer import jamo
from training.synth.ink import Mask

Line = npt.NDArray[np.float64]  # (N, 2)

_BEYOND: Final = 1.3
_SHIFT: Final = 4
_OVERSAMPLING: Final = 2


@dataclass(frozen=True)
class Hand:
    """One stamping mill's way with its glyphs.

    `weight` is the stroke's width over the digit's height; `squareness` the exponent of the
    bowls (2 is an ellipse, more is squarer); `open_four` how far down the foot of 4 begins, 0
    closes it; `waist` where 3, 6, 8 and 9 turn.
    """

    weight: float
    squareness: float
    open_four: float
    flat_three: bool
    flag: float
    hooked_seven: bool
    waist: float
    gap: float


def draw_hand(rng: np.random.Generator) -> Hand:
    """Pick the glyphs' ways for one plate."""
    return Hand(
        weight=rng.uniform(0.1, 0.16),
        squareness=rng.uniform(2.0, 3.0),
        open_four=0.0 if rng.random() < 0.3 else rng.uniform(0.3, 0.52),
        flat_three=bool(rng.random() < 0.25),
        flag=0.0 if rng.random() < 0.12 else rng.uniform(0.12, 0.26),
        hooked_seven=bool(rng.random() < 0.15),
        waist=rng.uniform(0.44, 0.52),
        gap=rng.uniform(0.2, 0.42),
    )


def draw_digits(text: str, hand: Hand, size: tuple[int, int], *, stroke_px: float) -> Mask:
    """Draw digits evenly over a mask of (width, height)."""
    width, height = size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING
    mask = np.zeros((height, width), np.uint8)
    cell = width / (len(text) + hand.gap * (len(text) - 1))
    pen = max(1, round(min(stroke_px * _OVERSAMPLING, 0.34 * cell)))
    for index, digit in enumerate(text):
        left = round(index * cell * (1 + hand.gap))
        glyph = mask[:, left : left + max(2, int(cell))]
        _stroke(glyph, _DIGITS[digit](hand), pen)
    return cv2.resize(mask, size, interpolation=cv2.INTER_AREA)


def can_draw(syllable: str) -> bool:
    """Tell whether a syllable has only jamo that plates carry."""
    initial, vowel, final = _letters(syllable)
    return not final and initial in _BESIDE and vowel in _VOWEL_LINES


def draw_syllable(syllable: str, size: tuple[int, int], *, stroke_px: float) -> Mask:
    """Draw one syllable without a final over a mask of (width, height)."""
    initial, vowel, _ = _letters(syllable)
    width, height = size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING
    mask = np.zeros((height, width), np.uint8)
    pen = max(1, round(min(stroke_px * _OVERSAMPLING, 0.15 * width, 0.13 * height)))
    beside = vowel in "ㅏㅐㅓ"
    if beside:
        share = {"ㅏ": 0.62, "ㅓ": 0.56, "ㅐ": 0.54}[vowel]
        low = 0.08 if initial != "ㅎ" else 0.0
        patch = mask[round(low * height) : round((1 - low) * height), : round(share * width)]
    else:
        patch = mask[: round(height * 0.56), round(0.1 * width) : round(0.9 * width)]
    _stroke(patch, (_BESIDE if beside else _ABOVE)[initial], pen)
    _stroke(mask, _VOWEL_LINES[vowel], pen)
    return cv2.resize(mask, size, interpolation=cv2.INTER_AREA)


def _letters(syllable: str) -> tuple[str, str, str]:
    initial, vowel, final = jamo.split(syllable)
    return jamo.INITIALS[initial], jamo.VOWELS[vowel], jamo.FINALS[final]


def _stroke(patch: Mask, lines: Sequence[Line], pen_px: int) -> None:
    """Draw centre lines so that the pen's outer edge touches the patch's sides."""
    height, width = patch.shape
    room = np.array((max(1, width - pen_px), max(1, height - pen_px)))
    canvas = np.zeros((height, width), np.uint8)
    placed = [
        np.rint((line * room + (pen_px - 1) / 2) * (1 << _SHIFT)).astype(np.int32) for line in lines
    ]
    cv2.polylines(canvas, placed, False, 255, pen_px, cv2.LINE_AA, _SHIFT)
    np.maximum(patch, canvas, out=patch)


def _points(*pairs: tuple[float, float]) -> Line:
    return np.array(pairs, np.float64)


def _bowl(
    box: tuple[float, float, float, float], start: float, stop: float, squareness: float
) -> Line:
    """Give an arc of a superellipse in (x0, y0, x1, y1); degrees, 0 right, 90 down."""
    angle = np.radians(np.linspace(start, stop, max(6, int(abs(stop - start) / 15))))
    cosine, sine = np.cos(angle), np.sin(angle)
    x0, y0, x1, y1 = box
    x = (x0 + x1) / 2 + (x1 - x0) / 2 * np.sign(cosine) * np.abs(cosine) ** (2 / squareness)
    y = (y0 + y1) / 2 + (y1 - y0) / 2 * np.sign(sine) * np.abs(sine) ** (2 / squareness)
    return np.stack((x, y), axis=1)


def _zero(hand: Hand) -> list[Line]:
    return [_bowl((0, 0, 1, 1), 0, 360, hand.squareness + 0.4)]


def _one(hand: Hand) -> list[Line]:
    if not hand.flag:
        return [_points((0.5, -_BEYOND), (0.5, _BEYOND))]
    return [_points((0.62 - 1.8 * hand.flag, hand.flag), (0.62, 0.0), (0.62, _BEYOND))]


def _two(hand: Hand) -> list[Line]:
    head = _bowl((0.02, 0, 0.98, 0.56), -170, 25, hand.squareness)
    return [np.concatenate((head, _points((0.02, 1.0), (1.0, 1.0))))]


def _three(hand: Hand) -> list[Line]:
    w = hand.waist
    low = _bowl((-0.05, w - 0.05, 1.0, 1.0), -90, 165, hand.squareness)
    if hand.flat_three:
        top = _points((0.05, 0.0), (0.92, 0.0), (0.42, w - 0.04))
        return [np.concatenate((top, low[1:]))]
    high = _bowl((0.0, 0.0, 0.92, w + 0.02), -165, 90, hand.squareness)
    return [high, low, _points((0.35, w), (0.5, w))]


def _four(hand: Hand) -> list[Line]:
    bar = 0.76
    if hand.open_four:
        top = _points((0.58, -0.05), (0.0, bar), (1.0, bar))
        return [top, _points((0.72, hand.open_four), (0.72, _BEYOND))]
    return [_points((1.0, bar), (0.0, bar), (0.68, 0.0), (0.72, 0.0), (0.72, _BEYOND))]


def _five(hand: Hand) -> list[Line]:
    bowl = _bowl((-0.02, 0.36, 1.0, 1.0), -150, 160, hand.squareness)
    return [_points((0.92, 0.0), (0.12, 0.0), (0.05, 0.52)), bowl]


def _six(hand: Hand) -> list[Line]:
    top = hand.waist - 0.08
    bowl = _bowl((0, top, 1, 1), 0, 360, hand.squareness)
    stem = _points((0.74, -0.03), (0.48, 0.2), (0.18, 0.47), (0.03, 0.66))
    return [bowl, stem]


def _seven(hand: Hand) -> list[Line]:
    line = [(0.0, 0.0), (1.0, 0.0), (0.98, 0.1), (0.62, 0.55), (0.42, 1.0), (0.3, _BEYOND)]
    if hand.hooked_seven:
        line.insert(0, (0.0, 0.16))
    return [_points(*line)]


def _eight(hand: Hand) -> list[Line]:
    w = hand.waist
    return [
        _bowl((0.06, 0, 0.94, w), 0, 360, hand.squareness),
        _bowl((0, w, 1, 1), 0, 360, hand.squareness),
    ]


def _nine(hand: Hand) -> list[Line]:
    return [1.0 - line for line in _six(hand)]


_DIGITS: Final[dict[str, Callable[[Hand], list[Line]]]] = dict(
    zip(
        "0123456789",
        (_zero, _one, _two, _three, _four, _five, _six, _seven, _eight, _nine),
        strict=True,
    )
)


# Beside a vertical vowel, and above a horizontal one where that differs.
_BESIDE: Final = {
    "ㄱ": [_points((0, 0), (0.95, 0), (0.85, 0.45), (0.1, 1.0))],
    "ㄴ": [_points((0, 0), (0, 0.92), (1.05, 0.92))],
    "ㄷ": [_points((1, 0.04), (0, 0.04), (0, 0.94), (1.02, 0.94))],
    "ㄹ": [_points((0, 0), (0.95, 0), (0.95, 0.48), (0, 0.48), (0, 1), (1, 1))],
    "ㅁ": [_points((0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (0.5, 0))],
    "ㅂ": [_points((0, -0.1), (0, 1), (1, 1), (1, -0.1)), _points((0, 0.5), (1, 0.5))],
    "ㅅ": [_points((0.5, -0.1), (0.46, 0.4), (0, 1)), _points((0.46, 0.36), (1, 1))],
    "ㅇ": [_bowl((0, 0.06, 1, 0.94), 0, 360, 2.2)],
    "ㅈ": [
        _points((0, 0), (1, 0)),
        _points((0.5, 0), (0.46, 0.45), (0, 1)),
        _points((0.46, 0.42), (1, 1)),
    ],
    "ㅎ": [
        _points((0.3, -0.02), (0.7, -0.02)),
        _points((0, 0.24), (1, 0.24)),
        _bowl((0.1, 0.46, 0.9, 1), 0, 360, 2.2),
    ],
}
_ABOVE: Final = _BESIDE | {
    "ㄱ": [_points((0, 0), (1, 0), (0.92, 1.0))],
    "ㅇ": [_bowl((0.12, 0, 0.88, 1), 0, 360, 2.2)],
}
_VOWEL_LINES: Final = {
    "ㅏ": [_points((0.78, -0.2), (0.78, 1.2)), _points((0.78, 0.46), (1.2, 0.46))],
    "ㅓ": [_points((1.0, -0.2), (1.0, 1.2)), _points((0.62, 0.46), (1.0, 0.46))],
    "ㅐ": [
        _points((0.68, -0.2), (0.68, 1.2)),
        _points((1.0, -0.2), (1.0, 1.2)),
        _points((0.68, 0.46), (1.0, 0.46)),
    ],
    "ㅗ": [_points((-0.2, 1.0), (1.2, 1.0)), _points((0.5, 0.56), (0.5, 1.0))],
    "ㅜ": [_points((-0.2, 0.68), (1.2, 0.68)), _points((0.5, 0.68), (0.5, 1.2))],
}
