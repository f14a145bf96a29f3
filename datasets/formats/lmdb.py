"""LMDB of deep-text-recognition-benchmark: `image-%09d`, `label-%09d` from 1, `num-samples`."""

import posixpath
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from datasets.errors import (
    ImageMissingError,
    ImageUnreadableError,
    LabelFileError,
    MissingDependencyError,
    NotWritableError,
    OutsideRootError,
)
from datasets.format import Format, ReadImage, Recognition
from datasets.place import Place
from datasets.record import Entry, ImageRef, Problem, Record, Sample, Source, nfc

DATABASE = "data.mdb"
COUNT = b"num-samples"
MAP_SIZE = 1 << 40  # of address space, as the benchmark itself does; the file grows as needed
BATCH = 1000

Environment = Any  # lmdb.Environment: the package is optional and has no types


class LmdbFormat(Format):
    """A folder with `data.mdb`."""

    name = "lmdb"
    title = "LMDB of deep-text-recognition-benchmark"
    label_file = DATABASE

    def __init__(self) -> None:
        self._open: dict[str, Environment] = {}
        self._lock = Lock()

    def recognise(self, place: Place) -> Recognition | None:
        """Look for `data.mdb`."""
        for file in place.survey:
            if posixpath.basename(file) == DATABASE:
                return Recognition(self.name, 1.0, f"{file} is an LMDB database")
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give every database."""
        return (f for f in place.label_files() if posixpath.basename(f) == DATABASE)

    def read(self, place: Place) -> Iterator[Record | Problem]:
        """Stream the samples of every database in the order of their numbers."""
        for file in self.files(place):
            try:
                yield from self._read_database(place, file)
            except (LabelFileError, OutsideRootError, OSError) as error:
                yield Problem(file, None, str(error))

    def read_entry(self, place: Place, path: str, entry: Entry) -> bytes:
        """Give the image under a key."""
        lmdb = _import_lmdb()
        try:
            with self._environment(place, path).begin() as transaction:
                image = transaction.get(entry.key.encode())
        except (lmdb.Error, ValueError) as error:  # ValueError: an empty or overlong key
            raise ImageUnreadableError(f"{path}: {entry.key} cannot be read: {error}") from error
        if image is None:
            raise ImageMissingError(f"{path} has no {entry.key}")
        return bytes(image)

    def close(self) -> None:
        """Close the databases."""
        with self._lock:
            for environment in self._open.values():
                environment.close()
            self._open.clear()

    def write_folder(self, samples: Iterable[Sample], folder: Path, read_image: ReadImage) -> int:
        """Write `data.mdb`; the same samples give the same bytes."""
        count = 0
        with _writable(folder) as environment:
            batch: list[tuple[bytes, bytes]] = []
            for count, sample in enumerate(samples, 1):
                batch.append((b"image-%09d" % count, read_image(sample.image)))
                batch.append((b"label-%09d" % count, sample.label.encode()))
                if count % BATCH == 0:
                    _put(environment, batch)
                    batch.clear()
            _put(environment, [*batch, (COUNT, b"%d" % count)])
        return count

    def write_back(self, place: Place, changes: Mapping[str, str], folder: Path) -> set[str]:
        """Copy the databases and put the changed labels into the copies."""
        written: set[str] = set()
        for file in self.files(place):
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place.path(file), target)
            labels: list[tuple[bytes, bytes]] = []
            for entry in self._read_database(place, file):
                if isinstance(entry, Record) and entry.key in changes:
                    written.add(entry.key)
                    key = entry.source.pointer.removeprefix("/").encode()
                    labels.append((key, changes[entry.key].encode()))
            with _writable(target.parent) as environment:
                _put(environment, labels)
        return written

    def _read_database(self, place: Place, file: str) -> Iterator[Record | Problem]:
        lmdb = _import_lmdb()
        try:
            with self._environment(place, file).begin() as transaction:
                count = int(transaction.get(COUNT, b"-1"))
                if not 0 <= count <= transaction.stat()["entries"]:
                    said = "no num-samples" if count < 0 else f"num-samples {count}, which is wrong"
                    yield Problem(file, None, f"has {said}: samples are counted")
                    count = _count_labels(transaction)
                for number in range(1, count + 1):
                    yield _sample(transaction, file, number)
        except (lmdb.Error, ValueError) as error:
            raise LabelFileError(f"cannot be read: {error}") from error

    def _environment(self, place: Place, file: str) -> Environment:
        with self._lock:
            if file not in self._open:
                self._open[file] = _open_for_reading(place.path(file))
            return self._open[file]


def _sample(transaction: Any, file: str, number: int) -> Record | Problem:
    image, label = f"image-{number:09d}", f"label-{number:09d}"
    stored = transaction.get(label.encode())
    if stored is None:
        return Problem(file, None, f"has no {label}")
    if transaction.get(image.encode()) is None:
        return Problem(file, None, f"has no {image}")
    try:
        raw = stored.decode()
    except UnicodeDecodeError:
        return Problem(file, None, f"{label} is not UTF-8")
    return Record(ImageRef(file, Entry(image)), nfc(raw), raw, Source(file, None, f"/{label}"))


def _count_labels(transaction: Any) -> int:
    cursor = transaction.cursor()
    if not cursor.set_range(b"label-"):
        return 0
    return sum(key.startswith(b"label-") for key in cursor.iternext(values=False))


def _open_for_reading(path: Path) -> Environment:
    lmdb = _import_lmdb()
    try:
        environment = lmdb.open(str(path), subdir=False, readonly=True, lock=False, readahead=False)
    except lmdb.Error as error:
        raise LabelFileError(f"cannot be opened as LMDB: {error}") from error
    # The database is mapped into memory: reading a page behind the file's end kills the process.
    whole = (environment.info()["last_pgno"] + 1) * environment.stat()["psize"]
    there = path.stat().st_size
    if there < whole:
        environment.close()
        raise LabelFileError(
            f"is cut off (size {there}, expected {whole}): copy it again from where it came"
        )
    return environment


def _writable(folder: Path) -> Environment:
    # Without a lock file: nobody else knows the folder yet. Its bytes are synced by the caller.
    return _import_lmdb().open(str(folder), map_size=MAP_SIZE, lock=False, sync=False)


def _put(environment: Environment, pairs: list[tuple[bytes, bytes]]) -> None:
    lmdb = _import_lmdb()
    try:
        with environment.begin(write=True) as transaction:
            for key, value in pairs:
                transaction.put(key, value)
    except lmdb.Error as error:
        raise NotWritableError(f"LMDB cannot hold this: {error}") from error


def _import_lmdb() -> Any:
    try:
        import lmdb
    except ImportError as error:
        raise MissingDependencyError(
            "LMDB needs the package lmdb: pip install 'hangul-ocr-review[lmdb]'"
        ) from error
    return lmdb
