# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide which shape every jamo of a word takes and where in its syllable it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recognizer import jamo
from training.synth.stroke_letters import LETTERS
from training.synth.stroke_shapes import (
    CONSONANT_PAIRS,
    CONSONANTS,
    LIGATURES,
    MIXED_VOWELS,
    VOWELS,
)
from training.synth.stroke_style import Style
from training.synth.stroke_table import Allographs, Shape, consonant, letter, ligature, vowel

_BELOW = "ㅗㅛㅜㅠㅡ"
_SIMPLE_VOWELS = frozenset(name for name in VOWELS if len(name) == 1)
_VOWEL_WIDTHS = {"ㅣ": 0.12, **dict.fromkeys("ㅏㅑㅓㅕ", 0.32), **dict.fromkeys("ㅐㅔㅒㅖ", 0.42)}

# Consonants that end in a bar below, which hands make one with that of ㅡ.
_FLAT_BELOW = "ㄷㄸㄹㅌㅍ"
# How much rarer than one bar a ligature is: 고 as one is hard to tell from 그.
_AS_ONE = 0.5
# Where the stem of ㅓ and ㅕ stands in their box.
_STEM = 0.76


@dataclass(frozen=True, slots=True)
class Box:
    """A place in the syllable, in ems: x rightwards, y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PlacedShape:
    """A shape, the box its unit square is stretched to, and the character it belongs to."""

    shape: Shape
    box: Box
    character: int


class Uniforms:
    """Hand out uniform draws in [0, 1) from blocks: one call per draw would cost more."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._draws: Iterator[float] = iter(())

    def draw(self) -> float:
        """Give the next draw."""
        for value in self._draws:
            return value
        self._draws = iter(self._rng.random(128).tolist())
        return next(self._draws)

    def between(self, low: float, high: float) -> float:
        """Give a draw from the interval."""
        return low + (high - low) * self.draw()

    def near(self, centre: float, spread: float) -> float:
        """Give a draw from a triangle about `centre`, at most `spread` away."""
        return centre + spread * (self.draw() - self.draw())


def unwritable(text: str) -> list[str]:
    """List the characters of the text that have no strokes here, each once, in order."""
    return [c for c in dict.fromkeys(text) if not (jamo.is_syllable(c) or c == " " or _is_sign(c))]


def _is_sign(character: str) -> bool:
    return any(
        character in table
        for table in (LETTERS, CONSONANTS, CONSONANT_PAIRS, MIXED_VOWELS, _SIMPLE_VOWELS)
    )


