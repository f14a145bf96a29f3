"""As what a dataset is read, where the program took it for something else."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QSize, Qt, QThreadPool, pyqtSignal
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QDialogButtonBox, QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from app.jobs.background import BackgroundCall, Ticker
from app.services.format_choice import Fate, FormatChoice, check_readable, format_choices
from app.views.dialogs import PlainDialog, muted
from app.views.language import translate
from app.views.messages import localised
from app.views.themes import Theme

_SIZE = QSize(860, 580)
_ROW_HEIGHT = 28
_AIR = 24
_FORMAT, _REASON = range(2)
_LINES_OF_OUTCOME = 3


class FormatDialog(PlainDialog):
    """Lists every format, those that recognise the dataset first; Enter tries the chosen one.

    chosen: a `FormatChoice` in which an item could be read; until then whatever is open stays.
    `current` is the choice in use, as format and review file.
    """

    chosen = pyqtSignal(object)

    def __init__(
        self,
        dataset: Path,
        *,
        review_file: Path | None,
        current: tuple[str, Path] | None,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(translate("FormatDialog", "Open as another format"), parent)
        self._dataset = dataset
        self._current = current
        self._theme = theme
        self._choices: Sequence[FormatChoice] = ()
        self._call: BackgroundCall | None = None
        order = translate("FormatDialog", "{name}: formats that fit come first.")
        self.body.addWidget(muted(order.format(name=dataset.name)))
        self.table = self._lay_table()
        self.body.addWidget(self.table, 1)
        self.outcome = QLabel()
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setWordWrap(True)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.outcome)
        self.outcome.ensurePolished()
        self.outcome.setMinimumHeight(_LINES_OF_OUTCOME * self.outcome.fontMetrics().lineSpacing())
        self._go = self.buttons.addButton(
            translate("FormatDialog", "Open"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._go.setDefault(True)
        self._go.setEnabled(False)
        self.buttons.addButton(
            translate("Dialogs", "Close"), QDialogButtonBox.ButtonRole.RejectRole
        ).setAutoDefault(False)
        self.buttons.accepted.connect(self._try)
        self.resize_within_screen(_SIZE)
        self.table.setFocus()
        self._say(translate("FormatDialog", "Looking at the dataset …"))
        self._begin(lambda _: format_choices(dataset, review_file=review_file), self._show_choices)

    def _lay_table(self) -> QTreeWidget:
        """Lay out a list with columns: unlike in a table, Home and End lead to its ends."""
        table = QTreeWidget()
        table.setHeaderLabels(
            [translate("FormatDialog", "Format"), translate("FormatDialog", "Recognised by")]
        )
        table.setRootIsDecorated(False)
        table.setAllColumnsShowFocus(True)
        table.setUniformRowHeights(True)
        table.currentItemChanged.connect(self._on_row_changed)
        table.itemDoubleClicked.connect(self._try)
        return table

    def choose(self, name: str) -> None:
        """Choose a format by its name."""
        row = [choice.name for choice in self._choices].index(name)
        self.table.setCurrentItem(self.table.topLevelItem(row))

    # what there is

    def _show_choices(self, choices: Sequence[FormatChoice]) -> None:
        self._call = None
        self._choices = choices
        for choice in choices:
            self.table.addTopLevelItem(self._row(choice))
        self.table.setColumnWidth(_FORMAT, self.table.sizeHintForColumn(_FORMAT) + _AIR)
        others = (choice for choice in choices if not self._is_current(choice))
        self.choose(next(others).name)

    def _row(self, choice: FormatChoice) -> QTreeWidgetItem:
        title = localised(choice.title)
        if self._is_current(choice):
            title = translate("FormatDialog", "{format} (now)").format(format=title)
        texts = [title, localised(choice.why) or translate("FormatDialog", "nothing seen")]
        row = QTreeWidgetItem(texts)
        row.setSizeHint(_REASON, QSize(0, _ROW_HEIGHT))
        for column, text in enumerate(texts):
            row.setToolTip(column, text)
            if not choice.why:
                row.setForeground(column, QColor(self._theme.muted))
        return row

    def _is_current(self, choice: FormatChoice) -> bool:
        return self._current == (choice.name, choice.review)

    @property
    def _selected(self) -> FormatChoice | None:
        row = self.table.indexOfTopLevelItem(self.table.currentItem())
        return self._choices[row] if row >= 0 else None

    def _on_row_changed(self) -> None:
        if (choice := self._selected) is not None:
            self._go.setEnabled(not self._is_current(choice))
            self._say(self._outlook(choice))

    def _outlook(self, choice: FormatChoice) -> str:
        """Say what comes of opening the dataset like this."""
        if self._is_current(choice):
            return translate("FormatDialog", "The dataset is open in this format.")
        said = {
            Fate.FIRST: translate("FormatDialog", "The review will be kept in {file}."),
            Fate.THERE: translate(
                "FormatDialog",
                "There is a review in this format, {file}: it goes on where it was.",
            ),
            Fate.ANEW: translate(
                "FormatDialog",
                "Nothing was decided yet: {file} begins anew in this format, and the model reads "
                "from the beginning.",
            ),
            Fate.BESIDE: translate(
                "FormatDialog",
                "Your decisions stay as they are. In this format the dataset gets a second review "
                "beside the first: {file}. The first still opens by itself; choose the format "
                "here again to go on with the second.",
            ),
        }[choice.fate]
        return said.format(file=choice.review.name)

    # what is done

    def _begin(self, work: Callable[[Ticker], Any], then: Callable[[Any], None]) -> None:
        self._call = BackgroundCall(work, self)
        self._call.finished.connect(then)
        self._call.failed.connect(self._on_failed)
        self._call.start(QThreadPool.globalInstance())

    def _try(self) -> None:
        choice = self._selected
        if choice is None or self._call is not None or self._is_current(choice):
            return
        self._go.setEnabled(False)
        self.table.setEnabled(False)
        self._say(translate("FormatDialog", "Reading …"))
        dataset, name = self._dataset, choice.name
        self._begin(
            lambda ticker: check_readable(dataset, name, progress=ticker),
            lambda _: self._take(choice),
        )

    def _take(self, choice: FormatChoice) -> None:
        self._call = None
        self.accept()
        self.chosen.emit(choice)

    def _on_failed(self, error: Exception) -> None:
        self._call = None
        self.table.setEnabled(True)
        self.table.setFocus()
        why, choice = localised(str(error)), self._selected
        self._go.setEnabled(choice is not None)
        said = why if choice is None else f"{localised(choice.title)}: {why}"
        self._say(said, role="error")

    def _say(self, text: str, *, role: str = "muted") -> None:
        self.outcome.setProperty("role", role)
        self.outcome.style().polish(self.outcome)
        self.outcome.setText(text)

    def reject(self) -> None:
        """Close; what is being read is let go of, and nobody hears of it any more."""
        if self._call is not None:
            self._call.stop()
            self._call.disconnect()
            self._call = None
        super().reject()
