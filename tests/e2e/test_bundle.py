"""The desktop bundle out of its .deb, as a machine has it that knows nothing of Python.

`make test-bundle` builds both first; without REQUIRE_BUNDLE what happens to lie in dist/ is not
looked at.
"""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

ROOT = Path(__file__).parents[2]
IMAGE = ROOT / "tests" / "images" / "가게.png"
LEGACY = ROOT / "tests" / "samples" / "legacy_tf114"
LABELS = (ROOT / "resources" / "sample" / "gt.txt").read_text("utf-8").splitlines()
NAME = "hangul-ocr-review"
PATIENCE_S = 600

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("REQUIRE_BUNDLE" not in os.environ, reason="make test-bundle builds it"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the newest package; give the program in it."""
    packages = sorted((ROOT / "dist").glob("*.deb"), key=lambda path: path.stat().st_mtime)
    folder = tmp_path_factory.mktemp("system")
    subprocess.run(["dpkg-deb", "--extract", packages[-1], folder], check=True)
    return folder / "opt" / NAME / NAME


def run(
    program: Path, home: Path, *arguments: str | Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program without a display; nothing of this Python's environment is there."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more}
    return subprocess.run(
        [program, *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_an_image_is_read_with_the_archive_that_comes_along(program: Path, tmp_path: Path) -> None:
    done = run(program, tmp_path, "predict", IMAGE)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{IMAGE}\t가게\t")


def test_the_sample_is_reviewed_in_print_and_in_a_picture(program: Path, tmp_path: Path) -> None:
    done = run(program, tmp_path, "--lang", "ko")

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1 + len(LABELS)
    assert cv2.imread(str(tmp_path / f"{NAME}.png")).shape == (768, 1366, 3)


def test_lmdb_is_read(program: Path, tmp_path: Path) -> None:
    sample = ROOT / "tests/samples/formats/lmdb"
    done = run(program, tmp_path, sample, "--review", tmp_path / "lmdb.review.sqlite")

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 1


def test_a_saved_model_names_what_it_needs(program: Path, tmp_path: Path) -> None:
    done = run(program, tmp_path, "predict", "--archive", LEGACY, "--trust", IMAGE)

    assert done.returncode == 1
    assert "needs TensorFlow: start the program with --runtime-python" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_saved_model_runs_in_a_python_that_is_named(program: Path, tmp_path: Path) -> None:
    done = run(program, tmp_path, "predict", "--runtime-python", sys.executable, IMAGE)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{IMAGE}\t가게\t")


def test_nothing_heavy_came_by_a_side_door(program: Path) -> None:
    inside = {path.name for path in (program.parent / "_internal").iterdir()}
    heavy = {
        "tensorflow",
        "keras",
        "torch",
        "jax",
        "matplotlib",
        "PIL",
        "scipy",
        "onnx",
        "training",
    }

    assert inside & heavy == set()
    assert "onnxruntime" in inside
