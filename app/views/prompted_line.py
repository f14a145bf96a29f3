"""A line to type in whose prompt can be read."""

from PyQt5.QtCore import QEvent
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QApplication, QLineEdit


class PromptedLine(QLineEdit):
    """Shows its placeholder in the application's colour for it.

    WORKAROUND: under a style sheet Qt 5 paints the placeholder in half the text's opacity,
    which is 3.2:1 on white; the style sheets have no word for it before Qt 6.
    """

    def changeEvent(self, event: QEvent) -> None:
        """Take the colour back after the style sheet has set its own."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._mend()

    def _mend(self) -> None:
        role = QPalette.ColorRole.PlaceholderText
        meant = QApplication.palette().color(role)
        palette = self.palette()
        if palette.color(role) != meant:
            palette.setColor(role, meant)  # of every state: disabled prompts are read, too
            self.setPalette(palette)
