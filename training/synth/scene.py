# SPDX-License-Identifier: GPL-3.0-or-later
"""Scene samples: signboards and banners in a street photograph."""

from __future__ import annotations

import itertools
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.synth import boxes, degrade, ink, papers
from training.synth.designs import perhaps_remodelled
from training.synth.faces import Face
from training.synth.ink import Mask

Colour = npt.NDArray[np.float64]

# What Korean signs are mostly painted in: (ground, letters).
_SIGN_COLOURS: Final = (
    ((200, 30, 35), (250, 250, 245)),
    ((30, 70, 160), (250, 250, 250)),
    ((15, 110, 70), (250, 250, 245)),
    ((30, 150, 210), (255, 255, 255)),
    ((35, 35, 38), (245, 245, 240)),
    ((70, 45, 30), (240, 225, 190)),
    ((245, 200, 20), (30, 30, 30)),
    ((250, 210, 40), (190, 20, 30)),
    ((245, 245, 240), (25, 25, 25)),
    ((245, 245, 242), (200, 25, 35)),
    ((240, 242, 245), (25, 60, 150)),
    ((240, 245, 240), (10, 110, 60)),
    ((225, 140, 30), (255, 255, 255)),
    ((120, 120, 125), (30, 30, 35)),
    ((205, 205, 205), (20, 70, 180)),
    ((220, 225, 130), (80, 110, 70)),
    ((90, 30, 90), (255, 240, 150)),
    ((230, 110, 120), (250, 250, 250)),
)


