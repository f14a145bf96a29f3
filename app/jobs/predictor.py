"""The recogniser at work in a thread of its own, behind a window that never waits for it."""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from PyQt5.QtCore import QObject, QThread, pyqtSignal, pyqtSlot

from app.domain.items import ItemId
from app.services.recogniser import Origin, Server
from datasets.errors import DatasetError
from datasets.record import ImageRef
from recognizer.contract import Backend, ModelIdentity, Outcome, Request
from recognizer.errors import ImageError, RecognizerError
from recognizer.trust import UntrustedArchiveError

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
class LoadedModel:
    """A model that can answer; `scores_labels` as its backend says."""

    identity: ModelIdentity
    scores_labels: bool


@dataclass(frozen=True)
class Answers:
    """What came of a batch of questions, one outcome each, or why the backend gave none.

    model: what answered; a server may have a new version since the last batch.
    """

    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...] = ()
    failure: str = ""
    model: LoadedModel | None = None


class Predictor(QObject):
    """Asks a backend, one batch after the other, in the order of asking.

    found: the `Server` that will be asked, before it has answered at all.
    loaded: the `LoadedModel`, once it can answer. load_failed: why it cannot be used at all.
    unreachable: why a server does not answer yet; `load` asks it again.
    untrusted: the `Origin` of an archive that nobody agreed to, before load_failed.
    answered: `Answers` to `ask`. looked: item and outcome with attention, to `look`.
    retired: the thread has ended and the model is gone.
    """

    found = pyqtSignal(object)
    loaded = pyqtSignal(object)
    load_failed = pyqtSignal(str)
    unreachable = pyqtSignal(str)
    untrusted = pyqtSignal(object)
    retired = pyqtSignal()
    answered = pyqtSignal(object)
    looked = pyqtSignal(int, object)
    _asked = pyqtSignal(object)
    _look_asked = pyqtSignal(object)
    _load_asked = pyqtSignal()
    _release_asked = pyqtSignal()

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
        self._thread.finished.connect(self._on_finished)
        self._load_asked.connect(self._worker.load)
        self._release_asked.connect(self._worker.release)
        self._worker.released.connect(self._thread.quit)
        self._worker.found.connect(self.found)
        self._worker.unreachable.connect(self.unreachable)
        self._worker.untrusted.connect(self.untrusted)
        self._worker.loaded.connect(self.loaded)
        self._worker.load_failed.connect(self.load_failed)
        self._worker.answered.connect(self.answered)
        self._worker.looked.connect(self.looked)
        self._asked.connect(self._worker.answer)
        self._look_asked.connect(self._worker.look)

    def start(self) -> None:
        """Load the model in the thread."""
        self._thread.start()

    def load(self) -> None:
        """Ask a server again that did not answer when it was first asked."""
        self._load_asked.emit()

    def ask(self, questions: Sequence[Question]) -> None:
        """Read a batch; `answered` follows."""
        self._asked.emit(tuple(questions))

    def look(self, question: Question) -> None:
        """Read one item and tell where the model looked; `looked` follows."""
        self._look_asked.emit(question)

    def retire(self) -> None:
        """Give no more answers, and let go of the model without anybody waiting; see `retired`."""
        self._worker.closing = True
        # Not here: a connection that is cut off is waited for.
        threading.Thread(target=self._worker.cut_off, name="predictor-retiring").start()
        self._release_asked.emit()

    def close(self) -> None:
        """Finish or cut off the batch under way, release the model and end the thread."""
        self._worker.closing = True
        self._worker.cut_off()
        self._thread.quit()
        self._thread.wait()
        self._worker.release()

    def _on_finished(self) -> None:
        self._thread.wait()  # it says so a moment before it is
        self.retired.emit()


class _Worker(QObject):
    """Lives in the predictor's thread."""

    found = pyqtSignal(object)
    loaded = pyqtSignal(object)
    load_failed = pyqtSignal(str)
    unreachable = pyqtSignal(str)
    untrusted = pyqtSignal(object)
    released = pyqtSignal()
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
            if self._backend is None:
                self._backend = self._open_backend()
                if isinstance(self._backend, Server):
                    self.found.emit(self._backend)
            self._connect(self._backend)
        except (RecognizerError, OSError) as error:
            if isinstance(error, UntrustedArchiveError):
                self.untrusted.emit(Origin.of(error.archive))
            self.load_failed.emit(str(error))
        except Exception as error:
            log.exception("loading the model")
            self.load_failed.emit(f"{type(error).__name__}: {error}")

    def _connect(self, backend: Backend) -> None:
        if self.closing:
            return
        if isinstance(backend, Server):
            try:
                backend.connect()
            except RecognizerError as error:
                self.unreachable.emit(str(error))
                return
        self.loaded.emit(_loaded(backend))

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
            self.answered.emit(Answers(questions, outcomes, model=_loaded(self._backend)))

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

    def cut_off(self) -> None:
        """End what a server is asked; from any other thread. An archive ends its batch."""
        if isinstance(backend := self._backend, Server):
            backend.close()

    @pyqtSlot()
    def release(self) -> None:
        """Let go of the model, in this thread or once it has ended."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None
        self.released.emit()

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


def _loaded(backend: Backend) -> LoadedModel:
    return LoadedModel(backend.identity, backend.scores_labels)


def _be_modest() -> None:
    """Let the window's thread go first; threads that the runtime starts from here inherit it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, 10)
