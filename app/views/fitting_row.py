"""A row of widgets that leaves out whole what it has no room for."""

from collections.abc import Sequence

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QHBoxLayout, QWidget


class FittingRow(QWidget):
    """Lays widgets out from left to right; in a narrow window the least important ones go.

    Whoever changes what the widgets say calls `fit` afterwards.
    """

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self._ranked: tuple[QWidget, ...] = ()
        self._unwanted: frozenset[QWidget] = frozenset()

    def rank(self, widgets: Sequence[QWidget]) -> None:
        """Say what may be left out, the most important first."""
        self._ranked = tuple(widgets)

    def want(self, widget: QWidget, on: bool) -> None:
        """Say whether a ranked widget has anything to say at all."""
        self._unwanted = self._unwanted - {widget} if on else self._unwanted | {widget}

    def fit(self) -> None:
        """Show as much as there is room for."""
        wanted = [widget for widget in self._ranked if widget not in self._unwanted]
        for widget in self._ranked:
            widget.setVisible(widget in wanted)
        while wanted and self._needed_width() > self.width():
            wanted.pop().hide()
        self.row.activate()

    def minimumSizeHint(self) -> QSize:
        """Take any width, so that the window can become narrow."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out less or more."""
        super().resizeEvent(event)
        self.fit()

    def _needed_width(self) -> int:
        self.row.invalidate()
        return self.row.minimumSize().width()
