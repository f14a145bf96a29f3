"""Handwriting samples: pen on paper, from handwriting faces, thinned print and drawn strokes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Protocol, cast

import cv2
import numpy as np
import numpy.typing as npt

from training.synth import degrade, ink, papers
from training.synth.faces import Face
from training.synth.ink import Mask


class StrokeWriter(Protocol):
    """What the procedural writer offers: ink coverage (H, W) float32 in 0..1."""

    def __call__(
        self, text: str, rng: np.random.Generator, *, height_px: int
    ) -> npt.NDArray[np.float32]: ...


def _stroke_writer() -> StrokeWriter | None:
    try:
        module = importlib.import_module("training.synth.strokes")
    except ImportError:
        return None
    return cast(StrokeWriter, module.write_word)


write_strokes: StrokeWriter | None = _stroke_writer()


def render_strokes(text: str, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Write `text` with the procedural writer and lay it on paper.

    Raises ValueError for characters it cannot write, or when the writer is not installed.
    """
    if write_strokes is None:
        raise ValueError("no stroke writer")
    height = int(rng.integers(44, 116))
    coverage = write_strokes(text, rng, height_px=height)
    mask = ink.trimmed(np.clip(coverage * 255, 0, 255).astype(np.uint8))
    if mask.shape[0] > 150:
        mask = ink.scaled(mask, 150)
    return _on_paper(_framed(mask, rng), rng, hard=hard)


