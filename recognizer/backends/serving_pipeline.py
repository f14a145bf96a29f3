"""Several requests under way, their answers in order."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

from recognizer.backends.serving_retry import Clock
from recognizer.backends.serving_tuning import MAX_IMAGES, MAX_UNDER_WAY, Tuner

Item = TypeVar("Item")
Result = TypeVar("Result")

# How far answers may run ahead of the first one that is still missing, in batches.
_AHEAD = 4 * MAX_UNDER_WAY


@dataclass
class _Batch(Generic[Item, Result]):
    items: list[Item]
    began_s: float
    future: Future[list[Result]]
    counted: bool = False


class Pipeline(Generic[Item, Result]):
    """Cuts a stream of items into batches, has them answered in threads, gives answers in order.

    answer: called in a worker thread with one batch; gives as many results.
    weigh: an item's share of a request, in bytes.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[Item]], list[Result]],
        *,
        weigh: Callable[[Item], int],
        tuner: Tuner,
        clock: Clock,
    ) -> None:
        self._answer = answer
        self._weigh = weigh
        self._tuner = tuner
        self._clock = clock
        self._workers = ThreadPoolExecutor(MAX_UNDER_WAY, thread_name_prefix="serving")

    def run(
        self,
        items: Iterator[Item],
        *,
        stop: threading.Event,
        rescue: Callable[[Item, Result], None],
        largest: int | None = None,
    ) -> Iterator[tuple[Item, Result]]:
        """Give (item, result) in the order of the items, at most `largest` in a batch.

        After an error no further request is begun, `stop` is set, those under way are waited for,
        and every result that was not given out goes to `rescue`.
        """
        waiting: deque[_Batch[Item, Result]] = deque()
        batches = _Cutter(items, self._weigh)
        self._tuner.resume(self._clock.now_s())
        try:
            while True:
                self._fill(waiting, batches, largest or MAX_IMAGES)
                if not waiting:
                    return
                self._count(waiting)
                if waiting[0].future.done():
                    batch = waiting.popleft()
                    yield from zip(batch.items, batch.future.result(), strict=True)
                elif failed := next((b for b in waiting if _failed(b.future)), None):
                    failed.future.result()
                else:
                    wait(_unfinished(waiting), return_when=FIRST_COMPLETED)
        finally:
            if waiting:
                stop.set()
                wait([batch.future for batch in waiting])
                for batch in waiting:
                    if not _failed(batch.future):
                        for item, result in zip(batch.items, batch.future.result(), strict=True):
                            rescue(item, result)

    def close(self) -> None:
        """Wait for the workers to end."""
        self._workers.shutdown()

    def _fill(
        self, waiting: deque[_Batch[Item, Result]], batches: "_Cutter[Item]", largest: int
    ) -> None:
        while len(waiting) < _AHEAD:
            setting = self._tuner.setting
            if len(_unfinished(waiting)) >= setting.under_way:
                return
            most = min(setting.images, largest)
            items = batches.next(most, self._tuner.request_bytes)
            if not items:
                return
            began_s = self._clock.now_s()
            waiting.append(_Batch(items, began_s, self._workers.submit(self._answer, items)))

    def _count(self, waiting: deque[_Batch[Item, Result]]) -> None:
        now_s = self._clock.now_s()
        for batch in waiting:
            if not batch.counted and batch.future.done() and not _failed(batch.future):
                batch.counted = True
                took_s = now_s - batch.began_s
                self._tuner.record(len(batch.items), took_s=took_s, now_s=now_s)


class _Cutter(Generic[Item]):
    """Takes items off a stream, as many as a request may hold, at least one."""

    def __init__(self, items: Iterator[Item], weigh: Callable[[Item], int]) -> None:
        self._items = items
        self._weigh = weigh
        self._held: Item | None = None

    def next(self, most: int, most_bytes: int) -> list[Item]:
        batch: list[Item] = []
        weight = 0
        while len(batch) < most:
            item = self._held if self._held is not None else next(self._items, None)
            self._held = None
            if item is None:
                break
            weight += self._weigh(item)
            if batch and weight > most_bytes:
                self._held = item
                break
            batch.append(item)
        return batch


def _failed(future: Future[list[Result]]) -> bool:
    return future.done() and future.exception() is not None


def _unfinished(waiting: deque[_Batch[Item, Result]]) -> list[Future[list[Result]]]:
    return [batch.future for batch in waiting if not batch.future.done()]
