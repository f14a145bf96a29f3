"""What a format plug-in is: recognises a place, reads its records, writes them again."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple

from datasets.errors import DatasetError, ImageUnreadableError, NotWritableError
from datasets.image_header import suffix_of
from datasets.place import Place
from datasets.record import Entry, ImageRef, Problem, Record, Sample
from datasets.text_file import Edit, copy_with_edits, detect_encoding

ReadImage = Callable[[ImageRef], bytes]


@dataclass(frozen=True)
class Recognition:
    """A format that fits a path, how surely, and one sentence on what shows it.

    certainty: in (0, 1]; recognitions are ranked by it.
    """

    format: str
    certainty: float
    why: str


class Format(ABC):
    """One dataset format. An instance serves one open dataset.

    name: what people type to choose it. title: what it is called.
    label_file: the name its label file is exported under; None where it cannot be exported.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    label_file: ClassVar[str | None] = None

    @abstractmethod
    def recognise(self, place: Place) -> Recognition | None:
        """Say how surely and why the place is of this format, None where it is not."""

    @abstractmethod
    def read(self, place: Place) -> Iterator[Record | Problem]:
        """Stream the records, images named as the labels name them: they are located later."""

    def read_entry(self, place: Place, path: str, entry: Entry) -> bytes:
        """Give the image kept under a key of a database file."""
        raise ImageUnreadableError(f"{path} has no entries such as {entry.key}")

    def close(self) -> None:  # noqa: B027 (most formats hold nothing open)
        """Release what is held open."""

    def header(self) -> str:
        """Give the lines above the first row of an exported label file."""
        return ""

    def row(self, image: str, label: str) -> str:
        """Spell one row of an exported label file. Raises NotWritableError."""
        raise NotWritableError(f"{self.title} is read, not written")

    def write_folder(self, samples: Iterable[Sample], folder: Path, read_image: ReadImage) -> int:
        """Write label file and images to an empty folder; count them. Raises NotWritableError."""
        if self.label_file is None:
            raise NotWritableError(f"{self.title} is read, not written")
        (folder / "images").mkdir()
        count = 0
        with (folder / self.label_file).open("w", encoding="utf-8", newline="") as stream:
            stream.write(self.header())
            for count, sample in enumerate(samples, 1):
                image = read_image(sample.image)
                path = f"images/{count:09d}{suffix_of(image, sample.image.path)}"
                (folder / path).write_bytes(image)
                stream.write(self.row(path, sample.label))
        return count

    def write_back(self, place: Place, changes: Mapping[str, str], folder: Path) -> set[str]:
        """Write the label files to an empty folder with the labels of some records changed.

        Gives the keys of the records that were there. Raises NotWritableError.
        """
        raise NotWritableError(f"{self.title} is read, not written")


class Row(NamedTuple):
    """What a text format found at one place, and where its label is spelled.

    start: characters of the file before `spelled`. inner: JSON pointer to the label in `spelled`.
    """

    entry: Record | Problem
    start: int = 0
    spelled: str = ""
    inner: str = ""


class TextFormat(Format):
    """A format whose labels are in text files: what it can read, it can also write back."""

    @abstractmethod
    def files(self, place: Place) -> Iterator[str]:
        """Give the label files of this format."""

    @abstractmethod
    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Stream the rows of one label file. Raises LabelFileError where it has to give up."""

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Give the edit that puts `label` in the place of a row's label."""
        return Edit(row.start, row.start + len(row.spelled), label)

    def read(self, place: Place) -> Iterator[Record | Problem]:
        """Stream the records of every label file."""
        for file in self.files(place):
            try:
                for row in self.rows(place, file):
                    yield row.entry
            except (DatasetError, OSError) as error:
                yield Problem(file, None, str(error))

    def write_back(self, place: Place, changes: Mapping[str, str], folder: Path) -> set[str]:
        """Copy every label file, the changed labels spelled anew, all else byte for byte."""
        written: set[str] = set()
        for file in self.files(place):
            source = place.path(file)
            encoding = detect_encoding(source)
            edits = []
            for key, row in self._changed(place, file, changes):
                edits.append(self.respell(row, changes[key], encoding=encoding))
                written.add(key)
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_with_edits(source, target, edits)
        return written

    def _changed(
        self, place: Place, file: str, changes: Mapping[str, str]
    ) -> Iterator[tuple[str, Row]]:
        try:
            for row in self.rows(place, file):
                if isinstance(row.entry, Record) and (key := row.entry.key) in changes:
                    yield key, row
        except (DatasetError, OSError):
            return  # the file goes on in a way that cannot be read: that part stays as it is


def refuse(label: str, characters: str, *, title: str) -> None:
    """Raise NotWritableError if `label` has one of the characters that end a label in a format."""
    if found := next((c for c in characters if c in label), None):
        raise NotWritableError(f"{title} cannot hold {label!r}: it contains {found!r}")
