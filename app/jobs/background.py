"""One call off the window's thread, with its result, error and progress as signals."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

log = logging.getLogger(__name__)

Ticker = Callable[[int, int | None], bool]
"""Told (done, total or None) by the call; answers False to ask it to stop."""


class BackgroundCall(QObject):
    """Runs `function(ticker)` in a pool thread. Signals arrive on the thread that made the call.

    finished: the result. failed: the exception, when there is no result. progressed: done, total
    (-1 where it is not known).
    """

    finished = pyqtSignal(object)
    failed = pyqtSignal(object)
    progressed = pyqtSignal(int, int)

    def __init__(self, function: Callable[[Ticker], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._function = function
        self._stopped = threading.Event()

    def start(self, pool: QThreadPool) -> None:
        """Run in `pool`; the caller keeps this object until a signal has come."""
        pool.start(_Run(self._run))

    def stop(self) -> None:
        """Ask the call to end early."""
        self._stopped.set()

    def _run(self) -> None:
        try:
            result = self._function(self._tick)
        except Exception as error:
            log.info("background call failed: %s", type(error).__name__, exc_info=True)
            self.failed.emit(error)
        else:
            self.finished.emit(result)

    def _tick(self, done: int, total: int | None) -> bool:
        self.progressed.emit(done, -1 if total is None else total)
        return not self._stopped.is_set()


class _Run(QRunnable):
    def __init__(self, function: Callable[[], None]) -> None:
        super().__init__()
        self._function = function

    def run(self) -> None:
        self._function()
