"""What can be done now, below the word: the keys that decide, the reasons, or the editor."""

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent, QKeyEvent
from PyQt5.QtWidgets import QLabel, QStackedWidget

from app.domain.two_set import Slot
from app.domain.verdict import ExcludeReason
from app.views import words
from app.views.fitting_row import FittingRow
from app.views.folding_bar import FoldingBar
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
_EDITOR_WIDTH = 260


class ActionBar(FoldingBar):
    """The keys that decide, as buttons."""

    commanded = pyqtSignal(object)
    """The `Command` of a button that was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(FittingRow(spacing=8), FittingRow(spacing=2))
        self._buttons: dict[Command, KeyButton] = {}
        for row, commands in ((self.front, _PRIMARY), (self.rear, _SECONDARY)):
            for command in commands:
                button = KeyButton(theme, large=row is self.front)
                button.clicked.connect(lambda command=command: self.commanded.emit(command))
                row.add(button)
                self._buttons[command] = button
            row.add_air()
        self.give_room_to(self.rear)
        self.front.rank([self._buttons[command] for command in _PRIMARY])
        # The list of keys stays longest of the others: it names what is left out.
        ranking = (Command.KEYS, *_SECONDARY)
        self.rear.rank([self._buttons[command] for command in dict.fromkeys(ranking)])
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


class ReasonBar(FoldingBar):
    """Asks why an image is excluded; one digit answers.

    chosen: an `ExcludeReason`. cancelled: by a key. left: the keys are somewhere else by now.
    """

    chosen = pyqtSignal(object)
    cancelled = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(FittingRow(spacing=6), FittingRow(spacing=6))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._question = QLabel()
        self.front.add(self._question)
        self.front.rank((self._question,))
        self._buttons: list[KeyButton] = []
        for reason in ExcludeReason:
            button = KeyButton(theme, large=True)
            button.clicked.connect(lambda reason=reason: self.chosen.emit(reason))
            self._buttons.append(button)
        self._cancel = KeyButton(theme)
        self._cancel.clicked.connect(self.cancelled)
        self.rear.add(*self._buttons, self._cancel)
        self.rear.add_air()
        self.rear.rank((*self._buttons, self._cancel))
        self.give_room_to(self.rear)
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

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the keys: a digit means something else elsewhere."""
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Ask no more where another place was clicked."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self.left.emit()

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


class EditBar(FoldingBar):
    """The line to type in, and what its keys do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(FittingRow(spacing=4), FittingRow(spacing=4))
        self.editor = LabelEditor()
        self.editor.setMinimumWidth(_EDITOR_WIDTH)
        self._confirm, self._cancel, self._keyboard, self._slot = (
            KeyButton(theme) for _ in range(4)
        )
        self.front.add_stretched(self.editor)
        self.front.add(self._confirm, self._cancel)
        self.front.rank((self._confirm, self._cancel))
        self.rear.add(self._keyboard, self._slot)
        self.rear.add_air()
        self.rear.rank((self._keyboard, self._slot))
        self.give_room_to(self.front)
        self._cancel.clicked.connect(self.editor.cancelled)
        self._confirm.clicked.connect(lambda: self.editor.confirmed.emit(self.editor.seen_text))
        self._keyboard.clicked.connect(self._switch_keyboard)
        self.editor.changed.connect(lambda _: self.say_keys())
        self.editor.keyboard_switched.connect(lambda _: self.say_keys())
        self._retranslate()

    @property
    def _all_buttons(self) -> tuple[KeyButton, ...]:
        return (self._confirm, self._cancel, self._keyboard, self._slot)

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        for button in self._all_buttons:
            button.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def say_keys(self) -> None:
        """Say what the keys do at this point of typing; nothing moves."""
        self._keyboard.set_text("Shift+Space", keyboard_caption(self.editor.built_in_keyboard))
        self._slot.set_text("Tab", _slot_caption(self.editor.repairs))
        self._slot.setEnabled(self.editor.repairs is not None)

    def _retranslate(self) -> None:
        self._confirm.set_text("Enter", translate("Deck", "Confirm"))
        self._cancel.set_text("Esc", translate("Deck", "Cancel"))
        self._keyboard.reserve("Shift+Space", map(keyboard_caption, (True, False)))
        self._slot.reserve("Tab", map(_slot_caption, (Slot.INITIAL, Slot.FINAL)))
        self.say_keys()
        self.fit()

    def _switch_keyboard(self) -> None:
        self.editor.use_built_in_keyboard(not self.editor.built_in_keyboard)
        self.editor.keyboard_switched.emit(self.editor.built_in_keyboard)
        self.editor.setFocus()


def keyboard_caption(built_in: bool) -> str:
    """Name what the keys type with."""
    if built_in:
        return translate("Deck", "Built-in Hangul")
    return translate("Deck", "System keyboard")


def _slot_caption(slot: Slot | None) -> str:
    if slot is Slot.INITIAL:
        return translate("Deck", "Consonant replaces initial")
    return translate("Deck", "Consonant replaces final")


class Deck(QStackedWidget):
    """One of the three at a time, in the same place and of the same height at a width."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.actions = ActionBar(theme)
        self.reasons = ReasonBar(theme)
        self.editing = EditBar(theme)
        for page in (self.actions, self.reasons, self.editing):
            self.addWidget(page)
        self.layout().setContentsMargins(0, 0, 0, 0)  # they count for nothing but the height

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        for page in (self.actions, self.reasons, self.editing):
            page.set_theme(theme)
