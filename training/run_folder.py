"""The folder of a run: one process works in it at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.errors import OtherRunError, TrainingError

LOCK = "run.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder and keep it to this process.

    Raises OtherRunError where another works in it, TrainingError where it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as error:
        raise TrainingError(f"{folder}: cannot be written: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OtherRunError(
                f"{folder}: another process works on this run; stop it, or choose another --folder"
            ) from error
        yield
