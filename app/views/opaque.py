"""Widgets that paint every pixel of their own, and spare the program painting what is below."""

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QWidget


class OpaqueWidget(QWidget):
    """Has nothing painted below itself: five backgrounds, 3 ms for a large image (measured).

    WORKAROUND: a style sheet takes the attribute away each time it is put on a widget
    (QStyleSheetStyle::polish), so it is set after that.
    """

    def showEvent(self, event: QShowEvent) -> None:
        """Say it once the style is on."""
        super().showEvent(event)
        self._be_opaque()

    def changeEvent(self, event: QEvent) -> None:
        """Say it again where another style came."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._be_opaque()

    def _be_opaque(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
