"""How a run is steered from outside: `state.json`, the file `pause`, the wish to stop."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from training.stopping import Stop
from training.whole_file import write_text

STATE = "state.json"
PAUSE = "pause"
POLL_S = 0.3

PREPARING = "preparing"
TRAINING = "training"
PAUSED = "paused"
EVALUATING = "evaluating"
EXPORTING = "exporting"
DONE = "done"
STOPPED = "stopped"  # as asked: the same command goes on
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


class Control:
    """Tells where the run stands and hears what is asked of it; for the main thread."""

    def __init__(self, folder: Path, stop: Stop | None = None) -> None:
        self.stop = stop or Stop()
        self._folder = folder
        self._last = State(PREPARING)
        path = folder / STATE
        self._found = path.read_text(encoding="utf-8") if path.exists() else None

    def tell(self, state: State) -> None:
        """Write `state.json`, whole."""
        self._last = state
        text = json.dumps(asdict(state), ensure_ascii=False) + "\n"
        # Told every second: after a power cut it would be out of date anyway.
        write_text(self._folder / STATE, text, flush=False)

    def tell_end(self, state: str, message: str) -> None:
        """Write how the run ended, with the counts as they stood."""
        last = self._last
        self.tell(State(state, last.images, last.images_planned, 0.0, 0.0, message))

    def leave_as_found(self) -> None:
        """Put back the `state.json` that was there: it is another run's."""
        if self._found is not None:
            write_text(self._folder / STATE, self._found)

    def wait_while_paused(self) -> float:
        """Return when the file `pause` is gone or to stop was asked for; give the seconds waited.

        Told in `state.json` while it lasts.
        """
        if self.stop.asked or not self._pausing():
            return 0.0
        before = self._last
        began = time.monotonic()
        self.tell(State(PAUSED, before.images, before.images_planned, 0.0, before.seconds_left))
        while self._pausing() and not self.stop.wait(POLL_S):
            pass
        self.tell(before)
        return time.monotonic() - began

    def _pausing(self) -> bool:
        return (self._folder / PAUSE).exists()
