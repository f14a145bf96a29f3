"""The page of plots opens with its key, whatever has to be counted first."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QThreadPool
from PyQt5.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.statistics import DoneByHour, Pace, Standing, Statistics
from app.domain.verdict import Verdict
from app.views.plots import BarPlot, TimePlot
from app.views.statistics_dialog import StatisticsDialog
from app.views.themes import DARK

if TYPE_CHECKING:
    from tests.gui.conftest import Desk


def test_key_opens_the_statistics(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[StatisticsDialog] = []
    monkeypatch.setattr(StatisticsDialog, "exec", lambda dialog: shown.append(dialog))
    desk.press("p", "t")
    desk.qtbot.waitUntil(lambda: bool(shown))
    texts = [label.text() for label in shown[0].findChildren(QLabel)]
    assert any("Decided: 1 of 6 items." in text for text in texts)


def test_statistics_of_a_review_that_was_left_are_not_shown(
    desk: "Desk",
    tmp_path: Path,
    write_dataset: Callable[[Path, list[str]], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[StatisticsDialog] = []
    monkeypatch.setattr(StatisticsDialog, "exec", lambda dialog: shown.append(dialog))
    left, gate = desk.page, threading.Event()
    count = left.session.review.prepare_statistics()

    def count_late() -> Statistics:
        gate.wait()
        return count()

    monkeypatch.setattr(left.session.review, "prepare_statistics", lambda: count_late)
    desk.press("t")
    desk.program.open(write_dataset(tmp_path / "other", ["봄", "여름"]))
    desk.qtbot.waitUntil(lambda: desk.window.page not in (None, left))
    gate.set()
    QThreadPool.globalInstance().waitForDone()
    desk.page.focus_queue()
    desk.press("t")
    desk.qtbot.waitUntil(lambda: bool(shown))
    assert len(shown) == 1
    texts = [label.text() for label in shown[0].findChildren(QLabel)]
    assert any("of 2 items." in text for text in texts)


def test_agreement_of_model_and_reviewer_has_a_plot(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[StatisticsDialog] = []
    monkeypatch.setattr(StatisticsDialog, "exec", lambda dialog: shown.append(dialog))
    desk.wait_until_read()
    desk.press("p", "p", "t")
    desk.qtbot.waitUntil(lambda: bool(shown))
    plots = {plot.title: plot for plot in shown[0].findChildren(BarPlot)}
    bars = plots["Agreement with the model by doubt"].bars
    told = [(bar.value, bar.note) for bar in bars if bar.note]
    assert [value for value, _ in told] == [1.0] * len(told)
    assert sum(int(note.split(" / ")[1]) for _, note in told) == 2


def test_status_line_says_the_whole_when_pointed_at(desk: "Desk") -> None:
    desk.press("p")
    line = desk.page.status_line
    desk.qtbot.waitUntil(lambda: "Decided: 1 of 6 items." in line.toolTip().splitlines())


@pytest.fixture
def in_seoul(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "Asia/Seoul")
        time.tzset()
        yield
    time.tzset()


def test_hours_are_those_of_the_clock_on_the_wall(in_seoul: None, qtbot: QtBot) -> None:
    standing = Standing(dict.fromkeys(Verdict, 1), Pace(None, None), None)
    page = StatisticsDialog(Statistics(standing, (), (), (DoneByHour("2026-01-31T20", 3),)), DARK)
    qtbot.addWidget(page)
    assert {plot.names for plot in page.findChildren(TimePlot)} == {("02-01 05:00",)}
