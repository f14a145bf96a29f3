"""What the decoder of the fast local runtime is asked, and what its scores say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer import jamo
from recognizer.charset import Charset
from recognizer.contract import Alternative

ALTERNATIVES_KEPT = 5
# Stands, among the ids that rows are forced to write, for: whatever is likeliest.
FREE = -1

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]
Places = tuple[tuple[Alternative, ...], ...]


class Session(Protocol):
    """What is used of an `onnxruntime.InferenceSession`."""

    def get_inputs(self) -> Sequence[Any]:
        """Give the inputs' descriptions."""

    def run(self, output_names: list[str], inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Give the outputs asked for."""


@dataclass(frozen=True)
class Texts:
    """What one loop wrote: R rows, the readings first and the labels after them, over L steps.

    first, vowel, final: (R, L) int64 ids, chosen or forced; length: (R,), the EOS counted.
    log_first, log_vowel, log_final: (R, L, classes) log-softmaxes; attention: (R, L, T).
    What stands behind a row's length means nothing.
    """

    first: IntArray
    vowel: IntArray
    final: IntArray
    length: IntArray
    log_first: FloatArray
    log_vowel: FloatArray
    log_final: FloatArray
    attention: FloatArray


class OnnxDecoder:
    """Writes texts with the decoder's loop as an ONNX session.

    All rows advance together, those that read (greedy) and those that weigh the labels (teacher
    forcing), until the last of them has ended.
    """

    def __init__(self, loop: Session, charset: Charset, *, max_length: int) -> None:
        self._loop = loop
        self._charset = charset
        self._max_length = max_length
        # Archives of one box have all columns count.
        self._takes_columns = any(one.name == "columns" for one in loop.get_inputs())
        self._is_initial = charset.is_initial_table().astype(np.float32)

    def write(
        self,
        features: FloatArray,
        columns: NDArray[np.int64],
        weighed: Sequence[int],
        labels: Sequence[str],
    ) -> Texts:
        """Read every image of `features` (T, B, C) and weigh `labels`, each on its image `weighed`.

        Of image b the first `columns[b]` features count.
        The last step there is room for can only be the EOS.
        """
        readers = features.shape[1]
        forced = np.full((self._max_length + 1, readers + len(labels), 3), FREE, np.int64)
        forced[-1] = self._charset.eos_id
        if labels:
            ids = self._charset.encode(labels, max_length=self._max_length)
            forced[:, readers:] = self._charset.eos_id
            for head, part in enumerate((ids.first, ids.vowel, ids.final)):
                forced[: part.shape[1], readers:, head] = part.T
        given: dict[str, NDArray[Any]] = {
            "features": features,
            "image_of": np.array([*range(readers), *weighed], np.int64),
            "forced": forced,
        }
        if self._takes_columns:
            given["columns"] = columns
        outputs = ["ids", "log_first", "log_vowel", "log_final", "attention"]
        written, *scores = (part.swapaxes(0, 1) for part in self._loop.run(outputs, given))
        first, vowel, final = np.moveaxis(written, 2, 0)
        length = (first == self._charset.eos_id).argmax(1) + 1
        return Texts(first, vowel, final, length, *scores)

    def log_probs(self, texts: Texts) -> FloatArray:
        """Give log p of every character written, (R, L), the EOS too."""
        first, vowel, final = (
            np.take_along_axis(scores, ids[:, :, None], axis=2)[:, :, 0]
            for scores, ids in (
                (texts.log_first, texts.first),
                (texts.log_vowel, texts.vowel),
                (texts.log_final, texts.final),
            )
        )
        log_probs: FloatArray = first + self._is_initial[texts.first] * (vowel + final)
        return log_probs

    def alternatives(self, texts: Texts) -> list[Places]:
        """Give the likeliest characters at every character (not the EOS) of every row."""
        inside = np.arange(texts.first.shape[1]) < texts.length[:, None] - 1  # (R, L)
        codes, likely = likeliest_characters(
            texts.log_first[inside],
            texts.log_vowel[inside],
            texts.log_final[inside],
            self._charset,
        )
        places = [
            tuple(map(Alternative, map(chr, row_codes), row_likely))
            for row_codes, row_likely in zip(codes.tolist(), likely.tolist(), strict=True)
        ]
        ends = np.cumsum(texts.length - 1).tolist()
        return [tuple(places[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def likeliest_characters(
    log_first: FloatArray, log_vowel: FloatArray, log_final: FloatArray, charset: Charset
) -> tuple[NDArray[np.int64], FloatArray]:
    """Give the code points (P, K) of the likeliest characters, best first, and their probabilities.

    From (P, classes) log-softmaxes at P places; K is ALTERNATIVES_KEPT.
    """
    kept = ALTERNATIVES_KEPT
    # The best K characters are among the best K of each head.
    others_start = charset.first_initial_id + len(jamo.INITIALS)
    initial, i = _top(log_first[:, charset.first_initial_id : others_start], kept)
    vowel, v = _top(log_vowel, kept)
    final, t = _top(log_final, kept)
    other, o = _top(log_first[:, others_start:], kept)
    places = len(log_first)
    log_syllables = initial[:, :, None, None] + vowel[:, None, :, None] + final[:, None, None, :]
    syllables = (i[:, :, None, None] * len(jamo.VOWELS) + v[:, None, :, None]) * len(
        jamo.FINALS
    ) + t[:, None, None, :]
    others = np.array([*map(ord, charset.others)], np.int64)
    log_probs = np.concatenate([log_syllables.reshape(places, kept**3), other], 1)
    codes = np.concatenate([jamo.FIRST_SYLLABLE + syllables.reshape(places, kept**3), others[o]], 1)
    best, chosen = _top(log_probs, kept)
    return np.take_along_axis(codes, chosen, 1), np.exp(best)


def _top(values: FloatArray, count: int) -> tuple[FloatArray, NDArray[np.intp]]:
    """Give the largest `count` values of each row, descending, and where they are."""
    where = np.argpartition(values, -count, axis=1)[:, -count:]
    found = np.take_along_axis(values, where, 1)
    order = np.argsort(-found, axis=1, kind="stable")
    return np.take_along_axis(found, order, 1), np.take_along_axis(where, order, 1)
