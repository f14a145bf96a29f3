"""The list on the left: state, label, doubt, one line for each item."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QItemSelectionModel, QModelIndex, QRect, QRectF, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QResizeEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from app.domain.verdict import Verdict
from app.models.queue_model import DOUBT_COLUMN, LABEL_COLUMN, STATE_COLUMN, QueueModel
from app.views import words
from app.views.icons import sign, verdict_sign
from app.views.language import translate
from app.views.themes import Theme

ROW_HEIGHT = 30
_SIGN = 16
_ROWS_ABOVE = 3
"""Rows of what was just decided that stay in view above a row that was scrolled to."""
_DOUBT_HALFWAY = 1.5
"""Doubt, in nats, that fills half of its bar."""


def doubt_share(doubt: float) -> float:
    """Give how full the bar of a doubt is, in [0, 1]; NaN gives 0."""
    return 0.0 if math.isnan(doubt) else 1 - 2 ** (-max(doubt, 0.0) / _DOUBT_HALFWAY)


def mixed(low: str, high: str, share: float) -> QColor:
    """Give the colour `share` of the way from `low` to `high`."""
    one, other = QColor(low), QColor(high)
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


_MOST_LETTERS = 500
"""Of a label that is painted: no row has room for more, and measuring thousands takes long."""
_ON_ONE_LINE = (
    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
)


class QueueDelegate(QStyledItemDelegate):
    """Paints a cell with two fills and a text: a styled one took 11 ms a page more (measured)."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one cell."""
        model = index.model()
        assert isinstance(model, QueueModel)
        theme, row, place = self.theme, index.row(), option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(place, QColor(theme.selection if selected else theme.panel))
        if index.column() == STATE_COLUMN:
            self._paint_state(painter, place, model.verdict(row), selected)
        elif index.column() == LABEL_COLUMN:
            self._paint_label(painter, place, option, model, row, selected)
        else:
            self._paint_doubt(painter, place, model.doubt(row))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> bool:
        """Say what the sign, the mark or the bar under the mouse means."""
        model = index.model()
        if not isinstance(model, QueueModel):  # below the last row
            return bool(super().helpEvent(event, view, option, index))
        if index.column() == STATE_COLUMN:
            text = words.of_verdict(model.verdict(index.row()))
        elif index.column() == LABEL_COLUMN:
            text = words.of_faults(model.review.faults(model.item(index.row())))
        else:
            text = translate("QueueView", "How much likelier the model finds another text")
        QToolTip.showText(event.globalPos(), text, view)
        return True

    def _paint_state(
        self, painter: QPainter, place: QRect, verdict: Verdict, selected: bool
    ) -> None:
        colour = self.theme.on_selection if selected else self.theme.of_verdict(verdict)
        ratio = painter.device().devicePixelRatioF()
        left = place.left() + (place.width() - _SIGN) // 2
        top = place.top() + (place.height() - _SIGN) // 2
        painter.drawPixmap(left, top, verdict_sign(verdict, colour, _SIGN, ratio))

    def _paint_label(
        self,
        painter: QPainter,
        place: QRect,
        option: QStyleOptionViewItem,
        model: QueueModel,
        row: int,
        selected: bool,
    ) -> None:
        theme = self.theme
        room = place.adjusted(2, 0, -4, 0)
        if model.faulty(row):
            colour = theme.on_selection if selected else theme.flagged
            ratio = painter.device().devicePixelRatioF()
            top = place.top() + (place.height() - 14) // 2
            painter.drawPixmap(room.right() - 14, top, sign("fault", colour, 14, ratio))
            room.setRight(room.right() - 18)
        label = model.review.label(model.item(row))[:_MOST_LETTERS]
        quiet = model.verdict(row) is not Verdict.UNDECIDED or not label
        colour = theme.on_selection if selected else theme.muted if quiet else theme.text
        painter.setPen(QColor(colour))
        painter.setFont(option.font)
        label = label or translate("QueueView", "(empty)")
        text = QFontMetrics(option.font).elidedText(
            label, Qt.TextElideMode.ElideRight, room.width(), Qt.TextFlag.TextSingleLine
        )
        painter.drawText(room, _ON_ONE_LINE, text)

    def _paint_doubt(self, painter: QPainter, place: QRect, doubt: float) -> None:
        if math.isnan(doubt):
            return
        share = doubt_share(doubt)
        track = QRectF(place.left() + 6, place.center().y() - 2, place.width() - 16, 5)
        painter.fillRect(track, QColor(self.theme.raised))
        track.setWidth(max(2.0, track.width() * share))
        painter.fillRect(track, mixed(self.theme.doubt_low, self.theme.doubt_high, share))


