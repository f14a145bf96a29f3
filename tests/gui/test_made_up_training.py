"""What the pictures show of a training is what the program reads in a run folder."""

import runpy
from pathlib import Path

import pytest
from PyQt5.QtCore import QRect
from pytestqt.qtbot import QtBot

from app.jobs.training_process import TrainingProcess
from app.services import retraining
from app.services.training_files import Phase
from app.views.dialogs import PlainDialog
from app.views.themes import DARK
from app.views.training_dialog import TrainingDialog

ROOT = Path(__file__).resolve().parents[2]
MadeUpTraining = runpy.run_path(str(ROOT / "packaging" / "made_up_training.py"))["MadeUpTraining"]


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> TrainingProcess:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    review_file = tmp_path / "words.review.sqlite"
    training = MadeUpTraining(review_file, tmp_path / "words", ROOT / "archieve" / "alpha")
    assert retraining.latest_run(review_file) == training.folder
    with training.under_way():
        process = TrainingProcess(training.folder)
        assert process.sight.is_running
        assert process.sight.moment.phase is Phase.TRAINING
        assert 0.5 < process.sight.share < 0.8
        assert {name for point in process.sight.history for name in point.figures} == {
            "held_out",
            "replay",
        }
    training.end()
    process.listen()
    return process


def test_run_goes_from_under_way_to_its_report(process: TrainingProcess) -> None:
    assert process.sight.moment.phase is Phase.DONE
    report = process.sight.report
    assert report is not None
    assert [result.kind for result in report.worse] == ["plate"]
    for result in report.results:
        assert result.after.low < result.after.share < result.after.high


@pytest.mark.parametrize("height", [600, 1080])
def test_report_takes_the_height_it_needs_or_what_the_screen_has(
    process: TrainingProcess, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    room = QRect(0, 0, 1920, height)
    monkeypatch.setattr(PlainDialog, "room_on_screen", lambda _: room)
    dialog = TrainingDialog(DARK)
    qtbot.addWidget(dialog)
    report = process.sight.report
    assert report is not None
    dialog.show_report("beta", report, in_use=False, base="alpha")
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.report is not None
    scrolled = dialog.report.verticalScrollBar().maximum()
    assert (scrolled == 0) == (height == 1080)
    assert dialog.height() <= height


def test_bars_of_confusions_side_by_side_have_one_scale(
    process: TrainingProcess, qtbot: QtBot
) -> None:
    dialog = TrainingDialog(DARK)
    qtbot.addWidget(dialog)
    report = process.sight.report
    assert report is not None
    dialog.show_report("beta", report, in_use=False, base="alpha")
    assert dialog.report is not None
    went, came = dialog.report.went, dialog.report.came
    assert went.full == came.full == max(bar.value for bar in (*went.bars, *came.bars))
