import numpy as np
import pytest

from app.domain import confusion, statistics
from app.domain.verdict import Verdict


def simulated(
    count: int, *, rate: float, decided: int, seed: int = 1, order: str = "doubt"
) -> tuple[np.ndarray, np.ndarray, float]:
    """Give verdicts and doubts of a review under way, and the true error rate of the rest."""
    random = np.random.default_rng(seed)
    wrong = random.random(count) < rate
    doubts = np.where(wrong, random.normal(3, 1.5, count), random.normal(0, 1, count))
    doubts = doubts.astype(np.float32)
    first = np.argsort(-doubts) if order == "doubt" else random.permutation(count)
    verdicts = np.zeros(count, np.uint8)
    done = first[:decided]
    verdicts[done] = np.where(wrong[done], Verdict.CORRECTED, Verdict.ACCEPTED)
    left = verdicts == Verdict.UNDECIDED
    return verdicts, doubts, float(wrong[left].mean()) if left.any() else 0.0


@pytest.mark.parametrize("order", ["doubt", "random"])
@pytest.mark.parametrize("decided", [100, 500, 2000])
@pytest.mark.parametrize("seed", range(5))
def test_the_true_rate_left_is_within_the_interval(order: str, decided: int, seed: int) -> None:
    verdicts, doubts, truth = simulated(10_000, rate=0.03, decided=decided, seed=seed, order=order)
    found = statistics.residual_error(verdicts, doubts)
    assert found is not None
    assert found.low <= truth <= found.high
    assert found.low <= found.estimate <= found.high


def test_reviewing_at_random_narrows_the_interval() -> None:
    few = statistics.residual_error(*simulated(10_000, rate=0.03, decided=200, order="random")[:2])
    many = statistics.residual_error(
        *simulated(10_000, rate=0.03, decided=4000, order="random")[:2]
    )
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low < 0.2


def test_without_doubts_the_rate_of_what_was_seen_is_what_is_left() -> None:
    verdicts, doubts, truth = simulated(10_000, rate=0.05, decided=1000, order="random")
    found = statistics.residual_error(verdicts, np.full_like(doubts, np.nan))
    assert found is not None
    assert found.low <= truth <= found.high
    assert found.high - found.low < 0.04


def test_too_few_decisions_give_no_estimate_and_a_finished_review_none_left() -> None:
    verdicts, doubts, _ = simulated(100, rate=0.1, decided=19)
    assert statistics.residual_error(verdicts, doubts) is None
    verdicts, doubts, _ = simulated(100, rate=0.1, decided=100)
    assert statistics.residual_error(verdicts, doubts) == statistics.Interval(0.0, 0.0, 0.0)


def test_only_the_items_asked_for_are_looked_at() -> None:
    verdicts, doubts, _ = simulated(10_000, rate=0.1, decided=500)
    among = np.random.default_rng(2).random(10_000) < 0.7
    found = statistics.residual_error(verdicts, doubts, among=among)
    assert found == statistics.residual_error(verdicts[among], doubts[among])
    assert found != statistics.residual_error(verdicts, doubts)


def test_many_items_are_ranked_by_some_of_them_and_counted_in_full() -> None:
    verdicts, doubts, truth = simulated(300_000, rate=0.03, decided=3000)
    found = statistics.residual_error(verdicts, doubts)
    assert found is not None
    assert found.low <= truth <= found.high


def test_excluded_and_flagged_items_say_nothing_of_labels() -> None:
    verdicts = np.full(100, Verdict.EXCLUDED, np.uint8)
    verdicts[50:] = Verdict.FLAGGED
    verdicts[:10] = Verdict.UNDECIDED
    assert statistics.residual_error(verdicts, np.zeros(100, np.float32)) is None


def test_counts_name_every_verdict() -> None:
    counts = statistics.count_verdicts(np.array([0, 0, 2], np.uint8))
    assert counts == {
        Verdict.UNDECIDED: 2,
        Verdict.ACCEPTED: 0,
        Verdict.CORRECTED: 1,
        Verdict.EXCLUDED: 0,
        Verdict.FLAGGED: 0,
    }


def test_pauses_do_not_slow_the_pace() -> None:
    times = [0, 2, 4, 6, 4000, 4002, 4004, 4006]
    found = statistics.pace(times, undecided=60)
    assert found.per_minute == pytest.approx(30)
    assert found.minutes_left == pytest.approx(2)


def test_a_clock_that_is_set_back_does_not_change_the_pace() -> None:
    times = [7200, 7202, 7204, 7206, 3600, 3602, 3604, 3606]
    assert statistics.pace(times, undecided=60).per_minute == pytest.approx(30)


def test_too_few_steps_have_no_pace() -> None:
    assert statistics.pace([0, 2, 4], undecided=60) == statistics.Pace(None, None)
    assert statistics.pace([5] * 10, undecided=60) == statistics.Pace(None, None)


def test_agreement_counts_by_range_of_doubt() -> None:
    verdicts = np.array([Verdict.CORRECTED, Verdict.ACCEPTED, Verdict.ACCEPTED, 0, 0], np.uint8)
    doubts = np.array([5, 5, 0, 0, np.nan], np.float32)
    other, same = confusion.OTHER, confusion.AGREES
    classes = np.array([other, other, same, same, same], np.int16)
    found = statistics.agreement(verdicts, doubts, classes)
    top, bottom = found[-1], found[0]
    assert (top.decided, top.wrong, top.foreseen, top.undecided) == (2, 1, 1, 0)
    assert (bottom.decided, bottom.wrong, bottom.foreseen, bottom.undecided) == (1, 0, 1, 1)


def test_done_adds_up() -> None:
    series = statistics.done_by_hour([("2026-01-31T09", 3), ("2026-01-31T11", 4)])
    assert [(s.hour, s.done) for s in series] == [("2026-01-31T09", 3), ("2026-01-31T11", 7)]
