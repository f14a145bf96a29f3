# SPDX-License-Identifier: GPL-3.0-or-later
"""Korean number plates: one-row white and yellow, two-row green, seen from a camera.

All geometry is done on three masks stacked as channels (letters with frame, body, bolts), which
OpenCV warps in one go; colour and light come after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from training.synth import degrade, ink, papers, plate_glyphs
from training.synth.faces import Face
from training.synth.ink import Mask

_PLATE: Final = re.compile(
    r"(?P<region>[가-힣]{2})?(?P<number>\d{1,3})(?P<syllable>[가-힣])(?P<tail>\d{4})"
)
_GROUNDS: Final = {
    "white": (224, 224, 220),
    "yellow": (222, 178, 40),
    "green": (28, 122, 72),
}


@dataclass(frozen=True)
class _Run:
    """Some of the text: where it stands and how large, in parts of the plate's size."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Layout:
    """A kind of plate: its runs, width over height, where its bolts sit, how narrow it looks."""

    runs: tuple[_Run, ...]
    ratio: float
    bolts: tuple[tuple[float, float], ...]
    style: str
    squeeze: float

    @property
    def digit_height(self) -> float:
        """Give the height of the last four digits, which sets the weight of all strokes."""
        return self.runs[-1].height


def render_plate(text: str, face: Face, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Draw the plate `text`, e.g. 12가3456, as a camera saw it.

    Raises ValueError when `text` is not a plate number.
    """
    parts = _PLATE.fullmatch(text)
    if parts is None:
        raise ValueError(f"not a plate number: {text!r}")
    layout = _pick_layout(parts["region"], parts["number"], parts["syllable"], parts["tail"], rng)
    height = int(rng.integers(32, 90))
    shape = (height, int(height * layout.ratio))
    channels = np.dstack(
        (_letters(layout, face, shape, rng), _body(shape), _bolts(layout, shape, rng))
    )
    if rng.random() < 0.35:
        channels = _bowed(channels, rng)
    channels = _in_view(channels, rng, squeeze=layout.squeeze, hard=hard)
    picture = _lit(_coloured(channels, layout.style, rng), rng)
    picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 9 if hard else 4))
    image = degrade.finished(picture)
    if rng.random() < 0.5:
        image = degrade.sharpened(image, amount=rng.uniform(0.3, 1.5))
    return degrade.photographed(image, rng, strength=0.5 if hard else 0.25, jpeg=(40, 95))


def _pick_layout(
    region: str | None, number: str, syllable: str, tail: str, rng: np.random.Generator
) -> _Layout:
    # Seen from the side, a long plate of 4.7 shrinks to 2, its upright strokes to half.
    squeeze = rng.uniform(0.45, 0.9) if rng.random() < 0.5 else rng.uniform(0.9, 1.05)
    slightly = max(squeeze, rng.uniform(0.75, 1.05))
    if region:
        runs = _regional(region, number, syllable, tail)
        bolts = ((0.13, 0.19), (0.87, 0.19))
        style = "green" if rng.random() < 0.75 else "yellow"
        return _Layout(runs, 1.95, bolts, style, slightly)
    if len(number) == 2 and rng.random() < 0.15:
        return _Layout(
            _two_rows(number, syllable, tail, rng),
            rng.uniform(1.85, 2.1),
            ((0.18, 0.2), (0.82, 0.2)),
            "green",
            slightly,
        )
    style = "yellow" if rng.random() < 0.08 else "white"
    if rng.random() < 0.15:
        bolts = ((0.22, 0.12), (0.78, 0.12))
        runs = _short(number, syllable, tail)
        return _Layout(runs, rng.uniform(2.1, 2.4), bolts, style, slightly)
    sides = ((0.04, 0.5), (0.96, 0.5))
    runs = _long(number, syllable, tail)
    return _Layout(runs, rng.uniform(4.4, 4.9), sides, style, squeeze)


def _two_rows(number: str, syllable: str, tail: str, rng: np.random.Generator) -> tuple[_Run, ...]:
    """Lay out the old green plate: a low and wide upper row, large digits below."""
    top, low = rng.uniform(0.07, 0.1), rng.uniform(0.37, 0.42)
    return (
        _Run(number, 0.25, top, rng.uniform(0.27, 0.32), 0.21),
        _Run(syllable, 0.59, top, 0.15, 0.22),
        _Run(tail, 0.05, low, 0.9, 0.92 - low),
    )


def _regional(region: str, number: str, syllable: str, tail: str) -> tuple[_Run, ...]:
    return (
        _Run(region, 0.22, 0.07, 0.30, 0.25),
        _Run(number, 0.56, 0.07, 0.1 * len(number), 0.25),
        _Run(syllable, 0.05, 0.45, 0.16, 0.36),
        _Run(tail, 0.25, 0.38, 0.7, 0.54),
    )


def _short(number: str, syllable: str, tail: str) -> tuple[_Run, ...]:
    """Lay out a 335 x 155 mm plate: all digits alike, the syllable smaller."""
    digit = 0.88 / (len(number) + 5.1)
    after = 0.06 + digit * len(number)
    return (
        _Run(number, 0.06, 0.24, digit * len(number) - 0.02, 0.58),
        _Run(syllable, after, 0.38, digit * 1.05, 0.42),
        _Run(tail, after + digit * 1.2, 0.24, digit * 4 - 0.02, 0.58),
    )


def _long(number: str, syllable: str, tail: str) -> tuple[_Run, ...]:
    """Lay out a 520 x 110 mm plate."""
    if len(number) == 3:
        return (
            _Run(number, 0.09, 0.15, 0.26, 0.7),
            _Run(syllable, 0.365, 0.2, 0.115, 0.6),
            _Run(tail, 0.53, 0.15, 0.375, 0.7),
        )
    return (
        _Run(number, 0.11, 0.16, 0.165, 0.68),
        _Run(syllable, 0.29, 0.22, 0.115, 0.57),
        _Run(tail, 0.48, 0.16, 0.405, 0.68),
    )


def _letters(layout: _Layout, face: Face, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
    """Draw each run into its box, and the frame."""
    height, width = shape
    mask = np.zeros(shape, np.uint8)
    writer = _Writer(face, plate_glyphs.draw_hand(rng), layout.digit_height * height, rng)
    for run in layout.runs:
        box = (max(4, round(run.width * width)), max(4, round(run.height * height)))
        line = writer.write(run.text, box)
        y, x = round(run.y * height), round(run.x * width)
        patch = mask[y : y + box[1], x : x + box[0]]
        np.maximum(patch, line[: patch.shape[0], : patch.shape[1]], out=patch)
    if rng.random() < 0.85:
        inset, thick = max(1, height // 30), max(1, round(height * rng.uniform(0.015, 0.04)))
        corner = (width - inset - 1, height - inset - 1)
        cv2.rectangle(mask, (inset, inset), corner, int(rng.integers(110, 256)), thick)
    return mask


class _Writer:
    """Writes the runs of one plate: mostly in stamped glyphs, else in a face made as heavy."""

    def __init__(
        self, face: Face, hand: plate_glyphs.Hand, digit_px: float, rng: np.random.Generator
    ) -> None:
        self._face = face
        self._hand = hand
        self._stroke_px = hand.weight * digit_px
        self._stamps_digits = rng.random() < 0.78
        self._stamps_syllable = self._stamps_digits and rng.random() < 0.65
        self._tracking = rng.uniform(0.02, 0.14)

    def write(self, text: str, box: tuple[int, int]) -> Mask:
        """Draw a run over a mask of (width, height)."""
        # The small upper row has thinner strokes, in proportion to its height.
        stroke = min(self._stroke_px, 0.17 * box[1])
        if text.isdigit():
            if self._stamps_digits:
                return plate_glyphs.draw_digits(text, self._hand, box, stroke_px=stroke)
            return self._from_face(text, box)
        if self._stamps_syllable and len(text) == 1 and plate_glyphs.can_draw(text):
            return plate_glyphs.draw_syllable(text, box, stroke_px=stroke)
        line = self._from_face(text, box)
        return _with_stroke(line, stroke) if self._stamps_digits else line

    def _from_face(self, text: str, box: tuple[int, int]) -> Mask:
        size = 52 if box[1] < 44 else 88
        line = ink.draw_line(text, self._face, size_px=size, tracking_em=self._tracking)
        return ink.resized(line, box)


def _with_stroke(mask: Mask, stroke_px: float) -> Mask:
    """Thicken strokes to about `stroke_px`, keeping the mask's size."""
    binary = cv2.threshold(mask, 110, 255, cv2.THRESH_BINARY)[1]
    depth = cv2.distanceTransform(binary, cv2.DIST_L2, 3)
    missing = round(stroke_px - 1.7 * float(depth.max()))
    return ink.thickened(mask, missing + 1) if missing > 0 else mask


def _body(shape: tuple[int, int]) -> Mask:
    body = np.full(shape, 255, np.uint8)
    cut = max(1, shape[0] // 20)
    for rows in (slice(0, 1), slice(-1, None)):
        body[rows, :cut] = body[rows, -cut:] = 0
    return body


def _bolts(layout: _Layout, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
    bolts = np.zeros(shape, np.uint8)
    if rng.random() < 0.1:
        return bolts
    height, width = shape
    radius = max(1, round(height * rng.uniform(0.045, 0.08)))
    for x, y in layout.bolts:
        centre = (round(x * width), round(y * height))
        cv2.circle(bolts, centre, radius, 255, -1, cv2.LINE_AA)
        cv2.circle(bolts, centre, max(1, radius // 2), 170, -1, cv2.LINE_AA)
    return bolts


def _bowed(channels: Mask, rng: np.random.Generator) -> Mask:
    """Bend the plate along its length: bumpers are round, and so are cheap lenses."""
    height, width = channels.shape[:2]
    sag = float(np.clip(rng.normal(0, 0.07), -0.15, 0.15)) * height
    room = int(abs(sag)) + 1
    channels = cv2.copyMakeBorder(channels, room, room, 0, 0, cv2.BORDER_CONSTANT)
    bend = sag * (np.linspace(-1, 1, width, dtype=np.float32) ** 2 - 0.5)
    across = np.tile(np.arange(width, dtype=np.float32), (channels.shape[0], 1))
    down = np.arange(channels.shape[0], dtype=np.float32)[:, None] - bend
    return cv2.remap(channels, across, down.astype(np.float32), cv2.INTER_LINEAR)


def _in_view(channels: Mask, rng: np.random.Generator, *, squeeze: float, hard: bool) -> Mask:
    """Set the plate in its crop, sheared and in perspective, with some of the car around it."""
    height, width = channels.shape[0], channels.shape[1] * squeeze
    # Cameras stand above and beside the lane: near plates rise or fall by a tenth of their length.
    slope = np.clip(rng.normal(0, 0.11 if hard else 0.06), -0.28, 0.28)
    skew = float(np.clip(slope * width, -0.6 * height, 0.6 * height))
    lean = float(np.clip(rng.normal(0, 0.12 if hard else 0.04), -0.3, 0.3)) * height
    pinch = np.clip(rng.normal(0, 0.09), -0.2, 0.2) * height
    corners = np.array(
        (
            (0.0, 0.0),
            (width, skew),
            (width - lean, skew + height + pinch),
            (-lean, height),
        ),
        np.float32,
    )
    loosest = 0.1 if rng.random() < 0.65 else 0.4
    left, top, right, bottom = rng.uniform(-0.02, loosest, 4) * height
    top, bottom = top * 0.6, bottom * 0.6
    corners += np.array((left, top), np.float32) - corners.min(axis=0)
    reach = corners.max(axis=0)
    size = (int(reach[0] + right), int(reach[1] + bottom))
    if size[1] > 160:
        corners *= 160 / size[1]
        size = (round(size[0] * 160 / size[1]), 160)
    return ink.warped(channels, corners, size)


def _coloured(channels: Mask, style: str, rng: np.random.Generator) -> papers.Picture:
    """Paint car, plate, bolts and letters."""
    shape = (channels.shape[0], channels.shape[1])
    letters, body, bolts = (channels[..., index] for index in range(3))
    ground = np.array(_GROUNDS[style]) + rng.uniform(-20, 20) + rng.uniform(-8, 8, 3)
    dark = np.full(3, rng.uniform(0, 45) if style != "green" else rng.uniform(195, 240))
    bolt = rng.uniform(20, 110) if rng.random() < 0.6 else rng.uniform(170, 250)
    picture = _car(shape, rng)
    picture = degrade.composite(picture, body, ground)
    if bolts.any():
        picture = degrade.composite(picture, bolts, np.full(3, bolt), opacity=0.9)
    return degrade.composite(picture, letters, dark, opacity=rng.uniform(0.85, 1.0))


def _car(shape: tuple[int, int], rng: np.random.Generator) -> papers.Picture:
    """Paint a dark bumper, at times with a bright edge or the dealer's line below the plate."""
    dark = rng.uniform(0, 25) if rng.random() < 0.7 else rng.uniform(15, 80)
    tone = dark + rng.uniform(-8, 8, 3)
    car = papers.flat(shape, (tone[0], tone[1], tone[2]))
    if rng.random() < 0.5:
        car += papers.tripled(
            papers.noise(shape, rng, scale_px=32) * np.float32(rng.uniform(0, 15))
        )
    height, width = shape
    if rng.random() < 0.25:
        y = int(rng.uniform(0, height))
        bright = rng.uniform(90, 230)
        cv2.line(car, (0, y), (width, int(y + rng.normal(0, 0.1) * width)), (bright,) * 3, 2)
    if rng.random() < 0.2:
        y, x = int(height * rng.uniform(0.93, 0.99)), int(width * rng.uniform(0.25, 0.5))
        for step in range(int(rng.integers(6, 16))):
            left = x + step * max(2, height // 18)
            cv2.line(car, (left, y), (left + max(1, height // 30), y), (150, 150, 150), 1)
    return car


def _lit(picture: papers.Picture, rng: np.random.Generator) -> papers.Picture:
    """Expose: daylight, a warm lamp, dusk, or so bright that white bleeds."""
    roll = rng.random()
    gain = rng.uniform(0.8, 1.1)
    if roll < 0.35:
        gain = rng.uniform(0.27, 0.65)
    elif roll > 0.92:
        gain = rng.uniform(1.1, 1.5)
    yellow = rng.uniform(0.0, 0.34)
    warm = np.array((1.0, 1.0 - yellow * rng.uniform(0.05, 0.5), 1.03 - yellow))
    light = gain * warm
    shape = (picture.shape[0], picture.shape[1])
    if rng.random() < 0.4:
        shade = papers.noise(shape, rng, scale_px=64) * np.float32(rng.uniform(0, 0.08))
        picture = picture * papers.tripled(1 + shade)
    lit: papers.Picture = picture.reshape(shape[0], -1) * papers.colour_row(light, shape[1])
    lit += np.float32(rng.uniform(-6, 6) if rng.random() < 0.7 else rng.uniform(0, 25))
    return lit.reshape(picture.shape)
