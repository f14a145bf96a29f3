"""The fast local runtime: ONNX Runtime for the networks, numpy for what lies between them.

Every image goes through the encoder once; the readings and the scores of the labels come from one
loop over the decoder (`onnx_decoder.py`).
"""

import functools
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from recognizer import images
from recognizer.archive import Archive
from recognizer.backends.onnx_decoder import FloatArray, OnnxDecoder, Places, Texts
from recognizer.backends.partition import answer_apart
from recognizer.contract import LabelScore, ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import ArchiveError, ImageError, RecognizerError
from recognizer.preprocess import by_box, to_input

if TYPE_CHECKING:
    from pathlib import Path

    from onnxruntime import InferenceSession

_Part = TypeVar("_Part")
_Done = TypeVar("_Done")

# Images that go through the network together: fewer waste its matrix products, more its caches.
PART = 16
SMALLEST_PART = 4
# What an image costs beside its columns, in columns.
_FIXED_PX = 80


class OnnxBackend:
    """Reads with an archive's local files on the CPU.

    threads: how many read at once. Each takes its own part of the images through decoding, network
    and decoder: that keeps the cores busier than one network spread over them, and loses nothing
    where other programs want the cores too (measured beside a training: 20 % more images/s).

    `read` may be called from several threads at once. They share the threads, and where there are
    as many calls each keeps to itself: its batch stays in one piece, and no core waits for another.
    """

    def __init__(self, archive: Archive, *, threads: int = 2) -> None:
        if archive.description is None:
            raise ArchiveError(f"{archive.folder}: has no files for the fast local runtime")
        self._description = archive.description
        self._charset = archive.description.charset
        self._identity = archive.identity
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="onnx")
        self._calls = 0
        self._counting = threading.Lock()
        self._encoder = _load(archive.encoder)
        self._decoder = OnnxDecoder(
            _load(archive.decoder), self._charset, max_length=archive.description.max_length
        )

    @property
    def identity(self) -> ModelIdentity:
        """Name and version of the archive."""
        return self._identity

    @property
    def scores_labels(self) -> bool:
        """Always: the decoder is at hand."""
        return True

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        """Answer every request, in order; a bad image is the error of its own outcome."""
        with self._share() as threads:
            return self._read(requests, threads, attention=attention)

    @contextmanager
    def _share(self) -> Iterator[int]:
        """Count a call in, and give how many threads it may take as its own."""
        with self._counting:
            self._calls += 1
            threads = max(1, self._threads // self._calls)
        try:
            yield threads
        finally:
            with self._counting:
                self._calls -= 1

    def _read(self, requests: Sequence[Request], threads: int, *, attention: bool) -> list[Outcome]:
        size = max(1, min(PART, -(-len(requests) // threads)))
        parts = [requests[start : start + size] for start in range(0, len(requests), size)]
        prepared = itertools.chain.from_iterable(self._spread(self._prepare, parts, threads))

        def next_one(_: bytes) -> Word:
            word = next(prepared)
            if isinstance(word, ImageError):
                raise word
            return word

        return answer_apart(
            requests,
            next_one,
            functools.partial(self._answer_all, threads=threads, attention=attention),
        )

    def close(self) -> None:
        """End the threads and release the networks."""
        self._pool.shutdown()
        del self._encoder, self._decoder

    def _spread(
        self, work: Callable[[_Part], _Done], parts: Sequence[_Part], threads: int
    ) -> Iterator[_Done]:
        """Do the parts' work in the threads, or here where there is nothing to share."""
        alone = threads == 1 or len(parts) == 1
        return map(work, parts) if alone else self._pool.map(work, parts)

    def _prepare(self, requests: Sequence[Request]) -> "list[Word | ImageError]":
        return [self._prepared(request.image) for request in requests]

    def _prepared(self, content: bytes) -> "Word | ImageError":
        boxes = self._description.boxes
        try:
            pixels = images.decode(content)
        except ImageError as error:
            return error
        return Word(to_input(pixels, boxes), boxes.word_px(*pixels.shape[:2]))

    def _answer_all(
        self,
        words: Sequence["Word"],
        labels: Sequence[str | None],
        *,
        threads: int,
        attention: bool,
    ) -> list[Outcome]:
        """Answer words of like width together, as many at once as take about the same time."""
        by_width = np.argsort([word.width_px for word in words], kind="stable")
        work = np.cumsum([_FIXED_PX + words[row].width_px for row in by_width])
        parts = max(-(-len(words) // PART), min(threads, len(words) // SMALLEST_PART), 1)
        part_of = (work - 1) * parts // work[-1]
        rows_of_parts = [by_width[part_of == part] for part in np.unique(part_of)]

        def answer(rows: NDArray[np.intp]) -> list[Outcome]:
            return self._answer(
                [words[row] for row in rows], [labels[row] for row in rows], attention=attention
            )

        outcomes = itertools.chain.from_iterable(self._spread(answer, rows_of_parts, threads))
        in_order = dict(zip(np.concatenate(rows_of_parts).tolist(), outcomes, strict=True))
        return [in_order[row] for row in range(len(words))]

    def _answer(
        self, words: Sequence["Word"], labels: Sequence[str | None], *, attention: bool
    ) -> list[Outcome]:
        errors = [self._label_error(label) for label in labels]
        weighed = [
            row
            for row, (label, error) in enumerate(zip(labels, errors, strict=True))
            if label is not None and error is None
        ]
        features, columns = self._encode([word.image for word in words])
        chosen = [labels[row] or "" for row in weighed]
        texts = self._decoder.write(features, columns, weighed, chosen)
        log_probs = self._decoder.log_probs(texts)
        alternatives = self._decoder.alternatives(texts)
        row_of_label = {image: len(words) + i for i, image in enumerate(weighed)}
        outcomes = []
        for row, (word, error) in enumerate(zip(words, errors, strict=True)):
            length = int(texts.length[row]) - 1
            looked = texts.attention[row, :length, : columns[row]] if attention else None
            scored = row_of_label.get(row)
            outcomes.append(
                Outcome(
                    Prediction(
                        text=self._text(texts, row),
                        confidence=tuple(np.exp(log_probs[row, :length]).tolist()),
                        log_prob=float(log_probs[row, : length + 1].sum()),
                        alternatives=alternatives[row],
                        attention=None if looked is None else looked.copy(),
                        word_share=word.width_px / word.image.shape[1],
                    ),
                    None if scored is None else _score(texts, scored, log_probs, alternatives),
                    label_error=error,
                )
            )
        return outcomes

    def _encode(self, inputs: Sequence[FloatArray]) -> tuple[FloatArray, NDArray[np.int64]]:
        """Give the features (T, B, C) of images of any box and how many count, (B,).

        The encoder leaves out the columns that no word of a box reaches.
        """
        encoded: dict[int, FloatArray] = {}
        for rows, batch in by_box(inputs):
            (features,) = self._encoder.run(["features"], {"images": batch})
            encoded |= zip(rows.tolist(), features.swapaxes(0, 1), strict=True)
        columns = np.array([len(encoded[row]) for row in range(len(inputs))], np.int64)
        together = np.zeros((columns.max(), len(inputs), encoded[0].shape[1]), np.float32)
        for row, features in encoded.items():
            together[: len(features), row] = features
        return together, columns

    def _text(self, texts: Texts, row: int) -> str:
        length = int(texts.length[row]) - 1
        ids = (part[row, :length].tolist() for part in (texts.first, texts.vowel, texts.final))
        return self._charset.decode(*ids)

    def _label_error(self, label: str | None) -> RecognizerError | None:
        if label is None:
            return None
        return self._charset.error_of(label, max_length=self._description.max_length)


@dataclass(frozen=True)
class Word:
    """An image (H, W, 1) made ready, and how much of W the word fills."""

    image: FloatArray
    width_px: int


def _score(
    texts: Texts, row: int, log_probs: FloatArray, alternatives: Sequence[Places]
) -> LabelScore:
    of_characters = log_probs[row, : texts.length[row]]
    return LabelScore(float(of_characters.sum()), tuple(of_characters.tolist()), alternatives[row])


def _load(path: "Path") -> "InferenceSession":
    # Imported late: the program is on the screen before the runtime is in memory.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime raises its own kinds for every damage
        raise ArchiveError(f"{path}: the local runtime cannot load it: {error}") from error
