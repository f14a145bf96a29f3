"""The panel that shows how a model is."""

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent
from PyQt5.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.views.messages import localised
from app.views.model_words import rows_of
from app.views.themes import Theme
from recognizer.backends.serving_channel import ModelStatus

_ROWS = 6


class Lamp(QWidget):
    """A round light."""

    def __init__(self) -> None:
        super().__init__()
        self.colour = ""
        self.setFixedSize(QSize(12, 12))

    def light(self, colour: str) -> None:
        """Shine in this colour."""
        self.colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colour))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))


class ModelReport(QFrame):
    """A light, a headline, what is known in rows, and what is wrong in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "panel")
        self.lamp = Lamp()
        self._headline = QLabel()
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._cells = [(QLabel(), QLabel()) for _ in range(_ROWS)]
        for label in (
            self._headline,
            self._problem,
            *(cell for row in self._cells for cell in row),
        ):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label in (self._headline, self._problem))
        head = QHBoxLayout()
        head.addWidget(self.lamp, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addSpacing(4)
        head.addWidget(self._headline, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, (caption, value) in enumerate(self._cells):
            caption.setProperty("role", "muted")
            grid.addWidget(caption, row, 0)
            grid.addWidget(value, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(self._problem)
        column.addStretch(1)

    @property
    def text(self) -> str:
        """Everything that is said."""
        labels = (self._headline, *(cell for row in self._cells for cell in row), self._problem)
        return "\n".join(label.text() for label in labels if label.text())

    def say(self, headline: str, *, colour: str = "") -> None:
        """Show a line and nothing else."""
        self._show(headline, colour or self._theme.border, [], "")

    def show_status(self, headline: str, status: ModelStatus) -> None:
        """Show how a model is."""
        good = status.ready and not status.problem
        colour = self._theme.accepted if good else self._theme.error
        self._show(headline, colour, rows_of(status), status.problem or "")

    def show_failure(self, headline: str, why: str) -> None:
        """Show why there is nothing to tell."""
        self._show(headline, self._theme.error, [], why)

    def _show(self, headline: str, colour: str, rows: list[tuple[str, str]], problem: str) -> None:
        self.lamp.light(colour)
        self._headline.setText(headline)
        shown = [*rows, *[("", "")] * (_ROWS - len(rows))]
        for (caption, value), (name, said) in zip(self._cells, shown, strict=True):
            caption.setText(name)
            value.setText(said)
            caption.setVisible(bool(name))
            value.setVisible(bool(name))
        self._problem.setText(localised(problem))
        self._problem.setVisible(bool(problem))