def render_scene(text: str, face: Face, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Draw `text` on a sign: colour, outline, shadow, squeeze, arc, perspective, bad camera."""
    height = int(rng.integers(22, 72))
    mask = _set_line(text, face, height, rng, hard=hard)
    mask = boxes.with_margins(mask, rng, low=0.0, high=0.25, least_px=1)
    if rng.random() < 0.1:
        slice_px = int(height * rng.uniform(0.05, 0.25))
        mask = boxes.with_neighbour(mask, rng, slice_px=slice_px)
    if hard and rng.random() < 0.12 and len(text) > 2:
        mask = _arched(mask, rng)
    if rng.random() < 0.6:
        mask = _in_perspective(mask, rng, strength=0.13 if hard else 0.05)
    mask = boxes.with_least_height(mask, 18)
    picture = _painted(mask, rng)
    picture = degrade.relit(picture, rng, strength=0.65 if hard else 0.3)
    if rng.random() < 0.5:
        picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 6 if hard else 3))
    return degrade.photographed(degrade.finished(picture), rng, strength=0.75 if hard else 0.35)


def _set_line(text: str, face: Face, height: int, rng: np.random.Generator, *, hard: bool) -> Mask:
    size = ink.nearest_size(height)
    wide = rng.random() < 0.2 and " " not in text
    tracking = rng.uniform(0.25, 0.9) if wide else rng.uniform(-0.05, 0.2)
    mask = perhaps_remodelled(text, face, rng, chance=0.25, size_px=size, tracking_em=tracking)
    stretch = rng.uniform(0.5, 1.3) if hard else rng.uniform(0.8, 1.1)
    return ink.scaled(mask, max(10, mask.shape[0] * height / size), stretch=stretch)


def _arched(mask: Mask, rng: np.random.Generator) -> Mask:
    """Bend the baseline into an arc."""
    height, width = mask.shape
    sag = rng.uniform(0.15, 0.6) * height * (1 if rng.random() < 0.7 else -1)
    above, below = int(max(0, -sag)) + 1, int(max(0, sag)) + 1
    mask = ink.padded(mask, top=above, bottom=below, left=0, right=0)
    across = np.tile(np.arange(width, dtype=np.float32), (mask.shape[0], 1))
    bend = sag * (np.linspace(-1, 1, width, dtype=np.float32) ** 2)
    down = np.arange(mask.shape[0], dtype=np.float32)[:, None] - bend
    return cv2.remap(mask, across, down.astype(np.float32), cv2.INTER_LINEAR)


def _in_perspective(mask: Mask, rng: np.random.Generator, *, strength: float) -> Mask:
    height, width = mask.shape
    slope = np.clip(rng.normal(0, strength) * width, -1.2 * height, 1.2 * height)
    right_px = height * rng.uniform(1 - 2 * strength, 1 + 2 * strength)
    lean = rng.normal(0, strength) * height
    corners = np.array(
        ((lean, 0), (width + lean, slope), (width, slope + right_px), (0, height)), np.float32
    )
    corners -= corners.min(axis=0)
    reach = np.ceil(corners.max(axis=0)).astype(int)
    return ink.warped(mask, corners, (int(reach[0]), int(reach[1])))


def contrasting(ground: Colour, rng: np.random.Generator, *, least: float = 70) -> Colour:
    """Pick a colour whose grey differs from the ground's by at least `least`."""
    weights = np.array((0.3, 0.59, 0.11))
    for _ in range(12):
        colour = rng.uniform(0, 255, 3)
        if rng.random() < 0.35:
            colour = np.full(3, rng.choice((rng.uniform(0, 40), rng.uniform(220, 255))))
        if abs(float(weights @ (colour - ground))) >= least:
            return colour
    return np.full(3, 255.0 if weights @ ground < 128 else 0.0)


def _painted(mask: Mask, rng: np.random.Generator) -> papers.Picture:
    """Paint the sign, then shadow, outline and letters on it."""
    shape = (mask.shape[0], mask.shape[1])
    ground, colour = _ground_and_colour(shape, rng)
    if rng.random() < 0.08:
        ground = _tiled(ground, rng)
    thick = max(2, shape[0] // 16)
    if rng.random() < 0.25:
        ground = _shaded(ground, mask, contrasting(colour, rng), thick, rng)
    if rng.random() < 0.18:
        outline = ink.thickened(mask, thick + 1)
        ground = degrade.composite(ground, outline, contrasting(colour, rng))
    picture = degrade.composite(ground, mask, colour, opacity=rng.uniform(0.85, 1))
    if rng.random() < 0.08:
        top, left = (int(value) for value in rng.integers(0, max(1, shape[0] // 8), 2))
        end = (shape[1] - 2, shape[0] - 2)
        cv2.rectangle(picture, (left, top), end, (230, 20, 20), 1)
    return picture


def _ground_and_colour(
    shape: tuple[int, int], rng: np.random.Generator
) -> tuple[papers.Picture, Colour]:
    if rng.random() < 0.35:
        ground = papers.textured(shape, rng)
        mean = np.array(cv2.mean(ground)[:3])
        return ground, contrasting(mean, rng, least=70)
    pair = _SIGN_COLOURS[int(rng.integers(len(_SIGN_COLOURS)))]
    first = np.clip(np.array(pair[0]) + rng.uniform(-25, 25, 3), 0, 255)
    last = np.clip(first + rng.uniform(-30, 30), 0, 255)
    ground = papers.graded(
        shape,
        (first[0], first[1], first[2]),
        (last[0], last[1], last[2]),
        degrees=rng.uniform(0, 360),
    )
    if rng.random() < 0.35:
        scale = int(rng.choice((2, 8, 32, 64)))
        ground += papers.tripled(
            papers.noise(shape, rng, scale_px=scale) * np.float32(rng.uniform(0, 12))
        )
    return ground, np.clip(np.array(pair[1]) + rng.uniform(-20, 20, 3), 0, 255)


def _shaded(
    ground: papers.Picture, mask: Mask, colour: Colour, thick: int, rng: np.random.Generator
) -> papers.Picture:
    """Add a drop shadow, soft or solid; repeated steps make it an extrusion."""
    across, down = rng.uniform(-1, 1) * thick, rng.uniform(0.2, 1) * thick
    steps = 1 if rng.random() < 0.6 else 3
    shadow = np.zeros_like(mask)
    for step in range(1, steps + 1):
        part = step / steps
        shift = np.array(((1, 0, across * part), (0, 1, down * part)))
        moved = cv2.warpAffine(mask, shift, (mask.shape[1], mask.shape[0]))
        np.maximum(shadow, moved, out=shadow)
    if steps == 1:
        shadow = cv2.GaussianBlur(shadow, (0, 0), thick * 0.4)
    return degrade.composite(ground, shadow, colour, opacity=0.8)


def _tiled(ground: papers.Picture, rng: np.random.Generator) -> papers.Picture:
    """Split the sign into upright coloured tiles."""
    edges = np.linspace(0, ground.shape[1], int(rng.integers(2, 6))).astype(int)
    for left, right in itertools.pairwise(edges):
        ground[:, left:right] += rng.uniform(-35, 35, 3).astype(np.float32)
    return ground
