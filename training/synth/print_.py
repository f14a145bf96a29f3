"""Print samples: words cut from scanned certificates and forms."""

from __future__ import annotations

import cv2
import numpy as np

from training.synth import degrade, ink, papers
from training.synth.faces import Face
from training.synth.ink import Mask


def render_print(
    text: str, face: Face, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Draw `text` as a scanner saw it on a form: small, spaced, on tinted paper, cut from a page."""
    height = int(np.exp(rng.uniform(np.log(13), np.log(46))))
    mask = _set_line(text, face, height, rng)
    mask = _blotted(mask, rng) if rng.random() < 0.4 else mask
    mask = _boxed(mask, face, rng)
    if rng.random() < 0.4:
        mask = ink.tilted(mask, degrees=rng.normal(0, 0.7))
    if rng.random() < 0.12:
        return _binarised(mask, rng)
    picture = _on_paper(mask, rng)
    if rng.random() < 0.5:
        picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 6 if hard else 3))
    return _scanned(degrade.finished(picture), rng, hard=hard)


def _set_line(text: str, face: Face, height: int, rng: np.random.Generator) -> Mask:
    roll = rng.random()
    tracking = rng.uniform(-0.1, 0.08)
    if roll > 0.85 and len(text) < 12:
        tracking = rng.uniform(0.5, 1.8)
    elif roll > 0.6:
        tracking = rng.uniform(0.08, 0.5)
    stretch = rng.uniform(0.75, 1.0) if rng.random() < 0.4 else rng.uniform(0.95, 1.1)
    size = ink.nearest_size(height)
    mask = ink.draw_line(text, face, size_px=size, tracking_em=tracking)
    return ink.scaled(mask, max(6, mask.shape[0] * height / size), stretch=stretch)


def _blotted(mask: Mask, rng: np.random.Generator) -> Mask:
    """Let ink spread or starve, as a copier does."""
    grain = papers.noise(mask.shape, rng, scale_px=2) * rng.uniform(0, 45)
    sigma = rng.uniform(0.4, 0.9) * max(1.0, mask.shape[0] / 32)
    soft = cv2.GaussianBlur(mask, (0, 0), sigma).astype(np.float32) + grain
    level = rng.uniform(60, 150)
    return np.clip((soft - level) * rng.uniform(2, 6) + 128, 0, 255).astype(np.uint8)


def _boxed(mask: Mask, face: Face, rng: np.random.Generator) -> Mask:
    """Add the box's margins, neighbouring lines cut off by it, and ruled lines."""
    height = mask.shape[0]
    loose = rng.random() < 0.5
    reach = 0.35 if loose else 0.12
    top, bottom, left, right = (rng.uniform(0, reach, 4) * height + 1).astype(int)
    if rng.random() < 0.06:
        top -= 2
    mask = ink.padded(mask, top=top, bottom=bottom, left=left, right=right)
    if mask.shape[0] < 16:
        mask = ink.padded(mask, top=(17 - mask.shape[0]) // 2, bottom=8, left=2, right=2)
    if rng.random() < 0.15:
        mask = _with_neighbour(mask, height, rng)
    if rng.random() < 0.18:
        mask = _with_rule(mask, rng)
    return mask


def _with_neighbour(mask: Mask, line_px: int, rng: np.random.Generator) -> Mask:
    """Let a slice of the line above or below intrude: the word's own ink, moved aside."""
    slice_px = max(1, int(line_px * rng.uniform(0.05, 0.2)))
    source = np.roll(ink.trimmed(mask), int(rng.integers(1, mask.shape[1])), axis=1)
    strip = np.zeros((slice_px, mask.shape[1]), np.uint8)
    width = min(source.shape[1], mask.shape[1])
    if rng.random() < 0.7:
        strip[:, :width] = source[-slice_px:, :width]
        return np.vstack((strip, mask))
    strip[:, :width] = source[:slice_px, :width]
    return np.vstack((mask, strip))


def _with_rule(mask: Mask, rng: np.random.Generator) -> Mask:
    mask = mask.copy()
    height, width = mask.shape
    thick = int(rng.integers(1, max(2, height // 16) + 1))
    roll = rng.random()
    dark = int(rng.integers(120, 256))
    if roll < 0.45:
        x = int(rng.integers(0, max(1, height // 8)))
        mask[int(height * rng.uniform(0, 0.3)) :, x : x + thick] = dark
    elif roll < 0.6:
        mask[:, width - thick - int(rng.integers(0, max(1, height // 10))) :][:, :thick] = dark
    elif roll < 0.85:
        mask[height - thick - int(rng.integers(0, 2)) :][:thick] = dark
    else:
        mask[:thick] = dark
    return mask


def _on_paper(mask: Mask, rng: np.random.Generator) -> papers.Picture:
    shape = (mask.shape[0], mask.shape[1])
    if rng.random() < 0.55:
        paper = papers.security(shape, rng)
    else:
        paper = papers.pale(shape, rng, lowest=215)
    grey = rng.uniform(0, 70) if rng.random() < 0.7 else rng.uniform(50, 125)
    colour = grey + rng.uniform(-12, 12, 3)
    if rng.random() < 0.05:
        colour = np.array((rng.uniform(120, 200), rng.uniform(0, 60), rng.uniform(0, 60)))
    return degrade.composite(paper, mask, colour, opacity=rng.uniform(0.8, 1.0))


def _binarised(mask: Mask, rng: np.random.Generator) -> degrade.Image:
    """Give pure black on white, as fax and document scanners do."""
    level = int(rng.integers(70, 180))
    grey = np.where(mask > level, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.3, 0.7))
    return np.repeat(grey[..., None], 3, axis=2)


def _scanned(image: degrade.Image, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    height = image.shape[0]
    if rng.random() < 0.35:
        image = degrade.blurred(image, sigma=rng.uniform(0.3, 0.8) * max(1.0, height / 40))
    if hard and height > 18 and rng.random() < 0.5:
        image = degrade.coarsened(image, factor=max(14 / height, rng.uniform(0.4, 0.95)))
    if rng.random() < 0.8:
        image = degrade.recompressed(image, quality=int(rng.integers(25 if hard else 60, 93)))
    return image
