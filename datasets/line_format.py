"""Formats with a row on each line of a text file."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

from datasets.errors import BadRowError
from datasets.format import Row, TextFormat
from datasets.place import Place
from datasets.record import ImageRef, Problem, Record, Source, nfc
from datasets.text_file import Line, is_unicode, read_lines

ParseLine = Callable[[Line], Iterable[Row]]


class LineFormat(TextFormat):
    """A text format that is parsed line by line: a bad line is a Problem, the rest loads."""

    @abstractmethod
    def parser(self, file: str, first: Line) -> ParseLine:
        """Give what parses the lines of a file, knowing the first; it raises BadRowError."""

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse the lines of one file."""
        lines = read_lines(place.path(file))
        for first in lines:
            yield from rows_of(file, chain([first], lines), self.parser(file, first))


class PathAndLabelFormat(TextFormat):
    """Lines of a path, a tab and a label; of a space where the file has no tabs."""

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse the lines of one file, knowing what its lines show as the separator."""
        has_tabs = place.sample(file).shows(lambda line: "\t" in line)
        parse = partial(_path_and_label, file, "\t" if has_tabs else " ")
        return rows_of(file, read_lines(place.path(file)), parse)


def rows_of(file: str, lines: Iterable[Line], parse: ParseLine) -> Iterator[Row]:
    """Parse lines of a file; one that `parse` calls bad, or that is not text, is a Problem."""
    for line in lines:
        try:
            if not is_unicode(line.text):
                raise BadRowError("has bytes that its encoding does not know")
            yield from parse(line)
        except BadRowError as error:
            yield Row(Problem(file, line.number, str(error)))


def _path_and_label(file: str, separator: str, line: Line) -> Iterable[Row]:
    path, found, label = line.text.partition(separator)
    if not found:
        raise BadRowError("a path, a tab and a label are expected")
    if "\t" in label:
        raise BadRowError("has more than one tab: where the label ends is unclear")
    record = Record(ImageRef(path), nfc(label), label, Source(file, line.number))
    return (Row(record, line.start + len(path) + 1, label),)
