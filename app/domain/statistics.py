"""Where a review stands: counts, pace, what error rate is left."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.domain import confusion
from app.domain.confusion import JamoPair
from app.domain.verdict import Verdict

PAUSE_S = 60.0
_FEWEST_STEPS = 5
_FEWEST_DECISIONS = 20
_CONFIDENCE = 0.95
_DRAWS = 4000
_RANKED = 65_536
_TELLING = (Verdict.UNDECIDED, Verdict.ACCEPTED, Verdict.CORRECTED)
_RANK_SHARES = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_DOUBT_EDGES = (-np.inf, 0.02, 0.1, 0.3, 1.0, 2.0, 4.0, np.inf)


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval, as shares in [0, 1]."""

    estimate: float
    low: float
    high: float
    confidence: float = _CONFIDENCE


@dataclass(frozen=True)
class Agreement:
    """Items of one range of doubt: how often the reviewer found the label wrong.

    low, high: doubts of the range, high excluded; infinite at the ends.
    decided, wrong: labels accepted or corrected, and those corrected.
    foreseen: decisions that the reading foresaw: it differed from a label that was wrong, or
        agreed with one that was right.
    undecided: items of the range still to decide.
    """

    low: float
    high: float
    decided: int
    wrong: int
    foreseen: int
    undecided: int


@dataclass(frozen=True)
class Confusion:
    """A jamo that labels had in place of another, and how often."""

    pair: JamoPair
    count: int


@dataclass(frozen=True)
class DoneByHour:
    """How many items were done by the end of an hour (`2026-01-31T09`, UTC)."""

    hour: str
    done: int


@dataclass(frozen=True)
class Pace:
    """Recent speed without pauses; None until there is enough to tell."""

    per_minute: float | None
    minutes_left: float | None


@dataclass(frozen=True)
class Standing:
    """What the status line shows.

    residual: share of wrong labels among the undecided items without faults of spelling; None
        until there is enough to tell.
    """

    counts: dict[Verdict, int]
    pace: Pace
    residual: Interval | None

    @property
    def total(self) -> int:
        """How many items there are."""
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        """How many items have a verdict."""
        return self.total - self.counts[Verdict.UNDECIDED]


@dataclass(frozen=True)
class Statistics:
    """What the statistics page shows besides the standing."""

    standing: Standing
    agreement: tuple[Agreement, ...]
    confusions: tuple[Confusion, ...]
    done: tuple[DoneByHour, ...]


def count_verdicts(verdicts: NDArray[np.uint8]) -> dict[Verdict, int]:
    """Count the items of every verdict."""
    # np.bincount widens the bytes first, as comparing with an enum does: twenty times as long.
    return {verdict: int(np.count_nonzero(verdicts == int(verdict))) for verdict in Verdict}


def pace(times_s: Sequence[float], undecided: int) -> Pace:
    """Tell the speed from the times of the last decisions, oldest first.

    Stretches longer than `PAUSE_S` are pauses and do not count, nor does a clock that is set back.
    """
    stretches = [b - a for a, b in pairwise(times_s) if 0 <= b - a <= PAUSE_S]
    if len(stretches) < _FEWEST_STEPS or sum(stretches) <= 0:
        return Pace(None, None)
    per_minute = 60.0 * len(stretches) / sum(stretches)
    return Pace(per_minute, undecided / per_minute)


def residual_error(
    verdicts: NDArray[np.uint8],
    doubts: NDArray[np.float32],
    *,
    among: NDArray[np.bool_] | None = None,
) -> Interval | None:
    """Estimate which share of the undecided items' labels is wrong.

    among: mask of the items to look at; all without one.

    Items are grouped by rank of doubt. Within a group, undecided items are taken to be wrong as
    often as its decided ones (accepted or corrected) were: Beta(wrong + 1/2, right + 1/2). A group
    with fewer than `_FEWEST_DECISIONS` takes its decisions together with those of the next more
    doubtful groups, up to enough. As long as doubt means anything that errs on the safe side, so
    the lower bound lets such a group be free of errors; the upper bound and the estimate do not.
    Items without a doubt are the last group, and lend from all. Deciding some items out of order
    (by import, say) among the undoubted is what makes the interval narrow.
    """
    among = np.ones(len(verdicts), np.bool_) if among is None else among
    of_verdict = {verdict: among & (verdicts == int(verdict)) for verdict in _TELLING}
    judged = of_verdict[Verdict.ACCEPTED] | of_verdict[Verdict.CORRECTED]
    if np.count_nonzero(judged) < _FEWEST_DECISIONS:
        return None
    counts = _counts_by_rank(of_verdict, doubts, among & ~np.isnan(doubts))
    right, wrong = counts[:, Verdict.ACCEPTED], counts[:, Verdict.CORRECTED]
    undecided = counts[:, Verdict.UNDECIDED]
    if not undecided.any():
        return Interval(0.0, 0.0, 0.0)
    random = np.random.default_rng(0)  # the same review always shows the same figures
    mean, low, high = 0.0, np.zeros(_DRAWS), np.zeros(_DRAWS)
    for group in np.flatnonzero(undecided):
        share = undecided[group] / undecided.sum()
        members = _lenders(right + wrong, int(group))
        alpha, beta = wrong[members].sum() + 0.5, right[members].sum() + 0.5
        rates = random.beta(alpha, beta, _DRAWS)
        mean += share * alpha / (alpha + beta)
        high += share * rates
        if len(members) == 1:
            low += share * rates
    tail = (1 - _CONFIDENCE) / 2
    lowest, highest = float(np.quantile(low, tail)), float(np.quantile(high, 1 - tail))
    return Interval(min(max(float(mean), lowest), highest), lowest, highest)


