"""ICDAR: `gt_<image>.txt` beside the image, eight coordinates and a transcription a line."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice

from datasets.errors import BadRowError
from datasets.format import Recognition, Row, TextFormat, refuse
from datasets.json_format import image_beside
from datasets.line_format import rows_of
from datasets.place import Place
from datasets.record import ImageRef, Record, Source, nfc
from datasets.regions import polygon
from datasets.text_file import Edit, Line, read_lines

ILLEGIBLE = "###"
FILES_LOOKED_INTO = 50  # one a page, and pages without a word have empty ones
_NAMED = re.compile(r"gt_.*\.txt", re.IGNORECASE)
_PREFIX = re.compile("^gt_", re.IGNORECASE)
_LINE = re.compile(r"((?:[ \t]*-?[0-9]+(?:\.[0-9]+)?[ \t]*,){8})(.*)", re.DOTALL)
# Multi-lingual text names the language before the transcription.
_LANGUAGE = re.compile(
    r"(Arabic|Latin|Chinese|Japanese|Korean|Bangla|Hindi|Symbols|Mixed|None),", re.IGNORECASE
)


class IcdarFormat(TextFormat):
    """Words in reading order of their corners; a transcription may hold commas."""

    name = "icdar"
    title = "ICDAR gt_*.txt"

    def __init__(self) -> None:
        self._languages: dict[str, bool] = {}

    def recognise(self, place: Place) -> Recognition | None:
        """Look for `gt_*.txt` with eight numbers before the text."""
        named = [f for f in place.survey if f == place.chosen or _is_named(f)]
        for file in named[:FILES_LOOKED_INTO]:
            if place.sample(file).shows(_is_row):
                why = f"{file} has lines of eight coordinates and a transcription"
                return Recognition(self.name, 0.95, why)
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give every `gt_*.txt`."""
        return (f for f in place.label_files() if f == place.chosen or _is_named(f))

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse the words of one page, whose image is called like the file behind `gt_`."""
        image = image_beside(file, place, called=_PREFIX.sub("", posixpath.basename(file)))
        parse = partial(_word, file, image, self._has_language(place, posixpath.dirname(file)))
        return rows_of(file, read_lines(place.path(file)), parse)

    def _has_language(self, place: Place, folder: str) -> bool:
        """Tell whether most lines of a folder name a language: a label may begin like one."""
        if folder not in self._languages:
            names = filter(_is_named, place.listing(folder).files)
            files = [*filter(None, [place.chosen]), *(posixpath.join(folder, n) for n in names)]
            samples = (place.sample(file).lines for file in dict.fromkeys(files))
            lines = chain.from_iterable(islice(filter(None, samples), FILES_LOOKED_INTO))
            texts = [row[2] for row in map(_LINE.fullmatch, lines) if row]
            self._languages[folder] = 2 * sum(map(_names_language, texts)) > len(texts)
        return self._languages[folder]

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Put the label in as it is, after checking that it ends where the line ends."""
        refuse(label, "\r\n", title=self.title)
        return super().respell(row, label, encoding=encoding)


def _word(file: str, image: str, has_language: bool, line: Line) -> Iterable[Row]:
    found = _LINE.fullmatch(line.text)
    if found is None:
        raise BadRowError("eight coordinates and a transcription are expected")
    numbers = [float(number) for number in found[1].rstrip(",").split(",")]
    label, at = found[2], found.start(2)
    language = _LANGUAGE.match(label) if has_language else None
    if language:
        label, at = label[language.end() :], at + language.end()
    if label == ILLEGIBLE:
        raise BadRowError("is marked illegible (###) and left out")
    region = polygon([list(p) for p in zip(numbers[::2], numbers[1::2], strict=True)])
    attributes = [("page", image)]
    if language:
        attributes.append(("language", language[1]))
    source = Source(file, line.number)
    record = Record(ImageRef(image, region), nfc(label), label, source, tuple(attributes))
    return (Row(record, line.start + at, label),)


def _is_named(file: str) -> bool:
    return _NAMED.fullmatch(posixpath.basename(file)) is not None


def _names_language(text: str) -> bool:
    found = _LANGUAGE.match(text)
    return found is not None and found.end() < len(text)


def _is_row(line: str) -> bool:
    return _LINE.fullmatch(line) is not None
