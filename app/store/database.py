"""The connection to a review file: one writer, every decision on disk before it returns."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.store.errors import UnreachableError, translated

Row = tuple[Any, ...]
_SPARING = "wal_autocheckpoint = 20000"
"""SQLite's own checkpoints would come in the middle of a decision: see `checkpoint`."""
_FETCHED = 1000


class Database:
    """SQLite with this program's settings and errors. Used by the thread that holds the review."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._identity = _identity(path)

    @classmethod
    def writing(cls, path: Path) -> "Database":
        """Open for reading and writing; WAL where the file system can, always fully synced."""
        return cls(path, _connect(path, ("journal_mode = WAL", "synchronous = FULL", _SPARING)))

    @classmethod
    def filling(cls, path: Path) -> "Database":
        """Open a file that nobody uses yet and that is thrown away if filling it fails."""
        return cls(path, _connect(path, ("journal_mode = OFF", "synchronous = OFF")))

    @classmethod
    def reading(cls, path: Path) -> "Database":
        """Open for reading beside the writer, from any one thread."""
        return cls(path, _connect(path, ("query_only = ON",)))

    @property
    def connection(self) -> sqlite3.Connection:
        """The bare connection, for migrations."""
        return self._connection

    def rows(self, sql: str, values: Iterable[Any] = ()) -> Iterator[Row]:
        """Stream the rows of a query."""
        with translated(self.path):
            cursor = self._connection.execute(sql, tuple(values))
            while rows := cursor.fetchmany(_FETCHED):
                yield from rows

    def row(self, sql: str, values: Iterable[Any] = ()) -> Row | None:
        """Give the first row of a query, None where there is none."""
        with translated(self.path):
            row: Row | None = self._connection.execute(sql, tuple(values)).fetchone()
            return row

    def execute(self, sql: str, values: Iterable[Any] = ()) -> None:
        """Run one statement inside a transaction."""
        self._connection.execute(sql, tuple(values))

    def execute_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Run one statement for every row, inside a transaction."""
        self._connection.executemany(sql, rows)

    @property
    def changes(self) -> int:
        """How many rows were ever changed over this connection."""
        return self._connection.total_changes

    @contextmanager
    def transaction(self, *, synced: bool = True) -> Iterator[None]:
        """Write all or nothing: on leaving it is on disk, or StoreError says why it is not.

        synced: where not, a loss of power may take it back, but no end of the program can. For
        what a machine can tell again: waiting for the disk takes longer than all else.
        """
        with translated(self.path):
            self._insist_on_the_file()
            if not synced:
                self._connection.execute("PRAGMA synchronous = NORMAL")
            try:
                yield from self._all_or_nothing()
            finally:
                if not synced:
                    self._connection.execute("PRAGMA synchronous = FULL")

    def _all_or_nothing(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Close the connection; errors of a disk that has gone do not matter any more."""
        with translated(self.path):
            self._connection.close()

    def _insist_on_the_file(self) -> None:
        """Refuse to write into a file that is no longer in its folder: it would be lost."""
        try:
            here = _identity(self.path)
        except OSError as error:
            raise UnreachableError(
                f"{self.path}: the review file has gone ({error.strerror}). Put it back, or "
                "reconnect its disk or share; decisions are refused until then."
            ) from error
        if here != self._identity:
            raise UnreachableError(
                f"{self.path}: another file has taken the place of the review. Open it anew."
            )


def checkpoint(path: Path) -> None:
    """Move what was committed from the log into the file, over a connection of its own.

    May run in any thread beside the writer, who need not wait for it. Raises StoreError.
    """
    connection = _connect(path, ())
    with translated(path):
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()


def _connect(path: Path, settings: Iterable[str]) -> sqlite3.Connection:
    with translated(path):
        # An import makes the review in a job and hands it to the window; never both at once.
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            for setting in (*settings, "temp_store = MEMORY", "cache_size = -16000"):
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
        return connection


def _identity(path: Path) -> tuple[int, int]:
    status = os.stat(path)  # noqa: PTH116 - on every decision: half the cost of Path.stat
    return status.st_dev, status.st_ino
