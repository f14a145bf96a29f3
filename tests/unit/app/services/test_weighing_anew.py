"""A review with evidence of another definition of doubt opens, however often it is broken off."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partialmethod
from itertools import pairwise
from pathlib import Path

import pytest

from app.domain import doubt
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.verdict import Verdict
from app.services.errors import CancelledError
from app.services.review import Review
from app.store.prediction_table import PredictionTable
from recognizer.contract import ModelIdentity

COUNT = 80
SCRIPT = Path(__file__).with_name("slow_weighing.py")
STRETCH = 10
MODEL = ModelIdentity("alpha", "1")
STALE = 77.0


@pytest.fixture
def older(tmp_path: Path, make_review: Callable[[Path, Sequence[str]], Path]) -> Path:
    """A review of which one item is decided, every reading weighed as some other version does."""
    path = make_review(tmp_path / "older.review.sqlite", ["학교", "가게"] * (COUNT // 2))
    review = Review.open(path)
    review.store_predictions(reading(item) for item in range(COUNT))
    review.correct(ItemId(4), "하교")
    review.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE meta SET value = 'older' WHERE key = 'doubt'")
        connection.execute("UPDATE predictions SET nats = ?", (STALE,))
    return path


def reading(item: int) -> StoredPrediction:
    """Give a reading whose scores are kept to the last bit, as float32 are."""
    return StoredPrediction(
        ItemId(item), MODEL, "학고", (0.875, 0.5), -0.5, -4.5 - item, (-0.25, -4.0 - item, -0.25)
    )


def weighed(path: Path) -> list[float]:
    """Give the evidence in the file, in the order of the predictions."""
    with closing(sqlite3.connect(path)) as connection:
        return [nats for (nats,) in connection.execute("SELECT nats FROM predictions ORDER BY seq")]


def as_it_should_be() -> list[float]:
    labels = ["학교", "가게"] * (COUNT // 2)
    return [doubt.weigh(labels[item], reading(item)).nats for item in range(COUNT)]


class Ticks(list[tuple[int, int | None]]):
    """Notes how far it came, and asks to stop after some of them."""

    def __init__(self, stop_after: int = sys.maxsize) -> None:
        super().__init__()
        self._stop_after = stop_after

    def __call__(self, done: int, total: int | None, /) -> bool:
        self.append((done, total))
        return len(self) < self._stop_after


@pytest.fixture
def small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    small = partialmethod(PredictionTable.weigh_anew, stretch=STRETCH)
    monkeypatch.setattr(PredictionTable, "weigh_anew", small)


def test_share_done_is_told(older: Path, small_stretches: None) -> None:
    ticks = Ticks()
    Review.open(older, progress=ticks).close()
    assert ticks == [(done, COUNT) for done in range(0, COUNT + 1, STRETCH)]
    assert weighed(older) == as_it_should_be()


def test_nothing_is_told_where_nothing_has_to_be_weighed(older: Path) -> None:
    Review.open(older).close()
    ticks = Ticks()
    Review.open(older, progress=ticks).close()
    assert ticks == []


def test_stopped_it_goes_on_at_the_next_opening(older: Path, small_stretches: None) -> None:
    with pytest.raises(CancelledError, match="goes on from here"):
        Review.open(older, progress=Ticks(stop_after=4))
    assert weighed(older) == as_it_should_be()[:30] + [STALE] * (COUNT - 30)

    ticks = Ticks()
    review = Review.open(older, progress=ticks)
    assert ticks[0] == (30, COUNT)
    assert review.verdict(ItemId(4)) is Verdict.CORRECTED
    review.close()
    assert weighed(older) == as_it_should_be()


def test_weighed_halfway_by_yet_another_version_it_begins_anew(older: Path) -> None:
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("UPDATE meta SET value = 'other:40' WHERE key = 'doubt'")
    ticks = Ticks()
    Review.open(older, progress=ticks).close()
    assert ticks[0] == (0, COUNT)
    assert weighed(older) == as_it_should_be()


class Opening:
    """The review being opened in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def killed_after(self, ticks: int) -> int:
        """Kill it in the stretch behind so many ticks; give how much was done by the first."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        told = []
        for _ in range(ticks):
            told.append(int(stdout.readline().split()[0]))
            stdin.write(b".")
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()
        assert self._process.returncode == -signal.SIGKILL
        return told[0]


def test_killed_while_weighing_the_file_opens_again_and_goes_on(
    older: Path, start_script: Callable[[Path, Path], subprocess.Popen[bytes]]
) -> None:
    begun = [Opening(start_script(SCRIPT, older)).killed_after(ticks=3) for _ in range(3)]
    assert begun[0] == 0
    # Two stretches are on disk before the third tick; a third one may be, not acknowledged.
    assert all(STRETCH * 2 <= b - a <= STRETCH * 3 for a, b in pairwise(begun))

    ticks = Ticks()
    review = Review.open(older, progress=ticks)
    assert ticks[0][0] >= begun[-1] + 2 * STRETCH
    assert (review.verdict(ItemId(4)), review.label(ItemId(4))) == (Verdict.CORRECTED, "하교")
    review.close()
    assert weighed(older) == as_it_should_be()
