"""Keeps the recogniser busy with what the reviewer will see next, and the review told of it."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.domain.items import ItemId
from app.jobs.predictor import Answers, LoadedModel, ModelState, Question
from app.jobs.recogniser import Recogniser
from app.models.session import ReviewSession
from app.services.prediction import PredictionPlan
from app.store.errors import StoreError
from datasets.record import ImageRef
from recognizer.backends.serving_channel import ModelStatus
from recognizer.contract import ModelIdentity

_BATCHES = (4, 16, 32, 64, 128, 256, 512)
"""Small at first, for what is on the screen; large where the model is quick, to spare the rest."""
_LOCAL_BATCHES = 4
_QUICK_S = 0.25
_QUICK_SERVER_S = 1.0
"""A server has several requests of a batch under way, and rests at the end of each."""
_TELL_MS = 100
_IN_FLIGHT = 4  # one is read, one fetched, one waits for that, one to be stored: no model waits
_UPCOMING = 32
_STORED_AT_ONCE = 16  # about a millisecond: a key waits no longer
_PATIENCE_MS = 100
"""How long what was read waits for the image that a key has asked for to be painted."""
_LONGEST_PATIENCE_S = 0.5
"""For how long that begins anew: keys may come so quickly that there never is a pause."""
_RETRY_S = (2, 5, 15, 30, 60)
_PACE_WINDOW_S = 10.0
_AWAY_S = 2

TrainedOn = Callable[[ModelIdentity], frozenset[ImageRef]]


@dataclass(frozen=True)
class FeedStatus:
    """What the status line says of the model.

    per_s: items read a second of late; None while nothing is read.
    scores_labels: whether the model weighs labels; where not, the order is by edit distance.
    server: how the server was when it was last asked; None for an archive.
    """

    state: ModelState = ModelState.NONE
    model: ModelIdentity | None = None
    why: str = ""
    left: int = 0
    per_s: float | None = None
    paused: bool = False
    scores_labels: bool = True
    server: ModelStatus | None = None

    @property
    def in_trouble(self) -> bool:
        """Whether nothing can be read now."""
        lost = self.server is not None and not self.server.ready
        return lost or self.state.is_trouble


class PredictionFeed(QObject):
    """Lives on the window's thread, between a `Recogniser` and a `ReviewSession`.

    `trained_on` tells which images a model was trained on: its doubt of those says little.

    status_changed: see `status`. looked: an item and the `Outcome` that says where.
    """

    status_changed = pyqtSignal()
    looked = pyqtSignal(int, object)

    def __init__(
        self,
        session: ReviewSession,
        recogniser: Recogniser,
        parent: QObject | None = None,
        *,
        trained_on: TrainedOn = lambda _: frozenset(),
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._recogniser = recogniser
        self._trained_on = trained_on
        self._plan: PredictionPlan | None = None
        self._unused: LoadedModel | None = None  # one that the review could not take to yet
        self._status = FeedStatus()
        self._in_flight = 0
        self._failures = 0
        self._read: list[tuple[float, int]] = []
        self._size = 0  # an index of `_BATCHES`
        self._kept_back: list[Callable[[], None]] = []
        self._news: list[NDArray[np.int64]] = []
        self._unstored: deque[Answers] = deque()
        self._stored = 0  # of the first of them
        self._storing = QTimer(self)
        self._storing.setSingleShot(True)
        self._storing.timeout.connect(self._store)
        self._moved_s = self._waiting_since_s = float("-inf")
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(_TELL_MS)
        self._telling.timeout.connect(self._store_soon)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._go_on)
        session.resumed.connect(self._take_kept_back)
        session.moved.connect(self._on_moved)
        recogniser.opening.connect(self._on_opening)
        recogniser.loaded.connect(self._on_loaded)
        recogniser.load_failed.connect(self._on_load_failed)
        recogniser.unreachable.connect(self._on_unreachable)
        recogniser.answered.connect(self._on_answered)
        recogniser.told.connect(self._on_told)
        recogniser.looked.connect(self.looked)

    @property
    def status(self) -> FeedStatus:
        """How the model is and how far it has come."""
        return self._status

    def toggle_pause(self) -> None:
        """Stop after the batches under way, or go on; where something is waited for, look again."""
        if self._retry.isActive() and self._status.state in (ModelState.AWAY, ModelState.HELD):
            self._retry.stop()
        else:
            self._show(paused=not self._status.paused)
        self._go_on()

    def wake(self) -> None:
        """Look for work: a decision was taken back, so that an item is open again."""
        if self._in_flight == 0 and not self._retry.isActive():
            self._ask()

    def use_pause(self) -> None:
        """Store and show what waits: the next image is painted, and no key is due for a while."""
        if self._storing.isActive():
            self._storing.start(0)

    def look(self, item: ItemId) -> None:
        """Ask where the model looks in one item; `looked` answers."""
        self._recogniser.look(*self._questions([item]))

    def close(self) -> None:
        """Take no more answers: one may be on its way when its review is closed."""
        self._retry.stop()
        self._telling.stop()
        self._storing.stop()
        self._session.resumed.disconnect(self._take_kept_back)
        self._session.moved.disconnect(self._on_moved)
        self._recogniser.opening.disconnect(self._on_opening)
        self._recogniser.loaded.disconnect(self._on_loaded)
        self._recogniser.load_failed.disconnect(self._on_load_failed)
        self._recogniser.unreachable.disconnect(self._on_unreachable)
        self._recogniser.answered.disconnect(self._on_answered)
        self._recogniser.told.disconnect(self._on_told)

    def _on_opening(self) -> None:
        self._show(state=ModelState.LOADING)

    def _on_loaded(self, model: LoadedModel) -> None:
        """Begin with a model; what an earlier one still had to answer will not come."""
        if self._session.busy:
            self._kept_back = [partial(self._on_loaded, model)]
            return
        self._retry.stop()
        self._unstored.clear()
        self._stored = 0
        self._in_flight = 0
        self._failures = 0
        self._read.clear()
        self._plan = self._unused = None
        try:
            self._use(model)
        except StoreError as error:
            self._unused = model
            self._show(state=ModelState.HELD, why=str(error), server=None, per_s=None)
            self._retry.start(1000 * _RETRY_S[0])
            return
        self._show(state=ModelState.READY, why="", server=None, per_s=None)
        self._ask()

    def _use(self, model: LoadedModel) -> None:
        """Show and store under this model from now on."""
        session = self._session
        session.review.use_model(model.identity)
        if self._plan is None:
            self._plan = PredictionPlan(session.review, model.identity)
        else:
            self._plan.follow(model.identity)
        if (current := session.current) is not None:
            session.take_in(np.array([current], np.int64))  # its reading is another model's now
        session.sort_what_comes()
        self._show(model=model.identity, scores_labels=model.scores_labels, left=self._plan.left)

    def _on_load_failed(self, why: str) -> None:
        self._show(state=ModelState.FAILED, why=why)

    def _on_unreachable(self, why: str) -> None:
        self._show(state=ModelState.UNREACHABLE, why=why)

    def _on_told(self, status: ModelStatus) -> None:
        """Show how the server is; where it is back, go on at once."""
        self._show(server=status)
        if self._status.state is not ModelState.UNREACHABLE or not status.ready:
            return
        if self._plan is None:
            self._recogniser.load_again()
        elif self._retry.isActive():
            self._retry.stop()
            self._ask()

    def _go_on(self) -> None:
        """Try again what went wrong."""
        if self._unused is not None:
            self._on_loaded(self._unused)
        else:
            self._ask()

    def _ask(self) -> None:
        """Ask for batches until enough are under way."""
        if self._plan is None or self._status.paused or self._session.busy:
            return
        upcoming = [] if (now := self._session.current) is None else [now]
        upcoming += self._session.upcoming(_UPCOMING)
        while self._in_flight < _IN_FLIGHT:
            items = self._plan.next_batch(_BATCHES[self._size], upcoming=upcoming)
            if not items:
                break
            try:
                questions = self._questions(items)
            except StoreError as error:
                self._wait_after_failure(items, ModelState.HELD, str(error))
                break
            self._in_flight += 1
            self._recogniser.ask(questions)

    def _questions(self, items: Sequence[ItemId]) -> list[Question]:
        known = self._session.review.items(items)
        return [Question(each.id, each.image, each.label) for each in known]

    def _on_answered(self, answers: Answers) -> None:
        assert self._plan is not None
        if self._session.busy:  # somebody else writes into the review
            self._kept_back.append(partial(self._on_answered, answers))
            return
        items = [question.item for question in answers.questions]
        if answers.away:
            self._in_flight -= 1
            self._wait(items, ModelState.AWAY, answers.failure, seconds=_AWAY_S)
        elif answers.failure:
            self._in_flight -= 1
            self._wait_after_failure(items, ModelState.UNREACHABLE, answers.failure)
        else:
            self._unstored.append(answers)
            self._store_soon()

    def _on_moved(self) -> None:
        """Let the image that is shown next be painted first."""
        self._moved_s = time.monotonic()
        if self._storing.isActive() and self._moved_s < self._waiting_since_s + _LONGEST_PATIENCE_S:
            self._storing.start(_PATIENCE_MS)

    def _store_soon(self) -> None:
        """Store and show at once, or in the next pause where keys are being pressed."""
        if self._storing.isActive():
            return
        if 1000 * (time.monotonic() - self._moved_s) < _PATIENCE_MS:
            self._wait_to_store(_PATIENCE_MS)
        else:
            self._store()

    def _wait_to_store(self, wait_ms: int) -> None:
        self._waiting_since_s = time.monotonic()
        self._storing.start(wait_ms)

    def _store(self) -> None:
        """Store some of what was answered; the rest once the keys pressed meanwhile were served.

        Where all of it is stored, show it.
        """
        if not self._unstored:
            self._tell()
            return
        if self._session.busy:
            self._kept_back.append(self._store)
            return
        assert self._plan is not None
        answers, first = self._unstored[0], self._stored
        some = slice(first, first + _STORED_AT_ONCE)
        questions = answers.questions[some]
        self._stored += len(questions)
        try:
            if answers.model is not None and answers.model.identity != self._status.model:
                self._use(answers.model)  # the server has a new version
            changed = self._plan.record(
                [question.item for question in questions],
                answers.outcomes[some],
                answers.evidence[some],
                image_crcs=[question.image_crc for question in questions],
                seen_in_training=self._seen(questions),
            )
        except StoreError as error:
            self._end_storing()
            left = [question.item for question in answers.questions[first:]]
            self._wait_after_failure(left, ModelState.HELD, str(error))
        else:
            self._failures = 0
            self._news.append(changed)
            if self._stored == len(answers.questions):
                self._end_storing()
                self._go_on_after(len(answers.questions))
        if self._unstored:
            self._wait_to_store(0)
        else:
            self._storing.stop()

    def _end_storing(self) -> None:
        self._unstored.popleft()
        self._stored = 0
        self._in_flight -= 1

    def _go_on_after(self, count: int) -> None:
        """Ask for more after a batch of `count`."""
        self._note_pace(count)
        if self._folder_is_away:  # this one was fetched before it went
            self._tell()
            return
        self._ask()
        if self._in_flight == 0:
            self._tell()
            self._session.sort_what_comes()
            self._show(per_s=None)
        elif not self._telling.isActive():
            self._tell()

    def _tell(self) -> None:
        """Show what was read, ten times a second at most: it costs more than the storing."""
        if self._plan is None or not self._news:
            return
        changed = np.concatenate(self._news)
        self._news.clear()
        self._telling.start()
        state = {} if self._folder_is_away else {"state": ModelState.READY, "why": ""}
        self._show(left=self._plan.left, per_s=self._pace(), **state)
        self._session.take_in(changed)

    def _seen(self, questions: Sequence[Question]) -> frozenset[ItemId]:
        """Give the items that the model in use was trained on."""
        model = self._status.model
        images = frozenset() if model is None else self._trained_on(model)
        return frozenset(question.item for question in questions if question.image in images)

    @property
    def _folder_is_away(self) -> bool:
        return self._status.state is ModelState.AWAY and self._retry.isActive()

    def _take_kept_back(self) -> None:
        kept, self._kept_back = self._kept_back, []
        for take in kept:
            take()
        self._ask()

    def _wait_after_failure(self, items: list[ItemId], state: ModelState, why: str) -> None:
        """Wait longer the more often it failed."""
        wait_s = _RETRY_S[min(self._failures, len(_RETRY_S) - 1)]
        self._failures += 1
        self._wait(items, state, why, seconds=wait_s)

    def _wait(self, items: list[ItemId], state: ModelState, why: str, *, seconds: int) -> None:
        """Say why nothing is read, and ask for these items again in a while."""
        assert self._plan is not None
        self._tell()
        self._plan.give_back(items)
        self._read.clear()
        self._size = 0
        self._show(state=state, why=why, per_s=None)
        self._retry.start(1000 * seconds)

    def _note_pace(self, count: int) -> None:
        now = time.monotonic()
        served = self._status.server is not None
        quick_s, sizes = (_QUICK_SERVER_S, len(_BATCHES)) if served else (_QUICK_S, _LOCAL_BATCHES)
        quick = not self._read or now - self._read[-1][0] < quick_s
        slower = self._size - 1 if served else 1
        self._size = min(self._size + 1, sizes - 1) if quick else max(1, slower)
        self._read.append((now, count))
        while now - self._read[0][0] > _PACE_WINDOW_S:
            self._read.pop(0)

    def _pace(self) -> float | None:
        if not self._read:  # a part was stored, of a batch that is the first or went wrong
            return None
        (first_s, first_count), *_ = self._read
        elapsed_s = self._read[-1][0] - first_s
        if elapsed_s <= 0:
            return None
        return (sum(count for _, count in self._read) - first_count) / elapsed_s

    def _show(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)  # type: ignore[arg-type]
        self.status_changed.emit()
