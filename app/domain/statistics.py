"""Where a review stands: counts, pace, what error rate is left."""

from dataclasses import dataclass

from app.domain.verdict import Verdict


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval, as shares in [0, 1]."""

    estimate: float
    low: float
    high: float
    confidence: float = 0.95


@dataclass(frozen=True)
class Agreement:
    """Decided items of one range of doubt: how often the reviewer found the label wrong.

    low, high: doubts of the range, high excluded (inf for the last).
    undecided: items of the range still to decide.
    """

    low: float
    high: float
    decided: int
    wrong: int
    model_right: int
    undecided: int


@dataclass(frozen=True)
class Confusion:
    """A jamo (or character) that labels had, what it was corrected to, and how often."""

    part: str
    given: str
    corrected: str
    count: int


@dataclass(frozen=True)
class Progress:
    """How many items were done by the end of each stretch of time (UNIX seconds)."""

    times: tuple[float, ...]
    done: tuple[int, ...]


@dataclass(frozen=True)
class Pace:
    """Recent speed without pauses; None until there is enough to tell."""

    per_minute: float | None
    minutes_left: float | None


@dataclass(frozen=True)
class Statistics:
    """Everything the statistics page shows; `Review.statistics` makes it."""

    counts: dict[Verdict, int]
    pace: Pace
    residual: Interval | None
    agreement: tuple[Agreement, ...]
    confusions: tuple[Confusion, ...]
    progress: Progress

    @property
    def total(self) -> int:
        """How many items there are."""
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        """How many items have a verdict."""
        return self.total - self.counts[Verdict.UNDECIDED]
