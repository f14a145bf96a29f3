"""The bundled sample dataset: about a hundred rendered words, eight of them mislabelled."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from recognizer import jamo
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


@dataclass(frozen=True)
class PlantedError:
    """A wrong label in the sample, and the right one."""

    path: str
    right: str
    wrong: str


# What people and recognisers mistake for each other, by the look of it.
LOOK_ALIKE_INITIALS = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅁ": "ㅇ", "ㅅ": "ㅈ", "ㅈ": "ㅊ", "ㅇ": "ㅁ"}
LOOK_ALIKE_VOWELS = {"ㅏ": "ㅑ", "ㅓ": "ㅕ", "ㅗ": "ㅛ", "ㅜ": "ㅡ", "ㅐ": "ㅔ", "ㅔ": "ㅐ"}
LOOK_ALIKE_FINALS = {"ㅇ": "ㅁ", "ㅁ": "ㅇ", "ㄴ": "", "ㄹ": "ㄴ", "ㄱ": "ㅋ", "ㅂ": "ㅁ"}


def mislabel(label: str, rng: np.random.Generator) -> str:
    """Give `label` as a tired person types it: one jamo off, or two digits exchanged."""
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
        initial, vowel, final = jamo.split(label[i])
        choices = []
        if jamo.INITIALS[initial] in LOOK_ALIKE_INITIALS:
            other = jamo.INITIALS.index(LOOK_ALIKE_INITIALS[jamo.INITIALS[initial]])
            choices.append(jamo.Jamo(other, vowel, final))
        if jamo.VOWELS[vowel] in LOOK_ALIKE_VOWELS:
            other = jamo.VOWELS.index(LOOK_ALIKE_VOWELS[jamo.VOWELS[vowel]])
            choices.append(jamo.Jamo(initial, other, final))
        if jamo.FINALS[final] in LOOK_ALIKE_FINALS:
            other = jamo.FINALS.index(LOOK_ALIKE_FINALS[jamo.FINALS[final]])
            choices.append(jamo.Jamo(initial, vowel, other))
        if choices:
            chosen = choices[int(rng.integers(len(choices)))]
            return label[:i] + jamo.compose(chosen) + label[i + 1 :]
    raise ValueError(f"nothing in {label!r} looks like anything else")


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
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    labelled: list[tuple[str, str]] = []
    for kind in KINDS:
        sample_of = sampler(kind)
        seed = first_seed
        for number in range(COUNTS[kind]):
            while len((sample := sample_of(seed)).label) > LONGEST or " " in sample.label:
                seed += 1
            seed += 1
            path = f"images/{kind}_{number + 1:02}.jpg"
            encoded = cv2.imencode(
                ".jpg", sample.image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88]
            )[1]
            (folder / path).write_bytes(encoded.tobytes())
            labelled.append((path, sample.label))
    rng = np.random.default_rng(first_seed)
    planted: list[PlantedError] = []
    for i in sorted(rng.choice(len(labelled), size=len(labelled), replace=False).tolist()[:40]):
        path, right = labelled[i]
        if len(planted) == PLANTED_ERRORS:
            break
        try:
            wrong = mislabel(right, rng)
        except ValueError:
            continue
        if rng.random() < PLANTED_ERRORS / 30:
            labelled[i] = (path, wrong)
            planted.append(PlantedError(path, right, wrong))
    lines = [f"{path}\t{label}\n" for path, label in labelled]
    (folder / "gt.txt").write_text("".join(lines), encoding="utf-8")
    listed = [f"{e.path}\t{e.right}\t{e.wrong}\n" for e in planted]
    errors_list.write_text("".join(listed), encoding="utf-8")
    return planted
