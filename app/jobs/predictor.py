"""The recogniser at work in a thread of its own, behind a window that never waits for it."""

import contextlib
import logging
import os
import sys
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PyQt5.QtCore import QObject, QThread, pyqtSignal, pyqtSlot

from app.domain.doubt import Evidence, weigh
from app.domain.items import ItemId
from app.services.prediction import stored_prediction
from app.services.recogniser import Origin, Server
from datasets.errors import DatasetAwayError, DatasetError
from datasets.record import ImageRef
from recognizer.contract import Backend, ModelIdentity, Outcome, Request
from recognizer.errors import ImageError, RecognizerError
from recognizer.trust import UntrustedArchiveError

log = logging.getLogger(__name__)

_GRACE_MS = 200
"""How long closing waits for a batch under way; what it would have said can be asked again."""


class ModelState(Enum):
    """What the status line says of the model.

    AWAY: the images are not there to read. HELD: what was read cannot be stored.
    """

    NONE = "none"
    LOADING = "loading"
    READY = "ready"
    AWAY = "away"
    HELD = "held"
    FAILED = "failed"
    UNREACHABLE = "unreachable"

    @property
    def is_trouble(self) -> bool:
        """Whether nothing can be read in it."""
        return self in (
            ModelState.AWAY,
            ModelState.HELD,
            ModelState.FAILED,
            ModelState.UNREACHABLE,
        )


@dataclass(frozen=True)
class Question:
    """An item to read, as plain values that may cross threads.

    image_crc: of the bytes that were fetched for it, see `StoredPrediction`; None before.
    """

    item: ItemId
    image: ImageRef
    label: str
    image_crc: int | None = None


@dataclass(frozen=True)
class LoadedModel:
    """A model that can answer; `scores_labels` as its backend says."""

    identity: ModelIdentity
    scores_labels: bool


@dataclass(frozen=True)
class Answers:
    """What came of a batch of questions, one outcome each, or why the backend gave none.

    evidence: what each outcome says against its label, once `weighed`.
    model: what answered; a server may have a new version since the last batch.
    away: the failure is that of the dataset's folder, which is not there.
    """

    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    failure: str = ""
    model: LoadedModel | None = None
    away: bool = False

    def weighed(self) -> "Answers":
        """Give them with their evidence; it takes a while, so not on the window's thread."""
        if self.model is None:
            return self
        evidence = tuple(
            weigh(question.label, stored_prediction(question.item, self.model.identity, outcome))
            for question, outcome in zip(self.questions, self.outcomes, strict=True)
        )
        return replace(self, evidence=evidence)


@dataclass(frozen=True)
class _Batch:
    """Questions with their images' bytes, or why an image has none."""

    questions: tuple[Question, ...]
    images: tuple[bytes | ImageError, ...]
    attention: bool