def render_handwriting(
    text: str, face: Face, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Write `text` by hand with a face's letter shapes, each syllable bent its own way."""
    height = int(rng.integers(40, 100))
    size = ink.nearest_size(height)
    cells = ink.draw_cells(text, face, size_px=size)
    wildness = rng.uniform(0.5, 1.3) if hard else rng.uniform(0.15, 0.6)
    slant = rng.normal(0, 0.12) * wildness
    cells = [_bent(cell, rng, wildness=wildness, slant=slant) for cell in cells]
    gaps = _gaps(len(cells), size, rng)
    drift = np.cumsum(rng.normal(0, 0.03, len(cells))) * wildness * size
    shifts = drift + rng.normal(0, 0.06, len(cells)) * wildness * size
    mask = ink.join_cells(cells, gaps, list(shifts))
    mask = ink.scaled(mask, min(150, mask.shape[0] * height / size))
    if rng.random() < 0.7:
        mask = ink.rippled(mask, rng, strength_px=height * 0.012 * wildness, grid=5)
    mask = _repenned(mask, face, height, rng)
    if rng.random() < 0.4:
        mask = ink.tilted(mask, degrees=rng.normal(0, 2.0) * wildness)
    return _on_paper(_framed(ink.trimmed(mask), rng), rng, hard=hard)


def _bent(cell: Mask, rng: np.random.Generator, *, wildness: float, slant: float) -> Mask:
    """Scale, turn and shear one syllable."""
    grow = np.exp(rng.normal(0, 0.1) * wildness)
    narrow = np.exp(rng.normal(-0.08, 0.12) * wildness)
    height, width = cell.shape
    size = (max(2, round(width * grow * narrow)), max(2, round(height * grow)))
    cell = cv2.resize(cell, size, interpolation=cv2.INTER_LINEAR)
    cell = ink.tilted(
        cell, degrees=rng.normal(0, 4) * wildness, shear=slant + rng.normal(0, 0.06) * wildness
    )
    columns = np.flatnonzero(cell.any(axis=0))
    return cell if columns.size == 0 else cell[:, columns[0] : columns[-1] + 1]


def _gaps(count: int, size_px: int, rng: np.random.Generator) -> list[float]:
    roll = rng.random()
    base = rng.uniform(-0.05, 0.15)
    if roll > 0.75:
        base = rng.uniform(0.3, 0.9)
    elif roll > 0.4:
        base = rng.uniform(0.1, 0.35)
    gaps = (base + rng.normal(0, 0.06, count)) * size_px
    gaps[0] = 0
    return list(gaps)


def _repenned(mask: Mask, face: Face, height_px: int, rng: np.random.Generator) -> Mask:
    """Redraw with another pen: from the skeleton for print faces, or just thinner or thicker."""
    pen = max(1, round(height_px * rng.uniform(0.015, 0.06)))
    if face.category != "hand" or rng.random() < 0.35:
        lines = ink.skeleton(mask)
        if lines.any():
            wide = ink.thickened(lines, pen + 1)
            return cv2.GaussianBlur(wide, (0, 0), 0.6)
    roll = rng.random()
    if roll < 0.35:
        return ink.thinned(mask, 2 + height_px // 40)
    if roll < 0.45:
        return ink.thickened(mask, 2 + height_px // 50)
    return mask


def _framed(mask: Mask, rng: np.random.Generator) -> Mask:
    height = mask.shape[0]
    tight = rng.random() < 0.5
    low, high = (-0.02, 0.06) if tight else (0.03, 0.28)
    top, bottom, left, right = (rng.uniform(low, high, 4) * height).astype(int)
    mask = ink.padded(mask, top=top, bottom=bottom, left=left, right=right)
    return ink.scaled(mask, 160) if mask.shape[0] > 160 else mask


_PENS: tuple[Callable[[np.random.Generator], npt.NDArray[np.float64]], ...] = (
    lambda rng: rng.uniform(5, 60) + rng.uniform(-8, 8, 3),
    lambda rng: np.array((rng.uniform(40, 75), rng.uniform(15, 40), rng.uniform(20, 45))),
    lambda rng: np.array((rng.uniform(10, 70), rng.uniform(10, 75), rng.uniform(120, 200))),
    lambda rng: rng.uniform(60, 130) + rng.uniform(-10, 10, 3),
    lambda rng: np.array((rng.uniform(150, 210), rng.uniform(20, 60), rng.uniform(20, 70))),
)
_PEN_ODDS = (0.35, 0.35, 0.18, 0.09, 0.03)


def _on_paper(mask: Mask, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    shape = (mask.shape[0], mask.shape[1])
    paper = papers.pale(shape, rng, lowest=242 if rng.random() < 0.8 else 190)
    if rng.random() < 0.15:
        paper = _ruled(paper, rng)
    colour = _PENS[int(rng.choice(len(_PENS), p=_PEN_ODDS))](rng)
    if rng.random() < 0.5:
        pressure = 1 + papers.noise(shape, rng, scale_px=16) * rng.uniform(0, 0.25)
        mask = np.clip(mask * np.clip(pressure, 0.4, 1.1), 0, 255).astype(np.uint8)
    picture = degrade.composite(paper, mask, colour, opacity=rng.uniform(0.75, 1.0))
    if rng.random() < 0.3:
        picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 5))
    image = degrade.finished(picture)
    if rng.random() < (0.35 if hard else 0.1):
        image = degrade.blurred(image, sigma=rng.uniform(0.3, 1.0))
    if hard and rng.random() < 0.25:
        image = degrade.coarsened(image, factor=rng.uniform(0.35, 0.9))
    if rng.random() < 0.8:
        image = degrade.recompressed(image, quality=int(rng.integers(35, 95)))
    return image


def _ruled(paper: papers.Picture, rng: np.random.Generator) -> papers.Picture:
    """Draw the faint, nearly level line of a form, mostly near the bottom."""
    height, width = paper.shape[:2]
    y = height * (rng.uniform(0.86, 0.99) if rng.random() < 0.8 else rng.uniform(0.0, 0.1))
    tilt = rng.normal(0, 0.015) * width
    grey = float(rng.uniform(150, 225))
    start, stop = (0, int(y)), (width, int(y + tilt))
    cv2.line(paper, start, stop, (grey, grey, grey), 1 + height // 80, cv2.LINE_AA)
    return paper
