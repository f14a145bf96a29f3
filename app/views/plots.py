"""Small plots, painted: bars across, columns, a line over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.views.themes import Theme

_ROW = 26.0
_TITLE = 30.0


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, the part of it that is marked, and what stands behind it."""

    name: str
    value: float
    marked: float = 0.0
    note: str = ""
    colour: str = ""


class Plot(QWidget):
    """A titled plot; says so where there is nothing to show yet."""

    def __init__(self, title: str, empty: str, theme: Theme) -> None:
        super().__init__()
        self.title, self.empty, self.theme = title, empty, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(280, 220))

    @property
    def has_content(self) -> bool:
        """Whether there is anything to paint."""
        raise NotImplementedError

    def paint_content(self, painter: QPainter, room: QRectF) -> None:
        """Paint into `room`."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, title and content."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        painter.setFont(self.font())
        painter.setPen(QColor(self.theme.text))
        painter.drawText(QPointF(18, 28), self.title)
        room = QRectF(self.rect()).adjusted(18, _TITLE + 14, -18, -14)
        if self.has_content:
            self.paint_content(painter, room)
        else:
            painter.setPen(QColor(self.theme.muted))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(room, flags, self.empty)


class BarPlot(Plot):
    """Bars across, the longest as wide as the room.

    full: the value that is as wide as the room, where plots side by side have one scale.
    """

    def __init__(
        self, title: str, empty: str, theme: Theme, bars: Sequence[Bar], *, full: float = 0.0
    ) -> None:
        super().__init__(title, empty, theme)
        self.bars = tuple(bars)
        self.full = full or max((bar.value for bar in self.bars), default=0.0)
        self.setMinimumHeight(round(_TITLE + 34 + _ROW * max(5, len(self.bars))))

    @property
    def has_content(self) -> bool:
        """Whether any bar has a length."""
        return any(bar.value > 0 for bar in self.bars)

    def paint_content(self, painter: QPainter, room: QRectF) -> None:
        """Paint the bars."""
        metrics = QFontMetricsF(self.font())
        names = max(metrics.horizontalAdvance(bar.name) for bar in self.bars) + 12
        notes = max(metrics.horizontalAdvance(bar.note) for bar in self.bars) + 10
        width = max(20.0, room.width() - names - notes)
        top = room.top()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for bar in self.bars:
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(QRectF(room.left(), top, names, _ROW), middle, bar.name)
            length = width * bar.value / self.full
            place = QRectF(room.left() + names, top + 6, max(length, 1.0), _ROW - 12)
            painter.fillRect(place, QColor(bar.colour or self.theme.doubt_low))
            if bar.marked:
                place.setWidth(width * bar.marked / self.full)
                painter.fillRect(place, QColor(self.theme.doubt_high))
            painter.setPen(QColor(self.theme.text))
            note = QRectF(room.left() + names + length + 8, top, notes, _ROW)
            painter.drawText(note, middle, bar.note)
            top += _ROW


class TimePlot(Plot):
    """A line, or columns, over equal steps of time."""

    def __init__(
        self,
        title: str,
        empty: str,
        theme: Theme,
        *,
        names: Sequence[str],
        values: Sequence[float],
        columns: bool = False,
    ) -> None:
        super().__init__(title, empty, theme)
        self.names, self.values, self.columns = tuple(names), tuple(values), columns

    @property
    def has_content(self) -> bool:
        """Whether there is a step to show."""
        return bool(self.values) and max(self.values) > 0

    def paint_content(self, painter: QPainter, room: QRectF) -> None:
        """Paint axis, line or columns, the first and last name and the highest value."""
        theme = self.theme
        metrics = QFontMetricsF(self.font())
        field = room.adjusted(0, 8, -metrics.horizontalAdvance(self._highest) - 10, -24)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawLine(field.bottomLeft(), field.bottomRight())
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(field.left(), room.bottom()), self.names[0])
        last = self.names[-1]
        if len(self.names) > 1:
            at = field.right() - metrics.horizontalAdvance(last)
            painter.drawText(QPointF(at, room.bottom()), last)
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(field.right() + 8, field.top() + 6), self._highest)
        if self.columns:
            self._paint_columns(painter, field)
        else:
            self._paint_line(painter, field)

    @property
    def _highest(self) -> str:
        return f"{max(self.values):,.0f}"

    def _paint_columns(self, painter: QPainter, field: QRectF) -> None:
        step = min(field.width() / len(self.values), 48.0)
        for place, value in enumerate(self.values):
            height = field.height() * value / max(self.values)
            column = QRectF(
                field.left() + place * step + step * 0.12,
                field.bottom() - height,
                max(1.0, step * 0.76),
                height,
            )
            painter.fillRect(column, QColor(self.theme.doubt_low))

    def _paint_line(self, painter: QPainter, field: QRectF) -> None:
        steps = max(len(self.values), 1)
        points = [QPointF(field.left(), field.bottom())] + [
            QPointF(
                field.left() + field.width() * (place + 1) / steps,
                field.bottom() - field.height() * value / max(self.values),
            )
            for place, value in enumerate(self.values)
        ]
        wash = QColor(self.theme.accent)
        wash.setAlphaF(0.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        painter.drawPolygon(QPolygonF([*points, QPointF(field.right(), field.bottom())]))
        painter.setPen(QPen(QColor(self.theme.accent_text), 2))
        painter.drawPolyline(QPolygonF(points))
