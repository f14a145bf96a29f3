"""Keys as they are printed on a keyboard, beside what they do."""

from collections.abc import Iterable

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.views.themes import Theme

_PADDING = 6.0


def keycap_width(key: str, font: QFont, *, height: float) -> float:
    """Give how wide the cap of `key` is."""
    return max(height, QFontMetricsF(font).horizontalAdvance(key) + 2 * _PADDING)


def paint_keycap(
    painter: QPainter, place: QRectF, key: str, theme: Theme, *, enabled: bool = True
) -> None:
    """Paint a key cap that fills `place`, in the painter's font."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.keycap_edge))
    painter.setBrush(QColor(theme.keycap_edge))
    painter.drawRoundedRect(place.adjusted(0.5, 1.5, -0.5, 0.5), 4, 4)
    painter.setBrush(QColor(theme.keycap if enabled else theme.raised))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -1.5), 4, 4)
    painter.setPen(QColor(theme.keycap_text if enabled else theme.disabled_text))
    painter.drawText(place.adjusted(0, 0, 0, -1), Qt.AlignmentFlag.AlignCenter, key)


class KeyButton(QWidget):
    """A key cap and what it does; a click does the same as the key."""

    clicked = pyqtSignal()

    def __init__(self, theme: Theme, *, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._large = large
        self._key = ""
        self._caption = ""
        self._hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self.update()

    def set_text(self, key: str, caption: str) -> None:
        """Say which key does what."""
        self._key, self._caption = key, caption
        self.setAccessibleName(f"{caption} ({key})")
        self.updateGeometry()
        self.update()

    def reserve(self, key: str, captions: Iterable[str]) -> None:
        """Be as wide as the widest of these captions asks, whichever is shown."""
        self.setMinimumWidth(max(self._width_of(key, caption) for caption in captions))

    @property
    def text(self) -> str:
        """What the button says, key first."""
        return f"{self._key} {self._caption}"

    def sizeHint(self) -> QSize:
        """Give the room that cap and caption take."""
        return QSize(self._width_of(self._key, self._caption), round(self._cap_height + 14))

    def minimumSizeHint(self) -> QSize:
        """Never cut the caption."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint cap and caption."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, enabled = self._theme, self.isEnabled()
        if self._large or (self._hovered and enabled):
            painter.setPen(QColor(theme.border if self._large else theme.raised))
            painter.setBrush(QColor(theme.raised if self._hovered and enabled else theme.panel))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        cap = self._cap
        painter.setFont(self._cap_font)
        paint_keycap(painter, cap, self._key, theme, enabled=enabled)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text if enabled else theme.disabled_text))
        baseline = self.height() / 2 + QFontMetricsF(self.font()).capHeight() / 2
        painter.drawText(QPointF(cap.right() + 8, baseline), self._caption)

    def enterEvent(self, event: object) -> None:
        """Show that it can be clicked."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Rest again."""
        self._hovered = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Count as the key."""
        if self.isEnabled() and self.rect().contains(event.pos()):
            self.clicked.emit()

    def _width_of(self, key: str, caption: str) -> int:
        cap = keycap_width(key, self._cap_font, height=self._cap_height)
        return round(cap + QFontMetricsF(self.font()).horizontalAdvance(caption) + 26)

    @property
    def _cap_height(self) -> float:
        return QFontMetricsF(self.font()).height() + (6 if self._large else 2)

    @property
    def _cap_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * (0.95 if self._large else 0.9))
        return font

    @property
    def _cap(self) -> QRectF:
        height = self._cap_height
        width = keycap_width(self._key, self._cap_font, height=height)
        return QRectF(9, (self.height() - height) / 2, width, height)
