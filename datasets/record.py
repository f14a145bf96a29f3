"""What a dataset holds, as plain values: where an image is, its label, and what is wrong."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box on a page, in pixels from its top left corner; it may hang over the edge."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        return "xywh=" + ",".join(map(_number, (self.x, self.y, self.width, self.height)))


@dataclass(frozen=True, slots=True)
class Polygon:
    """An outline on a page, in pixels: (x, y) points.

    Four points are the top left, top right, bottom right and bottom left corner of the text as it
    is read, and are rectified when cut; any other number is cut as its bounding box.
    """

    points: tuple[tuple[float, float], ...]

    def __str__(self) -> str:
        return "points=" + ";".join(f"{_number(x)},{_number(y)}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Entry:
    """One image of a database file, by its key."""

    key: str

    def __str__(self) -> str:
        return f"key={self.key}"


Region = Box | Polygon | Entry


@dataclass(frozen=True, slots=True)
class ImageRef:
    """Where a word image is: a file under the dataset's root, or a part of it.

    path: relative, with forward slashes, spelled as on disk.

    `str(ref)` and `ImageRef.parse` keep it as one line of text, as media fragments do:
    `pages/1.png#xywh=10,20,80,32`.
    """

    path: str
    region: Region | None = None

    def __str__(self) -> str:
        if self.region is not None:
            return f"{self.path}#{self.region}"
        return f"{self.path}#" if "#" in self.path else self.path

    @classmethod
    def parse(cls, text: str) -> "ImageRef":
        """Read what `str(ref)` wrote. Raises ValueError for anything else."""
        path, mark, fragment = text.rpartition("#")
        if not mark:
            return cls(text)
        return cls(path, _parse_region(fragment) if fragment else None)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a label is written.

    file: relative to the root. line: from 1, None where the format has no lines.
    pointer: the place within the line or file, as a JSON pointer; empty where the line says all.
    """

    file: str
    line: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}#{self.pointer}" if self.pointer else place


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled word image.

    label: NFC. raw_label: as the dataset stores it, before NFC.
    attributes: what else the dataset says, as (name, value): `writer`, `page`, `kind`, ...
    """

    image: ImageRef
    label: str
    raw_label: str
    source: Source
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Name of this record within its dataset, the same at every opening."""
        return str(self.source)

    @property
    def group(self) -> str | None:
        """What must stay on one side of a split: its writer or its page, None where unknown."""
        if writer := self.attribute("writer"):
            return writer
        if isinstance(self.image.region, Box | Polygon):
            return self.image.path
        return self.attribute("page")

    def attribute(self, name: str) -> str | None:
        """Give the attribute of that name, None where the dataset does not say."""
        return next((value for key, value in self.attributes if key == name), None)


@dataclass(frozen=True, slots=True)
class Sample:
    """A word image and the label to write for it."""

    image: ImageRef
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be loaded: what, and where to look."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


def nfc(text: str) -> str:
    """Give `text` in NFC, the only form labels have inside the program."""
    return unicodedata.normalize("NFC", text)


def _number(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(value)


def _parse_region(fragment: str) -> Region:
    kind, _, value = fragment.partition("=")
    if kind == "key":
        return Entry(value)
    numbers = [float(number) for number in re.split("[,;]", value)]
    if kind == "xywh" and len(numbers) == 4:
        return Box(*numbers)
    if kind == "points" and len(numbers) % 2 == 0:
        return Polygon(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
    raise ValueError(f"not a region of an image: {fragment!r}")
