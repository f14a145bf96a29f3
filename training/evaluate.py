"""Reading with the Keras network itself, while it trains and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from recognizer.images import decode
from recognizer.manifest import ManifestRow
from recognizer.metrics import word_accuracy
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


def figures(model_reader: Reader, sets: Sequence[TestSet]) -> dict[str, float]:
    """Read every set and give its word accuracy by name."""
    return {s.name: word_accuracy(s.labels, model_reader.texts(s.images)) for s in sets}


def read_manifest(reader: Reader, rows: Sequence[ManifestRow]) -> list[str]:
    """Read every image of a manifest. Raises ImageError naming what cannot be read."""
    config = reader.rare.config
    inputs = [
        to_input(
            decode(row.path.read_bytes()),
            height_px=config.height_px,
            width_px=config.width_px,
        )
        for row in rows
    ]
    return reader.texts(np.stack(inputs))
