"""The files that the training writes are the ones that the program reads.

The two never import each other; only this test does both.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from app.services.training_files import Phase, Plan, TrainingFiles, trained_images
from datasets.record import Box, ImageRef
from recognizer.contract import ModelIdentity
from training.finetune import control as states
from training.finetune.control import Control, State
from training.finetune.crops import Crop
from training.finetune.plan import Base, keep_plan
from training.finetune.plan import Plan as TrainingPlan
from training.finetune.report import Reading, compare

STATES = (
    states.PREPARING,
    states.TRAINING,
    states.PAUSED,
    states.EVALUATING,
    states.EXPORTING,
    states.DONE,
    states.STOPPED,
    states.FAILED,
)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_a_phase(tmp_path: Path, state: str) -> None:
    Control(tmp_path).tell(State(state, 10, 40, 2.5, 12.0, "why"))
    moment = TrainingFiles(tmp_path).moment()
    assert moment is not None
    assert (moment.phase.value, moment.images, moment.images_planned) == (state, 10, 40)
    assert (moment.images_per_s, moment.seconds_left, moment.message) == (2.5, 12.0, "why")


def test_no_phase_is_unknown_to_the_training() -> None:
    assert {phase.value for phase in Phase} == set(STATES)


def test_the_plan_is_read(tmp_path: Path) -> None:
    plan = TrainingPlan(
        name="beta",
        out="/archives/beta",
        base=Base("alpha", 1, "/archives/alpha", "0" * 64),
        exports=(),
        verdicts={"accepted": 80, "corrected": 20},
        train=80,
        held_out=20,
        held_out_missing="",
        groups=9,
        groups_seen=0,
        groups_held_out=2,
        group_rule="pages",
        left_out=1,
        left_out_first=("a.png: gone",),
        images_planned=6000,
        minutes=20.0,
        batch_size=48,
        learning_rate=4e-4,
        real_share=0.5,
        correction_weight=2.0,
        seed=0,
        backend="tensorflow",
        mixed_precision=False,
    )
    keep_plan(tmp_path, plan)
    assert TrainingFiles(tmp_path).plan() == Plan("alpha 1", train=80, held_out=20, left_out=1)


def test_a_line_of_the_history_is_read(tmp_path: Path) -> None:
    progress = pytest.importorskip("training.loop").Progress(96, 0.5, 25.0, 4.0, {"replay": 0.75})
    (tmp_path / "history.jsonl").write_text(json.dumps(asdict(progress)) + "\n")
    (point,) = TrainingFiles(tmp_path).history()
    assert (point.images, point.loss, point.seconds) == (96, 0.5, 4.0)
    assert point.figures == {"replay": 0.75}


def test_the_report_is_read(tmp_path: Path) -> None:
    labels = ["간장", "학교", "시장", *["가"] * 6]
    before = ["강장", "학교", "시장", *["개"] * 6]
    comparison = compare([Reading("print", labels, before, labels)])
    values = {
        "archive": "/archives/beta",
        "name": "beta",
        "version": "1",
        "base": asdict(Base("alpha", 1, "/archives/alpha", "0" * 64)),
        "kinds": [asdict(kind) for kind in comparison.kinds],
        "confusions": {
            "went": [asdict(one) for one in comparison.went],
            "came": [asdict(one) for one in comparison.came],
        },
        "trained_items": str(tmp_path / "trained_items.jsonl"),
    }
    (tmp_path / "report.json").write_text(json.dumps(values))
    report = TrainingFiles(tmp_path).report()
    assert report is not None
    assert (report.model, report.base) == (ModelIdentity("beta", "1"), ModelIdentity("alpha", "1"))
    (result,) = report.results
    assert (result.kind, result.before.right, result.after.right) == ("print", 2, 9)
    assert (result.after.words, result.is_beyond_chance) == (9, True)
    assert [(one.place, one.label, one.read) for one in report.went] == [
        ("vowel", "ㅏ", "ㅐ"),
        ("final", "ㄴ", "ㅇ"),
    ]


def test_trained_items_are_the_images_of_the_review(tmp_path: Path) -> None:
    crop = Crop(0, 1, "가", True, 0, "page.png", "xywh=1,2,3,4", "labels.txt:1", "00ff")
    path = tmp_path / "trained_items.jsonl"
    path.write_text(json.dumps(asdict(crop)) + "\n", "utf-8")
    assert trained_images(path) == {ImageRef("page.png", Box(1, 2, 3, 4))}
