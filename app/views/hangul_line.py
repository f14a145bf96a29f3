"""A line to type in that composes Hangul itself, on machines that have no input method."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QTextCharFormat,
)
from PyQt5.QtWidgets import QApplication, QWidget

from app.domain.two_set import Composer, letter_of
from app.views.prompted_line import PromptedLine

_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class HangulLine(PromptedLine):
    """Types with the built-in two-set keyboard or the system's own; Shift+Space changes over.

    changed: the text as it is seen, what is being composed included.
    keyboard_switched: the built-in keyboard went on or off.
    """

    changed = pyqtSignal(str)
    keyboard_switched = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composer = Composer()
        self._preedit = ""
        self._untouched_repair = False
        self._built_in = True
        self.textEdited.connect(lambda _: self.changed.emit(self.seen_text))
        self.use_built_in_keyboard(True)

    @property
    def built_in_keyboard(self) -> bool:
        """Whether the built-in keyboard is on."""
        return self._built_in

    def use_built_in_keyboard(self, on: bool) -> None:
        """Compose here, or leave the keys to the system."""
        self._finish_composing()
        self._built_in = on
        # Off, so that a system keyboard in Hangul mode does not take the keys first.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, not on)
        if self.hasFocus():
            QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)

    @property
    def seen_text(self) -> str:
        """The text with what is being composed, here or by the system, in its place."""
        at = self.cursorPosition()
        return self.text()[:at] + self._preedit + self.text()[at:]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the keyboard, compose, or type as any line does."""
        if _switches_keyboard(event):
            self.use_built_in_keyboard(not self._built_in)
            self.keyboard_switched.emit(self._built_in)
        elif not (self._built_in and self._compose(event)):
            self._finish_composing()
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take in what is being composed, and tell."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self.changed.emit(self.seen_text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Finish the syllable before the cursor leaves it."""
        self._finish_composing()
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish the syllable before the line is left."""
        self._finish_composing()
        super().focusOutEvent(event)

    def _compose(self, event: QKeyEvent) -> bool:
        """Let the built-in keyboard take the key; False where it has no use for it."""
        if event.modifiers() & _COMMANDING:
            return False
        if event.key() == Qt.Key.Key_Backspace:
            if not self._composer.erase():
                return False
            self._show_composing("")
            return True
        letter = _letter_of_event(event)
        if letter is None:
            return False
        self._show_composing(self._composer.press(letter))
        return True

    def _show_composing(self, committed: str) -> None:
        self._untouched_repair = False
        underlined = QTextCharFormat()
        underlined.setFontUnderline(True)
        preedit = self._composer.preedit
        attributes = [
            QInputMethodEvent.Attribute(
                QInputMethodEvent.AttributeType.TextFormat, 0, len(preedit), underlined
            )
        ]
        event = QInputMethodEvent(preedit, attributes)
        event.setCommitString(committed)
        QApplication.sendEvent(self, event)

    def _finish_composing(self) -> None:
        text = self._composer.flush()
        if self._untouched_repair or not text:
            self._untouched_repair = False
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self, event)


def _letter_of_event(event: QKeyEvent) -> str | None:
    """Give the letter by the key itself, so that Caps Lock does not double consonants."""
    if Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z:
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return letter_of(chr(event.key()) if shifted else chr(event.key()).lower())
    return letter_of(event.text()) if event.text() and not event.text().isascii() else None


def _switches_keyboard(event: QKeyEvent) -> bool:
    shifted_space = (
        event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    )
    return shifted_space or event.key() == Qt.Key.Key_Hangul
