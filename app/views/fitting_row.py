"""A row of widgets that leaves out whole what it has no room for."""

from collections.abc import Sequence

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QHBoxLayout, QWidget


class FittingRow(QWidget):
    """Lays widgets out from left to right; in a narrow window the least important ones go.

    Whoever changes what the widgets say calls `fit` afterwards.
    """

    def __init__(self, *, spacing: int) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        self._widgets: list[QWidget] = []
        self._ranked: tuple[QWidget, ...] = ()

    def add(self, *widgets: QWidget) -> None:
        """Put widgets at the end, each as wide as it asks to be."""
        for widget in widgets:
            self._row.addWidget(widget)
            self._widgets.append(widget)

    def add_stretched(self, widget: QWidget) -> None:
        """Put a widget at the end that takes what the others leave."""
        self._row.addWidget(widget, 1)
        self._widgets.append(widget)

    def add_air(self) -> None:
        """Keep what comes before together on the left."""
        self._row.addStretch(1)

    def rank(self, widgets: Sequence[QWidget]) -> None:
        """Say what may be left out, the most important first."""
        self._ranked = tuple(widgets)

    @property
    def whole_width(self) -> int:
        """How wide the row must be for nothing to be left out."""
        gaps = self._row.spacing() * max(0, len(self._widgets) - 1)
        return gaps + sum(
            max(widget.minimumWidth(), widget.minimumSizeHint().width()) for widget in self._widgets
        )

    def fit(self) -> None:
        """Show as much as there is room for."""
        shown = list(self._ranked)
        for widget in shown:
            widget.show()
        while shown and self._needed_width() > self.width():
            shown.pop().hide()
        self._row.activate()

    def sizeHint(self) -> QSize:
        """Ask for room for everything, whatever is left out now."""
        return QSize(self.whole_width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Take any width, so that the window can become narrow."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out less or more."""
        super().resizeEvent(event)
        self.fit()

    def _needed_width(self) -> int:
        self._row.invalidate()
        return self._row.minimumSize().width()
