import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import queue as queues
from app.domain.items import ItemId
from app.domain.queue import Queue, order_by_doubt
from app.domain.verdict import Verdict

some_doubts = st.lists(
    st.one_of(
        st.just(math.nan),
        st.sampled_from([0.0, -0.0, 1.0, -2.5]),
        st.floats(width=32, allow_infinity=False),
    ),
    min_size=1,
    max_size=20,
).map(lambda values: np.array(values, np.float32))


def by_hand(doubts: np.ndarray) -> list[int]:
    return sorted(
        range(len(doubts)),
        key=lambda i: (
            (math.inf if math.isnan(doubts[i]) else -float(doubts[i]), i)
            if not math.isnan(doubts[i])
            else (math.inf, len(doubts) + i)
        ),
    )


def next_in_doubt(doubts: np.ndarray, undecided: np.ndarray, after: ItemId | None) -> ItemId | None:
    urgencies = queues.urgency(doubts, undecided)
    return queues.next_in_doubt(urgencies, doubts, undecided, after=after)


def queue(*ids: int, count: int = 10) -> Queue:
    return Queue(np.array(ids, np.int64), count)


@given(some_doubts)
def test_doubt_orders_falling_then_by_import_with_unknown_last(doubts: np.ndarray) -> None:
    ids = np.arange(len(doubts), dtype=np.int64)
    assert order_by_doubt(doubts, ids).tolist() == by_hand(doubts)


def test_only_the_given_ids_are_ordered() -> None:
    doubts = np.array([1, 5, 3, 4], np.float32)
    assert order_by_doubt(doubts, np.array([0, 2, 3])).tolist() == [3, 2, 0]


@given(some_doubts)
def test_going_from_doubt_to_doubt_visits_all_in_order_and_starts_again(
    doubts: np.ndarray,
) -> None:
    undecided = np.ones(len(doubts), np.bool_)
    visited = []
    here: ItemId | None = None
    for _ in doubts:
        here = next_in_doubt(doubts, undecided, here)
        visited.append(here)
    assert visited == by_hand(doubts)
    if len(doubts) > 1:
        assert next_in_doubt(doubts, undecided, here) == visited[0]


def test_decided_items_are_passed_over() -> None:
    doubts = np.array([3, 2, 1], np.float32)
    undecided = np.array([True, False, True])
    assert next_in_doubt(doubts, undecided, ItemId(0)) == 2
    assert next_in_doubt(doubts, undecided, ItemId(1)) == 2


def test_nothing_is_next_when_all_is_decided_or_only_this_one_is_left() -> None:
    doubts = np.array([3, 2], np.float32)
    assert next_in_doubt(doubts, np.array([False, False]), None) is None
    assert next_in_doubt(doubts, np.array([True, False]), ItemId(0)) is None
    assert next_in_doubt(doubts[:0], np.array([], np.bool_), None) is None


def test_position_of_held_and_of_other_items() -> None:
    shown = queue(4, 2, 7)
    assert [shown.position(ItemId(i)) for i in (4, 2, 7)] == [0, 1, 2]
    assert shown.position(ItemId(3)) is None
    assert shown.position(ItemId(99)) is None


@pytest.mark.parametrize(
    ("position", "backwards", "expected"),
    [(-1, False, 0), (0, False, 2), (2, False, None), (2, True, 0), (0, True, None)],
)
def test_next_undecided_row(position: int, backwards: bool, expected: int | None) -> None:
    verdicts = np.zeros(10, np.uint8)
    verdicts[2] = Verdict.ACCEPTED
    found = queue(4, 2, 7).next_undecided(position, verdicts, backwards=backwards)
    assert found == expected


@pytest.mark.parametrize("position", [-1, 0, 3, 18_999, 19_000, 19_999])
@pytest.mark.parametrize("count", [0, 1, 3, 5_000])
def test_undecided_rows_are_those_met_one_by_one(position: int, count: int) -> None:
    verdicts = np.full(20_000, Verdict.ACCEPTED, np.uint8)
    verdicts[[3, 7, *range(9_000, 13_000), 19_000]] = Verdict.UNDECIDED
    shown = Queue(np.roll(np.arange(20_000), 5_000), 20_000)
    met, row = [], shown.next_undecided(position, verdicts)
    while row is not None and len(met) < count:
        met.append(int(shown.ids[row]))
        row = shown.next_undecided(row, verdicts)
    assert shown.undecided_after(position, verdicts, count).tolist() == met


def test_next_undecided_looks_past_long_decided_stretches() -> None:
    verdicts = np.full(20_000, Verdict.ACCEPTED, np.uint8)
    verdicts[[0, 19_000]] = Verdict.UNDECIDED
    shown = Queue(np.arange(20_000), 20_000)
    assert shown.next_undecided(0, verdicts) == 19_000
    assert shown.next_undecided(19_000, verdicts, backwards=True) == 0
