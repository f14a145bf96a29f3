"""Korean number plates: one-row white and yellow, two-row green, seen from a camera."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from training.synth import degrade, ink, papers
from training.synth.faces import Face
from training.synth.ink import Mask

_PLATE: Final = re.compile(r"(?P<region>[가-힣]{2})?(?P<head>\d{1,3})(?P<syllable>[가-힣])(?P<tail>\d{4})")


@dataclass(frozen=True)
class _Row:
    """One run of text on the plate: what, where and how tall, in parts of the plate's height."""

    text: str
    x: float
    y: float
    width: float
    height: float


def render_plate(
    text: str, face: Face, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Draw the plate `text`, e.g. 12가3456, as a camera saw it.

    Raises ValueError when `text` is not a plate number.
    """
    parts = _PLATE.fullmatch(text)
    if parts is None:
        raise ValueError(f"not a plate number: {text!r}")
    head, tail = parts["head"] + parts["syllable"], parts["tail"]
    height = int(rng.integers(40, 110))
    if parts["region"] or rng.random() < 0.14:
        ratio, rows, style = _two_rows(parts["region"] or "", parts["head"], parts["syllable"], tail)
        style = "green" if rng.random() < 0.75 else "yellow"
    elif rng.random() < 0.25:
        ratio, rows, style = rng.uniform(1.9, 2.3), _one_row(head, tail, short=True), "white"
    else:
        ratio, rows, style = rng.uniform(4.3, 4.9), _one_row(head, tail, short=False), "white"
    if style == "white" and rng.random() < 0.08:
        style = "yellow"
    shape = (height, int(height * ratio))
    mask = _set_rows(rows, face, shape, rng)
    plate, frame = _painted(mask, style, rng)
    return _photographed(plate, frame, rng, hard=hard)


def _one_row(head: str, tail: str, *, short: bool) -> list[_Row]:
    number, syllable = head[:-1], head[-1]
    if short:
        return [
            _Row(number, 0.05, 0.22, 0.15 * len(number), 0.58),
            _Row(syllable, 0.07 + 0.15 * len(number), 0.36, 0.15, 0.4),
            _Row(tail, 0.24 + 0.15 * len(number), 0.22, 0.69 - 0.15 * len(number), 0.58),
        ]
    if len(number) == 3:
        return [
            _Row(number, 0.09, 0.14, 0.25, 0.72),
            _Row(syllable, 0.36, 0.2, 0.12, 0.6),
            _Row(tail, 0.54, 0.14, 0.37, 0.72),
        ]
    return [
        _Row(number, 0.11, 0.16, 0.17, 0.68),
        _Row(syllable, 0.295, 0.22, 0.115, 0.56),
        _Row(tail, 0.485, 0.16, 0.40, 0.68),
    ]


def _two_rows(
    region: str, number: str, syllable: str, tail: str
) -> tuple[float, list[_Row], str]:
    if not region:
        top = [_Row(number, 0.28, 0.06, 0.24, 0.24), _Row(syllable, 0.56, 0.06, 0.15, 0.25)]
        return 1.95, [*top, _Row(tail, 0.06, 0.36, 0.88, 0.56)], "green"
    top = [_Row(region, 0.24, 0.07, 0.28, 0.25), _Row(number, 0.56, 0.07, 0.2, 0.25)]
    bottom = [_Row(syllable, 0.05, 0.45, 0.16, 0.36), _Row(tail, 0.25, 0.38, 0.7, 0.54)]
    return 1.95, [*top, *bottom], "green"


def _set_rows(
    rows: list[_Row], face: Face, shape: tuple[int, int], rng: np.random.Generator
) -> Mask:
    """Draw each run squeezed into its box, all strokes alike in weight."""
    height, width = shape
    mask = np.zeros(shape, np.uint8)
    tracking = rng.uniform(0.02, 0.12)
    for row in rows:
        line = ink.draw_line(row.text, face, size_px=84, tracking_em=tracking)
        size = (max(4, round(row.width * width)), max(4, round(row.height * height)))
        line = ink.resized(line, size)
        y, x = round(row.y * height), round(row.x * width)
        patch = mask[y : y + size[1], x : x + size[0]]
        np.maximum(patch, line[: patch.shape[0], : patch.shape[1]], out=patch)
    if rng.random() < 0.3:
        mask = ink.thickened(mask, 2) if rng.random() < 0.5 else ink.thinned(mask, 2)
    return mask


def _painted(
    mask: Mask, style: str, rng: np.random.Generator
) -> tuple[papers.Picture, Mask]:
    """Colour the plate; also give the silhouette of its rounded body."""
    height, width = mask.shape
    grounds = {
        "white": np.array((222, 222, 220)) + rng.uniform(-25, 25),
        "yellow": np.array((222, 178, 40)) + rng.uniform(-25, 25, 3),
        "green": np.array((28, 122, 72)) + rng.uniform(-20, 20, 3),
    }
    ground = grounds[style]
    letters = np.full(3, rng.uniform(12, 60)) if style != "green" else np.full(3, 225.0)
    plate = papers.flat((height, width), (ground[0], ground[1], ground[2]))
    edge = np.zeros_like(mask)
    inset, thick = max(1, height // 30), max(1, height // 28)
    cv2.rectangle(edge, (inset, inset), (width - inset - 1, height - inset - 1), 255, thick)
    if rng.random() < 0.85:
        plate = degrade.composite(plate, edge, letters, opacity=rng.uniform(0.5, 1))
    plate = _with_bolts(plate, style, rng)
    plate = degrade.composite(plate, mask, letters)
    body = np.zeros_like(mask)
    cv2.rectangle(body, (1, 1), (width - 2, height - 2), 255, -1)
    return plate, body


def _with_bolts(
    plate: papers.Picture, style: str, rng: np.random.Generator
) -> papers.Picture:
    height, width = plate.shape[:2]
    wide = width > 3 * height
    spots = ((0.045, 0.5), (0.955, 0.5)) if wide else ((0.25, 0.13), (0.75, 0.13))
    radius = max(1, round(height * rng.uniform(0.04, 0.075)))
    grey = rng.uniform(20, 120) if rng.random() < 0.6 else rng.uniform(180, 250)
    for x, y in spots:
        centre = (round(x * width), round(y * height))
        cv2.circle(plate, centre, radius, (grey, grey, grey), -1, cv2.LINE_AA)
        cv2.circle(plate, centre, max(1, radius // 2), (grey * 0.7,) * 3, -1, cv2.LINE_AA)
    return plate


def _photographed(
    plate: papers.Picture, body: Mask, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Set the plate before a dark car at an angle, then expose it like a parking camera."""
    height, width = body.shape
    skew = rng.normal(0, 0.05 if hard else 0.02) * width * 0.7
    skew = float(np.clip(skew, -0.35 * height, 0.35 * height))
    lean = rng.normal(0, 0.12 if hard else 0.04) * height
    margins = rng.uniform(0.0, 0.2 if rng.random() < 0.7 else 0.4, 4) * height
    top, bottom, left, right = margins
    size = (
        int(width + left + right + abs(lean)) + 1,
        int(height + top + bottom + abs(skew)) + 1,
    )
    x, y = left + max(0.0, lean), top + max(0.0, -skew)
    pinch = rng.normal(0, 0.04) * height
    corners = np.array(
        (
            (x, y), (x + width, y + skew),
            (x + width - lean, y + skew + height + pinch), (x - lean, y + height),
        ),
        np.float32,
    )
    corners[:, 0] = np.clip(corners[:, 0], 0, size[0])
    shape = (size[1], size[0])
    dark = rng.uniform(5, 70)
    car = papers.flat(shape, tuple(dark + rng.uniform(-8, 8, 3)))
    car += papers.noise(shape, rng, scale_px=32)[..., None] * rng.uniform(0, 15)
    front = ink.warped(plate, corners, size)
    alpha = ink.warped(body, corners, size).astype(np.float32)[..., None] / 255
    picture = car + alpha * (front - car)
    shade = 1 + papers.noise(shape, rng, scale_px=64)[..., None] * rng.uniform(0, 0.08)
    night = rng.uniform(0.18, 0.55) if rng.random() < 0.4 else rng.uniform(0.75, 1.15)
    warm = np.array((1.0, rng.uniform(0.88, 1.0), rng.uniform(0.7, 1.05)))
    picture = picture * (shade * night * warm).astype(np.float32) + np.float32(rng.uniform(0, 25))
    picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 9 if hard else 4))
    image = degrade.finished(picture)
    if image.shape[0] > 160:
        factor = 160 / image.shape[0]
        image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return degrade.photographed(image, rng, strength=1.0 if hard else 0.4)
