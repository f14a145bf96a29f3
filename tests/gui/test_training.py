"""Retraining from the window, with a process that says and does what the training would."""

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton

from app import model_choice
from app.domain.items import ItemId
from app.domain.verdict import Verdict
from app.jobs import training_process
from app.jobs.recogniser import SwitchFailure
from app.jobs.training_process import TrainingSight
from app.services import retraining
from app.services.recogniser import ModelChoice
from app.services.training_files import Moment, Phase, Point
from app.views.export_dialog import ExportKind, default_target
from app.views.format_dialog import FormatDialog
from app.views.language import speak
from app.views.shortcuts import Command
from app.views.training_dialog import LeaveDialog, TrainingDialog
from datasets.opening import recognise
from recognizer.contract import ModelIdentity
from training.finetune import command_line as finetune

if TYPE_CHECKING:
    from tests.gui.conftest import Desk, Starter, TableBackend

FAKE = Path(__file__).with_name("fake_training.py")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Fake:
    """What the fake training may do, and how the test looks at it through the window."""

    file: Path
    folder: Path

    def wish(self, **wishes: object) -> None:
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(wishes))
        part.replace(self.file)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """Train with the fake, into folders of this test; none is left running."""
    found = Fake(tmp_path / "wishes.json", tmp_path / "archives")
    monkeypatch.setenv("FAKE_TRAINING", str(found.file))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(retraining, "TRAINER", (sys.executable, str(FAKE)))
    monkeypatch.setattr(retraining, "archives_folder", lambda _: found.folder)
    monkeypatch.setattr(retraining, "missing_packages", lambda: ())
    monkeypatch.setattr(training_process, "LISTEN_MS", 10)
    found.wish()
    yield found
    found.wish(fail="the test is over")


@pytest.fixture
def desk(fake: Fake, start: "Starter") -> Iterator["Desk"]:
    """The program on the small dataset; what it trains ends with the test."""
    found = start()
    yield found
    fake.wish(fail="the test is over")
    found.qtbot.waitUntil(lambda: not found.window.training.running)


def dialog_of(desk: "Desk") -> TrainingDialog:
    """Open the dialog with its key, or give the one that is open."""
    if desk.window.training.dialog is None:
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_T, CONTROL)
    dialog = desk.window.training.dialog
    assert dialog is not None
    return dialog


def begin(desk: "Desk") -> TrainingDialog:
    """Decide two items and begin a training with Enter."""
    desk.press("p", Qt.Key.Key_Space)
    dialog = dialog_of(desk)
    desk.qtbot.keyClick(dialog.plan.name, Qt.Key.Key_Return)
    return dialog


def close_dialog(desk: "Desk") -> None:
    """Close the dialog with Escape; the platform of tests does not give the focus back."""
    desk.qtbot.keyClick(desk.window.training.dialog, Qt.Key.Key_Escape)
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)


def wait_for(desk: "Desk", phase: Phase, *, images: int = 0) -> None:
    def there() -> bool:
        process = desk.window.training.process
        moment = None if process is None else process.sight.moment
        return moment is not None and moment.phase is phase and moment.images >= images

    desk.qtbot.waitUntil(there)


def test_page_says_what_there_is_to_learn_from(desk: "Desk") -> None:
    desk.press("p", Qt.Key.Key_Space)
    dialog = dialog_of(desk)
    assert dialog.plan.lesson.text() == "2 items, 1 of them corrected"
    assert dialog.plan.base.text() == "alpha"
    assert dialog.plan.name.text() == "beta"
    assert "That is little" in dialog.plan.warning.text()
    assert dialog.plan.warning.isVisible()


def test_nothing_decided_is_nothing_to_learn_from(desk: "Desk") -> None:
    dialog = dialog_of(desk)
    assert "Nothing is accepted" in dialog.plan.obstacle.text()
    assert not dialog.plan.warning.isVisible()  # that it is little need not be said, too
    desk.qtbot.keyClick(dialog.plan.name, Qt.Key.Key_Return)
    assert desk.window.training.process is None


