# SPDX-License-Identifier: GPL-3.0-or-later
"""Handwriting samples: pen on paper, from handwriting faces, thin print and drawn strokes."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from training.synth import boxes, degrade, ink, papers
from training.synth.faces import Face
from training.synth.ink import Mask
from training.synth.strokes import write_word

_TALLEST_PX = 150


def render_strokes(text: str, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Write `text` with the procedural writer and lay it on paper.

    Raises ValueError for characters it cannot write.
    """
    height = int(rng.integers(48, 124))
    coverage = write_word(text, rng, height_px=height)
    mask = ink.trimmed(np.clip(coverage * 255, 0, 255).astype(np.uint8))
    if rng.random() < 0.4:
        mask = ink.filed(mask)
    if rng.random() < 0.5:
        mask = ink.scaled(mask, mask.shape[0], stretch=rng.uniform(0.72, 1.0))
    return _on_paper(_framed(mask, rng), rng, hard=hard)


def render_handwriting(
    text: str, face: Face, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Write `text` by hand with a face's letter shapes, each syllable bent its own way."""
    height = int(rng.integers(44, 112))
    size = ink.nearest_size(height)
    cells = ink.draw_cells(text, face, size_px=size)
    wildness = rng.uniform(0.5, 1.3) if hard else rng.uniform(0.15, 0.6)
    slant = rng.normal(0, 0.12) * wildness
    cells = [_bent(cell, rng, wildness=wildness, slant=slant) for cell in cells]
    gaps = _gaps(len(cells), size, rng, narrow=" " in text)
    drift = np.cumsum(rng.normal(0, 0.03, len(cells))) * wildness * size
    shifts = drift + rng.normal(0, 0.06, len(cells)) * wildness * size
    mask = ink.join_cells(cells, gaps, list(shifts))
    mask = ink.scaled(mask, min(_TALLEST_PX, max(34.0, mask.shape[0] * height / size)))
    edge = 3 + height // 12
    mask = ink.padded(mask, top=edge, bottom=edge, left=edge, right=edge)
    if rng.random() < 0.7:
        mask = ink.rippled(mask, rng, strength_px=height * 0.012 * wildness, grid=5)
    mask = _repenned(mask, face, height, rng)
    if rng.random() < 0.3:
        mask = ink.tilted(mask, degrees=rng.normal(0, 2.0) * wildness)
    return _on_paper(_framed(ink.trimmed(mask), rng), rng, hard=hard)


def _bent(cell: Mask, rng: np.random.Generator, *, wildness: float, slant: float) -> Mask:
    """Scale, turn and shear one syllable about its middle."""
    narrow = np.exp(rng.normal(-0.18, 0.14) * wildness)
    return ink.tilted(
        cell,
        degrees=rng.normal(0, 4) * wildness,
        shear=slant + rng.normal(0, 0.06) * wildness,
        scale=np.exp(rng.normal(0, 0.1) * wildness),
        squeeze=narrow,
    )


def _gaps(count: int, size_px: int, rng: np.random.Generator, *, narrow: bool) -> list[float]:
    roll = 0.0 if narrow else rng.random()
    base = rng.uniform(-0.05, 0.15)
    if roll > 0.83:
        base = rng.uniform(0.3, 0.9)
    elif roll > 0.4:
        base = rng.uniform(0.1, 0.35)
    gaps = (base + rng.normal(0, 0.06, count)) * size_px
    gaps[0] = 0
    return list(gaps)


def _repenned(mask: Mask, face: Face, height_px: int, rng: np.random.Generator) -> Mask:
    """Redraw with another pen: slimmer than the face's, or thickening hair-thin print."""
    pen = max(1, round(height_px * rng.uniform(0.006, 0.033)))
    if face.category != "hand":
        return _inked_lines(ink.thickened(mask, pen), pen, rng)
    if rng.random() < 0.9:
        lines = ink.slimmed(mask, share=rng.uniform(0.28, 0.6))
        return _inked_lines(lines, max(1, pen - 1), rng)
    return mask


def _inked_lines(lines: Mask, pen_px: int, rng: np.random.Generator) -> Mask:
    """Soften drawn lines, now and then with a pressure that comes and goes."""
    if pen_px < 2 or rng.random() < 0.5:
        return cv2.GaussianBlur(lines, (0, 0), 0.6)
    soft = cv2.GaussianBlur(lines, (0, 0), pen_px * 0.5).astype(np.float32)
    grain = papers.noise((lines.shape[0], lines.shape[1]), rng, scale_px=8)
    soft += np.clip(grain, -1.5, 1.5) * (0.12 * float(soft.max()))
    level = float(soft.max()) * 0.45
    pressed: Mask = np.clip((soft - level) * 4 + 128, 0, 255).astype(np.uint8)
    return pressed


def _framed(mask: Mask, rng: np.random.Generator) -> Mask:
    roll = rng.random()
    low, high = (0.06, 0.18) if roll < 0.55 else (-0.015, 0.07) if roll < 0.8 else (0.03, 0.3)
    mask = boxes.with_margins(mask, rng, low=low, high=high)
    return ink.scaled(mask, 160) if mask.shape[0] > 160 else mask


def _pen_colour(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Pick black, the brown-black of a scanned ballpoint, blue, pencil grey or red."""
    roll = rng.random()
    if roll < 0.35:
        return rng.uniform(0, 42) + rng.uniform(-8, 8, 3)
    if roll < 0.7:
        return np.array((rng.uniform(20, 62), rng.uniform(2, 30), rng.uniform(8, 38)))
    if roll < 0.94:
        return np.array((rng.uniform(10, 60), rng.uniform(10, 60), rng.uniform(120, 215)))
    if roll < 0.98:
        return rng.uniform(55, 110) + rng.uniform(-10, 10, 3)
    return np.array((rng.uniform(150, 210), rng.uniform(20, 60), rng.uniform(20, 70)))


def _on_paper(mask: Mask, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    shape = (mask.shape[0], mask.shape[1])
    colour = _pen_colour(rng)
    if rng.random() < 0.35:
        pressure = 1 + papers.noise(shape, rng, scale_px=16) * rng.uniform(0, 0.25)
        mask = np.clip(mask * np.clip(pressure, 0.4, 1.1), 0, 255).astype(np.uint8)
    if rng.random() < 0.84:
        # A scanner's white: flat, so a table does it.
        white = rng.uniform(253, 259) + rng.uniform(-3, 1, 3)
        if rng.random() < 0.15:
            mask = _ruled(mask, rng)
        image = degrade.two_toned(mask, white, colour + rng.uniform(0, 0.07) * (white - colour))
    else:
        paper = papers.pale(shape, rng, lowest=235 if rng.random() < 0.7 else 185)
        picture = degrade.composite(paper, mask, colour, opacity=rng.uniform(0.75, 1.0))
        if rng.random() < 0.5:
            picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 5))
        image = degrade.finished(picture)
    roll = rng.random()
    if roll < (0.12 if hard else 0.05):
        image = degrade.blurred(image, sigma=rng.uniform(0.3, 0.9))
    elif hard and roll < 0.26:
        image = degrade.coarsened(image, factor=max(28 / shape[0], rng.uniform(0.35, 0.9)))
    if rng.random() < 0.8:
        image = degrade.recompressed(image, quality=int(rng.integers(35, 95)))
    return image


def _ruled(mask: Mask, rng: np.random.Generator) -> Mask:
    """Draw the faint, nearly level line of a form, mostly near the bottom."""
    mask = mask.copy()
    height, width = mask.shape
    y = height * (rng.uniform(0.9, 0.99) if rng.random() < 0.8 else rng.uniform(0.0, 0.08))
    tilt = rng.normal(0, 0.012) * width
    line = np.zeros_like(mask)
    grey = int(rng.integers(30, 130))
    cv2.line(line, (0, int(y)), (width, int(y + tilt)), grey, 1 + height // 80, cv2.LINE_AA)
    return np.maximum(mask, line)
