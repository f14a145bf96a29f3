"""A word that comes, takes the room it needs, and goes by itself."""

import re

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import QLabel, QSizePolicy

from app.views.messages import localised
from app.views.themes import Theme

_SHOWN_MS = 2600
_LONG_MS = 9000
_LONG_WORD = re.compile(r"\S{20,}")
_MAY_BREAK = "\u200b"


class Notice(QLabel):
    """Lies in a layout and over nothing; never takes the focus or a key."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._stays = False
        self._is_error = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.hide()

    def text(self) -> str:
        """Give what is said, without the places where it may break."""
        return super().text().replace(_MAY_BREAK, "")

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._theme = theme
        self._dress()

    def say(self, text: str, *, error: bool = False, long: bool = False) -> None:
        """Show a text for a moment; an error, and what is long to read, for longer."""
        self._is_error = error
        self._stays = error or long
        said = localised(text)
        # The path of a file is one word, and may be wider than all the room there is.
        self.setText(_LONG_WORD.sub(lambda word: _MAY_BREAK.join(word[0]), said))
        self.setAccessibleName(said)
        self._dress()
        self.show()
        self._timer.start(_LONG_MS if self._stays else _SHOWN_MS)

    def make_way(self) -> None:
        """Go before the time is over where it was about the last step: the reviewer has gone on."""
        if not self._stays:
            self.hide()

    def _dress(self) -> None:
        theme = self._theme
        colour = theme.error if self._is_error else theme.text
        self.setStyleSheet(
            f"background-color: {theme.raised}; color: {colour}; border-radius: 8px;"
            f" border: 1px solid {theme.border}; padding: 8px 12px; margin-bottom: 8px;"
        )