def test_missing_packages_are_named_with_the_way_to_install_them(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retraining, "missing_packages", lambda: ("keras", "tensorflow"))
    desk.press(Qt.Key.Key_Space)
    obstacle = dialog_of(desk).plan.obstacle.text()
    assert "keras, tensorflow" in obstacle
    assert f'{sys.executable} -m pip install "hangul-ocr-review[training]"' in obstacle


@pytest.fixture
def bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the desktop bundle, whose executable is the program and no Python."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(retraining, "TRAINER", ("/nowhere/python",))


@pytest.mark.usefixtures("bundled")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "This installation cannot train"), ("ko", "학습할 수 없습니다")]
)
def test_bundle_says_what_to_do_and_begins_nothing(
    desk: "Desk", fake: Fake, language: str, said: str
) -> None:
    speak(language)
    desk.press("p", Qt.Key.Key_Space)
    dialog = dialog_of(desk)
    shown = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert any(said in text for text in shown)
    assert dialog.elsewhere.install.text() == 'pip install ".[training]"'
    offered = [button for button in dialog.findChildren(QPushButton) if button.isVisible()]
    assert len(offered) == 1
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert desk.window.training.dialog is None
    assert desk.window.training.process is None


@pytest.mark.usefixtures("bundled")
def test_the_bundle_shows_the_command_that_trains_with_what_is_exported(desk: "Desk") -> None:
    desk.press("p", Qt.Key.Key_Space)
    program, *arguments = shlex.split(dialog_of(desk).elsewhere.command.toPlainText())
    commands = argparse.ArgumentParser().add_subparsers()
    finetune.add_parser(commands)
    options = commands.choices["finetune"].parse_args(arguments[3:])
    review = desk.page.session.review
    exported = default_target(review, ExportKind.CORRECTIONS, review.format_name)
    assert (program, arguments[:3]) == ("python", ["-m", "training", "finetune"])
    assert options.corrections == [exported]
    assert (options.dataset, options.format) == ([desk.dataset], [review.format_name])
    assert options.base == Path("archieve/alpha")
    assert options.name == "beta"


def test_training_of_another_installation_is_not_gone_on_with_in_the_bundle(
    desk: "Desk", fake: Fake, request: pytest.FixtureRequest
) -> None:
    fake.wish(allowed=100)
    dialog = begin(desk)
    wait_for(desk, Phase.TRAINING, images=100)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_S, CONTROL | SHIFT)
    wait_for(desk, Phase.STOPPED)
    request.getfixturevalue("bundled")
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.elsewhere.isVisible()
    process = desk.window.training.process
    assert process is not None
    assert process.sight.moment.phase is Phase.STOPPED


@pytest.mark.parametrize("name", ["", "../beta", "be ta", "gamma"])
def test_names_that_no_archive_can_have_are_refused(desk: "Desk", fake: Fake, name: str) -> None:
    (fake.folder / "gamma").mkdir(parents=True)
    desk.press(Qt.Key.Key_Space)
    dialog = dialog_of(desk)
    assert dialog.plan.is_ready
    dialog.plan.name.setText(name)
    assert not dialog.plan.is_ready
    desk.qtbot.keyClick(dialog.plan.name, Qt.Key.Key_Return)
    assert desk.window.training.process is None


def test_training_goes_from_one_key_to_its_report(desk: "Desk", fake: Fake) -> None:
    dialog = begin(desk)
    wait_for(desk, Phase.DONE)
    assert dialog.report is not None
    assert dialog.report.isVisible()
    assert dialog.report.verdict.text() == "beta reads clearly better: held-out items."
    assert not dialog.report.warning.isVisible()
    assert "60.0 %" in dialog.report.results.accessibleName()
    assert "90.0 %" in dialog.report.results.accessibleName()
    assert [bar.name for bar in dialog.report.went.bars] == ["final ㅇ → ㄴ"]
    assert str(fake.folder / "beta") == str(desk.window.training.process.sight.report.archive)


