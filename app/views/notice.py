"""A word that appears over the image and goes by itself."""

from PyQt5.QtCore import QEvent, QObject, Qt, QTimer
from PyQt5.QtWidgets import QLabel, QWidget

from app.views.messages import localised
from app.views.themes import Theme

_SHOWN_MS = 2600
_LONG_MS = 9000


class Notice(QLabel):
    """Stays at the bottom of the widget it is put over; never takes the focus or a key."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._is_error = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.hide()
        over.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self._dress()

    def say(self, text: str, *, error: bool = False, long: bool = False) -> None:
        """Show a text for a moment; an error, and what is long to read, for longer."""
        self._is_error = error
        self.setText(localised(text))
        self._dress()
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(_LONG_MS if error or long else _SHOWN_MS)

    def make_way(self) -> None:
        """Go before the time is over, except for an error: the reviewer has gone on."""
        if not self._is_error:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the place when the widget below changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False

    def _dress(self) -> None:
        theme = self._theme
        colour = theme.error if self._is_error else theme.text
        self.setStyleSheet(
            f"background-color: {theme.raised}; color: {colour}; border-radius: 8px;"
            f" border: 1px solid {theme.border}; padding: 8px 16px;"
        )

    def _settle(self) -> None:
        over = self.parentWidget()
        widest = max(map(self.fontMetrics().width, self.text().splitlines()), default=0)
        self.setFixedWidth(min(over.width() - 32, widest + 44))
        self.adjustSize()
        self.move((over.width() - self.width()) // 2, over.height() - self.height() - 16)
