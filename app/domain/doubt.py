"""How doubtful a label is, given what a model reads.

    doubt = (log p(reading) - log p(label) + prior(confusion)) / (len(label) + 1)

in nats per character, EOS counted: how much less likely the given label is than the best reading,
sharpened by which confusions mean a wrong label (`confusion.ConfusionPrior`). Where the two agree
the numerator is a small share of how unsure the model is, to order the rest. A backend without
label scores is ranked by its confidence and the distance in jamo, on about the same scale. NaN is
"not known": not predicted yet, or an image that could not be read.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain import confusion
from app.domain.diff import jamo_distance
from app.domain.predictions import StoredPrediction

UNSURE_SHARE = 0.02
NATS_PER_JAMO = 3.0  # a confident reading one jamo away: what the trained models give on average
_MOST_NATS = 1e4  # a label of probability 0 is as doubtful as can be, and doubts stay finite
_SMALLEST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class Evidence:
    """What one prediction says against a label, before any prior.

    nats: numerator of the doubt; NaN where the prediction failed.
    confusion: class of the disagreement, see `confusion.class_of`.
    """

    nats: float
    confusion: int


NO_EVIDENCE = Evidence(math.nan, confusion.AGREES)


def weigh(label: str, prediction: StoredPrediction) -> Evidence:
    """Weigh a prediction against the imported label that it was made for."""
    if prediction.error:
        return NO_EVIDENCE
    kind = confusion.class_of(label, prediction.text)
    if kind == confusion.AGREES:
        return Evidence(UNSURE_SHARE * _unsureness(prediction), kind)
    if prediction.label_log_prob is not None and prediction.log_prob is not None:
        nats = prediction.log_prob - prediction.label_log_prob
        return Evidence(min(max(nats, -_MOST_NATS), _MOST_NATS), kind)
    sure = math.exp(-_unsureness(prediction) / (len(prediction.text) + 1))
    return Evidence(NATS_PER_JAMO * sure * jamo_distance(label, prediction.text), kind)


def doubts(
    nats: NDArray[np.float32],
    confusions: NDArray[np.int16],
    lengths: NDArray[np.uint32],
    *,
    weights: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Give the doubt of many items at once, from columns of their evidence and label lengths."""
    characters = lengths.astype(np.float32) + np.float32(1)
    return (nats + weights[confusions]) / characters


def _unsureness(prediction: StoredPrediction) -> float:
    """Give -log p(reading), or what its confidences make of it; 0 where neither is known."""
    if prediction.log_prob is not None:
        return -prediction.log_prob
    return -sum(map(_log, prediction.confidence))


def _log(probability: float) -> float:
    return math.log(max(probability, _SMALLEST_PROBABILITY))
