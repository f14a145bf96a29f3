"""Any SavedModel with the default signature, and ours with `review`, wherever TensorFlow runs."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer import images
from recognizer.archive import Archive
from recognizer.backends.partition import answer_apart
from recognizer.contract import ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import ArchiveError, BackendError, ImageError
from recognizer.review_signature import (
    ATTENTION,
    CODEPOINTS,
    DEFAULT_SIGNATURE,
    IMAGE,
    LABEL,
    MORE_OUTPUTS,
    REVIEW_SIGNATURE,
    SCORE_OUTPUTS,
    read_review,
    read_text,
)

BATCH = 64

Arrays = Mapping[str, NDArray[Any]]


class GraphError(BackendError):
    """The graph failed on a batch: one of its images, most likely."""


class Runner(Protocol):
    """A loaded SavedModel, in this process or in another.

    signatures: name to {"inputs": {key: dtype name}, "outputs": {key: dtype name}}.
    """

    @property
    def signatures(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """What the SavedModel declares."""

    def run(
        self, signature: str, outputs: Sequence[str], inputs: Mapping[str, list[bytes]]
    ) -> Arrays:
        """Give the outputs asked for. Raises GraphError, or BackendError where nothing runs."""

    def close(self) -> None:
        """Release it."""


class SavedModelBackend:
    """Reads with a SavedModel through its runner."""

    def __init__(self, archive: Archive, runner: Runner) -> None:
        self._archive = archive
        self._runner = runner
        try:
            self._image_key, self._codepoints_key = _default_keys(runner.signatures)
        except ArchiveError as error:
            runner.close()
            raise ArchiveError(f"{archive.saved_model}: {error}") from error
        review = runner.signatures.get(REVIEW_SIGNATURE, {"inputs": {}, "outputs": {}})
        self._review_outputs = frozenset(review["outputs"])
        self._scores_labels = review["inputs"].keys() == {
            IMAGE,
            LABEL,
        } and self._review_outputs.issuperset(SCORE_OUTPUTS)

    @property
    def identity(self) -> ModelIdentity:
        """Name and version of the archive."""
        return self._archive.identity

    @property
    def scores_labels(self) -> bool:
        """Whether the SavedModel has the review signature."""
        return self._scores_labels

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        """Answer every request, in order; a bad image is the error of its own outcome.

        Raises BackendError where the graph cannot run at all or answers nonsense.
        """
        answer = functools.partial(self._answer, attention=attention)
        outcomes: list[Outcome] = []
        for start in range(0, len(requests), BATCH):
            outcomes += answer_apart(requests[start : start + BATCH], images.to_wire, answer)
        return outcomes

    def close(self) -> None:
        """Release the graph."""
        self._runner.close()

    def _answer(
        self, files: list[bytes], labels: list[str | None], *, attention: bool
    ) -> list[Outcome]:
        try:
            if self._scores_labels:
                return self._review(files, labels, attention=attention)
            return self._predict(files)
        except GraphError as error:
            if len(files) == 1:
                return [Outcome(error=ImageError(f"the model cannot read this image: {error}"))]
        # One image fails its whole batch: halve until it is alone.
        middle = len(files) // 2
        return [
            *self._answer(files[:middle], labels[:middle], attention=attention),
            *self._answer(files[middle:], labels[middle:], attention=attention),
        ]

    def _predict(self, files: list[bytes]) -> list[Outcome]:
        outputs = [self._codepoints_key]
        answer = self._runner.run(DEFAULT_SIGNATURE, outputs, {self._image_key: files})
        rows = _rows(answer, len(files))
        return [Outcome(Prediction(read_text(row[self._codepoints_key]))) for row in rows]

    def _review(
        self, files: list[bytes], labels: list[str | None], *, attention: bool
    ) -> list[Outcome]:
        wanted = {*SCORE_OUTPUTS, *MORE_OUTPUTS, *([ATTENTION] if attention else [])}
        encoded = [(label or "").encode("utf-8") for label in labels]
        answer = self._runner.run(
            REVIEW_SIGNATURE, sorted(wanted & self._review_outputs), {IMAGE: files, LABEL: encoded}
        )
        return [
            self._named_label_error(read_review(row, label, attention=attention), label)
            for row, label in zip(_rows(answer, len(files)), labels, strict=True)
        ]

    def _named_label_error(self, outcome: Outcome, label: str | None) -> Outcome:
        """Say which characters a label has that the archive's charset cannot spell."""
        description = self._archive.description
        if outcome.label_error is None or description is None or label is None:
            return outcome
        error = description.charset.error_of(label, max_length=description.max_length)
        return replace(outcome, label_error=error or outcome.label_error)


def _default_keys(
    signatures: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> tuple[str, str]:
    """Give the keys of the image and of the code points in the default signature."""
    if DEFAULT_SIGNATURE not in signatures:
        named = ", ".join(sorted(signatures)) or "none"
        raise ArchiveError(f"has no signature {DEFAULT_SIGNATURE!r} (has {named})")
    inputs, outputs = (signatures[DEFAULT_SIGNATURE][part] for part in ("inputs", "outputs"))
    takes = [key for key, dtype in inputs.items() if dtype == "string"]
    gives = [CODEPOINTS] if CODEPOINTS in outputs else [*outputs]
    if len(inputs) != 1 or len(takes) != 1 or len(gives) != 1:
        raise ArchiveError(
            f"its default signature takes {dict(inputs)} and gives {dict(outputs)}; wanted are "
            f"image bytes ({IMAGE!r}, string) and Unicode code points ({CODEPOINTS!r}, int64)"
        )
    return takes[0], gives[0]


def _rows(answer: Arrays, count: int) -> list[dict[str, Any]]:
    """Turn arrays by output into one mapping by image."""
    for name, values in answer.items():
        if values.ndim == 0 or len(values) != count:
            raise BackendError(f"{name} has shape {values.shape} for {count} images")
        if not np.issubdtype(values.dtype, np.number):
            raise BackendError(f"{name} holds {values.dtype}, not numbers")
    return [{name: values[row] for name, values in answer.items()} for row in range(count)]


def first_line(error: object) -> str:
    """Give what TensorFlow complains of, without the graph's life story behind it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
