"""How many images per request and how many requests at once: measured while working."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

MAX_IMAGES: Final = 128
MAX_UNDER_WAY: Final = 8
REQUEST_BYTES: Final = 8 * 1024 * 1024

# A larger setting costs the server memory and the caller latency, so it has to pay. Rates on a
# shared machine scatter by half that.
_PAYS: Final = 1.05
_BATCHES_PER_WINDOW: Final = 8
_ROUNDS_PER_WINDOW: Final = 3
# Once nothing pays any more, the neighbours are tried again after this many windows: servers get
# company, and company leaves.
_WINDOWS_AT_REST: Final = 40
# A batch that takes this long is made smaller whatever its rate: it comes near the timeouts.
_SLOW_BATCH_S: Final = 8.0


@dataclass(frozen=True)
class Setting:
    """Images per request, and requests under way."""

    images: int = 16
    under_way: int = 2

    def neighbours(self) -> Iterator["Setting"]:
        """Give the settings one step away, those that most often pay first."""
        yield replace(self, under_way=self.under_way * 2)
        yield replace(self, images=self.images * 2)
        yield replace(self, images=self.images // 2)
        yield replace(self, under_way=self.under_way // 2)

    @property
    def allowed(self) -> bool:
        """Whether both numbers are within bounds."""
        return 1 <= self.images <= MAX_IMAGES and 1 <= self.under_way <= MAX_UNDER_WAY


class Tuner:
    """Climbs towards the setting with the highest rate of images. Safe from many threads.

    One window of answers measures one setting; the answers still coming from the setting before
    are not counted. A neighbour that pays becomes the best, and its own neighbours are next.
    """

    def __init__(self, start: Setting | None = None) -> None:
        self._lock = threading.Lock()
        self.setting = start or Setting()
        self.request_bytes = REQUEST_BYTES
        self._best = self.setting
        self._best_rate: float | None = None
        self._untried = list(self.setting.neighbours())
        self._at_rest = 0
        self._leftover = 0
        self._since_s: float | None = None
        self._images = 0
        self._batches = 0
        self._spent_s = 0.0

    def resume(self, now_s: float) -> None:
        """Begin after a pause, which belongs to no window."""
        with self._lock:
            self._since_s = now_s

    def record(self, images: int, *, took_s: float, now_s: float) -> None:
        """Count one answered request."""
        with self._lock:
            self._record(images, took_s, now_s)

    def back_off(self) -> None:
        """Ask for less at once: the server says it is too much."""
        with self._lock:
            fewer = max(1, self.setting.under_way // 2)
            self._restart_from(replace(self.setting, under_way=fewer))

    def refuse_bytes(self, request_bytes: int) -> None:
        """Send smaller requests from now on: the server does not take this many bytes."""
        with self._lock:
            self.request_bytes = max(1, min(self.request_bytes, request_bytes // 2))

    def _record(self, images: int, took_s: float, now_s: float) -> None:
        if took_s > _SLOW_BATCH_S and self.setting.images > 1:
            self._restart_from(replace(self.setting, images=self.setting.images // 2))
            return
        if self._since_s is not None:
            self._spent_s += max(0.0, now_s - self._since_s)
        self._since_s = now_s
        if self._leftover > 0:
            self._leftover -= 1
            self._spent_s = 0.0
            return
        self._images += images
        self._batches += 1
        if self._batches >= self._window() and self._spent_s > 0:
            self._judge(self._images / self._spent_s)

    def _window(self) -> int:
        """Give a window's batches: whole rounds, since servers with many hands answer in bursts."""
        rounds = max(_ROUNDS_PER_WINDOW, -(-_BATCHES_PER_WINDOW // self.setting.under_way))
        return rounds * self.setting.under_way

    def _judge(self, rate: float) -> None:
        if self._best_rate is None or self.setting == self._best:
            self._best_rate = rate
        elif rate > self._best_rate * _PAYS:
            direction = self._direction()
            self._best, self._best_rate = self.setting, rate
            further = list(self.setting.neighbours())
            self._untried = [further[direction], *further]
        self._next()

    def _direction(self) -> int:
        return list(self._best.neighbours()).index(self.setting)

    def _next(self) -> None:
        previous = self.setting
        candidates = [one for one in self._untried if one.allowed and one != self._best]
        if candidates:
            self.setting = candidates[0]
            self._untried = [one for one in candidates[1:] if one != self.setting]
        else:
            self.setting = self._best
            self._at_rest += 1
            if self._at_rest >= _WINDOWS_AT_REST:
                self._at_rest = 0
                self._untried = list(self._best.neighbours())
        self._begin_window(leftover=previous.under_way if previous != self.setting else 0)

    def _restart_from(self, setting: Setting) -> None:
        leftover = self.setting.under_way
        self.setting = self._best = setting
        self._best_rate = None
        # Only after a rest: growing back at once would earn the same refusal.
        self._untried = []
        self._at_rest = 0
        self._begin_window(leftover=leftover)

    def _begin_window(self, leftover: int = 0) -> None:
        self._leftover = leftover
        self._images = 0
        self._batches = 0
        self._spent_s = 0.0
