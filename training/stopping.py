"""How a training is asked to stop: SIGTERM, or Ctrl+C; it ends after the step under way."""

import signal
import threading
from types import FrameType

from training.errors import StoppedError


class Stop:
    """The wish to stop, asked for once and kept; for the main thread."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def on_signals(self) -> None:
        """Take SIGTERM and Ctrl+C as the wish to stop; a second Ctrl+C ends the process at once."""
        signal.signal(signal.SIGTERM, self._hear)
        signal.signal(signal.SIGINT, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.ask()
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def ask(self) -> None:
        """Ask to stop."""
        self._asked.set()

    @property
    def asked(self) -> bool:
        """Whether to stop was asked for."""
        return self._asked.is_set()

    def check(self) -> None:
        """Raise StoppedError if to stop was asked for."""
        if self.asked:
            raise StoppedError

    def wait(self, timeout_s: float) -> bool:
        """Wait for the wish, `timeout_s` at most; tell whether it is there."""
        return self._asked.wait(timeout_s)
