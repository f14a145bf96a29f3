# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras, scanners and codecs do to a finished picture, (H, W, 3) uint8 RGB."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from training.synth.ink import Mask
from training.synth.papers import Picture, colour_row, grain, tripled

Image = npt.NDArray[Any]  # (H, W, 3) uint8 RGB


def composite(
    paper: Picture,
    mask: Mask,
    colour: npt.NDArray[np.float64] | tuple[float, float, float],
    *,
    opacity: float = 1.0,
) -> Picture:
    """Lay ink of one colour over paper through a mask of the same size."""
    height, width = mask.shape
    rows = paper.reshape(height, -1)
    alpha = tripled(mask.astype(np.float32) * np.float32(opacity / 255))
    mixed: Picture = colour_row(colour, width) - rows
    mixed *= alpha.reshape(height, -1)
    mixed += rows
    return mixed.reshape(paper.shape)


def two_toned(
    mask: Mask, ground: npt.NDArray[np.float64], colour: npt.NDArray[np.float64]
) -> Image:
    """Colour a mask with one ink on one ground, by table: the fast way for plain pictures."""
    ramp = np.linspace(0, 1, 256)[:, None]
    table = np.clip(ground + ramp * (colour - ground), 0, 255).astype(np.uint8)
    return cv2.LUT(cv2.merge((mask, mask, mask)), table[None])


def finished(picture: Picture) -> Image:
    """Round to bytes."""
    return cv2.convertScaleAbs(np.maximum(picture, 0))


def noisy(picture: Picture, rng: np.random.Generator, *, sigma: float) -> Picture:
    """Add sensor noise, part grey and part coloured."""
    speckles = grain((picture.shape[0], picture.shape[1]), rng) * np.float32(sigma)
    speckles += picture
    return speckles


def blurred(image: Image, *, sigma: float) -> Image:
    """Blur by a Gaussian."""
    return cv2.GaussianBlur(image, (0, 0), sigma) if sigma > 0.2 else image


def sharpened(image: Image, *, amount: float) -> Image:
    """Sharpen as scanners do, with bright rims along dark strokes."""
    soft = cv2.GaussianBlur(image, (0, 0), 1.0)
    return cv2.addWeighted(image, 1 + amount, soft, -amount, 0)


def smeared(image: Image, *, length_px: int, degrees: float) -> Image:
    """Blur along a direction, as a moving camera does."""
    if length_px < 2:
        return image
    kernel = np.zeros((length_px, length_px), np.float32)
    middle = (length_px - 1) / 2
    dx, dy = np.cos(np.deg2rad(degrees)) * middle, np.sin(np.deg2rad(degrees)) * middle
    start = (round(middle - dx), round(middle - dy))
    cv2.line(kernel, start, (round(middle + dx), round(middle + dy)), 1.0)
    return cv2.filter2D(image, -1, kernel / kernel.sum())


def coarsened(image: Image, *, factor: float, interpolation: int = cv2.INTER_LINEAR) -> Image:
    """Lose detail: shrink by `factor` and grow back to the same size."""
    height, width = image.shape[:2]
    small = (max(4, round(width * factor)), max(4, round(height * factor)))
    reduced = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    return cv2.resize(reduced, (width, height), interpolation=interpolation)


def recompressed(image: Image, *, quality: int) -> Image:
    """Pass through JPEG, with its blocks and colour fringes."""
    _, encoded = cv2.imencode(".jpg", image[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, quality))
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB)
    if decoded is None:
        raise ValueError("OpenCV cannot read the JPEG it wrote")
    return decoded


def relit(picture: Picture, rng: np.random.Generator, *, strength: float) -> Picture:
    """Change exposure, contrast, gamma and white balance by about `strength` (0..1)."""
    gain = 1 + strength * rng.uniform(-0.5, 0.3)
    offset = strength * rng.uniform(-40, 40)
    cast_colour = 1 + strength * rng.uniform(-0.15, 0.15, 3)
    height, width = picture.shape[:2]
    rows: Picture = picture.reshape(height, -1) * colour_row(gain * cast_colour, width)
    rows += np.float32(offset)
    return rows.reshape(picture.shape)


def photographed(
    image: Image, rng: np.random.Generator, *, strength: float, jpeg: tuple[int, int] = (30, 95)
) -> Image:
    """Degrade as a phone's camera would: blur, loss of size, motion, JPEG."""
    roll = rng.random()
    if roll < 0.35 * strength:
        image = blurred(image, sigma=rng.uniform(0.3, 1.4) * image.shape[0] / 64)
    elif roll < 0.7 * strength:
        lowest = min(1.0, 18 / image.shape[0])
        image = coarsened(image, factor=max(lowest, rng.uniform(0.3, 0.9)))
    elif roll < 0.8 * strength:
        length = int(rng.integers(2, max(3, image.shape[0] // 10)))
        image = smeared(image, length_px=length, degrees=rng.uniform(0, 180))
    if rng.random() < 0.7:
        image = recompressed(image, quality=int(rng.integers(*jpeg)))
    return image
