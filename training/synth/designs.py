# SPDX-License-Identifier: GPL-3.0-or-later
"""Designs that nobody made: a face's letters with other proportions, joints and weights."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from recognizer import jamo
from training.synth import ink
from training.synth.faces import Face
from training.synth.ink import Mask

FloatArray = npt.NDArray[np.floating]

# Vowels that stand below the initial alone: such a syllable is widened about its middle.
_LOW_VOWELS = frozenset(map(jamo.VOWELS.index, "ㅗㅛㅜㅠㅡ"))
# Joined strokes add little ink; more means that rings and squares are full.
_MOST_INK = 1.12


def remodelled(
    text: str, face: Face, rng: np.random.Generator, *, size_px: int, tracking_em: float
) -> Mask:
    """Draw a line of `text` in one design of its own, cropped to its ink.

    The initials of all its syllables are wider or narrower beside their vowels, and higher or
    lower above their finals, than the face has them; some designs let neighbouring strokes run
    into each other, or have bars and stems of unlike weight. Raises NoInkError when nothing was
    drawn.
    """
    cells = remodelled_cells(text, face, rng, size_px=size_px)
    gap = size_px * (rng.uniform(0.04, 0.14) + tracking_em)
    mask = ink.join_cells(cells, [gap] * len(cells), [0.0] * len(cells))
    mask = _bent(mask, _shifted(len(mask), rng.uniform(-0.4, 0.4)), axis=0)
    if rng.random() < 0.4:
        mask = _joined(mask, _bar(rng, size_px * rng.uniform(0.04, 0.12)))
    if rng.random() < 0.3 and not face.is_heavy:
        mask = cv2.dilate(mask, _bar(rng, size_px * rng.uniform(0.02, 0.06)))
    return ink.trimmed(mask)


def perhaps_remodelled(
    text: str,
    face: Face,
    rng: np.random.Generator,
    *,
    chance: float,
    size_px: int,
    tracking_em: float,
) -> Mask:
    """Draw a line as the face has it or, by `chance`, remodelled. Raises NoInkError."""
    if rng.random() < chance:
        return remodelled(text, face, rng, size_px=size_px, tracking_em=tracking_em)
    return ink.draw_line(text, face, size_px=size_px, tracking_em=tracking_em)


def remodelled_cells(
    text: str, face: Face, rng: np.random.Generator, *, size_px: int
) -> list[Mask]:
    """Draw each character alone, as `ink.draw_cells` does, the initials wider or narrower."""
    beside, within = rng.uniform(-0.45, 0.45, 2)
    return [
        _widened(cell, character, beside=beside, within=within)
        for cell, character in zip(ink.draw_cells(text, face, size_px=size_px), text, strict=True)
    ]


def _widened(cell: Mask, character: str, *, beside: float, within: float) -> Mask:
    """Give the left of a syllable (its initial) more or less of its room than its vowel."""
    if not jamo.is_syllable(character):
        return cell
    if jamo.split(character).vowel in _LOW_VOWELS:
        place = np.linspace(0, 1, cell.shape[1])
        return _bent(cell, place + within * np.sin(2 * np.pi * place) / (2 * np.pi), axis=1)
    return _bent(cell, _shifted(cell.shape[1], beside), axis=1)


def _shifted(length: int, share: float) -> FloatArray:
    """Give where each of `length` places is taken from, 0..1, so that one half gains room."""
    place = np.linspace(0, 1, length)
    return place + share * place * (1 - place)


def _bent(mask: Mask, source: FloatArray, *, axis: int) -> Mask:
    """Take every row (axis 0) or column from another place, 0..1 of the mask; size is kept."""
    taken = np.asarray(source, np.float32) * (mask.shape[axis] - 1)
    rows, columns = (np.arange(length, dtype=np.float32) for length in mask.shape)
    across, down = np.meshgrid(columns, taken) if axis == 0 else np.meshgrid(taken, rows)
    return cv2.remap(mask, across, down, cv2.INTER_LINEAR)


def _bar(rng: np.random.Generator, length_px: float) -> Mask:
    """Give a lying or a standing structuring element."""
    length = max(2, round(length_px))
    return np.ones((1, length) if rng.random() < 0.5 else (length, 1), np.uint8)


def _joined(mask: Mask, bar: Mask) -> Mask:
    """Let strokes that nearly meet along `bar` run into each other, unless that fills letters."""
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, bar)
    return joined if cv2.mean(joined)[0] < _MOST_INK * cv2.mean(mask)[0] else mask
