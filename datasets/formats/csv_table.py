"""Real CSV (RFC 4180): quoted cells may hold commas, quotes and line ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from datasets.columns import Columns, find_columns
from datasets.format import Recognition, Row, TextFormat, refuse
from datasets.line_sample import HEADER_LINES
from datasets.listing import is_image
from datasets.place import Place
from datasets.record import Problem, Source
from datasets.text_file import Edit, Line, is_unicode, read_lines

MAX_LINES = 20  # of one row: past it, a quote that is never closed would swallow the file
# Possessive: given back, the quotes of a doubled one would close a cell that goes on.
_CELL = re.compile(r'"((?:[^"]|"")*+)"([^,]*)|((?!")[^,]*)')


@dataclass(frozen=True)
class Cell:
    """A cell as it reads, and as it is spelled `start` characters into its row."""

    text: str
    start: int
    spelled: str


class CsvFormat(TextFormat):
    """`*.csv` with a header, or with path and label in its first two columns."""

    name = "csv"
    title = "CSV"
    label_file = "labels.csv"

    def recognise(self, place: Place) -> Recognition | None:
        """Look for `*.csv` with a header, or with images at the heads of its lines."""
        for file in self.files(place):
            sample = place.sample(file)
            if sample.has_header(lambda line: find_columns(_texts(split_row(line))) is not None):
                return Recognition(self.name, 0.8, f"{file} has a header that names its columns")
            if sample.shows(_is_row):
                return Recognition(self.name, 0.7, f"{file} has lines of image path, comma, label")
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give every `*.csv`."""
        return (f for f in place.label_files() if f == place.chosen or f.lower().endswith(".csv"))

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse the rows of one file; a quote never closed costs its own line only."""
        columns = Columns()
        for number, (line, cells) in enumerate(_read_rows(read_lines(place.path(file)))):
            if number < HEADER_LINES and (named := find_columns(_texts(cells))):
                columns = named
            elif cells is None:
                yield Row(Problem(file, line.number, "has a quote that is never closed"))
            elif misfit := columns.misfit(_texts(cells)):
                yield Row(Problem(file, line.number, misfit))
            elif not is_unicode(line.text):
                message = "has bytes that its encoding does not know"
                yield Row(Problem(file, line.number, message))
            else:
                label = cells[columns.label]
                record = columns.record(_texts(cells), Source(file, line.number))
                yield Row(record, line.start + label.start, label.spelled)

    def header(self) -> str:
        """Name the two columns; `words` would say EasyOCR, which does not quote."""
        return "filename,label\n"

    def row(self, image: str, label: str) -> str:
        """Spell `path,label`, quoted where needed."""
        refuse(image + label, "\r\n", title=self.title)
        return f"{quoted(image)},{quoted(label)}\n"

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Quote the label where it needs it, or where the old one was quoted."""
        refuse(label, "\r\n", title=self.title)
        spelled = quoted(label, always=row.spelled.startswith('"'))
        return super().respell(row, spelled, encoding=encoding)


def quoted(text: str, *, always: bool = False) -> str:
    """Spell a cell, in quotes where a reader would otherwise take it for something else."""
    needs = always or any(c in text for c in ',"\r\n') or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if needs else text


def split_row(text: str) -> list[Cell] | None:
    """Split a row into cells; None where a quote is still open at its end."""
    cells: list[Cell] = []
    at = 0
    while True:
        found = _CELL.match(text, at)
        if found is None:
            return None
        inside, behind, plain = found.groups()
        read = plain if inside is None else inside.replace('""', '"') + behind
        cells.append(Cell(read, at, found.group()))
        at = found.end()
        if at == len(text):
            return cells
        at += 1  # the comma


def _texts(cells: list[Cell] | None) -> list[str]:
    return [cell.text for cell in cells or ()]


def _is_row(line: str) -> bool:
    texts = _texts(split_row(line))
    return len(texts) > 1 and is_image(texts[0])


def _read_rows(lines: Iterator[Line]) -> Iterator[tuple[Line, list[Cell] | None]]:
    """Join lines until their quotes are closed; a row is given with its first line's number."""
    waiting: list[Line] = []
    while waiting or (waiting := [line for line in [next(lines, None)] if line]):
        joined = waiting[0]
        cells = split_row(joined.text)
        used = 1
        while cells is None and used < MAX_LINES:
            if used == len(waiting):
                following = next(lines, None)
                if following is None:
                    break
                waiting.append(following)
            joined = _joined(joined, waiting[used])
            cells = split_row(joined.text)
            used += 1
        if cells is None:
            joined, used = waiting[0], 1
        yield joined, cells
        del waiting[:used]


def _joined(row: Line, following: Line) -> Line:
    # Blank lines, which read_lines leaves out, make the gap longer than a line end.
    gap = following.start - row.start - len(row.text)
    line_ends = "\r\n" if gap == len("\r\n") else "\n" * gap
    return Line(row.number, row.start, row.text + line_ends + following.text)
