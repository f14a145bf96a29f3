"""Batches for the trainer: rendered by worker processes, ordered, deterministic by seed."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset, EncodedText
from recognizer.network.config import RareConfig
from training.rendering import Renderers, SampleSource

# The decoder is unrolled over the steps of its batch, so a batch is padded to one of a few
# lengths: a graph is traced once for each.
STEP_BUCKETS = (6, 10, 16, 26)


@dataclass(frozen=True)
class Batch:
    """Network inputs (B, H, W, 1) float32, of one box, and the texts to write."""

    images: NDArray[np.float32]
    text: EncodedText


# Opens the endless stream of batches behind the first n images; closing it ends what it runs on.
OpenStream = Callable[[int], Generator[Batch, None, None]]


class SyntheticBatches:
    """An endless, ordered stream of batches from seeds `first_seed`, `first_seed` + 1, ...

    `make_source` is called once in each worker process and must be picklable. Close it, or use it
    as a context manager: the workers live as long as it does.

    A batch holds as many columns as `batch_size` boxes of `config.reference_px`: more narrow
    words, or fewer wide ones, take the same time and much the same characters.
    """

    def __init__(
        self,
        make_source: Callable[[], SampleSource],
        *,
        config: RareConfig,
        charset: Charset,
        batch_size: int,
        first_seed: int = 0,
        workers: int = 1,
    ) -> None:
        self._charset = charset
        self._max_length = config.max_length
        self._rows = {
            width: max(1, round(batch_size * config.reference_px / width))
            for width in config.widths_px
        }
        self._renderers = Renderers(make_source, config.boxes, first_seed=first_seed, count=workers)

    def __enter__(self) -> "SyntheticBatches":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        self._renderers.close()

    def __iter__(self) -> Iterator[Batch]:
        """Give batches of one box whose texts need about the same number of decoder steps."""
        waiting: dict[tuple[int, int], list[tuple[NDArray[np.float16], str]]] = defaultdict(list)
        for rendered in self._renderers:
            for image, label in zip(rendered.images, rendered.labels, strict=True):
                steps = next(b for b in STEP_BUCKETS if len(label) < b)
                width = image.shape[1]
                alike = waiting[width, steps]
                alike.append((image, label))
                if len(alike) == self._rows[width]:
                    yield self._batch(alike, steps)
                    alike.clear()

    def _batch(self, samples: list[tuple[NDArray[np.float16], str]], steps: int) -> Batch:
        images = np.stack([image for image, _ in samples]).astype(np.float32)
        text = self._charset.encode([label for _, label in samples], max_length=self._max_length)
        return Batch(images, pad_steps(text, steps))


def pad_steps(text: EncodedText, steps: int) -> EncodedText:
    """Pad encoded texts with zeros to exactly `steps` decoder steps."""
    missing = ((0, 0), (0, steps - text.first.shape[1]))
    return EncodedText(
        np.pad(text.first, missing),
        np.pad(text.vowel, missing),
        np.pad(text.final, missing),
        np.pad(text.syllable, missing),
        text.length,
    )
