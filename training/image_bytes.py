"""Pictures as files, from (H, W, 3) uint8 RGB."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def png(image: Pixels) -> bytes:
    """Encode without loss."""
    return _encoded(".png", image)


def jpeg(image: Pixels, *, quality: int) -> bytes:
    """Encode at a quality of 0 to 100."""
    return _encoded(".jpg", image, cv2.IMWRITE_JPEG_QUALITY, quality)


def _encoded(suffix: str, image: Pixels, *parameters: int) -> bytes:
    return cv2.imencode(suffix, image[:, :, ::-1], parameters)[1].tobytes()  # OpenCV's BGR
