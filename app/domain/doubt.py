"""How doubtful a label is, given what a model reads.

    doubt = max over the label's characters and its EOS of
                surprise / (1 + unsure here + unsure on the whole)   + prior(confusion)

surprise: -log p(character | image, the label before it), in nats: a wrong label is wrong in one
place, so the most surprising place says more than the mean, which grows where the model is lost.
unsure here, on the whole: -log p of what the model reads at that place, and the mean of that over
the reading. A model that hesitates between shapes is surprised by right labels, too: its surprise
is counted in units of its own. prior: which confusions mean a wrong label (`ConfusionPrior`).

Where label and reading agree the quotient is below 1. A backend without label scores is ranked by
its confidence and the distance in jamo, by the same formula with an assumed surprise. NaN is "not
known": not predicted yet, or an image that could not be read. docs/RANKING.md has the figures.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain import confusion
from app.domain.diff import Cell, align, jamo_distance
from app.domain.predictions import StoredPrediction

# Of a character that differs from the reading, where the backend scores no labels: what trained
# models give on average.
ASSUMED_NATS = 6.0
_MOST_NATS = 1e4  # a label of probability 0 is as doubtful as can be, and doubts stay finite
_SMALLEST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class Evidence:
    """What one prediction says against a label, before any prior.

    nats: the quotient above; NaN where the prediction failed.
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
    scores = prediction.label_char_log_probs
    if len(scores) == len(label) + 1:
        surprises = [min(-score, _MOST_NATS) for score in scores]
    else:
        surprises = _assumed_surprises(cells, unsure, label, prediction.text)
    on_the_whole = 1 + _mean_unsureness(prediction)
    pairs = zip(surprises, unsure, strict=True)
    nats = max(surprise / (on_the_whole + here) for surprise, here in pairs)
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


def _assumed_surprises(
    cells: tuple[Cell, ...], unsure: list[float], label: str, reading: str
) -> list[float]:
    """Guess how surprising each place is, and the EOS: more where more jamo differ in all."""
    if label == reading:
        return unsure
    differing = ASSUMED_NATS + jamo_distance(label, reading) / (len(label) + 1)
    equal = [cell.equal for cell in cells if cell.label]
    lacking = any(not cell.label for cell in cells)
    return [
        here if same else here + differing
        for here, same in zip(unsure, [*equal, not lacking], strict=True)
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
