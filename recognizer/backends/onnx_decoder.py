"""The decoder's loop of the fast local runtime, and what its scores say.

All rows advance together, those that read (greedy) and those that weigh the labels (teacher
forcing); rows that have ended leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer import jamo
from recognizer.charset import Charset
from recognizer.contract import Alternative

ALTERNATIVES_KEPT = 5

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]
Places = tuple[tuple[Alternative, ...], ...]


class Session(Protocol):
    """What is used of an `onnxruntime.InferenceSession`."""

    def run(self, output_names: list[str], inputs: dict[str, NDArray[Any]]) -> list[FloatArray]:
        """Give the outputs asked for."""


@dataclass(frozen=True)
class Texts:
    """What one loop wrote: R rows, the readings first and the labels after them, over L steps.

    first, vowel, final: (R, L) int32 ids, chosen or forced; length: (R,), the EOS counted.
    log_first, log_vowel, log_final: (R, L, classes) log-softmaxes; attention: (R, L, T).
    Behind a row's length everything is 0.
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
    """Writes texts with one step of the decoder as an ONNX session."""

    def __init__(self, step: Session, charset: Charset, *, max_length: int, units: int) -> None:
        self._step = step
        self._charset = charset
        self._max_length = max_length
        self._units = units
        self._is_initial = charset.is_initial_table().astype(np.float32)

    def write(
        self, memory: FloatArray, keys: FloatArray, weighed: Sequence[int], labels: Sequence[str]
    ) -> Texts:
        """Read every image of `memory` (B, T, C) and weigh `labels`, each on its image `weighed`.

        The last step there is room for can only be the EOS.
        """
        readers, rows, limit = len(memory), len(memory) + len(labels), self._max_length + 1
        forced = self._charset.encode(labels, max_length=self._max_length)
        ids = np.zeros((3, rows, limit), np.int32)
        ids[:, readers:, : forced.first.shape[1]] = (forced.first, forced.vowel, forced.final)
        length = np.zeros(rows, np.int32)
        sizes = [self._charset.first_size, self._charset.vowel_size, self._charset.final_size]
        kept = [np.zeros((rows, limit, n), np.float32) for n in (*sizes, memory.shape[1])]

        writing = np.arange(rows)
        image_of = np.concatenate([writing[:readers], np.array(weighed, np.intp)])
        memory, keys = memory[image_of], keys[image_of]
        state = np.zeros((rows, self._units), np.float32)
        last = np.zeros((3, rows), np.int32)
        last[0] = self._charset.start_id
        for step in range(limit):
            *scores, state = self._advance(last, state, memory, keys)
            for part, values in zip(kept, scores, strict=True):
                part[writing, step] = values
            reading = writing < readers
            if step < self._max_length:
                ids[:, writing[reading], step] = self._choose(*(p[reading] for p in scores[:3]))
            going_on = ids[0, writing, step] != self._charset.eos_id
            length[writing[~going_on]] = step + 1
            if not going_on.all():
                writing, state = writing[going_on], state[going_on]
                memory, keys = memory[going_on], keys[going_on]
            if not len(writing):
                break
            last = ids[:, writing, step]
        first, vowel, final = ids[:, :, : length.max()]
        return Texts(first, vowel, final, length, *(part[:, : length.max()] for part in kept))

    def _advance(
        self, last: IntArray, state: FloatArray, memory: FloatArray, keys: FloatArray
    ) -> list[FloatArray]:
        """Run one step: the heads' log-softmaxes (R, classes), attention (R, T), state (R, U)."""
        first, vowel, final = last
        outputs = ["log_first", "log_vowel", "log_final", "attention", "next_state"]
        given = {
            "first": first,
            "vowel": vowel,
            "final": final,
            "state": state,
            "memory": memory,
            "keys": keys,
        }
        advanced: list[FloatArray] = self._step.run(outputs, given)
        return advanced

    def _choose(
        self, log_first: FloatArray, log_vowel: FloatArray, log_final: FloatArray
    ) -> IntArray:
        """Pick the likeliest character of each row, (3, R) ids.

        A syllable's probability is the product of three heads, so the likeliest initial need not
        be the likeliest character.
        """
        syllable = log_vowel.max(1) + log_final.max(1)
        first = (log_first + self._is_initial * syllable[:, None]).argmax(1)
        counts = self._is_initial[first] > 0
        chosen = [first, log_vowel.argmax(1) * counts, log_final.argmax(1) * counts]
        return np.array(chosen, np.int32)

    def log_probs(self, texts: Texts) -> FloatArray:
        """Give log p of every character written, (R, L), the EOS too; 0 behind it."""
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
