"""The page of plots opens with its key, whatever has to be counted first."""

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtWidgets import QLabel

from app.views.plots import BarPlot
from app.views.statistics_dialog import StatisticsDialog

if TYPE_CHECKING:
    from tests.gui.conftest import Desk


def test_key_opens_the_statistics(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[StatisticsDialog] = []
    monkeypatch.setattr(StatisticsDialog, "exec", lambda dialog: shown.append(dialog))
    desk.press("p", "t")
    desk.qtbot.waitUntil(lambda: bool(shown))
    texts = [label.text() for label in shown[0].findChildren(QLabel)]
    assert any("Decided: 1 of 6 items." in text for text in texts)


def test_agreement_of_model_and_reviewer_has_a_plot(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[StatisticsDialog] = []
    monkeypatch.setattr(StatisticsDialog, "exec", lambda dialog: shown.append(dialog))
    desk.wait_until_read()
    desk.press("p", "p", "t")
    desk.qtbot.waitUntil(lambda: bool(shown))
    plots = {plot.title: plot for plot in shown[0].findChildren(BarPlot)}
    bars = plots["Agreement of model and reviewer by doubt"].bars
    told = [(bar.value, bar.note) for bar in bars if bar.note]
    assert [value for value, _ in told] == [1.0] * len(told)
    assert sum(int(note.split(" / ")[1]) for _, note in told) == 2
