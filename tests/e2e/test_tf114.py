"""The exported graph and the first archives in TensorFlow 1.14 itself, on Python 3.7.

TF114_PYTHON names a Python that has it. Without that an environment is made in build/tf114, once,
if a Python 3.7 is found (800 MB are downloaded). REQUIRE_TF114 turns a skip into a failure.
"""

import ast
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recognizer.archive import Archive
from recognizer.backends.onnx import OnnxBackend
from recognizer.backends.worker import WorkerBackend
from recognizer.contract import Backend, Request

ROOT = Path(__file__).parents[2]
LEGACY = ROOT / "tests" / "samples" / "legacy_tf114"
ENVIRONMENT = ROOT / "build" / "tf114"
INSTALL_S = 900

pytestmark = pytest.mark.slow


def missing(reason: str) -> None:
    if os.environ.get("REQUIRE_TF114"):
        pytest.fail(reason)
    pytest.skip(reason)


def find_python37() -> Path | None:
    on_path = shutil.which("python3.7")
    in_pyenv = sorted((Path.home() / ".pyenv" / "versions").glob("3.7.*/bin/python"))
    candidates = [*([Path(on_path)] if on_path else []), *reversed(in_pyenv)]
    for python in candidates:  # pyenv's shims are there even where no 3.7 is chosen
        if subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:
            return python
    return None


def make_environment(python37: Path) -> Path:
    """Give the Python of a fresh environment with the pins of requirements-tf114.txt."""
    python = ENVIRONMENT / "bin" / "python"
    steps: list[list[str | Path]] = [
        [python37, "-m", "venv", "--clear", ENVIRONMENT],
        [python, "-m", "pip", "install", "--quiet", "--upgrade", "pip==24.0"],
        [python, "-m", "pip", "install", "--quiet", "-r", ROOT / "requirements-tf114.txt"],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, timeout=INSTALL_S, check=False)
        if done.returncode:
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            missing(f"TensorFlow 1.14 cannot be installed: {done.stderr.strip()[-500:]}")
    return python


@pytest.fixture(scope="session")
def python() -> Path:
    if named := os.environ.get("TF114_PYTHON"):
        return Path(named)
    if (ENVIRONMENT / "bin" / "python").exists():
        return ENVIRONMENT / "bin" / "python"
    python37 = find_python37()
    if python37 is None:
        missing("no Python 3.7 found (python3.7 on the PATH, or pyenv's): TensorFlow 1.14 needs it")
    assert python37 is not None
    return make_environment(python37)


@pytest.fixture(scope="session", params=["tiny_archive", "alpha"])
def archive(request: pytest.FixtureRequest, tiny_archive: Path) -> Archive:
    if request.param == "tiny_archive":
        return Archive.open(tiny_archive)
    alpha = ROOT / "archieve" / "alpha"
    if not (alpha / "archive.json").exists():
        pytest.skip("archieve/alpha is not there yet")
    return Archive.open(alpha)


@pytest.fixture(scope="session")
def backend(archive: Archive, python: Path) -> Iterator[Backend]:
    worker = WorkerBackend(archive, python=python)
    yield worker
    worker.close()


def image_files() -> list[bytes]:
    return [path.read_bytes() for path in sorted((LEGACY / "images").iterdir())]


def test_it_is_1_14(backend: WorkerBackend) -> None:
    assert backend.tensorflow_version == "1.14.0"


def test_exported_graph_runs_with_the_text_and_scores_of_today(
    archive: Archive, backend: Backend
) -> None:
    labels = ["가게", None, "", "학교 17", "龍", "ㄱ"]
    requests = [Request(file, label) for file, label in zip(image_files(), labels, strict=True)]
    today = OnnxBackend(archive)

    answers = backend.read(requests, attention=True)

    for answer, expected in zip(answers, today.read(requests, attention=True), strict=True):
        assert answer.prediction is not None
        assert expected.prediction is not None
        assert answer.prediction.text == expected.prediction.text
        assert answer.prediction.log_prob == pytest.approx(expected.prediction.log_prob, abs=1e-3)
        assert answer.prediction.attention is not None
        assert expected.prediction.attention is not None
        # The graph's columns are those of the batch's widest box.
        columns = expected.prediction.attention.shape[1]
        here, behind = np.split(answer.prediction.attention, [columns], axis=1)
        assert np.allclose(here, expected.prediction.attention, atol=1e-3)
        assert not behind.any()
        assert (answer.label_score is None) == (expected.label_score is None)
        if answer.label_score and expected.label_score:
            assert answer.label_score.char_log_probs == pytest.approx(
                expected.label_score.char_log_probs, abs=1e-3
            )
    today.close()


def test_archive_of_the_first_generation_gives_exactly_what_it_gave(python: Path) -> None:
    lines = (LEGACY / "EXPECTED.txt").read_text(encoding="utf-8").splitlines()
    rows = ast.literal_eval(lines[-1].split(" ", 1)[1])
    worker = WorkerBackend(Archive.open(LEGACY), python=python)

    answers = worker.read([Request(file) for file in image_files()])

    texts = [answer.prediction.text for answer in answers if answer.prediction]
    assert texts == ["".join(map(chr, filter(None, row))) for row in rows]
    worker.close()
