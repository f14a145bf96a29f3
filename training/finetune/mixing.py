"""Real crops, seen a little differently every time, among synthetic words.

A source gives the sample of a seed, so the mixture is rendered, ordered and resumed as a training
on synthetic words alone is. How much a correction weighs is how often it is drawn: with the loss
untouched, every backend's step is the one that trained the base.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from imaging.paper import Pixels
from training.finetune.crops import CropFile
from training.finetune.views import joined, varied
from training.synth import Face, Mix, Sample, make_sampler
from training.synth.odds import Odds

REAL = "real"
UNTOUCHED = 0.2  # share of views that are the crop as it is
JOINED = 0.25  # share of views that are of two crops
LONGEST_JOINED = 12  # characters; longer lines would be squeezed into the widest box


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
        image, label = self._crop(rng)
        if rng.random() < JOINED:
            image, label = self._with_another(image, label, rng)
        if rng.random() >= UNTOUCHED:
            image = varied(image, rng)
        return Sample(image, label, REAL, "")

    def _crop(self, rng: np.random.Generator) -> tuple[Pixels, str]:
        number = self._odds.draw(rng)
        return self._file.image(number), self._file.crops[number].label

    def _with_another(
        self, image: Pixels, label: str, rng: np.random.Generator
    ) -> tuple[Pixels, str]:
        """Set a second crop behind the first, where both make one line."""
        other, other_label = self._crop(rng)
        if len(label + other_label) > LONGEST_JOINED:
            return image, label
        both = joined(image, other, rng)
        return (image, label) if both is None else (both, label + other_label)
