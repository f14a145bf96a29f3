"""The page that a word was cut from, with the word outlined, fetched on demand."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, QThreadPool, pyqtBoundSignal, pyqtSignal
from PyQt5.QtGui import QImage

from app.domain.items import ItemId
from app.jobs.background import BackgroundCall
from datasets.image_bytes import decode_page
from datasets.record import Box, ImageRef, Polygon

_OUTLINE_BGR, _HALO_BGR = (60, 140, 255), (20, 20, 20)
_LONGEST_PX = 3000  # of a page as it is shown; more than a screen has, and 36 MB at most
_THINNEST = 1 / 350  # of the page's longer side: still seen where the whole page is


class PageLook(QObject):
    """Fetches one page at a time; only the last one asked for is told.

    ready: its `QImage`. failed: the exception, when there is none.
    """

    ready = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(
        self, read_page: Callable[[ImageRef], bytes], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read_page = read_page
        self._asked_for: ItemId | None = None

    @property
    def asked_for(self) -> ItemId | None:
        """The item whose page is shown or on its way."""
        return self._asked_for

    def ask(self, item: ItemId, ref: ImageRef) -> bool:
        """Fetch the page of an item; False where its image is not cut from one."""
        region = ref.region
        if not isinstance(region, Box | Polygon):
            return False
        self._asked_for = item
        read_page = self._read_page
        call = BackgroundCall(lambda _: outlined_page(read_page(ref), region), self)
        call.finished.connect(lambda picture: self._tell(item, self.ready, picture))
        call.failed.connect(lambda error: self._tell(item, self.failed, error))
        for ended in (call.finished, call.failed):
            ended.connect(call.deleteLater)
        call.start(QThreadPool.globalInstance())
        return True

    def forget(self) -> None:
        """Tell nothing of what is on its way."""
        self._asked_for = None

    def _tell(self, item: ItemId, signal: pyqtBoundSignal, what: object) -> None:
        if item == self._asked_for:
            signal.emit(what)


def outlined_page(page: bytes, region: Box | Polygon) -> QImage:
    """Decode a page and draw around one of its words, in any thread.

    Raises ImageUnreadableError.
    """
    pixels = decode_page(page)
    scale = min(1.0, _LONGEST_PX / max(pixels.shape[:2]))
    if scale < 1.0:
        pixels = np.asarray(
            cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
    corners = (_corners(region) * scale).round().astype(np.int32)
    width = max(2, round(max(pixels.shape[:2]) * _THINNEST))
    for colour, thickness in ((_HALO_BGR, 3 * width), (_OUTLINE_BGR, width)):
        cv2.polylines(pixels, [corners], True, colour, thickness, cv2.LINE_AA)
    rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
    height, width, _ = rgb.shape
    # The conversion owns its pixels; without it the picture would outlive the array below it.
    return QImage(
        rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888
    ).convertToFormat(QImage.Format.Format_RGB32)


def _corners(region: Box | Polygon) -> NDArray[np.float64]:
    if isinstance(region, Polygon):
        return np.array(region.points, np.float64)
    right, bottom = region.x + region.width, region.y + region.height
    return np.array(
        [(region.x, region.y), (right, region.y), (right, bottom), (region.x, bottom)], np.float64
    )
