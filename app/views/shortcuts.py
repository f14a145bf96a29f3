"""Every key of the program, in one table that binds them, labels them and lists them.

In Hangul mode some systems deliver the letter that is printed on the key instead of the Latin one
(ㅔ for P): `sequences` binds both, from the same two-set table that the composer types by.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PyQt5.QtCore import QT_TRANSLATE_NOOP
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QWidget

from app.domain.two_set import letter_of
from app.views.language import translate

ALTERNATIVES = 5


class Group(StrEnum):
    """Headings of the list of keys."""

    DECIDE = QT_TRANSLATE_NOOP("Shortcuts", "Deciding")
    MOVE = QT_TRANSLATE_NOOP("Shortcuts", "Moving")
    LOOK = QT_TRANSLATE_NOOP("Shortcuts", "Looking")
    TRAIN = QT_TRANSLATE_NOOP("Shortcuts", "Retraining")
    PROGRAM = QT_TRANSLATE_NOOP("Shortcuts", "Program")


class Command(StrEnum):
    """What a key can do."""

    ACCEPT = "accept"
    TAKE_PREDICTION = "take_prediction"
    EDIT = "edit"
    EXCLUDE = "exclude"
    FLAG = "flag"
    TAKE_CLEAN_FORM = "take_clean_form"
    CLEAR = "clear"
    ALTERNATIVE_1 = "alternative_1"
    ALTERNATIVE_2 = "alternative_2"
    ALTERNATIVE_3 = "alternative_3"
    ALTERNATIVE_4 = "alternative_4"
    ALTERNATIVE_5 = "alternative_5"
    UNDO = "undo"
    REDO = "redo"
    SKIP = "skip"
    BACK = "back"
    NEXT_DOUBTFUL = "next_doubtful"
    SEARCH = "search"
    NEXT_FILTER = "next_filter"
    CHANGE_ORDER = "change_order"
    SELECT_ALL = "select_all"
    PAGE = "page"
    ATTENTION = "attention"
    INVERT = "invert"
    CONTRAST = "contrast"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ROTATE_LEFT = "rotate_left"
    ROTATE_RIGHT = "rotate_right"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"
    RESET_VIEW = "reset_view"
    RETRAIN = "retrain"
    PAUSE_TRAINING = "pause_training"
    STOP_TRAINING = "stop_training"
    USE_NEW_MODEL = "use_new_model"
    USE_OLD_MODEL = "use_old_model"
    OPEN = "open"
    OPEN_AS = "open_as"
    EXPORT = "export"
    STATISTICS = "statistics"
    PROBLEMS = "problems"
    PAUSE = "pause"
    MODEL = "model"
    TEST_MODEL = "test_model"
    SETTINGS = "settings"
    MENU = "menu"
    KEYS = "keys"
    QUIT = "quit"


PANS = (Command.PAN_LEFT, Command.PAN_RIGHT, Command.PAN_UP, Command.PAN_DOWN)


@dataclass(frozen=True)
class Shortcut:
    """A command, its keys as Qt spells them (the first is the one shown), and its name."""

    command: Command
    group: Group
    keys: tuple[str, ...]
    caption: str


_TABLE = (
    Shortcut(
        Command.ACCEPT,
        Group.DECIDE,
        ("Space", "Return", "Enter"),
        QT_TRANSLATE_NOOP("Shortcuts", "Label right"),
    ),
    Shortcut(
        Command.TAKE_PREDICTION,
        Group.DECIDE,
        ("P", "Tab"),
        QT_TRANSLATE_NOOP("Shortcuts", "Take prediction"),
    ),
    Shortcut(Command.EDIT, Group.DECIDE, ("E", "F2"), QT_TRANSLATE_NOOP("Shortcuts", "Edit")),
    *(
        Shortcut(
            Command(f"alternative_{number}"),
            Group.DECIDE,
            (str(number),),
            QT_TRANSLATE_NOOP("Shortcuts", "Take alternative"),
        )
        for number in range(1, ALTERNATIVES + 1)
    ),
    Shortcut(Command.EXCLUDE, Group.DECIDE, ("X",), QT_TRANSLATE_NOOP("Shortcuts", "Exclude")),
    Shortcut(Command.FLAG, Group.DECIDE, ("F",), QT_TRANSLATE_NOOP("Shortcuts", "Flag")),
    Shortcut(
        Command.TAKE_CLEAN_FORM,
        Group.DECIDE,
        ("C",),
        QT_TRANSLATE_NOOP("Shortcuts", "Take clean form"),
    ),
    Shortcut(
        Command.CLEAR,
        Group.DECIDE,
        ("Delete", "Backspace"),
        QT_TRANSLATE_NOOP("Shortcuts", "Take verdict back"),
    ),
    Shortcut(Command.UNDO, Group.DECIDE, ("U", "Ctrl+Z"), QT_TRANSLATE_NOOP("Shortcuts", "Undo")),
    Shortcut(
        Command.REDO,
        Group.DECIDE,
        ("R", "Ctrl+Y", "Ctrl+Shift+Z"),
        QT_TRANSLATE_NOOP("Shortcuts", "Redo"),
    ),
    Shortcut(Command.SKIP, Group.MOVE, ("S", "Right"), QT_TRANSLATE_NOOP("Shortcuts", "Skip")),
    Shortcut(Command.BACK, Group.MOVE, ("B", "Left"), QT_TRANSLATE_NOOP("Shortcuts", "Back")),
    Shortcut(
        Command.NEXT_DOUBTFUL,
        Group.MOVE,
        ("N",),
        QT_TRANSLATE_NOOP("Shortcuts", "Next doubtful"),
    ),
    Shortcut(
        Command.SEARCH, Group.MOVE, ("/", "Ctrl+F"), QT_TRANSLATE_NOOP("Shortcuts", "Search labels")
    ),
    Shortcut(
        Command.NEXT_FILTER, Group.MOVE, ("G",), QT_TRANSLATE_NOOP("Shortcuts", "Next filter")
    ),
    Shortcut(
        Command.CHANGE_ORDER, Group.MOVE, ("O",), QT_TRANSLATE_NOOP("Shortcuts", "Change order")
    ),
    Shortcut(
        Command.SELECT_ALL,
        Group.MOVE,
        ("Ctrl+A",),
        QT_TRANSLATE_NOOP("Shortcuts", "Select the whole list"),
    ),
    Shortcut(
        Command.PAGE, Group.LOOK, ("W",), QT_TRANSLATE_NOOP("Shortcuts", "The word on its page")
    ),
    Shortcut(
        Command.ATTENTION,
        Group.LOOK,
        ("A",),
        QT_TRANSLATE_NOOP("Shortcuts", "Where the model looked"),
    ),
    Shortcut(Command.INVERT, Group.LOOK, ("I",), QT_TRANSLATE_NOOP("Shortcuts", "Invert")),
    Shortcut(Command.CONTRAST, Group.LOOK, ("K",), QT_TRANSLATE_NOOP("Shortcuts", "Contrast")),
    Shortcut(
        Command.ZOOM_IN, Group.LOOK, ("Z", "=", "+"), QT_TRANSLATE_NOOP("Shortcuts", "Zoom in")
    ),
    Shortcut(Command.ZOOM_OUT, Group.LOOK, ("-",), QT_TRANSLATE_NOOP("Shortcuts", "Zoom out")),
    Shortcut(
        Command.ROTATE_LEFT, Group.LOOK, ("[",), QT_TRANSLATE_NOOP("Shortcuts", "Rotate left")
    ),
    Shortcut(
        Command.ROTATE_RIGHT, Group.LOOK, ("]",), QT_TRANSLATE_NOOP("Shortcuts", "Rotate right")
    ),
    *(
        Shortcut(
            command,
            Group.LOOK,
            (f"Ctrl+{arrow}",),
            QT_TRANSLATE_NOOP("Shortcuts", "Move the zoomed image"),
        )
        for command, arrow in zip(PANS, ("Left", "Right", "Up", "Down"), strict=True)
    ),
    Shortcut(
        Command.RESET_VIEW, Group.LOOK, ("0",), QT_TRANSLATE_NOOP("Shortcuts", "Image as it is")
    ),
    Shortcut(
        Command.RETRAIN,
        Group.TRAIN,
        ("Ctrl+T",),
        QT_TRANSLATE_NOOP("Shortcuts", "Train on the corrections"),
    ),
    Shortcut(
        Command.PAUSE_TRAINING,
        Group.TRAIN,
        ("Ctrl+Shift+P",),
        QT_TRANSLATE_NOOP("Shortcuts", "Pause or resume training"),
    ),
    Shortcut(
        Command.STOP_TRAINING,
        Group.TRAIN,
        ("Ctrl+Shift+S",),
        QT_TRANSLATE_NOOP("Shortcuts", "Stop training at a checkpoint"),
    ),
    Shortcut(
        Command.USE_NEW_MODEL,
        Group.TRAIN,
        ("Ctrl+Shift+N",),
        QT_TRANSLATE_NOOP("Shortcuts", "Put the new model to use"),
    ),
    Shortcut(
        Command.USE_OLD_MODEL,
        Group.TRAIN,
        ("Ctrl+Shift+B",),
        QT_TRANSLATE_NOOP("Shortcuts", "Back to the old model"),
    ),
    Shortcut(
        Command.OPEN, Group.PROGRAM, ("Ctrl+O",), QT_TRANSLATE_NOOP("Shortcuts", "Open dataset")
    ),
    Shortcut(
        Command.OPEN_AS,
        Group.PROGRAM,
        ("Ctrl+Shift+O",),
        QT_TRANSLATE_NOOP("Shortcuts", "Open as another format"),
    ),
    Shortcut(Command.EXPORT, Group.PROGRAM, ("Ctrl+E",), QT_TRANSLATE_NOOP("Shortcuts", "Export")),
    Shortcut(
        Command.STATISTICS, Group.PROGRAM, ("T",), QT_TRANSLATE_NOOP("Shortcuts", "Statistics")
    ),
    Shortcut(
        Command.PROBLEMS,
        Group.PROGRAM,
        ("Ctrl+P",),
        QT_TRANSLATE_NOOP("Shortcuts", "Problems of the dataset"),
    ),
    Shortcut(
        Command.PAUSE,
        Group.PROGRAM,
        ("Ctrl+Space",),
        QT_TRANSLATE_NOOP("Shortcuts", "Pause or resume predicting"),
    ),
    Shortcut(
        Command.MODEL,
        Group.PROGRAM,
        ("M",),
        QT_TRANSLATE_NOOP("Shortcuts", "Choose the model or server"),
    ),
    Shortcut(
        Command.TEST_MODEL,
        Group.PROGRAM,
        ("Ctrl+M",),
        QT_TRANSLATE_NOOP("Shortcuts", "Test the model or server"),
    ),
    Shortcut(
        Command.SETTINGS, Group.PROGRAM, ("Ctrl+,",), QT_TRANSLATE_NOOP("Shortcuts", "Settings")
    ),
    Shortcut(Command.MENU, Group.PROGRAM, ("F10",), QT_TRANSLATE_NOOP("Shortcuts", "Menu")),
    Shortcut(Command.KEYS, Group.PROGRAM, ("?", "F1"), QT_TRANSLATE_NOOP("Shortcuts", "Keys")),
    Shortcut(Command.QUIT, Group.PROGRAM, ("Ctrl+Q",), QT_TRANSLATE_NOOP("Shortcuts", "Quit")),
)

_REPEATING = frozenset(
    (
        Command.SKIP,
        Command.BACK,
        Command.UNDO,
        Command.REDO,
        Command.ZOOM_IN,
        Command.ZOOM_OUT,
        *PANS,
    )
)
"""What goes on while its key is held; a verdict would fall on images that nobody has seen."""

SHORTCUTS = {shortcut.command: shortcut for shortcut in _TABLE}
_KEY_NAMES = {
    "Return": "Enter",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Delete": "Del",
    "Backspace": "⌫",
}


def alternative(number: int) -> Command:
    """Give the command that takes alternative `number`, counted from 1."""
    return Command(f"alternative_{number}")


def sequences(command: Command) -> list[QKeySequence]:
    """Give every key sequence of a command, those that Hangul mode sends among them."""
    keys = SHORTCUTS[command].keys
    return [QKeySequence(key) for key in (*keys, *filter(None, map(_in_hangul_mode, keys)))]


def caption(command: Command) -> str:
    """Give the command's name in the language of the screen."""
    return translate("Shortcuts", SHORTCUTS[command].caption)


def key_text(command: Command) -> str:
    """Give the key to print beside a command."""
    return shown(SHORTCUTS[command].keys[0])


def shown(key: str) -> str:
    """Give a key as keyboards print it."""
    *modifiers, last = key.split("+") if key != "+" else ["+"]
    if sys.platform == "darwin":
        modifiers = ["⌘" if modifier == "Ctrl" else modifier for modifier in modifiers]
    return "+".join((*modifiers, _KEY_NAMES.get(last, last)))


def bind(window: QWidget, command: Command, slot: Callable[[], None]) -> QAction:
    """Let `command` call `slot` while `window` is active."""
    action = QAction(caption(command), window)
    action.setObjectName(command)
    action.setShortcuts(sequences(command))
    action.setAutoRepeat(command in _REPEATING)
    action.triggered.connect(lambda _: slot())
    window.addAction(action)
    return action


def _in_hangul_mode(key: str) -> str | None:
    *modifiers, last = key.split("+") if key != "+" else ["+"]
    letter = letter_of(last.lower()) if len(last) == 1 and last.isalpha() else None
    return "+".join((*modifiers, letter)) if letter else None
