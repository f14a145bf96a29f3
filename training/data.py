"""Batches for the trainer: rendered by worker processes, ordered, deterministic by seed."""

import multiprocessing
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset, EncodedText
from recognizer.network.config import RareConfig
from recognizer.preprocess import Boxes, to_input
from training.synth import Sample

# The decoder is unrolled over the steps of its batch, so a batch is padded to one of a few
# lengths: a graph is traced once for each.
STEP_BUCKETS = (6, 10, 16, 26)
CHUNK = 32  # seeds rendered by one task

SampleSource = Callable[[int], Sample]


@dataclass(frozen=True)
class Batch:
    """Network inputs (B, H, W, 1) float32, of one box, and the texts to write."""

    images: NDArray[np.float32]
    text: EncodedText


@dataclass(frozen=True)
class _Rendered:
    images: list[NDArray[np.float16]]  # CHUNK of (H, W, 1)
    labels: list[str]


_source: SampleSource | None = None
_boxes: Boxes | None = None


def _start_worker(make_source: Callable[[], SampleSource], boxes: Boxes) -> None:
    global _source, _boxes
    os.nice(5)  # the trainer goes first
    _source = make_source()
    _boxes = boxes


def _render(first_seed: int) -> _Rendered:
    assert _source is not None
    assert _boxes is not None
    samples = [_source(seed) for seed in range(first_seed, first_seed + CHUNK)]
    images = [to_input(s.image, _boxes).astype(np.float16) for s in samples]
    return _Rendered(images, [s.label for s in samples])


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
        self._first_seed = first_seed
        self._closed = False
        # Bounds what is rendered ahead: Pool.imap alone would run away from the trainer.
        self._ahead = threading.Semaphore(4 * workers + 2 * batch_size // CHUNK)
        # A worker's small matrix products run 30 times slower on several BLAS threads than on one;
        # the libraries read this when the worker imports them.
        os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
        context = multiprocessing.get_context("spawn")
        self._pool = context.Pool(workers, _start_worker, (make_source, config.boxes))

    def __enter__(self) -> "SyntheticBatches":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        self._closed = True
        self._ahead.release()  # the pool's feeding thread waits there, and terminate waits for it
        self._pool.terminate()
        self._pool.join()

    def _seeds(self) -> Iterator[int]:
        seed = self._first_seed
        while True:
            self._ahead.acquire()
            if self._closed:
                return
            yield seed
            seed += CHUNK

    def __iter__(self) -> Iterator[Batch]:
        """Give batches of one box whose texts need about the same number of decoder steps."""
        waiting: dict[tuple[int, int], list[tuple[NDArray[np.float16], str]]] = defaultdict(list)
        for rendered in self._pool.imap(_render, self._seeds()):
            self._ahead.release()
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