class QueueView(QTableView):
    """The table. Several rows selected make one command apply to all of them."""

    current_changed = pyqtSignal(int)
    """The row that became current by mouse, keys or `go_to`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = QueueDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().hide()
        # Qt would scroll on every step along the edge, and so paint the whole list: see `go_to`.
        self.setAutoScroll(False)
        self._shown_row = 0
        self._scrolling = QTimer(self)
        self._scrolling.setSingleShot(True)
        self._scrolling.timeout.connect(self._scroll)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._delegate.theme = theme
        self.viewport().update()

    def show_model(self, model: QueueModel) -> None:
        """Show a model, its columns at their widths."""
        self.setModel(model)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(STATE_COLUMN, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(LABEL_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(DOUBT_COLUMN, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(STATE_COLUMN, 34)
        self.setColumnWidth(DOUBT_COLUMN, 76)
        self.selectionModel().currentRowChanged.connect(
            lambda current, _: self.current_changed.emit(current.row())
        )

    def go_to(self, row: int) -> None:
        """Make one row current and the only one selected, and show it."""
        index = self.model().index(row, LABEL_COLUMN)
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.show_row(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the row that was shown in view where the room becomes less."""
        super().resizeEvent(event)
        if self._is_in_view(self._shown_row, height=event.oldSize().height()):
            self.show_row(self._shown_row)

    def show_row(self, row: int) -> None:
        """Scroll only where the row is out of view; it is put high, with what comes below it.

        A step along the queue then scrolls once a page rather than every time; that is done once
        the item's image is painted, for the page takes as long to paint as all else.
        """
        self._shown_row = row
        if not self._is_in_view(row, height=self.viewport().height()):
            self._scrolling.start()

    def _is_in_view(self, row: int, *, height: int) -> bool:
        first = self.rowAt(0)
        return first <= row < first + height // ROW_HEIGHT

    def _scroll(self) -> None:
        row, height = self._shown_row, self.viewport().height()
        if not self._is_in_view(row, height=height):
            rows_in_view = height // ROW_HEIGHT
            self.verticalScrollBar().setValue(row - min(_ROWS_ABOVE, rows_in_view // 3))

    def keyboardSearch(self, search: str) -> None:
        """Stay where one is: a key that means nothing leads nowhere. Labels have a search line."""

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifiers | Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Lead Home and End to the ends of the list: in a table they stay in the row."""
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self.model().rowCount() - 1,
        }
        if action in ends:
            return self.model().index(ends[action], LABEL_COLUMN)
        return super().moveCursor(action, modifiers)

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: Iterable[int] = ()) -> None:
        """Repaint the cells that changed and can be seen; Qt's own repaints the whole list."""
        top = max(self.rowViewportPosition(first.row()), 0)
        bottom = self.rowViewportPosition(last.row()) + ROW_HEIGHT
        bottom = min(bottom, self.viewport().height())
        if bottom > top:
            left = self.columnViewportPosition(first.column())
            right = self.columnViewportPosition(last.column()) + self.columnWidth(last.column())
            self.viewport().update(left, top, right - left, bottom - top)

    def selected_items(self) -> NDArray[np.int64]:
        """Give the selected items, first row first."""
        model = self.model()
        if not isinstance(model, QueueModel):
            return np.zeros(0, np.int64)
        chosen = np.zeros(len(model.queue), np.bool_)
        for rows in self.selectionModel().selection():
            chosen[rows.top() : rows.bottom() + 1] = True
        return model.queue.ids[chosen]

    @property
    def selected_count(self) -> int:
        """How many rows are selected; cheap, whatever their number."""
        selection = self.selectionModel()
        if selection is None:
            return 0
        return sum(chosen.bottom() - chosen.top() + 1 for chosen in selection.selection())
