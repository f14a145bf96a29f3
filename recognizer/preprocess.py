"""From a decoded image to the network's input, by one formula for every runtime.

The image is converted to luma, resampled to the input height with its aspect kept (a word wider
than the box is squeezed to the box), standardised to zero mean and unit deviation, and padded with
zeros on the right. Resampling is two small matrix products with triangle (antialiased bilinear)
weights, because every library's own resize differs from the next one's: the same matrices are
built here with numpy and in the serving graph with TensorFlow 1.14's operations.
"""

import numpy as np
from numpy.typing import NDArray

LUMA_WEIGHTS = (0.299, 0.587, 0.114)  # ITU-R BT.601, as JPEG's Y
# Of the [0, 1] luma range: a blank page stays blank, its noise is not blown up.
MIN_DEVIATION = 0.02
# OpenBLAS splits a product of more multiplications over threads, and on a busy machine those wait
# for each other a hundred times longer than a word's product takes.
_SINGLE_THREADED = 2**18
_STRIPE_PX = 256

FloatArray = NDArray[np.float32]


def resample_matrix(size_in: int, size_out: int) -> FloatArray:
    """Give the (size_out, size_in) float32 triangle-filter weights; rows sum to 1."""
    scale = size_in / size_out
    support = max(scale, 1.0)
    centers = (np.arange(size_out, dtype=np.float32) + 0.5) * scale - 0.5
    distance = np.abs(np.arange(size_in, dtype=np.float32)[None, :] - centers[:, None])
    weights = np.maximum(0.0, 1.0 - distance / support)
    matrix: FloatArray = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return matrix


def fitted_width(height_in: int, width_in: int, *, height_px: int, width_px: int) -> int:
    """Give the width of the word inside the (height_px, width_px) box, in 1..width_px."""
    return int(min(width_px, max(1, (2 * width_in * height_px + height_in) // (2 * height_in))))


def to_input(image: NDArray[np.uint8], *, height_px: int, width_px: int) -> FloatArray:
    """Turn an (H, W, 3) uint8 RGB image into the (height_px, width_px, 1) float32 input."""
    height_in, width_in = image.shape[:2]
    luma = _luma(image)  # (H, W)
    width = fitted_width(height_in, width_in, height_px=height_px, width_px=width_px)
    rows = resample_matrix(height_in, height_px)
    columns = resample_matrix(width_in, width)
    word = _resample(columns, _resample(rows, luma).T).T  # (height_px, width)
    word = (word - word.mean()) / max(float(word.std()), MIN_DEVIATION)
    padded = np.zeros((height_px, width_px, 1), np.float32)
    padded[:, :width, 0] = word
    return padded


def _luma(image: NDArray[np.uint8]) -> FloatArray:
    """Give the luma of (H, W, 3) RGB, (H, W) float32 in [0, 1]."""
    weights = np.array(LUMA_WEIGHTS, np.float32) / np.float32(255)
    luma = np.empty(image.shape[:2], np.float32)
    # By stripes: a whole page as three floats a pixel would take twelve times its own memory.
    for top in range(0, len(image), _STRIPE_PX):
        stripe = image[top : top + _STRIPE_PX].astype(np.float32)
        np.matmul(stripe, weights, out=luma[top : top + _STRIPE_PX])
    return luma


def _resample(weights: FloatArray, values: FloatArray) -> FloatArray:
    """Give `weights @ values`, block by block, without what the blocks' weights leave out."""
    size_out, size_in = weights.shape
    per_row = max(1.0, size_in / size_out) * values.shape[1]
    block = int(np.clip(np.sqrt(_SINGLE_THREADED / per_row), 8, 32))
    parts = []
    for start in range(0, size_out, block):
        rows = weights[start : start + block]
        used = np.flatnonzero(rows.any(axis=0))
        band = slice(used[0], used[-1] + 1)
        parts.append(rows[:, band] @ values[band])
    return np.concatenate(parts)
