"""The page of plots opens with its key, whatever has to be counted first."""

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtWidgets import QLabel

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
