"""How doubtful a label is, given what a model reads.

    doubt = max over the label's characters and its EOS of (evidence / scale + log scale)
            - surprise of all the others / 20   + prior(confusion)
    evidence = surprise + log(1 + 3.5 p(a character one slip away))
    scale = 1 + (unsure here + unsure on the whole) / 10

surprise: -log p(character | image, the label before it), in nats. A wrong label is wrong in one
place, so the most surprising place says more than the mean, which grows where the model is lost;
what is surprising beside it tells that the model is, and counts against.
evidence: the odds of a slip against the label's character. A typist who errs mostly errs by one
jamo, so a near character that the model believes in says more than a far one.
scale: the model errs most where it is unsure, and its surprises are larger there, with right labels
too. They are counted in units of their own: of exponentially spread surprises with this mean, the
log odds of a wrong label are evidence / scale + log scale, but for a constant.
unsure here, on the whole: -log p of what the model reads at that place, and the mean of that over
the reading. prior: which confusions mean a wrong label (`ConfusionPrior`).

A backend without label scores is ranked by its confidence and the distance in jamo: an assumed
surprise where label and reading differ, over 1 + (unsure here + unsure on the whole) / 2. NaN is
"not known": not predicted yet, or an image that could not be read. docs/RANKING.md has the figures,
and what else was tried.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain import confusion
from app.domain.diff import Cell, align, is_slip, jamo_distance
from app.domain.predictions import StoredPrediction
from recognizer.contract import Alternative

# Of a character that differs from the reading, where the backend scores no labels: what trained
# models give on average.
ASSUMED_NATS = 6.0
ASSUMED_UNSURE_SHARE = 0.5  # more than with scores: there is nothing else to tell a misreading by
# How much likelier a slip of one jamo is than any other error: most are one, and few jamo are near.
SLIP_ODDS = 4.5
UNSURE_SHARE = 0.1
OTHERS_SHARE = 0.05
# Which formula: evidence that a review keeps from another one is weighed anew.
DEFINITION = 3
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
    whole = _mean_unsureness(prediction)
    if len(prediction.label_char_log_probs) == len(label) + 1:
        nats = _scored_nats(prediction, unsure, whole, slips=_slips(label, cells, prediction))
    else:
        distance = jamo_distance(cells) / (len(label) + 1)
        nats = _assumed_nats(unsure, whole, _differing(cells), assumed=ASSUMED_NATS + distance)
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


def _slips(label: str, cells: tuple[Cell, ...], prediction: StoredPrediction) -> list[float]:
    """Give, for each place, how likely the characters are that one slip makes the label's of.

    From the alternatives at its place, or what is read there where there are none; the EOS last.
    """
    places = prediction.label_alternatives
    if len(places) == len(label):
        slips = [_slip_likelihood(*place) for place in zip(label, places, strict=True)]
    else:
        confidence = iter(prediction.confidence)
        slips = []
        for cell in cells:
            read = next(confidence, 0.0) if cell.prediction else 0.0
            if cell.label:
                slips.append(read if is_slip(cell.label, cell.prediction) else 0.0)
    return [*slips, 0.0]


def _slip_likelihood(character: str, others: Iterable[Alternative]) -> float:
    likelihood = 0.0
    for other in others:
        if is_slip(character, other.character):
            likelihood += other.probability
    return likelihood


def _scored_nats(
    prediction: StoredPrediction, unsure: list[float], whole: float, *, slips: list[float]
) -> float:
    surprises = [min(-score, _MOST_NATS) for score in prediction.label_char_log_probs]
    scales = [1 + UNSURE_SHARE * (here + whole) for here in unsure]
    places = [
        (surprise + math.log1p((SLIP_ODDS - 1) * slip)) / scale + math.log(scale)
        for surprise, slip, scale in zip(surprises, slips, scales, strict=True)
    ]
    worst = max(range(len(places)), key=places.__getitem__)
    return places[worst] - OTHERS_SHARE * (sum(surprises) - surprises[worst])


def _assumed_nats(
    unsure: list[float], whole: float, differing: list[bool], *, assumed: float
) -> float:
    return max(
        (here + (assumed if differs else 0.0)) / (1 + ASSUMED_UNSURE_SHARE * (here + whole))
        for here, differs in zip(unsure, differing, strict=True)
    )


def _mean_unsureness(prediction: StoredPrediction) -> float:
    """Give -log p(reading) per character, EOS counted; from confidences where it is not known."""
    if prediction.log_prob is not None:
        unsure = min(-prediction.log_prob, _MOST_NATS)
    else:
        unsure = -sum(map(_log, prediction.confidence))
    return unsure / (len(prediction.text) + 1)


def _log(probability: float) -> float:
    return math.log(max(probability, _SMALLEST_PROBABILITY))
