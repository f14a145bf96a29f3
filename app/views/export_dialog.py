"""Where the review goes: what to write and to which file, all of it by keyboard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from PyQt5.QtCore import QThreadPool
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.verdict import Verdict
from app.jobs.background import BackgroundCall, Ticker
from app.services.errors import CancelledError
from app.services.exporting import (
    Exported,
    Outlook,
    Stock,
    export_back,
    export_corrections,
    export_dataset,
    export_labels,
    prepare_unfit,
)
from app.services.review import Review
from app.services.written_path import written_path
from app.views import words
from app.views.dialogs import PlainDialog, muted
from app.views.language import counted, translate
from app.views.messages import localised
from datasets.opening import Dataset
from datasets.writing import exportable

_INDENT = 26
"""Beneath the words of a choice, not its button."""


class ExportKind(Enum):
    """What can be written."""

    LABELS = "labels"
    CORRECTIONS = "corrections"
    BACK = "back"
    DATASET = "dataset"


@dataclass(frozen=True)
class Wish:
    """What the person asked to be exported. format_name: of a new dataset."""

    kind: ExportKind
    target: Path
    undecided: bool
    format_name: str


def export(review: Review, dataset: Dataset, wish: Wish, ticker: Ticker) -> Exported:
    """Write what was wished for, in any thread. Raises ServiceError, StoreError."""
    if wish.kind is ExportKind.LABELS:
        return export_labels(review, wish.target, undecided=wish.undecided, progress=ticker)
    if wish.kind is ExportKind.CORRECTIONS:
        return export_corrections(review, wish.target, progress=ticker)
    if wish.kind is ExportKind.DATASET:
        return export_dataset(
            review,
            wish.target,
            format_name=wish.format_name,
            read_image=dataset.read_image,
            undecided=wish.undecided,
            progress=ticker,
        )
    return export_back(review, dataset, wish.target)


def default_target(review: Review, kind: ExportKind, format_name: str) -> Path:
    """Propose a place beside the dataset, never in it; at home, where that cannot be written."""
    dataset = review.dataset
    root = dataset if dataset.is_dir() else dataset.parent
    folder = root.parent if review.path.parent == root.parent else Path.home()
    name = {
        ExportKind.LABELS: f"{root.name}.gt.txt",
        ExportKind.CORRECTIONS: f"{root.name}.corrections.jsonl",
        ExportKind.BACK: f"{root.name}-corrected",
        ExportKind.DATASET: f"{root.name}-{format_name}",
    }[kind]
    return folder / name


class ExportDialog(PlainDialog):
    """Asks, writes in the background, and says what was written."""

    def __init__(self, review: Review, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(translate("ExportDialog", "Export"), parent)
        self._review, self._dataset = review, dataset
        self._call: BackgroundCall | None = None
        self._kinds = {
            ExportKind.LABELS: QRadioButton(
                translate("ExportDialog", "&1  Labels (gt.txt): path, tab, label")
            ),
            ExportKind.CORRECTIONS: QRadioButton(
                translate("ExportDialog", "&2  Decisions (corrections.jsonl): every verdict")
            ),
            ExportKind.BACK: QRadioButton(
                translate("ExportDialog", "&3  The dataset's own format, only labels changed")
            ),
            ExportKind.DATASET: QRadioButton(
                translate("ExportDialog", "&4  A new dataset with the images, words cut from pages")
            ),
        }
        self.format = QComboBox()
        for name, title in exportable().items():
            self.format.addItem(title, name)
        self.format.setCurrentIndex(self.format.findData("gt"))
        self.format.setAccessibleName(translate("ExportDialog", "Format of the new dataset"))
        self.format.activated.connect(self._choose_format)
        self._stock = Stock(review.verdict_counts())
        self.outlooks = {kind: muted("") for kind in ExportKind}
        for kind, button in self._kinds.items():
            button.toggled.connect(self._propose)
            self.body.addLayout(_under_each_other(button, self.outlooks[kind]))
        self.body.addLayout(_indented(self.format))
        self.undecided = QCheckBox(
            translate("ExportDialog", "With &undecided items, their labels as they are")
        )
        self.undecided.toggled.connect(self._show_outlooks)
        self.body.addSpacing(4)
        self.body.addWidget(self.undecided)
        self.body.addSpacing(4)
        self.body.addLayout(self._lay_target())
        self.outcome = muted("")
        self.body.addWidget(self.outcome)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.hide()
        self.body.addWidget(self.progress)
        self._go = self.buttons.addButton(
            translate("ExportDialog", "Export"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._go.setDefault(True)
        self._close = self.buttons.addButton(
            translate("Dialogs", "Close"), QDialogButtonBox.ButtonRole.RejectRole
        )
        self.buttons.accepted.connect(self._export)
        self.setMinimumWidth(620)
        first = self._kinds[ExportKind.LABELS]
        first.setChecked(True)
        first.setFocus()
        self._show_outlooks()
        self._count_unfit()

    def _lay_target(self) -> QHBoxLayout:
        row = QHBoxLayout()
        caption = QLabel(translate("ExportDialog", "&To"))
        self.target = QLineEdit()
        caption.setBuddy(self.target)
        browse = QPushButton(translate("ExportDialog", "&Browse …"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row.addWidget(caption)
        row.addWidget(self.target, 1)
        row.addWidget(browse)
        return row

    @property
    def kind(self) -> ExportKind:
        """What is chosen."""
        return next(kind for kind, button in self._kinds.items() if button.isChecked())

    def choose(self, kind: ExportKind) -> None:
        """Choose what to write."""
        self._kinds[kind].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by the number that stands before a choice, where nothing is typed."""
        for number, button in enumerate(self._kinds.values(), 1):
            if event.text() == str(number):
                button.setChecked(True)
                button.setFocus()
                return
        super().keyPressEvent(event)

    def _count_unfit(self) -> None:
        """Find out in the background what a label file cannot hold; the counts follow it."""
        count = prepare_unfit(self._review)
        call = BackgroundCall(lambda _: count(), self)
        call.finished.connect(self._on_unfit)
        call.start(QThreadPool.globalInstance())

    def _on_unfit(self, unfit: Mapping[Verdict, int]) -> None:
        self._stock = replace(self._stock, unfit=unfit)
        self._show_outlooks()
        self.adjustSize()

    def _show_outlooks(self) -> None:
        """Say beneath each choice what it would write."""
        undecided = self.undecided.isChecked()
        labels = self._stock.of_labels(undecided=undecided)
        dataset = self._stock.of_dataset(undecided=undecided)
        for kind, said in (
            (ExportKind.LABELS, _of_labels(labels)),
            (ExportKind.CORRECTIONS, _of_decisions(self._stock.of_corrections())),
            (ExportKind.BACK, _of_back(self._stock.of_back())),
            (ExportKind.DATASET, _of_labels(dataset)),
        ):
            self.outlooks[kind].setText(said)
            self._kinds[kind].setAccessibleDescription(said)

    def _choose_format(self) -> None:
        self.choose(ExportKind.DATASET)
        self._propose(True)

    def _propose(self, chosen: bool) -> None:
        if not chosen:  # the button that was left says so, too
            return
        kind = self.kind
        self.target.setText(str(default_target(self._review, kind, self.format.currentData())))
        self.undecided.setEnabled(kind in (ExportKind.LABELS, ExportKind.DATASET))
        self.outcome.clear()

    def _browse(self) -> None:
        choose: Callable[..., tuple[str, str]] = QFileDialog.getSaveFileName
        chosen, _ = choose(self, self.windowTitle(), self.target.text())
        if chosen:
            self.target.setText(chosen)

    def _export(self) -> None:
        wish = Wish(
            self.kind,
            written_path(self.target.text()),
            self.undecided.isChecked(),
            self.format.currentData(),
        )
        self._go.setEnabled(False)
        self.outcome.setText(translate("ExportDialog", "Writing …"))
        self.progress.setRange(0, 0)
        self.progress.show()
        review, dataset = self._review, self._dataset
        call = BackgroundCall(lambda ticker: export(review, dataset, wish, ticker), self)
        call.finished.connect(self._on_exported)
        call.failed.connect(self._on_failed)
        call.progressed.connect(self._on_progress)
        self._call = call
        call.start(QThreadPool.globalInstance())

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 0))
        self.progress.setValue(done)

    def _on_exported(self, exported: Exported) -> None:
        text = counted(
            "ExportDialog",
            "Written: {count} lines in {path}",
            exported.written,
            path=exported.path,
        )
        if exported.left_out:
            left_out = counted(
                "ExportDialog",
                "Left out: {count}, the first: {reason}",
                exported.left_out,
                reason=localised(exported.named[0]),
            )
            text = f"{text}\n{left_out}"
        self._end(text, error=False)
        self._close.setDefault(True)
        self._close.setFocus()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            super().reject()
        else:
            self._end(localised(str(error)), error=True)

    def _end(self, text: str, *, error: bool) -> None:
        self._call = None
        self.progress.hide()
        self._go.setEnabled(True)
        self.outcome.setProperty("role", "error" if error else "muted")
        self.outcome.style().polish(self.outcome)
        self.outcome.setText(text)
        self.adjustSize()

    def reject(self) -> None:
        """Close; an export under way is stopped first, and nothing of it remains."""
        if self._call is None:
            super().reject()
        else:
            self._call.stop()


