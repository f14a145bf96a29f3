"""A folder of images whose names are their labels: `가게.png`, `학교_17.jpg`."""

import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from itertools import chain, count
from pathlib import Path

from datasets.errors import NotWritableError
from datasets.format import Format, Recognition
from datasets.listing import is_image
from datasets.place import Place, linked_outside
from datasets.record import ImageRef, Problem, Record, Source, nfc
from datasets.text_file import is_unicode
from datasets.wording import printable

_NUMBERED = re.compile(r"(.*)(_\d+)", re.DOTALL)
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
MAX_NAME_BYTES = 255


class NamesFormat(Format):
    """A number behind the last underscore tells equal labels apart, as TRDG writes it."""

    name = "names"
    title = "images named by their labels"

    def recognise(self, place: Place) -> Recognition | None:
        """Fit any folder with images, better where Hangul is in their names."""
        if place.chosen is not None:
            return None
        for folder, listing in place.walk():
            if listing.images:
                names = place.some_image_names(folder, 100)
                hangul = sum(_HANGUL.search(name) is not None for name in names)
                why = f"of the images looked at ({len(names)}), {hangul} have Hangul in their names"
                return Recognition(self.name, 0.5 if hangul else 0.1, why)
        return None

    def read(self, place: Place) -> Iterator[Record | Problem]:
        """Stream the images of every folder, by name."""
        for folder, listing in place.walk():
            for name in sorted(filter(is_image, listing.escaping)):
                path = posixpath.join(folder, name)
                yield Problem(path, None, linked_outside(path))
            for name in place.image_names(folder):
                path = posixpath.join(folder, name)
                if not is_unicode(path):
                    message = "the file's name is not UTF-8: rename it"
                    yield Problem(printable(path), None, message)
                    continue
                label, _ = split_name(name)
                yield Record(ImageRef(path), nfc(label), label, Source(path))

    def write_back(self, place: Place, changes: Mapping[str, str], folder: Path) -> set[str]:
        """Copy every image, those with a changed label under a new name."""
        written: set[str] = set()
        for inner, listing in place.walk():
            (folder / inner).mkdir(exist_ok=True)
            taken = set(map(nfc, place.image_names(inner)))
            for name in place.image_names(inner):
                path = posixpath.join(inner, name)
                target = name
                if path in changes:
                    target = self._renamed(name, changes[path], taken)
                    written.add(path)
                shutil.copyfile(place.path(path), folder / inner / target)
            for name in listing.files:
                path = posixpath.join(inner, name)
                if place.path(path).is_file():  # not a link that leads nowhere
                    shutil.copyfile(place.path(path), folder / path)
        return written

    def _renamed(self, name: str, label: str, taken: set[str]) -> str:
        """Claim a free name for a label, with the old number where it had one."""
        old, suffix = split_name(name)
        number = name[len(old) : len(name) - len(suffix)]
        longest = MAX_NAME_BYTES - max(len(number), len(f"_{len(taken)}")) - len(suffix.encode())
        if not label or "/" in label or "\0" in label or len(label.encode()) > longest:
            raise NotWritableError(f"{label!r} cannot be the name of a file")
        for mark in chain([number], (f"_{n}" for n in count())):
            new = f"{label}{mark}{suffix}"
            # A label that itself ends like a number needs one behind it, or that would be cut.
            if nfc(new) not in taken and split_name(new) == (label, suffix):
                break
        taken.add(nfc(new))
        return new


def split_name(name: str) -> tuple[str, str]:
    """Split a file's name into label and suffix, the number between them left out."""
    stem, suffix = posixpath.splitext(name)
    numbered = _NUMBERED.fullmatch(stem)
    return (numbered[1] if numbered and numbered[1] else stem), suffix
