"""Before and after: what the new archive reads better, and what worse."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from recognizer.metrics import character_error_rate, comparable, wilson_interval
from training.confusions import Misreading, count_misreadings

CONFUSIONS_LISTED = 20
CHANCE = 0.05


@dataclass(frozen=True)
class Count:
    """Words right; low, high: 95 % Wilson interval of the share; cer: of characters."""

    right: int
    share: float
    low: float
    high: float
    cer: float


@dataclass(frozen=True)
class Kind:
    """One kind of words, read by both archives.

    beyond_chance: whether the words that one of them alone reads right say which is better; if
        not, other words of the kind might as well have shown no difference.
    """

    kind: str
    n: int
    before: Count
    after: Count
    beyond_chance: bool


@dataclass(frozen=True)
class Confusion:
    """How often a letter was misread before and after; place, label, read: as of `Misreading`."""

    place: str
    label: str
    read: str
    before: int
    after: int


@dataclass(frozen=True)
class Worse:
    """A kind that the new archive reads worse. beyond_chance: as of the kind."""

    kind: str
    before: float
    after: float
    beyond_chance: bool


@dataclass(frozen=True)
class Reading:
    """The words of one kind, as labelled and as read before and after."""

    kind: str
    labels: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True)
class Comparison:
    """All kinds, and the confusions that went and came, the largest change first."""

    kinds: tuple[Kind, ...]
    went: tuple[Confusion, ...]
    came: tuple[Confusion, ...]
    worse: tuple[Worse, ...]


def compare(readings: Sequence[Reading]) -> Comparison:
    """Count every kind before and after."""
    kinds = tuple(map(_kind, readings))
    before: Counter[Misreading] = Counter()
    after: Counter[Misreading] = Counter()
    for reading in readings:
        before.update(count_misreadings(reading.labels, reading.before))
        after.update(count_misreadings(reading.labels, reading.after))
    changed = [
        Confusion(one.place, one.label, one.read, before[one], after[one])
        for one in sorted(before.keys() | after.keys())
        if before[one] != after[one]
    ]
    changed.sort(key=lambda confusion: confusion.after - confusion.before)
    went = tuple(confusion for confusion in changed if confusion.after < confusion.before)
    came = tuple(confusion for confusion in reversed(changed) if confusion.after > confusion.before)
    return Comparison(
        kinds,
        went[:CONFUSIONS_LISTED],
        came[:CONFUSIONS_LISTED],
        tuple(
            Worse(kind.kind, kind.before.share, kind.after.share, kind.beyond_chance)
            for kind in kinds
            if kind.after.right < kind.before.right
        ),
    )


def count(labels: Sequence[str], texts: Sequence[str]) -> Count:
    """Count words read right, compared without white space."""
    right = sum(_right(labels, texts))
    low, high = wilson_interval(right, len(labels))
    cer = character_error_rate(labels, texts)
    return Count(right, right / max(1, len(labels)), low, high, cer)


def is_beyond_chance(gained: int, lost: int) -> bool:
    """Tell whether words gained and lost are too unequal for chance, by an exact sign test."""
    changed = gained + lost
    tail = sum(math.comb(changed, k) for k in range(min(gained, lost) + 1))
    return 2 * tail / 2**changed < CHANCE


def _kind(reading: Reading) -> Kind:
    labels = reading.labels
    before, after = _right(labels, reading.before), _right(labels, reading.after)
    gained = sum(now and not then for then, now in zip(before, after, strict=True))
    lost = sum(then and not now for then, now in zip(before, after, strict=True))
    return Kind(
        reading.kind,
        len(labels),
        count(labels, reading.before),
        count(labels, reading.after),
        is_beyond_chance(gained, lost),
    )


def _right(labels: Sequence[str], texts: Sequence[str]) -> list[bool]:
    pairs = zip(labels, texts, strict=True)
    return [comparable(label) == comparable(text) for label, text in pairs]
