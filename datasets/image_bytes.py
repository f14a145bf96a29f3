"""Encoded images to pixels and back, and words cut from pages."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from datasets.errors import ImageUnreadableError
from datasets.image_header import (
    check_size,
    is_tiff,
    may_be_transparent,
    orientation_of,
    transparent_grey_of,
)
from datasets.record import Box, Polygon
from datasets.regions import bounds
from imaging.orientation import upright
from imaging.paper import Pixels, on_paper, to_8_bits, with_alpha


def decode_page(image: bytes) -> Pixels:
    """Decode a page to (H, W, 3) uint8 in BGR order. Raises ImageUnreadableError.

    Transparent parts become white, or black where all that shows is white itself.
    """
    check_size(image)
    if may_be_transparent(image):
        page = _with_alpha(_decoded(image, cv2.IMREAD_UNCHANGED), image)
        if _shows_paper(page):
            premultiplied = is_tiff(image) and _may_be_premultiplied(page)
            laid = on_paper(to_8_bits(page), premultiplied=premultiplied)
            return upright(laid, orientation_of(image))  # a TIFF comes upright
    return np.asarray(_decoded(image, cv2.IMREAD_COLOR), np.uint8)


def _decoded(image: bytes, mode: int) -> NDArray[Any]:
    try:
        page = cv2.imdecode(np.frombuffer(image, np.uint8), mode)
    except cv2.error as error:
        raise ImageUnreadableError(f"cannot be decoded: {error.err}") from error
    if page is None:
        raise ImageUnreadableError("is not an image that can be decoded")
    return page


def _shows_paper(page: NDArray[Any]) -> bool:
    """Tell an opaque page, which is left to the reading that also turns it as its file says."""
    if page.ndim != 3 or page.shape[2] != 4 or page.dtype not in (np.uint8, np.uint16):
        return False
    return bool(page[:, :, 3].min() < np.iinfo(page.dtype).max)


def _may_be_premultiplied(page: NDArray[Any]) -> bool:
    """Tell whether no colour is more than its alpha: OpenCV's TIFF of 8 bits mostly comes so.

    One that does not say what its alpha is comes as it was written.
    """
    return page.dtype == np.uint8 and bool((page[:, :, :3].max(2) <= page[:, :, 3]).all())


def _with_alpha(page: NDArray[Any], image: bytes) -> NDArray[Any]:
    grey = transparent_grey_of(image) if page.ndim == 2 else None
    return page if grey is None else with_alpha(page, grey)


def encode_png(pixels: Pixels) -> bytes:
    """Encode (H, W, 3) uint8 pixels in BGR order as PNG."""
    _, encoded = cv2.imencode(".png", pixels)
    return bytes(encoded)


def cut(page: Pixels, region: Box | Polygon) -> Pixels:
    """Cut a word from its page: four corners rectified, anything else as an upright box.

    What hangs over the edge of the page is left out. Raises ImageUnreadableError where nothing
    of the region is on the page.
    """
    if isinstance(region, Polygon) and len(region.points) == 4:
        return _rectified(page, np.array(region.points, np.float32))
    if isinstance(region, Polygon):
        left, top, right, bottom = bounds(region.points)
    else:
        left, top = region.x, region.y
        right, bottom = left + region.width, top + region.height
    height, width = page.shape[:2]
    x0, x1 = max(0, int(left)), min(width, int(np.ceil(right)))
    y0, y1 = max(0, int(top)), min(height, int(np.ceil(bottom)))
    if x0 >= x1 or y0 >= y1:
        raise ImageUnreadableError(f"nothing of {region} is on the page of {width}x{height}")
    return page[y0:y1, x0:x1]


def _rectified(page: Pixels, corners: NDArray[np.float32]) -> Pixels:
    height, width = page.shape[:2]
    kept = np.clip(corners, 0, (width, height)).astype(np.float32)
    top, right, bottom, left = (
        float(np.linalg.norm(kept[b] - kept[a])) for a, b in ((0, 1), (1, 2), (2, 3), (3, 0))
    )
    size = (round(max(top, bottom)), round(max(left, right)))
    if min(size) < 1:
        raise ImageUnreadableError(f"nothing of the outline is on the page of {width}x{height}")
    target = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    # Corners lie on the edges of pixels, warpPerspective counts from their centres.
    matrix = cv2.getPerspectiveTransform(kept - 0.5, target - 0.5)
    word = cv2.warpPerspective(
        page, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(word, np.uint8)
