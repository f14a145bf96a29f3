"""What the page says while a review of an older version is being opened."""

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtWidgets import QLabel, QPushButton

from app.domain import doubt
from app.domain.doubt import Evidence
from app.domain.predictions import StoredPrediction
from app.services.importing import review_path
from app.views.opening_page import OpeningPage
from app.views.settings import Settings

if TYPE_CHECKING:
    from tests.gui.conftest import Desk


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Holds back whoever weighs anew."""
    event, weigh = threading.Event(), doubt.weigh

    def weigh_in_time(label: str, prediction: StoredPrediction) -> Evidence:
        event.wait()
        return weigh(label, prediction)

    monkeypatch.setattr(doubt, "weigh", weigh_in_time)
    return event


def test_weighing_anew_shows_its_share_can_be_stopped_and_goes_on(
    desk: "Desk", gate: threading.Event
) -> None:
    desk.program.close()
    with closing(sqlite3.connect(review_path(desk.dataset))) as connection, connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'doubt'")
    page = desk.window.opening_page

    desk.program.open(desk.dataset)
    desk.qtbot.waitUntil(lambda: "0 % (0 of 6)" in page.text)
    next(button for button in page.findChildren(QPushButton) if button.text() == "Stop").click()
    gate.set()
    desk.qtbot.waitUntil(lambda: "the next opening goes on from here" in page.text)
    assert desk.window.page is None

    desk.program.open(desk.dataset)
    desk.qtbot.waitUntil(lambda: desk.window.page is not None)
    desk.wait_until_read()
    assert desk.label == "간장"  # the most doubtful, as before


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_the_page_says_is_never_cut_off(desk: "Desk", language: str) -> None:
    desk.window.apply_settings(Settings(language=language))
    page = desk.window.opening_page
    desk.window.show_opening("words")
    page.show_progress(352_000, 1_000_000)
    assert_whole(desk, page)
    page.show_failure("/words/gt.txt: " + "a reason that takes some lines to be said, " * 12)
    assert_whole(desk, page)


def assert_whole(desk: "Desk", page: OpeningPage) -> None:
    labels = [each for each in page.findChildren(QLabel) if each.isVisible() and each.wordWrap()]
    assert labels
    desk.qtbot.waitUntil(
        lambda: all(label.height() >= label.heightForWidth(label.width()) for label in labels)
    )
