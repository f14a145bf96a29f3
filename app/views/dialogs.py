"""What every dialog of the program has: a title, room, and keys that close it."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.views.language import translate


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


def muted(text: str) -> QLabel:
    """Give a line of small print that wraps."""
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
