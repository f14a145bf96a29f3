"""How values and names from label files appear in messages: short, and fit to print and store."""

import reprlib

_SHORTENED = reprlib.Repr()
_SHORTENED.maxlist = _SHORTENED.maxtuple = _SHORTENED.maxdict = 8
_SHORTENED.maxlevel = 3
_SHORTENED.maxstring = _SHORTENED.maxlong = _SHORTENED.maxother = 80
MAX_MESSAGE = 1000


def short(value: object) -> str:
    """Spell a value as Python does, the middle of a long or deep one left out."""
    return _SHORTENED.repr(value)


def printable(text: str) -> str:
    """Give a text with lone surrogates as it was most likely meant, or with them escaped.

    What a file system or an encoding did not know comes as bytes in disguise (`surrogateescape`):
    in names of Korean files it is CP949.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return text.encode("utf-8", "surrogateescape").decode("cp949", "replace")
        except UnicodeEncodeError:
            return text.encode("utf-8", "backslashreplace").decode()
    return text


def message(text: str) -> str:
    """Give a message that can be shown: printable, and without the end of one that has none."""
    return printable(text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]} ...")
