# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from training.synth.stroke_layout import Uniforms, WordLayout
from training.synth.stroke_style import draw_style
from training.synth.strokes import write_word

JAMO = "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ" + (
    "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
)
NEIGHBOURS = (
    "아야",
    "어여",
    "가카",
    "애에",
    "개게",
    "마아",
    "마바",
    "오요",
    "우유",
    "우으",
    "자차",
    "다타",
    "라다",
    "귀궈",
    "귀궤",
    "괴과",
    "과괘",
    "원윈",
    "밥발",
    "각간",
)
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()[].,-!?/:%&+~'\""


def _written(text: str, *, seed: int = 0, height_px: int = 64) -> npt.NDArray[np.float32]:
    return write_word(text, np.random.default_rng(seed), height_px=height_px)


def _features(text: str, seeds: range) -> npt.NDArray[np.float32]:
    """Give writings of the text as (len(seeds), 576) rows, each squeezed into a square."""
    squares = [
        cv2.resize(_written(text, seed=seed), (24, 24), interpolation=cv2.INTER_AREA)
        for seed in seeds
    ]
    return np.array(squares, np.float32).reshape(len(squares), -1)


def test_every_syllable_draws_ink() -> None:
    rng = np.random.default_rng(1)
    faint = [
        chr(code)
        for code in range(0xAC00, 0xD7A4)
        if write_word(chr(code), rng, height_px=24).sum() < 10
    ]
    assert faint == []


@pytest.mark.parametrize("character", [*JAMO, *SIGNS, "·", ";", "="])
def test_every_jamo_and_sign_draws_ink(character: str) -> None:
    for seed in range(5):
        assert _written(character, seed=seed).max() > 0.3


def test_same_state_writes_same_image_and_another_does_not() -> None:
    first, again, other = (
        _written("한글", seed=3),
        _written("한글", seed=3),
        _written("한글", seed=4),
    )

    np.testing.assert_array_equal(first, again)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_generator_moves_on_between_words() -> None:
    rng = np.random.default_rng(5)

    first, second = (write_word("가", rng, height_px=48) for _ in range(2))

    assert first.shape != second.shape or not np.array_equal(first, second)


def test_unknown_characters_are_all_named() -> None:
    with pytest.raises(ValueError, match="漢 ☃"):
        _written("가漢나☃漢")


@pytest.mark.parametrize("text", ["", "  "])
def test_text_without_ink_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="without ink"):
        _written(text)


@pytest.mark.parametrize("height_px", [16, 32, 64, 200])
@pytest.mark.parametrize("text", ["뷁", "제주특별자치도", "A4", "-", "ㅡ", "l"])
def test_height_is_kept_and_coverage_stays_in_range(text: str, height_px: int) -> None:
    image = _written(text, height_px=height_px)

    assert image.shape[0] == height_px
    assert image.dtype == np.float32
    assert 0 <= image.min() <= image.max() <= 1


def test_ink_fills_the_height_and_the_width_but_a_margin() -> None:
    for seed in range(20):
        inked = _written("대구광역시", seed=seed) > 0.1
        rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
        assert rows[0] <= 6
        assert rows[-1] >= inked.shape[0] - 7
        assert columns[0] <= 6
        assert columns[-1] >= inked.shape[1] - 7


def test_space_widens_the_gap() -> None:
    pairs = [(_written("가나", seed=s), _written("가 나", seed=s)) for s in range(40)]

    assert np.mean([b.shape[1] - a.shape[1] for a, b in pairs]) > 10


@pytest.mark.parametrize("pair", NEIGHBOURS)
def test_neighbours_can_be_told_apart(pair: str) -> None:
    """A linear rule learnt from other writers, the weakest of readers, separates them."""
    learnt = np.concatenate([_features(c, range(400)) for c in pair])
    unseen = np.concatenate([_features(c, range(400, 500)) for c in pair])
    side = np.repeat([-1.0, 1.0], 400)
    centre = learnt.mean(axis=0)
    spread = (learnt - centre).T @ (learnt - centre) + 20 * np.eye(learnt.shape[1])
    rule = np.linalg.solve(spread, (learnt - centre).T @ side)

    right = ((unseen - centre) @ rule > 0) == np.repeat([False, True], 100)

    assert right.mean() > 0.8


@pytest.mark.parametrize(
    ("text", "merging", "shapes"),
    [
        ("고", 1.0, {1, 2}),
        ("곡", 1.0, {2, 3}),
        ("고", 0.0, {2}),
        ("노", 1.0, {2}),
        ("ㅗ", 1.0, {1}),
    ],
)
def test_go_is_written_as_one_by_those_who_merge(
    text: str, merging: float, shapes: set[int]
) -> None:
    counts = set()
    for seed in range(40):
        rng = np.random.default_rng(seed)
        style = replace(draw_style(rng), merging=merging)
        counts.add(len(WordLayout(style, Uniforms(rng)).place(text)))
    assert counts == shapes
