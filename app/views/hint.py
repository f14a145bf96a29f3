"""What a newcomer needs to know to begin, in one line that goes when it is not needed any more."""

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.views.language import translate
from app.views.shortcuts import Command, key_text
from app.views.themes import Theme


class HintStrip(QWidget):
    """Says which key to press when."""

    dismissed = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 12, 6)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        row.addWidget(self._text, 1)
        self._close = QPushButton()
        self._close.setProperty("role", "chip")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.dismissed)
        row.addWidget(self._close)
        self.set_theme(theme)
        self._retranslate()

    def appear(self, *, wanted: bool, now: bool) -> None:
        """Be there, keep the place for later, or be gone."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(wanted)
        self.setSizePolicy(policy)
        self.setVisible(wanted and now)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self.setStyleSheet(
            f"HintStrip {{ background-color: {theme.selection}; }}"
            f"QLabel {{ background-color: transparent; color: {theme.on_selection}; }}"
            f"QPushButton {{ color: {theme.on_selection}; border-color: {theme.on_selection}; }}"
        )

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._text.setText(
            translate(
                "HintStrip",
                "Label as in the image? <b>{accept}</b>. Prediction right? <b>{take}</b>. "
                "Neither? <b>{edit}</b> and type. Unreadable? <b>{exclude}</b>. "
                "<b>{undo}</b> takes back.",
            ).format(
                accept=key_text(Command.ACCEPT),
                take=key_text(Command.TAKE_PREDICTION),
                edit=key_text(Command.EDIT),
                exclude=key_text(Command.EXCLUDE),
                undo=key_text(Command.UNDO),
            )
        )
        self._close.setText(translate("HintStrip", "Got it"))
