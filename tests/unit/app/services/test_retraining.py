"""What a training is told, where it is kept, and what is known of it when it is over."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.items import ItemId
from app.domain.verdict import ExcludeReason
from app.services import retraining
from app.services.retraining import Lesson, TrainingMemory, TrainingRequest
from app.services.review import Review
from app.services.training_files import TrainingFilesError
from datasets.record import ImageRef
from recognizer.contract import ModelIdentity, Outcome, Request

REQUEST = TrainingRequest("beta", Path("/a/alpha"), Path("/a/beta"), Path("/d/words"), "tsv", 20)
BETA = ModelIdentity("beta", "1")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_accepted_and_corrected_items_are_learnt_from(review: Review) -> None:
    review.accept(ItemId(0))
    review.correct(ItemId(1), "서울억")
    review.exclude(ItemId(2), ExcludeReason.UNREADABLE)
    review.flag(ItemId(3))
    lesson = retraining.lesson_of(review)
    assert lesson == Lesson(corrected=1, accepted=1)
    assert lesson.items == 2


@pytest.mark.parametrize(
    ("corrected", "accepted", "short"), [(20, 180, False), (19, 500, True), (50, 100, True)]
)
def test_little_to_learn_from_is_told(corrected: int, accepted: int, short: bool) -> None:
    assert Lesson(corrected, accepted).is_short is short


def test_the_command_names_every_place(tmp_path: Path) -> None:
    command = REQUEST.command(tmp_path)
    assert command[:4] == [sys.executable, "-m", "training", "finetune"]
    options = dict(zip(command[4::2], command[5::2], strict=True))
    assert options == {
        "--corrections": str(tmp_path / "corrections.jsonl"),
        "--dataset": "/d/words",
        "--format": "tsv",
        "--base": "/a/alpha",
        "--name": "beta",
        "--out": "/a/beta",
        "--folder": str(tmp_path),
        "--minutes": "20",
    }


def test_the_command_is_one_that_the_training_takes(tmp_path: Path) -> None:
    """The two meet in files and on this command line; only a test may import both."""
    command_line = pytest.importorskip("training.command_line")
    options = command_line._parser().parse_args(REQUEST.command(tmp_path)[3:])
    assert (options.name, options.out, options.minutes) == ("beta", REQUEST.out, 20)
    assert options.dataset == [REQUEST.dataset]
    assert options.format == ["tsv"]


def test_a_lesson_is_the_decisions_and_the_request(review: Review, tmp_path: Path) -> None:
    review.correct(ItemId(0), "하교")
    folder = tmp_path / "runs" / "beta-1"
    retraining.write_lesson(review, REQUEST, folder)
    (line,) = (folder / "corrections.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["text"] == "하교"
    assert TrainingRequest.load(folder) == REQUEST


def test_a_request_without_a_format_leaves_it_to_the_training(tmp_path: Path) -> None:
    REQUEST.save(tmp_path)
    values = json.loads((tmp_path / "request.json").read_text("utf-8"))
    del values["dataset_format"]
    (tmp_path / "request.json").write_text(json.dumps(values), "utf-8")
    assert "--format" not in TrainingRequest.load(tmp_path).command(tmp_path)


def test_a_request_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text("{}")
    with pytest.raises(TrainingFilesError, match=r"request\.json: cannot be read"):
        TrainingRequest.load(tmp_path)


def test_the_run_begun_last_is_found_again(tmp_path: Path) -> None:
    review_file = tmp_path / "words.review.sqlite"
    assert retraining.latest_run(review_file) is None
    folders = []
    for age_s, name in ((300, "beta"), (100, "gamma"), (200, "beta")):
        folders.append(retraining.new_run(review_file, name))
        folders[-1].mkdir(parents=True)
        REQUEST.save(folders[-1])
        os.utime(folders[-1] / "request.json", (1e9 - age_s, 1e9 - age_s))
    assert [folder.name for folder in folders] == ["beta-1", "gamma-1", "beta-2"]
    assert retraining.latest_run(review_file) == folders[1]
    assert retraining.latest_run(tmp_path / "other" / "words.review.sqlite") is None


def test_names_are_the_greek_letters_that_nobody_has(tmp_path: Path) -> None:
    (tmp_path / "beta").mkdir()
    assert retraining.free_name(tmp_path, ["alpha"]) == "gamma"
    assert retraining.free_name(tmp_path, ["alpha", "gamma"]) == "delta"


def test_archives_go_beside_their_base_where_one_can_write(tmp_path: Path) -> None:
    assert retraining.archives_folder(tmp_path / "alpha") == tmp_path
    installed = tmp_path / "app" / "bundled" / "archieve"
    installed.mkdir(parents=True)
    own = tmp_path / "data" / "hangul-ocr-review" / "archives"
    assert retraining.archives_folder(installed / "alpha") == own


@pytest.mark.parametrize(
    ("text", "fits"),
    [("beta", True), ("글씨-2", True), ("a/b", False), ("..", False), ("-2", False), ("", False)],
)
def test_names_fit_a_folder(text: str, fits: bool) -> None:
    assert retraining.is_name(text) is fits


class Nobody:
    """A backend that is only asked who it is."""

    identity = BETA
    scores_labels = True

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to let go of."""


