"""Image bytes to pixels: one reading of a file for every backend, or an error that names why not.

A 20,000 x 20,000 image is refused by its header, before a pixel of it takes memory.
"""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.errors import ImageError
from recognizer.image_headers import ImageHeader, read_header

MIN_SIDE_PX = 3
MAX_SIDE_PX = 16_384
MAX_PIXELS = 50_000_000
# A picture on white without a darker pixel shows nothing that could be read.
_WHITISH = 240
# Rows that are computed with at a time: a page in wider numbers is several times its own memory.
_STRIPE_PX = 256

Pixels = NDArray[np.uint8]


def decode(content: bytes) -> Pixels:
    """Decode a BMP, GIF, JPEG or PNG file to an upright (H, W, 3) uint8 RGB image.

    Transparent parts become white (black where all that shows is white itself), 16 bits become 8,
    CMYK becomes RGB, an animation its first frame. Raises ImageError for what is empty, cut off,
    damaged, too small or too large.
    """
    return _decode(content, _checked_header(content))


def to_wire(content: bytes) -> bytes:
    """Give bytes that any TensorFlow graph decodes to the pixels of `decode`.

    They are the file itself wherever that is so, else its pixels as PNG. Raises ImageError like
    `decode`: what a server would choke on never leaves.
    """
    header = _checked_header(content)
    pixels = _decode(content, header)
    if header.plain:
        return content
    encoded = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))[1]
    return encoded.tobytes()


def _checked_header(content: bytes) -> ImageHeader:
    header = read_header(content)
    width, height = header.width_px, header.height_px
    size = f"the image is {width} x {height} pixels"
    if width < MIN_SIDE_PX or height < MIN_SIDE_PX:
        raise ImageError(f"{size}, too small to hold text")
    if max(width, height) > MAX_SIDE_PX or width * height > MAX_PIXELS:
        limits = f"{MAX_SIDE_PX:,} pixels a side and {MAX_PIXELS:,} in all"
        raise ImageError(f"{size}, larger than the limit of {limits}")
    return header


def _decode(content: bytes, header: ImageHeader) -> Pixels:
    # A BMP's fourth byte is padding more often than alpha, and read as alpha it blanks the image.
    mode = cv2.IMREAD_COLOR if header.format == "BMP" else cv2.IMREAD_UNCHANGED
    try:
        stored = cv2.imdecode(np.frombuffer(content, np.uint8), mode)
    except cv2.error as error:
        raise ImageError(f"the {header.format} cannot be decoded: {error}") from error
    if stored is None:
        raise ImageError(f"the {header.format} cannot be decoded: its picture is damaged")
    if stored.shape[:2] != (header.height_px, header.width_px):
        raise ImageError(f"the {header.format} cannot be decoded: its header contradicts it")
    pixels = _to_8_bits(stored)
    if header.transparent_grey is not None and stored.ndim == 2:
        opaque = np.where(stored == header.transparent_grey, np.uint8(0), np.uint8(255))
        pixels = np.dstack([pixels, pixels, pixels, opaque])
    return _upright(_to_rgb(pixels), header.orientation)


def _to_8_bits(stored: NDArray[Any]) -> Pixels:
    if stored.dtype == np.uint8:
        return stored
    pixels = np.empty(stored.shape, np.uint8)
    for rows in _stripes(stored):
        pixels[rows] = (stored[rows].astype(np.uint32) + 128) // 257
    return pixels


def _to_rgb(stored: Pixels) -> Pixels:
    """Turn grey, BGR or BGRA into RGB, on paper where it is transparent."""
    if stored.ndim == 2 or stored.shape[2] == 3:
        conversion = cv2.COLOR_GRAY2RGB if stored.ndim == 2 else cv2.COLOR_BGR2RGB
        # Eight times faster than turning the axis around with numpy.
        return cv2.cvtColor(stored, conversion).astype(np.uint8, copy=False)
    on_white = _blended(stored, paper=255)
    # White letters cut out of their background are there to be read, too.
    return on_white if on_white.min() < _WHITISH else _blended(stored, paper=0)


def _blended(bgra: Pixels, *, paper: int) -> Pixels:
    rgb = np.empty((*bgra.shape[:2], 3), np.uint8)
    for rows in _stripes(bgra):
        alpha = bgra[rows, :, 3:].astype(np.uint32)
        blended = bgra[rows, :, 2::-1] * alpha + paper * (255 - alpha)
        rgb[rows] = (blended + 127) // 255
    return rgb


def _stripes(image: NDArray[Any]) -> Iterator[slice]:
    return (slice(top, top + _STRIPE_PX) for top in range(0, len(image), _STRIPE_PX))


def _upright(image: Pixels, orientation: int) -> Pixels:
    """Undo EXIF's orientation: 2 mirrors, 3 and 4 turn half, 5 to 8 swap the axes."""
    if orientation >= 5:
        image = image.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    return np.ascontiguousarray(image)
