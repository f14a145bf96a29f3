"""How doubtful a label is, given what a model reads.

    doubt = max over the label's characters and its EOS of
                surprise / (1 + (unsure here + unsure on the whole) / 2)   + prior(confusion)

surprise: -log p(character | image, the label before it), in nats. A wrong label is wrong in one
place, so the most surprising place says more than the mean, which grows where the model is lost.
Halved where label and reading agree while they differ elsewhere: forced along a label that lacks
or adds a character, the model has lost its place and is surprised by what is right.
unsure here, on the whole: -log p of what the model reads at that place, and the mean of that over
the reading. A model that hesitates between shapes is surprised by right labels, too: its surprise
is counted in units of its own. prior: which confusions mean a wrong label (`ConfusionPrior`).

A backend without label scores is ranked by its confidence and the distance in jamo, by the same
formula with an assumed surprise. NaN is "not known": not predicted yet, or an image that could not
be read. docs/RANKING.md has the figures, and what else was tried.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain import confusion
from app.domain.diff import Cell, align, jamo_distance
from app.domain.predictions import StoredPrediction

# Of a character that differs from the reading, where the backend scores no labels: what trained
# models give on average.
ASSUMED_NATS = 6.0
# The two constants of the formula: between 0.35 and 0.7 hardly anything moves.
AGREEING_SHARE = 0.5
UNSURE_SHARE = 0.5
_MOST_NATS = 1e4  # a label of probability 0 is as doubtful as can be, and doubts stay finite
_SMALLEST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class Evidence:
    """What one prediction says against a label, before any prior.

    nats: the doubt without its prior; NaN where the prediction failed.
    confusion: class of the disagreement, see `confusion.class_of`.
    """

    nats: float
    confusion: int


NO_EVIDENCE = Evidence(math.nan, confusion.AGREES)


def weigh(label: str, prediction: StoredPrediction) -> Evidence:
    """Weigh a prediction against the imported label that it was made for."""
    if prediction.error:
        return NO_EVIDENCE
    cells = align(label, prediction.text)
    unsure = _unsureness(cells, prediction)
    differing = _differing(cells)
    scores = prediction.label_char_log_probs
    if len(scores) == len(label) + 1:
        surprises = _scored_surprises(scores, differing)
    else:
        distance = jamo_distance(label, prediction.text) / (len(label) + 1)
        surprises = _assumed_surprises(unsure, differing, ASSUMED_NATS + distance)
    whole = _mean_unsureness(prediction)
    nats = max(
        surprise / (1 + UNSURE_SHARE * (here + whole))
        for surprise, here in zip(surprises, unsure, strict=True)
    )
    return Evidence(nats, confusion.class_of_cells(cells))


def doubts(
    nats: NDArray[np.float32], confusions: NDArray[np.int16], *, weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Give the doubt of many items at once, from columns of their evidence."""
    return nats + weights[confusions]


def _unsureness(cells: tuple[Cell, ...], prediction: StoredPrediction) -> list[float]:
    """Give -log p of what is read at each place of the label, 0 where nothing is; EOS last."""
    of_reading = [-_log(probability) for probability in prediction.confidence]
    of_reading += [0.0] * (len(prediction.text) - len(of_reading))
    of_label, read = [], 0
    for cell in cells:
        if cell.label:
            of_label.append(of_reading[read] if cell.prediction else 0.0)
        read += len(cell.prediction)
    return [*of_label, 0.0]


def _differing(cells: tuple[Cell, ...]) -> list[bool]:
    """Tell where label and reading differ, or something is read just before; the EOS last."""
    differing, lacking = [], False
    for cell in cells:
        if cell.label:
            differing.append(lacking or not cell.equal)
        lacking = not cell.label
    return [*differing, lacking]


def _scored_surprises(scores: Sequence[float], differing: list[bool]) -> list[float]:
    surprises = [min(-score, _MOST_NATS) for score in scores]
    if not any(differing):
        return surprises
    return [
        surprise if differs else AGREEING_SHARE * surprise
        for surprise, differs in zip(surprises, differing, strict=True)
    ]


def _assumed_surprises(unsure: list[float], differing: list[bool], nats: float) -> list[float]:
    return [
        here + nats if differs else here for here, differs in zip(unsure, differing, strict=True)
    ]


def _mean_unsureness(prediction: StoredPrediction) -> float:
    """Give -log p(reading) per character, EOS counted; from confidences where it is not known."""
    if prediction.log_prob is not None:
        unsure = min(-prediction.log_prob, _MOST_NATS)
    else:
        unsure = -sum(map(_log, prediction.confidence))
    return unsure / (len(prediction.text) + 1)


def _log(probability: float) -> float:
    return math.log(max(probability, _SMALLEST_PROBABILITY))
