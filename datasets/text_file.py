"""Label files as text: their encoding, their lines, and copies with a few places changed.

Nothing is lost on the way: bytes that the encoding does not know become lone surrogates
(`surrogateescape`), which mark the line as bad and come back as the same bytes when copied.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO

from datasets.errors import LabelFileError, NotWritableError

BOM = "\ufeff"
CHUNK = 1 << 20
MAX_LINE = 1 << 26
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# cp949 holds all of EUC-KR, so a third try would find nothing more.
_ENCODINGS = ("utf-8", "cp949")


class Line(NamedTuple):
    """A line without its end; `start` counts the characters of the file before it."""

    number: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of a file give way to `text`."""

    start: int
    end: int
    text: str


def is_unicode(text: str) -> bool:
    """Tell whether `text` is valid Unicode, without bytes in disguise."""
    return text.isascii() or _LONE_SURROGATE.search(text) is None


def detect_encoding(path: Path) -> str:
    """Find out how a label file is encoded: UTF-8, UTF-16 with a BOM, or CP949.

    A file that is none of them throughout counts as the one with fewer bad lines.
    """
    with path.open("rb") as stream:
        start = stream.read(2)
    if start in _BOMS:
        return _BOMS[start]
    for encoding in _ENCODINGS:
        if _decodes(path, encoding):
            return encoding
    return min(_ENCODINGS, key=lambda encoding: _count_bad_lines(path, encoding))


def decode_head(start: bytes) -> str:
    """Decode the beginning of a file, which may end within a character; never fails."""
    encoding = _BOMS.get(start[:2])
    if encoding is None:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(start)
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp949"
    return start.decode(encoding, "replace").removeprefix(BOM)


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """Open a label file for reading in its own encoding, line ends as they are.

    Raises LabelFileError where it cannot be read.
    """
    try:
        with path.open(
            encoding=detect_encoding(path), errors="surrogateescape", newline="\n"
        ) as stream:
            yield stream
    except (OSError, UnicodeError) as error:
        raise LabelFileError(f"cannot be read: {error}") from error


def read_lines(path: Path) -> Iterator[Line]:
    """Stream the lines of a label file that are not blank. Raises LabelFileError."""
    start = 0
    with open_text(path) as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE), ""), 1):
            if len(line) == MAX_LINE:
                raise LabelFileError(f"line {number} has more than {MAX_LINE} characters")
            text = line.removesuffix("\n").removesuffix("\r")
            begin = start
            if number == 1 and text.startswith(BOM):
                text = text[1:]
                begin = 1
            if text and not text.isspace():
                yield Line(number, begin, text)
            start += len(line)


def copy_with_edits(source: Path, target: Path, edits: list[Edit]) -> None:
    """Copy a label file, changing only the places named; edits must not overlap.

    Raises NotWritableError where the file's encoding has no such character, LabelFileError where
    the file is not in its encoding; OSError.
    """
    encoding = detect_encoding(source)
    for edit in edits:
        try:
            edit.text.encode(encoding)
        except UnicodeEncodeError as error:
            raise NotWritableError(
                f"{source.name} is in {encoding}, which cannot hold {edit.text!r}"
            ) from error
    try:
        _copy_with_edits(source, target, sorted(edits, key=lambda edit: edit.start), encoding)
    except UnicodeError as error:
        raise LabelFileError(f"{source.name} cannot be read: {error}") from error


def _copy_with_edits(source: Path, target: Path, edits: list[Edit], encoding: str) -> None:
    with (
        source.open(encoding=encoding, errors="surrogateescape", newline="\n") as original,
        target.open("w", encoding=encoding, errors="surrogateescape", newline="") as copy,
    ):
        position = 0
        for edit in edits:
            _copy(original, copy, edit.start - position)
            original.read(edit.end - edit.start)
            copy.write(edit.text)
            position = edit.end
        while chunk := original.read(CHUNK):
            copy.write(chunk)


def _copy(original: TextIO, copy: TextIO, count: int) -> None:
    while count > 0 and (chunk := original.read(min(count, CHUNK))):
        copy.write(chunk)
        count -= len(chunk)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        try:
            for chunk in iter(lambda: stream.read(CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _count_bad_lines(path: Path, encoding: str) -> int:
    with path.open(encoding=encoding, errors="surrogateescape", newline="\n") as stream:
        return sum(not is_unicode(line) for line in stream)
