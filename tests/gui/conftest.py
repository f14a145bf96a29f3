"""A small dataset, a recogniser that answers from a table, and the window over both."""

import gc
import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest
from PyQt5 import sip
from PyQt5.QtCore import QSettings, Qt, QThreadPool
from pytestqt.qtbot import QtBot

from app import model_choice
from app.command_line import ModelChoice, Options
from app.jobs import image_loader, predictor, server_watch
from app.program import Program
from app.views.language import speak
from app.views.main_window import MainWindow
from app.views.review_page import ReviewPage
from recognizer.contract import (
    Alternative,
    LabelScore,
    ModelIdentity,
    Outcome,
    Prediction,
    Request,
)
from recognizer.errors import BackendError

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LABELS = ("가게", "간장", "학교", "시장", "약국", "병원")
READINGS = {"간장": "강장", "약국": "악국"}
"""Where the model reads something else than the label; the first is the more doubtful."""
_NATS = {"간장": -6.0, "약국": -4.0}


@dataclass
class TableBackend:
    """Reads by label; `gate` holds it back; `failure` makes it fail as a whole.

    pictures: what it reads in images of these bytes, whatever their labels.
    """

    identity: ModelIdentity = field(default_factory=lambda: ModelIdentity("table", "1"))
    scores_labels: bool = True
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    pictures: dict[bytes, str] = field(default_factory=dict)
    failure: str = ""
    closed: bool = False
    reading: bool = False

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        self.reading = True
        self.gate.wait()
        self.reading = False
        if self.failure:
            raise BackendError(self.failure)
        return [self._answer(request, attention) for request in requests]

    def close(self) -> None:
        self.closed = True

    def _answer(self, request: Request, attention: bool) -> Outcome:
        label = request.label or ""
        self.asked.append(label)
        text = self.pictures.get(request.image, READINGS.get(label, label))
        alternatives = tuple((Alternative(c, 0.9), Alternative("낡", 0.05)) for c in text)
        looked = np.full((len(text), 10), 0.1, np.float32) if attention else None
        prediction = Prediction(text, (0.9,) * len(text), -0.1, alternatives, looked)
        surprise = _NATS.get(label, -5.0)
        scores = tuple(
            surprise if own != read else -0.05 for own, read in zip(label, text, strict=True)
        )
        score = LabelScore(math.fsum(scores) - 0.01, (*scores, -0.01), alternatives)
        return Outcome(prediction, score)


def write_dataset(folder: Path, labels: Sequence[str] = LABELS) -> Path:
    """Write a picture for each label and the list of them."""
    folder.mkdir()
    for number, _ in enumerate(labels):
        picture = np.full((32, 64, 3), 40 * number % 256, np.uint8)
        (folder / f"{number}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    lines = [f"{number}.png\t{label}\n" for number, label in enumerate(labels)]
    (folder / "gt.txt").write_text("".join(lines), "utf-8")
    return folder


@dataclass
class Desk:
    """A started program and what tests need of it."""

    program: Program
    backend: TableBackend
    qtbot: QtBot
    dataset: Path

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def page(self) -> ReviewPage:
        assert self.window.page is not None
        return self.window.page

    @property
    def label(self) -> str:
        """The label of the current item."""
        item = self.page.session.current
        assert item is not None
        return self.page.session.review.label(item)

    def press(self, *keys: Qt.Key | str) -> None:
        """Press keys where the focus is, one after the other."""
        for key in keys:
            target = self.window.focusWidget() or self.window
            if isinstance(key, str):
                self.qtbot.keyClicks(target, key)
            else:
                self.qtbot.keyClick(target, key)

    def close(self) -> None:
        """Close the window, a batch under way read to its end."""
        self.backend.gate.set()
        self.window.close()

    def end(self) -> None:
        """Leave nothing of the program behind, neither window nor thread."""
        if not sip.isdeleted(self.window):
            self.close()
            self.program.end()
        jobs = (predictor, image_loader, server_watch)
        self.qtbot.waitUntil(lambda: not any(job.any_left_behind() for job in jobs))

    def wait_until_read(self) -> None:
        """Let the model read everything, and the list be sorted by it."""
        self.backend.gate.set()
        feed = self.page.feed
        assert feed is not None
        self.qtbot.waitUntil(lambda: feed.status.model is not None and feed.status.left == 0)
        self.qtbot.waitUntil(lambda: not self.page.session.sorting)


@pytest.fixture(autouse=True)
def garbage_of_this_thread() -> Iterator[None]:
    """Keep garbage from being looked for in other threads; see `app.jobs.collection`."""
    gc.disable()
    yield
    QThreadPool.globalInstance().waitForDone()
    gc.enable()


@pytest.fixture(autouse=True)
def private_settings(tmp_path: Path) -> Iterator[None]:
    """Keep settings apart from the person's, and speak English."""
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "config")
    )
    yield
    speak("en")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> TableBackend:
    table = TableBackend()
    monkeypatch.setattr(model_choice, "opener", lambda _: lambda: table)
    return table


Starter = Callable[..., Desk]
DatasetWriter = Callable[[Path, Sequence[str]], Path]


@pytest.fixture(name="write_dataset")
def give_dataset_writer() -> DatasetWriter:
    return write_dataset


@pytest.fixture
def start(
    qtbot: QtBot, tmp_path: Path, backend: TableBackend, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Starter]:
    """Start the program on a dataset; it is closed when the test ends."""
    monkeypatch.setenv("HOME", str(tmp_path))
    desks: list[Desk] = []

    def start_program(
        *,
        dataset: Path | None = None,
        review: Path | None = None,
        format_name: str | None = None,
        read: bool = True,
    ) -> Desk:
        place = dataset or write_dataset(tmp_path / "words")
        options = Options(place, ModelChoice(), review, format_name, "en", "dark", "tester", None)
        program = Program(options)
        with qtbot.waitExposed(program.window):
            program.start()
        desk = Desk(program, backend, qtbot, place)
        desks.append(desk)
        qtbot.waitUntil(lambda: program.window.page is not None)
        if read:
            desk.wait_until_read()
        desk.page.focus_queue()
        return desk

    yield start_program
    for desk in desks:
        desk.end()


@pytest.fixture
def desk(start: Starter) -> Desk:
    """The program on the small dataset, everything read."""
    return start()
