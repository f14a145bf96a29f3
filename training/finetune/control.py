"""How a run is steered from outside: `state.json`, the file `pause`, SIGTERM."""

import fcntl
import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from training.errors import OtherRunError, StoppedError

STATE = "state.json"
PAUSE = "pause"
LOCK = "run.lock"
POLL_S = 0.3

PREPARING = "preparing"
TRAINING = "training"
PAUSED = "paused"
EVALUATING = "evaluating"
EXPORTING = "exporting"
DONE = "done"
STOPPED = "stopped"  # by SIGTERM: the same command goes on
FAILED = "failed"


@dataclass(frozen=True)
class State:
    """What `state.json` holds. seconds_left: of the training; 0 where nobody knows yet."""

    state: str
    images: int = 0
    images_planned: int = 0
    images_per_s: float = 0.0
    seconds_left: float = 0.0
    message: str = ""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep the folder to this process. Raises OtherRunError where another works in it."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OtherRunError(
                f"{folder}: another process works on this run; stop it, or choose another --folder"
            ) from error
        yield


class Control:
    """Tells where the run stands and hears what is asked of it; for the main thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stop = threading.Event()
        self._last = State(PREPARING)
        path = folder / STATE
        self._found = path.read_bytes() if path.exists() else None

    def stop_on_sigterm(self) -> None:
        """Take SIGTERM as the wish to stop at the next step."""
        signal.signal(signal.SIGTERM, lambda *_: self._stop.set())

    @property
    def stopping(self) -> bool:
        """Whether to stop was asked for."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise StoppedError if to stop was asked for."""
        if self.stopping:
            raise StoppedError

    def tell(self, state: State) -> None:
        """Write `state.json`, whole."""
        self._last = state
        part = self._folder / f"{STATE}.part"
        part.write_text(json.dumps(asdict(state), ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(self._folder / STATE)

    def tell_end(self, state: str, message: str) -> None:
        """Write how the run ended, with the counts as they stood."""
        last = self._last
        self.tell(State(state, last.images, last.images_planned, 0.0, 0.0, message))

    def leave_as_found(self) -> None:
        """Put back the `state.json` that was there: it is another run's."""
        if self._found is not None:
            (self._folder / STATE).write_bytes(self._found)

    def wait_while_paused(self) -> float:
        """Return when the file `pause` is gone or to stop was asked for; give the seconds waited.

        Told in `state.json` while it lasts.
        """
        if self.stopping or not self._pausing():
            return 0.0
        before = self._last
        began = time.monotonic()
        self.tell(State(PAUSED, before.images, before.images_planned, 0.0, before.seconds_left))
        while self._pausing() and not self._stop.wait(POLL_S):
            pass
        self.tell(before)
        return time.monotonic() - began

    def _pausing(self) -> bool:
        return (self._folder / PAUSE).exists()