class Predictor(QObject):
    """Asks a backend, one batch after the other, in the order of asking.

    A thread fetches the images of the next batch and weighs what was read in the last, while
    another has the model read this one.

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
    _asked = pyqtSignal(object, bool)
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
        self._worker = _Worker(open_backend)
        self._worker.moveToThread(self._thread)
        self._fetching = QThread()
        self._fetching.setObjectName("fetcher")
        self._fetcher = _Fetcher(read_image)
        self._fetcher.moveToThread(self._fetching)
        self._fetching.started.connect(self._fetcher.begin)
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
        self._worker.answered.connect(self._fetcher.weigh)
        self._fetcher.weighed.connect(self.answered)
        self._worker.looked.connect(self.looked)
        self._asked.connect(self._fetcher.fetch)
        self._fetcher.fetched.connect(self._worker.answer)
        self._fetcher.failed.connect(self._on_unfetched)

    def start(self) -> None:
        """Load the model in its thread."""
        self._fetching.start()
        self._thread.start()

    def load(self) -> None:
        """Ask a server again that did not answer when it was first asked."""
        self._load_asked.emit()

    def ask(self, questions: Sequence[Question]) -> None:
        """Read a batch; `answered` follows."""
        self._asked.emit(tuple(questions), False)

    def look(self, question: Question) -> None:
        """Read one item and tell where the model looked; `looked` follows."""
        self._asked.emit((question,), True)

    def retire(self) -> None:
        """Give no more answers, and let go of the model without anybody waiting; see `retired`."""
        self._cut_off()
        self._release_asked.emit()

    def close(self) -> None:
        """Release the model and end the threads; nobody waits for a batch that takes long."""
        self._cut_off()
        self._thread.quit()
        if self._fetching.wait(_GRACE_MS) and self._thread.wait(_GRACE_MS):
            self._worker.release()
        else:
            _leave_behind(self._worker, self._fetcher, (self._thread, self._fetching))

    def _cut_off(self) -> None:
        self._worker.closing = self._fetcher.closing = True
        self._fetching.quit()
        # Not here: a connection that is cut off is waited for.
        threading.Thread(
            target=self._worker.cut_off, name="predictor-retiring", daemon=True
        ).start()

    def _on_unfetched(self, batch: _Batch, answers: Answers) -> None:
        if batch.attention:
            self.looked.emit(batch.questions[0].item, Outcome(error=ImageError(answers.failure)))
        else:
            self.answered.emit(answers)

    def _on_finished(self) -> None:
        self._thread.wait()  # it says so a moment before it is
        if not self._fetching.wait(_GRACE_MS):
            _leave_behind(self._worker, self._fetcher, (self._thread, self._fetching))
        self.retired.emit()


class _Fetcher(QObject):
    """Spares the model's thread what is not the model's, in a thread of its own.

    fetched: a `_Batch`. failed: one without its images, and the `Answers` that there will be.
    weighed: `Answers` with their evidence.
    """

    fetched = pyqtSignal(object)
    failed = pyqtSignal(object, object)
    weighed = pyqtSignal(object)

    def __init__(self, read_image: Callable[[ImageRef], bytes]) -> None:
        super().__init__()
        self._read_image = read_image
        self.closing = False

    @pyqtSlot()
    def begin(self) -> None:
        _be_modest()

    @pyqtSlot(object, bool)
    def fetch(self, questions: tuple[Question, ...], attention: bool) -> None:
        if self.closing:
            return
        try:
            images = tuple(self._image(question.image) for question in questions)
        except DatasetAwayError as error:
            answers = Answers(questions, failure=str(error), away=True)
            self.failed.emit(_Batch(questions, (), attention), answers)
        else:
            asked = tuple(
                replace(question, image_crc=_crc(image))
                for question, image in zip(questions, images, strict=True)
            )
            self.fetched.emit(_Batch(asked, images, attention))

    @pyqtSlot(object)
    def weigh(self, answers: Answers) -> None:
        if not self.closing:
            self.weighed.emit(answers.weighed())

    def _image(self, ref: ImageRef) -> bytes | ImageError:
        try:
            return self._read_image(ref)
        except DatasetAwayError:
            raise
        except (DatasetError, OSError) as error:
            return ImageError(str(error))
        except Exception as error:
            log.exception("reading an image")
            return ImageError(f"{type(error).__name__}: {error}")


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

    def __init__(self, open_backend: Callable[[], Backend]) -> None:
        super().__init__()
        self._open_backend = open_backend
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
    def answer(self, batch: _Batch) -> None:
        if self.closing or self._backend is None:
            return
        if batch.attention:
            self._look(self._backend, batch)
        else:
            self.answered.emit(self._answers(self._backend, batch))

    def _answers(self, backend: Backend, batch: _Batch) -> Answers:
        try:
            outcomes = _read(backend, batch)
        except RecognizerError as error:
            return Answers(batch.questions, failure=str(error))
        except Exception as error:
            log.exception("reading %d images", len(batch.questions))
            return Answers(batch.questions, failure=f"{type(error).__name__}: {error}")
        return Answers(batch.questions, outcomes, model=_loaded(backend))

    def _look(self, backend: Backend, batch: _Batch) -> None:
        (question,) = batch.questions
        try:
            (outcome,) = _read(backend, batch)
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


def _read(backend: Backend, batch: _Batch) -> tuple[Outcome, ...]:
    """Ask for the images that could be read; the others are their own error."""
    requests = [
        Request(image, question.label or None)
        for question, image in zip(batch.questions, batch.images, strict=True)
        if isinstance(image, bytes)
    ]
    answers = iter(backend.read(requests, attention=batch.attention) if requests else ())
    return tuple(
        next(answers) if isinstance(image, bytes) else Outcome(error=image)
        for image in batch.images
    )


def _crc(image: bytes | ImageError) -> int:
    return zlib.crc32(image if isinstance(image, bytes) else b"")


def _loaded(backend: Backend) -> LoadedModel:
    return LoadedModel(backend.identity, backend.scores_labels)


def _be_modest() -> None:
    """Let the window's thread go first; threads that the runtime starts from here inherit it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, 10)


_left_behind: list[tuple[QObject, ...]] = []
"""Threads that were still at work when their predictor was closed: Qt must not destroy them."""


def any_left_behind() -> bool:
    """Tell whether a closed predictor's batch still runs; it may be abandoned with the process."""
    return bool(_left_behind)


def _leave_behind(worker: _Worker, fetcher: _Fetcher, threads: tuple[QThread, QThread]) -> None:
    kept = (worker, fetcher, *threads)
    _left_behind.append(kept)

    def on_finished() -> None:
        # A thread says that it has finished a moment before it has: it is waited for.
        if kept in _left_behind and not any(thread.isRunning() for thread in threads):
            for thread in threads:
                thread.wait()
            _left_behind.remove(kept)
            worker.release()

    for thread in threads:
        thread.finished.connect(on_finished)
    on_finished()  # they may have ended before anybody listened
