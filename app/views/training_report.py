"""The page after a training: before and after, what it confuses now, and whether to use it."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt
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
        self.verdict.setProperty("role", "error" if report.worse else "")
        column.addWidget(self.verdict)
        self.results = ResultsPlot(report.results, theme)
        column.addWidget(self.results)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.went = _changes(
            translate("TrainingReport", "Confused less than before"), report.went, theme
        )
        self.came = _changes(
            translate("TrainingReport", "Confused more than before"), report.came, theme
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


def _verdict(report: Report, name: str) -> str:
    if clearly := [result for result in report.worse if result.is_beyond_chance]:
        return translate(
            "TrainingReport",
            "Careful: {name} reads {kinds} clearly worse than the model it started from.",
        ).format(name=name, kinds=_kinds(clearly))
    if report.worse:
        return translate(
            "TrainingReport",
            "Careful: {name} reads {kinds} a little worse than the model it started from; that "
            "may be chance.",
        ).format(name=name, kinds=_kinds(report.worse))
    if better := [result for result in report.results if result.is_beyond_chance]:
        return translate(
            "TrainingReport", "{name} reads {kinds} clearly better, and nothing worse."
        ).format(name=name, kinds=_kinds(better))
    return translate(
        "TrainingReport",
        "Nothing became worse, and nothing clearly better: what differs is within the intervals.",
    )


def _kinds(results: Sequence[KindResult]) -> str:
    return ", ".join(words.of_kind(result.kind) for result in results)


def _changes(title: str, changes: Sequence[ConfusionChange], theme: Theme) -> BarPlot:
    bars = [
        Bar(
            words.of_confusion(change),
            abs(change.after - change.before),
            note=f"{change.before:,} → {change.after:,}",
        )
        for change in changes[:_CONFUSIONS]
    ]
    return BarPlot(title, translate("TrainingReport", "None."), theme, bars)
