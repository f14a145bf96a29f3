"""Open any dataset: recognise its format, stream its records, read its images."""

import os
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock

from datasets.errors import (
    DatasetAwayError,
    DatasetError,
    ImageMissingError,
    OutsideRootError,
    UnknownFormatError,
)
from datasets.format import Format, Recognition
from datasets.image_bytes import cut, decode_page, encode_png
from datasets.place import Place, Stamp
from datasets.record import Entry, ImageRef, Problem, Record
from datasets.registry import format_named, formats
from datasets.text_file import is_unicode
from datasets.wording import message, printable
from imaging.paper import Pixels

__all__ = ["Dataset", "Recognition", "open_dataset", "recognise"]

PAGES_KEPT = 2  # decoded: words of one page follow each other, a large page is 40 MB


class Dataset:
    """An open dataset. Reading images is safe from any thread; `records` may be called again.

    format: its name. why: one sentence on what it was recognised by.
    """

    def __init__(self, place: Place, plug_in: Format, why: str) -> None:
        self.place = place
        self.plug_in = plug_in
        self.why = why
        self._pages: OrderedDict[tuple[str, Stamp], Pixels] = OrderedDict()
        self._lock = Lock()

    @property
    def format(self) -> str:
        """The name of the format it is read as."""
        return self.plug_in.name

    @property
    def root(self) -> Path:
        """The folder that all paths are relative to and stay in."""
        return self.place.root

    def records(self) -> Iterator[Record | Problem]:
        """Stream every record, in an order that stays the same, and every problem where it is."""
        for entry in self.plug_in.read(self.place):
            found = self._located(entry) if isinstance(entry, Record) else entry
            yield found if isinstance(found, Record) else _shown(found)
        for path, why in self.place.left_out():
            yield _shown(Problem(path, None, why))

    def read_image(self, ref: ImageRef) -> bytes:
        """Give the encoded word image: the file's own bytes, or a PNG of the part it is.

        Raises OutsideRootError, ImageMissingError, ImageUnreadableError, and DatasetAwayError where
        it is not this image alone that is missing.
        """
        try:
            return self._read(ref)
        except (DatasetError, OSError) as error:
            if self.is_there():
                raise
            raise DatasetAwayError(
                f"{self.root}: the dataset's folder is not there. Reconnect its disk or share; "
                "work on the images goes on by itself then."
            ) from error

    def is_there(self) -> bool:
        """Tell whether the folder can be read; where a share was, an empty one may be left."""
        try:
            with os.scandir(self.root) as entries:
                return next(entries, None) is not None
        except OSError:
            return False

    def _read(self, ref: ImageRef) -> bytes:
        if ref.region is None:
            return self.place.read_bytes(ref.path)
        if isinstance(ref.region, Entry):
            return self.plug_in.read_entry(self.place, ref.path, ref.region)
        return encode_png(cut(self._decoded(ref.path), ref.region))

    def page(self, ref: ImageRef) -> bytes:
        """Give the encoded page that a word was cut from; the word image itself if it is whole.

        Raises as `read_image` does.
        """
        if isinstance(ref.region, Entry):
            return self.read_image(ref)
        return self.place.read_bytes(ref.path)

    def close(self) -> None:
        """Release what is held open. Nothing is read after it."""
        self.plug_in.close()
        self._pages.clear()

    def _located(self, record: Record) -> Record | Problem:
        source, ref = record.source, record.image
        try:
            path = self.place.locate(ref.path, by=source.file)
        except (ImageMissingError, OutsideRootError) as error:
            return Problem(source.file, source.line, str(error))
        for name in (source.file, path, source.pointer):
            if not is_unicode(name):
                why = f"the name {printable(name)} is not UTF-8: rename it"
                return Problem(source.file, source.line, why)
        if path == ref.path:
            return record
        return replace(record, image=ImageRef(path, ref.region))

    def _decoded(self, path: str) -> Pixels:
        with self._lock:
            page = path, self.place.stamp(path)  # before it is read: it may be replaced meanwhile
            if page not in self._pages:
                self._pages[page] = decode_page(self.place.read_bytes(path))
                if len(self._pages) > PAGES_KEPT:
                    self._pages.popitem(last=False)
            self._pages.move_to_end(page)
            return self._pages[page]


def _shown(problem: Problem) -> Problem:
    return Problem(printable(problem.file), problem.line, message(problem.message))


def recognise(path: Path) -> list[Recognition]:
    """Rank the formats that fit `path`, a folder or a label file, surest first.

    Raises FileNotFoundError where there is nothing.
    """
    return _ranked(Place(path))


def open_dataset(path: Path, *, format: str | None = None) -> Dataset:  # noqa: A002
    """Open the dataset at `path` as the format that fits best, or as the one named.

    Raises UnknownFormatError, and FileNotFoundError where there is nothing.
    """
    place = Place(path)
    if format is not None:
        return Dataset(place, format_named(format), "The format was chosen by hand.")
    ranked = _ranked(place)
    if not ranked:
        raise UnknownFormatError(
            f"{path} holds no images and no labels of a known format; "
            "open the folder that holds both"
        )
    best = ranked[0]
    plug_in = format_named(best.format)
    return Dataset(place, plug_in, f"Read as {plug_in.title}: {best.why}.")


def _ranked(place: Place) -> list[Recognition]:
    found = [kind().recognise(place) for kind in formats().values()]
    return sorted((one for one in found if one), key=lambda one: -one.certainty)
