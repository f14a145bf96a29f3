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

from training.synth import degrade, ink, papers
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
    """A kind of plate: its runs, width over height, and where its bolts sit."""

    runs: tuple[_Run, ...]
    ratio: float
    bolts: tuple[tuple[float, float], ...]
    style: str


def render_plate(text: str, face: Face, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Draw the plate `text`, e.g. 12가3456, as a camera saw it.

    Raises ValueError when `text` is not a plate number.
    """
    parts = _PLATE.fullmatch(text)
    if parts is None:
        raise ValueError(f"not a plate number: {text!r}")
    layout = _pick_layout(parts["region"], parts["number"], parts["syllable"], parts["tail"], rng)
    height = int(rng.integers(30, 84))
    shape = (height, int(height * layout.ratio))
    channels = np.dstack(
        (_letters(layout, face, shape, rng), _body(shape), _bolts(layout, shape, rng))
    )
    if rng.random() < 0.35:
        channels = _bowed(channels, rng)
    channels = _in_view(channels, rng, hard=hard)
    picture = _lit(_coloured(channels, layout.style, rng), rng)
    picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 9 if hard else 4))
    image = degrade.finished(picture)
    if rng.random() < 0.5:
        image = degrade.sharpened(image, amount=rng.uniform(0.3, 1.5))
    return degrade.photographed(image, rng, strength=0.5 if hard else 0.25, jpeg=(40, 95))


def _pick_layout(
    region: str | None, number: str, syllable: str, tail: str, rng: np.random.Generator
) -> _Layout:
    high = ((0.25, 0.14), (0.75, 0.14))
    if region:
        runs = _regional(region, number, syllable, tail)
        return _Layout(runs, 1.95, high, "green" if rng.random() < 0.75 else "yellow")
    if len(number) == 2 and rng.random() < 0.12:
        runs = (
            _Run(number, 0.27, 0.07, 0.25, 0.22),
            _Run(syllable, 0.56, 0.07, 0.15, 0.23),
            _Run(tail, 0.06, 0.37, 0.88, 0.55),
        )
        return _Layout(runs, rng.uniform(1.75, 2.05), high, "green")
    style = "yellow" if rng.random() < 0.08 else "white"
    if rng.random() < 0.15:
        return _Layout(_short(number, syllable, tail), rng.uniform(1.9, 2.4), high, style)
    sides = ((0.045, 0.5), (0.955, 0.5))
    # Many are seen from the side, which squeezes a plate of 4.7 down to 2.
    ratio = rng.uniform(2.2, 4.2) if rng.random() < 0.4 else rng.uniform(4.2, 4.9)
    return _Layout(_long(number, syllable, tail), ratio, sides, style)


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
    """Draw each run squeezed into its box, and the frame."""
    height, width = shape
    mask = np.zeros(shape, np.uint8)
    tracking = rng.uniform(0.02, 0.14)
    size = 52 if height < 64 else 88
    for run in layout.runs:
        line = ink.draw_line(run.text, face, size_px=size, tracking_em=tracking)
        box = (max(4, round(run.width * width)), max(4, round(run.height * height)))
        line = ink.resized(line, box)
        y, x = round(run.y * height), round(run.x * width)
        patch = mask[y : y + box[1], x : x + box[0]]
        np.maximum(patch, line[: patch.shape[0], : patch.shape[1]], out=patch)
    if rng.random() < 0.2:
        mask = ink.thickened(mask, 2)
    if rng.random() < 0.85:
        inset, thick = max(1, height // 30), max(1, round(height * rng.uniform(0.015, 0.04)))
        corner = (width - inset - 1, height - inset - 1)
        cv2.rectangle(mask, (inset, inset), corner, int(rng.integers(110, 256)), thick)
    return mask


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


def _in_view(channels: Mask, rng: np.random.Generator, *, hard: bool) -> Mask:
    """Set the plate in its crop, sheared and in perspective, with some of the car around it."""
    height, width = channels.shape[:2]
    slope = np.clip(rng.normal(0, 0.055 if hard else 0.025), -0.25, 0.25)
    skew = float(np.clip(slope * width, -0.6 * height, 0.6 * height))
    lean = float(np.clip(rng.normal(0, 0.12 if hard else 0.04), -0.3, 0.3)) * height
    pinch = rng.normal(0, 0.05) * height
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
