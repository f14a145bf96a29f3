"""One table binds, labels and lists the keys."""

from typing import TYPE_CHECKING

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QApplication, QLabel, QMenu

from app.views.keys_dialog import KeysDialog
from app.views.shortcuts import SHORTCUTS, Command, Group, key_text, sequences
from app.views.themes import DARK

if TYPE_CHECKING:
    from tests.gui.conftest import Desk


def test_every_command_has_keys() -> None:
    assert set(SHORTCUTS) == set(Command)
    assert all(shortcut.keys for shortcut in SHORTCUTS.values())


def test_no_key_does_two_things() -> None:
    all_keys = [sequence.toString() for command in Command for sequence in sequences(command)]
    assert sorted(all_keys) == sorted(set(all_keys))


def test_letters_are_bound_as_hangul_mode_sends_them() -> None:
    assert QKeySequence("ㅔ") in sequences(Command.TAKE_PREDICTION)
    assert QKeySequence("ㄷ") in sequences(Command.EDIT)
    assert QKeySequence("Ctrl+ㅋ") in sequences(Command.UNDO)


def test_every_command_is_bound_in_the_window(desk: "Desk") -> None:
    bound = {action.objectName(): action.shortcuts() for action in desk.window.actions()}
    assert bound == {command.value: sequences(command) for command in Command}


def test_held_key_gives_no_verdict_on_images_nobody_has_seen(desk: "Desk") -> None:
    repeating = {action.objectName() for action in desk.window.actions() if action.autoRepeat()}
    decide = {command for command in Command if SHORTCUTS[command].group is Group.DECIDE}
    assert repeating & decide == {Command.UNDO, Command.REDO}
    assert {Command.SKIP, Command.BACK} <= repeating


def test_every_command_of_a_review_is_done_by_its_page_or_the_window(desk: "Desk") -> None:
    own = {Command.OPEN, Command.OPEN_AS, Command.EXPORT, Command.STATISTICS, Command.PROBLEMS}
    own |= {Command.SETTINGS, Command.MENU, Command.KEYS, Command.QUIT}
    own |= set(desk.window.training.commands) | set(desk.window.models.commands)
    assert set(desk.page.commands) | own == set(Command)


def test_keys_are_shown_where_they_act(desk: "Desk") -> None:
    for command in (Command.ACCEPT, Command.TAKE_PREDICTION, Command.EDIT, Command.EXCLUDE):
        assert desk.page.deck.actions.button(command).text.startswith(f"{key_text(command)} ")
    assert key_text(Command.SEARCH) in desk.page.queue_panel.search.placeholderText()


def test_list_of_keys_names_every_command(desk: "Desk") -> None:
    dialog = KeysDialog(DARK, desk.window)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    captions = {shortcut.caption for shortcut in SHORTCUTS.values()}
    assert captions <= texts


def test_menu_opens_by_its_key_and_gives_the_keys_back(desk: "Desk") -> None:
    desk.press(Qt.Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.title() == "Program"
    desk.qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    desk.press(Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(desk.page.queue_panel.view.hasFocus)
    desk.press("f")
    assert desk.page.session.review.standing().decided == 1
