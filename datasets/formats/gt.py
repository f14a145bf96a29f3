"""`gt.txt`: a path, a tab and a label on each line, as deep-text-recognition-benchmark reads it."""

import posixpath
import re
from collections.abc import Iterator
from typing import ClassVar

from datasets.format import Recognition, Row, refuse
from datasets.formats.ppocrlabel import has_words
from datasets.line_format import PathAndLabelFormat
from datasets.listing import is_image
from datasets.place import Place
from datasets.text_file import Edit


class GtFormat(PathAndLabelFormat):
    """`gt.txt` or `labels.txt` beside or above the images."""

    name = "gt"
    title = "gt.txt"
    label_file = "gt.txt"
    pattern: ClassVar[str] = r"(gt|labels?)\.txt"
    certainty: ClassVar[float] = 0.8

    def recognise(self, place: Place) -> Recognition | None:
        """Look for the name of the file, and for images at the heads of its lines."""
        files = [file for file in place.survey if self._fits(place, file)]
        if not files:
            return None
        why = f"{files[0]} has lines of an image path, a tab and a label"
        certainty = self.certainty if self._is_named(files[0]) else 0.4
        return Recognition(self.name, certainty, why)

    def files(self, place: Place) -> Iterator[str]:
        """Give the files of the right name, or the one chosen."""
        return (
            file for file in place.label_files() if file == place.chosen or self._is_named(file)
        )

    def row(self, image: str, label: str) -> str:
        """Spell `path<TAB>label`."""
        refuse(image, "\t\r\n\ufeff", title=self.title)
        refuse(label, "\t\r\n", title=self.title)
        return f"{image}\t{label}\n"

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Put the label in as it is, after checking that it ends where the line ends."""
        refuse(label, "\t\r\n", title=self.title)
        return super().respell(row, label, encoding=encoding)

    def _is_named(self, file: str) -> bool:
        return re.fullmatch(self.pattern, posixpath.basename(file), re.IGNORECASE) is not None

    def _fits(self, place: Place, file: str) -> bool:
        may_be = self._is_named(file) or (file == place.chosen and file.endswith(".txt"))
        return may_be and place.sample(file).shows(_is_row)


def _is_row(line: str) -> bool:
    path, tab, _ = line.partition("\t")
    return is_image(path if tab else line.partition(" ")[0]) and not has_words(line)
