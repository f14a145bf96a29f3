"""The reviewer's place in the queue, and the commands as they work from there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, QThreadPool, QTimer, pyqtSignal

from app.domain.items import ItemId
from app.domain.queue import Order, Queue, QueueFilter, keeping
from app.domain.verdict import ExcludeReason, Verdict
from app.jobs.background import BackgroundCall, RecurringCall
from app.models.queue_model import QueueModel
from app.services.errors import ServiceError
from app.services.ports import Progress
from app.services.review import Action, Change, Review
from app.store.errors import StoreError

ONLY_UNDECIDED = QueueFilter(verdicts=frozenset({Verdict.UNDECIDED}))
LONG_STEP = 20_000
"""Items from which on a step is written in the background: a million take some seconds."""
_TIDYING_MS = 3_000
_RESORT_S = 1.0
_RESORT_SHARE = 50
"""Sorting anew may take a fiftieth of the time, however long a queue is."""


class Selection(Protocol):
    """Tells which items a command is meant for."""

    @property
    def selected_count(self) -> int:
        """How many items are selected; cheap, whatever their number."""

    def selected_items(self) -> NDArray[np.int64]:
        """Give the selected items; the current one where only it is."""


class OnlyCurrent:
    """The selection where there is no list to select in."""

    selected_count = 1

    def selected_items(self) -> NDArray[np.int64]:
        """Give nothing: the current item is known without."""
        return np.zeros(0, np.int64)


@dataclass(frozen=True)
class _Sorted:
    """A queue that was sorted anew below its first `settled` rows, and from which one."""

    queue: Queue
    before: Queue
    settled: int
    took_s: float


@dataclass(frozen=True)
class Refusal:
    """A command that changed nothing, and why."""

    action: Action
    error: ServiceError | StoreError


class ReviewSession(QObject):
    """Where the reviewer is, where they have been, and what comes next.

    moved: another item is current, or none. changed: ids to show anew. decided: the `Change` of a
    command. refused: a `Refusal`. queue_shown: the queue was replaced, with the same current item
    where it still has it. sorted_anew: the rows below the current one hold others. finished: the
    queue has no undecided item left. stands: the `Standing` that was asked for with
    `count_standing`. waiting: the `BackgroundCall` of a step of very many items; until `resumed` no
    other command is heard and nothing may be written.
    """

    moved = pyqtSignal()
    changed = pyqtSignal(object)
    decided = pyqtSignal(object)
    refused = pyqtSignal(object)
    queue_shown = pyqtSignal()
    sorted_anew = pyqtSignal()
    finished = pyqtSignal()
    stands = pyqtSignal(object)
    waiting = pyqtSignal(object)
    resumed = pyqtSignal()

    def __init__(self, review: Review, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.review = review
        self.selection: Selection = OnlyCurrent()
        self._order = Order.DOUBT
        self._only = ONLY_UNDECIDED
        self.model = QueueModel(review, review.queue(self._order, self._only))
        self._row = -1
        self._visited: list[ItemId] = []
        self._begun = False
        self._sorting = RecurringCall(self._prepare_sorting, self)
        self._sorting.finished.connect(self._on_sorted)
        self._sorting_held = False
        self._late: _Sorted | None = None
        self._next_sorting_s = 0.0
        self._counting = RecurringCall(review.prepare_standing, self)
        self._counting.finished.connect(self.stands)
        self._tidying = RecurringCall(review.prepare_tidying, self)
        self._tidying_timer = QTimer(self)
        self._tidying_timer.timeout.connect(self._tidying.ask)
        self._tidying_timer.start(_TIDYING_MS)
        self._long_step: BackgroundCall | None = None
        self._pool = QThreadPool()

    @property
    def busy(self) -> bool:
        """Whether a step of very many items is being written, in another thread."""
        return self._long_step is not None

    def close(self) -> None:
        """End what works in the background; a long step is stopped, or ends."""
        if self._long_step is not None:
            self._long_step.stop()
            self._pool.waitForDone()
            self._long_step = None
        self._sorting.close()
        self._counting.close()
        self._tidying_timer.stop()
        self._tidying.close()

    def count_standing(self) -> None:
        """Count where the review stands, in the background; `stands` follows."""
        self._counting.ask()

    # the place

    @property
    def queue(self) -> Queue:
        """What is worked through."""
        return self.model.queue

    @property
    def row(self) -> int:
        """The current row, -1 where the queue is empty."""
        return self._row

    @property
    def current(self) -> ItemId | None:
        """The current item, None where the queue is empty."""
        return self.model.item(self._row) if 0 <= self._row < len(self.queue) else None

    def begin(self) -> None:
        """Go to the first undecided item, or the first."""
        self._move_to(self._next_row(-1, otherwise=0), remember=False)

    def visit(self, row: int) -> None:
        """Go to a row that the reviewer chose."""
        if row != self._row:
            self._begun = True
            self._move_to(row)

    def stay(self) -> None:
        """Keep this item current whatever doubts come: the reviewer is at work on it."""
        self._begun = True

    def skip(self) -> None:
        """Go on without a decision."""
        self._begun = True
        if not self._advance():
            self.finished.emit()

    def back(self) -> bool:
        """Return to the item before, as the reviewer saw them; tell whether there is one."""
        while self._visited:
            if (row := self.queue.position(self._visited.pop())) is not None:
                self._move_to(row, remember=False)
                return True
        if self._row > 0:
            self._move_to(self._row - 1, remember=False)
            return True
        return False

    def next_doubtful(self) -> None:
        """Go to the most doubtful undecided item after this one, wherever the queue ends."""
        self._begun = True
        item = self.review.next_doubtful(self.current)
        if item is None:
            self.finished.emit()
        else:
            self.show_item(item)

    def show_item(self, item: ItemId) -> None:
        """Go to an item; one that the filter hides is put in here."""
        row = self.queue.position(item)
        if row is None:
            row = max(self._row, 0)
            self._replace(np.insert(self.queue.ids, row, item))
            self._row = -1
        self._move_to(row)

    def upcoming(self, count: int) -> list[ItemId]:
        """Give the items that will be shown next, soonest first."""
        if Verdict.UNDECIDED not in self._only.verdicts:
            rows = range(self._row + 1, min(self._row + 1 + count, len(self.queue)))
            return [self.model.item(row) for row in rows]
        found = self.queue.undecided_after(self._row, self.review.verdicts, count)
        return [ItemId(item) for item in found.tolist()]

    # the queue

    @property
    def order(self) -> Order:
        """How the queue is sorted."""
        return self._order

    @property
    def only(self) -> QueueFilter:
        """What the queue lets through."""
        return self._only

    def arrange(self, order: Order, only: QueueFilter) -> None:
        """Show another queue; the current item stays where it is in it."""
        item = self.current
        self._order, self._only = order, only
        self._begun = False
        self.model.show(self.review.queue(order, only))
        row = None if item is None else self.queue.position(item)
        self._row = -1
        self.queue_shown.emit()
        if row is None or self.review.verdicts[item] != Verdict.UNDECIDED:
            self.begin()
        else:
            self._move_to(row, remember=False)

    def take_in(self, ids: NDArray[np.int64]) -> None:
        """Show doubts that came or changed; sort what is still to come by them, now and then."""
        self.changed.emit(ids)
        self.model.refresh_doubts(ids)
        by_reading = self._order is Order.DOUBT or self._only.disagreeing or self._only.failed
        if by_reading and time.monotonic() >= self._next_sorting_s:
            self.sort_what_comes()

    @property
    def sorting(self) -> bool:
        """Whether the queue is being sorted anew."""
        return self._sorting.busy

    def sort_what_comes(self) -> None:
        """Sort the rows below the current one anew; those above stay as they were worked through.

        In the background: a tenth of a second for a million. Until the reviewer has begun, the
        whole queue is sorted and begun from its top.
        """
        self._sorting.ask()

    def _prepare_sorting(self) -> Callable[[], _Sorted] | None:
        if self.selection.selected_count > 1:
            self._sorting_held = True  # rows that are selected must stay what they are
            return None
        self._sorting_held = False
        late, self._late = self._late, None
        if late is not None and late.before is self.queue:
            return partial(_sorted_anew, self.queue, self._settled, lambda: late.queue)
        sort = self.review.prepare_queue(self._order, self._only)
        return partial(_sorted_anew, self.queue, self._settled, sort)

    @property
    def _settled(self) -> int:
        """How many rows are not to be sorted any more."""
        return self._row + 1 if self._begun else 0

    def _on_sorted(self, done: _Sorted) -> None:
        self._next_sorting_s = time.monotonic() + max(_RESORT_S, _RESORT_SHARE * done.took_s)
        if done.before is not self.queue or self.selection.selected_count > 1:
            self._sorting.ask()
            return
        if done.settled != self._settled:  # the reviewer was quicker, and has passed some of it
            self._late = done
            self._sorting.ask()
            return
        queue = done.queue
        if np.array_equal(queue.ids, self.queue.ids):
            return
        if self._settled and len(queue) == len(self.queue):
            self.model.reorder(queue)
            self.sorted_anew.emit()
        else:
            self._show_queue(queue)
        if not self._begun or self._row < 0:
            self.begin()

    # deciding

    def accept(self) -> None:
        """Say that the label is right."""
        self._decide(Action.ACCEPT, self.review.accept, self.review.accept_all)

    def take_prediction(self) -> None:
        """Make the model's reading the label."""
        self._decide(
            Action.TAKE_PREDICTION, self.review.take_prediction, self.review.take_predictions
        )

    def take_clean_form(self) -> None:
        """Make the clean spelling the label."""
        self._decide(
            Action.TAKE_CLEAN_FORM, self.review.take_clean_form, self.review.take_clean_forms
        )

    def exclude(self, reason: ExcludeReason) -> None:
        """Say that the image does not belong in the dataset."""
        self._decide(
            Action.EXCLUDE,
            lambda item: self.review.exclude(item, reason),
            lambda items, progress: self.review.exclude_all(items, reason, progress),
        )

    def flag(self) -> None:
        """Ask for a second pair of eyes."""
        self._decide(Action.FLAG, self.review.flag, self.review.flag_all)

    def clear(self) -> None:
        """Take the verdict back and stay."""
        self._decide(Action.CLEAR, self.review.clear, self.review.clear_all, stay=True)

    def correct(self, text: str) -> None:
        """Make `text` the label of the current item, whatever is selected."""
        if (item := self.current) is not None:
            then = partial(self._show_decision, stay=False)
            self._run(Action.CORRECT, lambda _: self.review.correct(item, text), then)

    def undo(self) -> None:
        """Take the last step back and go to it."""
        is_long = partial(self.review.undoes_many, LONG_STEP)
        self._run(Action.UNDO, lambda _: self.review.undo(), self._show_reverted, is_long=is_long)

    def redo(self) -> None:
        """Do the last undone step again and go to it."""
        is_long = partial(self.review.redoes_many, LONG_STEP)
        self._run(Action.REDO, lambda _: self.review.redo(), self._show_reverted, is_long=is_long)

    def _decide(
        self,
        action: Action,
        one: Callable[[ItemId], Change],
        many: Callable[[NDArray[np.int64], Progress | None], Change],
        *,
        stay: bool = False,
    ) -> None:
        item = self.current
        if item is None:
            return
        if self.selection.selected_count > 1:
            chosen = self.selection.selected_items()
            self._run(
                action,
                lambda progress: many(chosen, progress),
                lambda change: self._show_decision(change, stay=stay or not len(change.ids)),
                is_long=lambda: len(chosen) >= LONG_STEP,
            )
        else:
            self._run(action, lambda _: one(item), partial(self._show_decision, stay=stay))

    def _run(
        self,
        action: Action,
        command: Callable[[Progress | None], Change],
        then: Callable[[Change], None],
        *,
        is_long: Callable[[], bool] = lambda: False,
    ) -> None:
        """Write a step, in the background where it takes seconds, and show what came of it."""
        if self.busy:
            return
        try:
            if is_long():
                self._run_aside(action, command, then)
                return
            change = command(None)
        except (ServiceError, StoreError) as error:
            self.refused.emit(Refusal(action, error))
        else:
            then(change)

    def _run_aside(
        self,
        action: Action,
        command: Callable[[Progress | None], Change],
        then: Callable[[Change], None],
    ) -> None:
        call = self._long_step = BackgroundCall(command, self)
        call.finished.connect(lambda change: self._end_long_step(lambda: then(change)))
        call.failed.connect(
            lambda error: self._end_long_step(lambda: self._on_long_step_failed(action, error))
        )
        self.waiting.emit(call)
        call.start(self._pool)

    def _end_long_step(self, then: Callable[[], None]) -> None:
        call, self._long_step = self._long_step, None
        if call is None:
            return
        call.deleteLater()
        self.resumed.emit()
        then()

    def _on_long_step_failed(self, action: Action, error: Exception) -> None:
        if not isinstance(error, ServiceError | StoreError):
            raise error
        self.refused.emit(Refusal(action, error))

    def _show_decision(self, change: Change, *, stay: bool) -> None:
        self._begun = True
        at_end = not stay and not self._advance()
        self._tell(change)
        if at_end:
            self.finished.emit()

    def _show_reverted(self, change: Change) -> None:
        self._begun = True
        if (place := self._place_of(change)) != self.current:
            self.show_item(place)
        self._tell(change)

    def _tell(self, change: Change) -> None:
        """Say what changed, after the next item is shown: the reviewer waits for that one."""
        self.model.refresh(change.ids)
        self.changed.emit(change.ids)
        self.decided.emit(change)
        if self._sorting_held:
            self.sort_what_comes()

    def _place_of(self, change: Change) -> ItemId:
        """Give where a reverted step is best seen: of many items here, or where the list begins."""
        if len(change.ids) == 1:
            return change.cursor
        rows = self.queue.positions(change.ids)
        if self._row in rows:
            return self.model.item(self._row)
        return self.model.item(int(rows.min())) if len(rows) else change.cursor

    # moving

    def _following(self, row: int) -> int | None:
        """Give the next undecided row, or in a queue of decided ones simply the next."""
        if Verdict.UNDECIDED in self._only.verdicts:
            return self.queue.next_undecided(row, self.review.verdicts)
        return row + 1 if row + 1 < len(self.queue) else None

    def _next_row(self, row: int, *, otherwise: int) -> int:
        following = self._following(row)
        return otherwise if following is None else following

    def _advance(self) -> bool:
        """Go to the next undecided item; tell whether there is one."""
        following = self._following(self._row)
        if following is None and Verdict.UNDECIDED in self._only.verdicts:
            following = self._following(-1)
        if following is None or following == self._row:
            self.moved.emit()
            return False
        self._move_to(following)
        return True

    def _move_to(self, row: int, *, remember: bool = True) -> None:
        if remember and (item := self.current) is not None:
            self._visited.append(item)
        self._row = row if row < len(self.queue) else -1
        self.moved.emit()

    def _replace(self, ids: NDArray[np.int64]) -> None:
        self._show_queue(Queue(ids, self.review.count, self._order, self._only))

    def _show_queue(self, queue: Queue) -> None:
        item = self.current
        self.model.show(queue)
        row = None if item is None else self.queue.position(item)
        self._row = -1 if row is None else row
        self.queue_shown.emit()


def _sorted_anew(before: Queue, settled: int, sort: Callable[[], Queue]) -> _Sorted:
    """Sort, in any thread."""
    began_s = time.monotonic()
    queue = keeping(before.ids[:settled], sort())
    return _Sorted(queue, before, settled, time.monotonic() - began_s)
