"""The training as a process of its own, which the program starts, finds again and listens to.

It outlives the program. What the two have in common is the run folder: its files say how far the
training is (`TrainingFiles`), a file `pause` holds it, SIGTERM ends it with a checkpoint.
"""

import fcntl
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.services.training_files import (
    Moment,
    Phase,
    Plan,
    Point,
    Report,
    TrainingFiles,
    TrainingFilesError,
)

log = logging.getLogger(__name__)

LISTEN_MS = 400
_PAUSE, _STOPPED, _LOOKED_AT = "pause", "stopped", "looked_at"
_LOCK, _LOG = "running.lock", "log.txt"
_MODEST = 10


@dataclass(frozen=True)
class TrainingSight:
    """Everything known of a training at a moment."""

    moment: Moment
    plan: Plan | None = None
    history: tuple[Point, ...] = ()
    report: Report | None = None

    @property
    def share(self) -> float:
        """How much is done, in [0, 1]: of the images, or of the time where that ends it sooner."""
        moment = self.moment
        done = moment.images / moment.images_planned if moment.images_planned else 0.0
        if self.history and moment.seconds_left:
            seconds = self.history[-1].seconds
            done = max(done, seconds / (seconds + moment.seconds_left))
        return min(1.0, done)

    @property
    def is_running(self) -> bool:
        """Whether a process works on it, or waits in a pause."""
        return not self.moment.phase.is_over


class TrainingProcess(QObject):
    """One training. changed: `sight` is another than it was."""

    changed = pyqtSignal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._files = TrainingFiles(folder)
        self._sight = TrainingSight(Moment(Phase.STOPPED))
        self._timer = QTimer(self)
        self._timer.setInterval(LISTEN_MS)
        self._timer.timeout.connect(self.listen)
        self.listen()

    @property
    def sight(self) -> TrainingSight:
        """What was seen when `listen` looked last."""
        return self._sight

    def start(self, command: Sequence[str]) -> None:
        """Begin, or go on from the checkpoint."""
        with _held(self.folder / _LOCK) as lock:
            if lock is None:
                return  # it is at work already
            for name in (_PAUSE, _STOPPED, _LOOKED_AT, "state.json"):
                (self.folder / name).unlink(missing_ok=True)
            with (self.folder / _LOG).open("ab") as output:
                try:
                    pid = _start_detached(command, output, kept_open=lock)
                except OSError:
                    output.write(f"{command[0]}: this program could not be started.\n".encode())
                else:
                    os.pwrite(lock, f"{pid:<20}".encode(), 0)
                    with suppress(OSError):  # it may be over already
                        os.setpriority(os.PRIO_PROCESS, pid, _MODEST)
        self.listen()

    def pause(self) -> None:
        """Hold the training after the batch under way."""
        (self.folder / _PAUSE).touch()
        self.listen()

    def resume(self) -> None:
        """Let a paused training go on."""
        (self.folder / _PAUSE).unlink(missing_ok=True)
        self.listen()

    @property
    def is_held(self) -> bool:
        """Whether the training is asked to pause."""
        return (self.folder / _PAUSE).exists()

    def stop(self) -> None:
        """Ask for a checkpoint and the end; `changed` tells when it has come."""
        (self.folder / _STOPPED).touch()
        pid = _holder(self.folder / _LOCK)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self.listen()

    @property
    def was_looked_at(self) -> bool:
        """Whether the person has seen how it ended."""
        return (self.folder / _LOOKED_AT).exists()

    def mark_looked_at(self) -> None:
        """Take note that the person has seen how it ended."""
        (self.folder / _LOOKED_AT).touch()

    def leave(self) -> None:
        """Listen no more; the training goes on."""
        self._timer.stop()

    def listen(self) -> None:
        """Look at the files and whether the process is there."""
        running = _holder(self.folder / _LOCK) is not None  # before the files: it writes, then ends
        try:
            sight = self._look(running=running)
        except (TrainingFilesError, OSError) as error:
            log.warning("run folder: %s", error)
            sight = replace(self._sight, moment=Moment(Phase.FAILED, message=str(error)))
        if not running:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        if sight != self._sight:
            self._sight = sight
            self.changed.emit()

    def _look(self, *, running: bool) -> TrainingSight:
        files = self._files
        moment = files.moment() or Moment(Phase.PREPARING)
        if running and moment.phase in (Phase.STOPPED, Phase.FAILED):
            return self._sight  # it has said its last word and is about to end
        if not running and not moment.phase.is_over:
            moment = self._ended(moment)
        report = files.report() if moment.phase is Phase.DONE else None
        return TrainingSight(moment, files.plan(), files.history(), report)

    def _ended(self, moment: Moment) -> Moment:
        """Give the end of a process that did not say how it ended."""
        history = self._files.history()
        images = max(moment.images, history[-1].images if history else 0)
        if (self.folder / _STOPPED).exists():
            return replace(moment, phase=Phase.STOPPED, images=images)
        message = self._files.last_words() or f"{self.folder / _LOG}: it ended without a word."
        return replace(moment, phase=Phase.FAILED, images=images, message=message)


_SOURCE = Path(__file__).resolve().parents[2]
"""Where `python -m training` finds its package, in a checkout and in an installed wheel."""


def _start_detached(command: Sequence[str], output: BinaryIO, *, kept_open: int) -> int:
    """Start a process that outlives this one and give its number. Raises OSError.

    QProcess forks, and what libraries have registered for a fork (gRPC has) then runs in the
    child: where that ended it, the process counted as started. Here the child is made without.
    """
    process = subprocess.Popen(
        command,
        cwd=_SOURCE,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=(kept_open,),
        start_new_session=True,
    )
    # Somebody has to take note of its end, or it stays behind as a zombie.
    threading.Thread(target=process.wait, name="training-end", daemon=True).start()
    return process.pid


@contextmanager
def _held(path: Path) -> Iterator[int | None]:
    """Give a descriptor that holds the lock `path`, None where a process holds it.

    The lock is the system's and goes over to the process that is started with the descriptor
    open: whoever finds it held knows that the training is there, however this program ended, and
    no other process that was given its number can be taken for it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _holder(path: Path) -> int | None:
    """Give the number of the process that holds the lock, None where none does."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        number = os.pread(descriptor, 20, 0).strip()
        return int(number) if number.isdigit() else None
    else:
        return None
    finally:
        os.close(descriptor)
