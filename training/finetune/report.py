"""Before and after: what the new archive reads better, and what worse."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from recognizer import jamo
from recognizer.metrics import (
    character_error_rate,
    comparable,
    confusions,
    wilson_interval,
)

CONFUSIONS_LISTED = 20
PLACES = ("initial", "vowel", "final")
CHARACTER = "character"


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
    """One kind of words, read by both archives."""

    kind: str
    n: int
    before: Count
    after: Count


@dataclass(frozen=True)
class Confusion:
    """A jamo (or another character) read as another, how often before and after.

    place: initial, vowel or final of a syllable, or `character`. label, read: a jamo; `read` and
    `label` are empty for a syllable without a final.
    """

    place: str
    label: str
    read: str
    before: int
    after: int


@dataclass(frozen=True)
class Worse:
    """A kind that the new archive reads worse.

    beyond_interval: whether its share lies below the interval of the one before; if not, the same
    words drawn again might as well have shown no difference.
    """

    kind: str
    before: float
    after: float
    beyond_interval: bool


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
    kinds = tuple(
        Kind(r.kind, len(r.labels), count(r.labels, r.before), count(r.labels, r.after))
        for r in readings
    )
    before: Counter[tuple[str, str, str]] = Counter()
    after: Counter[tuple[str, str, str]] = Counter()
    for reading in readings:
        before.update(jamo_confusions(reading.labels, reading.before))
        after.update(jamo_confusions(reading.labels, reading.after))
    changed = [
        Confusion(*pair, before[pair], after[pair])
        for pair in sorted(before.keys() | after.keys())
        if before[pair] != after[pair]
    ]
    changed.sort(key=lambda confusion: confusion.after - confusion.before)
    went = tuple(confusion for confusion in changed if confusion.after < confusion.before)
    came = tuple(confusion for confusion in reversed(changed) if confusion.after > confusion.before)
    return Comparison(
        kinds,
        went[:CONFUSIONS_LISTED],
        came[:CONFUSIONS_LISTED],
        tuple(
            Worse(
                kind.kind,
                kind.before.share,
                kind.after.share,
                kind.after.share < kind.before.low,
            )
            for kind in kinds
            if kind.after.right < kind.before.right
        ),
    )


def count(labels: Sequence[str], texts: Sequence[str]) -> Count:
    """Count words read right, compared without white space."""
    pairs = zip(labels, texts, strict=True)
    right = sum(comparable(label) == comparable(text) for label, text in pairs)
    low, high = wilson_interval(right, len(labels))
    cer = character_error_rate(labels, texts)
    return Count(right, right / max(1, len(labels)), low, high, cer)


def jamo_confusions(labels: Sequence[str], texts: Sequence[str]) -> Counter[tuple[str, str, str]]:
    """Count (place, in the label, read instead) over words of equal length."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for (label, read), number in confusions(labels, texts).items():
        if not (jamo.is_syllable(label) and jamo.is_syllable(read)):
            counts[CHARACTER, label, read] += number
            continue
        letters = (jamo.INITIALS, jamo.VOWELS, jamo.FINALS)
        parts = zip(PLACES, letters, jamo.split(label), jamo.split(read), strict=True)
        for place, names, one, other in parts:
            if one != other:
                counts[place, names[one], names[other]] += number
    return counts
