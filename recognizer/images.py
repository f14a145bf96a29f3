"""Image bytes to pixels: one reading of a file for every backend, or an error that names why not.

A 20,000 x 20,000 image is refused by its header, before a pixel of it takes memory.
"""

import cv2
import numpy as np

from imaging.orientation import upright
from imaging.paper import Pixels, on_paper, to_8_bits, with_alpha
from recognizer.errors import ImageError
from recognizer.image_headers import ImageHeader, read_header

MIN_SIDE_PX = 3
MAX_SIDE_PX = 16_384
MAX_PIXELS = 50_000_000


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
    if header.transparent_grey is not None and stored.ndim == 2:
        pixels = with_alpha(stored, header.transparent_grey)
    else:
        pixels = to_8_bits(stored)
    return upright(_to_rgb(pixels), header.orientation)


def _to_rgb(pixels: Pixels) -> Pixels:
    """Turn grey, BGR or BGRA into RGB, on paper where it is transparent."""
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = on_paper(pixels)
    conversion = cv2.COLOR_GRAY2RGB if pixels.ndim == 2 else cv2.COLOR_BGR2RGB
    # Eight times faster than turning the axis around with numpy.
    return cv2.cvtColor(pixels, conversion).astype(np.uint8, copy=False)
