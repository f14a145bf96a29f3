"""What a server's answer says, whichever way it came: outcomes, and signatures that are ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from recognizer.backends.serving_channel import Signature, WireImage
from recognizer.contract import Outcome, Prediction
from recognizer.errors import BackendError
from recognizer.review_signature import (
    CODEPOINTS,
    IMAGE,
    LABEL,
    SCORE_OUTPUTS,
    read_review,
    read_text,
)


def outcomes_of(
    rows: Sequence[Any], images: Sequence[WireImage], *, signature: Signature, attention: bool
) -> list[Outcome]:
    """Give the outcome of each image's row; one that is no reading is the error of its image."""
    return [
        _outcome_of(row, image.label, signature, attention)
        for row, image in zip(rows, images, strict=True)
    ]


def _outcome_of(row: Any, label: str | None, signature: Signature, attention: bool) -> Outcome:
    named = isinstance(row, Mapping)
    try:
        if signature is Signature.DEFAULT:
            # Bare, or beside what else a model answers.
            codepoints = row[CODEPOINTS] if named and CODEPOINTS in row else row
            return Outcome(Prediction(read_text(codepoints)))
        if not named:
            raise BackendError("it is not an object of named outputs")
        return read_review(row, label, attention=attention)
    except BackendError as error:
        return Outcome(error=BackendError(f"the server's answer is no reading: {error}"))


def signatures_in(
    definitions: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> frozenset[Signature]:
    """Tell which of our signatures are among (inputs, outputs) by name.

    A signature that is called `review` but answers something else is not ours.
    """
    found = set()
    if Signature.DEFAULT.value in definitions:
        found.add(Signature.DEFAULT)
    if Signature.REVIEW.value in definitions:
        inputs, outputs = definitions[Signature.REVIEW.value]
        if {IMAGE, LABEL} == set(inputs) and set(SCORE_OUTPUTS) <= set(outputs):
            found.add(Signature.REVIEW)
    return frozenset(found)
