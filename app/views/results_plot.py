"""What a model reads right of each kind, before and after, with intervals."""

from collections.abc import Sequence

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.services.training_files import Accuracy, KindResult
from app.views import percent, words
from app.views.language import counted, translate
from app.views.plots import Plot
from app.views.themes import Theme

_ROW = 40.0
_HEAD = 22.0
_DOT = 4.0


class ResultsPlot(Plot):
    """A row for each kind: its name, both accuracies with their intervals, both error rates."""

    def __init__(self, results: Sequence[KindResult], theme: Theme) -> None:
        super().__init__(
            translate("TrainingReport", "Words read right, with {percent} intervals").format(
                percent=percent.of_share(0.95)
            ),
            translate("TrainingReport", "Nothing was held out to compare on."),
            theme,
        )
        self.results = tuple(results)
        self.setMinimumHeight(round(62 + _HEAD + _ROW * max(1, len(self.results))))
        self.setAccessibleName("\n".join(said(result) for result in self.results))

    @property
    def has_content(self) -> bool:
        """Whether anything was compared."""
        return bool(self.results)

    def paint_content(self, painter: QPainter, room: QRectF) -> None:
        """Paint heads and rows."""
        metrics = QFontMetricsF(self.font())
        names = [words.of_kind(result.kind) for result in self.results]
        named = max(metrics.horizontalAdvance(name) for name in names) + 24
        full = percent.of_share(1.0, digits=1)
        figures = metrics.horizontalAdvance(f"{full}  (100.0–100.0)") + 24
        errors = metrics.horizontalAdvance(f"100.0 → {full}") + 16
        graph = QRectF(
            room.left() + named, room.top(), room.width() - named - figures - errors, room.height()
        )
        self._paint_head(painter, graph, figures)
        top = room.top() + _HEAD
        for name, result in zip(names, self.results, strict=True):
            row = QRectF(room.left(), top, room.width(), _ROW)
            self._paint_row(painter, row, graph, figures, name, result)
            top += _ROW

    def _paint_head(self, painter: QPainter, graph: QRectF, figures: float) -> None:
        painter.setPen(QColor(self.theme.muted))
        for share in (0.0, 0.5, 1.0):
            at = graph.left() + graph.width() * share
            place = QRectF(at - 30, graph.top(), 60, _HEAD - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, percent.of_share(share))
        metrics = QFontMetricsF(self.font())
        before = translate("TrainingReport", "before")
        after = translate("TrainingReport", "after")
        left, line = self.rect().left() + 18.0, QRectF(0, graph.top(), 0, _HEAD - 4)
        for text, colour in ((before, self.theme.muted), (after, self.theme.prediction_mark)):
            line.setLeft(left)
            line.setWidth(metrics.horizontalAdvance(text) + 2)
            painter.setPen(QColor(colour))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
            left = line.right() + 10
        painter.setPen(QColor(self.theme.muted))
        left = graph.right() + figures
        place = QRectF(left, graph.top(), 200, _HEAD - 4)
        painter.drawText(
            place,
            int(Qt.AlignmentFlag.AlignVCenter),
            translate("TrainingReport", "characters wrong"),
        )

    def _paint_row(
        self,
        painter: QPainter,
        row: QRectF,
        graph: QRectF,
        figures: float,
        name: str,
        result: KindResult,
    ) -> None:
        theme = self.theme
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        upper = QRectF(row.left(), row.top() + 2, graph.left() - row.left(), _ROW / 2 - 2)
        lower = upper.translated(0, _ROW / 2 - 2)
        painter.setPen(QColor(self._colour(result, otherwise=theme.text)))
        painter.drawText(upper, middle, name)
        painter.setPen(QColor(theme.muted))
        count = counted("TrainingReport", "{count} words", result.after.words)
        painter.drawText(lower, middle, count)
        after = self._colour(result, otherwise=theme.prediction_mark)
        pairs = ((upper, result.before, theme.muted), (lower, result.after, after))
        for line, accuracy, colour in pairs:
            self._paint_interval(painter, graph, line.center().y(), accuracy, colour)
            painter.setPen(QColor(colour))
            place = QRectF(graph.right() + 16, line.top(), figures, line.height())
            painter.drawText(place, middle, percent_with_interval(accuracy))
            error = QRectF(graph.right() + figures, line.top(), 120, line.height())
            painter.drawText(error, middle, percent.of_share(accuracy.cer, digits=1))

    def _colour(self, result: KindResult, *, otherwise: str) -> str:
        if not result.is_worse:
            return otherwise
        return self.theme.error if result.is_beyond_chance else self.theme.flagged

    def _paint_interval(
        self, painter: QPainter, graph: QRectF, y: float, accuracy: Accuracy, colour: str
    ) -> None:
        painter.setPen(QPen(QColor(self.theme.border), 1))
        painter.drawLine(QPointF(graph.left(), y), QPointF(graph.right(), y))
        low, high, share = (
            graph.left() + graph.width() * value
            for value in (accuracy.low, accuracy.high, accuracy.share)
        )
        painter.setPen(QPen(QColor(colour), 3))
        painter.drawLine(QPointF(low, y), QPointF(high, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(share, y), _DOT, _DOT)


def percent_with_interval(accuracy: Accuracy) -> str:
    """Give an accuracy and its interval in per cent."""
    share = percent.of_share(accuracy.share, digits=1)
    return f"{share}  ({100 * accuracy.low:.1f}–{100 * accuracy.high:.1f})"


def said(result: KindResult) -> str:
    """Give a row as one line of text."""
    return (
        f"{words.of_kind(result.kind)}: {percent_with_interval(result.before)} → "
        f"{percent_with_interval(result.after)}"
    )
