import json

import pytest

from benchmarks import review
from benchmarks._review_data import KS_X_1001


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
