# SPDX-License-Identifier: GPL-3.0-or-later
"""What the images say: a word source mixing Korean genres by weight.

About 730 of the 2,350 syllables of KS X 1001 occur in no word list, and a reader trained on
words alone guesses words; so a good part is random syllables.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from training.synth import vocabulary as vocab
from training.synth.dictionary import load_dictionary
from training.synth.genres import WRITERS, pick
from training.synth.odds import Odds

# Weights of genres by the kind of image.
GENRES: Final[Mapping[str, Mapping[str, float]]] = {
    "clean": {
        "wansung": 20,
        "long_wansung": 12,
        "all_syllables": 12,
        "dictionary": 20,
        "inflected": 6,
        "place": 5,
        "address": 4,
        "name": 4,
        "number": 7,
        "latin": 7,
        "mixed": 5,
        "document": 5,
        "compound": 5,
        "serial": 2,
        "shop": 3,
        "symbols": 4,
        "jamo": 1.5,
        "slang": 1.5,
        "plate": 2,
        "sound": 1,
    },
    "print": {
        "wansung": 14,
        "long_wansung": 5,
        "all_syllables": 6,
        "dictionary": 15,
        "inflected": 6,
        "place": 9,
        "address": 9,
        "name": 3,
        "number": 9,
        "latin": 5,
        "mixed": 8,
        "document": 18,
        "compound": 12,
        "shop": 2,
        "symbols": 2.5,
        "jamo": 0.6,
        "slang": 0.5,
    },
    # What people write by hand is words. Fewer random syllables than elsewhere, one word in twelve:
    # a blurred 화 should not be as likely a 톼.
    "handwriting": {
        "wansung": 6,
        "long_wansung": 1,
        "all_syllables": 1.5,
        "dictionary": 12,
        "inflected": 3,
        "district": 18,
        "place": 6,
        "address": 1,
        "name": 13,
        "pseudo": 14,
        "serial": 9,
        "number": 3,
        "acronym": 8,
        "latin": 3,
        "mixed": 1.5,
        "document": 1.5,
        "shop": 1,
        "symbols": 1,
        "jamo": 0.6,
        "slang": 3,
    },
    "plate": {"plate": 1},
    "scene": {
        "wansung": 13,
        "long_wansung": 4,
        "all_syllables": 5,
        "dictionary": 20,
        "inflected": 4,
        "place": 8,
        "name": 2,
        "number": 7,
        "latin": 8,
        "mixed": 5,
        "shop": 25,
        "slang": 2,
        "symbols": 1,
    },
    "lettering": {
        "wansung": 24,
        "all_syllables": 6,
        "dictionary": 12,
        "inflected": 3,
        "sound": 40,
        "slang": 6,
        "latin": 3,
        "jamo": 2,
        "shop": 3,
        "symbols": 1,
    },
}


class WordSource:
    """Draw words for a kind of image. All state is read-only, so it may be shared and pickled."""

    def __init__(
        self,
        dictionary: Sequence[str] | None = None,
        *,
        genres: Mapping[str, Mapping[str, float]] = GENRES,
    ) -> None:
        """Use `dictionary` (NFC words), or when None the installed word lists."""
        self.dictionary = tuple(load_dictionary() if dictionary is None else dictionary)
        self.genres = genres
        self._tables = {
            kind: (tuple(weights), Odds(list(weights.values()))) for kind, weights in genres.items()
        }

    def draw(self, kind: str, rng: np.random.Generator, *, max_length: int = 25) -> str:
        """Give one NFC label of 1..max_length characters for an image of `kind`."""
        names, odds = self._tables[kind]
        for _ in range(8):
            word = self._draw_genre(names[odds.draw(rng)], rng)
            if kind != "plate":
                word = _decorate(word, rng)
            if 1 <= len(word) <= max_length:
                return word
        return word[:max_length].rstrip() or "가"

    def _draw_genre(self, genre: str, rng: np.random.Generator) -> str:
        if genre == "dictionary":
            return pick(rng, self.dictionary)
        if genre == "inflected":
            return pick(rng, self.dictionary) + pick(rng, vocab.PARTICLES)
        if genre == "pseudo":
            return self._pseudo_word(rng)
        return WRITERS[genre](rng)

    def _pseudo_word(self, rng: np.random.Generator) -> str:
        """Set syllables side by side that are as common as in words, but make none."""
        count = int(rng.choice((2, 3, 4), p=(0.25, 0.55, 0.2)))
        return "".join(pick(rng, pick(rng, self.dictionary)) for _ in range(count))


@functools.cache
def installed_words() -> WordSource:
    """Give the source of the installed word lists; to read them takes tenths of a second."""
    return WordSource()


def _decorate(word: str, rng: np.random.Generator) -> str:
    """Sometimes add the punctuation or the space that crops carry along."""
    roll = rng.random()
    if roll < 0.025:
        return word + pick(rng, ".,!?:;)")
    if roll < 0.04:
        pair = pick(rng, ("()", "[]", "''", '""', "<>", "{}", "「」", "“”"))
        return f"{pair[0]}{word}{pair[1]}"
    if roll < 0.05:
        return pick(rng, "(※·-*#@") + word
    if roll < 0.08 and len(word) > 3 and " " not in word:
        at = int(rng.integers(1, len(word)))
        return f"{word[:at]} {word[at:]}"
    return word
