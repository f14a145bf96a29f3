"""The queue as rows: ids in an array, everything else looked up when a row is painted."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.domain.items import ItemId
from app.domain.queue import Queue
from app.domain.verdict import Verdict
from app.services.review import Review

STATE_COLUMN, LABEL_COLUMN, DOUBT_COLUMN = range(3)
_MOST_TOLD = 256
"""Rows that are told one by one; of more, one signal for all between costs a view less."""


class QueueModel(QAbstractTableModel):
    """A `Queue` of a `Review`. Items are not editable, so that single keys reach the window."""

    def __init__(self, review: Review, queue: Queue) -> None:
        super().__init__()
        self.review = review
        self._queue = queue

    @property
    def queue(self) -> Queue:
        """What is shown."""
        return self._queue

    def show(self, queue: Queue) -> None:
        """Show another queue."""
        self.beginResetModel()
        self._queue = queue
        self.endResetModel()

    def item(self, row: int) -> ItemId:
        """Give the item of a row."""
        return ItemId(int(self._queue.ids[row]))

    def verdict(self, row: int) -> Verdict:
        """Give the verdict in a row."""
        return Verdict(int(self.review.verdicts[self._queue.ids[row]]))

    def doubt(self, row: int) -> float:
        """Give the doubt in a row, NaN where there is none."""
        return float(self.review.doubts[self._queue.ids[row]])

    def faulty(self, row: int) -> bool:
        """Tell whether the label in a row has faults of spelling."""
        return bool(self.review.faults(self.item(row)))

    def refresh(self, ids: NDArray[np.int64]) -> None:
        """Say that everything in the rows of these items may have changed."""
        self._tell(ids, STATE_COLUMN)

    def refresh_doubts(self, ids: NDArray[np.int64]) -> None:
        """Say that the doubts of these items changed, and nothing else."""
        self._tell(ids, DOUBT_COLUMN)

    def reorder(self, queue: Queue) -> None:
        """Show a queue of as many items, where a row may hold another item than before.

        Rows stay what they are, and so do selection and scrolling: a reset takes the view 20 ms at
        a million rows.
        """
        assert len(queue) == len(self._queue)
        self._queue = queue
        self._emit(0, len(queue) - 1, STATE_COLUMN)

    def _tell(self, ids: NDArray[np.int64], first_column: int) -> None:
        rows = self._queue.positions(ids)
        if len(rows) > _MOST_TOLD:
            self._emit(int(rows.min()), int(rows.max()), first_column)
            return
        for row in rows.tolist():
            self._emit(row, row, first_column)

    def _emit(self, first: int, last: int, first_column: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, first_column), self.index(last, DOUBT_COLUMN))

    # Qt's side

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Give the number of items."""
        return 0 if parent.isValid() else len(self._queue)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Give state, label, doubt."""
        return 0 if parent.isValid() else 3

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Let rows be selected, never edited."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the text of a cell."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row = index.row()
        if index.column() == STATE_COLUMN:
            return self.verdict(row).name.lower()
        if index.column() == LABEL_COLUMN:
            return self.review.label(self.item(row))
        doubt = self.doubt(row)
        return "" if np.isnan(doubt) else f"{doubt:.1f}"
