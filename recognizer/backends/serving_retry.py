"""When to ask a server again, and how long to wait before."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from recognizer.backends.serving_errors import (
    BusyError,
    ClosedError,
    CutOffError,
    FaultyServerError,
)
from recognizer.errors import BackendError

Result = TypeVar("Result")

# Worth another try, and how many tries in all. Everything else would fail the same way again, or
# would double the load of a server that is too slow already.
_TRIES: Final[Mapping[type[BackendError], int]] = {
    BusyError: 6,
    CutOffError: 3,
    FaultyServerError: 2,
}


class Clock(Protocol):
    """Time, as a port."""

    def now_s(self) -> float:
        """Give seconds that only ever grow."""

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Wait, or return early once `stop` is set."""


class SystemClock:
    """The machine's own time."""

    def now_s(self) -> float:
        """Give the monotonic clock."""
        return time.monotonic()

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Wait on the event."""
        stop.wait(seconds)


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential waits, bounded in number and in length.

    A server that asks for a longer wait than `longest_asked_s` is not waited for.
    """

    first_wait_s: float = 0.25
    factor: float = 2.0
    longest_wait_s: float = 4.0
    longest_asked_s: float = 30.0

    def wait_s(self, error: BackendError, failures: int) -> float | None:
        """Give the wait after the `failures`th failure in a row, None to give up."""
        if failures >= _TRIES.get(type(error), 1):
            return None
        own = min(self.longest_wait_s, self.first_wait_s * self.factor ** (failures - 1))
        asked = error.retry_after_s if isinstance(error, BusyError) else None
        if asked is None:
            return own
        return max(asked, self.first_wait_s) if asked <= self.longest_asked_s else None


class Patience:
    """Retries shared by all requests under way: where one is told to wait, all of them do."""

    def __init__(self, policy: RetryPolicy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self._lock = threading.Lock()
        self._not_before_s = 0.0

    def ask(
        self,
        send: Callable[[], Result],
        *,
        stop: threading.Event,
        on_busy: Callable[[], None] = lambda: None,
    ) -> Result:
        """Send until it succeeds or the policy gives up; the last error is raised.

        Raises ClosedError once `stop` is set, without sending (again).
        """
        failures = 0
        while True:
            self._wait_for_turn(stop)
            try:
                return send()
            except BackendError as error:
                failures += 1
                wait_s = self._policy.wait_s(error, failures)
                if isinstance(error, BusyError):
                    on_busy()
                if wait_s is None or stop.is_set():
                    raise
                with self._lock:
                    self._not_before_s = max(self._not_before_s, self._clock.now_s() + wait_s)

    def _wait_for_turn(self, stop: threading.Event) -> None:
        while not stop.is_set():
            with self._lock:
                remaining_s = self._not_before_s - self._clock.now_s()
            if remaining_s <= 0:
                return
            self._clock.wait(remaining_s, stop)
        raise ClosedError("The reading was stopped.")
