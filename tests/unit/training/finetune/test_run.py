import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from recognizer.archive import Archive
from recognizer.backends.local import open_local_backend
from recognizer.contract import Request
from recognizer.trust import Trust
from training.command_line import main
from training.finetune import run as finetuning
from training.synth import KINDS

ROOT = Path(__file__).resolve().parents[4]


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def history(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "history.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A place for consents that is not the person's."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        yield folder


def trained_paths(run: Path) -> set[str]:
    lines = (run / "trained_items.jsonl").read_text().splitlines()
    return {json.loads(line)["path"] for line in lines}


class Running:
    """A run in a process of its own, watched by its files as the window does."""

    def __init__(self, arguments: list[str], run: Path, home: Path) -> None:
        self.run = run
        self.process = subprocess.Popen(
            [sys.executable, "-m", "training", *arguments],
            cwd=ROOT,
            env={**os.environ, "XDG_CONFIG_HOME": str(home)},
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, state: str) -> dict[str, Any]:
        """Read the state until it is so; the process ending otherwise is a failure."""
        while True:
            path = self.run / "state.json"
            found: dict[str, Any] = read(path) if path.exists() else {}
            if found.get("state") == state:
                return found
            try:
                self.process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            assert read(path)["state"] == state, self.process.communicate()[1]


@pytest.fixture(scope="module")
def stopped(
    home: Path, command: Callable[..., list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Where a run was begun by a process of its own, held by a file, and stopped."""
    work = tmp_path_factory.mktemp("work")
    run = work / "run"
    run.mkdir()
    (run / "pause").touch()
    running = Running(command(work), run, home)
    running.wait_for("paused")
    running.process.send_signal(signal.SIGTERM)
    _, errors = running.process.communicate()
    assert running.process.returncode == 0, errors
    return work


@pytest.fixture(scope="module")
def finished(stopped: Path, command: Callable[..., list[str]]) -> Path:
    """The same place, after the same command went on to the end."""
    run = stopped / "run"
    assert read(run / "state.json")["state"] == "stopped"
    assert (run / "checkpoint.npz").exists()
    assert not (stopped / "tuned").exists()
    (run / "pause").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finetuning, "JUDGED_REPLAY", 8)
        patch.setattr(finetuning, "BLENDED_REPLAY", 8)
        assert main(command(stopped)) == 0
    return stopped


def test_the_new_archive_opens_and_reads(finished: Path, exported: Any) -> None:
    archive = Archive.open(finished / "tuned")
    backend = open_local_backend(archive, trust=Trust())  # the run itself vouched for it
    image = (exported.dataset / "page_003_crop_0.png").read_bytes()
    outcome = backend.read([Request(image, "가게")])[0]
    backend.close()
    assert outcome.prediction is not None
    assert outcome.label_score is not None


def test_the_archive_says_what_it_was_tuned_on(finished: Path, tiny_archive: Path) -> None:
    description = Archive.open(finished / "tuned").description
    assert description is not None
    base = description.training["base"]
    assert (base["name"], base["version"]) == ("tiny", 1)
    assert base["sha256"] == Archive.open(tiny_archive).fingerprint
    assert description.training["corrections"][0]["items"] == 62
    assert set(description.figures) == {"held_out", *KINDS}


def test_the_plan_counts_what_was_exported(finished: Path) -> None:
    plan = read(finished / "run" / "plan.json")
    assert plan["verdicts"] == {"accepted": 54, "corrected": 8, "excluded": 1, "flagged": 1}
    assert plan["train"] + plan["held_out"] == 62
    assert plan["groups"] == 16
    assert plan["images_planned"] == 80
    assert plan["held_out_missing"] == ""


def test_no_page_of_what_was_trained_on_is_held_out(finished: Path, exported: Any) -> None:
    trained = trained_paths(finished / "run")
    used = {d["path"] for d in exported.decisions if d["verdict"] in ("accepted", "corrected")}
    held = used - trained
    assert held
    assert trained < used
    assert {path[:8] for path in trained}.isdisjoint(path[:8] for path in held)


def test_a_second_tuning_is_not_judged_by_what_its_base_was_tuned_on(
    finished: Path, tmp_path: Path, home: Path, command: Callable[..., list[str]]
) -> None:
    base, seed = finished / "tuned", 5  # which parts the pages in another way
    assert main(command(tmp_path, base=base, seed=seed, images=16)) == 0
    plan = read(tmp_path / "run" / "plan.json")
    assert plan["held_out"] >= 10
    assert plan["groups_seen"] == plan["groups"] - plan["groups_held_out"]
    assert trained_paths(tmp_path / "run") == trained_paths(finished / "run")
    digests = (base / "training" / "1" / "tuned_on.txt").read_text().split()
    assert len(digests) == read(finished / "run" / "plan.json")["train"]
    assert (tmp_path / "tuned" / "training" / "1" / "tuned_on.txt").read_text().split() == digests


def test_the_report_compares_every_kind(finished: Path) -> None:
    report = read(finished / "run" / "report.json")
    assert [kind["kind"] for kind in report["kinds"]] == ["held_out", *KINDS]
    assert report["kinds"][1]["n"] == 2
    assert Path(report["archive"]) == finished / "tuned"
    assert Path(report["trained_items"]) == finished / "run" / "trained_items.jsonl"


def test_history_tells_losses_and_figures(finished: Path) -> None:
    lines = history(finished / "run")
    assert 80 <= lines[-1]["images"] < 80 + 16  # batches are whole, 16 of the narrowest words
    assert lines[-1]["loss"] < lines[0]["loss"]
    assert {"held_out", "replay"} < lines[-1]["figures"].keys()


def test_the_end_is_told_and_no_copies_are_left(finished: Path) -> None:
    state = read(finished / "run" / "state.json")
    assert state["state"] == "done"
    assert 80 <= state["images"] == state["images_planned"]
    assert not list((finished / "run").glob("crops.*"))


def test_a_run_that_is_done_is_not_run_again(
    finished: Path, home: Path, command: Callable[..., list[str]]
) -> None:
    before = (finished / "run" / "history.jsonl").read_bytes()
    assert main(command(finished)) == 0
    assert (finished / "run" / "history.jsonl").read_bytes() == before
    assert Archive.open(finished / "tuned").identity.version == "1"
    assert not list((finished / "run").glob("crops.*"))


def test_a_folder_with_another_plan_is_refused(
    finished: Path, home: Path, command: Callable[..., list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    files = [finished / "run" / name for name in ("plan.json", "state.json", "report.json")]
    before = [file.read_bytes() for file in files]
    assert main(command(finished, seed=5)) == 1
    assert "holds a run with another plan" in caplog.text
    assert [file.read_bytes() for file in files] == before


def test_a_failure_is_told_in_the_folder(
    tmp_path: Path, home: Path, command: Callable[..., list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    assert main(command(tmp_path, corrections=tmp_path / "none.jsonl")) == 1
    state = read(tmp_path / "run" / "state.json")
    assert state["state"] == "failed"
    assert "none.jsonl: no such file" in state["message"]


def test_the_dataset_is_read_as_the_format_that_was_named(
    tmp_path: Path, home: Path, command: Callable[..., list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    assert main(command(tmp_path, format="gtt")) == 1
    state = read(tmp_path / "run" / "state.json")
    assert state["state"] == "failed"
    assert "no format 'gtt'" in state["message"]
