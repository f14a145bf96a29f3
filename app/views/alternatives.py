"""The other characters that could stand at the suspicious place, with their numbers."""

from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.domain.suspicion import Option
from app.views import percent
from app.views.comparison import GUTTER
from app.views.comparison_marks import visible
from app.views.keycap import keycap_width, paint_keycap
from app.views.language import translate
from app.views.opaque import OpaqueWidget
from app.views.themes import Theme

_CAP = 22.0
_BEFORE_SHARE = 7.0
_AIR = 20.0  # to the right, as beside all else of the page, where there is room for it
_WAYS = ((22.0, True), (12.0, True), (22.0, False), (10.0, False))
"""Gap between options and whether their shares are shown, from where there is most room down."""


class AlternativesView(OpaqueWidget):
    """Paints the options in a row; its height stays when there are none, so nothing jumps."""

    chosen = pyqtSignal(int)
    """The number of an option, counted from 1, that was clicked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._options: tuple[Option, ...] = ()
        self._key_prefix: str | None = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    @property
    def options(self) -> tuple[Option, ...]:
        """What is offered."""
        return self._options

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self.update()

    def show_options(self, options: tuple[Option, ...]) -> None:
        """Offer these."""
        self._options = options
        self.update()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are shown beside the options."""
        if self._key_prefix is None:
            return ()
        return tuple(f"{self._key_prefix}{number}" for number in range(1, len(self._options) + 1))

    def show_keys(self, prefix: str | None) -> None:
        """Say which key goes with the numbers, such as `Alt+` while a label is typed.

        None: the numbers mean something else now.
        """
        self._key_prefix = prefix
        self.update()

    def sizeHint(self) -> QSize:
        """Give the height of one row."""
        return QSize(560, 42)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.muted if self._options else self._theme.disabled_text))
        caption = translate("AlternativesView", "Instead")
        if self._options:
            painter.drawText(
                QRectF(20, 0, GUTTER - 20, self.height() - 6),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                caption,
            )
        with_shares = self.shows_shares
        for number, (option, place) in enumerate(
            zip(self._options, self.places(), strict=False), 1
        ):
            self._paint_option(painter, place, number, option, with_share=with_shares)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the option under the mouse."""
        for number, place in enumerate(self.places(), 1):
            if place.contains(event.localPos()):
                self.chosen.emit(number)
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        under = [
            option.character
            for option, place in zip(self._options, self.places(), strict=False)
            if place.contains(event.localPos())
        ]
        over = bool(under)
        self.setToolTip(translate("AlternativesView", "a space") if under == [" "] else "")
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.update()

    def places(self) -> list[QRectF]:
        """Give where the options stand; those that the width has no room for stand nowhere."""
        gap, with_shares = self._way
        places: list[QRectF] = []
        left = GUTTER + 4.0
        for number, option in enumerate(self._options, 1):
            width = self._option_width(number, option, with_shares=with_shares)
            if left + width > self.width():
                break
            places.append(QRectF(left, 0, width + gap, self.height() - 6))
            left += width + gap
        return places

    @property
    def shows_shares(self) -> bool:
        """Whether there is room to say how likely each option is."""
        return self._way[1]

    @property
    def _way(self) -> tuple[float, bool]:
        """The most generous way in which all options have room, else the tightest."""
        for gap, with_shares in _WAYS:
            needed = sum(
                self._option_width(number, option, with_shares=with_shares) + gap
                for number, option in enumerate(self._options, 1)
            )
            if GUTTER + 4.0 + needed - gap <= self.width() - _AIR:
                break
        return gap, with_shares

    def _option_width(self, number: int, option: Option, *, with_shares: bool) -> float:
        width = QFontMetricsF(self._large_font).horizontalAdvance(visible(option.character))
        if with_shares:
            share = percent.of_certainty(option.probability)
            width += _BEFORE_SHARE + QFontMetricsF(self.font()).horizontalAdvance(share)
        return self._cap_width(number) + 8 + width

    def _cap_width(self, number: int) -> float:
        return keycap_width(f"{self._key_prefix or ''}{number}", self.font(), height=_CAP)

    @property
    def _large_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(24)
        return font

    def _paint_option(
        self, painter: QPainter, place: QRectF, number: int, option: Option, *, with_share: bool
    ) -> None:
        cap = QRectF(place.left(), place.center().y() - _CAP / 2, self._cap_width(number), _CAP)
        if keys := self.keys:
            painter.setFont(self.font())
            paint_keycap(painter, cap, keys[number - 1], self._theme)
        left = cap.right() + 8
        large = QFontMetricsF(self._large_font)
        baseline = place.center().y() + large.capHeight() / 2
        painter.setFont(self._large_font)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QPointF(left, baseline), visible(option.character))
        if not with_share:
            return
        left += large.horizontalAdvance(visible(option.character)) + _BEFORE_SHARE
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(QPointF(left, baseline), percent.of_certainty(option.probability))
