"""Label and prediction one above the other, aligned, with what differs marked down to the jamo."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.domain.diff import Cell, align
from app.views import percent
from app.views.comparison_lines import BOX, ROW, Line, lay_out, relative_width
from app.views.comparison_marks import Marks
from app.views.icons import sign
from app.views.language import counted, translate
from app.views.messages import localised
from app.views.opaque import OpaqueWidget
from app.views.themes import Theme

GUTTER = 104
"""Width of the captions on the left; the alternatives keep to it too."""
_RIGHT_ROOM = 150
_MARK_ROOM = 12.0
_FOOT = 8.0
_ABSENCE = 30.0
_ON_LINES = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignVCenter)
_SHARE_OF_PAGE = 0.3
_WHEEL_STEP = 120


@dataclass(frozen=True)
class Reading:
    """What is known of the model's reading.

    text: None while there is none yet. error: why the model could not read the image.
    confidence: of each character of `text`, or empty. certainty: of the whole text, or None.
    origin: which model read it, where that is not the one in use.
    seen_by: the model in use, where it was trained on this very item.
    """

    text: str | None = None
    confidence: tuple[float, ...] = ()
    certainty: float | None = None
    error: str = ""
    origin: str = ""
    seen_by: str = ""


@dataclass(frozen=True)
class _Column:
    """A cell, and where it stands: of the label's and of the reading's characters."""

    cell: Cell
    position: int
    read: int


class ComparisonView(OpaqueWidget):
    """Paints the two rows, of a long label in several lines.

    It is as high as a short label needs, and for a long one higher, where the page has the room.
    What does not fit is a turn of the wheel away, or where the cursor is while one types.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = ""
        self._reading = Reading()
        self._suspicious: int | None = None
        self._columns: tuple[_Column, ...] = ()
        self._lines = lay_out((), width=1, height=1)
        self._first_line = 0
        self._turned = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The columns that are shown."""
        return tuple(column.cell for column in self._columns)

    @property
    def shown_lines(self) -> range:
        """The lines of the label that are on the screen."""
        return self._lines.shown_from(self._first_line, self._room())

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self.update()

    def show_texts(self, label: str, reading: Reading, *, suspicious: int | None = None) -> None:
        """Show a label over a reading; `suspicious` is the index of the character to point at."""
        self._label, self._reading, self._suspicious = label, reading, suspicious
        self._columns = tuple(_columns(label, label if reading.text is None else reading.text))
        self.setToolTip(_hint(reading))
        said = (reading.text or reading.error, reading.origin and f"({reading.origin})")
        self.setAccessibleName(f"{label} / {' '.join(filter(None, said))}")
        self._lay_out()
        self.update()

    def look_at(self, position: int) -> None:
        """Have the line of a character of the label on the screen."""
        line = self._line_of(position)
        if line not in self.shown_lines:
            self._first_line = line
            self.update()

    def sizeHint(self) -> QSize:
        """Give the height of two rows, or of the lines of a long label as far as there is room."""
        needed = min(self._lines.height + self._rest(), self._most())
        return QSize(560, math.ceil(max(2 * ROW, needed) + _MARK_ROOM + _FOOT))

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Show other lines of a label that has more than there is room for."""
        shown = self.shown_lines
        if len(shown) == len(self._lines.lines):
            event.ignore()
            return
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _WHEEL_STEP)
        self._turned -= steps * _WHEEL_STEP
        self._first_line = max(0, shown.start - steps)
        self.update()

    # laying out

    def _lay_out(self) -> None:
        before = self.sizeHint()
        room = max(1.0, float(self.width() - GUTTER - _RIGHT_ROOM))
        self._lines = lay_out(self.cells, width=room, height=self._most() - self._rest())
        self._first_line = self._line_to_see()
        if self.sizeHint() != before:
            self.updateGeometry()

    def _line_to_see(self) -> int:
        """Give the line of the suspicious character, or of the first that differs."""
        if self._suspicious is not None:
            return self._line_of(self._suspicious)
        for number, line in enumerate(self._lines.lines):
            if not all(each.cell.equal for each in self._columns_of(line)):
                return number
        return 0

    def _line_of(self, position: int) -> int:
        """Give the line of a character of the label; the last behind its end."""
        for number, line in enumerate(self._lines.lines):
            if any(
                each.position + len(each.cell.label) > position for each in self._columns_of(line)
            ):
                return number
        return len(self._lines.lines) - 1

    def _columns_of(self, line: Line) -> tuple[_Column, ...]:
        return self._columns[line.cells.start : line.cells.stop]

    def _most(self) -> float:
        """Give the height that the lines may have."""
        page = self.parentWidget()
        share = 0.0 if page is None else _SHARE_OF_PAGE * page.height()
        return max(2 * ROW, share)

    def _rest(self) -> float:
        """Give the height below the lines that is needed to say why there is no reading."""
        return _ABSENCE if self._lines.wrapped and not self._is_read else 0.0

    def _room(self) -> float:
        return self.height() - _MARK_ROOM - _FOOT - self._rest()

    @property
    def _is_read(self) -> bool:
        return self._reading.text is not None and not self._reading.error

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint captions, lines and certainty."""
        painter = QPainter(self)
        # Before the antialiasing: at a scale of 1.5 a soft edge keeps a line of the last frame.
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks = Marks(painter, self._theme, self.font(), self._lines.cell)
        shown = self.shown_lines
        lines = self._lines.lines[shown.start : shown.stop]
        above = lines[0].top - _MARK_ROOM
        for line in lines:
            self._paint_line(marks, line, line.top - above)
        top_row = QRectF(0, _MARK_ROOM, self.width(), ROW)
        beside = top_row if self._lines.wrapped else top_row.translated(0, ROW)
        self._paint_origin(painter, beside)
        if self._is_read:
            self._paint_certainty(painter, beside)
            self._paint_seen(painter, beside)
        else:
            absence = lines[-1].bottom - above if self._lines.wrapped else beside.top()
            self._paint_absence(painter, QRectF(0, absence, self.width(), self._lines.box))
        self._paint_more(painter, len(self._lines.lines) - len(lines))

    def _paint_line(self, marks: Marks, line: Line, top: float) -> None:
        label_row = QRectF(0, top, self.width(), line.row)
        read_row = label_row if line.shared else label_row.translated(0, line.row)
        self._paint_captions(marks.painter, line, label_row, read_row)
        left = float(GUTTER)
        for column in self._columns_of(line):
            width = marks.cell * relative_width(column.cell)
            self._paint_side(marks, column, QRectF(left, top, width, line.row), is_label=True)
            if column.position == self._suspicious and (column.cell.label or not column.cell.equal):
                marks.pointer(QRectF(left, top, width, line.row))
            if self._is_read:
                place = QRectF(left, read_row.top(), width, line.row)
                if not line.shared:
                    self._paint_side(marks, column, place, is_label=False)
                if column.cell.prediction and column.read < len(self._reading.confidence):
                    marks.confidence(place, self._reading.confidence[column.read])
            left += width
        ends = line.cells.stop == len(self._columns)
        if ends and self._suspicious == len(self._label):
            marks.pointer(QRectF(left, top, marks.cell / 2, line.row))

    def _paint_side(self, marks: Marks, column: _Column, place: QRectF, *, is_label: bool) -> None:
        cell = column.cell
        character = cell.label if is_label else cell.prediction
        box = QRectF(place.left(), place.top(), place.width(), self._lines.box)
        marks.character(box, character, cell, is_label=is_label)
        if cell.equal or not character:
            return
        if cell.differing and self._lines.spelled:
            marks.letters(box, character, cell.differing, is_label=is_label)
        else:
            marks.underline(box, is_label=is_label)

    def _paint_captions(
        self, painter: QPainter, line: Line, label_row: QRectF, read_row: QRectF
    ) -> None:
        label = translate("ComparisonView", "Label")
        if line.shared:
            both = translate("ComparisonView", "Both")
            self._paint_caption(painter, label_row, both if self._is_read else label)
        else:
            self._paint_caption(painter, label_row, label)
            self._paint_caption(painter, read_row, translate("ComparisonView", "Prediction"))

    def _paint_caption(self, painter: QPainter, row: QRectF, caption: str) -> None:
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.muted))
        place = QRectF(20, row.top(), GUTTER - 20, self._lines.box)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, caption)

    def _paint_origin(self, painter: QPainter, row: QRectF) -> None:
        """Say whose reading it is, where another model is in use by now.

        Below the caption; beside a long label, on the right.
        """
        if not self._reading.origin:
            return
        font = QFont(self.font())
        font.setPointSizeF(0.86 * font.pointSizeF())
        painter.setFont(font)
        painter.setPen(QColor(self._theme.flagged))
        side = Qt.AlignmentFlag.AlignLeft
        place = QRectF(20, row.top() + 0.5 * ROW, GUTTER - 24, 20)
        if self._lines.wrapped:
            side = Qt.AlignmentFlag.AlignRight
            place = QRectF(self.width() - _RIGHT_ROOM, row.top() + ROW, _RIGHT_ROOM - 20, 20)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(
            self._reading.origin, Qt.TextElideMode.ElideMiddle, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | side, shown)

    def _paint_more(self, painter: QPainter, hidden: int) -> None:
        """Say on the right that a label has more lines than there is room for."""
        if not hidden:
            return
        text = counted("ComparisonView", "{count} more lines", hidden)
        place = QRectF(self.width() - _RIGHT_ROOM, self.height() - 34, _RIGHT_ROOM - 20, 26)
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _paint_certainty(self, painter: QPainter, row: QRectF) -> None:
        certainty = self._reading.certainty
        if certainty is None or math.isnan(certainty):
            return
        place = QRectF(self.width() - _RIGHT_ROOM, row.top(), _RIGHT_ROOM - 20, BOX)
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.muted))
        sure = percent.of_certainty(certainty)
        text = translate("ComparisonView", "{percent} sure").format(percent=sure)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _paint_seen(self, painter: QPainter, row: QRectF) -> None:
        """Say beside the reading that the model in use knows this item by heart."""
        if not self._reading.seen_by:
            return
        text = translate("ComparisonView", "trained on this")
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(text)
        below = row.top() + 0.5 * BOX + metrics.height() * 0.7
        place = QRectF(self.width() - 20 - width, below, width, metrics.height())
        painter.setPen(QColor(self._theme.flagged))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        side, ratio = round(metrics.height() - 3), painter.device().devicePixelRatioF()
        picture = sign("seen", self._theme.flagged, side, ratio)
        painter.drawPixmap(QPointF(place.left() - side - 5, place.top() + 1.5), picture)

    def _paint_absence(self, painter: QPainter, row: QRectF) -> None:
        error = self._reading.error
        text = (
            translate("ComparisonView", "The model cannot read this image: {reason}").format(
                reason=localised(error)
            )
            if error
            else translate("ComparisonView", "not read yet")
        )
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.error if error else self._theme.muted))
        place = QRectF(GUTTER + 4, row.top(), self.width() - GUTTER - 24, row.height())
        metrics = QFontMetricsF(self.font())
        if metrics.boundingRect(place, _ON_LINES, text).height() > place.height():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _ON_LINES, text)


def _columns(label: str, prediction: str) -> Iterator[_Column]:
    position = read = 0
    for cell in align(label, prediction):
        yield _Column(cell, position, read)
        position += len(cell.label)
        read += len(cell.prediction)


def _hint(reading: Reading) -> str:
    """Say why agreement proves little where the model was trained on the item."""
    if not reading.seen_by:
        return ""
    hint = translate(
        "ComparisonView",
        "{model} was trained on this item; its agreement proves little.",
    ).format(model=reading.seen_by)
    if reading.origin:
        shown = translate("ComparisonView", "Shown is what {model} reads, and its doubt.")
        hint = f"{hint}\n{shown.format(model=reading.origin)}"
    return hint
