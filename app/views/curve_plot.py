"""Curves over the images of a training: the loss, or the accuracy of each kind of words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.views import percent
from app.views.language import counted
from app.views.plots import Plot
from app.views.themes import Theme

_LINE = 20.0
_SWATCH = 14.0
_DOT = 2.5


@dataclass(frozen=True)
class Curve:
    """A named line through points of (images, value)."""

    name: str
    points: tuple[tuple[float, float], ...]


class CurvePlot(Plot):
    """Curves in one field with their names below.

    percent: values are shares of [0, 1], the axis goes to the next tenth around them.
    """

    def __init__(self, title: str, empty: str, theme: Theme, *, percent: bool = False) -> None:
        super().__init__(title, empty, theme)
        self._percent = percent
        self.curves: tuple[Curve, ...] = ()

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Show other curves; those without a point are left out."""
        self.curves = tuple(curve for curve in curves if curve.points)
        self.setAccessibleName(
            f"{self.title}: "
            + ", ".join(f"{curve.name} {self._said(curve.points[-1][1])}" for curve in self.curves)
        )
        self.update()

    @property
    def has_content(self) -> bool:
        """Whether there is a point to show."""
        return bool(self.curves)

    def paint_content(self, painter: QPainter, room: QRectF) -> None:
        """Paint names, axes and lines."""
        metrics = QFontMetricsF(self.font())
        low, high = self._range()
        legend = self._legend(metrics, room)
        below = legend[-1][1].bottom() - room.top() if legend else 0.0
        self._paint_legend(painter, legend, room.bottom() - below - room.top())
        gutter = max(metrics.horizontalAdvance(self._said(value)) for value in (low, high)) + 10
        field = room.adjusted(gutter, 6, -6, -below - _LINE - 8)
        self._paint_axes(painter, field, low, high)
        last = max(x for curve in self.curves for x, _ in curve.points)
        first = min(x for curve in self.curves for x, _ in curve.points)
        for curve, colour in zip(self.curves, self._colours(), strict=False):
            points = [
                QPointF(
                    field.left() + field.width() * _share(x, first, last),
                    field.bottom() - field.height() * _share(y, low, high),
                )
                for x, y in curve.points
            ]
            painter.setPen(QPen(QColor(colour), 2))
            painter.drawPolyline(QPolygonF(points))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(points[-1], _DOT, _DOT)
        painter.setPen(QColor(self.theme.muted))
        flags = Qt.AlignmentFlag.AlignTop
        under = QRectF(field.left(), field.bottom() + 4, field.width(), _LINE)
        end = counted("CurvePlot", "{count} images", round(last))
        if last > first:
            painter.drawText(under, int(flags | Qt.AlignmentFlag.AlignLeft), f"{first:,.0f}")
            painter.drawText(under, int(flags | Qt.AlignmentFlag.AlignRight), end)
        else:
            painter.drawText(under, int(flags | Qt.AlignmentFlag.AlignHCenter), end)

    def _range(self) -> tuple[float, float]:
        values = [y for curve in self.curves for _, y in curve.points]
        low, high = min(values), max(values)
        if self._percent:
            low, high = max(0.0, int(low * 10) / 10), min(1.0, int(high * 10 + 1) / 10)
        else:
            low, high = 0.0, math.ceil(high * 10) / 10
        return (low, high) if high > low else (low, low + 1.0)

    def _said(self, value: float) -> str:
        return percent.of_share(value) if self._percent else f"{value:.2f}"

    def _colours(self) -> tuple[str, ...]:
        theme = self.theme
        return (
            theme.accent_text,
            theme.label_mark,
            theme.prediction_mark,
            theme.excluded,
            theme.flagged,
            theme.accepted,
            theme.muted,
            theme.text,
        )

    def _paint_axes(self, painter: QPainter, field: QRectF, low: float, high: float) -> None:
        for value, height in ((low, field.bottom()), (high, field.top())):
            painter.setPen(QPen(QColor(self.theme.border), 1))
            painter.drawLine(QPointF(field.left(), height), QPointF(field.right(), height))
            painter.setPen(QColor(self.theme.muted))
            place = QRectF(0, height - _LINE / 2, field.left() - 8, _LINE)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(place, int(flags), self._said(value))

    def _legend(self, metrics: QFontMetricsF, room: QRectF) -> list[tuple[str, QRectF]]:
        """Place the names in lines from the room's top; one curve is what the title says."""
        if len(self.curves) < 2:
            return []
        placed: list[tuple[str, QRectF]] = []
        left, top = room.left(), room.top()
        for curve in self.curves:
            text = f"{curve.name} {self._said(curve.points[-1][1])}"
            width = _SWATCH + 6 + metrics.horizontalAdvance(text) + 16
            if left + width > room.right() + 16 and left > room.left():
                left, top = room.left(), top + _LINE
            placed.append((text, QRectF(left, top, width, _LINE)))
            left += width
        return placed

    def _paint_legend(
        self, painter: QPainter, legend: list[tuple[str, QRectF]], down: float
    ) -> None:
        for (text, place), colour in zip(legend, self._colours(), strict=False):
            line = place.translated(0, down)
            painter.fillRect(
                QRectF(line.left(), line.center().y() - 1.5, _SWATCH, 3), QColor(colour)
            )
            painter.setPen(QColor(self.theme.text))
            painter.drawText(
                line.adjusted(_SWATCH + 6, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text
            )


def _share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5
