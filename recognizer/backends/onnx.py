"""The fast local runtime: ONNX Runtime for the networks, numpy for what lies between them.

Every image goes through the encoder once; the readings and the scores of the labels come from one
loop over the decoder (`onnx_decoder.py`).
"""

import functools
import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from recognizer import images
from recognizer.archive import Archive
from recognizer.backends.onnx_decoder import FloatArray, OnnxDecoder, Places, Texts
from recognizer.backends.partition import answer_apart
from recognizer.contract import LabelScore, ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import ArchiveError, RecognizerError
from recognizer.preprocess import fitted_width, to_input

if TYPE_CHECKING:
    from pathlib import Path

    from onnxruntime import InferenceSession

# Images that go through the network together: fewer waste its matrix products, more its caches.
PART = 16
SMALLEST_PART = 4
# Images of like width that the encoder takes at once.
GROUP = 4


class OnnxBackend:
    """Reads with an archive's local files on the CPU.

    threads: how many read at once. Each takes its own part of the images through decoding, network
    and decoder: that keeps the cores busier than one network spread over them, and loses nothing
    where other programs want the cores too (measured beside a training: 20 % more images/s).
    """

    def __init__(self, archive: Archive, *, threads: int = 2) -> None:
        if archive.description is None:
            raise ArchiveError(f"{archive.folder}: has no files for the fast local runtime")
        self._description = archive.description
        self._charset = archive.description.charset
        self._identity = archive.identity
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="onnx")
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
        size = min(PART, max(SMALLEST_PART, -(-len(requests) // self._threads)))
        parts = [requests[start : start + size] for start in range(0, len(requests), size)]
        read = functools.partial(self._read_part, attention=attention)
        return [*itertools.chain.from_iterable(self._pool.map(read, parts))]

    def close(self) -> None:
        """End the threads and release the networks."""
        self._pool.shutdown()
        del self._encoder, self._decoder

    def _read_part(self, requests: Sequence[Request], *, attention: bool) -> list[Outcome]:
        return answer_apart(
            requests, self._prepare, functools.partial(self._answer, attention=attention)
        )

    def _prepare(self, content: bytes) -> tuple[FloatArray, float]:
        """Give the network's input (H, W, 1) and the share of W that the word fills."""
        box = {"height_px": self._description.height_px, "width_px": self._description.width_px}
        pixels = images.decode(content)
        share = fitted_width(*pixels.shape[:2], **box) / self._description.width_px
        return to_input(pixels, **box), share

    def _answer(
        self,
        prepared: Sequence[tuple[FloatArray, float]],
        labels: Sequence[str | None],
        *,
        attention: bool,
    ) -> list[Outcome]:
        inputs = np.stack([image for image, _ in prepared])  # (B, H, W, 1)
        errors = [self._label_error(label) for label in labels]
        weighed = [
            row
            for row, (label, error) in enumerate(zip(labels, errors, strict=True))
            if label is not None and error is None
        ]
        features = self._encode(inputs, [share for _, share in prepared])
        texts = self._decoder.write(features, weighed, [labels[row] or "" for row in weighed])
        log_probs = self._decoder.log_probs(texts)
        alternatives = self._decoder.alternatives(texts)
        row_of_label = {image: len(inputs) + i for i, image in enumerate(weighed)}
        outcomes = []
        for row, ((_, share), error) in enumerate(zip(prepared, errors, strict=True)):
            scored = row_of_label.get(row)
            outcomes.append(
                Outcome(
                    self._prediction(texts, row, log_probs, alternatives, share, attention),
                    None if scored is None else _score(texts, scored, log_probs, alternatives),
                    label_error=error,
                )
            )
        return outcomes

    def _encode(self, inputs: FloatArray, shares: Sequence[float]) -> FloatArray:
        """Give the features (T, B, C) of (B, H, W, 1).

        Words of like width go together: the encoder leaves out the columns that none reaches.
        """
        by_width = np.argsort(shares, kind="stable")
        groups = [by_width[i : i + GROUP] for i in range(0, len(by_width), GROUP)]
        encoded = [self._encoder.run(["features"], {"images": inputs[g]})[0] for g in groups]
        features: FloatArray = np.concatenate(encoded, axis=1)[:, np.argsort(by_width)]
        return features

    def _label_error(self, label: str | None) -> RecognizerError | None:
        if label is None:
            return None
        return self._charset.error_of(label, max_length=self._description.max_length)

    def _prediction(
        self,
        texts: Texts,
        row: int,
        log_probs: FloatArray,
        alternatives: Sequence[Places],
        share: float,
        attention: bool,
    ) -> Prediction:
        length = int(texts.length[row]) - 1
        ids = (part[row, :length].tolist() for part in (texts.first, texts.vowel, texts.final))
        return Prediction(
            text=self._charset.decode(*ids),
            confidence=tuple(np.exp(log_probs[row, :length]).tolist()),
            log_prob=float(log_probs[row, : length + 1].sum()),
            alternatives=alternatives[row],
            attention=texts.attention[row, :length].copy() if attention else None,
            word_share=share,
        )


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
