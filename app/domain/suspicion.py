"""Which character of a label deserves the closest look, and what else could stand there."""

from dataclasses import dataclass

from app.domain.diff import JamoPart, align, differing_parts
from app.domain.predictions import StoredPrediction
from recognizer.contract import Alternative


@dataclass(frozen=True)
class Option:
    """Another character for the suspicious place, and the whole label with it."""

    character: str
    probability: float
    text: str


@dataclass(frozen=True)
class Suspicion:
    """The most doubtful place of a label.

    position: index into the label; its length where something seems to be missing at the end.
    options: likeliest first, the label's own character left out.
    differing: the parts of the syllable that the first option would change; NONE without options
        and where it is no syllable.
    """

    position: int
    options: tuple[Option, ...] = ()
    differing: JamoPart = JamoPart.NONE


def find_suspicion(
    label: str, prediction: StoredPrediction, *, scored_label: str, limit: int = 5
) -> Suspicion | None:
    """Find the most doubtful place of `label`; None where nothing speaks against any.

    scored_label: the label that the prediction's label scores belong to.
    """
    if not label or prediction.error:
        return None
    if label == scored_label and (position := _least_likely(label, prediction)) is not None:
        return _suspect(label, position, prediction.label_alternatives, position, limit=limit)
    return _first_difference(label, prediction, limit) or _least_confident(label, prediction, limit)


def _least_likely(label: str, prediction: StoredPrediction) -> int | None:
    """Give the character that the model believes least; None if the label only misses some.

    Among those that differ from the reading where any does: behind a character too many or too few
    the model, forced along the label, has lost its place and doubts what is right.
    """
    scores = prediction.label_char_log_probs
    if len(scores) != len(label) + 1:
        return None
    differing = list(range(len(label)))
    if label != prediction.text:
        differing, place = [], 0
        for cell in align(label, prediction.text):
            if cell.label and not cell.equal:
                differing.append(place)
            place += len(cell.label)
    return min(differing, key=scores.__getitem__, default=None)


def _first_difference(label: str, prediction: StoredPrediction, limit: int) -> Suspicion | None:
    place = read = 0
    for cell in align(label, prediction.text):
        if not cell.equal:
            if not cell.prediction:
                return Suspicion(place)
            return _suspect(
                label, place, prediction.alternatives, read, limit=limit, missing=not cell.label
            )
        place += len(cell.label)
        read += len(cell.prediction)
    return None


def _least_confident(label: str, prediction: StoredPrediction, limit: int) -> Suspicion | None:
    confidence = prediction.confidence
    if label != prediction.text or len(confidence) != len(label):
        return None
    position = min(range(len(confidence)), key=confidence.__getitem__)
    return _suspect(label, position, prediction.alternatives, position, limit=limit)


def _suspect(
    label: str,
    position: int,
    alternatives: tuple[tuple[Alternative, ...], ...],
    column: int,
    *,
    limit: int,
    missing: bool = False,
) -> Suspicion:
    """Put the alternatives of one column into the label: in place of a character, or between."""
    own = "" if missing else label[position]
    behind = label[position + len(own) :]
    likeliest = alternatives[column] if column < len(alternatives) else ()
    options = tuple(
        Option(other.character, other.probability, label[:position] + other.character + behind)
        for other in likeliest
        if other.character != own
    )[:limit]
    differing = differing_parts(own, options[0].character) if options else JamoPart.NONE
    return Suspicion(position, options, differing)
