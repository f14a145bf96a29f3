"""The left side: search, filters, order, and the list itself."""

from dataclasses import dataclass

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.queue import EVERYTHING, Order, QueueFilter
from app.domain.verdict import Verdict
from app.models.session import ONLY_UNDECIDED, ReviewSession
from app.views import words
from app.views.hangul_line import HangulLine
from app.views.language import counted, translate
from app.views.queue_view import QueueView
from app.views.shortcuts import Command, caption, key_text
from app.views.themes import Theme
from recognizer import jamo


@dataclass(frozen=True)
class Chip:
    """A filter one click or key away; `hint` says what it lets through."""

    name: str
    hint: str
    only: QueueFilter


CHIPS = (
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "Undecided"),
        QT_TRANSLATE_NOOP("QueuePanel", "Items without a verdict"),
        ONLY_UNDECIDED,
    ),
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "Doubtful"),
        QT_TRANSLATE_NOOP(
            "QueuePanel", "Items without a verdict where the model reads another text"
        ),
        QueueFilter(verdicts=frozenset({Verdict.UNDECIDED}), disagreeing=True),
    ),
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "Spelling"),
        QT_TRANSLATE_NOOP("QueuePanel", "Labels with stray jamo, odd spaces or odd characters"),
        QueueFilter(faulty=True),
    ),
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "Corrected"),
        QT_TRANSLATE_NOOP("QueuePanel", "Labels that were changed"),
        QueueFilter(verdicts=frozenset({Verdict.CORRECTED})),
    ),
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "Excluded"),
        QT_TRANSLATE_NOOP("QueuePanel", "Images that are left out"),
        QueueFilter(verdicts=frozenset({Verdict.EXCLUDED})),
    ),
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "Flagged"),
        QT_TRANSLATE_NOOP("QueuePanel", "Items to look at once more"),
        QueueFilter(verdicts=frozenset({Verdict.FLAGGED})),
    ),
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "Unreadable"),
        QT_TRANSLATE_NOOP("QueuePanel", "Images that the model could not read"),
        QueueFilter(failed=True),
    ),
    Chip(
        QT_TRANSLATE_NOOP("QueuePanel", "All"),
        QT_TRANSLATE_NOOP("QueuePanel", "Every item of the dataset"),
        EVERYTHING,
    ),
)
_ORDERS = (Order.DOUBT, Order.IMPORT, Order.NAME)
_CHIPS_IN_A_ROW = 4


class SearchLine(HangulLine):
    """Finds while one types; Enter, Down and Escape lead back to the list.

    sought: the text to find, whenever it is another.
    """

    left = pyqtSignal()
    sought = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sought = ""
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QAbstractButton):
            # Its press does not come by `mousePressEvent`, and it clears what is finished alone.
            button.pressed.connect(self._finish_composing)
        self.changed.connect(lambda _: self._seek())
        self.textChanged.connect(lambda _: self._seek())

    @property
    def sought_text(self) -> str:
        """What is to be found now."""
        return self._sought

    def _seek(self) -> None:
        """Tell what to find, in NFC; a letter that only begins a syllable is waited with."""
        begins = self._preedit in jamo.INITIALS
        text = jamo.nfc(self.text() if begins else self.seen_text)
        if text != self._sought:
            self._sought = text
            self.sought.emit(text)

    def event(self, event: QEvent) -> bool:
        """Keep what is typed, Enter too, from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and not _commands(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Enter or Down, clear and leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._finish_composing()
            self.clear()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _commands(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class QueuePanel(QWidget):
    """Shows a session's queue and lets the person choose another."""

    def __init__(self, session: ReviewSession, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.setMinimumWidth(360)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 8, 0)
        column.setSpacing(8)
        self.view = QueueView(theme)
        self.search = SearchLine()
        self.search.sought.connect(lambda _: self._arrange())
        self.search.left.connect(self.view.setFocus)
        column.addWidget(self.search)
        column.addLayout(self._lay_chips())
        self._summary = QLabel()
        self._summary.setProperty("role", "muted")
        column.addWidget(self._summary)
        self.view.show_model(session.model)
        self.view.current_changed.connect(self._on_row_chosen)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._summarise())
        column.addWidget(self.view, 1)
        session.selection = self.view
        session.moved.connect(self._follow)
        session.queue_shown.connect(self._follow)
        self._retranslate()

    def add_below(self, widget: QWidget) -> None:
        """Put a widget below the list, which gives it its room: nothing else moves."""
        self.layout().addWidget(widget)

    def _lay_chips(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(5)
        self._chips = QButtonGroup(self)
        self._chips.setExclusive(True)
        for place, chip in enumerate(CHIPS):
            button = QPushButton()
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setChecked(chip.only == self._session.only)
            self._chips.addButton(button, place)
            if place % _CHIPS_IN_A_ROW == 0:
                row = QHBoxLayout()
                row.setSpacing(5)
                rows.addLayout(row)
            row.addWidget(button, 0)
        self._chips.idClicked.connect(lambda _: self._arrange())
        return rows

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self.view.set_theme(theme)

    def next_filter(self) -> None:
        """Choose the filter after this one."""
        following = (self._chips.checkedId() + 1) % len(CHIPS)
        self._chips.button(following).setChecked(True)
        self._arrange()

    def change_order(self) -> None:
        """Sort by what comes after the present order."""
        order = _ORDERS[(_ORDERS.index(self._session.order) + 1) % len(_ORDERS)]
        self._session.arrange(order, self._session.only)
        self._summarise()

    def _arrange(self) -> None:
        chosen = CHIPS[self._chips.checkedId()].only
        only = QueueFilter(
            chosen.verdicts,
            self.search.sought_text,
            chosen.faulty,
            chosen.disagreeing,
            chosen.failed,
        )
        self._session.arrange(self._session.order, only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape lead from several rows back to one, then from a search to the whole list."""
        if event.key() == Qt.Key.Key_Escape and self.view.selected_count > 1:
            self.view.go_to(self._session.row)
        elif event.key() == Qt.Key.Key_Escape and self.search.sought_text:
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _on_row_chosen(self, row: int) -> None:
        if row >= 0:
            self._session.visit(row)

    def _follow(self) -> None:
        """Make the session's row the table's, without telling the session of it."""
        self.view.blockSignals(True)
        if self._session.row >= 0 and (
            self.view.currentIndex().row() != self._session.row or self.view.selected_count != 1
        ):
            self.view.go_to(self._session.row)
        elif self._session.row >= 0:
            self.view.show_row(self._session.row)
        self.view.blockSignals(False)
        self._summarise()

    def _summarise(self) -> None:
        """Say what is listed, or on how many items the next verdict would fall."""
        if (selected := self.view.selected_count) > 1:
            text = counted("QueuePanel", "{count} items selected: a verdict is for all", selected)
        else:
            text = counted(
                "QueuePanel",
                "{count} items, {order} ({key})",
                len(self._session.queue),
                order=words.of_order(self._session.order),
                key=key_text(Command.CHANGE_ORDER),
            )
        self._summary.setText(text)

    @property
    def summary(self) -> str:
        """What is said above the list."""
        return self._summary.text()

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(
            translate("QueuePanel", "Search labels ({key})").format(key=key_text(Command.SEARCH))
        )
        following = f"{key_text(Command.NEXT_FILTER)}  {caption(Command.NEXT_FILTER)}"
        for place, chip in enumerate(CHIPS):
            button = self._chips.button(place)
            button.setText(translate("QueuePanel", chip.name))
            button.setToolTip(f"{translate('QueuePanel', chip.hint)}\n{following}")
        self._summarise()
