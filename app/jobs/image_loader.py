"""Images of items, read and decoded ahead of the reviewer in a thread pool."""

import logging
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from PyQt5.QtCore import QObject, QThreadPool, pyqtSignal
from PyQt5.QtGui import QImage

from app.domain.items import ItemId
from app.jobs.background import Run
from datasets.errors import DatasetAwayError, DatasetError
from datasets.record import ImageRef
from recognizer.errors import ImageError
from recognizer.images import decode

log = logging.getLogger(__name__)

CACHE_BYTES = 96 * 2**20
THREADS = 2
_GRACE_MS = 200
_left_behind: list[QThreadPool] = []
"""Pools whose threads hang on a share that does not answer: destroying one would wait for them."""


@dataclass(frozen=True)
class LoadedImage:
    """An item's picture, or why there is none.

    error: beside a picture why that is the one of before, and the image cannot be read any more.
    away: it is the dataset's folder that is not there; asked again later, it may be.
    crc: of the encoded image, see `StoredPrediction`; None where there are no bytes.
    """

    item: ItemId
    picture: QImage | None
    error: str = ""
    away: bool = False
    crc: int | None = None


class ImageLoader(QObject):
    """Gives pictures at once where they are ready, and says so later where they are not.

    loaded: a `LoadedImage` as the dataset has it now: one that was asked for and not ready, or one
        that was looked at again.
    """

    loaded = pyqtSignal(object)

    def __init__(
        self, read_image: Callable[[ImageRef], bytes], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read_image = read_image
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(THREADS)
        self._cache: OrderedDict[ItemId, LoadedImage] = OrderedDict()
        self._cached_bytes = 0
        self._wanted: dict[ItemId, int] = {}  # the number of what was asked for last
        self._numbers = count()
        self._closing = threading.Event()
        self._voice = _Voice()
        self._voice.loaded.connect(self._keep)

    def get(self, item: ItemId, ref: ImageRef) -> LoadedImage | None:
        """Give the picture if it is ready; else fetch it before everything else."""
        if ready := self._cache.get(item):
            self._cache.move_to_end(item)
            return ready
        self._fetch(item, ref, priority=1)
        return None

    def look_again(self, item: ItemId, ref: ImageRef) -> None:
        """Look at the file of a picture that was ready; it may have been replaced since."""
        ready = self._cache.get(item)
        self._fetch(item, ref, priority=0, known=ready if ready and ready.picture else None)

    def prefetch(self, upcoming: Iterable[ItemId], ref_of: Callable[[ItemId], ImageRef]) -> None:
        """Fetch what will be asked for soon; `ref_of` is asked for what is not there yet alone."""
        for item in upcoming:
            if item not in self._cache and item not in self._wanted:
                self._fetch(item, ref_of(item), priority=0)

    def forget(self, item: ItemId) -> None:
        """Read this item's image anew when it is asked for next."""
        if loaded := self._cache.pop(item, None):
            self._cached_bytes -= _size_of(loaded)

    def close(self) -> None:
        """End the threads; nothing is loaded after it. An image that takes long is left behind."""
        self._closing.set()
        self._pool.clear()
        if not self._pool.waitForDone(_GRACE_MS):
            _left_behind.append(self._pool)

    def _fetch(
        self, item: ItemId, ref: ImageRef, *, priority: int, known: LoadedImage | None = None
    ) -> None:
        number = self._wanted[item] = next(self._numbers)
        load = partial(_load, self._read_image, item, ref, known)
        self._pool.start(Run(partial(_tell, self._voice, number, load, self._closing)), priority)

    def _keep(self, number: int, loaded: LoadedImage) -> None:
        last = self._wanted.get(loaded.item)
        if last is None or self._closing.is_set():
            return  # overtaken by one that was asked for later, or told just before the end
        if number == last:
            del self._wanted[loaded.item]
        self.forget(loaded.item)
        if not loaded.away:
            self._remember(loaded)
        self.loaded.emit(loaded)

    def _remember(self, loaded: LoadedImage) -> None:
        self._cache[loaded.item] = loaded
        self._cached_bytes += _size_of(loaded)
        while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
            _, oldest = self._cache.popitem(last=False)
            self._cached_bytes -= _size_of(oldest)


def any_left_behind() -> bool:
    """Tell whether a closed loader's thread still hangs; it may be abandoned with the process."""
    return any(not pool.waitForDone(0) for pool in _left_behind)


class _Voice(QObject):
    """All of Qt that the pool's threads touch; it outlives a loader that is destroyed meanwhile."""

    loaded = pyqtSignal(int, object)


def _tell(
    voice: _Voice, number: int, load: Callable[[], LoadedImage], closing: threading.Event
) -> None:
    """Load and tell, unless nobody waits any more, in a thread of the pool."""
    if closing.is_set():
        return
    loaded = load()
    if not closing.is_set():
        voice.loaded.emit(number, loaded)


def _load(
    read_image: Callable[[ImageRef], bytes],
    item: ItemId,
    ref: ImageRef,
    known: LoadedImage | None,
) -> LoadedImage:
    """Read one image, in a thread of the pool.

    known: the picture of before, which stands where the bytes are the same or are not there.
    """
    crc = None
    try:
        content = read_image(ref)
        crc = zlib.crc32(content)
        if known is not None and known.crc == crc:
            return replace(known, error="")
        return LoadedImage(item, picture_of(content), crc=crc)
    except DatasetAwayError as error:
        return known or LoadedImage(item, None, str(error), away=True)
    except (DatasetError, ImageError, OSError) as error:
        return replace(known or LoadedImage(item, None, crc=crc), error=str(error))
    except Exception as error:
        log.exception("image of item %d", item)
        return LoadedImage(item, None, f"{type(error).__name__}: {error}", crc=crc)


def picture_of(content: bytes) -> QImage:
    """Decode an image file, in any thread. Raises ImageError."""
    pixels = decode(content)
    height, width, _ = pixels.shape
    # The copy owns its pixels; without it the picture would outlive the array below it.
    return QImage(
        pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888
    ).convertToFormat(QImage.Format.Format_RGB32)


def _size_of(loaded: LoadedImage) -> int:
    return loaded.picture.sizeInBytes() if loaded.picture else 64
