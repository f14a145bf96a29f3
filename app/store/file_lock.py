"""One program at a time on a review file, held by the operating system.

The lock is the system's (flock), so that it ends with its process, however that ends; the text in
the lock file only tells people who holds it. It lies beside the review file because SQLite itself
locks that one, and releasing any lock of a process on a file may release them all.
"""

import fcntl
import os
import socket
from pathlib import Path
from types import TracebackType

from app.store.errors import ReviewLockedError, translated


class FileLock:
    """A held lock on `path`. Raises ReviewLockedError naming the holder, or another StoreError."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        with translated(path):
            self._descriptor = self._acquire(path)

    def _acquire(self, path: Path) -> int:
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
                os.close(descriptor)
                raise ReviewLockedError(
                    f"{path}: this review is already open ({holder or 'holder unknown'}). "
                    "Go on there, or close it first."
                ) from None
            if self._still_there(descriptor):
                os.ftruncate(descriptor, 0)
                os.pwrite(
                    descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0
                )
                return descriptor
            os.close(descriptor)  # its last holder removed it between our open and our lock

    def _still_there(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let go; the lock file disappears."""
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
