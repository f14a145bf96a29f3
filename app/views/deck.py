"""What can be done now, below the word: the keys that decide, the reasons, or the editor."""

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QLabel, QStackedWidget

from app.domain.two_set import Slot
from app.domain.verdict import ExcludeReason
from app.views import words
from app.views.fitting_row import FittingRow
from app.views.keycap import KeyButton
from app.views.label_editor import LabelEditor
from app.views.language import translate
from app.views.shortcuts import Command, caption, key_text
from app.views.themes import Theme

_PRIMARY = (Command.ACCEPT, Command.TAKE_PREDICTION, Command.EDIT)
_SECONDARY = (
    Command.EXCLUDE,
    Command.FLAG,
    Command.SKIP,
    Command.UNDO,
    Command.NEXT_DOUBTFUL,
    Command.KEYS,
)
DECK_HEIGHT = 64
_SIDE = 16


class ActionBar(FittingRow):
    """The keys that decide, as buttons."""

    commanded = pyqtSignal(object)
    """The `Command` of a button that was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = self.row
        row.setContentsMargins(_SIDE, 8, _SIDE, 8)
        row.setSpacing(2)
        self._buttons: dict[Command, KeyButton] = {}
        for command in (*_PRIMARY, *_SECONDARY):
            primary = command in _PRIMARY
            button = KeyButton(theme, large=primary)
            button.clicked.connect(lambda command=command: self.commanded.emit(command))
            row.addWidget(button)
            row.addSpacing(6 if primary else 0)
            self._buttons[command] = button
        row.addStretch(1)
        # The list of keys stays longest of the others: it names what is left out.
        ranking = (*_PRIMARY, Command.KEYS, *_SECONDARY)
        self.rank([self._buttons[command] for command in dict.fromkeys(ranking)])
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        for button in self._buttons.values():
            button.set_theme(theme)

    def button(self, command: Command) -> KeyButton:
        """Give the button of a command."""
        return self._buttons[command]

    def enable(self, command: Command, on: bool) -> None:
        """Show whether a command would do anything now."""
        if command in self._buttons:
            self._buttons[command].setEnabled(on)

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        for command, button in self._buttons.items():
            button.set_text(key_text(command), caption(command))
        self.fit()


class ReasonBar(FittingRow):
    """Asks why an image is excluded; one digit answers."""

    chosen = pyqtSignal(object)
    """An `ExcludeReason`."""
    cancelled = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = self.row
        row.setContentsMargins(_SIDE, 8, _SIDE, 8)
        row.setSpacing(6)
        self._question = QLabel()
        row.addWidget(self._question)
        row.addSpacing(8)
        self._buttons: list[KeyButton] = []
        for reason in ExcludeReason:
            button = KeyButton(theme, large=True)
            button.clicked.connect(lambda reason=reason: self.chosen.emit(reason))
            self._buttons.append(button)
            row.addWidget(button)
        self._cancel = KeyButton(theme)
        self._cancel.clicked.connect(self.cancelled)
        row.addWidget(self._cancel)
        row.addStretch(1)
        self.rank((*self._buttons, self._cancel, self._question))
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        for button in (*self._buttons, self._cancel):
            button.set_theme(theme)

    def event(self, event: QEvent) -> bool:
        """Keep every key from the window's shortcuts until there is an answer."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a digit as the answer, Escape or the same key again as none."""
        reasons = list(ExcludeReason)
        number = int(event.key()) - int(Qt.Key.Key_0)
        if 1 <= number <= len(reasons):
            self.chosen.emit(reasons[number - 1])
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_X) or event.text() == "ㅌ":
            self.cancelled.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._question.setText(translate("Deck", "Exclude, because the image is"))
        for number, (button, reason) in enumerate(
            zip(self._buttons, ExcludeReason, strict=True), 1
        ):
            button.set_text(str(number), words.of_reason(reason))
        self._cancel.set_text("Esc", translate("Deck", "Cancel"))
        self.fit()


class EditBar(FittingRow):
    """The line to type in, and what its keys do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = self.row
        row.setContentsMargins(_SIDE, 6, _SIDE, 6)
        row.setSpacing(4)
        self.editor = LabelEditor()
        self.editor.setMinimumWidth(260)
        row.addWidget(self.editor, 1)
        row.addSpacing(6)
        self._confirm, self._cancel, self._slot, self._keyboard = (
            KeyButton(theme) for _ in range(4)
        )
        for button in self._all_buttons:
            row.addWidget(button)
        self.rank((self._confirm, self._slot, self._keyboard, self._cancel))
        self._cancel.clicked.connect(self.editor.cancelled)
        self._confirm.clicked.connect(lambda: self.editor.confirmed.emit(self.editor.seen_text))
        self._keyboard.clicked.connect(self._switch_keyboard)
        self.editor.changed.connect(lambda _: self.say_keys())
        self.editor.keyboard_switched.connect(lambda _: self.say_keys())
        self.say_keys()

    @property
    def _all_buttons(self) -> tuple[KeyButton, ...]:
        return (self._confirm, self._cancel, self._slot, self._keyboard)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        for button in self._all_buttons:
            button.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.say_keys()

    def say_keys(self) -> None:
        """Say what the keys do at this point of typing."""
        self._confirm.set_text("Enter", translate("Deck", "Confirm"))
        self._cancel.set_text("Esc", translate("Deck", "Cancel"))
        self.want(self._slot, self.editor.repairs is not None)
        self._slot.set_text(
            "Tab",
            translate("Deck", "A consonant replaces the initial")
            if self.editor.repairs is Slot.INITIAL
            else translate("Deck", "A consonant replaces the final"),
        )
        self._keyboard.set_text(
            "Shift+Space",
            translate("Deck", "Built-in Hangul")
            if self.editor.built_in_keyboard
            else translate("Deck", "System keyboard"),
        )
        self.fit()

    def _switch_keyboard(self) -> None:
        self.editor.use_built_in_keyboard(not self.editor.built_in_keyboard)
        self.editor.keyboard_switched.emit(self.editor.built_in_keyboard)
        self.editor.setFocus()


class Deck(QStackedWidget):
    """One of the three at a time, in the same place and of the same height."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.actions = ActionBar(theme)
        self.reasons = ReasonBar(theme)
        self.editing = EditBar(theme)
        for page in (self.actions, self.reasons, self.editing):
            self.addWidget(page)
        self.setFixedHeight(DECK_HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        for page in (self.actions, self.reasons, self.editing):
            page.set_theme(theme)
