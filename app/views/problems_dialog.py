"""What of a dataset could not be loaded, with file and line, and what to do about it."""

from collections.abc import Sequence

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.views.dialogs import PlainDialog, muted
from app.views.language import counted, translate
from app.views.messages import localised
from datasets.record import Problem

_WHOLE_LINES = 2
_AIR = 16
_PLACE, _MESSAGE = range(2)
_LARGEST_SHARE = 0.5
"""Of the width, for places: the message is what must be read."""


class ProblemsModel(QAbstractTableModel):
    """One row for each problem: place, message."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self._problems = problems

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Give the number of problems."""
        return 0 if parent.isValid() else len(self._problems)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Give place and message."""
        return 0 if parent.isValid() else 2

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Give the text of a cell; the whole of it on hovering."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        problem = self._problems[index.row()]
        if index.column() == _MESSAGE:
            return localised(problem.message)
        return problem.file if problem.line is None else f"{problem.file}:{problem.line}"

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        """Name the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == _PLACE:
            return translate("ProblemsDialog", "File and line")
        return translate("ProblemsDialog", "What is wrong")


class PlaceDelegate(QStyledItemDelegate):
    """Leaves out the middle of a path: its end says the file and the line."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Cut there."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class ProblemsTable(QTableView):
    """Gives places the room they ask for, up to a share, until the person draws the line."""

    def __init__(self, model: ProblemsModel) -> None:
        super().__init__()
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegateForColumn(_PLACE, PlaceDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._given_width = self.columnWidth(_PLACE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        if self.columnWidth(_PLACE) == self._given_width:
            header = self.horizontalHeader()
            asked = max(self.sizeHintForColumn(_PLACE), header.sectionSizeHint(_PLACE))
            self._given_width = min(asked + _AIR, round(_LARGEST_SHARE * self.viewport().width()))
            self.setColumnWidth(_PLACE, self._given_width)


class ProblemsDialog(PlainDialog):
    """The list, or the good news that there is none."""

    def __init__(self, problems: Sequence[Problem], parent: QWidget | None = None) -> None:
        super().__init__(translate("ProblemsDialog", "Problems of the dataset"), parent)
        if problems:
            self.body.addWidget(
                muted(
                    counted(
                        "ProblemsDialog",
                        "{count} entries could not be loaded. The rest is in the review.",
                        len(problems),
                    )
                )
            )
            self.table = ProblemsTable(ProblemsModel(problems))
            self.whole = _room_for_whole()
            self.table.selectionModel().currentRowChanged.connect(self._show_whole)
            self.table.selectRow(0)
            self.body.addWidget(self.table, 1)
            self.body.addWidget(self.whole)
            self.resize_within_screen(QSize(960, 520))
        else:
            self.body.addWidget(muted(translate("ProblemsDialog", "Everything could be loaded.")))
            self.setMinimumWidth(420)
        self.add_close_button()

    def _show_whole(self, current: QModelIndex) -> None:
        place, message = (current.siblingAtColumn(column).data() for column in (_PLACE, _MESSAGE))
        self.whole.setText(f"{place}: {message}")


def _room_for_whole() -> QLabel:
    """Give the lines that say the current problem whole: in its row it may be cut off."""
    lines = muted("")
    lines.setTextFormat(Qt.TextFormat.PlainText)
    lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    lines.setMinimumHeight(_WHOLE_LINES * lines.fontMetrics().lineSpacing())
    lines.setAlignment(Qt.AlignmentFlag.AlignTop)
    return lines
