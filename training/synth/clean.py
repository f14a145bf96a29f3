# SPDX-License-Identifier: GPL-3.0-or-later
"""Clean samples: plain ink on plain ground; faces as they are, or letter shapes of no face."""

from __future__ import annotations

import cv2
import numpy as np

from training.synth import boxes, degrade, ink
from training.synth.designs import perhaps_remodelled
from training.synth.faces import Face
from training.synth.ink import Mask
from training.synth.stroke_style import draw_style, neat, ruled
from training.synth.strokes import write_word


def render_clean(text: str, face: Face, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Draw `text` plainly, dark on light or (one in five) light on dark."""
    height = int(rng.integers(24, 65))
    tracking = _tracking(text, rng)
    size = ink.nearest_size(height)
    mask = ink.draw_line(text, face, size_px=size, tracking_em=tracking)
    mask = ink.scaled(mask, max(4, mask.shape[0] * height / size))
    return _on_ground(mask, rng, hard=hard)


def render_odd(text: str, face: Face, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Draw `text` plainly in a design nobody made: the face's, remodelled, bolder or aslant."""
    height = int(rng.integers(24, 65))
    size = ink.nearest_size(height)
    tracking = _tracking(text, rng)
    mask = perhaps_remodelled(text, face, rng, chance=0.6, size_px=size, tracking_em=tracking)
    stretch = float(np.exp(rng.normal(0, 0.18)))
    mask = ink.scaled(mask, max(4, mask.shape[0] * height / size), stretch=stretch)
    edge = 3 + height // 8
    mask = ink.padded(mask, top=edge, bottom=edge, left=edge, right=edge)
    if rng.random() < 0.5:
        mask = ink.tilted(mask, shear=rng.normal(0, 0.12), degrees=rng.normal(0, 1.5))
    if rng.random() < 0.7:
        mask = ink.rippled(mask, rng, strength_px=height * rng.uniform(0.0, 0.025), grid=5)
    if rng.random() < 0.5:
        mask = cv2.GaussianBlur(ink.slimmed(mask, share=rng.uniform(0.45, 0.9)), (0, 0), 0.6)
    elif not face.is_heavy:
        mask = ink.thickened(mask, int(rng.integers(1, 2 + height // 24)))
    return _on_ground(ink.trimmed(mask), rng, hard=hard)


def render_penned(text: str, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Write `text` with care, stroke by stroke: letter shapes that no face here has.

    Raises ValueError for characters that the writer does not know.
    """
    height = int(rng.integers(28, 72))
    take_pains = ruled if rng.random() < 0.4 else neat
    style = take_pains(draw_style(rng), rng, spacing=_tracking(text, rng))
    coverage = write_word(text, rng, height_px=height, style=style)
    mask = ink.trimmed(np.clip(coverage * 255, 0, 255).astype(np.uint8))
    return _on_ground(mask, rng, hard=hard)


def _tracking(text: str, rng: np.random.Generator) -> float:
    """Give the room between characters in ems: spaced out in three words of ten."""
    wide = rng.random() < 0.3 and " " not in text
    return rng.uniform(0.15, 1.0) if wide else rng.uniform(-0.04, 0.15)


def _on_ground(mask: Mask, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    mask = boxes.with_margins(mask, rng, low=0.0, high=0.25, least_px=2)
    mask = boxes.with_least_height(mask, 16)
    light, dark = rng.uniform(200, 255), rng.uniform(0, 90)
    if hard:
        light = rng.uniform(120, 255)
        dark = rng.uniform(0, min(120.0, light - 70))
    if rng.random() < 0.2:
        light, dark = dark, light
    tint = rng.uniform(-15, 15, (2, 3)) if rng.random() < 0.5 else np.zeros((2, 3))
    image = degrade.two_toned(mask, light + tint[0], dark + tint[1])
    if hard:
        if rng.random() < 0.5:
            picture = degrade.noisy(image.astype(np.float32), rng, sigma=rng.uniform(0, 10))
            image = degrade.finished(picture)
        return degrade.photographed(image, rng, strength=0.6)
    return image
