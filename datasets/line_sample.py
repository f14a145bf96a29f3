"""Some lines of a label file, from all through it: enough to see what its rows look like."""

import codecs
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from datasets.text_file import decode_head

HEAD_BYTES = 1 << 16
PLACE_BYTES = 1 << 14
PLACES = 4  # behind the head
LINES_A_PLACE = 50
HEADER_LINES = 10
"""A title or a row of something else may stand above the names of the columns."""
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class LineSample:
    """Whole lines without their ends, none of them blank, in the order of the file."""

    lines: tuple[str, ...] = ()

    def shows(self, fits: Callable[[str], bool]) -> bool:
        """Tell whether a fifth of the lines fit, and one at least: the rest may be damaged."""
        fitting = sum(map(fits, self.lines))
        return 0 < fitting >= len(self.lines) / 5

    def has_header(self, fits: Callable[[str], bool]) -> bool:
        """Tell whether one of the first lines fits."""
        return any(map(fits, self.lines[:HEADER_LINES]))


def sample_lines(path: Path) -> LineSample:
    """Take the first lines of a label file, and some from places spread through the rest.

    Reads 128 KiB at most; a head without a line end is one line, cut off. Raises OSError.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        bom = head[:2] if head[:2] in _BOMS else b""
        size = os.fstat(stream.fileno()).st_size
        lines = list(_some(decode_head(head), cut=size > len(head)))
        for place in range(1, PLACES + 1):
            at = size * place // (PLACES + 1) & ~1  # characters of UTF-16 begin at even places
            if at >= HEAD_BYTES:
                stream.seek(at)
                lines += _some(_decode_middle(stream.read(PLACE_BYTES), bom), cut=True)
    return LineSample(tuple(lines))


def _decode_middle(piece: bytes, bom: bytes) -> str:
    """Decode a piece of a file from its first whole line on."""
    if bom:
        return decode_head(bom + piece).partition("\n")[2]
    return decode_head(piece.partition(b"\n")[2])


def _some(text: str, *, cut: bool) -> Iterator[str]:
    lines = text.split("\n")
    if cut and len(lines) > 1:
        lines.pop()
    whole = (line.removesuffix("\r") for line in lines)
    return (line for line, _ in zip(filter(str.strip, whole), range(LINES_A_PLACE), strict=False))
