"""What can go wrong with a review file, worded for the person: what happened, what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """Base of everything that a review file raises on purpose. Nothing was changed."""


class ReviewMissingError(StoreError):
    """There is no review file at the path."""


class ReviewLockedError(StoreError):
    """The review is open elsewhere; the message says where."""


class NewerReviewError(StoreError):
    """The review file was written by a newer version of the program."""


class CorruptReviewError(StoreError):
    """The file is not a review, or it is damaged."""


class DiskFullError(StoreError):
    """There is no room left for the review file."""


class NotWritableError(StoreError):
    """The folder or the file cannot be written."""


class UnreachableError(StoreError):
    """The file has gone, or its disk or share does not answer."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise on the file `path` into a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(error, path) from error
    except OSError as error:
        raise _translate_os(error, path) from error


def _translate(error: sqlite3.Error, path: Path) -> Exception:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name == "SQLITE_FULL":
        return _disk_full(path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return _not_writable(path)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return CorruptReviewError(
            f"{path}: not a review file, or a damaged one ({error}). It is left as it is: "
            "restore it from a backup, or move it away to begin a new review."
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ReviewLockedError(f"{path}: another program is using the file. Close it there.")
    if name.startswith("SQLITE_IOERR"):
        return UnreachableError(
            f"{path}: the disk or share does not take it ({error}). Check that it is connected "
            "and has room, then try again; nothing so far is lost."
        )
    return error  # a fault of this program: let it be seen as what it is


def _translate_os(error: OSError, path: Path) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full(path)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _not_writable(path)
    return UnreachableError(f"{path}: {error.strerror}. Check that its disk or share is there.")


def _disk_full(path: Path) -> StoreError:
    return DiskFullError(
        f"{path}: the disk is full. Make room and try again; nothing so far is lost."
    )


def _not_writable(path: Path) -> StoreError:
    return NotWritableError(
        f"{path}: cannot be written. Check the rights of the file and its folder, or give "
        "another place for the review file."
    )
