"""Reading with a network and counting what is right."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from recognizer.network.rare import Rare
from recognizer.preprocess import to_input
from training.synth import Sample

READ_BATCH = 64


class Reader(keras.Model):
    """Compiled greedy reading on any Keras backend: (B, H, W, 1) inputs to texts."""

    def __init__(self, model: Rare) -> None:
        super().__init__()
        self.rare = model
        self.built = True

    def call(self, images: Any) -> tuple[Any, Any, Any, Any]:
        """Give the ids of the three heads and the log-probabilities, each (B, L)."""
        reading = self.rare.read(images)
        return reading.first, reading.vowel, reading.final, reading.log_probs

    def texts(self, images: NDArray[np.float32]) -> list[str]:
        """Read (N, H, W, 1) images."""
        texts: list[str] = []
        for start in range(0, len(images), READ_BATCH):
            part = images[start : start + READ_BATCH]
            # One batch size, one compiled graph.
            padded = np.pad(part, ((0, READ_BATCH - len(part)), (0, 0), (0, 0), (0, 0)))
            first, vowel, final, _ = self.predict_on_batch(padded)
            rows = zip(first[: len(part)], vowel, final, strict=False)
            texts.extend(self.rare.charset.decode(*row) for row in rows)
        return texts


@dataclass(frozen=True)
class TestSet:
    """Prepared images with their labels."""

    __test__ = False  # not a pytest class

    name: str
    images: NDArray[np.float32]  # (N, H, W, 1)
    labels: tuple[str, ...]

    @classmethod
    def of_samples(
        cls, name: str, samples: Iterable[Sample], *, height_px: int, width_px: int
    ) -> "TestSet":
        """Prepare rendered samples."""
        images, labels = [], []
        for sample in samples:
            images.append(to_input(sample.image, height_px=height_px, width_px=width_px))
            labels.append(sample.label)
        return cls(name, np.stack(images), tuple(labels))


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


def figures(model_reader: Reader, sets: Sequence[TestSet]) -> dict[str, float]:
    """Read every set and give its word accuracy by name."""
    return {s.name: word_accuracy(s.labels, model_reader.texts(s.images)) for s in sets}
