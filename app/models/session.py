"""The reviewer's place in the queue, and the commands as they work from there."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, pyqtSignal

from app.domain.items import ItemId
from app.domain.queue import Order, Queue, QueueFilter
from app.domain.verdict import ExcludeReason, Verdict
from app.models.queue_model import QueueModel
from app.services.errors import ServiceError
from app.services.review import Change, Review
from app.store.errors import StoreError

ONLY_UNDECIDED = QueueFilter(verdicts=frozenset({Verdict.UNDECIDED}))
_RESORT_S = 1.0
_RESORT_SHARE = 50
"""Sorting anew may take a fiftieth of the time, however long a queue is."""


class Selection(Protocol):
    """Tells which items a command is meant for."""

    def __call__(self) -> Sequence[ItemId]:
        """Give the selected items; the current one where only it is."""


@dataclass(frozen=True)
class Refusal:
    """A command that changed nothing, and why."""

    command: str
    error: ServiceError | StoreError


class ReviewSession(QObject):
    """Where the reviewer is, where they have been, and what comes next.

    moved: another item is current, or none. changed: ids to show anew. decided: the `Change` of a
    command. refused: a `Refusal`. queue_shown: the queue was replaced, with the same current item
    where it still has it. finished: the queue has no undecided item left.
    """

    moved = pyqtSignal()
    changed = pyqtSignal(object)
    decided = pyqtSignal(object)
    refused = pyqtSignal(object)
    queue_shown = pyqtSignal()
    finished = pyqtSignal()

    def __init__(self, review: Review, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.review = review
        self.selection: Selection = lambda: ()
        self._order = Order.DOUBT
        self._only = ONLY_UNDECIDED
        self.model = QueueModel(review, review.queue(self._order, self._only))
        self._row = -1
        self._visited: list[ItemId] = []
        self._begun = False
        self._next_resort_s = 0.0

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

    def skip(self) -> None:
        """Go on without a decision."""
        self._begun = True
        self._advance()

    def back(self) -> None:
        """Return to the item before, as the reviewer saw them."""
        while self._visited:
            if (row := self.queue.position(self._visited.pop())) is not None:
                self._move_to(row, remember=False)
                return
        if self._row > 0:
            self._move_to(self._row - 1, remember=False)

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
        rows: list[int] = []
        row = self._row
        while len(rows) < count:
            following = self._following(row)
            if following is None:
                break
            rows.append(following)
            row = following
        return [self.model.item(row) for row in rows]

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
        self.model.refresh(ids)
        if self._order is Order.DOUBT and time.monotonic() >= self._next_resort_s:
            self.sort_what_comes()

    def sort_what_comes(self) -> None:
        """Sort the rows below the current one anew; those above stay as they were worked through.

        Until the reviewer has begun, the whole queue is sorted and begun from its top.
        """
        started_s = time.monotonic()
        fresh = self.review.queue(self._order, self._only)
        if self._begun and self._row >= 0:
            behind = self.queue.ids[: self._row + 1]
            coming = np.ones(fresh.count, np.bool_)
            coming[behind] = False
            ids = np.concatenate([behind, fresh.ids[coming[fresh.ids]]])
        else:
            ids = fresh.ids
        if not np.array_equal(ids, self.queue.ids):
            self._replace(ids)
            if not self._begun:
                self.begin()
        took_s = time.monotonic() - started_s
        self._next_resort_s = started_s + max(_RESORT_S, _RESORT_SHARE * took_s)

    # deciding

    def accept(self) -> None:
        """Say that the label is right."""
        self._decide("accept", self.review.accept, self.review.accept_all)

    def take_prediction(self) -> None:
        """Make the model's reading the label."""
        self._decide("take_prediction", self.review.take_prediction, self.review.take_predictions)

    def take_clean_form(self) -> None:
        """Make the clean spelling the label."""
        self._decide("take_clean_form", self.review.take_clean_form, self.review.take_clean_forms)

    def exclude(self, reason: ExcludeReason) -> None:
        """Say that the image does not belong in the dataset."""
        self._decide(
            "exclude",
            lambda item: self.review.exclude(item, reason),
            lambda items: self.review.exclude_all(items, reason),
        )

    def flag(self) -> None:
        """Ask for a second pair of eyes."""
        self._decide("flag", self.review.flag, self.review.flag_all)

    def clear(self) -> None:
        """Take the verdict back and stay."""
        self._decide("clear", self.review.clear, self.review.clear_all, stay=True)

    def correct(self, text: str) -> None:
        """Make `text` the label of the current item, whatever is selected."""
        if (item := self.current) is not None:
            self._run("correct", lambda: self.review.correct(item, text))

    def undo(self) -> None:
        """Take the last step back and go to it."""
        self._revert("undo", self.review.undo)

    def redo(self) -> None:
        """Do the last undone step again and go to it."""
        self._revert("redo", self.review.redo)

    def _decide(
        self,
        name: str,
        one: Callable[[ItemId], Change],
        many: Callable[[Sequence[ItemId]], Change],
        *,
        stay: bool = False,
    ) -> None:
        item, chosen = self.current, self.selection()
        if item is None:
            return
        command = (lambda: many(chosen)) if len(chosen) > 1 else (lambda: one(item))
        self._run(name, command, stay=stay)

    def _run(self, name: str, command: Callable[[], Change], *, stay: bool = False) -> None:
        try:
            change = command()
        except (ServiceError, StoreError) as error:
            self.refused.emit(Refusal(name, error))
            return
        self._begun = True
        self.model.refresh(change.ids)
        self.decided.emit(change)
        if not stay:
            self._advance()
        # Told last: what the reviewer has left need not be shown anew.
        self.changed.emit(change.ids)

    def _revert(self, name: str, command: Callable[[], Change]) -> None:
        try:
            change = command()
        except (ServiceError, StoreError) as error:
            self.refused.emit(Refusal(name, error))
            return
        self._begun = True
        self.model.refresh(change.ids)
        self.decided.emit(change)
        if change.cursor != self.current:
            self.show_item(change.cursor)
        self.changed.emit(change.ids)

    # moving

    def _following(self, row: int) -> int | None:
        """Give the next undecided row, or in a queue of decided ones simply the next."""
        if Verdict.UNDECIDED in self._only.verdicts:
            return self.queue.next_undecided(row, self.review.verdicts)
        return row + 1 if row + 1 < len(self.queue) else None

    def _next_row(self, row: int, *, otherwise: int) -> int:
        following = self._following(row)
        return otherwise if following is None else following

    def _advance(self) -> None:
        following = self._following(self._row)
        if following is None and Verdict.UNDECIDED in self._only.verdicts:
            following = self._following(-1)
        if following is None or following == self._row:
            self.moved.emit()
            self.finished.emit()
        else:
            self._move_to(following)

    def _move_to(self, row: int, *, remember: bool = True) -> None:
        if remember and (item := self.current) is not None:
            self._visited.append(item)
        self._row = row if row < len(self.queue) else -1
        self.moved.emit()

    def _replace(self, ids: NDArray[np.int64]) -> None:
        item = self.current
        self.model.show(Queue(ids, self.review.count, self._order, self._only))
        row = None if item is None else self.queue.position(item)
        self._row = -1 if row is None else row
        self.queue_shown.emit()
