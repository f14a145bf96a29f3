"""The program as a person starts it: a process of its own, with a home of its own."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "sample"
LABELS = ("가게", "학교", "시장")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder whose file names are the labels."""
    folder = tmp_path / "words"
    folder.mkdir()
    for number, label in enumerate(LABELS):
        picture = np.full((32, 80, 3), 60 * number, np.uint8)
        (folder / f"{label}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return folder


def run(
    home: Path, *arguments: str | Path, stdout: int = subprocess.PIPE, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program where there is no display, with `more` in its environment."""
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "XDG_RUNTIME_DIR": str(home),
        **more,
    }
    (home).chmod(0o700)
    return subprocess.run(
        [sys.executable, "-m", "app.main", *map(str, arguments)],
        cwd=home,
        env=environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )


def test_without_a_display_the_sample_is_reviewed_in_print(home: Path) -> None:
    done = run(home, "--lang", "ko")
    assert done.returncode == 0, done.stderr
    assert "There is no display" in done.stderr
    head, *lines = done.stdout.splitlines()
    assert head.split("\t") == ["image", "label", "prediction", "doubt"]
    assert len(lines) == len((SAMPLE / "gt.txt").read_text("utf-8").splitlines())
    doubts = [float(line.split("\t")[3]) for line in lines]
    assert doubts == sorted(doubts, reverse=True)
    assert all(line.split("\t")[2] for line in lines)
    picture = cv2.imread(str(home / "hangul-ocr-review.png"))
    assert picture.shape == (768, 1366, 3)
    assert not list(SAMPLE.parent.glob("*.sqlite"))  # the program's own files stay as they are


def test_screenshot_is_written_and_nothing_else_said(home: Path, words: Path) -> None:
    done = run(home, words, "--screenshot", home / "window.png", "--theme", "light")
    assert (done.returncode, done.stdout) == (0, "")
    picture = cv2.imread(str(home / "window.png"))
    assert picture.shape == (768, 1366, 3)
    assert picture[760, 600].mean() > 200  # the light theme's status line
    assert (words.parent / "words.review.sqlite").exists()
    assert sorted(path.name for path in words.iterdir()) == sorted(f"{x}.png" for x in LABELS)


def test_what_is_no_dataset_is_one_line_that_names_it(home: Path) -> None:
    done = run(home, home / "nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_archive_that_is_none_is_said_and_the_review_is_printed(home: Path, words: Path) -> None:
    done = run(home, words, "--archive", home)
    assert done.returncode == 1
    assert str(home) in done.stderr
    assert "Traceback" not in done.stderr
    assert [line.split("\t")[1] for line in done.stdout.splitlines()[1:]] == sorted(LABELS)


def test_labels_that_the_terminal_cannot_show_are_spelled_out(home: Path, words: Path) -> None:
    done = run(home, words, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()[1:]
    assert sorted(line.split("\t")[1] for line in lines) == sorted(
        label.encode("ascii", "backslashreplace").decode() for label in LABELS
    )


def test_help_names_every_option_and_command(home: Path) -> None:
    text = run(home, "--help").stdout
    for word in (
        "DATASET", "--archive", "--backend", "--runtime", "--runtime-python", "--ca-file",
        "--trust", "--review", "--format", "--who", "--lang", "--theme", "--screenshot",
        "predict", "serve",
    ):  # fmt: skip
        assert word.lower() in text.lower()


def test_predict_prints_a_line_for_each_image_in_order(home: Path) -> None:
    images = sorted((SAMPLE / "images").glob("clean_0[1-3].jpg"), reverse=True)
    broken = home / "broken.png"
    broken.write_bytes(b"")
    done = run(home, "predict", images[0], broken, *images[1:])
    assert done.returncode == 1
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == [str(image) for image in images]
    assert all(0 <= float(confidence) <= 1 for _, _, confidence in lines)
    assert done.stderr.startswith(f"{broken}: ")


@pytest.mark.parametrize("arguments", [["predict", SAMPLE / "images" / "clean_01.jpg"], [SAMPLE]])
def test_who_has_read_enough_is_told_nothing_more(home: Path, arguments: list[str | Path]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = run(home, *arguments, stdout=write_end)
    os.close(write_end)
    assert done.returncode == 1
    assert "Broken" not in done.stderr


def test_predict_without_images_explains_itself(home: Path) -> None:
    done = run(home, "predict")
    assert done.returncode == 2
    assert "IMAGE" in done.stderr
