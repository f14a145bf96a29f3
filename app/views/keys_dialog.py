"""The page under `?`: every key, from the table that binds them."""

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PyQt5.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from app.views.dialogs import PlainDialog, Scrolled, muted
from app.views.keycap import keycap_width, paint_keycap
from app.views.language import translate
from app.views.shortcuts import (
    ALTERNATIVES,
    PANS,
    SHORTCUTS,
    Group,
    Shortcut,
    alternative,
    shown,
)
from app.views.themes import Theme

_CAP = 22.0
_GAP = 4.0
_INDENT = 6.0  # of a label's text in the label: caps begin below their heading
_GROUP_GAP = 16
_NUMBERS = tuple(range(1, ALTERNATIVES + 1))
_IN_ONE_LINE = {
    tuple(map(alternative, _NUMBERS)): tuple(map(str, _NUMBERS)),
    PANS: ("Ctrl+←→↑↓",),
}
_COLUMNS = ((Group.DECIDE,), (Group.MOVE, Group.LOOK), (Group.PROGRAM, Group.TRAIN))


class KeyCaps(QWidget):
    """A few key caps side by side."""

    def __init__(self, keys: tuple[str, ...], theme: Theme) -> None:
        super().__init__()
        self._keys = keys
        self._theme = theme
        widths = [keycap_width(key, self.font(), height=_CAP) for key in keys]
        self.setFixedSize(QSize(round(_INDENT + sum(widths) + _GAP * len(keys)), round(_CAP + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the caps."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.window))
        left = _INDENT
        for key in self._keys:
            width = keycap_width(key, self.font(), height=_CAP)
            paint_keycap(painter, QRectF(left, 0, width, _CAP), key, self._theme)
            left += width + _GAP


class KeysDialog(PlainDialog):
    """Lists the table in columns of groups, within the screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("KeysDialog", "Keys"), parent)
        held = QWidget()
        columns = QHBoxLayout(held)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(6)
        for groups in _COLUMNS:
            columns.addLayout(_column(groups, theme))
        self.table = Scrolled(held)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(
            muted(
                translate(
                    "KeysDialog",
                    "Every key works in Hangul mode, too. Several rows selected in the list "
                    "(Shift+↑↓) are decided in one step; E and 1–5 are for one alone. While "
                    "typing: Alt+1–5 takes an alternative, Tab chooses between initial and final, "
                    "Shift+Space changes the keyboard.",
                )
            )
        )
        self.add_close_button()
        self.table.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size of the table, its texts dressed in the theme."""
        super().showEvent(event)
        self.resize_within_screen(self.sizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with the key that opened it."""
        if event.text() == "?":
            self.accept()
        else:
            super().keyPressEvent(event)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _column(groups: tuple[Group, ...], theme: Theme) -> QGridLayout:
    """Lay groups below each other, with captions that begin in one line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(5)
    grid.setVerticalSpacing(3)
    for number, group in enumerate(groups):
        if number:
            grid.setRowMinimumHeight(grid.rowCount(), _GROUP_GAP)
        grid.addWidget(_heading(translate("Shortcuts", group)), grid.rowCount(), 0, 1, 2)
        for keys, caption in _lines(group):
            row = grid.rowCount()
            grid.addWidget(KeyCaps(keys, theme), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(QLabel(caption), row, 1)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    return grid


def _lines(group: Group) -> list[tuple[tuple[str, ...], str]]:
    """Give keys and caption of each line, the alternatives as one, and the ways to move."""
    others = {command for alike in _IN_ONE_LINE for command in alike[1:]}
    return [
        (_keys_of(shortcut), translate("Shortcuts", shortcut.caption))
        for shortcut in SHORTCUTS.values()
        if shortcut.group is group and shortcut.command not in others
    ]


def _keys_of(shortcut: Shortcut) -> tuple[str, ...]:
    of_all = {alike[0]: keys for alike, keys in _IN_ONE_LINE.items()}
    keys = of_all.get(shortcut.command, shortcut.keys)
    return tuple(dict.fromkeys(map(shown, keys)))
