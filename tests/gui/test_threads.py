"""What belongs to the window's thread stays there, whatever other threads are at."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PyQt5 import sip
from PyQt5.QtCore import QObject, QThread, QThreadPool
from PyQt5.QtWidgets import QWidget

from app.jobs import background, predictor
from app.jobs.background import BackgroundCall
from app.jobs.image_loader import ImageLoader
from app.mishaps import install_exception_hooks
from datasets.record import ImageRef
from recognizer.errors import ImageError

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.conftest import Starter

MANY = 10_000
"""Objects that make Python look for garbage a dozen times, in the thread that makes them."""


class Knot:
    """Garbage as soon as nobody knows it, which no count of references tells."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collecting() -> Iterator[list[threading.Thread]]:
    """In which threads garbage was looked for."""
    threads: list[threading.Thread] = []

    def note(phase: str, _: dict[str, Any]) -> None:
        if phase == "start":
            threads.append(threading.current_thread())

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def test_garbage_is_looked_for_in_the_windows_thread_alone(
    start: "Starter", collecting: list[threading.Thread]
) -> None:
    gc.enable()  # as it is where the program starts
    desk = start()
    knots: list[weakref.ref[Knot]] = []
    worker = threading.Thread(
        target=lambda: knots.extend([weakref.ref(Knot()) for _ in range(MANY)])
    )
    collecting.clear()
    worker.start()
    worker.join()
    # Not all of them: the one being made when garbage was looked for is older from then on.
    desk.qtbot.waitUntil(lambda: sum(knot() is None for knot in knots) > MANY / 2)
    assert set(collecting) == {threading.main_thread()}


def test_garbage_is_not_looked_for_while_qt_goes_through_the_widgets(
    start: "Starter", collecting: list[threading.Thread]
) -> None:
    gc.enable()  # as it is where the program starts
    desk = start()
    often = gc.get_threshold()
    gc.set_threshold(1)
    collecting.clear()
    desk.window.apply_settings(replace(desk.window.settings, theme="light"))
    gc.set_threshold(*often)
    assert collecting == []


def test_a_program_that_ends_leaves_no_widget_to_python(start: "Starter") -> None:
    desk = start()
    desk.press("m")  # a dialog is open
    gc.unfreeze()
    assert desk.page in living_widgets()
    desk.end()
    assert living_widgets() == []


def living_widgets() -> list[QWidget]:
    """Give what Python knows and Qt has not destroyed."""
    known = [each for each in gc.get_objects() if isinstance(each, QWidget)]
    return [each for each in known if not sip.isdeleted(each)]


def test_an_error_in_another_thread_is_said_in_the_windows(
    start: "Starter", monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start()
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)  # put back after the test
    install_exception_hooks(desk.program.tell_of)
    said: list[tuple[str, threading.Thread]] = []

    def say(text: str, *, error: bool) -> None:
        said.append((text, threading.current_thread()))

    monkeypatch.setattr(desk.page.notice, "say", say)
    error = ValueError("odd")
    other = threading.Thread(target=lambda: sys.excepthook(ValueError, error, None))
    other.start()
    other.join()
    desk.qtbot.waitUntil(lambda: bool(said))
    ((text, thread),) = said
    assert "ValueError: odd" in text
    assert thread is threading.main_thread()


def test_a_call_whose_owner_is_gone_is_told_to_nobody(qtbot: "QtBot") -> None:
    owner, pool = QObject(), QThreadPool.globalInstance()
    begun, gate = threading.Event(), threading.Event()

    def work(ticker: Any) -> None:
        begun.set()
        gate.wait()
        ticker(1, 2)

    call = BackgroundCall(work, owner)
    told: list[object] = []
    for signal in (call.finished, call.failed, call.progressed):
        signal.connect(told.append)
    call.start(pool)
    begun.wait()
    assert background.any_left_behind()
    sip.delete(owner)
    assert sip.isdeleted(call)
    gate.set()
    assert pool.waitForDone()
    assert not background.any_left_behind()
    qtbot.wait(0)
    assert told == []


def test_what_another_thread_lets_go_of_last_ends_in_the_windows_thread(qtbot: "QtBot") -> None:
    ends: list[threading.Thread] = []
    voices = [QObject()]
    voices[0].destroyed.connect(lambda: ends.append(threading.current_thread()))
    other = threading.Thread(target=voices.clear)
    other.start()
    other.join()
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == [threading.main_thread()]


def test_an_image_that_comes_when_its_loader_is_gone_is_shown_to_nobody(qtbot: "QtBot") -> None:
    begun, gate = threading.Event(), threading.Event()

    def read(_: ImageRef) -> bytes:
        begun.set()
        gate.wait()
        raise ImageError("none")

    loader = ImageLoader(read)
    pool = loader._pool
    told: list[object] = []
    loader.loaded.connect(told.append)
    assert loader.get(0, ImageRef("0.png")) is None  # type: ignore[arg-type]
    begun.wait()
    sip.delete(loader)
    gate.set()
    assert pool.waitForDone()
    qtbot.wait(0)
    assert told == []


class Released:
    """Stands in for a predictor's worker; told when the model may go."""

    def __init__(self) -> None:
        self.times = 0

    def release(self) -> None:
        self.times += 1


def test_threads_that_ended_before_they_were_left_behind_are_let_go(qtbot: "QtBot") -> None:
    worker, threads = Released(), (QThread(), QThread())
    for thread in threads:
        thread.start()
        thread.quit()
        assert thread.wait()

    predictor._leave_behind(worker, QObject(), threads)  # type: ignore[arg-type]

    assert not predictor.any_left_behind()
    qtbot.wait(0)
    assert worker.times == 1


def test_threads_left_behind_are_let_go_when_the_last_has_ended(qtbot: "QtBot") -> None:
    worker, threads = Released(), (QThread(), QThread())
    for thread in threads:
        thread.start()

    predictor._leave_behind(worker, QObject(), threads)  # type: ignore[arg-type]

    assert predictor.any_left_behind()
    threads[0].quit()
    qtbot.waitUntil(threads[0].isFinished)
    assert predictor.any_left_behind()
    threads[1].quit()
    qtbot.waitUntil(lambda: not predictor.any_left_behind())
    assert worker.times == 1
