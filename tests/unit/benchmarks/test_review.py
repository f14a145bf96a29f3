import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import review
from benchmarks._review_data import KS_X_1001, make_dataset

ROOT = Path(__file__).resolve().parents[3]


def test_the_syllables_of_the_standard() -> None:
    assert len(KS_X_1001) == 2350
    assert KS_X_1001[0] == "가"
    assert KS_X_1001[-1] == "힝"


def test_every_bar_is_measured_on_the_program_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "SMALL", 200)
    arguments = ["--items", "300", "--presses", "8", "--rounds", "1", "--json"]
    assert review.main(arguments) == 0
    bars = {bar["name"]: bar for bar in json.loads(capsys.readouterr().out)["bars"]}
    assert len(bars) == 16
    assert bars["key to next image, p99, 300 items"]["to_reach"] == 30
    assert all(bar["value"] > 0 for bar in bars.values())


LEAVES_A_BATCH = """
import sys, threading
from pathlib import Path
from PyQt5.QtTest import QTest
from benchmarks._review_data import WorkingBackend
from benchmarks._review_window import running_program

class Slow(WorkingBackend):
    begun, gate, ended = threading.Event(), threading.Event(), threading.Event()

    def read(self, requests, *, attention=False):
        self.begun.set()
        self.gate.wait()
        self.ended.set()
        return super().read(requests)

with running_program(Slow) as bench:
    bench.open(Path(sys.argv[1]))
    while not Slow.begun.is_set():
        QTest.qWait(1)
    threading.Timer(1, Slow.gate.set).start()  # closing does not wait that long for a batch
assert Slow.ended.is_set()
"""


def test_a_batch_under_way_ends_before_the_program_does(tmp_path: Path) -> None:
    make_dataset(tmp_path / "words", 40)
    environment = {**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", LEAVES_A_BATCH, str(tmp_path / "words")]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
