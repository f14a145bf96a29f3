"""One column of label and prediction: how its characters, letters and marks are painted."""

from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from app.domain.diff import Cell, JamoPart
from app.views.themes import Theme
from recognizer import jamo

_JAMO_SIZE_PX = 16
_SMALLEST_JAMO_PX = 12
_ROUND = 6.0


@dataclass(frozen=True)
class Marks:
    """Paints with one painter, in one theme and one font; `cell` is the width of a syllable."""

    painter: QPainter
    theme: Theme
    font: QFont
    cell: float

    def character(self, box: QRectF, character: str, cell: Cell, *, is_label: bool) -> None:
        """Paint one side of a column: its character, washed where the sides differ, or a gap."""
        painter, theme = self.painter, self.theme
        inner = box.adjusted(1.5, 1, -1.5, -1)
        if not character:
            painter.setPen(QPen(QColor(theme.border), 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, _ROUND, _ROUND)
            return
        painter.setFont(self._sized(max(8, round(self.cell * 0.66))))
        if cell.equal:
            painter.setPen(QColor(theme.text if is_label else theme.muted))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.label_wash if is_label else theme.prediction_wash))
            painter.drawRoundedRect(inner, _ROUND, _ROUND)
            painter.setPen(self._mark(is_label))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, visible(character))

    def underline(self, box: QRectF, *, is_label: bool) -> None:
        """Mark a character that differs as a whole."""
        inner = box.adjusted(1.5, 1, -1.5, -1)
        inset = min(6.0, inner.width() / 5)
        line = QRectF(inner.left() + inset, inner.bottom() - 3.5, inner.width() - 2 * inset, 2)
        self.painter.fillRect(line, self._mark(is_label))

    def letters(self, box: QRectF, syllable: str, differing: JamoPart, *, is_label: bool) -> None:
        """Spell a syllable below its box, the differing letters coloured and underlined.

        Where a column is too narrow for that, the differing ones alone.
        """
        size = min(_JAMO_SIZE_PX, round(box.width() / 3.3))
        initial, vowel, final = jamo.split(syllable)
        letters = [
            (jamo.INITIALS[initial], JamoPart.INITIAL),
            (jamo.VOWELS[vowel], JamoPart.VOWEL),
            (jamo.FINALS[final] or "·", JamoPart.FINAL),
        ]
        if size < _SMALLEST_JAMO_PX:
            letters = [each for each in letters if each[1] & differing]
            size = min(_SMALLEST_JAMO_PX, round(box.width() / len(letters)))
        painter = self.painter
        painter.setFont(self._sized(size))
        step = size * 1.08
        left = box.center().x() - step * len(letters) / 2
        for letter, part in letters:
            place = QRectF(left, box.bottom(), step, size + 3)
            differs = bool(part & differing)
            if letter != "·" or differs:
                painter.setPen(self._mark(is_label) if differs else QColor(self.theme.muted))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)
            if differs:
                line = QRectF(left + 1, place.bottom(), step - 2, 1.8)
                painter.fillRect(line, self._mark(is_label))
            left += step

    def pointer(self, column: QRectF) -> None:
        """Point at a column from above."""
        tip = QPointF(column.center().x(), column.top() - 1.5)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(self.theme.label_mark))
        self.painter.drawPolygon(QPolygonF([tip, tip + QPointF(-5, -6), tip + QPointF(5, -6)]))

    def confidence(self, row: QRectF, confidence: float) -> None:
        """Paint at the foot of a row how sure the model is of its character."""
        inset = min(5.0, row.width() / 6)
        track = QRectF(row.left() + inset, row.bottom() - 1.0, row.width() - 2 * inset, 3)
        self.painter.fillRect(track, QColor(self.theme.raised))
        share = min(1.0, max(0.0, confidence))
        track.setWidth(track.width() * share)
        sure = self.theme.doubt_low if share >= 0.5 else self.theme.doubt_high
        self.painter.fillRect(track, QColor(sure))

    def _mark(self, is_label: bool) -> QColor:
        return QColor(self.theme.label_mark if is_label else self.theme.prediction_mark)

    def _sized(self, size_px: int) -> QFont:
        font = QFont(self.font)
        font.setPixelSize(size_px)
        return font


def visible(character: str) -> str:
    """Give a character as it is shown where it stands alone: a space has a sign."""
    return "␣" if character == " " else character
