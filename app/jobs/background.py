"""One call off the window's thread, with its result, error and progress as signals."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from PyQt5.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

from app.store.errors import StoreError

log = logging.getLogger(__name__)

Ticker = Callable[[int, int | None], bool]
"""Told (done, total or None) by the call; answers False to ask it to stop."""


class BackgroundCall(QObject):
    """Runs `function(ticker)` in a pool thread. Signals arrive on the thread that made the call.

    It may be destroyed meanwhile; nobody is told then. `function` gets along without widgets: one
    that the window has let go of would die in the pool's thread.

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
        """Run in `pool`."""
        voice = _Voice()
        voice.finished.connect(self.finished)
        voice.failed.connect(self.failed)
        voice.progressed.connect(self.progressed)
        pool.start(Run(partial(_call, self._function, voice, self._stopped)))

    def stop(self) -> None:
        """Ask the call to end early."""
        self._stopped.set()


class RecurringCall(QObject):
    """Work that is asked for again and again: one at a time, and the last asking is never lost.

    What fails for want of the review's file is tried again with the next asking, and nobody is
    told: deciding tells soon enough. Any other error is a fault of the program, and is raised here.

    finished: each result, on the thread of this object.
    """

    finished = pyqtSignal(object)

    def __init__(
        self, prepare: Callable[[], Callable[[], Any] | None], parent: QObject | None = None
    ) -> None:
        """Take what prepares one call on this thread; None where there is nothing to do now."""
        super().__init__(parent)
        self._prepare = prepare
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        self._call: BackgroundCall | None = None
        self._asked_again = False

    @property
    def busy(self) -> bool:
        """Whether a call is under way."""
        return self._call is not None

    def ask(self) -> None:
        """Begin, or begin anew once the call under way has ended."""
        if self._call is not None:
            self._asked_again = True
            return
        work = self._prepare()
        if work is None:
            return
        self._call = BackgroundCall(lambda _: work(), self)
        self._call.finished.connect(self._on_finished)
        self._call.failed.connect(self._on_failed)
        self._call.start(self._pool)

    def close(self) -> None:
        """Wait for the call under way; its result is not told."""
        self._pool.waitForDone()
        self._end()
        self._asked_again = False

    def _on_finished(self, result: object) -> None:
        if self._end():
            self.finished.emit(result)
            self._ask_again()

    def _on_failed(self, error: Exception) -> None:
        if self._end():
            self._ask_again()
            if not isinstance(error, StoreError):
                raise error

    def _end(self) -> bool:
        call, self._call = self._call, None
        if call is not None:
            call.deleteLater()
        return call is not None

    def _ask_again(self) -> None:
        if self._asked_again and self._call is None:
            self._asked_again = False
            self.ask()


def any_left_behind() -> bool:
    """Tell whether a call still runs in the common pool; it may be abandoned with the process."""
    return not QThreadPool.globalInstance().waitForDone(0)


class Run(QRunnable):
    """One call of a function in a thread of a pool."""

    def __init__(self, function: Callable[[], None]) -> None:
        super().__init__()
        self._function = function

    def run(self) -> None:
        """Call it, in the pool's thread."""
        self._function()


class _Voice(QObject):
    """All of Qt that a pool's thread touches.

    It has no parent, so nobody destroys it while it speaks. The last who lets go of it is the
    pool's thread, and PyQt then leaves its end to the thread it was made in.
    """

    finished = pyqtSignal(object)
    failed = pyqtSignal(object)
    progressed = pyqtSignal(int, int)


def _call(function: Callable[[Ticker], Any], voice: _Voice, stopped: threading.Event) -> None:
    """Call and tell, in a thread of the pool."""

    def tick(done: int, total: int | None) -> bool:
        voice.progressed.emit(done, -1 if total is None else total)
        return not stopped.is_set()

    try:
        result = function(tick)
    except Exception as error:
        log.info("background call failed: %s", type(error).__name__, exc_info=True)
        voice.failed.emit(error)
    else:
        voice.finished.emit(result)