def test_it_learns_from_the_decisions_so_far(desk: "Desk") -> None:
    begin(desk)
    wait_for(desk, Phase.DONE)
    folder = desk.window.training.process.folder
    decided = [json.loads(line) for line in (folder / "corrections.jsonl").read_text().splitlines()]
    assert [(item["label"], item["text"], item["verdict"]) for item in decided] == [
        ("간장", "강장", "corrected"),
        ("약국", "약국", "accepted"),
    ]
    assert not folder.is_relative_to(desk.dataset)


def test_it_reads_the_dataset_as_the_format_that_the_review_was_opened_as(
    fake: Fake, start: "Starter", write_dataset: Callable[[Path], Path], tmp_path: Path
) -> None:
    dataset = write_dataset(tmp_path / "words")
    shutil.copy(dataset / "gt.txt", dataset / "labels.tsv")
    desk = start(dataset=dataset, format_name="tsv")
    begin(desk)
    wait_for(desk, Phase.DONE)
    plan = json.loads((desk.window.training.process.folder / "plan.json").read_text())
    assert [export["format"] for export in plan["exports"]] == ["tsv"]
    assert recognise(dataset)[0].format == "gt"


def test_it_reads_the_dataset_as_the_format_that_was_chosen_in_the_window(desk: "Desk") -> None:
    shutil.copy(desk.dataset / "gt.txt", desk.dataset / "labels.tsv")
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_O, CONTROL | SHIFT)
    dialog = desk.window.findChild(FormatDialog)
    desk.qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() > 0)
    dialog.choose("tsv")
    desk.qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(
        lambda: desk.window.page is not None and desk.page.session.review.format_name == "tsv"
    )
    desk.wait_until_read()
    desk.window.activateWindow()  # the platform of tests does not give the focus back
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.page.focus_queue()
    begin(desk)
    wait_for(desk, Phase.DONE)
    plan = json.loads((desk.window.training.process.folder / "plan.json").read_text())
    assert [export["format"] for export in plan["exports"]] == ["tsv"]


def test_progress_is_shown_while_it_trains(desk: "Desk", fake: Fake) -> None:
    fake.wish(allowed=200)
    dialog = begin(desk)
    wait_for(desk, Phase.TRAINING, images=200)
    page = dialog.progress
    assert page.isVisible()
    assert page.headline.text() == "beta: training"
    assert page.bar.value() == page.bar.maximum() // 2
    assert page.pace.text() == "200 of 400 images   ·   25 a second   ·   8 s left"
    assert "Learns from 2 items; 7 held out" in page.lesson.text()
    assert page.loss.curves[0].points[-1] == (200.0, 0.75)
    assert [curve.name for curve in page.accuracy.curves] == ["held-out items", "synthetic words"]


def test_pausing_holds_it_and_the_same_key_lets_it_go_on(desk: "Desk", fake: Fake) -> None:
    fake.wish(allowed=100)
    dialog = begin(desk)
    wait_for(desk, Phase.TRAINING, images=100)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_P, CONTROL | SHIFT)
    wait_for(desk, Phase.PAUSED)
    fake.wish()
    assert dialog.progress.headline.text() == "beta: paused"
    desk.qtbot.keyClick(dialog, Qt.Key.Key_P, CONTROL | SHIFT)
    wait_for(desk, Phase.DONE)


def test_what_ends_by_the_clock_is_as_far_as_the_clock() -> None:
    history = (Point(100, 0.5, seconds=30.0),)
    by_images = TrainingSight(Moment(Phase.TRAINING, 100, 400, 10.0, 30.0), history=())
    by_clock = TrainingSight(Moment(Phase.TRAINING, 100, 400, 10.0, 30.0), history=history)
    assert (by_images.share, by_clock.share) == (0.25, 0.5)


def test_stopped_it_goes_on_from_its_checkpoint(desk: "Desk", fake: Fake) -> None:
    fake.wish(allowed=150)
    dialog = begin(desk)
    wait_for(desk, Phase.TRAINING, images=150)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_S, CONTROL | SHIFT)
    wait_for(desk, Phase.STOPPED)
    fake.wish(allowed=200)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    wait_for(desk, Phase.TRAINING, images=200)
    images = [point.images for point in desk.window.training.process.sight.history]
    assert images == [50, 100, 150, 200]


