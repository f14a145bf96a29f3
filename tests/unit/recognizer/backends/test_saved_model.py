import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from recognizer.archive import Archive
from recognizer.backends.saved_model import GraphError, SavedModelBackend
from recognizer.contract import Request
from recognizer.errors import ArchiveError, BackendError, ImageError

LEGACY = Archive.open(Path(__file__).parents[3] / "samples" / "legacy_tf114")
DEFAULT = {
    "serving_default": {"inputs": {"image": "string"}, "outputs": {"codepoints": "int64"}},
}


def picture(shade: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", (20, 10), shade).save(file, "PNG")
    return file.getvalue()


class FakeRunner:
    """Reads every image as 가, and fails for a batch that holds `culprit`."""

    def __init__(
        self,
        signatures: Mapping[str, Any] = DEFAULT,
        culprit: bytes | None = None,
        answer: np.ndarray | None = None,
    ) -> None:
        self.signatures = signatures
        self.culprit = culprit
        self.answer = answer
        self.closed = False
        self.sizes: list[int] = []

    def run(
        self, signature: str, outputs: Sequence[str], inputs: Mapping[str, list[bytes]]
    ) -> Mapping[str, np.ndarray]:
        del signature
        (key,) = inputs
        self.sizes.append(len(inputs[key]))
        if self.culprit in inputs[key]:
            raise GraphError("cannot decode")
        codepoints = np.full((len(inputs[key]), 1), ord("가"), np.int64)
        return {outputs[0]: codepoints if self.answer is None else self.answer}

    def close(self) -> None:
        self.closed = True


def test_batch_that_fails_is_split_until_the_culprit_is_alone() -> None:
    contents = [picture(shade) for shade in range(16)]
    runner = FakeRunner(culprit=contents[5])

    outcomes = SavedModelBackend(LEGACY, runner).read([Request(c) for c in contents])

    assert [outcome.error is not None for outcome in outcomes] == [i == 5 for i in range(16)]
    assert isinstance(outcomes[5].error, ImageError)
    assert "cannot decode" in str(outcomes[5].error)
    assert len(runner.sizes) == 9  # 16, and both halves at each of four splits


def test_image_that_cannot_be_decoded_never_reaches_the_graph() -> None:
    runner = FakeRunner()

    outcomes = SavedModelBackend(LEGACY, runner).read([Request(b""), Request(picture(3))])

    assert runner.sizes == [1]
    assert outcomes[0].error is not None
    assert outcomes[1].prediction is not None


@pytest.mark.parametrize(
    ("signatures", "message"),
    [
        ({}, "no signature 'serving_default' .has none"),
        ({"predict": DEFAULT["serving_default"]}, "has predict"),
        (
            {"serving_default": {"inputs": {"x": "float32"}, "outputs": {"y": "float32"}}},
            "takes {'x': 'float32'}",
        ),
    ],
)
def test_graph_with_another_signature_is_refused(signatures: Any, message: str) -> None:
    runner = FakeRunner(signatures)

    with pytest.raises(ArchiveError, match=message):
        SavedModelBackend(LEGACY, runner)
    assert runner.closed


def test_other_names_do_where_there_is_only_one_of_each() -> None:
    signatures = {"serving_default": {"inputs": {"bytes": "string"}, "outputs": {"y": "int64"}}}

    (outcome,) = SavedModelBackend(LEGACY, FakeRunner(signatures)).read([Request(picture(1))])

    assert outcome.prediction is not None
    assert outcome.prediction.text == "가"


@pytest.mark.parametrize(
    "answer",
    [
        np.array([[0xD800]]),
        np.array([[-1]]),
        np.array([[1.5]]),
        np.array([[1], [2]]),
        np.array(7),
        np.array([["가"]]),
    ],
)
def test_nonsense_from_the_graph_is_a_backend_error(answer: np.ndarray) -> None:
    backend = SavedModelBackend(LEGACY, FakeRunner(answer=answer))

    with pytest.raises(BackendError):
        backend.read([Request(picture(1))])
