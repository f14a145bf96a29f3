"""Scene samples: signboards and banners in a street photograph."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from training.synth import degrade, ink, papers
from training.synth.faces import Face
from training.synth.ink import Mask


def render_scene(
    text: str, face: Face, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Draw `text` on a sign: colour, outline, shadow, squeeze, arc, perspective, bad camera."""
    height = int(rng.integers(24, 80))
    size = ink.nearest_size(height)
    tracking = rng.uniform(-0.05, 0.25) if rng.random() < 0.8 else rng.uniform(0.25, 0.9)
    mask = ink.draw_line(text, face, size_px=size, tracking_em=tracking)
    stretch = rng.uniform(0.5, 1.3) if hard else rng.uniform(0.8, 1.1)
    mask = ink.scaled(mask, max(10, mask.shape[0] * height / size), stretch=stretch)
    margins = (rng.uniform(0.08, 0.4, 4) * height + 2).astype(int)
    mask = ink.padded(
        mask, top=margins[0], bottom=margins[1], left=margins[2], right=margins[3]
    )
    if hard and rng.random() < 0.15 and len(text) > 2:
        mask = _arched(mask, rng)
    if rng.random() < 0.6:
        mask = _in_perspective(mask, rng, strength=0.14 if hard else 0.05)
    if mask.shape[0] < 18:
        mask = ink.padded(mask, top=6, bottom=6, left=4, right=4)
    picture = _painted(mask, rng, hard=hard)
    picture = degrade.relit(picture, rng, strength=0.8 if hard else 0.3)
    picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 10 if hard else 4))
    return degrade.photographed(degrade.finished(picture), rng, strength=1.0 if hard else 0.4)


def _arched(mask: Mask, rng: np.random.Generator) -> Mask:
    """Bend the baseline into an arc."""
    height, width = mask.shape
    sag = rng.uniform(0.15, 0.6) * height * (1 if rng.random() < 0.7 else -1)
    mask = ink.padded(
        mask, top=int(max(0, -sag)) + 1, bottom=int(max(0, sag)) + 1, left=0, right=0
    )
    across = np.tile(np.arange(width, dtype=np.float32), (mask.shape[0], 1))
    bend = sag * (np.linspace(-1, 1, width, dtype=np.float32) ** 2)
    down = np.arange(mask.shape[0], dtype=np.float32)[:, None] - bend
    return cv2.remap(mask, across, down.astype(np.float32), cv2.INTER_LINEAR)


def _in_perspective(mask: Mask, rng: np.random.Generator, *, strength: float) -> Mask:
    height, width = mask.shape
    slope = np.clip(rng.normal(0, strength) * width, -1.2 * height, 1.2 * height)
    left_px, right_px = height, height * rng.uniform(1 - 2 * strength, 1 + 2 * strength)
    lean = rng.normal(0, strength) * height
    corners = np.array(
        (
            (lean, 0), (width + lean, slope),
            (width, slope + right_px), (0, left_px),
        ),
        np.float32,
    )
    corners -= corners.min(axis=0)
    size = np.ceil(corners.max(axis=0)).astype(int)
    return ink.warped(mask, corners, (int(size[0]), int(size[1])))


def contrasting(
    ground: npt.NDArray[np.float64], rng: np.random.Generator, *, least: float = 70
) -> npt.NDArray[np.float64]:
    """Pick a colour whose grey differs from the ground's by at least `least`."""
    weights = np.array((0.3, 0.59, 0.11))
    for _ in range(12):
        colour = rng.uniform(0, 255, 3)
        if rng.random() < 0.35:
            colour = np.full(3, rng.choice((rng.uniform(0, 40), rng.uniform(220, 255))))
        if abs(float(weights @ (colour - ground))) >= least:
            return colour
    return np.full(3, 255.0 if weights @ ground < 128 else 0.0)


def _painted(mask: Mask, rng: np.random.Generator, *, hard: bool) -> papers.Picture:
    shape = (mask.shape[0], mask.shape[1])
    ground = papers.textured(shape, rng)
    mean = ground.mean(axis=(0, 1)).astype(np.float64)
    if rng.random() < 0.1:
        ground = _tiled(ground, rng)
    colour = contrasting(mean, rng, least=60 if hard else 90)
    thick = max(2, shape[0] // 16)
    if rng.random() < 0.25:
        shift = np.array(((1, 0, rng.uniform(-1, 1) * thick), (0, 1, rng.uniform(0.2, 1) * thick)))
        shadow = cv2.warpAffine(mask, shift, (shape[1], shape[0]))
        if rng.random() < 0.5:
            shadow = cv2.GaussianBlur(shadow, (0, 0), thick * 0.4)
        ground = degrade.composite(ground, shadow, contrasting(colour, rng), opacity=0.8)
    if rng.random() < 0.2:
        outline = ink.thickened(mask, thick + 1)
        ground = degrade.composite(ground, outline, contrasting(colour, rng))
    picture = degrade.composite(ground, mask, colour, opacity=rng.uniform(0.85, 1))
    if rng.random() < 0.08:
        top, left = rng.integers(0, max(1, shape[0] // 8), 2)
        cv2.rectangle(
            picture, (int(left), int(top)), (shape[1] - 2, shape[0] - 2), (230, 20, 20), 1
        )
    return picture


def _tiled(ground: papers.Picture, rng: np.random.Generator) -> papers.Picture:
    """Split the sign into upright coloured tiles."""
    width = ground.shape[1]
    edges = np.linspace(0, width, int(rng.integers(2, 6))).astype(int)
    for left, right in zip(edges[:-1], edges[1:], strict=True):
        ground[:, left:right] += rng.uniform(-35, 35, 3).astype(np.float32)
    return ground
