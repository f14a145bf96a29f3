# SPDX-License-Identifier: GPL-3.0-or-later
"""Lettering samples: sound effects in comics and display titles."""

from __future__ import annotations

import cv2
import numpy as np

from training.synth import degrade, ink, papers
from training.synth.designs import remodelled_cells
from training.synth.faces import Face
from training.synth.ink import Mask
from training.synth.stroke_style import bold, draw_style
from training.synth.strokes import write_word


def render_lettering(
    text: str, face: Face, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Draw `text` large and lively: uneven letters, slant, heavy or hollow strokes."""
    height = int(rng.integers(36, 100))
    size = ink.nearest_size(height)
    liveliness = rng.uniform(0.6, 1.4) if hard else rng.uniform(0.2, 0.6)
    slant = rng.normal(0, 0.2) * liveliness
    if rng.random() < 0.4:
        cells = remodelled_cells(text, face, rng, size_px=size)
    else:
        cells = ink.draw_cells(text, face, size_px=size)
    cells = [_thrown(cell, rng, liveliness=liveliness, slant=slant) for cell in cells]
    gaps = rng.normal(0.02, 0.07, len(cells)) * size
    climb = rng.normal(0, 0.12) * liveliness * size
    shifts = np.arange(len(cells)) * climb + rng.normal(0, 0.1, len(cells)) * size * liveliness
    mask = ink.join_cells(cells, list(gaps), list(shifts))
    mask = ink.scaled(mask, min(140, max(20, mask.shape[0] * height / size)))
    return _printed(mask, height, rng, hard=hard)


def render_brushed(text: str, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Write `text` with a brush: letter shapes that no face here has.

    Raises ValueError for characters that the writer does not know.
    """
    height = int(rng.integers(36, 100))
    coverage = write_word(text, rng, height_px=height, style=bold(draw_style(rng), rng))
    mask = np.clip(coverage * 255, 0, 255).astype(np.uint8)
    liveliness = 1.0 if hard else 0.4
    mask = ink.tilted(
        mask, degrees=rng.normal(0, 5) * liveliness, shear=rng.normal(0, 0.15) * liveliness
    )
    return _printed(ink.trimmed(mask), height, rng, hard=hard)


def _printed(mask: Mask, height: int, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    margins = (rng.uniform(0.0, 0.1, 4) * height + 3).astype(int)
    mask = ink.padded(mask, top=margins[0], bottom=margins[1], left=margins[2], right=margins[3])
    image = degrade.finished(_inked(mask, rng))
    return degrade.photographed(image, rng, strength=0.35 if hard else 0.15)


def _thrown(cell: Mask, rng: np.random.Generator, *, liveliness: float, slant: float) -> Mask:
    return ink.tilted(
        cell,
        degrees=rng.normal(0, 8) * liveliness,
        shear=slant,
        scale=np.exp(rng.normal(0, 0.18) * liveliness),
        squeeze=np.exp(rng.normal(0, 0.12) * liveliness),
    )


def _inked(mask: Mask, rng: np.random.Generator) -> papers.Picture:
    shape = (mask.shape[0], mask.shape[1])
    paper = papers.flat(shape, (255.0, 255.0, 255.0))
    if rng.random() < 0.4:
        paper = papers.pale(shape, rng, lowest=235)
    if rng.random() < 0.2:
        paper = papers.textured(shape, rng)
        if paper.mean() < 110:
            return degrade.composite(paper, mask, (250, 250, 250))
    nib = max(2, shape[0] // 28)
    roll = rng.random()
    if roll < 0.45:
        return degrade.composite(paper, _heavy(mask, nib, rng), (rng.uniform(0, 15),) * 3)
    outline = ink.thickened(mask, nib * 2 + 1)
    inside = mask if roll < 0.8 else ink.thickened(mask, 2)
    fill = np.full(3, rng.choice((255.0, rng.uniform(90, 255))))
    if rng.random() < 0.25:
        fill = rng.uniform(60, 255, 3)
    picture = degrade.composite(paper, outline, (rng.uniform(0, 20),) * 3)
    return degrade.composite(picture, inside, fill)


def _heavy(mask: Mask, nib: int, rng: np.random.Generator) -> Mask:
    """Thicken strokes, at times with the ragged edge of a dry brush."""
    if rng.random() < 0.6:
        mask = ink.thickened(mask, int(rng.integers(1, nib + 2)))
    if rng.random() < 0.3:
        grain = np.clip(papers.noise((mask.shape[0], mask.shape[1]), rng, scale_px=4), -1.5, 1.5)
        soft = cv2.GaussianBlur(mask, (0, 0), nib * 0.5)
        level = float(soft.max()) * (0.42 + grain * rng.uniform(0.05, 0.22))
        mask = np.where(soft > level, 255, 0).astype(np.uint8)
        mask = cv2.GaussianBlur(mask, (0, 0), 0.6)
    return mask
