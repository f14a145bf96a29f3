# SPDX-License-Identifier: GPL-3.0-or-later
"""Backgrounds: paper, security print, textures, cut from noise fields made once per process."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[Any]  # (H, W, 3) float32 in 0..255, RGB
Field = npt.NDArray[Any]  # (H, W) float32

_FIELD_PX: Final = 1024


@functools.cache
def noise_field(scale_px: int) -> Field:
    """Give a fixed (1024, 1024) field of unit-variance noise, smooth over `scale_px`."""
    rng = np.random.default_rng((20, scale_px))
    side = max(4, _FIELD_PX // scale_px)
    field: Field = rng.standard_normal((side, side)).astype(np.float32)
    field = cv2.resize(field, (_FIELD_PX, _FIELD_PX), interpolation=cv2.INTER_CUBIC)
    return field / float(field.std())


def noise(shape: tuple[int, int], rng: np.random.Generator, *, scale_px: int = 1) -> Field:
    """Cut (H, W) of unit noise from a field at a random place; larger than it, it repeats."""
    return _cut(noise_field(scale_px), shape, rng)


def grain(shape: tuple[int, int], rng: np.random.Generator) -> Picture:
    """Cut (H, W, 3) of a sensor's grain: unit variance, mostly grey, partly coloured."""
    return _cut(_grain_field(), shape, rng)


@functools.cache
def _grain_field() -> Picture:
    rng = np.random.default_rng(21)
    grey = rng.standard_normal((_FIELD_PX // 2, _FIELD_PX, 1)).astype(np.float32)
    colour = rng.standard_normal((_FIELD_PX // 2, _FIELD_PX, 3)).astype(np.float32)
    return 0.8 * grey + 0.6 * colour


def _cut(field: Field, shape: tuple[int, int], rng: np.random.Generator) -> Field:
    height, width = shape
    while field.shape[0] < height:
        field = np.concatenate((field, field[::-1]))
    while field.shape[1] < width:
        field = np.concatenate((field, field[:, ::-1]), axis=1)
    y = int(rng.integers(0, field.shape[0] - height + 1))
    x = int(rng.integers(0, field.shape[1] - width + 1))
    return field[y : y + height, x : x + width]


def colour_row(colour: Sequence[float] | npt.NDArray[np.float64], width: int) -> Field:
    """Repeat a colour to (width * 3,): NumPy broadcasts rows twice as fast as triples."""
    return np.tile(np.asarray(colour, np.float32), width)


def flat(shape: tuple[int, int], colour: tuple[float, float, float]) -> Picture:
    """Give a plain background."""
    height, width = shape
    picture = np.empty((height, width * 3), np.float32)
    picture[:] = colour_row(colour, width)
    return picture.reshape(height, width, 3)


def tripled(field: Field) -> Picture:
    """Give all three channels the same (H, W) field."""
    return cv2.merge((field, field, field))


def graded(
    shape: tuple[int, int],
    start: tuple[float, float, float],
    stop: tuple[float, float, float],
    *,
    degrees: float,
) -> Picture:
    """Run from one colour to another along a direction."""
    angle = np.deg2rad(degrees)
    across, down = np.cos(angle) / 2, np.sin(angle) / 2
    share = np.clip(
        ((0.5 - across - down, 0.5 + across - down), (0.5 - across + down, 0.5 + across + down)),
        0,
        1,
    )[..., None]
    corners = (np.array(start) + share * (np.array(stop) - np.array(start))).astype(np.float32)
    size = (shape[1], shape[0])
    picture: Picture = cv2.resize(corners, size, interpolation=cv2.INTER_LINEAR)
    return picture


def security(shape: tuple[int, int], rng: np.random.Generator) -> Picture:
    """Print the pale bands of a certificate: tinted paper, guilloche or moire in a second tint."""
    hue = rng.random()
    if hue < 0.35:
        base = np.array((244, 224, 178)) + rng.uniform(-12, 10, 3)  # ochre
        other = np.array((188, 196, 150)) + rng.uniform(-20, 20, 3)
    elif hue < 0.75:
        base = np.array((242, 243, 222)) + rng.uniform(-10, 10, 3)  # pale yellow-green
        other = np.array((216, 232, 208)) + rng.uniform(-14, 10, 3)
    else:
        base = np.array((236, 234, 228)) + rng.uniform(-14, 14, 3)
        other = base - rng.uniform(5, 40, 3)
    share = _bands(shape, rng) * np.float32(rng.uniform(0.05, 0.85))
    picture = flat(shape, (base[0], base[1], base[2]))
    rows = picture.reshape(shape[0], -1)
    rows += tripled(share).reshape(rows.shape) * colour_row(other - base, shape[1])
    picture += tripled(noise(shape, rng, scale_px=2) * np.float32(rng.uniform(0, 4)))
    return picture


def _bands(shape: tuple[int, int], rng: np.random.Generator) -> Field:
    """Give (H, W) in 0..1: wavy stripes whose frequency and direction vary."""
    height, width = shape
    x = np.arange(width, dtype=np.float32)
    y = np.arange(height, dtype=np.float32)[:, None]
    angle = rng.uniform(0, np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    wave = np.sin(x / rng.uniform(5, 40) + rng.uniform(0, 7)) * rng.uniform(0, 12)
    period = np.exp(rng.uniform(np.log(2.5), np.log(60)))
    stripes = np.sin((along + wave) * (2 * np.pi / period)) * 0.5 + 0.5
    if rng.random() < 0.4:
        stripes = np.where(noise(shape, rng, scale_px=64) > 0, stripes, 0.2)
    bands: Field = (stripes ** rng.uniform(0.5, 3)).astype(np.float32)
    return bands


def pale(shape: tuple[int, int], rng: np.random.Generator, *, lowest: float = 225) -> Picture:
    """Give near-white paper with a slight cast and uneven light."""
    colour = rng.uniform(lowest, 255) + rng.uniform(-5, 3, 3)
    picture = flat(shape, (colour[0], colour[1], colour[2]))
    if rng.random() < 0.5:
        picture += tripled(noise(shape, rng, scale_px=64) * np.float32(rng.uniform(0, 5)))
    return picture


def textured(shape: tuple[int, int], rng: np.random.Generator) -> Picture:
    """Give a coloured surface: flat, graded or stained."""
    start, stop = rng.uniform(0, 255, 3), rng.uniform(0, 255, 3)
    roll = rng.random()
    if roll < 0.5:
        stop = start + rng.uniform(-25, 25, 3)
    first = (float(start[0]), float(start[1]), float(start[2]))
    last = (float(stop[0]), float(stop[1]), float(stop[2]))
    picture = graded(shape, first, last, degrees=rng.uniform(0, 360))
    if rng.random() < 0.5:
        scale = int(rng.choice((2, 4, 8, 16, 64)))
        picture += tripled(noise(shape, rng, scale_px=scale) * np.float32(rng.uniform(0, 25)))
    return picture
