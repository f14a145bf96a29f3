"""Files and folders that appear whole or not at all."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from datasets.errors import OutputExistsError

SYNCED_SINGLY = 1000  # files; past it one sync of everything is faster


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Give a path to write to; on success it takes the place of `out`, on failure it is gone.

    Where `out` is a link, what it names is replaced.
    """
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(out)
    try:
        yield part
        sync(part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    sync(out.parent)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give an empty folder to fill; on success it becomes `out`, on failure it is gone.

    Where `out` is a link, what it names is replaced. Raises OutputExistsError where it holds
    anything: nothing of the user's is ever removed.
    """
    out = out.resolve()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputExistsError(f"{out} is not empty; choose a new folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(out)
    part.mkdir()
    try:
        yield part
        _sync_below(part)
        part.replace(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    sync(out.parent)


def _beside(out: Path) -> Path:
    return out.parent / f".{secrets.token_hex(8)}.part"


def _sync_below(folder: Path) -> None:
    below = list(islice(folder.rglob("*"), SYNCED_SINGLY + 1))
    if len(below) > SYNCED_SINGLY:
        os.sync()
        return
    for path in (*below, folder):
        sync(path)


def sync(path: Path) -> None:
    """Put a file or folder on the disk, as far as its file system can. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Network shares that cannot sync a folder say so; their files are synced.
        if not (path.is_dir() and error.errno in (errno.EINVAL, errno.ENOTSUP)):
            raise
    finally:
        os.close(descriptor)
