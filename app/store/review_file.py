"""A review file: one SQLite database, one program at a time."""

import os
from pathlib import Path

from app.store.database import Database
from app.store.errors import ReviewMissingError, translated
from app.store.file_lock import FileLock
from app.store.item_table import ItemTable
from app.store.journal import Journal
from app.store.prediction_table import PredictionTable
from app.store.schema import migrate
from app.store.snapshots import SnapshotTable


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
        if not path.is_file():
            raise ReviewMissingError(f"{path}: there is no review file here.")
        lock = FileLock(path)
        try:
            return cls(path, _migrated(Database.writing(path)), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def read(cls, path: Path) -> "ReviewFile":
        """Open a review file beside its writer, to read it as it stands, from any one thread."""
        return cls(path, Database.reading(path), None)

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
        self.file.close()
        try:
            with translated(self._path):
                _sync(self._part)
                self._part.replace(self._path)
                _sync(self._path.parent)
            return ReviewFile(self._path, Database.writing(self._path), self._lock)
        except BaseException:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Leave nothing behind."""
        try:
            self.file.close()
            self._part.unlink(missing_ok=True)
        finally:
            self._lock.release()


def _migrated(database: Database) -> Database:
    try:
        with translated(database.path):
            migrate(database.connection, str(database.path))
    except BaseException:
        database.close()
        raise
    return database


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
