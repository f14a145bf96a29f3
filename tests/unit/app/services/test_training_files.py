"""Run folders are read as they are found: missing, half-written, damaged, begun anew."""

import json
import math
from pathlib import Path

import pytest

from app.services.training_files import (
    Accuracy,
    Moment,
    Phase,
    Plan,
    Point,
    TrainingFiles,
    TrainingFilesError,
    trained_images,
)
from datasets.record import Box, ImageRef
from recognizer.contract import ModelIdentity

STATE = {
    "state": "training",
    "images": 150,
    "images_planned": 600,
    "images_per_s": 12.5,
    "seconds_left": 36.0,
    "message": "",
}


def write(path: Path, values: object) -> None:
    path.write_text(json.dumps(values), "utf-8")


def history_line(images: int) -> str:
    return (
        json.dumps({"images": images, "loss": 0.5, "seconds": 9, "figures": {"held_out": 0.75}})
        + "\n"
    )


def test_an_empty_folder_says_nothing(tmp_path: Path) -> None:
    files = TrainingFiles(tmp_path)
    assert (files.plan(), files.moment(), files.report()) == (None, None, None)
    assert files.history() == ()
    assert files.last_words() == ""


def test_state_is_a_moment(tmp_path: Path) -> None:
    write(tmp_path / "state.json", STATE)
    assert TrainingFiles(tmp_path).moment() == Moment(Phase.TRAINING, 150, 600, 12.5, 36.0)


def test_no_seconds_left_is_not_known(tmp_path: Path) -> None:
    write(tmp_path / "state.json", {**STATE, "seconds_left": 0})
    moment = TrainingFiles(tmp_path).moment()
    assert moment is not None
    assert moment.seconds_left is None


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b'{"state": "dancing"}',
        b'{"state": "training"}',
        b"\xff",
        json.dumps({**STATE, "images": math.inf}).encode(),
    ],
)
def test_a_file_that_makes_no_sense_is_named(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "state.json").write_bytes(written)
    with pytest.raises(TrainingFilesError, match=r"state\.json: makes no sense"):
        TrainingFiles(tmp_path).moment()


def test_history_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    files = TrainingFiles(tmp_path)
    path = tmp_path / "history.jsonl"
    path.write_text(history_line(50))
    assert [point.images for point in files.history()] == [50]
    half, rest = history_line(100)[:20], history_line(100)[20:]
    with path.open("a") as lines:
        lines.write(half)
        lines.flush()
        assert [point.images for point in files.history()] == [50]
        lines.write(rest)
    assert files.history() == tuple(Point(n, 0.5, 9.0, {"held_out": 0.75}) for n in (50, 100))


def test_history_that_was_begun_anew_is_read_anew(tmp_path: Path) -> None:
    files = TrainingFiles(tmp_path)
    (tmp_path / "history.jsonl").write_text(history_line(50) + history_line(100))
    files.history()
    (tmp_path / "history.jsonl").write_text(history_line(75))
    assert [point.images for point in files.history()] == [75]


def test_a_loss_that_is_no_number_is_kept_as_such(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").write_text(
        '{"images": 1, "loss": NaN, "seconds": 1, "figures": {}}\n'
    )
    (point,) = TrainingFiles(tmp_path).history()
    assert point.loss != point.loss


def test_plan_is_what_it_starts_from_and_how_much(tmp_path: Path) -> None:
    base = {"name": "alpha", "version": 3, "folder": "/archives/alpha"}
    plan = {"base": base, "train": 80, "held_out": 20, "left_out": 2, "images": 6000}
    write(tmp_path / "plan.json", plan)
    assert TrainingFiles(tmp_path).plan() == Plan("alpha 3", 80, 20, 2)


def test_report_is_before_and_after(tmp_path: Path) -> None:
    def count(right: int, low: float, high: float) -> dict[str, float]:
        return {"right": right, "share": right / 100, "low": low, "high": high, "cer": 0.125}

    kind = {"kind": "print", "n": 100, "before": count(90, 0.8, 0.95), "after": count(70, 0.6, 0.8)}
    same = {**kind, "kind": "plate", "after": kind["before"]}
    change = {"place": "final", "label": "ㄴ", "read": "", "before": 7, "after": 2}
    write(
        tmp_path / "report.json",
        {
            "archive": "/archives/beta",
            "name": "beta",
            "version": "2",
            "base": {"name": "alpha", "version": 1},
            "kinds": [kind, same],
            "worse": [],
            "confusions": {"went": [change], "came": []},
            "trained_items": "/run/trained_items.jsonl",
        },
    )
    report = TrainingFiles(tmp_path).report()
    assert report is not None
    assert report.model == ModelIdentity("beta", "2")
    assert report.results[0].before == Accuracy(100, 90, 0.8, 0.95, 0.125)
    assert [result.kind for result in report.worse] == ["print"]
    assert (report.went[0].label, report.went[0].read) == ("ㄴ", "")
    assert report.came == ()


@pytest.mark.parametrize(("said", "clear"), [(True, True), (False, False), (None, False)])
def test_a_result_is_as_clear_as_the_training_says(
    tmp_path: Path, said: bool | None, clear: bool
) -> None:
    count = {"right": 1, "low": 0.0, "high": 1.0, "cer": 0.0}
    kind = {"kind": "print", "n": 2, "before": count, "after": {**count, "right": 0}}
    if said is not None:
        kind["beyond_chance"] = said
    report = {
        "archive": "/archives/beta", "name": "beta", "version": "2",
        "base": {"name": "alpha", "version": 1}, "kinds": [kind],
        "confusions": {"went": [], "came": []}, "trained_items": "/run/trained_items.jsonl",
    }  # fmt: skip
    write(tmp_path / "report.json", report)
    found = TrainingFiles(tmp_path).report()
    assert found is not None
    (result,) = found.worse
    assert result.is_beyond_chance is clear


def test_trained_items_are_images_and_parts_of_pages(tmp_path: Path) -> None:
    path = tmp_path / "trained_items.jsonl"
    lines = [
        {"path": "images/가.png", "region": None, "label": "가"},
        {"path": "page.png", "region": "xywh=1,2,30,40", "label": "나"},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert trained_images(path) == {
        ImageRef("images/가.png"),
        ImageRef("page.png", Box(1, 2, 30, 40)),
    }


def test_trained_items_are_one_a_line_whatever_their_names(tmp_path: Path) -> None:
    path = tmp_path / "trained_items.jsonl"
    names = ["한\u2028줄.png", "줄\x85.png"]
    lines = (json.dumps({"path": name, "region": None}, ensure_ascii=False) for name in names)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    assert trained_images(path) == set(map(ImageRef, names))


def test_trained_items_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "trained_items.jsonl"
    path.write_bytes(b'{"path": "\xff"}\n')
    with pytest.raises(TrainingFilesError, match=r"trained_items\.jsonl: makes no sense"):
        trained_images(path)


def test_last_words_are_the_last_line_of_the_log(tmp_path: Path) -> None:
    log = "x" * 10_000 + "\n10:00 training\nValueError: 글자\n\n"
    (tmp_path / "log.txt").write_text(log, "utf-8")
    assert TrainingFiles(tmp_path).last_words() == "ValueError: 글자"
