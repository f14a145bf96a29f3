"""JSON label files, streamed: every element with its line and its place in the file.

Only `json` parses; an element at a time is in memory, never a whole file of many, and none of
more than MAX_ELEMENT characters.
"""

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from datasets.errors import LabelFileError
from datasets.text_file import BOM, CHUNK

Json = Any  # what json.loads gives: no type of Python's describes it usefully

MAX_ELEMENT = 1 << 27  # characters

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Member:
    """An element of an array (its key is its index) or of an object.

    text: the element as it is spelled. start: characters before it in the file. line: from 1.
    """

    key: str
    value: Json
    text: str
    start: int
    line: int


def members(stream: TextIO, path: Sequence[str] = ()) -> Iterator[Member]:
    """Stream the elements of the array or object at `path` of a JSON text.

    Raises LabelFileError, naming the line, where the text is not JSON or has nothing there. What
    follows the elements at a `path` is not looked at.
    """
    window = _Window(stream)
    for wanted in path:
        if not any(key == wanted for key in window.enter()):
            raise LabelFileError(f"has no {wanted!r} where {'/'.join(path)} is expected")
    for key in window.enter():
        yield window.take(key)
    if not path:
        window.end()


def whole(text: str) -> Member:
    """Parse a JSON text as one element. Raises LabelFileError."""
    (member,) = whole_stream(io.StringIO(text))
    return member


def whole_stream(stream: TextIO) -> Iterator[Member]:
    """Give the one element that a JSON text is.

    Raises LabelFileError, after the element where it is what follows that is wrong.
    """
    window = _Window(stream)
    yield window.take("")
    window.end()


def find(text: str, pointer: str) -> Member:
    """Find the element at a JSON pointer within a text.

    Raises LabelFileError. Of a repeated key the last counts, as for `json.loads`.
    """
    member = whole(text)
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        inner = [m for m in members(io.StringIO(member.text)) if m.key == key]
        if not inner:
            raise LabelFileError(f"has nothing at {pointer}")
        member = _shifted(inner[-1], by=member.start)
    return member


def pointer_token(key: str) -> str:
    """Escape a key for a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def spell(text: str, *, like: str, encoding: str) -> str:
    """Spell a string as JSON, escaped as `like` is and as far as the encoding demands."""
    escaped = "\\u" in like and like.isascii()
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        escaped = True
    return json.dumps(text, ensure_ascii=escaped)


def _shifted(member: Member, *, by: int) -> Member:
    return Member(member.key, member.value, member.text, member.start + by, member.line)


class _Window:
    """The part of a JSON text that is in memory, and a position in it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._dropped = 0
        self._line = 1
        self._counted = 0  # up to here the line breaks of the window are in _line
        self._ended = False
        self._peek()
        if self._text.startswith(BOM):
            self._at = 1

    def enter(self) -> Iterator[str]:
        """Enter the container that starts here and stop at each of its values, giving its key.

        A value not taken is skipped piece by piece, so that large neighbours are never held.
        """
        opening = self._next()
        if opening not in ("{", "["):
            raise self._error("an array or object is expected")
        closing = "}" if opening == "{" else "]"
        if self._peek() == closing:
            self._next()
            return
        for index in range(1 << 62):
            key = str(index)
            if opening == "{":
                key = self._value()
                if not isinstance(key, str):
                    raise self._error("a key in double quotes is expected")
                self._expect(":")
            self._peek()
            before = self._position()
            yield key
            if self._position() == before:
                self._skip()
            if self._peek() == closing:
                self._next()
                return
            self._expect(",")

    def take(self, key: str) -> Member:
        """Give the value that starts here."""
        self._peek()
        line = self._line_here()
        start = self._position()
        value = self._value()
        text = self._text[start - self._dropped : self._at]
        return Member(key, value, text, start, line)

    def end(self) -> None:
        """Raise LabelFileError unless the text ends here."""
        if self._peek():
            raise self._error("something follows what should be all")

    def _skip(self) -> None:
        if self._peek() in ("{", "["):
            for _ in self.enter():
                self._value()
        else:
            self._value()

    def _value(self) -> Json:
        self._peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if not self._may_be_cut(error) or not self._more():
                    raise self._error(getattr(error, "msg", str(error))) from error
            else:
                # A number at the end of the window may go on behind it, even where "e+" is left.
                if self._ended or end + len("e+") < len(self._text):
                    self._at = end
                    return value
                self._more()

    def _may_be_cut(self, error: Exception) -> bool:
        """Tell whether an error may only mean that the element goes on behind the window."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        near_the_end = error.pos > len(self._text) - len("-Infinity") - 1
        return near_the_end or error.msg.startswith("Unterminated string")

    def _peek(self) -> str:
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._peek()
        self._at += len(character)
        return character

    def _expect(self, character: str) -> None:
        if self._next() != character:
            raise self._error(f"{character!r} is expected")

    def _more(self) -> bool:
        """Read on, at least doubling what is unread, so that a long element costs no more."""
        if self._ended:
            return False
        self._line_here()
        unread = self._text[self._at :]
        if len(unread) > MAX_ELEMENT:
            raise self._error(f"an element has more than {MAX_ELEMENT} characters")
        chunk = self._stream.read(max(CHUNK, len(unread)))
        self._ended = not chunk
        self._dropped += self._at
        self._text = unread + chunk
        self._at = self._counted = 0
        return not self._ended

    def _position(self) -> int:
        return self._dropped + self._at

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _error(self, what: str) -> LabelFileError:
        return LabelFileError(f"is not JSON at line {self._line_here()}: {what}")
