"""What folders hold: listed once, with `os.scandir` and no stat per file, 8 bytes an image."""

import os
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from datasets.record import nfc

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"})

T = TypeVar("T", int, str)


def is_image(name: str) -> bool:
    """Tell by its suffix whether `name` is an image file."""
    return name[name.rfind(".") :].lower() in IMAGE_SUFFIXES


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a folder or a link to one; a link in a circle leads to none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


class Listing:
    """What one folder holds.

    Images are kept as sorted 64-bit hashes of their names: a false find among a million names has
    a chance of 1 in 10^13 a lookup, and would only turn up later, as a missing image.
    """

    def __init__(self, folder: str, root: str) -> None:
        files: list[str] = []
        folders: list[str] = []
        hashes = array("q")
        self.escaping: set[str] = set()
        self._odd: dict[str, str] = {}
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                linked = entry.is_symlink()
                if linked and not is_inside(os.path.realpath(entry.path), root):
                    self.escaping.add(name)
                elif is_folder(entry):  # first: a folder may be called like the page it is of
                    if not linked:
                        folders.append(name)
                elif is_image(name):
                    hashes.append(hash(name))
                    if not name.isascii() and not _is_one_form(name):
                        self._odd[nfc(name)] = name
                elif linked or entry.is_file():  # a pipe would hang its reader
                    files.append(name)
        if hashes:
            np.frombuffer(hashes, np.int64).sort()
        self.images = hashes
        self.files = tuple(sorted(files))
        self.folders = tuple(sorted(folders))

    def spelled(self, name: str) -> str | None:
        """Give the name on disk of an image or file that may be spelled in NFC or NFD."""
        if self._has(name):
            return name
        if name.isascii():
            return None
        composed = nfc(name)
        for form in (composed, unicodedata.normalize("NFD", name)):
            if self._has(form):
                return form
        return self._odd.get(composed)

    def _has(self, name: str) -> bool:
        if is_image(name):
            return _holds(self.images, hash(name))
        return _holds(self.files, name)


class ImageTree:
    """Which of some folders hold an image of a given name: 12 bytes an image."""

    def __init__(self, folders: list[tuple[str, Listing]]) -> None:
        self._names = [folder for folder, _ in folders]
        hashes: NDArray[np.int64] = np.concatenate(
            [np.frombuffer(listing.images, np.int64) for _, listing in folders]
        )
        owners = np.repeat(
            np.arange(len(folders), dtype=np.int32), [len(listing.images) for _, listing in folders]
        )
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._owners = owners[order]

    def folders_of(self, name: str) -> list[str]:
        """Give the folders that hold an image of that very name."""
        wanted = hash(name)
        first, last = (
            int(np.searchsorted(self._hashes, wanted, side=s)) for s in ("left", "right")
        )
        return [self._names[owner] for owner in self._owners[first:last]]


def is_inside(path: str, folder: str) -> bool:
    """Tell whether a path without links is a folder or below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _holds(ordered: Sequence[T], wanted: T) -> bool:
    at = bisect_left(ordered, wanted)
    return at < len(ordered) and ordered[at] == wanted


def _is_one_form(name: str) -> bool:
    return unicodedata.is_normalized("NFC", name) or unicodedata.is_normalized("NFD", name)
