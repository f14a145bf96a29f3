"""How a label and a prediction differ, character by character and jamo by jamo."""

from dataclasses import dataclass
from enum import IntFlag


class JamoPart(IntFlag):
    """Parts of a syllable block."""

    NONE = 0
    INITIAL = 1
    VOWEL = 2
    FINAL = 4


@dataclass(frozen=True)
class Cell:
    """One column of an alignment.

    label, prediction: one character each, or empty for a gap.
    differing: for two unequal syllables the parts that differ; NONE for equal characters, gaps and
        anything that is no syllable on both sides.
    """

    label: str
    prediction: str
    differing: JamoPart = JamoPart.NONE

    @property
    def equal(self) -> bool:
        """Whether both sides show the same character."""
        return self.label == self.prediction


def align(label: str, prediction: str) -> tuple[Cell, ...]:
    """Align two NFC texts so that near syllables face each other, at the least cost in jamo."""


def jamo_distance(label: str, prediction: str) -> float:
    """Give the cost of the best alignment, in jamo changed, added or dropped."""
