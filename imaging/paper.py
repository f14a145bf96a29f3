"""What is transparent is laid on paper: white, or black where all that shows is white itself."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# A picture on white without a darker pixel shows nothing that could be read.
_WHITISH = 240
# Rows that are computed with at a time: a page in wider numbers is several times its own memory.
_STRIPE_PX = 256


def to_8_bits(stored: NDArray[Any]) -> Pixels:
    """Give pixels of 8 or 16 bits in 8."""
    if stored.dtype == np.uint8:
        return stored
    pixels = np.empty(stored.shape, np.uint8)
    for rows in _stripes(stored):
        pixels[rows] = (stored[rows].astype(np.uint32) + 128) // 257
    return pixels


def with_alpha(grey: NDArray[Any], transparent: int) -> Pixels:
    """Turn (H, W) of 8 or 16 bits, one grey of which stands for nothing, into (H, W, 4)."""
    opaque = np.where(grey == transparent, np.uint8(0), np.uint8(255))
    pixels = to_8_bits(grey)
    return np.dstack([pixels, pixels, pixels, opaque])


def on_paper(pixels: Pixels, *, premultiplied: bool = False) -> Pixels:
    """Turn (H, W, 4), alpha last, into (H, W, 3); what is transparent has no colour of its own.

    premultiplied: the colours are as much as they show already.
    """
    on_white = _blended(pixels, 255, premultiplied)
    # White letters cut out of their background are there to be read, too.
    return on_white if on_white.min() < _WHITISH else _blended(pixels, 0, premultiplied)


def _blended(pixels: Pixels, paper: int, premultiplied: bool) -> Pixels:
    page = np.empty((*pixels.shape[:2], 3), np.uint8)
    for rows in _stripes(pixels):
        alpha = pixels[rows, :, 3:].astype(np.uint32)
        shown = pixels[rows, :, :3] * (np.uint32(255) if premultiplied else alpha)
        page[rows] = (shown + paper * (255 - alpha) + 127) // 255
    return page


def _stripes(image: NDArray[Any]) -> Iterator[slice]:
    return (slice(top, top + _STRIPE_PX) for top in range(0, len(image), _STRIPE_PX))
