# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import itertools

import numpy as np
import pytest

from training.synth.plate_glyphs import can_draw, draw_digits, draw_hand, draw_syllable
from training.synth.vocabulary import PLATE_SYLLABLES

SEEDS = range(12)


def _alike(first: np.ndarray, second: np.ndarray) -> float:
    a, b = first.astype(float).ravel(), second.astype(float).ravel()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


@pytest.mark.parametrize("seed", SEEDS)
def test_digits_of_one_hand_differ(seed: int) -> None:
    hand = draw_hand(np.random.default_rng(seed))
    glyphs = [draw_digits(digit, hand, (32, 56), stroke_px=7) for digit in "0123456789"]

    assert max(_alike(a, b) for a, b in itertools.combinations(glyphs, 2)) < 0.97


def test_every_plate_syllable_has_its_own_glyph() -> None:
    assert all(can_draw(syllable) for syllable in PLATE_SYLLABLES)
    glyphs = [draw_syllable(s, (44, 48), stroke_px=5) for s in PLATE_SYLLABLES]

    assert max(_alike(a, b) for a, b in itertools.combinations(glyphs, 2)) < 0.985


def test_digits_keep_to_their_cells() -> None:
    hand = draw_hand(np.random.default_rng(3))

    mask = draw_digits("0000", hand, (200, 60), stroke_px=8)

    assert mask.shape == (60, 200)
    columns = (mask > 60).any(axis=0).astype(int)
    assert int((np.diff(columns) == 1).sum()) + int(columns[0]) == 4


@pytest.mark.parametrize("syllable", ["각", "코", "의"])
def test_syllables_of_other_jamo_are_left_to_faces(syllable: str) -> None:
    assert not can_draw(syllable)