def _under_each_other(button: QRadioButton, outlook: QLabel) -> QVBoxLayout:
    """Lay what a choice would write beneath its words."""
    outlook.setIndent(_INDENT)
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(button)
    column.addWidget(outlook)
    return column


def _indented(widget: QWidget) -> QHBoxLayout:
    """Lay a widget beneath the words of a choice, as wide as it needs to be."""
    row = QHBoxLayout()
    row.addSpacing(_INDENT)
    row.addWidget(widget)
    row.addStretch(1)
    return row


def _of_labels(outlook: Outlook) -> str:
    said = counted(
        "ExportDialog", "{count} labels: {verdicts}", outlook.total, verdicts=_listed(outlook)
    )
    if not outlook.left_out:
        return said
    left_out = counted(
        "ExportDialog",
        "{count} left out: parts of pages, empty, or with a tab or line break",
        outlook.left_out,
    )
    return f"{said}\n{left_out}"


def _of_decisions(outlook: Outlook) -> str:
    return counted(
        "ExportDialog", "{count} decisions: {verdicts}", outlook.total, verdicts=_listed(outlook)
    )


def _of_back(outlook: Outlook) -> str:
    return counted(
        "ExportDialog", "{count} labels corrected, the others as they are", outlook.total
    )


def _listed(outlook: Outlook) -> str:
    pattern = translate("ExportDialog", "{number} {verdict}")
    return ", ".join(
        pattern.format(number=f"{count:,}", verdict=words.of_verdict(verdict))
        for verdict, count in outlook.counts.items()
    )
