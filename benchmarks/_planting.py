"""Planting realistic label errors: what typists and annotators get wrong."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from recognizer import jamo

# Shares of the kinds of error among those planted.
SUBSTITUTE, INSERT, DELETE, SWAP, ANOTHER, TRUNCATE = range(6)
KIND_WEIGHTS = (0.60, 0.08, 0.12, 0.06, 0.08, 0.06)

_NEIGHBOURS = {
    "initials": "ㄱㅋ ㄱㄲ ㄷㅌ ㄷㄸ ㅂㅃ ㅁㅇ ㅅㅈ ㅅㅆ ㅈㅊ ㅇㅎ ㄴㄹ",
    "vowels": "ㅏㅑ ㅏㅓ ㅓㅕ ㅗㅛ ㅗㅡ ㅜㅠ ㅜㅡ ㅐㅔ ㅣㅏ ㅣㅓ ㅗㅜ",
    "finals": "ㅇㅁ ㄴㅇ ㄴㄹ ㄱㅋ ㅅㅆ ㄱㄲ",
}


class ErrorPlanter:
    """Spoils labels; `confusions` are (right, wrong, count) characters confused in real data."""

    def __init__(self, confusions: Sequence[tuple[str, str, int]] = ()) -> None:
        self._seen: dict[str, tuple[list[str], list[float]]] = {}
        for right, wrong, count in confusions:
            others, counts = self._seen.setdefault(right, ([], []))
            others.append(wrong)
            counts.append(float(count))

    @classmethod
    def load(cls, path: Path) -> "ErrorPlanter":
        """Read confusions from JSON: a list of [right, wrong, count]."""
        return cls([tuple(row) for row in json.loads(path.read_text(encoding="utf-8"))])

    def spoil(self, label: str, others: Sequence[str], rng: np.random.Generator) -> str:
        """Give a wrong label for an image of `label`; `others` are labels of other images."""
        while True:
            kind = int(rng.choice(len(KIND_WEIGHTS), p=KIND_WEIGHTS))
            wrong = self._spoil(kind, label, others, rng)
            if wrong and wrong != label:
                return wrong

    def _spoil(self, kind: int, label: str, others: Sequence[str], rng: np.random.Generator) -> str:
        at = int(rng.integers(len(label)))
        if kind == SUBSTITUTE:
            return label[:at] + self._confuse(label[at], rng) + label[at + 1 :]
        if kind == INSERT:
            donor = others[int(rng.integers(len(others)))]
            return label[:at] + donor[int(rng.integers(len(donor)))] + label[at:]
        if kind == DELETE:
            return label[:at] + label[at + 1 :]
        if kind == SWAP and at + 1 < len(label):
            return label[:at] + label[at + 1] + label[at] + label[at + 2 :]
        if kind == ANOTHER:
            return others[int(rng.integers(len(others)))]
        if kind == TRUNCATE and len(label) > 2:
            return label[: int(rng.integers(1, len(label) - 1))]
        return label

    def _confuse(self, character: str, rng: np.random.Generator) -> str:
        """Give a character taken for another: by real counts in half the cases, else by jamo."""
        if character in self._seen and rng.random() < 0.5:
            others, counts = self._seen[character]
            return others[int(rng.choice(len(others), p=np.array(counts) / sum(counts)))]
        if jamo.is_syllable(character):
            return _change_one_jamo(character, rng)
        if character.isascii() and character.isdigit():
            return str((int(character) + int(rng.integers(1, 10))) % 10)
        if character.isascii() and character.isalpha():
            start = ord("A" if character.isupper() else "a")
            return chr(start + (ord(character) - start + int(rng.integers(1, 26))) % 26)
        return character


def _change_one_jamo(syllable: str, rng: np.random.Generator) -> str:
    """Change one jamo: to a neighbour in shape or sound where it has one, else to any."""
    parts = list(jamo.split(syllable))
    place = int(rng.integers(3))
    tables = (jamo.INITIALS, jamo.VOWELS, jamo.FINALS)
    pairs = _NEIGHBOURS[("initials", "vowels", "finals")[place]].split()
    now = tables[place][parts[place]]
    near = [pair.replace(now, "") for pair in pairs if now and now in pair]
    if place == 2 and now:
        near.append("")  # a final forgotten
    if near and rng.random() < 0.7:
        parts[place] = tables[place].index(near[int(rng.integers(len(near)))])
    else:
        parts[place] = int(rng.integers(len(tables[place])))
    return jamo.compose(jamo.Jamo(*parts))
