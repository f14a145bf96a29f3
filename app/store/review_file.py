"""A review file: one SQLite database, one program at a time."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.store.database import Database
from app.store.errors import CorruptReviewError, ReviewMissingError, translated
from app.store.file_lock import FileLock
from app.store.item_table import ItemTable
from app.store.journal import Journal
from app.store.prediction_table import PredictionTable
from app.store.schema import migrate, version_of
from app.store.snapshots import SnapshotTable
from datasets.atomic import sync


class ReviewFile:
    """An open review file; holds its lock until closed.

    `items`, `journal`, `predictions` and `snapshots` are its tables.
    """

    def __init__(self, path: Path, database: Database, lock: FileLock | None) -> None:
        self.path = path
        self._database = database
        self._lock = lock
        self.items = ItemTable(database)
        self.journal = Journal(database)
        self.predictions = PredictionTable(database)
        self.snapshots = SnapshotTable(database)

    @classmethod
    def open(cls, path: Path) -> "ReviewFile":
        """Open an existing review file for writing.

        Raises ReviewMissingError, ReviewLockedError, NewerReviewError, CorruptReviewError,
        NotWritableError, UnreachableError.
        """
        _insist_on_a_file(path)
        lock = FileLock(path)
        try:
            cls.read(path).close()  # what is no review is refused before anything is written
            _insist_on_writing(path)
            return cls(path, _migrated(Database.writing(path)), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def read(cls, path: Path) -> "ReviewFile":
        """Open a review file beside its writer, to read it as it stands, from any one thread.

        Raises ReviewMissingError, NewerReviewError, CorruptReviewError, UnreachableError.
        """
        _insist_on_a_file(path)
        return cls(path, _recognised(Database.reading(path)), None)

    def beside(self) -> "ReviewFile":
        """Open this very file once more for reading, as `read` does, whatever lies in its place.

        May be called in any thread. Raises StoreError.
        """
        return ReviewFile(self.path, self._database.beside(), None)

    def prepare_checkpoint(self) -> Callable[[], None]:
        """Give a call that tidies the log up, in any thread. The call raises StoreError."""
        return self._database.prepare_checkpoint()

    def meta(self, key: str) -> str | None:
        """Give a setting of this review."""
        row = self._database.row("SELECT value FROM meta WHERE key = ?", (key,))
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep a setting of this review."""
        with self._database.transaction():
            self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def changes(self) -> int:
        """How many rows were changed since it was opened."""
        return self._database.changes

    def close(self) -> None:
        """Close the file and let others open it."""
        try:
            self._database.close()
        finally:
            if self._lock is not None:
                self._lock.release()
                self._lock = None


class NewReviewFile:
    """A review file being filled beside its place; it appears there whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        _insist_on_no_loose_link(path)
        self._lock = FileLock(path)
        try:
            with translated(path):
                self._part.unlink(missing_ok=True)  # what a killed import left
            database = _migrated(Database.filling(self._part))
        except BaseException:
            self._lock.release()
            raise
        self.file = ReviewFile(self._part, database, None)

    def finish(self) -> ReviewFile:
        """Put the file in its place, on disk, and give it open. Raises StoreError."""
        try:
            self.file.close()
            with translated(self._path):
                sync(self._part)
                self._remove_old_log()
                self._part.replace(self._path)
                sync(self._path.parent)
            return ReviewFile(self._path, Database.writing(self._path), self._lock)
        except BaseException:
            self._let_go()
            raise

    def _remove_old_log(self) -> None:
        """Remove the log of a review that was here and was killed: it would be taken for ours."""
        for suffix in ("-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def abandon(self) -> None:
        """Leave nothing behind."""
        try:
            self.file.close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        try:
            self._part.unlink(missing_ok=True)
        finally:
            self._lock.release()


def _insist_on_a_file(path: Path) -> None:
    if not path.is_file():
        raise ReviewMissingError(f"{path}: there is no review file here.")


def _insist_on_no_loose_link(path: Path) -> None:
    """Refuse to take the place of a link to a review whose disk or share is not there."""
    if path.is_symlink() and not path.exists():
        with translated(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def _insist_on_writing(path: Path) -> None:
    """Refuse a file that can only be read: SQLite would do so no sooner than at a decision."""
    with translated(path):
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _migrated(database: Database) -> Database:
    with _closed_on_failure(database):
        migrate(database.connection, str(database.path))
    return database


def _recognised(database: Database) -> Database:
    with _closed_on_failure(database):
        if not version_of(database.connection, str(database.path)):
            raise CorruptReviewError(
                f"{database.path}: an empty file, not a review. Restore it from a backup, or "
                "move it away to begin a new review."
            )
    return database


@contextmanager
def _closed_on_failure(database: Database) -> Iterator[None]:
    try:
        with translated(database.path):
            yield
    except BaseException:
        database.close()
        raise
