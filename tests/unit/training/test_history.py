from pathlib import Path

import pytest

from training.command_line import main
from training.history import FILE, Progress, append_progress, read_history


def progress(images: int, **figures: float) -> Progress:
    return Progress(images, 0.5, 100.0, images / 100, figures)


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A run that was killed while it wrote its third line."""
    for images in (10, 20):
        append_progress(tmp_path, progress(images, print=images / 100))
    with (tmp_path / FILE).open("ab") as lines:
        lines.write(b'{"images": 30, "loss": 0.')
    return tmp_path


def test_half_a_line_is_passed_over(torn: Path) -> None:
    assert [line.images for line in read_history(torn)] == [10, 20]


def test_the_next_line_takes_the_place_of_half_a_line(torn: Path) -> None:
    append_progress(torn, progress(30))
    assert [line.images for line in read_history(torn)] == [10, 20, 30]
    assert b"0.{" not in (torn / FILE).read_bytes()
    assert len((torn / FILE).read_bytes().splitlines()) == 3


def test_a_history_of_half_a_line_alone_begins_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"imag')
    append_progress(tmp_path, progress(10))
    assert read_history(tmp_path) == [progress(10)]


def test_what_does_not_belong_is_passed_over(tmp_path: Path) -> None:
    append_progress(tmp_path, progress(10))
    with (tmp_path / FILE).open("ab") as lines:
        lines.write(b'[]\n{"images": 15}\n\xff\xfe\n')
    append_progress(tmp_path, progress(20))
    assert [line.images for line in read_history(tmp_path)] == [10, 20]


def test_steps_that_were_taken_again_count_once(tmp_path: Path) -> None:
    for images in (10, 20, 30, 40):  # killed behind 40; the checkpoint was at 20
        append_progress(tmp_path, progress(images))
    for images in (25, 35):
        append_progress(tmp_path, progress(images))
    append_progress(tmp_path, progress(35, print=0.5))
    assert [line.images for line in read_history(tmp_path)] == [10, 20, 25, 35, 35]


def test_curves_are_drawn_of_a_run_that_was_killed(torn: Path) -> None:
    assert main(["curves", "--folder", str(torn)]) == 0
    assert (torn / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_curves_of_a_run_that_was_never_measured(tmp_path: Path) -> None:
    append_progress(tmp_path, progress(10))
    assert main(["curves", "--folder", str(tmp_path)]) == 0
