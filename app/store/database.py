"""The connection to a review file: one writer, every decision on disk before it returns."""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from app.store.errors import UnreachableError, translated

log = logging.getLogger(__name__)

Row = tuple[Any, ...]
Identity = tuple[int, int]
"""Which file it is, whatever lies under its name meanwhile: device and inode."""
_SPARING = "wal_autocheckpoint = 20000"
"""SQLite's own checkpoints would come in the middle of a decision: see `prepare_checkpoint`."""
_FETCHED = 1000


class Database:
    """SQLite with this program's settings and errors. Used by the thread that holds the review."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._identity = _identity_of(path)

    @classmethod
    def writing(cls, path: Path) -> "Database":
        """Open for reading and writing; WAL where the file system can, always fully synced."""
        return cls(path, _connect(path, ("journal_mode = WAL", "synchronous = FULL", _SPARING)))

    @classmethod
    def filling(cls, path: Path) -> "Database":
        """Open a file that nobody uses yet and that is thrown away if filling it fails."""
        settings = ("journal_mode = OFF", "synchronous = OFF")
        return cls(path, _connect(path, settings, create=True))

    @classmethod
    def reading(cls, path: Path) -> "Database":
        """Open for reading beside the writer, from any one thread."""
        return cls(path, _connect(path, ("query_only = ON",)))

    def beside(self) -> "Database":
        """Open the same file for reading, from any one thread. Raises UnreachableError."""
        return Database(self.path, _connect(self.path, ("query_only = ON",), only=self._identity))

    def prepare_checkpoint(self) -> Callable[[], None]:
        """Give a call that moves what was committed from the log into the file.

        It may run in any thread beside the writer, who need not wait for it. Raises StoreError.
        """
        return partial(_checkpoint, self.path, self._identity)

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
            _insist_on(self.path, self._identity)
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
        try:
            _insist_on(self.path, self._identity)
        except UnreachableError:
            self._empty_log()
        with translated(self.path):
            self._connection.close()

    def _empty_log(self) -> None:
        """Take the log into a file that is not in its place: SQLite leaves it lying there then.

        It would take the log for that of the file that is there now, and mix the two.
        """
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            log.warning("log not taken in: %s", error)


def _checkpoint(path: Path, identity: Identity) -> None:
    with translated(path), closing(_connect(path, (), only=identity)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _connect(
    path: Path, settings: Iterable[str], *, create: bool = False, only: Identity | None = None
) -> sqlite3.Connection:
    """Connect to a file that is there, unless it may be made; `only` to that one."""
    with translated(path):
        if not create:
            path.stat()  # SQLite has one word for a file that has gone and one it may not open
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            isolation_level=None,
            # An import makes the review in a job and hands it to the window; never both at once.
            check_same_thread=False,
        )
        try:
            if only is not None:
                # Before anything is read: SQLite would take the log of the file that was here for
                # that of the one that is, and mix the two.
                _insist_on(path, only)
            for setting in (*settings, "temp_store = MEMORY", "cache_size = -16000"):
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
        return connection


def _insist_on(path: Path, identity: Identity) -> None:
    """Refuse a file that is no longer in its folder: what is written into it would be lost."""
    try:
        here = _identity_of(path)
    except OSError as error:
        raise UnreachableError(
            f"{path}: the review file has gone ({error.strerror}). Put it back, or reconnect its "
            "disk or share; decisions are refused until then."
        ) from error
    if here != identity:
        raise UnreachableError(
            f"{path}: another file has taken the place of the review. Open it anew."
        )


def _identity_of(path: Path) -> Identity:
    status = os.stat(path)  # noqa: PTH116 - on every decision: half the cost of Path.stat
    return status.st_dev, status.st_ino
