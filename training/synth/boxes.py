# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crop's box takes along besides the word: margins, neighbouring lines, ruled lines."""

from __future__ import annotations

import numpy as np

from training.synth import ink
from training.synth.ink import Mask


def with_margins(
    mask: Mask, rng: np.random.Generator, *, low: float, high: float, least_px: int = 0
) -> Mask:
    """Add margins of `low` to `high` times the height on each side, at least `least_px`."""
    sides = rng.uniform(low, high, 4) * mask.shape[0] + least_px
    top, bottom, left, right = (int(side) for side in sides)
    return ink.padded(mask, top=top, bottom=bottom, left=left, right=right)


def with_least_height(mask: Mask, height_px: int) -> Mask:
    """Add empty rows until the mask is at least so tall."""
    missing = max(0, height_px - mask.shape[0])
    return ink.padded(mask, top=missing // 2, bottom=missing - missing // 2, left=0, right=0)


def with_neighbour(mask: Mask, rng: np.random.Generator, *, slice_px: int) -> Mask:
    """Let a slice of the line above or below intrude: the word's own ink, moved aside."""
    source = np.roll(ink.trimmed(mask), int(rng.integers(1, mask.shape[1])), axis=1)
    slice_px = min(max(1, slice_px), source.shape[0])
    strip = np.zeros((slice_px, mask.shape[1]), np.uint8)
    left = int(rng.integers(0, mask.shape[1] - source.shape[1] + 1))
    above = rng.random() < 0.7
    strip[:, left : left + source.shape[1]] = source[-slice_px:] if above else source[:slice_px]
    return np.vstack((strip, mask) if above else (mask, strip))


def with_side_neighbour(mask: Mask, rng: np.random.Generator, *, slice_px: int) -> Mask:
    """Let the edge of the character before or after the word into the box."""
    source = ink.trimmed(mask)
    slice_px = min(max(1, slice_px), source.shape[1])
    at = int(rng.integers(0, source.shape[1] - slice_px + 1))
    strip = np.zeros((mask.shape[0], slice_px), np.uint8)
    top = (mask.shape[0] - source.shape[0]) // 2
    strip[top : top + source.shape[0]] = source[:, at : at + slice_px]
    gap = np.zeros((mask.shape[0], max(1, mask.shape[0] // 8)), np.uint8)
    return np.hstack((strip, gap, mask) if rng.random() < 0.5 else (mask, gap, strip))


def with_rule(mask: Mask, rng: np.random.Generator) -> Mask:
    """Draw a piece of a form's ruled line at one edge."""
    mask = mask.copy()
    height, width = mask.shape
    thick = int(rng.integers(1, max(2, height // 16) + 1))
    dark = int(rng.integers(120, 256))
    roll = rng.random()
    if roll < 0.45:
        x = int(rng.integers(0, max(1, height // 8)))
        mask[int(height * rng.uniform(0, 0.3)) :, x : x + thick] = dark
    elif roll < 0.6:
        x = width - thick - int(rng.integers(0, max(1, height // 10)))
        mask[:, max(0, x) : x + thick] = dark
    elif roll < 0.85:
        mask[height - thick - int(rng.integers(0, 2)) :][:thick] = dark
    else:
        mask[:thick] = dark
    return mask
