"""Which letters are read as which others: of a syllable its jamo, of the rest the character."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from recognizer import jamo
from recognizer.metrics import confusions

PLACES = ("initial", "vowel", "final")
CHARACTER = "character"
NONE = "∅"  # where a syllable has no final, in print
_LETTERS = (jamo.INITIALS, jamo.VOWELS, jamo.FINALS)


@dataclass(frozen=True, order=True)
class Misreading:
    """A letter of the label and what was read instead.

    place: initial, vowel or final of a syllable, or `character`. label, read: a jamo, empty for a
    syllable without a final; of `character` whatever was confused.
    """

    place: str
    label: str
    read: str

    def __str__(self) -> str:
        return f"{self.label or NONE}→{self.read or NONE}"


def count_misreadings(labels: Sequence[str], texts: Sequence[str]) -> Counter[Misreading]:
    """Count the letters misread over words of equal length, compared without white space."""
    counts: Counter[Misreading] = Counter()
    for (label, read), number in confusions(labels, texts).items():
        if not (jamo.is_syllable(label) and jamo.is_syllable(read)):
            counts[Misreading(CHARACTER, label, read)] += number
            continue
        parts = zip(PLACES, _LETTERS, jamo.split(label), jamo.split(read), strict=True)
        for place, letters, one, other in parts:
            if one != other:
                counts[Misreading(place, letters[one], letters[other])] += number
    return counts