def test_closing_the_dialog_leaves_it_at_work_and_the_status_line_says_so(
    desk: "Desk", fake: Fake
) -> None:
    fake.wish(allowed=200)
    begin(desk)
    wait_for(desk, Phase.TRAINING, images=200)
    close_dialog(desk)
    assert desk.window.training.dialog is None
    assert "beta: training, 50 %, 8 s left" in desk.page.status_line.accessibleName()
    desk.press(Qt.Key.Key_Space)  # and the review goes on
    assert desk.page.session.review.standing().decided == 3
    fake.wish()
    wait_for(desk, Phase.DONE)
    assert "beta: done (Ctrl+T)" in desk.page.status_line.accessibleName()
    assert dialog_of(desk).report is not None
    assert "beta" not in desk.page.status_line.accessibleName()


def test_a_process_that_dies_says_its_last_words(desk: "Desk", fake: Fake) -> None:
    fake.wish(fail="RuntimeError: out of memory")
    dialog = begin(desk)
    wait_for(desk, Phase.FAILED)
    assert dialog.progress.trouble.text() == "RuntimeError: out of memory"
    fake.wish()
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    wait_for(desk, Phase.DONE)


def test_what_failed_before_its_first_figures_promises_none(desk: "Desk", fake: Fake) -> None:
    fake.wish(fail="RuntimeError: out of memory")
    dialog = begin(desk)
    wait_for(desk, Phase.FAILED)
    assert dialog.progress.loss.empty == "It ended before the first figures."


def test_a_model_that_stays_out_of_use_is_said_in_the_dialog(desk: "Desk") -> None:
    dialog = dialog_of(desk)
    desk.window.models.on_switch_failed(SwitchFailure(ModelChoice(), "a file is missing"))
    assert "a file is missing" in dialog.notice.text()
    assert dialog.notice.isVisible()


def test_a_program_that_is_not_there_is_named(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retraining, "TRAINER", ("/nowhere/python",))
    dialog = begin(desk)
    wait_for(desk, Phase.FAILED)
    assert dialog.progress.trouble.text() == "/nowhere/python: this program could not be started."


