"""`labels.csv` of EasyOCR: `filename,words`, split at the first comma, nothing ever quoted."""

import posixpath
from collections.abc import Iterable, Iterator

from datasets.errors import BadRowError
from datasets.format import Recognition, Row, refuse
from datasets.line_format import LineFormat, ParseLine
from datasets.place import Place
from datasets.record import ImageRef, Record, Source, nfc
from datasets.text_file import Edit, Line

HEADER = "filename,words"
LABELS = "labels.csv"  # the trainer reads no other


class EasyOcrFormat(LineFormat):
    """`labels.csv` with the header `filename,words`: quotes and commas belong to the label."""

    name = "easyocr"
    title = "EasyOCR labels.csv"
    label_file = LABELS

    def recognise(self, place: Place) -> Recognition | None:
        """Look for the header that EasyOCR's trainer asks for."""
        for file in place.survey:
            may_be = file.lower().endswith(".csv") and _may_be(file, place)
            if may_be and place.sample(file).has_header(_is_header):
                why = f"{file} begins with {HEADER}, the header of EasyOCR's trainer"
                return Recognition(self.name, 0.95, why)
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give every `labels.csv`, or the file chosen."""
        return (file for file in place.label_files() if _may_be(file, place))

    def parser(self, file: str, first: Line) -> ParseLine:
        """Pass the header by, wherever it stands."""

        def parse(line: Line) -> Iterable[Row]:
            if _is_header(line.text):
                return ()
            path, comma, label = line.text.partition(",")
            if not comma:
                raise BadRowError("a file name, a comma and a label are expected")
            record = Record(ImageRef(path), nfc(label), label, Source(file, line.number))
            return (Row(record, line.start + len(path) + 1, label),)

        return parse

    def header(self) -> str:
        """Name the columns as the trainer expects them."""
        return f"{HEADER}\n"

    def row(self, image: str, label: str) -> str:
        """Spell `path,label`."""
        refuse(image, ",\r\n", title=self.title)
        refuse(label, "\r\n", title=self.title)
        return f"{image},{label}\n"

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Put the label in as it is, after checking that it ends where the line ends."""
        refuse(label, "\r\n", title=self.title)
        return super().respell(row, label, encoding=encoding)


def _may_be(file: str, place: Place) -> bool:
    return file == place.chosen or posixpath.basename(file).lower() == LABELS


def _is_header(line: str) -> bool:
    return line.strip().lower() == HEADER