def write_report(
    review_file: Path, name: str, images: Sequence[str], *, base: str = "alpha"
) -> None:
    folder = retraining.new_run(review_file, name)
    folder.mkdir(parents=True)
    REQUEST.save(folder)
    lines = (json.dumps({"path": image, "region": None}) + "\n" for image in images)
    (folder / "trained_items.jsonl").write_text("".join(lines))
    report = {"archive": f"/a/{name}", "name": name, "version": "1", "kinds": []}
    report |= {"base": {"name": base, "version": 1}, "confusions": {"went": [], "came": []}}
    report |= {"trained_items": str(folder / "trained_items.jsonl")}
    (folder / "report.json").write_text(json.dumps(report))


def test_what_a_model_was_trained_on_is_found_when_it_is_opened(tmp_path: Path) -> None:
    review_file = tmp_path / "words.review.sqlite"
    write_report(review_file, "beta", ["1.png", "2.png"])
    write_report(review_file, "gamma", ["3.png"])
    memory = TrainingMemory(review_file)
    assert memory.images(BETA) == frozenset()
    memory.recalling(Nobody)()
    assert memory.images(BETA) == {ImageRef("1.png"), ImageRef("2.png")}


def test_what_the_base_was_trained_on_was_seen_too(tmp_path: Path) -> None:
    review_file = tmp_path / "words.review.sqlite"
    write_report(review_file, "gamma", ["1.png"])
    write_report(review_file, "beta", ["2.png"], base="gamma")
    memory = TrainingMemory(review_file)
    memory.recalling(Nobody)()
    assert memory.images(BETA) == {ImageRef("1.png"), ImageRef("2.png")}


def test_a_damaged_report_keeps_no_model_from_opening(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    review_file = tmp_path / "words.review.sqlite"
    write_report(review_file, "beta", [])
    (retraining.runs_folder(review_file) / "beta-1" / "report.json").write_text("{")
    memory = TrainingMemory(review_file)
    assert memory.recalling(Nobody)().identity == BETA
    assert memory.images(BETA) == frozenset()
    assert "what a training came to is not known" in caplog.text


def test_a_damaged_report_says_nothing_of_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    review_file = tmp_path / "words.review.sqlite"
    write_report(review_file, "gamma", ["1.png"])
    write_report(review_file, "beta", ["2.png"])
    (retraining.runs_folder(review_file) / "gamma-1" / "report.json").write_bytes(b"\xff")
    memory = TrainingMemory(review_file)
    memory.recalling(Nobody)()
    assert memory.images(BETA) == {ImageRef("2.png")}
    assert "what a training came to is not known" in caplog.text
