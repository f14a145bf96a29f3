"""The bundled sample dataset: about a hundred rendered words, eight of them mislabelled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recognizer import jamo
from training.image_bytes import jpeg
from training.synth import KINDS, Sample

COUNTS = {
    "clean": 14,
    "print": 30,
    "handwriting": 26,
    "plate": 10,
    "scene": 12,
    "lettering": 8,
}
# Words that mean something, as a reviewer's own data would.
SAMPLE_GENRES = {
    "clean": {"dictionary": 6, "place": 3, "shop": 2},
    "print": {"document": 8, "place": 4, "address": 3, "dictionary": 3, "number": 2},
    "handwriting": {"place": 6, "name": 5, "dictionary": 4, "number": 1},
    "plate": {"plate": 1},
    "scene": {"shop": 6, "place": 2, "dictionary": 3},
    "lettering": {"sound": 5, "dictionary": 2},
}
PLANTED_ERRORS = 8
LONGEST = 9  # characters: the sample is for people to look at
_JPEG_QUALITY = 88
# Of so many words drawn by lot, this share is mislabelled: somewhat more than are wanted, so that
# the eight are not all found before the last kinds.
_CANDIDATES = 40
_PLANTED_SHARE = PLANTED_ERRORS / 30


@dataclass(frozen=True)
class PlantedError:
    """A wrong label in the sample, and the right one."""

    path: str
    right: str
    wrong: str


# What people and recognisers mistake for each other, by the look of it.
_LOOK_ALIKE_INITIALS = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅁ": "ㅇ", "ㅅ": "ㅈ", "ㅈ": "ㅊ", "ㅇ": "ㅁ"}
_LOOK_ALIKE_VOWELS = {"ㅏ": "ㅑ", "ㅓ": "ㅕ", "ㅗ": "ㅛ", "ㅜ": "ㅡ", "ㅐ": "ㅔ", "ㅔ": "ㅐ"}
_LOOK_ALIKE_FINALS = {"ㅇ": "ㅁ", "ㅁ": "ㅇ", "ㄴ": "", "ㄹ": "ㄴ", "ㄱ": "ㅋ", "ㅂ": "ㅁ"}
_LOOK_ALIKES = (
    (jamo.INITIALS, _LOOK_ALIKE_INITIALS),
    (jamo.VOWELS, _LOOK_ALIKE_VOWELS),
    (jamo.FINALS, _LOOK_ALIKE_FINALS),
)


def mislabel(label: str, rng: np.random.Generator) -> str:
    """Give `label` as a tired person types it: one jamo off, or two digits exchanged.

    Raises ValueError where nothing in it looks like anything else.
    """
    positions = [i for i, c in enumerate(label) if jamo.is_syllable(c)]
    digits = [
        i
        for i in range(len(label) - 1)
        if label[i].isdigit() and label[i + 1].isdigit() and label[i] != label[i + 1]
    ]
    if digits and (not positions or rng.random() < 0.3):
        i = int(rng.choice(digits))
        return label[:i] + label[i + 1] + label[i] + label[i + 2 :]
    for i in rng.permutation(positions):
        if choices := _look_alikes(label[i]):
            chosen = choices[int(rng.integers(len(choices)))]
            return label[:i] + chosen + label[i + 1 :]
    raise ValueError(f"nothing in {label!r} looks like anything else")


def _look_alikes(syllable: str) -> list[str]:
    """Give the syllables that differ in one jamo, by a look-alike of it."""
    parts = jamo.split(syllable)
    found = []
    for place, (letters, look_alike) in enumerate(_LOOK_ALIKES):
        if (other := look_alike.get(letters[parts[place]])) is not None:
            changed = [*parts]
            changed[place] = letters.index(other)
            found.append(jamo.compose(jamo.Jamo(*changed)))
    return found


def write_sample(
    folder: Path,
    errors_list: Path,
    sampler: Callable[[str], Callable[[int], Sample]],
    *,
    first_seed: int,
) -> list[PlantedError]:
    """Render the sample into `folder` (images/ and gt.txt), and what is planted into `errors_list`.

    `sampler(kind)` gives the source of one kind. The list lies outside the folder, where the
    program never looks.
    """
    (folder / "images").mkdir(parents=True, exist_ok=True)
    labels: dict[str, str] = {}  # by path
    for kind in KINDS:
        labels |= _write_kind(folder, kind, sampler(kind), first_seed=first_seed)
    planted = _plant(labels, np.random.default_rng(first_seed))
    labels |= {error.path: error.wrong for error in planted}
    lines = [f"{path}\t{label}\n" for path, label in labels.items()]
    (folder / "gt.txt").write_text("".join(lines), encoding="utf-8")
    listed = [f"{e.path}\t{e.right}\t{e.wrong}\n" for e in planted]
    errors_list.write_text("".join(listed), encoding="utf-8")
    return planted


def _write_kind(
    folder: Path, kind: str, sample_of: Callable[[int], Sample], *, first_seed: int
) -> dict[str, str]:
    """Write the images of one kind; give their labels by path."""
    labels = {}
    seed = first_seed
    for number in range(COUNTS[kind]):
        while len((sample := sample_of(seed)).label) > LONGEST or " " in sample.label:
            seed += 1
        seed += 1
        path = f"images/{kind}_{number + 1:02}.jpg"
        (folder / path).write_bytes(jpeg(sample.image, quality=_JPEG_QUALITY))
        labels[path] = sample.label
    return labels


def _plant(labels: Mapping[str, str], rng: np.random.Generator) -> list[PlantedError]:
    """Choose labels to be wrong, in the order of a shuffle's indices."""
    paths = list(labels)
    planted: list[PlantedError] = []
    candidates = rng.choice(len(paths), size=len(paths), replace=False).tolist()[:_CANDIDATES]
    for path in (paths[i] for i in sorted(candidates)):
        if len(planted) == PLANTED_ERRORS:
            break
        try:
            wrong = mislabel(labels[path], rng)
        except ValueError:
            continue
        if rng.random() < _PLANTED_SHARE:
            planted.append(PlantedError(path, labels[path], wrong))
    return planted
