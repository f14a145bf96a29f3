"""How readings are counted: word accuracy, character error rate, confusions, intervals.

Texts are compared in NFC without white space, as published Korean benchmarks do.
"""

import math
from collections import Counter
from collections.abc import Sequence


def comparable(text: str) -> str:
    """Give the form in which readings and labels are compared: without spaces."""
    return "".join(text.split())


def word_accuracy(labels: Sequence[str], readings: Sequence[str]) -> float:
    """Give the share of words read entirely right."""
    pairs = zip(labels, readings, strict=True)
    return sum(comparable(a) == comparable(b) for a, b in pairs) / max(1, len(labels))


def edit_distance(a: str, b: str) -> int:
    """Give the Levenshtein distance in characters."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def character_error_rate(labels: Sequence[str], readings: Sequence[str]) -> float:
    """Give edit distances over label characters, summed over the set."""
    distance = sum(
        edit_distance(comparable(a), comparable(b)) for a, b in zip(labels, readings, strict=True)
    )
    return distance / max(1, sum(len(comparable(a)) for a in labels))


def wilson_interval(right: int, total: int, *, z: float = 1.96) -> tuple[float, float]:
    """Give the Wilson score interval of a share (95 % by default)."""
    if total == 0:
        return 0.0, 1.0
    share = right / total
    center = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    half /= 1 + z * z / total
    return max(0.0, center - half), min(1.0, center + half)


def confusions(labels: Sequence[str], readings: Sequence[str]) -> Counter[tuple[str, str]]:
    """Count (in the label, read instead) characters over words of equal length."""
    counts: Counter[tuple[str, str]] = Counter()
    for label, reading in zip(labels, readings, strict=True):
        a, b = comparable(label), comparable(reading)
        if len(a) == len(b):
            counts.update((x, y) for x, y in zip(a, b, strict=True) if x != y)
    return counts
