"""The review of one dataset: the one object that the window talks to.

Every command writes its step to the journal, on disk, before it returns; only then do the columns
in memory change. A command that raises has changed nothing. All calls come from one thread.
"""

import getpass
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain import queue, statistics
from app.domain.columns import Columns
from app.domain.doubt import Evidence, weigh
from app.domain.items import Item, ItemId
from app.domain.label_hygiene import LabelFault, clean_form, find_faults
from app.domain.predictions import StoredPrediction
from app.domain.queue import EVERYTHING, Order, Queue, QueueFilter
from app.domain.statistics import Standing, Statistics
from app.domain.verdict import ExcludeReason, Verdict
from app.services.errors import CancelledError, EmptyLabelError, NothingToDoError
from app.services.ports import Clock, Progress, SystemClock
from app.services.review_columns import (
    apply_states,
    load_columns,
    load_evidence,
    renew_evidence,
    save_columns,
    take_in,
)
from app.store.errors import StoreError
from app.store.journal import Author, Decisions, Reverted
from app.store.review_file import ReviewFile
from datasets.record import Problem
from recognizer import jamo
from recognizer.contract import ModelIdentity

log = logging.getLogger(__name__)

_RECENT_STEPS = 200
_SNAPSHOT_EVERY = 100_000  # predictions: what is read anew after a crash, 0.1 s at most

Scalar = TypeVar("Scalar", bound=np.generic)
Items = Sequence[int] | NDArray[np.int64]


class Action(StrEnum):
    """What a change did, for the window to word; the words are stored in journals."""

    ACCEPT = "accept"
    CORRECT = "correct"
    TAKE_PREDICTION = "take_prediction"
    TAKE_CLEAN_FORM = "take_clean_form"
    EXCLUDE = "exclude"
    FLAG = "flag"
    CLEAR = "clear"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True)
class Change:
    """What a command changed: refresh these items and nothing else.

    ids: items whose verdict or label changed, ascending; empty where all was so already.
    cursor: the item the person should see the effect on (after undo: go back to it).
    of: for undo and redo the action that was undone or redone.
    """

    action: Action
    ids: NDArray[np.int64]
    cursor: ItemId
    of: Action | None = None


