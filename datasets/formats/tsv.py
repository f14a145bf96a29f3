"""Tables with tabs: columns found by a header, else path and label first. Nothing is quoted."""

from collections.abc import Iterable, Iterator

from datasets.columns import Columns, find_columns
from datasets.errors import BadRowError
from datasets.format import Recognition, Row, refuse
from datasets.line_format import LineFormat, ParseLine
from datasets.line_sample import HEADER_LINES
from datasets.listing import is_image
from datasets.place import Place
from datasets.record import Source
from datasets.text_file import Edit, Line


class TsvFormat(LineFormat):
    """`*.tsv`, with or without a header."""

    name = "tsv"
    title = "TSV"
    label_file = "labels.tsv"

    def recognise(self, place: Place) -> Recognition | None:
        """Look for `*.tsv` with a header, or with images at the heads of its lines."""
        for file in self.files(place):
            sample = place.sample(file)
            if sample.has_header(lambda line: find_columns(line.split("\t")) is not None):
                return Recognition(self.name, 0.85, f"{file} has a header that names its columns")
            if sample.shows(_is_row):
                return Recognition(self.name, 0.75, f"{file} has lines of image path, tab, label")
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give every `*.tsv`."""
        return (f for f in place.label_files() if f == place.chosen or f.lower().endswith(".tsv"))

    def parser(self, file: str, first: Line) -> ParseLine:
        """Take the first two columns until a header names others."""
        columns = Columns()

        def parse(line: Line) -> Iterable[Row]:
            nonlocal columns
            cells = line.text.split("\t")
            if line.number < first.number + HEADER_LINES and (named := find_columns(cells)):
                columns = named
                return ()
            if misfit := columns.misfit(cells):
                raise BadRowError(misfit)
            start = line.start + sum(len(cell) + 1 for cell in cells[: columns.label])
            record = columns.record(cells, Source(file, line.number))
            return (Row(record, start, cells[columns.label]),)

        return parse

    def header(self) -> str:
        """Name the two columns."""
        return "filename\tlabel\n"

    def row(self, image: str, label: str) -> str:
        """Spell `path<TAB>label`."""
        refuse(image, "\t\r\n", title=self.title)
        refuse(label, "\t\r\n", title=self.title)
        return f"{image}\t{label}\n"

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Put the label in as it is, after checking that it stays one cell."""
        refuse(label, "\t\r\n", title=self.title)
        return super().respell(row, label, encoding=encoding)


def _is_row(line: str) -> bool:
    path, tab, _ = line.partition("\t")
    return bool(tab) and is_image(path)
