"""The page after a training: before and after, what it confuses now, and whether to use it."""

from collections.abc import Sequence

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services.training_files import ConfusionChange, KindResult, Report
from app.views import words
from app.views.dialogs import muted
from app.views.language import translate
from app.views.plots import Bar, BarPlot
from app.views.results_plot import ResultsPlot
from app.views.themes import Theme

_CONFUSIONS = 6


class TrainingReportPage(QScrollArea):
    """A verdict in words, the results, the confusions; as high as the screen lets it be."""

    def __init__(self, report: Report, name: str, theme: Theme) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.verdict = QLabel(_verdict(report, name))
        self.verdict.setWordWrap(True)
        column.addWidget(self.verdict)
        self.warning = QLabel(_warning(report, name))
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "error" if _clearly(report.worse) else "warning")
        self.warning.setVisible(bool(report.worse))
        column.addWidget(self.warning)
        self.results = ResultsPlot(report.results, theme)
        column.addWidget(self.results)
        row = QHBoxLayout()
        row.setSpacing(12)
        went, came = _bars(report.went), _bars(report.came)
        most = max((bar.value for bar in went + came), default=0.0)
        none = translate("TrainingReport", "None.")
        self.went = BarPlot(
            translate("TrainingReport", "Confused less than before"), none, theme, went, full=most
        )
        self.came = BarPlot(
            translate("TrainingReport", "Confused more than before"), none, theme, came, full=most
        )
        row.addWidget(self.went)
        row.addWidget(self.came)
        column.addLayout(row, 1)
        column.addWidget(
            muted(
                translate("TrainingReport", "The new archive is in {path}").format(
                    path=report.archive
                )
            )
        )
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """Give the size at which nothing needs to be scrolled."""
        return self.widget().sizeHint()


def _verdict(report: Report, name: str) -> str:
    better = [result for result in report.results if not result.is_worse]
    if clearly := _clearly(better):
        return translate("TrainingReport", "{name} reads clearly better: {kinds}.").format(
            name=name, kinds=_kinds(clearly)
        )
    return translate(
        "TrainingReport",
        "{name} reads nothing clearly better: what differs may be chance.",
    ).format(name=name)


def _warning(report: Report, name: str) -> str:
    """Say what became worse: clearly, if anything did, else what may be chance."""
    if clearly := _clearly(report.worse):
        return translate("TrainingReport", "Careful: {name} reads clearly worse: {kinds}.").format(
            name=name, kinds=_kinds(clearly)
        )
    return translate(
        "TrainingReport", "Careful: {name} reads a little worse, perhaps by chance: {kinds}."
    ).format(name=name, kinds=_kinds(report.worse))


def _clearly(results: Sequence[KindResult]) -> list[KindResult]:
    return [result for result in results if result.is_beyond_chance]


def _kinds(results: Sequence[KindResult]) -> str:
    return ", ".join(words.of_kind(result.kind) for result in results)


def _bars(changes: Sequence[ConfusionChange]) -> list[Bar]:
    return [
        Bar(
            words.of_confusion(change),
            abs(change.after - change.before),
            note=f"{change.before:,} → {change.after:,}",
        )
        for change in changes[:_CONFUSIONS]
    ]
