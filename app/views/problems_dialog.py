"""What of a dataset could not be loaded, with file and line, and what to do about it."""

from collections.abc import Sequence

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from app.views.dialogs import PlainDialog, muted
from app.views.language import counted, translate
from app.views.messages import localised
from datasets.record import Problem

_WHOLE_LINES = 2


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
        if index.column() == 1:
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
        if section == 0:
            return translate("ProblemsDialog", "File and line")
        return translate("ProblemsDialog", "What is wrong")


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
            self.table = _table(ProblemsModel(problems))
            self.whole = _room_for_whole()
            self.table.selectionModel().currentRowChanged.connect(self._show_whole)
            self.table.selectRow(0)
            self.body.addWidget(self.table, 1)
            self.body.addWidget(self.whole)
            self.resize(860, 480)
        else:
            self.body.addWidget(muted(translate("ProblemsDialog", "Everything could be loaded.")))
            self.setMinimumWidth(420)
        self.add_close_button()

    def _show_whole(self, current: QModelIndex) -> None:
        place, message = (current.siblingAtColumn(column).data() for column in (0, 1))
        self.whole.setText(f"{place}: {message}")


def _room_for_whole() -> QLabel:
    """Give the lines that say the current problem whole: in its row it may be cut off."""
    lines = muted("")
    lines.setTextFormat(Qt.TextFormat.PlainText)
    lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    lines.setMinimumHeight(_WHOLE_LINES * lines.fontMetrics().lineSpacing())
    lines.setAlignment(Qt.AlignmentFlag.AlignTop)
    return lines


def _table(model: ProblemsModel) -> QTableView:
    table = QTableView()
    model.setParent(table)
    table.setModel(model)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(28)
    table.setColumnWidth(0, 320)
    header = table.horizontalHeader()
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table
