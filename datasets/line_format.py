"""Formats with a row on each line of a text file."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator

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
        """Give the parser for a file, knowing its first line; it raises BadRowError."""

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse the lines of one file."""
        parse: ParseLine | None = None
        for line in read_lines(place.path(file)):
            if parse is None:
                parse = self.parser(file, line)
            try:
                if not is_unicode(line.text):
                    raise BadRowError("has bytes that its encoding does not know")
                yield from parse(line)
            except BadRowError as error:
                yield Row(Problem(file, line.number, str(error)))


class PathAndLabelFormat(LineFormat):
    """Lines of a path, a tab and a label; of a space where the file has no tabs."""

    def __init__(self) -> None:
        self._separator = "\t"

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse the lines of one file, knowing what its lines show as the separator."""
        has_tabs = place.sample(file).shows(lambda line: "\t" in line)
        self._separator = "\t" if has_tabs else " "
        return super().rows(place, file)

    def parser(self, file: str, first: Line) -> ParseLine:
        """Part path and label at the separator of the file."""
        separator = self._separator

        def parse(line: Line) -> Iterable[Row]:
            path, found, label = line.text.partition(separator)
            if not found:
                raise BadRowError("a path, a tab and a label are expected")
            if "\t" in label:
                raise BadRowError("has more than one tab: where the label ends is unclear")
            record = Record(ImageRef(path), nfc(label), label, Source(file, line.number))
            return (Row(record, line.start + len(path) + 1, label),)

        return parse
