"""Reading with the Keras network itself, while it trains and after."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from recognizer.errors import ImageError
from recognizer.images import decode
from recognizer.manifest import ManifestRow
from recognizer.metrics import word_accuracy
from recognizer.network.rare import Rare
from recognizer.preprocess import Boxes, FloatArray, by_box, to_input
from training.synth import Sample

log = logging.getLogger(__name__)

READ_BATCH = 64


class Compiled:
    """A function of images on any Keras backend, compiled once for each box.

    `function` takes (B, H, W, 1) and gives a tensor or a tuple of them, rows in front.
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function
        self._graphs: dict[int, keras.Model] = {}

    def __call__(self, images: FloatArray) -> Any:
        """Compute what it gives for at most READ_BATCH images."""
        width, rows = images.shape[2], len(images)
        if width not in self._graphs:
            self._graphs[width] = BoxGraph(self._function)
        # One batch size, one compiled graph.
        padded = np.pad(images, ((0, READ_BATCH - rows), (0, 0), (0, 0), (0, 0)))
        given = self._graphs[width].predict_on_batch(padded)
        return tuple(part[:rows] for part in given) if isinstance(given, tuple) else given[:rows]


class BoxGraph(keras.Model):
    """A function of images as a model that Keras compiles for its backend."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self._function = function
        self.built = True

    def call(self, images: Any) -> Any:
        """Compute it."""
        return self._function(images)


class Reader:
    """Compiled greedy reading: inputs to texts."""

    def __init__(self, model: Rare) -> None:
        self.rare = model
        self._read = Compiled(lambda images: tuple(model.read(images))[:3])

    def texts(self, inputs: Sequence[FloatArray]) -> list[str]:
        """Read (H, W, 1) inputs."""
        texts = [""] * len(inputs)
        for rows, images in by_box(inputs):
            for start in range(0, len(rows), READ_BATCH):
                part = slice(start, start + READ_BATCH)
                for row, *ids in zip(rows[part], *self._read(images[part]), strict=True):
                    texts[row] = self.rare.charset.decode(*ids)
        return texts


@dataclass(frozen=True)
class TestSet:
    """Prepared images with their labels."""

    __test__ = False  # not a pytest class

    name: str
    images: tuple[FloatArray, ...]  # N of (H, W, 1)
    labels: tuple[str, ...]

    @classmethod
    def drawn(
        cls,
        name: str,
        sample_of: Callable[[int], Sample],
        seeds: Iterable[int],
        boxes: Boxes,
        *,
        check: Callable[[], None],
    ) -> "TestSet":
        """Draw and prepare the samples of `seeds`; `check` is called for each, and may raise."""
        images, labels = [], []
        for seed in seeds:
            check()
            sample = sample_of(seed)
            images.append(to_input(sample.image, boxes))
            labels.append(sample.label)
        return cls(name, tuple(images), tuple(labels))


def figures(model_reader: Reader, sets: Sequence[TestSet]) -> dict[str, float]:
    """Read every set and give its word accuracy by name."""
    return {s.name: word_accuracy(s.labels, model_reader.texts(s.images)) for s in sets}


def read_manifest(reader: Reader, rows: Sequence[ManifestRow]) -> list[str]:
    """Read every image of a manifest; what cannot be read is logged by name and reads as ''."""
    boxes = reader.rare.config.boxes
    texts = [""] * len(rows)
    readable: list[int] = []
    inputs: list[FloatArray] = []
    for index, row in enumerate(rows):
        try:
            inputs.append(to_input(decode(row.path.read_bytes()), boxes))
        except (OSError, ImageError) as error:
            log.warning("%s counts as misread: %s", row.path, error)
        else:
            readable.append(index)
    for index, text in zip(readable, reader.texts(inputs), strict=True):
        texts[index] = text
    return texts
