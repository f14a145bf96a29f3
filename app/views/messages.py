"""What the layers below say in English, in the language of the screen.

They know nothing of Qt's translations. A message that is not listed here is shown as it came: no
message is ever lost for want of a translation.
"""

import re

from PyQt5.QtCore import QT_TRANSLATE_NOOP

from app.views.language import translate

_KNOWN = (
    # images
    QT_TRANSLATE_NOOP("Messages", "the file is empty"),
    QT_TRANSLATE_NOOP("Messages", "not a BMP, GIF, JPEG or PNG image"),
    QT_TRANSLATE_NOOP("Messages", "the image is cut off: the file ends before its picture does"),
    QT_TRANSLATE_NOOP("Messages", "the image is {size} pixels, too small to hold text"),
    QT_TRANSLATE_NOOP("Messages", "the image is {size} pixels, larger than the limit of {limit}"),
    QT_TRANSLATE_NOOP("Messages", "the {format} cannot be decoded: its picture is damaged"),
    QT_TRANSLATE_NOOP("Messages", "the {format} is damaged: {what}"),
    # datasets
    QT_TRANSLATE_NOOP("Messages", "the image {path} is not there"),
    QT_TRANSLATE_NOOP("Messages", "a path, a tab and a label are expected"),
    QT_TRANSLATE_NOOP("Messages", "has {found} columns, {expected} are expected"),
    QT_TRANSLATE_NOOP("Messages", "has a quote that is never closed"),
    QT_TRANSLATE_NOOP("Messages", "is marked illegible and left out"),
    QT_TRANSLATE_NOOP("Messages", "the file's name is not UTF-8: rename it"),
    QT_TRANSLATE_NOOP("Messages", "{path} leads outside the dataset"),
    QT_TRANSLATE_NOOP("Messages", "{path} leads outside the dataset through a symbolic link"),
    QT_TRANSLATE_NOOP("Messages", "{path}: no such file or folder"),
    QT_TRANSLATE_NOOP("Messages", "{path}: no labelled image found.{first}"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path} holds no images and no labels of a known format; open the folder that holds both",
    ),
    # review files
    QT_TRANSLATE_NOOP(
        "Messages",
        "The folder of the dataset cannot be written: the review is kept in {path}.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: this review is already open ({holder}). Go on there, or close it first.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: the disk is full. Make room and try again; nothing so far is lost.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: cannot be written. Check the rights of the file and its folder, or give another "
        "place for the review file.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: not a review file, or a damaged one ({error}). It is left as it is: restore it "
        "from a backup, or move it away to begin a new review.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: written by a newer version of the program (file version {found}, this program "
        "knows {known}). Update the program to open it.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: the disk or share does not take it ({error}). Check that it is connected and has "
        "room, then try again; nothing so far is lost.",
    ),
)


def _pattern(template: str) -> re.Pattern[str]:
    """Give what matches the template's words, each `{name}` being anything."""
    words = re.split(r"\{(\w+)\}", template)
    parts = [
        f"(?P<{part}>.*)" if place % 2 else re.escape(part) for place, part in enumerate(words)
    ]
    return re.compile("".join(parts), re.DOTALL)


_PATTERNS = tuple((template, _pattern(template)) for template in _KNOWN)


def localised(message: str) -> str:
    """Give a message of the layers below in the language of the screen."""
    for template, pattern in _PATTERNS:
        if found := pattern.fullmatch(message):
            return translate("Messages", template).format(**found.groupdict())
    return message
