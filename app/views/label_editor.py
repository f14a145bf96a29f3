"""The line in which a label is typed, opened where it is most in doubt."""

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QFont, QKeyEvent
from PyQt5.QtWidgets import QWidget

from app.domain.diff import JamoPart
from app.domain.two_set import Slot
from app.views.hangul_line import HangulLine
from app.views.shortcuts import ALTERNATIVES
from recognizer import jamo


class LabelEditor(HangulLine):
    """A line in large letters that keeps every key to itself.

    confirmed: Enter, with the text, also in the middle of a syllable. cancelled: Escape.
    alternative_chosen: Alt+1 to Alt+5.
    """

    confirmed = pyqtSignal(str)
    cancelled = pyqtSignal()
    alternative_chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = QFont(self.font())
        font.setPointSizeF(20)
        self.setFont(font)

    def open_at(self, text: str, position: int | None, differing: JamoPart) -> None:
        """Begin with `text`, the character at `position` selected and ready to be repaired.

        differing: the part of that syllable that is most in doubt.
        """
        self._composer.flush()
        self._preedit = ""
        self._untouched_repair = False
        self.setText(text)
        if position is None:
            self.selectAll()
        elif position >= len(text):
            self.setCursorPosition(len(text))
        else:
            self.setSelection(position, 1)
            if self._built_in and jamo.is_syllable(text[position]):
                only_initial = differing & JamoPart.INITIAL and not differing & JamoPart.FINAL
                self._composer.repair(text[position], Slot.INITIAL if only_initial else Slot.FINAL)
                self._untouched_repair = True

    @property
    def repairs(self) -> Slot | None:
        """Which consonant the next consonant replaces; None where it begins a new syllable."""
        repair = self._composer.repairing
        return repair.consonant_slot if repair else None

    def event(self, event: QEvent) -> bool:
        """Keep every key from the window's shortcuts while a label is typed."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            self.keyPressEvent(event)
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm, cancel, take an alternative, or type."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish_composing()
            self.confirmed.emit(self.text())
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_Tab:
            self._composer.switch_consonant()
            self.changed.emit(self.seen_text)
        elif number := _alternative_number(event):
            self._finish_composing()
            self.alternative_chosen.emit(number)
        else:
            super().keyPressEvent(event)


def _alternative_number(event: QKeyEvent) -> int:
    """Give 1 to 5 for Alt with that digit, else 0."""
    number = int(event.key()) - int(Qt.Key.Key_0)
    with_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
    return number if with_alt and 1 <= number <= ALTERNATIVES else 0
