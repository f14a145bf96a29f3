"""One program at a time on a review file, held by the operating system.

The lock is the system's (flock), so that it ends with its process, however that ends; the text in
the lock file only tells people who holds it. It lies beside the review file, whatever links lead
there, because SQLite itself locks that one, and releasing any lock of a process on a file may
release them all.
"""

import fcntl
import logging
import os
import socket
from pathlib import Path
from types import TracebackType

from app.store.errors import ReviewLockedError, translated

log = logging.getLogger(__name__)


class FileLock:
    """A held lock on `path`. Raises ReviewLockedError naming the holder, or another StoreError."""

    def __init__(self, path: Path) -> None:
        self._of = path
        with translated(path):
            real = path.resolve()
            self._path = real.with_name(real.name + ".lock")
            self._descriptor = self._acquire()

    def _acquire(self) -> int:
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                self._lock(descriptor)
                if self._is_there(descriptor):
                    self._sign(descriptor)
                    return descriptor
            except BaseException:
                os.close(descriptor)  # or this program itself would hold it, until it ends
                raise
            os.close(descriptor)  # its last holder removed it between our open and our lock

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
            raise ReviewLockedError(
                f"{self._of}: this review is already open ({holder or 'holder unknown'}). "
                "Go on there, or close it first."
            ) from None

    def _sign(self, descriptor: int) -> None:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)

    def _is_there(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let go; the lock file disappears."""
        try:
            if self._is_there(self._descriptor):
                self._path.unlink()
        except OSError as error:  # the lock ends with the descriptor all the same
            log.warning("lock file not removed: %s", error)
        finally:
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
