"""Which items to show and in which order, as arrays of ids."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.items import ItemId
from app.domain.verdict import Verdict

Ids = NDArray[np.int64]
ALL_VERDICTS = frozenset(Verdict)


class Order(StrEnum):
    """How a queue is sorted."""

    DOUBT = "doubt"
    IMPORT = "import"
    NAME = "name"


@dataclass(frozen=True)
class QueueFilter:
    """What a queue lets through; every condition must hold.

    text: substring of the present label; Latin letters match in either case.
    faulty: only labels whose spelling has faults.
    disagreeing: only items where the model reads something else than the imported label.
    failed: only items whose image the model could not read.
    """

    verdicts: frozenset[Verdict] = ALL_VERDICTS
    text: str = ""
    faulty: bool = False
    disagreeing: bool = False
    failed: bool = False


EVERYTHING = QueueFilter()


@dataclass(frozen=True)
class Queue:
    """Items in the order they are shown: a frozen picture, ids may since have been decided.

    ids: int64, each at most once.
    count: how many items the review has (ids are below it).
    """

    ids: Ids
    count: int
    order: Order = Order.IMPORT
    only: QueueFilter = EVERYTHING

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _positions(self) -> NDArray[np.int32]:
        positions = np.full(self.count, -1, np.int32)
        positions[self.ids] = np.arange(len(self.ids), dtype=np.int32)
        return positions

    def position(self, item: ItemId) -> int | None:
        """Give the row of `item`, None where the queue does not hold it."""
        if not 0 <= item < self.count:
            return None
        position = int(self._positions[item])
        return None if position < 0 else position

    def positions(self, items: Ids) -> NDArray[np.int32]:
        """Give the rows of those of `items` that the queue holds, in the order of `items`."""
        found = self._positions[items]
        rows: NDArray[np.int32] = found[found >= 0]
        return rows

    def next_undecided(
        self, position: int, verdicts: NDArray[np.uint8], *, backwards: bool = False
    ) -> int | None:
        """Give the row of the nearest undecided item after (before) `position`, without wrapping.

        position: -1 starts before the first row.
        """
        step = -1 if backwards else 1
        rows = self.ids[position + 1 :] if step > 0 else self.ids[: max(position, 0)][::-1]
        for start in range(0, len(rows), _CHUNK):
            undecided = verdicts[rows[start : start + _CHUNK]] == int(Verdict.UNDECIDED)
            if undecided.any():
                return position + step * (start + int(undecided.argmax()) + 1)
        return None

    def undecided_after(self, position: int, verdicts: NDArray[np.uint8], count: int) -> Ids:
        """Give up to `count` undecided items below the row `position` (-1: of all), in order."""
        found = np.zeros(0, self.ids.dtype)
        for start in range(position + 1, len(self.ids), _CHUNK):
            ids = self.ids[start : start + _CHUNK]
            undecided = ids[verdicts[ids] == int(Verdict.UNDECIDED)]
            found = np.concatenate([found, undecided[: count - len(found)]])
            if len(found) == count:
                break
        return found


def keeping(settled: Ids, fresh: Queue) -> Queue:
    """Give `settled` as they are, and behind them whatever else `fresh` holds, in its order.

    Rows can be looked up in it at once: for a million that takes time, too.
    """
    coming = np.ones(fresh.count, np.bool_)
    coming[settled] = False
    ids = np.concatenate([settled, fresh.ids[coming[fresh.ids]]])
    queue = Queue(ids, fresh.count, fresh.order, fresh.only)
    _ = queue._positions
    return queue


_CHUNK = 4096  # most searches end within a few rows: look at a few first


def order_by_doubt(doubts: NDArray[np.float32], ids: Ids) -> Ids:
    """Sort `ids` by falling doubt, equals in import order, items without a doubt (NaN) last.

    One sort of 64-bit keys, doubt above and id below: with SIMD it is several times faster than a
    stable argsort of a million floats.
    """
    keys = np.empty(len(ids), "<u8")
    low, high = keys.view("<u4")[0::2], keys.view("<u4")[1::2]
    low[:] = ids
    high[:] = _falling_keys(doubts[ids])
    keys.sort()
    return low.astype(np.int64)


def _falling_keys(doubts: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Map doubts to integers that rise as the doubt falls; NaN is above all.

    IEEE 754 bits rise with the number once the sign is turned, and all others too if negative.
    """
    negated = np.float32(0) - doubts  # and never -0.0
    bits = negated.view(np.uint32)
    bits ^= (negated.view(np.int32) >> 31).view(np.uint32) | np.uint32(0x80000000)
    bits[np.isnan(doubts)] = 0xFFFFFFFF
    return bits


def urgency(doubts: NDArray[np.float32], undecided: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Give the doubt of undecided items, minus infinity for all others and where it is unknown."""
    return np.where(undecided & ~np.isnan(doubts), doubts, np.float32(-np.inf))


def next_in_doubt(
    urgencies: NDArray[np.float32],
    doubts: NDArray[np.float32],
    undecided: NDArray[np.bool_],
    *,
    after: ItemId | None,
) -> ItemId | None:
    """Give the most doubtful undecided item that comes after `after` in order of doubt, wrapping.

    Scans instead of sorting: doubts move with every decision and every stored prediction.
    urgencies: as `urgency` gives them.
    """
    if after is None:
        return _most_urgent(urgencies, doubts, undecided)
    here = doubts[after]
    if np.isnan(here):
        found = _first(undecided[after + 1 :] & np.isnan(doubts[after + 1 :]), start=after + 1)
    else:
        found = _first(urgencies[after + 1 :] == here, start=after + 1)
        if found is None:
            less = np.where(urgencies < here, urgencies, np.float32(-np.inf))
            found = _most_urgent(less, doubts, undecided)
    if found is not None:
        return found
    others, urgencies = undecided.copy(), urgencies.copy()
    others[after], urgencies[after] = False, -np.inf
    return _most_urgent(urgencies, doubts, others)


def _most_urgent(
    urgencies: NDArray[np.float32], doubts: NDArray[np.float32], undecided: NDArray[np.bool_]
) -> ItemId | None:
    """Give the first of the most urgent items; without any, the first undecided of no doubt."""
    if not len(urgencies):
        return None
    best = int(urgencies.argmax())
    if urgencies[best] > -np.inf:
        return ItemId(best)
    return _first(undecided & np.isnan(doubts))


def _first(mask: NDArray[np.bool_], *, start: int = 0) -> ItemId | None:
    first = int(mask.argmax()) if len(mask) else 0
    return ItemId(start + first) if len(mask) and mask[first] else None