AT_FORK = """
import ctypes, sys
from pathlib import Path

from PyQt5.QtCore import QCoreApplication

from app.jobs.training_process import TrainingProcess

libc = ctypes.CDLL(None)
libc.__register_atfork(None, None, ctypes.cast(libc.abort, ctypes.c_void_p), None)
qt = QCoreApplication([])
process = TrainingProcess(Path(sys.argv[1]))
process.changed.connect(lambda: process.sight.is_running or qt.quit())
process.start([sys.executable, "-c", "print('these were its words')"])
if process.sight.is_running:
    qt.exec()
print(process.sight.moment.message)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own way to register")
def test_what_libraries_do_at_a_fork_cannot_keep_it_from_starting(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", AT_FORK, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "these were its words"


def test_an_end_without_a_word_names_the_log(desk: "Desk", fake: Fake) -> None:
    fake.wish(fail=" ")
    dialog = begin(desk)
    wait_for(desk, Phase.FAILED)
    log = desk.window.training.process.folder / "log.txt"
    assert dialog.progress.trouble.text() == f"{log}: it ended without a word."


def test_a_killed_process_is_noticed(desk: "Desk", fake: Fake) -> None:
    fake.wish(allowed=100)
    begin(desk)
    wait_for(desk, Phase.TRAINING, images=100)
    folder = desk.window.training.process.folder
    os.kill(int((folder / "running.lock").read_text()), signal.SIGKILL)
    wait_for(desk, Phase.FAILED)


def test_what_became_worse_is_warned_of(desk: "Desk", fake: Fake) -> None:
    fake.wish(worse=True)
    dialog = begin(desk)
    wait_for(desk, Phase.DONE)
    assert dialog.report is not None
    assert dialog.report.warning.text() == "Careful: beta reads clearly worse: print."
    assert dialog.report.warning.property("role") == "error"


def test_another_can_be_trained_after_the_first(desk: "Desk", fake: Fake) -> None:
    dialog = begin(desk)
    wait_for(desk, Phase.DONE)
    dialog.anew_asked.emit()
    assert dialog.plan.name.text() == "gamma"
    desk.qtbot.keyClick(dialog.plan.name, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: (fake.folder / "gamma").exists())
    wait_for(desk, Phase.DONE)


def test_the_report_is_that_of_the_last_training(desk: "Desk", fake: Fake) -> None:
    dialog = begin(desk)
    wait_for(desk, Phase.DONE)
    fake.wish(worse=True)
    dialog.anew_asked.emit()
    desk.qtbot.keyClick(dialog.plan.name, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: (fake.folder / "gamma").exists())
    wait_for(desk, Phase.DONE)
    assert dialog.report is not None
    assert dialog.report.isVisible()
    assert dialog.report.verdict.text() == "gamma reads clearly better: held-out items."
    assert dialog.report.warning.text() == "Careful: gamma reads clearly worse: print."


def test_a_plan_stays_when_the_model_changes_meanwhile(desk: "Desk", models: None) -> None:
    dialog = begin(desk)
    wait_for(desk, Phase.DONE)
    dialog.anew_asked.emit()
    desk.qtbot.keyClick(dialog, Qt.Key.Key_N, CONTROL | SHIFT)
    wait_for_model(desk, "beta")
    assert dialog.plan.isVisible()


def test_what_cannot_be_exported_is_said_on_the_page(
    desk: "Desk", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    dialog = begin(desk)
    desk.qtbot.waitUntil(lambda: bool(dialog.plan.obstacle.text()))
    assert "Not a directory" in dialog.plan.obstacle.text()
    assert dialog.plan.isVisible()
    assert "beta" not in desk.page.status_line.accessibleName()


# quitting


def leave_dialog(desk: "Desk") -> LeaveDialog:
    """Quit with the key; give the question."""
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_Q, CONTROL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LeaveDialog)
    return dialog


def test_quitting_asks_and_can_be_thought_over(desk: "Desk", fake: Fake) -> None:
    fake.wish(allowed=100)
    begin(desk)
    close_dialog(desk)
    wait_for(desk, Phase.TRAINING, images=100)
    dialog = leave_dialog(desk)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.window.isVisible()
    assert desk.window.training.running == "beta"


def test_left_at_work_it_is_found_again(desk: "Desk", fake: Fake, start: "Starter") -> None:
    fake.wish(allowed=100)
    begin(desk)
    close_dialog(desk)
    wait_for(desk, Phase.TRAINING, images=100)
    desk.qtbot.keyClick(leave_dialog(desk), Qt.Key.Key_Return)
    assert not desk.window.isVisible()
    again = start(dataset=desk.dataset)
    assert again.window.training.running == "beta"
    fake.wish()
    wait_for(again, Phase.DONE)
    assert dialog_of(again).report is not None


def test_stopped_when_quitting_it_can_go_on_after_the_next_start(
    desk: "Desk", fake: Fake, start: "Starter"
) -> None:
    fake.wish(allowed=100)
    begin(desk)
    close_dialog(desk)
    wait_for(desk, Phase.TRAINING, images=100)
    dialog = leave_dialog(desk)
    desk.qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    assert not desk.window.isVisible()
    again = start(dataset=desk.dataset)
    wait_for(again, Phase.STOPPED)
    fake.wish()
    desk.qtbot.keyClick(dialog_of(again), Qt.Key.Key_Return)
    wait_for(again, Phase.DONE)


# the keys


def test_keys_without_a_training_say_that_there_is_none(desk: "Desk") -> None:
    for key in (Qt.Key.Key_P, Qt.Key.Key_S):
        desk.page.notice.clear()
        desk.qtbot.keyClick(desk.window, key, CONTROL | SHIFT)
        assert desk.page.notice.text() == "No training is under way."
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_N, CONTROL | SHIFT)
    assert desk.page.notice.text() == "No new model is there yet."


def test_dialog_shows_the_keys_of_what_it_offers(desk: "Desk", fake: Fake) -> None:
    fake.wish(allowed=100)
    dialog = begin(desk)
    wait_for(desk, Phase.TRAINING, images=100)
    assert dialog.keys[Command.PAUSE_TRAINING].text == "Ctrl+Shift+P Pause"
    assert dialog.keys[Command.STOP_TRAINING].isVisible()
    assert not dialog.keys[Command.USE_NEW_MODEL].isVisible()
    fake.wish()
    wait_for(desk, Phase.DONE)
    assert dialog.keys[Command.USE_NEW_MODEL].text == "Ctrl+Shift+N Put beta to use"
    assert not dialog.keys[Command.PAUSE_TRAINING].isVisible()


# the new model in use


@pytest.fixture
def models(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    """Let archives be read by models of their names that read as the one of the tests does."""

    def opener(choice: ModelChoice) -> Callable[[], "TableBackend"]:
        assert choice.archive is not None
        name = choice.archive.name
        return lambda: replace(desk.backend, identity=ModelIdentity(name, "1"))

    monkeypatch.setattr(model_choice, "opener", opener)


def trained(desk: "Desk") -> TrainingDialog:
    dialog = begin(desk)
    wait_for(desk, Phase.DONE)
    return dialog


def wait_for_model(desk: "Desk", name: str) -> None:
    def reads() -> bool:
        status = desk.page.feed.status
        return status.model is not None and status.model.name == name and status.left == 0

    desk.qtbot.waitUntil(reads)


def test_one_key_puts_the_new_model_to_use_and_one_goes_back(desk: "Desk", models: None) -> None:
    dialog = trained(desk)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_N, CONTROL | SHIFT)
    wait_for_model(desk, "beta")
    review = desk.page.session.review
    assert review.model == ModelIdentity("beta", "1")
    undecided = np.flatnonzero(review.verdicts == int(Verdict.UNDECIDED))
    assert review.predicted[undecided].all()
    assert [review.label(ItemId(i)) for i in (1, 4)] == ["강장", "약국"]  # decided: untouched
    assert dialog.keys[Command.USE_OLD_MODEL].text == "Ctrl+Shift+B Back to alpha"
    desk.qtbot.keyClick(dialog, Qt.Key.Key_B, CONTROL | SHIFT)
    wait_for_model(desk, "alpha")
    assert dialog.keys[Command.USE_NEW_MODEL].isVisible()


def test_keys_of_the_window_change_the_model_too(desk: "Desk", models: None) -> None:
    trained(desk)
    close_dialog(desk)
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_N, CONTROL | SHIFT)
    wait_for_model(desk, "beta")
    assert "beta 1 reads from now on" in desk.page.notice.text()
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_B, CONTROL | SHIFT)
    wait_for_model(desk, "alpha")


def test_what_it_was_trained_on_is_marked_and_keeps_the_reading_before(
    desk: "Desk", models: None
) -> None:
    trained(desk)
    close_dialog(desk)
    review, page = desk.page.session.review, desk.page
    doubt = float(review.doubts[1])
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_N, CONTROL | SHIFT)
    wait_for_model(desk, "beta")
    page.session.show_item(ItemId(1))
    desk.press(Qt.Key.Key_Delete)  # undecided again: it is read anew, by a model that knows it
    wait_for_model(desk, "beta")
    desk.qtbot.waitUntil(lambda: bool(review.predicted[1]))
    assert review.seen_in_training(ItemId(1))
    assert review.prediction(ItemId(1)).model.name == "table"
    assert float(review.doubts[1]) == pytest.approx(doubt)
    assert page.comparison.toolTip() == (
        "beta 1 was trained on this item; its agreement proves little.\n"
        "Shown is what table 1 reads, and its doubt."
    )
    page.session.show_item(ItemId(0))
    assert page.comparison.toolTip() == ""