class Review:
    """Items, present labels and verdicts, predictions and doubts of one review file."""

    def __init__(
        self,
        file: ReviewFile,
        *,
        clock: Clock | None = None,
        who: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._file = file
        self._clock = clock or SystemClock()
        self._who = who or _user_name()
        self._columns = load_columns(file)
        renew_evidence(file, self._columns.labels, progress)
        tops = file.journal.tops()
        self._can_undo, self._can_redo = tops.undo is not None, tops.redo is not None
        times = file.journal.decision_times(_RECENT_STEPS)
        self._recent_s = deque(
            (datetime.fromisoformat(at).timestamp() for at in times), _RECENT_STEPS
        )
        self._model: ModelIdentity | None = None
        self._model_number: int | None = None
        self._by_name: NDArray[np.int32] | None = None
        self._unsaved_predictions = 0
        self._tidied = 0
        self._closed = False
        if models := self.models():
            name, _, version = (file.meta("model") or "").rpartition("\t")
            saved = ModelIdentity(name, version)
            self.use_model(saved if saved in models else models[-1])

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock | None = None,
        who: str | None = None,
        progress: Progress | None = None,
    ) -> "Review":
        """Open an existing review file.

        `progress` is told where that takes a while: what was read is weighed anew, see
        `renew_evidence`.

        Raises StoreError: locked by another program, newer than this program, corrupt, missing;
        CancelledError.
        """
        file = ReviewFile.open(path)
        try:
            return cls(file, clock=clock, who=who, progress=progress)
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        """Save the columns for a quick next opening and let go of the file; twice does no harm."""
        if self._closed:
            return
        self._closed = True
        try:
            save_columns(self._file, self._columns, self._model_number)
        except StoreError as error:  # the columns are in the tables too, only slower to load
            log.warning("columns not saved: %s", error)
        finally:
            self._file.close()

    # reading

    @property
    def path(self) -> Path:
        """The review file."""
        return self._file.path

    def beside(self) -> ReviewFile:
        """Open the review's file once more for reading, in any thread. Raises StoreError."""
        return self._file.beside()

    def prepare_tidying(self) -> Callable[[], None] | None:
        """Give a call that tidies the file's log up in any thread; None where nothing came to it.

        The call raises StoreError.
        """
        if self._file.changes == self._tidied:
            return None
        self._tidied = self._file.changes
        return self._file.prepare_checkpoint()

    @property
    def dataset(self) -> Path:
        """The dataset that was imported, where it was last seen."""
        return Path(self._file.meta("dataset") or "")

    def locate_dataset(self, place: Path) -> None:
        """Note where the dataset is now."""
        if place != self.dataset:
            self._file.set_meta("dataset", str(place))

    @property
    def format_name(self) -> str:
        """The format that the dataset was imported as."""
        return self._file.meta("format") or ""

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self._columns)

    def problems(self) -> tuple[Problem, ...]:
        """Give what could not be imported."""
        return self._file.items.problems()

    def item(self, item: ItemId) -> Item:
        """Give an item as imported (one look into the file)."""
        return self._file.items.item(item)

    def items(self, items: Sequence[ItemId]) -> list[Item]:
        """Give several, in this order (one look into the file)."""
        return self._file.items.items(items)

    def imported_label(self, item: ItemId) -> str:
        """Give the label that the dataset holds, in NFC."""
        return self._columns.labels[item]

    def label(self, item: ItemId) -> str:
        """Give the label as it stands now."""
        return self._columns.text(item)

    def clean_label(self, item: ItemId) -> str:
        """Give the present label in its clean form, see `label_hygiene.clean_form`."""
        return clean_form(self.label(item))

    def has_clean_form(self, item: ItemId) -> bool:
        """Tell whether taking the clean form would change the label as an export writes it.

        Not for a stray jamo alone, which has no one mending, nor where it was taken already.
        """
        return self._cleaner_label(item) is not None

    def _cleaner_label(self, item: ItemId) -> str | None:
        clean = self.clean_label(item)
        if clean != self.label(item):
            return clean
        # Labels are NFC in memory: that the dataset's is not, only its fault tells.
        as_nfd = LabelFault.NFD in self.faults(item) and self.verdict(item) != Verdict.CORRECTED
        return clean if as_nfd else None

    def verdict(self, item: ItemId) -> Verdict:
        """Give what the reviewer said."""
        return Verdict(self._columns.verdicts[item])

    def reason(self, item: ItemId) -> ExcludeReason | None:
        """Give why an item is excluded."""
        return self._columns.reason(item)

    def faults(self, item: ItemId) -> LabelFault:
        """Give what is wrong with the present label's spelling, whatever the image."""
        label = self.label(item)
        if self.verdict(item) == Verdict.CORRECTED or label != self.imported_label(item):
            return find_faults(label)
        return LabelFault(int(self._columns.faults[item]))

    def prediction(self, item: ItemId) -> StoredPrediction | None:
        """Give what the present model reads (one look into the file), None if not asked yet.

        Until the present model has read the item, and where it was trained on it, that is what
        the newest other one read that was not: its `model` says so. What is to be read anew keeps
        its reading until then.
        """
        if self._model_number is None:
            return None
        predictions, model = self._file.predictions, self._model_number
        own = self.own_reading(item)
        if own is None:
            return predictions.newest_other(model, item)
        if own.seen_in_training:
            return predictions.newest_other(model, item, unseen=True) or own
        return own

    def own_reading(self, item: ItemId) -> StoredPrediction | None:
        """Give what the present model read last, be it what is shown or not."""
        if self._model_number is None:
            return None
        return self._file.predictions.prediction(self._model_number, item)

    def seen_in_training(self, item: ItemId) -> bool:
        """Tell whether the present model was trained on an item, as far as it has read it."""
        if self._model_number is None or not self._columns.predicted[item]:
            return False
        return self._file.predictions.is_seen(self._model_number, item)

    @property
    def verdicts(self) -> NDArray[np.uint8]:
        """Verdict of every item; a read-only view that follows the commands."""
        return _read_only(self._columns.verdicts)

    @property
    def doubts(self) -> NDArray[np.float32]:
        """Doubt of every item, NaN where not predicted or the image failed; a read-only view."""
        return _read_only(self._columns.doubts)

    @property
    def predicted(self) -> NDArray[np.bool_]:
        """Whether the present model has been asked about each item; a read-only view."""
        return _read_only(self._columns.predicted)

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Whether the present model could not read each item's image; a read-only view."""
        return _read_only(self._columns.failed)

    def verdict_counts(self) -> dict[Verdict, int]:
        """Count the items of every verdict; 1 ms for a million."""
        return statistics.count_verdicts(self._columns.verdicts)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._can_redo

    # deciding: each returns after its step is on disk

    def accept(self, item: ItemId) -> Change:
        """Say that the label as it stands is right.

        Raises EmptyLabelError.
        """
        self._require(np.array([item], np.int64))
        return self._relabel(Action.ACCEPT, item, _entered(self.label(item)))

    def take_prediction(self, item: ItemId) -> Change:
        """Make the model's reading the label (accepts, where they are the same).

        Raises NothingToDoError without a reading.
        """
        prediction = self.prediction(item)
        if prediction is None or not prediction.text:
            raise NothingToDoError("There is no reading to take yet for this image.")
        return self._relabel(Action.TAKE_PREDICTION, item, _entered(prediction.text))

    def correct(self, item: ItemId, text: str) -> Change:
        """Make `text` the label (accepts, where it is the imported label).

        Raises EmptyLabelError.
        """
        return self._relabel(Action.CORRECT, item, _entered(text))

    def take_clean_form(self, item: ItemId) -> Change:
        """Make the clean spelling of the label the label.

        Raises NothingToDoError if it has no cleaner one, EmptyLabelError if nothing of it would be
        left.
        """
        clean = self._cleaner_label(item)
        if clean is None:
            raise NothingToDoError("There is nothing to clean in the spelling of this label.")
        texts = self._own_texts({int(item): _entered(clean)})
        return self._decide_one(Action.TAKE_CLEAN_FORM, item, Verdict.CORRECTED, texts=texts)

    def exclude(self, item: ItemId, reason: ExcludeReason) -> Change:
        """Say that the image does not belong in the dataset."""
        return self._mark(Action.EXCLUDE, item, Verdict.EXCLUDED, reason)

    def flag(self, item: ItemId) -> Change:
        """Ask for a second pair of eyes."""
        return self._mark(Action.FLAG, item, Verdict.FLAGGED)

    def clear(self, item: ItemId) -> Change:
        """Take the verdict back: undecided, with the imported label."""
        return self._decide_one(Action.CLEAR, item, Verdict.UNDECIDED, texts={})

    # The same for many items, as one step; items that it does not apply to are left out. Whoever
    # is told of the progress may stop it: then CancelledError, and nothing is changed.

    def accept_all(self, items: Items, progress: Progress | None = None) -> Change:
        """Accept the labels of `items`."""
        ids = self._labelled(_sorted(items))
        return self._relabel_all(Action.ACCEPT, ids, self._columns.texts, progress)

    def take_predictions(self, items: Items, progress: Progress | None = None) -> Change:
        """Take the reading of each item that has one: the one that is shown, see `prediction`."""
        if self._model_number is None:
            raise NothingToDoError("No model has read these images yet.")
        ids = _sorted(items)
        predictions, model = self._file.predictions, self._model_number
        found: dict[int, str] = {}
        learnt = []
        for read in predictions.texts(model, ids.tolist()):
            found[read.item] = read.text
            if read.seen_in_training:
                learnt.append(read.item)
        unread = (item for item in ids[~self._columns.predicted[ids]].tolist() if item not in found)
        for read in chain(
            predictions.texts_of_others(model, unread),
            predictions.texts_of_others(model, learnt, unseen=True),
        ):
            found[read.item] = read.text
        texts = {item: jamo.nfc(text) for item, text in found.items() if text.strip()}
        readable = np.sort(np.fromiter(texts, np.int64, len(texts)))
        own_texts = self._own_texts(texts)
        return self._relabel_all(Action.TAKE_PREDICTION, readable, own_texts, progress)

    def take_clean_forms(self, items: Items, progress: Progress | None = None) -> Change:
        """Take the clean spelling of each item whose label has a cleaner one."""
        ids = _sorted(items)
        faulty = ids[self._columns.faults[ids] != 0].tolist()
        clean = {item: form for item in faulty if (form := self._cleaner_label(ItemId(item)))}
        return self._decide(
            Action.TAKE_CLEAN_FORM,
            np.fromiter(clean, np.int64, len(clean)),
            Verdict.CORRECTED,
            texts=self._own_texts(clean),
            progress=progress,
        )

    def exclude_all(
        self, items: Items, reason: ExcludeReason, progress: Progress | None = None
    ) -> Change:
        """Exclude `items`."""
        return self._decide(
            Action.EXCLUDE,
            _sorted(items),
            Verdict.EXCLUDED,
            reason,
            texts=self._columns.texts,
            progress=progress,
        )

    def flag_all(self, items: Items, progress: Progress | None = None) -> Change:
        """Flag `items`."""
        texts = self._columns.texts
        return self._decide(
            Action.FLAG, _sorted(items), Verdict.FLAGGED, texts=texts, progress=progress
        )

    def clear_all(self, items: Items, progress: Progress | None = None) -> Change:
        """Take the verdicts of `items` back."""
        return self._decide(
            Action.CLEAR, _sorted(items), Verdict.UNDECIDED, texts={}, progress=progress
        )

    def undoes_many(self, count: int) -> bool:
        """Tell whether the step to undo is of at least so many items."""
        return self._file.journal.next_to_undo(at_most=count) == count

    def redoes_many(self, count: int) -> bool:
        """Tell whether the step to do again is of at least so many items."""
        return self._file.journal.next_to_redo(at_most=count) == count

    def undo(self) -> Change:
        """Take the last step back, whenever it was done. Raises NothingToDoError."""
        reverted = self._file.journal.undo(self._author())
        if reverted is None:
            raise NothingToDoError("There is nothing to undo.")
        return self._follow(Action.UNDO, reverted)

    def redo(self) -> Change:
        """Do the last undone step again. Raises NothingToDoError."""
        reverted = self._file.journal.redo(self._author())
        if reverted is None:
            raise NothingToDoError("There is nothing to redo.")
        return self._follow(Action.REDO, reverted)

    # the model

    @property
    def model(self) -> ModelIdentity | None:
        """The model whose predictions and doubts are shown."""
        return self._model

    def models(self) -> list[ModelIdentity]:
        """Give every model that this review knows, oldest first."""
        return list(self._file.predictions.models().values())

    def use_model(self, model: ModelIdentity) -> None:
        """Show this model's predictions: undecided items get its doubts, the rest stays.

        What it has not read keeps the predictions and doubts of the models before it.
        """
        if model == self._model:
            return
        if self._unsaved_predictions:
            save_columns(self._file, self._columns, self._model_number)
            self._unsaved_predictions = 0
        number = self._file.predictions.number_of(model)
        # What is half loaded when the file fails is no model's, and must not be saved as one's.
        self._model = self._model_number = None
        load_evidence(self._file, self._columns, number)
        self._model, self._model_number = model, number
        self._file.set_meta("model", f"{model.name}\t{model.version}")

    def store_predictions(self, batch: Iterable[StoredPrediction]) -> NDArray[np.int64]:
        """Keep predictions of the present model; give the ids whose doubt changed.

        Verdicts and labels stay as they are, and so do the doubts of decided items. Predictions
        of another model than the present one are kept for when it is used.
        """
        labels = self._columns.labels
        return self.store_weighed((each, weigh(labels[each.item], each)) for each in batch)

    def store_weighed(
        self, batch: Iterable[tuple[StoredPrediction, Evidence]]
    ) -> NDArray[np.int64]:
        """Do the same with what was weighed already, each against its imported label."""
        by_model: dict[ModelIdentity, list[tuple[StoredPrediction, Evidence]]] = {}
        for prediction, evidence in batch:
            by_model.setdefault(prediction.model, []).append((prediction, evidence))
        changed = np.zeros(0, np.int64)
        for model, weighed in by_model.items():
            if self._model is None:
                self.use_model(model)
            self._file.predictions.add(self._file.predictions.number_of(model), weighed)
            if model == self._model:
                changed = self._take_in(weighed)
        return changed

    def read_anew(self, item: ItemId, image_crc: int) -> bool:
        """Count an undecided item as not read by the present model, if that read another image.

        image_crc: of the image as it is now. Tells whether it counts as not read now.
        """
        # From the columns first: the reading itself is on disk, and this is asked of every image.
        if self.verdict(item) != Verdict.UNDECIDED or not self._columns.predicted[item]:
            return False
        own = self.own_reading(item)
        if own is None or not own.is_of_another_image(image_crc):
            return False
        self._columns.predicted[item] = False
        self._columns.outdated[item] = True
        return True

    def _take_in(self, weighed: Sequence[tuple[StoredPrediction, Evidence]]) -> NDArray[np.int64]:
        assert self._model_number is not None
        columns, number = self._columns, self._model_number
        seen = [int(prediction.item) for prediction, _ in weighed if prediction.seen_in_training]
        evidence = {int(prediction.item): each for prediction, each in weighed}
        evidence |= dict(self._file.predictions.unseen_evidence(number, seen))
        for prediction, _ in weighed:
            columns.predicted[prediction.item] = True
            columns.outdated[prediction.item] = False
            columns.failed[prediction.item] = bool(prediction.error)
        changed = take_in(columns, evidence.items())
        self._unsaved_predictions += len(evidence)
        if self._unsaved_predictions >= _SNAPSHOT_EVERY:
            save_columns(self._file, columns, number)
            self._unsaved_predictions = 0
        return np.sort(changed)

    # the queue

    def queue(self, order: Order = Order.DOUBT, only: QueueFilter = EVERYTHING) -> Queue:
        """Give the ids that pass `only` in `order`, as they stand now."""
        return _queue(self._columns, order, only, self._names(order))

    def prepare_queue(self, order: Order, only: QueueFilter) -> Callable[[], Queue]:
        """Give a call that makes the same in any thread, as things stand now."""
        return partial(_queue, self._columns.frozen(), order, only, self._names(order))

    def _names(self, order: Order) -> NDArray[np.int32] | None:
        """Give all ids by name, where the order asks for it."""
        if order == Order.NAME and self._by_name is None:
            saved = self._file.snapshots.load("by_name", dtype=np.int32, count=self.count)
            self._by_name = self._file.items.by_name() if saved is None else saved.values
        return self._by_name

    def next_doubtful(self, after: ItemId | None = None) -> ItemId | None:
        """Give the most doubtful undecided item that comes after `after` in order of doubt.

        Starts again at the top after the last; None when everything is decided. Items without a
        doubt come last, in import order.
        """
        columns = self._columns
        undecided = columns.verdicts == int(Verdict.UNDECIDED)
        return queue.next_in_doubt(columns.urgencies, columns.doubts, undecided, after=after)

    # where one stands

    def standing(self) -> Standing:
        """Give what the status line shows; 30 ms for a million."""
        return _standing(self._columns, self._recent_s)

    def prepare_standing(self) -> Callable[[], Standing]:
        """Give a call that tells the same in any thread, as things stand now."""
        return partial(_standing, self._columns.frozen(), tuple(self._recent_s))

    def prepare_statistics(self) -> Callable[[], Statistics]:
        """Give a call that counts what the statistics page shows, in any one thread.

        It reads the journal beside the review, which takes seconds for a million; the columns are
        those of now. The call raises StoreError.
        """
        frozen, recent_s = self._columns.frozen(), tuple(self._recent_s)
        return partial(_statistics, self._file.beside, frozen, recent_s)

    # journal first, columns after

    def _labelled(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give those of `ids` whose label is not empty."""
        columns = self._columns
        # A label of spaces is marked, so that few of a million have to be looked at.
        suspects = ids[(columns.labels.lengths[ids] == 0) | (columns.faults[ids] != 0)]
        empty = [item for item in suspects.tolist() if not columns.text(item).strip()]
        return np.setdiff1d(ids, np.array(empty, np.int64), assume_unique=True)

    def _require(self, items: NDArray[np.int64]) -> None:
        """Raise IndexError where one of `items`, ascending, is none of this review."""
        if len(items) and not 0 <= items[0] <= items[-1] < self.count:
            raise IndexError(f"items {items[0]}..{items[-1]} of a review of {self.count}")

    def _own_texts(self, texts: Mapping[int, str]) -> dict[int, str]:
        """Give those of `texts` that are not the imported labels."""
        labels = self._columns.labels
        return {item: text for item, text in texts.items() if text != labels[ItemId(item)]}

    def _relabel(self, action: Action, item: ItemId, text: str) -> Change:
        ids = np.array([item], np.int64)
        texts = self._own_texts({int(item): text})
        return self._decide(action, ids, self._verdicts_on(ids, texts), texts=texts, bulk=False)

    def _relabel_all(
        self,
        action: Action,
        ids: NDArray[np.int64],
        texts: Mapping[int, str],
        progress: Progress | None,
    ) -> Change:
        """Give items the labels in `texts`, or else those they were imported with."""
        verdicts = self._verdicts_on(ids, texts)
        return self._decide(action, ids, verdicts, texts=texts, progress=progress)

    def _verdicts_on(self, ids: NDArray[np.int64], texts: Mapping[int, str]) -> NDArray[np.uint8]:
        """Give the verdict that says that `texts`, or else the imported labels, are right.

        A label of which only the form was corrected, see `take_clean_form`, is as imported in
        memory, and stays corrected.
        """
        respelled = self._columns.verdicts[ids] == int(Verdict.CORRECTED)
        respelled &= ~_are_in(self._columns.texts, ids)
        corrected = respelled | _are_in(texts, ids)
        return np.where(corrected, Verdict.CORRECTED, Verdict.ACCEPTED).astype(np.uint8)

    def _mark(
        self, action: Action, item: ItemId, verdict: Verdict, reason: ExcludeReason | None = None
    ) -> Change:
        """Give a verdict that leaves the label as it stands."""
        texts = self._own_texts({int(item): self.label(item)})
        return self._decide_one(action, item, verdict, reason, texts=texts)

    def _decide_one(
        self,
        action: Action,
        item: ItemId,
        verdict: Verdict,
        reason: ExcludeReason | None = None,
        *,
        texts: Mapping[int, str],
    ) -> Change:
        ids = np.array([item], np.int64)
        return self._decide(action, ids, verdict, reason, texts=texts, bulk=False)

    def _decide(
        self,
        action: Action,
        items: NDArray[np.int64],
        verdict: Verdict | NDArray[np.uint8],
        reason: ExcludeReason | None = None,
        *,
        texts: Mapping[int, str],
        bulk: bool = True,
        progress: Progress | None = None,
    ) -> Change:
        """Write a step for those of `items` that it changes.

        verdict: one, or one for each item. texts: labels after it that are not as imported.
        """
        self._require(items)
        columns = self._columns
        verdicts = np.broadcast_to(np.asarray(verdict, np.uint8), items.shape)
        changing = ~columns.hold(items, verdicts, reason, texts=texts)
        ids, verdicts = items[changing], verdicts[changing]
        if not len(ids):
            return Change(action, ids, ItemId(int(items[0])) if len(items) else ItemId(0))
        author = self._author(None if bulk else ItemId(int(ids[0])))
        decisions = Decisions(
            ids, verdicts, reason, texts, columns.doubts[ids], columns.classes[ids]
        )
        self._file.journal.append(
            author, action, decisions, bulk=bulk, progress=_telling(progress, len(ids))
        )
        self._can_undo, self._can_redo = True, False
        if not bulk:
            self._recent_s.append(datetime.fromisoformat(author.at).timestamp())
        present = [texts.get(item) for item in ids.tolist()]
        columns.decide(ids, verdicts, [reason] * len(ids), texts=present)
        return Change(action, ids, ItemId(int(ids[0])))

    def _follow(self, action: Action, reverted: Reverted) -> Change:
        # Nothing more is asked of the file: what is written must be shown, whatever comes.
        tops = reverted.tops
        self._can_undo, self._can_redo = tops.undo is not None, tops.redo is not None
        ids = apply_states(self._columns, reverted.states)
        return Change(action, ids, ItemId(int(ids[0])), Action(reverted.action))

    def _author(self, item: ItemId | None = None) -> Author:
        at = self._clock.now().isoformat(timespec="milliseconds")
        return Author(self._who, at, self._showing(item))

    def _showing(self, item: ItemId | None) -> int | None:
        """Give the number of the model whose reading the person sees; None: of no one item."""
        model = self._model_number
        if item is None or model is None:
            return model
        if self._columns.predicted[item] and not self._file.predictions.is_seen(model, item):
            return model
        shown = self.prediction(item)
        return model if shown is None else self._file.predictions.number_of(shown.model)


def _queue(
    columns: Columns, order: Order, only: QueueFilter, by_name: NDArray[np.int32] | None
) -> Queue:
    mask = columns.passing(only)
    if order == Order.NAME and by_name is not None:
        ids = by_name[mask[by_name]].astype(np.int64)
    else:
        ids = np.flatnonzero(mask)
        if order == Order.DOUBT:
            ids = queue.order_by_doubt(columns.doubts, ids)
    return Queue(ids, len(columns), order, only)


def _standing(columns: Columns, recent_s: Sequence[float]) -> Standing:
    counts = statistics.count_verdicts(columns.verdicts)
    well_spelled = columns.faults == 0  # the others are found without looking
    return Standing(
        counts,
        statistics.pace(recent_s, counts[Verdict.UNDECIDED]),
        statistics.residual_error(columns.verdicts, columns.doubts, among=well_spelled),
    )


def _statistics(
    beside: Callable[[], ReviewFile], columns: Columns, recent_s: Sequence[float]
) -> Statistics:
    with closing(beside()) as file:
        return Statistics(
            _standing(columns, recent_s),
            statistics.agreement(columns.verdicts, columns.doubts, columns.classes),
            statistics.confusions(file.journal.corrections()),
            statistics.done_by_hour(file.journal.done_per_hour()),
        )


def _user_name() -> str:
    """Give the name of who sits here; in a container the user may have a number alone."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _entered(text: str) -> str:
    """Give a label as entered, in NFC. Raises EmptyLabelError."""
    if not text.strip():
        raise EmptyLabelError("A label cannot be empty: exclude the image if it shows no text.")
    return jamo.nfc(text)


def _telling(progress: Progress | None, total: int) -> Callable[[int], None] | None:
    """Give what a journal tells how far it is, so that who listens can stop it."""
    if progress is None:
        return None

    def tell(done: int) -> None:
        if not progress(done, total):
            raise CancelledError("Stopped; nothing was changed.")

    return tell


def _are_in(texts: Mapping[int, str], ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.fromiter(map(texts.__contains__, ids.tolist()), np.bool_, len(ids))


def _sorted(items: Items) -> NDArray[np.int64]:
    return np.unique(np.asarray(items, np.int64))


def _read_only(column: NDArray[Scalar]) -> NDArray[Scalar]:
    view = column.view()
    view.flags.writeable = False
    return view
