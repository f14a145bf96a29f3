"""Keeps the recogniser busy with what the reviewer will see next, and the review told of it."""

import time
from dataclasses import dataclass, replace

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.domain.items import ItemId
from app.jobs.predictor import Answers, ModelState, Predictor, Question
from app.models.session import ReviewSession
from app.services.prediction import PredictionPlan
from app.store.errors import StoreError
from recognizer.contract import ModelIdentity

_FIRST_BATCH = 4
_BATCH = 16
_IN_FLIGHT = 2  # one is read while the next one waits: the model never does
_UPCOMING = 32
_RETRY_S = (2, 5, 15, 30, 60)
_PACE_WINDOW_S = 10.0


@dataclass(frozen=True)
class FeedStatus:
    """What the status line says of the model.

    per_s: items read a second of late; None while nothing is read.
    """

    state: ModelState = ModelState.NONE
    model: ModelIdentity | None = None
    why: str = ""
    left: int = 0
    per_s: float | None = None
    paused: bool = False


class PredictionFeed(QObject):
    """Lives on the window's thread, between a `Predictor` and a `ReviewSession`.

    status_changed: see `status`. looked: an item and the `Outcome` that says where.
    """

    status_changed = pyqtSignal()
    looked = pyqtSignal(int, object)

    def __init__(
        self, session: ReviewSession, predictor: Predictor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._predictor = predictor
        self._plan: PredictionPlan | None = None
        self._status = FeedStatus(ModelState.LOADING)
        self._in_flight = 0
        self._failures = 0
        self._read: list[tuple[float, int]] = []
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._ask)
        predictor.loaded.connect(self._on_loaded)
        predictor.load_failed.connect(self._on_load_failed)
        predictor.answered.connect(self._on_answered)
        predictor.looked.connect(self.looked)

    @property
    def status(self) -> FeedStatus:
        """How the model is and how far it has come."""
        return self._status

    def toggle_pause(self) -> None:
        """Stop after the batches under way, or go on."""
        self._show(paused=not self._status.paused)
        self._ask()

    def wake(self) -> None:
        """Look for work: a decision was taken back, so that an item is open again."""
        if self._in_flight == 0 and not self._retry.isActive():
            self._ask()

    def look(self, item: ItemId) -> None:
        """Ask where the model looks in one item; `looked` answers."""
        self._predictor.look(self._question(item))

    def close(self) -> None:
        """Take no more answers: one may be on its way when its review is closed."""
        self._retry.stop()
        self._predictor.loaded.disconnect(self._on_loaded)
        self._predictor.load_failed.disconnect(self._on_load_failed)
        self._predictor.answered.disconnect(self._on_answered)

    def _on_loaded(self, model: ModelIdentity) -> None:
        self._session.review.use_model(model)
        self._plan = PredictionPlan(self._session.review, model)
        self._session.sort_what_comes()
        self._show(state=ModelState.READY, model=model, left=self._plan.left)
        self._ask()

    def _on_load_failed(self, why: str) -> None:
        self._show(state=ModelState.FAILED, why=why)

    def _ask(self) -> None:
        """Ask for batches until enough are under way."""
        if self._plan is None or self._status.paused:
            return
        upcoming = [] if (now := self._session.current) is None else [now]
        upcoming += self._session.upcoming(_UPCOMING)
        while self._in_flight < _IN_FLIGHT:
            size = _BATCH if self._read else _FIRST_BATCH
            items = self._plan.next_batch(size, upcoming=upcoming)
            if not items:
                break
            self._in_flight += 1
            self._predictor.ask([self._question(item) for item in items])

    def _question(self, item: ItemId) -> Question:
        known = self._session.review.item(item)
        return Question(item, known.image, known.label)

    def _on_answered(self, answers: Answers) -> None:
        self._in_flight -= 1
        assert self._plan is not None
        items = [question.item for question in answers.questions]
        if answers.failure:
            self._wait_after_failure(items, answers.failure)
            return
        try:
            changed = self._plan.record(items, answers.outcomes)
        except StoreError as error:
            self._wait_after_failure(items, str(error))
            return
        self._failures = 0
        self._note_pace(len(items))
        self._show(state=ModelState.READY, why="", left=self._plan.left, per_s=self._pace())
        self._session.take_in(changed)
        self._ask()
        if self._in_flight == 0:
            self._session.sort_what_comes()
            self._show(per_s=None)

    def _wait_after_failure(self, items: list[ItemId], why: str) -> None:
        assert self._plan is not None
        self._plan.give_back(items)
        wait_s = _RETRY_S[min(self._failures, len(_RETRY_S) - 1)]
        self._failures += 1
        self._read.clear()
        self._show(state=ModelState.UNREACHABLE, why=why, per_s=None)
        self._retry.start(1000 * wait_s)

    def _note_pace(self, count: int) -> None:
        now = time.monotonic()
        self._read.append((now, count))
        while now - self._read[0][0] > _PACE_WINDOW_S:
            self._read.pop(0)

    def _pace(self) -> float | None:
        (first_s, first_count), *_ = self._read
        elapsed_s = self._read[-1][0] - first_s
        if elapsed_s <= 0:
            return None
        return (sum(count for _, count in self._read) - first_count) / elapsed_s

    def _show(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)  # type: ignore[arg-type]
        self.status_changed.emit()