class WordLayout:
    """Place the jamo of one word, as one writer who keeps mostly to the same hands."""

    def __init__(self, style: Style, uniforms: Uniforms) -> None:
        self._style = style
        self._uniforms = uniforms
        self._habits: dict[int, int] = {}
        self._placed: list[PlacedShape] = []

    def place(self, text: str) -> list[PlacedShape]:
        """Give the shapes of all characters in writing order, each syllable at x = 0."""
        for index, character in enumerate(text):
            if jamo.is_syllable(character):
                initial, medial, final = jamo.split(character)
                self._place_syllable(
                    jamo.INITIALS[initial], jamo.VOWELS[medial], jamo.FINALS[final], index
                )
            elif character != " ":
                self._place_sign(character, index)
        return self._placed

    def _add(self, allographs: Allographs, box: Box, index: int) -> None:
        u, style = self._uniforms, self._style
        hand = self._habits.get(id(allographs))
        if hand is None or u.draw() > style.constancy:
            hand = allographs.hand_at(u.draw())
            self._habits.setdefault(id(allographs), hand)
        rounding = min(3, max(0, round(u.near(style.rounding, 0.8))))
        self._placed.append(PlacedShape(allographs.shapes[hand][rounding], box, index))

    def _place_sign(self, character: str, index: int) -> None:
        u = self._uniforms
        if character in LETTERS:
            height = self._style.letter_height * u.near(1.0, 0.06)
            width = height * self._style.letter_width * u.near(1.0, 0.12)
            bottom = 0.95
            self._add(letter(character), Box(0, bottom - height, width, bottom), index)
        elif character in _SIMPLE_VOWELS or character in MIXED_VOWELS:
            self._place_syllable("", character, "", index)
        else:
            self._place_consonant(character, "F", Box(0.1, 0.15, 0.8, 0.85), index)

    def _place_syllable(self, initial: str, medial: str, final: str, index: int) -> None:
        """Place a syllable's jamo; initial and final may be empty."""
        if medial in _BELOW:
            place = self._place_low
        elif medial in MIXED_VOWELS:
            place = self._place_mixed
        else:
            place = self._place_beside
        place(initial, medial, final, index)

    def _place_beside(self, initial: str, medial: str, final: str, index: int) -> None:
        u, s = self._uniforms, self._style
        wide = 0.15 * (initial in CONSONANT_PAIRS)
        right = s.initial_width + wide + u.near(0, 0.05)
        start = right + s.jamo_gap + u.near(0.03, 0.04)
        end = start + _VOWEL_WIDTHS[medial] * s.vowel_width * u.near(1, 0.12)
        if medial in "ㅓㅕ":
            # The tick runs into the consonant, or looks like one stroke with its leg.
            reach = s.reach * u.near(1, 0.3)
            start, end = start - reach, end + reach * (1 / _STEM - 1)
        top = u.near(0.0, 0.05)
        if final:
            split = u.near(s.final_top, 0.05)
            floor = split - u.near(s.final_gap, 0.04)
            self._place_consonant(initial, "V", Box(0, top + 0.05, right, floor - 0.04), index)
            self._add(vowel(medial), Box(start, top, end, floor + u.near(0.02, 0.04)), index)
            self._place_final(final, split, end, index)
            return
        middle = u.near(0.44, 0.06)
        half = u.near(s.initial_height, 0.06) / 2
        self._place_consonant(initial, "V", Box(0, middle - half, right, middle + half), index)
        self._add(vowel(medial), Box(start, top - 0.02, end, u.near(1.0, 0.06)), index)

    def _place_low(self, initial: str, medial: str, final: str, index: int) -> None:
        u, s = self._uniforms, self._style
        bar = s.bar_width * u.near(1, 0.08)
        half = min(bar, s.low_initial_width + 0.12 * (initial in CONSONANT_PAIRS)) / 2
        centre = bar / 2 + u.near(0, 0.06)
        if final:
            split = u.near(s.final_top, 0.04)
            floor, edge = split * u.near(0.52, 0.06), split - s.final_gap - 0.01
        else:
            floor, edge = u.near(0.48, 0.06), u.near(0.93, 0.06)
        if initial + medial in LIGATURES and u.draw() < _AS_ONE * s.merging:
            self._add(ligature(initial + medial), Box(0, u.near(0, 0.04), bar, edge), index)
        else:
            if medial == "ㅡ" and initial in _FLAT_BELOW and u.draw() < s.merging:
                box = Box(0, floor - 0.05, bar, floor + 0.05)
            else:
                top = floor + 0.4 * s.jamo_gap + 0.02
                box = self._low_box(medial, top, edge, bar, final=bool(final))
            self._place_consonant(
                initial, "H", Box(centre - half, u.near(0, 0.04), centre + half, floor), index
            )
            self._add(vowel(medial), box, index)
        if final:
            self._place_final(final, split, bar, index)

    def _low_box(self, medial: str, top: float, bottom: float, bar: float, *, final: bool) -> Box:
        u = self._uniforms
        if medial == "ㅡ":
            middle = top + (bottom - top) * (0.5 if final else u.between(0.2, 0.6))
            return Box(0, middle - 0.05, bar, middle + 0.05)
        if medial[0] in "ㅜㅠ" and not final:
            return Box(0, top + 0.03, bar, bottom + u.between(0.0, 0.12))
        return Box(0, top, bar, bottom)

    def _place_mixed(self, initial: str, medial: str, final: str, index: int) -> None:
        u, s = self._uniforms, self._style
        low, side = MIXED_VOWELS[medial]
        bar = s.mixed_bar * u.near(1, 0.1)
        inset = 0.5 * max(0.0, bar - s.initial_width * 1.1)
        if final:
            split = u.near(s.final_top + 0.02, 0.04)
            floor, edge = split * u.near(0.52, 0.05), split - s.final_gap - 0.01
            foot = split - u.near(0.0, 0.05)
        else:
            floor, edge, foot = u.near(0.47, 0.06), u.near(0.85, 0.06), u.near(1.0, 0.05)
        tucked = side.endswith("+")
        start = bar * u.near(0.62, 0.05) if tucked else bar + u.near(0.04, 0.07)
        width = _VOWEL_WIDTHS[side[0]] * s.vowel_width * u.near(1, 0.12)
        end = max(start + width, bar + 0.12) if tucked else start + width
        self._place_consonant(
            initial, "H", Box(inset, u.near(0.04, 0.04), bar - inset, floor), index
        )
        low_width = bar * (0.88 if tucked else 1.0)
        low_box = self._low_box(low, floor + 0.03, edge, low_width, final=bool(final))
        self._add(vowel(low), low_box, index)
        self._add(vowel(side), Box(start, u.near(0, 0.04), end, foot), index)
        if final:
            self._place_final(final, split, end, index)

    def _place_final(self, final: str, top: float, width: float, index: int) -> None:
        u, s = self._uniforms, self._style
        wide = min(width, s.final_width + 0.15 * (final in CONSONANT_PAIRS)) * u.near(1, 0.1)
        left = (width - wide) * u.near(s.final_side, 0.15)
        box = Box(left, top, left + wide, u.near(1.0, 0.05))
        self._place_consonant(final, "F", box, index)

    def _place_consonant(self, name: str, place: str, box: Box, index: int) -> None:
        if not name:
            return
        if name not in CONSONANT_PAIRS:
            self._add(consonant(name, place), self._proportioned(name, box), index)
            return
        u = self._uniforms
        width = box.x1 - box.x0
        middle, gap = box.x0 + width * u.near(0.5, 0.05), width * u.near(0.05, 0.03)
        left, right = tuple(CONSONANT_PAIRS[name])
        drop = u.near(0, 0.04)
        self._add(consonant(left, place), Box(box.x0, box.y0, middle - gap, box.y1), index)
        self._add(
            consonant(right, place), Box(middle + gap, box.y0 + drop, box.x1, box.y1 + drop), index
        )

    def _proportioned(self, name: str, box: Box) -> Box:
        """Shrink a box that would stretch the jamo beyond what hands do."""
        width, height = box.x1 - box.x0, box.y1 - box.y0
        limit = self._style.stretch * (0.8 if name == "ㅇ" else 1.0)
        if name == "ㅇ":
            width, height = width * self._style.ring_size, height * self._style.ring_size
        height, width = min(height, width * limit), min(width, height * limit * 1.2)
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
