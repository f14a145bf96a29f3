# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import cv2
import numpy as np
import pytest

from training.synth import Face, ink
from training.synth.designs import remodelled
from training.synth.stroke_style import draw_style, neat, ruled


def drawn(text: str, face: Face, seed: int) -> ink.Mask:
    rng = np.random.default_rng(seed)
    return remodelled(text, face, rng, size_px=52, tracking_em=0.0)


def test_a_design_is_the_same_for_the_same_chance_and_another_for_another(
    faces: list[Face],
) -> None:
    np.testing.assert_array_equal(drawn("한글", faces[0], 1), drawn("한글", faces[0], 1))
    assert len({drawn("한글", faces[0], seed).tobytes() for seed in range(8)}) == 8


def test_designs_put_the_stem_of_a_vowel_in_different_places(faces: list[Face]) -> None:
    """ㅣ's stem ends the ink, and the gap before it moves: the initial has more room or less."""
    ends = []
    for seed in range(30):
        columns = drawn("니", faces[0], seed).any(axis=0)
        empty = np.flatnonzero(~columns)
        if empty.size:  # else the strokes are joined
            ends.append(empty[0] / len(columns))

    assert len(ends) >= 15
    assert max(ends) - min(ends) > 0.1


def test_one_design_holds_for_all_syllables_of_a_word(faces: list[Face]) -> None:
    for seed in range(20):
        columns = drawn("니니니", faces[0], seed).any(axis=0)
        starts = np.flatnonzero(np.diff(columns.astype(np.int8)) == 1)
        if len(starts) == 5:  # stem, ㄴ, stem, ㄴ, stem: apart from each other
            steps = np.diff(starts)
            assert abs(steps[0] - steps[2]) <= 1 and abs(steps[1] - steps[3]) <= 1
            return
    pytest.fail("all designs join their strokes")


def test_squares_stay_open(faces: list[Face]) -> None:
    closed = []
    printed = [face for face in faces if face.category != "hand"]  # a pen leaves them open
    for face in printed:
        for seed in range(30):
            mask = ink.padded(drawn("맘", face, seed), top=1, bottom=1, left=1, right=1)
            # The ink, the page and two squares at least.
            if cv2.connectedComponents((mask < 128).astype(np.uint8), connectivity=4)[0] < 4:
                closed.append((face.id, seed))

    assert len(closed) <= 0.03 * 30 * len(printed), closed


def test_text_without_ink_is_an_error(faces: list[Face]) -> None:
    with pytest.raises(ink.NoInkError):
        drawn(" ", faces[0], 0)


def test_instruments_leave_nothing_of_the_hand() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hand = draw_style(rng)
        sign = ruled(hand, rng, spacing=0.0)

        assert sign.slant == sign.bow == sign.tremor == sign.link_chance == sign.sloppiness == 0.0
        assert sign.constancy == 1.0 > neat(hand, rng, spacing=0.0).constancy
        assert sign.spacing >= sign.pen_width, "letters next to each other do not run together"
