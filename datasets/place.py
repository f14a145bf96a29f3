"""The folder a dataset lives in: what is there, and the only way to its bytes.

Nothing outside the root is ever found or read.
"""

import operator
import os
import posixpath
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import islice, takewhile
from pathlib import Path

from datasets.errors import ImageMissingError, ImageUnreadableError, OutsideRootError
from datasets.line_sample import HEAD_BYTES, LineSample, sample_lines
from datasets.listing import ImageTree, Listing, is_folder, is_image, is_inside
from datasets.record import nfc
from datasets.text_file import decode_head

MAX_IMAGE_BYTES = 512 << 20
SURVEY_SIZE = 2000  # label files looked at to recognise a format

Stamp = tuple[int, ...]


class Place:
    """A dataset's root, and the label file where one was chosen."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
        self.root = path if path.is_dir() else path.parent
        self.chosen = None if path.is_dir() else path.name
        self._real_root = os.path.realpath(self.root)
        self._listings: dict[str, Listing] = {}
        self._closed: dict[str, str] = {}
        self._searched: dict[tuple[str, str], tuple[tuple[str, Listing], ...]] = {}
        self._last_owners: tuple[tuple[str, str], tuple[str, ...]] = (("", ""), ())

    def path(self, file: str) -> Path:
        """Give the full path of a file named relative to the root, after checking it is inside.

        Raises OutsideRootError.
        """
        real = os.path.realpath(Path(self._real_root, file))
        if not is_inside(real, self._real_root):
            raise OutsideRootError(_outside(file))
        return Path(real)

    def listing(self, folder: str = "") -> Listing:
        """List a folder, once. Raises OutsideRootError, OSError."""
        if folder not in self._listings:
            self._listings[folder] = Listing(str(self.path(folder)), self._real_root)
        return self._listings[folder]

    def walk(self) -> Iterator[tuple[str, Listing]]:
        """Give every folder under the root, in a fixed order; links to folders are not followed.

        Raises OSError.
        """
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            listing = self._open_listing(folder)
            if listing is not None:
                yield folder, listing
                waiting.extend(posixpath.join(folder, name) for name in reversed(listing.folders))

    def _open_listing(self, folder: str) -> Listing | None:
        try:
            return self.listing(folder)
        except PermissionError as error:
            if not folder:
                raise
            self._closed[folder] = error.strerror or str(error)
            return None

    def left_out(self) -> Iterator[tuple[str, str]]:
        """Give what was met so far and not looked into, and why: folders, and links out of here.

        Images that link outside are told of where they are asked for.
        """
        for folder, why in self._closed.items():
            yield folder, f"the folder cannot be read: {why}"
        for folder, listing in self._listings.items():
            for name in sorted(listing.escaping):
                if not is_image(name):
                    path = posixpath.join(folder, name)
                    yield path, linked_outside(path)

    def label_files(self) -> Iterator[str]:
        """Give the label file that was chosen, or every file that is not an image."""
        if self.chosen is not None:
            yield self.chosen
            return
        for folder, listing in self.walk():
            for name in listing.files:
                yield posixpath.join(folder, name)

    @cached_property
    def survey(self) -> tuple[str, ...]:
        """The first label files: enough to recognise a format by."""
        return tuple(islice(self.label_files(), SURVEY_SIZE))

    def head(self, file: str) -> str:
        """Give the beginning of a label file as text; empty where it cannot be read."""
        try:
            with self.path(file).open("rb") as stream:
                return decode_head(stream.read(HEAD_BYTES))
        except (OSError, OutsideRootError):
            return ""

    def sample(self, file: str) -> LineSample:
        """Give some lines of a label file, from all through it; none where it cannot be read."""
        try:
            return sample_lines(self.path(file))
        except (OSError, OutsideRootError):
            return LineSample()

    def image_names(self, folder: str) -> list[str]:
        """Give the names of the images in a folder, sorted, links out of the root left out."""
        escaping = self.listing(folder).escaping
        with os.scandir(self.path(folder)) as entries:
            return sorted(name for name in _image_names(entries) if name not in escaping)

    def some_image_names(self, folder: str, count: int) -> list[str]:
        """Give the names of the first few images in a folder, as the file system has them."""
        with os.scandir(self.path(folder)) as entries:
            return list(islice(_image_names(entries), count))

    def locate(self, path: str, *, by: str = "") -> str:
        """Find the file that a label names and give its path under the root, spelled as on disk.

        Looked for beside the label file that names it (`by`), then from the root, then from the
        root's own parent (`root/a.png` for `a.png`); a bare name is looked for everywhere, and is
        not taken where another label file of that name is nearer to it.
        Raises OutsideRootError, ImageMissingError.
        """
        near = posixpath.dirname(by)
        slashed = path.replace("\\", "/")
        found = self._find_near(path, near, written=path)
        if not found and slashed != path:
            found = self._find_near(slashed, near, written=path)
        if "/" not in slashed:
            found = found or self._find_anywhere(slashed)
        if not found:
            raise ImageMissingError(f"the image {path} is not there")
        is_bare = "/" not in slashed.removeprefix("./")
        if by and is_bare and by not in (owners := self.owners(found, by)):
            raise ImageMissingError(
                f"the image {path} is not there; {found} belongs to {owners[0]}"
            )
        return found

    def has(self, path: str, *, by: str = "") -> bool:
        """Tell whether `locate` finds the path."""
        try:
            self.locate(path, by=by)
        except (ImageMissingError, OutsideRootError):
            return False
        return True

    def owners(self, image: str, label_file: str) -> tuple[str, ...]:
        """Give which of the label files of that one's name are nearest to an image.

        What they call `1.png` is an image of theirs, not one of the other folders'.
        """
        home = posixpath.dirname(image)
        if home == posixpath.dirname(label_file):
            return (label_file,)
        name = _plain_name(label_file)
        if name not in self._repeated:
            return (label_file,)
        if self._last_owners[0] != (home, name):  # as a rule, the next image is beside the last
            near = {file: _nearness(posixpath.dirname(file), home) for file in self._repeated[name]}
            most = max(near.values())
            self._last_owners = (home, name), tuple(file for file in near if near[file] == most)
        return self._last_owners[1]

    @cached_property
    def _repeated(self) -> dict[str, list[str]]:
        """The label files in several folders that have one name, however it is spelled."""
        first: dict[str, str] = {}
        repeated: dict[str, list[str]] = {}
        for file in self.label_files():
            name = _plain_name(file)
            if posixpath.dirname(first.setdefault(name, file)) != posixpath.dirname(file):
                repeated.setdefault(name, [first[name]]).append(file)
        return repeated

    def read_bytes(self, path: str) -> bytes:
        """Read an image file whole.

        Raises OutsideRootError, ImageMissingError, ImageUnreadableError (too large, not a file).
        """
        with _naming(path):
            # O_NONBLOCK: a named pipe must not hang the reader. O_NOFOLLOW: the path is resolved
            # and checked, a link put there since is refused.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            with open(os.open(self.path(path), flags), "rb") as stream:  # noqa: PTH123
                found = os.fstat(stream.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise ImageUnreadableError(f"{path} is not a file")
                if found.st_size > MAX_IMAGE_BYTES:
                    raise ImageUnreadableError(f"{path} has more than {MAX_IMAGE_BYTES} bytes")
                return stream.read()

    def stamp(self, path: str) -> Stamp:
        """Give what is another as soon as the image file is: its place, size and times.

        Raises OutsideRootError, ImageMissingError, ImageUnreadableError.
        """
        with _naming(path):
            found = self.path(path).stat()
            # The time of the last change of any kind: a copy may bring the other along.
            return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def _find_near(self, path: str, near: str, *, written: str) -> str | None:
        """Look in the folders that a path may mean; errors name it as it was `written`."""
        folder, _, name = path.rpartition("/")
        try:
            candidates = self._candidates(near, folder)
        except OutsideRootError as error:
            raise OutsideRootError(_outside(written)) from error
        for prefix, listing in candidates:
            if name in listing.escaping:
                raise OutsideRootError(linked_outside(written))
            if spelled := listing.spelled(name):
                return prefix + spelled
        return None

    def _candidates(self, near: str, folder: str) -> tuple[tuple[str, Listing], ...]:
        searched = self._searched.get((near, folder))
        if searched is None:
            searched = self._searched[near, folder] = tuple(self._search(near, folder))
        return searched

    def _search(self, near: str, folder: str) -> Iterator[tuple[str, Listing]]:
        places = [posixpath.join(near, folder), folder]
        first, _, rest = folder.partition("/")
        if first == self.root.resolve().name:
            places.append(rest)
        outside = False
        found = False
        for place in dict.fromkeys(map(self._under_root, places)):
            if place is None:
                outside = True
            elif existing := self._existing_folder(place):
                found = True
                inner = "" if existing == "." else existing
                if listing := self._open_listing(inner):
                    yield f"{inner}/" if inner else "", listing
        if outside and not found:
            raise OutsideRootError(_outside(folder))

    def _under_root(self, place: str) -> str | None:
        for start in (self._real_root, str(self.root)):
            if place.startswith(f"{start}/"):
                place = place[len(start) + 1 :]
        place = posixpath.normpath(place)
        return None if place == ".." or place.startswith(("../", "/")) else place

    def _existing_folder(self, folder: str) -> str | None:
        forms = (folder, nfc(folder), unicodedata.normalize("NFD", folder))
        for form in dict.fromkeys(forms):
            # Unlike Path.is_dir, os.path.isdir is False for names that are too long.
            with suppress(ValueError):  # a NUL or a lone surrogate, which no name on disk has
                if os.path.isdir(self.path(form)):  # noqa: PTH112
                    return form
        return None

    def _find_anywhere(self, name: str) -> str | None:
        forms = dict.fromkeys((name, nfc(name), unicodedata.normalize("NFD", name)))
        found = [
            posixpath.join(folder, form) for form in forms for folder in self._tree.folders_of(form)
        ]
        if len(found) > 1:
            raise ImageMissingError(f"{name} could be any of {', '.join(found)}")
        return found[0] if found else None

    @cached_property
    def _tree(self) -> ImageTree:
        return ImageTree(list(self.walk()))


def _image_names(entries: Iterator[os.DirEntry[str]]) -> Iterator[str]:
    return (entry.name for entry in entries if is_image(entry.name) and not is_folder(entry))


def _plain_name(file: str) -> str:
    return nfc(posixpath.basename(file)).lower()


def _nearness(folder: str, other: str) -> int:
    """Count the folders that two paths share at their beginnings and at their ends."""
    if folder == other:
        return sys.maxsize
    one, two = folder.split("/"), other.split("/")
    above = _shared(one, two)
    return above + _shared(reversed(one[above:]), reversed(two[above:]))


def _shared(one: Iterable[str], two: Iterable[str]) -> int:
    return sum(takewhile(bool, map(operator.eq, one, two)))


@contextmanager
def _naming(path: str) -> Iterator[None]:
    """Let an image file that cannot be read be named as it was asked for."""
    try:
        yield
    except FileNotFoundError as error:
        raise ImageMissingError(f"the image {path} is not there") from error
    except (OSError, ValueError) as error:
        raise ImageUnreadableError(f"{path}: {error}") from error


def _outside(path: str) -> str:
    return (
        f"{path} leads outside the dataset: open the folder that holds both, or bring the file "
        "into the dataset and correct the path"
    )


def linked_outside(path: str) -> str:
    """Say that a path is a link out of the dataset, and what to do."""
    return (
        f"{path} leads outside the dataset through a symbolic link: open the folder that holds "
        "both, or put the file itself in the place of the link"
    )