def agreement(
    verdicts: NDArray[np.uint8], doubts: NDArray[np.float32], classes: NDArray[np.int16]
) -> tuple[Agreement, ...]:
    """Hold the reviewer's decisions against the doubts, by range of doubt.

    classes: confusion between label and reading, see `confusion.class_of`.
    """
    wrong = verdicts == Verdict.CORRECTED
    judged = wrong | (verdicts == Verdict.ACCEPTED)
    foreseen = judged & (wrong == (classes != confusion.AGREES))
    undecided = verdicts == Verdict.UNDECIDED
    known = ~np.isnan(doubts)
    ranges = np.searchsorted(np.array(_DOUBT_EDGES[1:-1], np.float32), doubts, side="right")
    counts = [
        np.bincount(ranges[mask & known], minlength=len(_DOUBT_EDGES) - 1).tolist()
        for mask in (judged, wrong, foreseen, undecided)
    ]
    edges = pairwise(_DOUBT_EDGES)
    return tuple(
        Agreement(low, high, *counted)
        for (low, high), counted in zip(edges, zip(*counts, strict=True), strict=True)
    )


def confusions(corrections: Iterable[tuple[str, str]], *, most: int = 50) -> tuple[Confusion, ...]:
    """Count which jamo the corrections (label before, after) put in place of which."""
    counter = Counter(
        pair for before, after in corrections for pair in confusion.pairs_between(before, after)
    )
    ranked = sorted(counter.items(), key=lambda entry: (-entry[1], _sort_key(entry[0])))
    return tuple(Confusion(pair, count) for pair, count in ranked[:most])


def done_by_hour(per_hour: Iterable[tuple[str, int]]) -> tuple[DoneByHour, ...]:
    """Add up how many were done by the end of each hour."""
    done = 0
    series = []
    for hour, count in per_hour:
        done += count
        series.append(DoneByHour(hour, done))
    return tuple(series)


def _counts_by_rank(
    members: dict[Verdict, NDArray[np.bool_]],
    doubts: NDArray[np.float32],
    known: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Count the members of each verdict by group of rank, (groups, verdicts).

    The first group holds the most doubtful items, the last those without a doubt; equal doubts
    share one. Where the groups part is found from some `_RANKED` items, evenly spread: the status
    line cannot sort a million while the reviewer types. What is in them is counted in full.
    """
    stride = max(1, np.count_nonzero(known) // _RANKED)
    ranked = np.sort(doubts[::stride][known[::stride]])
    at_least = np.zeros((len(_RANK_SHARES) + 1, len(Verdict)), np.int64)
    for group, share in enumerate(_RANK_SHARES[1:-1] if len(ranked) else (), 1):
        above = doubts >= ranked[int((1 - share) * len(ranked))]
        for verdict, mask in members.items():
            at_least[group, verdict] = np.count_nonzero(mask & above)
    for verdict, mask in members.items():
        at_least[-2, verdict] = np.count_nonzero(mask & known)
        at_least[-1, verdict] = np.count_nonzero(mask)
    return np.diff(np.maximum.accumulate(at_least), axis=0)


def _lenders(decided: NDArray[np.intp], group: int) -> list[int]:
    members = [group]
    while decided[members].sum() < _FEWEST_DECISIONS and members[-1] > 0:
        members.append(members[-1] - 1)
    if group == len(decided) - 1 and len(members) > 1:
        return list(range(len(decided)))
    return members


def _sort_key(pair: JamoPair) -> tuple[int, str, str]:
    return pair.part, pair.given, pair.read
