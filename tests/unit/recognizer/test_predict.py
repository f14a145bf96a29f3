import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from recognizer.contract import ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import ImageError
from recognizer.predict import predict_files


class Parrot:
    """Reads a file's own text; one that begins with '!' is a bad image."""

    identity = ModelIdentity("parrot", "1")
    scores_labels = True

    def __init__(self) -> None:
        self.batches: list[int] = []

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        del attention
        self.batches.append(len(requests))
        return [self._read(request.image.decode()) for request in requests]

    def _read(self, text: str) -> Outcome:
        if text.startswith("!"):
            return Outcome(error=ImageError("the image is cut off"))
        return Outcome(Prediction(text, log_prob=-0.5))

    def close(self) -> None:
        pass


def predict(paths: list[Path], backend: Parrot | None = None) -> tuple[int, list[str], list[str]]:
    results, complaints = io.StringIO(), io.StringIO()
    status = predict_files(backend or Parrot(), paths, results=results, complaints=complaints)
    return status, results.getvalue().splitlines(), complaints.getvalue().splitlines()


def write(folder: Path, texts: Sequence[str]) -> list[Path]:
    paths = [folder / f"{i}.png" for i in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_one_line_each_in_the_order_given(tmp_path: Path) -> None:
    paths = write(tmp_path, ["가게", "학교"])[::-1]

    status, results, complaints = predict(paths)

    assert status == 0
    assert results == [f"{tmp_path}/1.png\t학교\t0.6065", f"{tmp_path}/0.png\t가게\t0.6065"]
    assert complaints == []


def test_what_fails_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good, bad = write(tmp_path, ["가게", "!"])

    status, results, complaints = predict([bad, tmp_path / "none.png", tmp_path, good])

    assert status == 1
    assert results == [f"{good}\t가게\t0.6065"]
    assert complaints == [
        f"{bad}: the image is cut off",
        f"{tmp_path}/none.png: No such file or directory",
        f"{tmp_path}: Is a directory",
    ]


def test_many_files_go_in_batches(tmp_path: Path) -> None:
    backend = Parrot()

    _, results, _ = predict(write(tmp_path, ["가"] * 40), backend)

    assert len(results) == 40
    assert max(backend.batches) <= 16


@pytest.mark.parametrize(
    ("prediction", "confidence"),
    [(Prediction("가"), ""), (Prediction("가나", confidence=(0.5, 0.5)), "0.2500")],
)
def test_confidence_is_as_good_as_the_backend_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prediction: Prediction, confidence: str
) -> None:
    monkeypatch.setattr(Parrot, "_read", lambda *_: Outcome(prediction))

    _, results, _ = predict(write(tmp_path, ["x"]))

    assert results[0].split("\t")[2] == confidence
