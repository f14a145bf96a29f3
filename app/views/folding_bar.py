"""A bar of one line that becomes two where the window is too narrow for one."""

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QBoxLayout, QWidget

from app.views.fitting_row import FittingRow

_SIDE, _EDGE, _BETWEEN = 16, 8, 6


class FoldingBar(QWidget):
    """Holds two rows side by side, or the rear one below the front one."""

    def __init__(self, front: FittingRow, rear: FittingRow) -> None:
        super().__init__()
        self.front, self.rear = front, rear
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(_SIDE, _EDGE, _SIDE, _EDGE)
        self._lines.setSpacing(_BETWEEN)
        # A layout gives a widget without a parent its own least size, for good.
        self._lines.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._lines.addWidget(front)
        self._lines.addWidget(rear)

    def give_room_to(self, row: FittingRow) -> None:
        """Let one of the rows take what the other leaves of a line."""
        self._lines.setStretchFactor(row, 1)

    @property
    def folded(self) -> bool:
        """Whether the rear row is below the front one."""
        return self._lines.direction() == QBoxLayout.Direction.TopToBottom

    def fit(self) -> None:
        """Fold or unfold, and show as much of each row as there is room for."""
        folded = self._folds_at(self.width())
        self._lines.setDirection(
            QBoxLayout.Direction.TopToBottom if folded else QBoxLayout.Direction.LeftToRight
        )
        self._lines.activate()
        self.front.fit()
        self.rear.fit()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Say that the width decides."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of as many lines as are needed."""
        return self._height(folded=self._folds_at(width))

    def sizeHint(self) -> QSize:
        """Ask for room for one line; where there is less, the width decides."""
        return QSize(self._whole_width, self._height(folded=False))

    def minimumSizeHint(self) -> QSize:
        """Take any width, so that the window can become narrow."""
        return QSize(0, self._height(folded=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self.fit()

    @property
    def _whole_width(self) -> int:
        rows = self.front.whole_width + self.rear.whole_width
        return rows + _BETWEEN + 2 * _SIDE

    def _height(self, *, folded: bool) -> int:
        front, rear = (row.sizeHint().height() for row in (self.front, self.rear))
        return 2 * _EDGE + (front + _BETWEEN + rear if folded else max(front, rear))

    def _folds_at(self, width: int) -> bool:
        return self._whole_width > width
