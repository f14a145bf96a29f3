"""The review of one dataset: the one object that the window talks to.

Every command writes its step to the journal, on disk, before it returns; only then do the columns
in memory change. A command that raises has changed nothing. All calls come from one thread; a
`Snapshot` may be read from any.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.items import Item, ItemId
from app.domain.label_hygiene import LabelFault
from app.domain.predictions import StoredPrediction
from app.domain.queue import EVERYTHING, Order, Queue, QueueFilter
from app.domain.statistics import Statistics
from app.domain.verdict import ExcludeReason, Verdict
from app.services.ports import Clock
from recognizer.contract import ModelIdentity


class Action(StrEnum):
    """What a change did, for the window to word."""

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

    ids: items whose verdict, label or doubt display changed, ascending int64.
    cursor: the item the person should see the effect on (after undo: go back to it).
    of: for undo and redo the action that was undone or redone.
    """

    action: Action
    ids: NDArray[np.int64]
    cursor: ItemId
    of: Action | None = None


class Review:
    """Items, present labels and verdicts, predictions and doubts of one review file."""

    # opening and closing

    @classmethod
    def open(cls, path: Path, *, clock: Clock | None = None, who: str | None = None) -> "Review":
        """Open an existing review file.

        Raises StoreError: locked by another program, newer than this program, corrupt, missing.
        """

    def close(self) -> None:
        """Save the columns for a quick next opening and let go of the file."""

    # reading

    @property
    def path(self) -> Path:
        """The review file."""

    @property
    def dataset(self) -> Path:
        """The dataset's root (or container file) as last opened."""

    @property
    def count(self) -> int:
        """How many items there are."""

    def item(self, item: ItemId) -> Item:
        """Give an item as imported (one look into the file)."""

    def imported_label(self, item: ItemId) -> str:
        """Give the label that the dataset holds, in NFC."""

    def label(self, item: ItemId) -> str:
        """Give the label as it stands now."""

    def verdict(self, item: ItemId) -> Verdict:
        """Give what the reviewer said."""

    def reason(self, item: ItemId) -> ExcludeReason | None:
        """Give why an item is excluded."""

    def faults(self, item: ItemId) -> LabelFault:
        """Give what is wrong with the label's spelling in the dataset, whatever the image."""

    def prediction(self, item: ItemId) -> StoredPrediction | None:
        """Give what the present model reads (one look into the file), None if not asked yet."""

    @property
    def verdicts(self) -> NDArray[np.uint8]:
        """Verdict of every item; a read-only view that follows the commands."""

    @property
    def doubts(self) -> NDArray[np.float32]:
        """Doubt of every item, NaN where not predicted or the image failed; a read-only view."""

    @property
    def fault_flags(self) -> NDArray[np.uint16]:
        """LabelFault bits of every item; a read-only view."""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""

    # deciding: each returns after its step is on disk

    def accept(self, item: ItemId) -> Change:
        """Say that the label as it stands is right."""

    def take_prediction(self, item: ItemId) -> Change:
        """Make the model's reading the label (accepts, where they are the same).

        Raises NothingToDoError without a reading.
        """

    def correct(self, item: ItemId, text: str) -> Change:
        """Make `text` the label (accepts, where it is the imported label).

        Raises EmptyLabelError.
        """

    def take_clean_form(self, item: ItemId) -> Change:
        """Make the clean spelling of the label the label. Raises NothingToDoError if clean."""

    def exclude(self, item: ItemId, reason: ExcludeReason) -> Change:
        """Say that the image does not belong in the dataset."""

    def flag(self, item: ItemId) -> Change:
        """Ask for a second pair of eyes."""

    def clear(self, item: ItemId) -> Change:
        """Take the verdict back: undecided, with the imported label."""

    # the same for many items, as one step; items that it does not apply to are left out, and
    # NothingToDoError is raised where it applies to none

    def accept_all(self, items: Sequence[int] | NDArray[np.int64]) -> Change:
        """Accept the labels of `items`."""

    def take_predictions(self, items: Sequence[int] | NDArray[np.int64]) -> Change:
        """Take the model's reading of each item that has one."""

    def take_clean_forms(self, items: Sequence[int] | NDArray[np.int64]) -> Change:
        """Take the clean spelling of each item whose label has faults."""

    def exclude_all(
        self, items: Sequence[int] | NDArray[np.int64], reason: ExcludeReason
    ) -> Change:
        """Exclude `items`."""

    def flag_all(self, items: Sequence[int] | NDArray[np.int64]) -> Change:
        """Flag `items`."""

    def clear_all(self, items: Sequence[int] | NDArray[np.int64]) -> Change:
        """Take the verdicts of `items` back."""

    def undo(self) -> Change:
        """Take the last step back, whenever it was done. Raises NothingToDoError."""

    def redo(self) -> Change:
        """Do the last undone step again. Raises NothingToDoError."""

    # the model

    @property
    def model(self) -> ModelIdentity | None:
        """The model whose predictions and doubts are shown."""

    def models(self) -> list[ModelIdentity]:
        """Give every model that this review holds predictions of, oldest first."""

    def use_model(self, model: ModelIdentity) -> None:
        """Show this model's predictions: undecided items get its doubts, the rest stays."""

    def store_predictions(self, batch: Iterable[StoredPrediction]) -> NDArray[np.int64]:
        """Keep predictions of the present model; give the ids whose doubt changed.

        Verdicts and labels stay as they are, and so do the doubts of decided items.
        """

    # the queue

    def queue(self, order: Order = Order.DOUBT, only: QueueFilter = EVERYTHING) -> Queue:
        """Give the ids that pass `only` in `order`, as they stand now."""

    def next_doubtful(self, after: ItemId | None = None) -> ItemId | None:
        """Give the most doubtful undecided item that comes after `after` in order of doubt.

        Starts again at the top after the last; None when everything is decided. Items without a
        doubt come last, in import order.
        """

    # where one stands

    def statistics(self) -> Statistics:
        """Count, estimate and time; see `app.domain.statistics`."""
