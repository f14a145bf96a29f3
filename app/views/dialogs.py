"""What every dialog of the program has: a title, room, and keys that close it."""

from PyQt5.QtCore import QMargins, QRect, QSize, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.views.language import translate

_FRAME = QMargins(8, 32, 8, 8)  # that window managers add, and some air


class PlainDialog(QDialog):
    """A titled dialog whose content goes into `body`. It says its texts once: it lives briefly."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        heading = QLabel(title)
        heading.setProperty("role", "title")
        column.addWidget(heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        column.addLayout(self.body, 1)
        self.buttons = QDialogButtonBox()
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)

    def add_close_button(self) -> None:
        """Offer nothing but to close."""
        button = self.buttons.addButton(
            translate("Dialogs", "Close"), QDialogButtonBox.ButtonRole.RejectRole
        )
        button.setDefault(True)

    def room_on_screen(self) -> QRect:
        """Give what the screen has for a dialog."""
        return self.screen().availableGeometry().marginsRemoved(_FRAME)

    def resize_within_screen(self, size: QSize) -> None:
        """Take a size, or as much of it as the screen has."""
        self.resize(size.boundedTo(self.room_on_screen().size()))


class Scrolled(QScrollArea):
    """As large as what it holds, and `least_height` at least; scrolls where there is less room."""

    def __init__(self, held: QWidget, *, least_height: int = 0) -> None:
        super().__init__()
        self._least_height = least_height
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(held)

    def sizeHint(self) -> QSize:
        """Give the size at which nothing needs to be scrolled; nor across, where it is down."""
        held = self.widget()
        needed = held.minimumSizeHint().expandedTo(held.minimumSize())
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(needed.width() + bar, max(needed.height(), self._least_height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the ends, too: Qt's scrolls by lines and pages alone."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)


def muted(text: str) -> QLabel:
    """Give a line of small print that wraps."""
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
