"""Files and folders that appear whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datasets.errors import OutputExistsError


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Give a path to write to; on success it takes the place of `out`, on failure it is gone."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(out)
    try:
        yield part
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(out.parent)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give an empty folder to fill; on success it becomes `out`, on failure it is gone.

    Raises OutputExistsError where `out` holds anything: nothing of the user's is ever removed.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputExistsError(f"{out} is not empty; choose a new folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(out)
    part.mkdir()
    try:
        yield part
        os.sync()  # a million files would take hours to sync one by one
        part.replace(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _sync_folder(out.parent)


def _beside(out: Path) -> Path:
    return out.parent / f".{secrets.token_hex(8)}.part"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
