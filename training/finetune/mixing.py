"""Real crops, seen a little differently every time, among synthetic words.

A source gives the sample of a seed, so the mixture is rendered, ordered and resumed as a training
on synthetic words alone is. How much a correction weighs is how often it is drawn: with the loss
untouched, every backend's step is the one that trained the base.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.images import Pixels
from training.finetune.crops import CropFile
from training.synth import Face, Mix, Sample, degrade, ink, make_sampler
from training.synth.odds import Odds

REAL = "real"
UNTOUCHED = 0.2  # share of views that are the crop as it is


@dataclass(frozen=True)
class Mixture:
    """How the samples of a fine-tuning are drawn.

    real_share: of real crops, in [0, 1]. correction_weight: how often a corrected item is drawn
    for every time an accepted one is. replay: the mix of the synthetic ones.
    """

    real_share: float
    correction_weight: float
    replay: Mix
    seed: int


def make_source(folder: Path, faces: Sequence[Face], mixture: Mixture) -> Callable[[int], Sample]:
    """Open the crops in `folder` and give the sample of every seed."""
    return MixedSource(CropFile(folder), make_sampler(faces, mixture.replay), mixture)


class MixedSource:
    """Gives a view of a crop, or a synthetic sample, by seed."""

    def __init__(
        self, file: CropFile, synthetic: Callable[[int], Sample], mixture: Mixture
    ) -> None:
        self._file = file
        self._synthetic = synthetic
        self._mixture = mixture
        self._odds = Odds(
            [mixture.correction_weight if crop.corrected else 1.0 for crop in file.crops]
        )

    def __call__(self, seed: int) -> Sample:
        """Give the sample of `seed`: the same in every process."""
        rng = np.random.default_rng((seed, self._mixture.seed))
        if rng.random() >= self._mixture.real_share:
            return self._synthetic(seed)
        number = self._odds.draw(rng)
        image = self._file.image(number)
        if rng.random() >= UNTOUCHED:
            image = varied(image, rng)
        return Sample(image, self._file.crops[number].label, REAL, "")


def varied(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Give another likely picture of the same word: how it was written, cut, held, lit, kept.

    Mild: the label must stay readable, and what the crop is like is what is to be learnt.
    """
    image = _moved(image, rng)
    if rng.random() < 0.5:
        strength_px = rng.uniform(0.01, 0.035) * len(image)
        image = ink.rippled(image, rng, strength_px=strength_px, border=cv2.BORDER_REPLICATE)
    if rng.random() < 0.3:
        image = _repenned(image, rng)
    picture = image.astype(np.float32)
    if rng.random() < 0.5:
        picture = degrade.relit(picture, rng, strength=0.5)
    if rng.random() < 0.3:
        picture = degrade.noisy(picture, rng, sigma=rng.uniform(1, 6))
    seen = degrade.finished(picture)
    if rng.random() < 0.3:
        seen = degrade.photographed(seen, rng, strength=0.4, jpeg=(50, 95))
    return np.asarray(seen, np.uint8)


def _moved(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Turn, slant, stretch and cut a little differently; new edges repeat the old."""
    height, width = image.shape[:2]
    angle, slant = np.deg2rad(rng.normal(0, 1.8)), rng.normal(0, 0.1)
    across, along = np.exp(rng.normal(0, 0.1, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[across, slant], [0, along]])
    # Margins grow or shrink by up to a twelfth of the height on each side.
    left, right, top, bottom = rng.uniform(-0.08, 0.08, 4) * height
    new_width = max(4, round(width * across + left + right))
    new_height = max(4, round(height * along + top + bottom))
    centre = np.array([width, height]) / 2
    target = np.array([left + width * across / 2, top + height * along / 2])
    matrix: NDArray[np.float64] = np.column_stack([shape, target - shape @ centre])
    moved = cv2.warpAffine(
        image,
        matrix,
        (new_width, new_height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(moved, np.uint8)


def _repenned(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Make strokes, dark or light, a little thicker or thinner."""
    nib = ink.disc(3 if len(image) >= 60 else 2)
    other = cv2.erode(image, nib) if rng.random() < 0.5 else cv2.dilate(image, nib)
    share = rng.uniform(0.2, 0.8)
    return np.asarray(cv2.addWeighted(other, share, image, 1 - share, 0), np.uint8)
