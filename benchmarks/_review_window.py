"""The program itself on an offscreen screen, its keys pressed and its paint events timed."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from unittest import mock

import numpy as np
from PyQt5.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer, pyqtSignal
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QWidget

from app import model_choice
from app.command_line import parse
from app.jobs import predictor
from app.jobs.predictor import ModelState
from app.models.prediction_feed import PredictionFeed
from app.program import Program
from app.views.image_view import ImageView
from app.views.review_page import ReviewPage
from recognizer.contract import Backend

DECISIONS = (" ", " ", "P", " ", " ", "F", " ", "P")
"""Accept, take the prediction, flag: where labels are doubtful, all of them are used."""
ACCEPTS = (" ",)
_STUCK_MS = 90_000
_PACE_MS = (25, 75)
_SIZE = (1920, 1080)
_AFTER_PAINT = QEvent.Type(QEvent.registerEventType())


class StuckError(Exception):
    """What was waited for did not come."""


class PaintProbe(QObject):
    """Says when a widget has been painted, and the rest of the window in the same go.

    painted: the widget, and the time in seconds as `time.perf_counter` gives it.
    """

    painted = pyqtSignal(object, float)

    def __init__(self, watched: QObject, kind: type[QWidget] = QWidget) -> None:
        """Watch a widget, or with the application given, every widget of a kind."""
        super().__init__()
        self._kind = kind
        self._painting: QWidget | None = None
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ask to be told as soon as the window is through with painting."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, self._kind):
            self._painting = watched
            QCoreApplication.postEvent(
                self, QEvent(_AFTER_PAINT), Qt.EventPriority.HighEventPriority
            )
        return False

    def customEvent(self, _: QEvent) -> None:  # noqa: N802 - Qt's name
        """Say that it is through."""
        self.painted.emit(self._painting, time.perf_counter())


class Waiting:
    """An event loop to wait in until something calls `end`, with a time in seconds."""

    def __init__(self) -> None:
        self._loop = QEventLoop()
        self._ended_s: float | None = None

    def end(self, at_s: float) -> None:
        """End the waiting, once."""
        if self._ended_s is None:
            self._ended_s = at_s
            self._loop.quit()

    def until_ended(self, what: str) -> float:
        """Give the time that `end` was called with. Raises StuckError."""
        given_up = QTimer()
        given_up.timeout.connect(self._loop.quit)
        given_up.start(_STUCK_MS)
        if self._ended_s is None:
            self._loop.exec_()
        if self._ended_s is None:
            raise StuckError(f"no {what} in {_STUCK_MS // 1000} s")
        return self._ended_s


class Reviewer(QObject):
    """Presses keys at an unsteady pace, whatever the program is at, as fingers do.

    A press counts from when it was due, not from when the program came round to it: a window that
    was busy with something else is late.
    """

    def __init__(self, page: ReviewPage) -> None:
        super().__init__()
        self._page = page
        self._probe = PaintProbe(page.image_view)
        self._probe.painted.connect(self._on_painted)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._press)
        self._rng = np.random.default_rng(3)

    def press(self, times: int, keys: Sequence[str]) -> list[float]:
        """Decide `times` items in turn; give milliseconds from each press to the next image."""
        self._keys, self._left = cycle(keys), times
        self._latencies_ms: list[float] = []
        self._waiting = Waiting()
        self._due_next()
        self._waiting.until_ended("next image")
        return self._latencies_ms

    def _due_next(self) -> None:
        self._left -= 1
        self._decided: int | None = None
        pause_ms = int(self._rng.integers(*_PACE_MS))
        self._due_s = time.perf_counter() + pause_ms / 1000
        self._timer.start(pause_ms)

    def _press(self) -> None:
        self._due_s = min(self._due_s, time.perf_counter())
        self._decided = self._page.session.current
        QTest.keyClick(self._page.queue_panel.view, next(self._keys))

    def _on_painted(self, view: ImageView, at_s: float) -> None:
        on_next = self._decided not in (None, self._page.session.current)
        if not on_next or view.picture is None:
            return
        self._latencies_ms.append(1000 * (at_s - self._due_s))
        if self._left:
            self._due_next()
        else:
            self._waiting.end(at_s)


class Bench:
    """The program with its window open."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def open(self, dataset: Path) -> tuple[float, float]:
        """Open a dataset; give seconds to the first item on the screen, and to all of it."""
        first, whole = Waiting(), Waiting()
        probe = PaintProbe(QCoreApplication.instance(), ImageView)
        probe.painted.connect(lambda view, at_s: first.end(at_s) if view.picture else None)
        self.program.opened.connect(lambda: whole.end(time.perf_counter()))
        self.program.failed.connect(_fail)
        began_s = time.perf_counter()
        self.program.open(dataset)
        first_s = first.until_ended("first image") - began_s
        return first_s, max(first_s, whole.until_ended("whole review") - began_s)

    @property
    def page(self) -> ReviewPage:
        """The page of the open review."""
        assert self.program.window.page is not None
        return self.program.window.page

    @property
    def feed(self) -> PredictionFeed:
        """What keeps the model busy."""
        assert self.page.feed is not None
        return self.page.feed

    def painted_after_ms(self, act: Callable[[], None]) -> float:
        """Act, and give the milliseconds until the list on the left is painted anew."""
        waiting = Waiting()
        probe = PaintProbe(self.page.queue_panel.view.viewport())
        probe.painted.connect(lambda _, at_s: waiting.end(at_s))
        began_s = time.perf_counter()
        act()
        return 1000 * (waiting.until_ended("list") - began_s)

    def press(self, key: str) -> None:
        """Press a key where decisions are made."""
        QTest.keyClick(self.page.queue_panel.view, key)

    def wait_for_model(self) -> None:
        """Let the program work until the model answers. Raises StuckError."""
        ready = Waiting()

        def look() -> None:
            if self.feed.status.state is ModelState.READY:
                ready.end(time.perf_counter())

        self.feed.status_changed.connect(look)
        look()
        ready.until_ended("model")


@contextmanager
def running_program(open_backend: Callable[[], Backend] | None) -> Iterator[Bench]:
    """Run the program in this process, dark, with a backend of one's own or with none."""
    _ = QApplication.instance() or QApplication(["review"])
    with mock.patch.object(model_choice, "opener", lambda _: open_backend):
        hook = sys.excepthook
        program = Program(parse(["--theme", "dark", "--lang", "ko"]))
        sys.excepthook = hook  # an error in a slot shall end the benchmark
        program.window.resize(*_SIZE)
        program.window.show()
        program.window.activateWindow()
        QTest.qWaitForWindowActive(program.window)
        try:
            yield Bench(program)
        finally:
            program.window.close()
            program.end()
            _wait_for_batch_under_way()


def _wait_for_batch_under_way() -> None:
    """Let a batch that the program left behind end before Qt's application does."""
    given_up_s = time.perf_counter() + _STUCK_MS / 1000
    while predictor.any_left_behind():
        if time.perf_counter() > given_up_s:
            raise StuckError(f"no end of a batch in {_STUCK_MS // 1000} s")
        QTest.qWait(10)


def _fail(error: Exception) -> None:
    raise error
