# SPDX-License-Identifier: GPL-3.0-or-later
"""Print samples: words cut from scanned certificates and forms."""

from __future__ import annotations

import cv2
import numpy as np

from training.synth import boxes, degrade, ink, papers
from training.synth.faces import Face
from training.synth.ink import Mask

# Below this height no more than one thing may blur the letters, or nobody could read them.
_FRAGILE_PX = 30


def render_print(text: str, face: Face, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Draw `text` as scanned from a form: small, spaced, on tinted paper, cut from a page."""
    height = int(np.exp(rng.uniform(np.log(13), np.log(48))))
    mask = _set_line(text, face, height, rng)
    blotted = rng.random() < 0.3
    if blotted:
        mask = _blotted(mask, rng)
    mask = _boxed(mask, rng)
    if rng.random() < 0.35:
        mask = ink.tilted(mask, degrees=rng.normal(0, 0.7))
    if not blotted and height > 24 and rng.random() < 0.14:
        return _binarised(mask, rng)
    picture = _on_paper(mask, rng)
    if rng.random() < 0.3:
        picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 6 if hard else 3))
    softly = blotted and height < _FRAGILE_PX
    return _scanned(degrade.finished(picture), rng, hard=hard, softly=softly)


def _set_line(text: str, face: Face, height: int, rng: np.random.Generator) -> Mask:
    roll = rng.random()
    tracking = rng.uniform(-0.1, 0.08)
    # A space in the label must stay the widest gap of the line.
    if roll > 0.85 and len(text) < 12 and " " not in text:
        tracking = rng.uniform(0.5, 1.8)
    elif roll > 0.6 and " " not in text:
        tracking = rng.uniform(0.08, 0.5 if len(text) < 12 else 0.2)
    # Forms squeeze long entries into their fields.
    narrow = 0.35 if len(text) < 12 else 0.75
    stretch = rng.uniform(0.75, 1.0) if rng.random() < narrow else rng.uniform(0.95, 1.25)
    size = ink.nearest_size(height)
    mask = ink.draw_line(text, face, size_px=size, tracking_em=tracking)
    mask = ink.scaled(mask, max(3, mask.shape[0] * height / size), stretch=stretch)
    if height < 30 and not face.is_heavy:
        # Thin strokes fade below a pixel; a printer would lay a full dot.
        mask = cv2.convertScaleAbs(mask, alpha=1.6 if face.is_thin else 1.25)
    return mask


def _blotted(mask: Mask, rng: np.random.Generator) -> Mask:
    """Let ink spread or starve, as a copier does."""
    mask = ink.padded(mask, top=1, bottom=1, left=1, right=1)
    sigma = rng.uniform(0.4, 0.9) * max(1.0, mask.shape[0] / 36)
    soft = cv2.GaussianBlur(mask, (0, 0), sigma).astype(np.float32)
    peak = float(soft.max())
    grain = np.clip(papers.noise(mask.shape, rng, scale_px=2), -1.5, 1.5)
    soft += grain * (rng.uniform(0, 0.16) * peak)
    level = rng.uniform(0.28, 0.52) * peak
    sharp: Mask = np.clip((soft - level) * rng.uniform(2, 6) + 128, 0, 255).astype(np.uint8)
    return sharp


def _boxed(mask: Mask, rng: np.random.Generator) -> Mask:
    """Add the box's margins, neighbouring lines cut off by it, and ruled lines."""
    height = mask.shape[0]
    loose = rng.random() < 0.6
    mask = boxes.with_margins(
        mask, rng, low=0.1 if loose else 0.0, high=0.34 if loose else 0.13, least_px=1
    )
    mask = boxes.with_least_height(mask, 16)
    if rng.random() < 0.15:
        slice_px = int(height * rng.uniform(0.05, 0.2))
        mask = boxes.with_neighbour(mask, rng, slice_px=slice_px)
    if rng.random() < 0.05:
        slice_px = int(height * rng.uniform(0.05, 0.18))
        mask = boxes.with_side_neighbour(mask, rng, slice_px=slice_px)
    if rng.random() < 0.18:
        mask = boxes.with_rule(mask, rng)
    return mask


def _on_paper(mask: Mask, rng: np.random.Generator) -> papers.Picture:
    shape = (mask.shape[0], mask.shape[1])
    roll = rng.random()
    if roll < 0.45:
        paper = papers.security(shape, rng)
    elif roll < 0.75:
        paper = papers.flat(shape, (255.0, 255.0, 255.0))
    else:
        paper = papers.pale(shape, rng, lowest=246 if rng.random() < 0.55 else 215)
    if rng.random() < 0.05:
        paper = _stamped(paper, rng)
    grey = rng.uniform(0, 60) if rng.random() < 0.93 else rng.uniform(50, 100)
    colour = grey + rng.uniform(-12, 12, 3)
    if rng.random() < 0.04:
        colour = np.array((rng.uniform(120, 200), rng.uniform(0, 60), rng.uniform(0, 60)))
    return degrade.composite(paper, mask, colour, opacity=rng.uniform(0.9, 1.0))


def _stamped(paper: papers.Picture, rng: np.random.Generator) -> papers.Picture:
    """Press part of a red seal beside or under the letters."""
    height, width = paper.shape[:2]
    seal = np.zeros((height, width), np.uint8)
    side = int(height * rng.uniform(0.8, 2.5))
    left = (-side // 2, width - side // 2, int(rng.integers(0, width)))[int(rng.integers(3))]
    top = int(rng.uniform(-0.5, 0.5) * side)
    thick = max(1, side // 14)
    cv2.rectangle(seal, (left, top), (left + side, top + side), 255, thick)
    for step in range(1, 5):
        x = left + side * step // 5
        cv2.line(seal, (x, top + side // 8), (x, top + side - side // 8), 255, thick)
    patchy = papers.noise((height, width), rng, scale_px=4)
    seal = np.where(patchy > -0.6, seal, seal // 3).astype(np.uint8)
    return degrade.composite(
        paper, cv2.GaussianBlur(seal, (0, 0), 0.8), (200, 50, 50), opacity=rng.uniform(0.2, 0.6)
    )


def _binarised(mask: Mask, rng: np.random.Generator) -> degrade.Image:
    """Give pure black on white, as fax and document scanners do."""
    level = float(mask.max()) * rng.uniform(0.22, 0.48)
    grey: Mask = np.where(mask > level, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.3, 0.7))
    return np.repeat(grey[..., None], 3, axis=2)


def _scanned(
    image: degrade.Image, rng: np.random.Generator, *, hard: bool, softly: bool
) -> degrade.Image:
    height = image.shape[0]
    roll = rng.random()
    if softly:
        pass
    elif roll < 0.18:
        image = degrade.blurred(image, sigma=rng.uniform(0.3, 0.7) * max(1.0, height / 44))
    elif hard and height > 20 and roll < 0.4:
        image = degrade.coarsened(image, factor=max(15 / height, rng.uniform(0.4, 0.95)))
    if rng.random() < 0.4:
        image = degrade.sharpened(image, amount=rng.uniform(0.3, 1.2))
    if rng.random() < 0.8:
        image = degrade.recompressed(image, quality=int(rng.integers(28 if hard else 60, 94)))
    return image
