"""Label and prediction one above the other, aligned, with what differs marked down to the jamo."""

import math
from dataclasses import dataclass

from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.domain.diff import Cell, JamoPart, align
from app.views import percent
from app.views.icons import sign
from app.views.language import translate
from app.views.messages import localised
from app.views.opaque import OpaqueWidget
from app.views.themes import Theme
from recognizer import jamo

GUTTER = 104
"""Width of the captions on the left; the alternatives keep to it too."""
_RIGHT_ROOM = 150
_WIDEST_CELL = 58.0
_NARROW = 0.62
_ROW = 72.0
_MARK_ROOM = 12.0
_JAMO_SIZE_PX = 16


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


class ComparisonView(OpaqueWidget):
    """Paints the two rows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = ""
        self._reading = Reading()
        self._suspicious: int | None = None
        self._cells: tuple[Cell, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The columns that are shown."""
        return self._cells

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self.update()

    def show_texts(self, label: str, reading: Reading, *, suspicious: int | None = None) -> None:
        """Show a label over a reading; `suspicious` is the index of the character to point at."""
        self._label, self._reading, self._suspicious = label, reading, suspicious
        self._cells = align(label, label if reading.text is None else reading.text)
        self.setToolTip(_hint(reading))
        said = (reading.text or reading.error, reading.origin and f"({reading.origin})")
        self.setAccessibleName(f"{label} / {' '.join(filter(None, said))}")
        self.update()

    def sizeHint(self) -> QSize:
        """Give the height of two rows."""
        return QSize(560, round(2 * _ROW + _MARK_ROOM + 8))

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint captions, cells and certainty."""
        painter = QPainter(self)
        # Before the antialiasing: at a scale of 1.5 a soft edge keeps a line of the last frame.
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell_width = self._cell_width()
        top_row = QRectF(0, _MARK_ROOM, self.width(), _ROW)
        bottom_row = top_row.translated(0, _ROW)
        self._paint_caption(painter, top_row, cell_width, translate("ComparisonView", "Label"))
        self._paint_caption(
            painter, bottom_row, cell_width, translate("ComparisonView", "Prediction")
        )
        self._paint_origin(painter, bottom_row)
        has_text = self._reading.text is not None and not self._reading.error
        left, place, read = float(GUTTER), 0, 0
        for cell in self._cells:
            width = cell_width * _relative_width(cell)
            column = QRectF(left, top_row.top(), width, _ROW)
            self._paint_character(painter, column, cell.label, cell, is_label=True)
            if place == self._suspicious and (cell.label or not cell.equal):
                self._paint_pointer(painter, column)
            if has_text:
                below = column.translated(0, _ROW)
                self._paint_character(painter, below, cell.prediction, cell, is_label=False)
                if cell.prediction and read < len(self._reading.confidence):
                    self._paint_confidence(painter, below, self._reading.confidence[read])
            left += width
            place += len(cell.label)
            read += len(cell.prediction)
        if self._suspicious == place:
            self._paint_pointer(painter, QRectF(left, top_row.top(), cell_width / 2, _ROW))
        if has_text:
            self._paint_certainty(painter, bottom_row)
            self._paint_seen(painter, bottom_row)
        else:
            self._paint_absence(painter, bottom_row)

    def _cell_width(self) -> float:
        columns = sum(_relative_width(cell) for cell in self._cells)
        room = self.width() - GUTTER - _RIGHT_ROOM
        return min(_WIDEST_CELL, room / columns) if columns else _WIDEST_CELL

    def _character_font(self, cell_width: float) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(8, round(cell_width * 0.66)))
        return font

    def _paint_caption(
        self, painter: QPainter, row: QRectF, cell_width: float, caption: str
    ) -> None:
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.muted))
        place = QRectF(20, row.top(), GUTTER - 20, _WIDEST_CELL * 0.82)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, caption)

    def _paint_origin(self, painter: QPainter, row: QRectF) -> None:
        """Say below the caption whose reading it is, where another model is in use by now."""
        if not self._reading.origin:
            return
        font = QFont(self.font())
        font.setPointSizeF(0.86 * font.pointSizeF())
        painter.setFont(font)
        painter.setPen(QColor(self._theme.flagged))
        place = QRectF(20, row.top() + _WIDEST_CELL * 0.62, GUTTER - 24, _JAMO_SIZE_PX + 4)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(
            self._reading.origin, Qt.TextElideMode.ElideMiddle, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_character(
        self, painter: QPainter, column: QRectF, character: str, cell: Cell, *, is_label: bool
    ) -> None:
        theme = self._theme
        mark = theme.label_mark if is_label else theme.prediction_mark
        box = QRectF(column.left(), column.top(), column.width(), _WIDEST_CELL * 0.82)
        inner = box.adjusted(1.5, 1, -1.5, -1)
        painter.setFont(self._character_font(column.width() / _relative_width(cell)))
        if not character:
            painter.setPen(QPen(QColor(theme.border), 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 6, 6)
            return
        if cell.equal:
            painter.setPen(QColor(theme.text if is_label else theme.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, visible(character))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.label_wash if is_label else theme.prediction_wash))
        painter.drawRoundedRect(inner, 6, 6)
        painter.setPen(QColor(mark))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, visible(character))
        if cell.differing:
            self._paint_jamo(painter, column, character, cell.differing, mark)
        else:
            underline = QRectF(inner.left() + 6, inner.bottom() - 3.5, inner.width() - 12, 2)
            painter.fillRect(underline, QColor(mark))

    def _paint_jamo(
        self, painter: QPainter, column: QRectF, syllable: str, differing: JamoPart, mark: str
    ) -> None:
        """Spell a syllable below itself, the differing letters coloured and underlined."""
        font = QFont(self.font())
        font.setPixelSize(max(8, min(_JAMO_SIZE_PX, round(column.width() / 3.3))))
        painter.setFont(font)
        initial, vowel, final = jamo.split(syllable)
        letters = (
            (jamo.INITIALS[initial], JamoPart.INITIAL),
            (jamo.VOWELS[vowel], JamoPart.VOWEL),
            (jamo.FINALS[final] or "·", JamoPart.FINAL),
        )
        step = font.pixelSize() * 1.08
        left = column.center().x() - step * 1.5
        top = column.top() + _WIDEST_CELL * 0.82
        for letter, part in letters:
            place = QRectF(left, top, step, font.pixelSize() + 3)
            differs = bool(part & differing)
            if letter != "·" or differs:
                painter.setPen(QColor(mark if differs else self._theme.muted))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)
            if differs:
                painter.fillRect(QRectF(left + 1, place.bottom(), step - 2, 1.8), QColor(mark))
            left += step

    def _paint_pointer(self, painter: QPainter, column: QRectF) -> None:
        tip = QPointF(column.center().x(), column.top() - 1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.label_mark))
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-5, -6), tip + QPointF(5, -6)]))

    def _paint_confidence(self, painter: QPainter, column: QRectF, confidence: float) -> None:
        track = QRectF(column.left() + 5, column.bottom() - 1.0, column.width() - 10, 3)
        painter.fillRect(track, QColor(self._theme.raised))
        share = min(1.0, max(0.0, confidence))
        track.setWidth(track.width() * share)
        sure = self._theme.doubt_low if share >= 0.5 else self._theme.doubt_high
        painter.fillRect(track, QColor(sure))

    def _paint_certainty(self, painter: QPainter, row: QRectF) -> None:
        certainty = self._reading.certainty
        if certainty is None or math.isnan(certainty):
            return
        place = QRectF(self.width() - _RIGHT_ROOM, row.top(), _RIGHT_ROOM - 20, _WIDEST_CELL * 0.82)
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.muted))
        sure = percent.signed(_figures(certainty))
        text = translate("ComparisonView", "{percent} sure").format(percent=sure)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _paint_seen(self, painter: QPainter, row: QRectF) -> None:
        """Say beside the reading that the model in use knows this item by heart."""
        if not self._reading.seen_by:
            return
        text = translate("ComparisonView", "trained on this")
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(text)
        below = row.top() + _WIDEST_CELL * 0.41 + metrics.height() * 0.7
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
        place = QRectF(GUTTER + 4, row.top(), self.width() - GUTTER - 24, _WIDEST_CELL * 0.82)
        shown = QFontMetricsF(self.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


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


def _relative_width(cell: Cell) -> float:
    """Give a column's width in cells: two narrow characters need less than a syllable."""
    narrow = all(character.isascii() for character in cell.label + cell.prediction)
    return _NARROW if narrow else 1.0


def visible(character: str) -> str:
    """Give a character as it is shown where it stands alone: a space has a sign."""
    return "␣" if character == " " else character


def _figures(share: float) -> str:
    return "99.9" if 0.9985 <= share < 1 else f"{100 * share:.0f}"
