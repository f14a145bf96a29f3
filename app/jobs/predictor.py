"""The recogniser at work in a thread of its own, behind a window that never waits for it."""

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from PyQt5.QtCore import QObject, QThread, pyqtSignal, pyqtSlot

from app.domain.items import ItemId
from datasets.errors import DatasetError
from datasets.record import ImageRef
from recognizer.contract import Backend, ModelIdentity, Outcome, Request
from recognizer.errors import ImageError, RecognizerError

log = logging.getLogger(__name__)


class ModelState(Enum):
    """What the status line says of the model."""

    NONE = "none"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Question:
    """An item to read, as plain values that may cross threads."""

    item: ItemId
    image: ImageRef
    label: str


@dataclass(frozen=True)
class Answers:
    """What came of a batch of questions, one outcome each, or why the backend gave none."""

    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...] = ()
    failure: str = ""


class Predictor(QObject):
    """Asks a backend, one batch after the other, in the order of asking.

    loaded: the model's identity, once it can answer. load_failed: why it cannot be used at all.
    answered: `Answers` to `ask`. looked: item and outcome with attention, to `look`.
    """

    loaded = pyqtSignal(object)
    load_failed = pyqtSignal(str)
    answered = pyqtSignal(object)
    looked = pyqtSignal(int, object)
    _asked = pyqtSignal(object)
    _look_asked = pyqtSignal(object)

    def __init__(
        self,
        open_backend: Callable[[], Backend],
        read_image: Callable[[ImageRef], bytes],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName("predictor")
        self._worker = _Worker(open_backend, read_image)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.load)
        self._worker.loaded.connect(self.loaded)
        self._worker.load_failed.connect(self.load_failed)
        self._worker.answered.connect(self.answered)
        self._worker.looked.connect(self.looked)
        self._asked.connect(self._worker.answer)
        self._look_asked.connect(self._worker.look)

    def start(self) -> None:
        """Load the model in the thread."""
        self._thread.start()

    def ask(self, questions: Sequence[Question]) -> None:
        """Read a batch; `answered` follows."""
        self._asked.emit(tuple(questions))

    def look(self, question: Question) -> None:
        """Read one item and tell where the model looked; `looked` follows."""
        self._look_asked.emit(question)

    def close(self) -> None:
        """Finish the batch under way, release the model and end the thread."""
        self._worker.closing = True
        self._thread.quit()
        self._thread.wait()
        self._worker.release()


class _Worker(QObject):
    """Lives in the predictor's thread."""

    loaded = pyqtSignal(object)
    load_failed = pyqtSignal(str)
    answered = pyqtSignal(object)
    looked = pyqtSignal(int, object)

    def __init__(
        self, open_backend: Callable[[], Backend], read_image: Callable[[ImageRef], bytes]
    ) -> None:
        super().__init__()
        self._open_backend = open_backend
        self._read_image = read_image
        self._backend: Backend | None = None
        self.closing = False

    @pyqtSlot()
    def load(self) -> None:
        _be_modest()
        try:
            self._backend = self._open_backend()
            identity: ModelIdentity = self._backend.identity
        except (RecognizerError, OSError) as error:
            self.load_failed.emit(str(error))
        except Exception as error:
            log.exception("loading the model")
            self.load_failed.emit(f"{type(error).__name__}: {error}")
        else:
            self.loaded.emit(identity)

    @pyqtSlot(object)
    def answer(self, questions: tuple[Question, ...]) -> None:
        if self.closing or self._backend is None:
            return
        try:
            outcomes = self._read(questions, attention=False)
        except RecognizerError as error:
            self.answered.emit(Answers(questions, failure=str(error)))
        except Exception as error:
            log.exception("reading %d images", len(questions))
            self.answered.emit(Answers(questions, failure=f"{type(error).__name__}: {error}"))
        else:
            self.answered.emit(Answers(questions, outcomes))

    @pyqtSlot(object)
    def look(self, question: Question) -> None:
        if self.closing or self._backend is None:
            return
        try:
            (outcome,) = self._read((question,), attention=True)
        except Exception as error:
            log.info("attention for item %d: %s", question.item, error)
            outcome = Outcome(error=RecognizerError(str(error)))
        self.looked.emit(question.item, outcome)

    def release(self) -> None:
        """Let go of the model; the thread has ended."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _read(self, questions: tuple[Question, ...], *, attention: bool) -> tuple[Outcome, ...]:
        """Ask for the images that can be read; the others are their own error."""
        assert self._backend is not None
        requests: list[Request] = []
        errors: dict[int, RecognizerError] = {}
        for place, question in enumerate(questions):
            try:
                image = self._read_image(question.image)
            except (DatasetError, OSError) as error:
                errors[place] = ImageError(str(error))
            else:
                requests.append(Request(image, question.label or None))
        answers = iter(self._backend.read(requests, attention=attention) if requests else ())
        return tuple(
            Outcome(error=errors[place]) if place in errors else next(answers)
            for place in range(len(questions))
        )


def _be_modest() -> None:
    """Let the window's thread go first; threads that the runtime starts from here inherit it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, 10)
