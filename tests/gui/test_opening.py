"""What the page says while a review of an older version is being opened."""

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAction, QFileDialog, QLabel, QPushButton

from app import program
from app.domain import doubt
from app.domain.doubt import Evidence
from app.domain.predictions import StoredPrediction
from app.jobs import first_look
from app.jobs.first_look import FirstLook
from app.resources import resource
from app.services.importing import review_path
from app.views.opening_page import OpeningPage
from app.views.settings import Settings
from app.views.shortcuts import Command
from datasets.opening import Dataset
from datasets.record import Record

if TYPE_CHECKING:
    from tests.gui.conftest import DatasetWriter, Desk, Starter


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
    press(page, "Stop")
    gate.set()
    desk.qtbot.waitUntil(lambda: "Opened again, it goes on from here" in page.text)
    assert page.text.startswith("Opening words was stopped\nEvery decision and reading is kept")
    assert desk.window.page is None

    press(page, "Try again")
    desk.qtbot.waitUntil(lambda: desk.window.page is not None)
    desk.wait_until_read()
    assert desk.label == "간장"  # the most doubtful, as before


def press(page: OpeningPage, caption: str) -> None:
    next(button for button in page.findChildren(QPushButton) if button.text() == caption).click()


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Holds back whoever imports a dataset, once its first items are read."""
    event, look = threading.Event(), first_look.first_look

    def look_in_time(dataset: Dataset, records: Sequence[Record]) -> FirstLook | None:
        event.wait()
        return look(dataset, records)

    monkeypatch.setattr(program, "first_look", look_in_time)
    return event


def test_stopped_import_is_no_failure_and_is_opened_again_by_a_button(
    desk: "Desk", tmp_path: Path, write_dataset: "DatasetWriter", reading: threading.Event
) -> None:
    other = write_dataset(tmp_path / "more", ("바다", "하늘"))
    page = desk.window.opening_page

    desk.program.open(other)
    press(page, "Stop")
    reading.set()
    desk.qtbot.waitUntil(lambda: "was stopped" in page.text)
    assert page.text == (
        "Opening more was stopped\nNothing of the import was kept; the dataset is as it was. "
        "Opened again, it is read from its beginning."
    )
    assert not review_path(other).exists()
    desk.window.apply_settings(Settings(language="ko"))
    desk.qtbot.waitUntil(lambda: page.text.startswith("more 열기를 중지했습니다\n가져오던 내용은"))

    press(page, "다시 열기")
    desk.qtbot.waitUntil(lambda: desk.window.page is not None)
    assert desk.window.windowTitle().startswith("more")


def test_key_for_a_review_that_is_not_there_yet_stops_nothing(
    desk: "Desk", tmp_path: Path, write_dataset: "DatasetWriter", reading: threading.Event
) -> None:
    desk.program.open(write_dataset(tmp_path / "more", ("바다", "하늘")))
    desk.press(" ")
    reading.set()
    desk.qtbot.waitUntil(lambda: desk.window.page is not None)
    assert desk.window.windowTitle().startswith("more")


def test_an_opening_that_another_follows_says_nothing_any_more(
    desk: "Desk", tmp_path: Path, write_dataset: "DatasetWriter", reading: threading.Event
) -> None:
    failed = []
    desk.program.failed.connect(failed.append)
    desk.program.open(write_dataset(tmp_path / "more", ("바다", "하늘")))
    threading.Timer(0.0, reading.set).start()
    desk.program.open(desk.dataset)
    desk.qtbot.waitUntil(lambda: desk.window.page is not None)
    assert not failed
    assert desk.window.windowTitle().startswith("words")


def test_the_next_dataset_is_looked_for_beside_the_open_one(
    start: "Starter", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_in: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda _, __, folder: looked_in.append(folder) or ""
    )
    desk = start()
    action = desk.window.findChild(QAction, Command.OPEN)
    action.trigger()
    desk.program.open(resource("sample"))
    desk.qtbot.waitUntil(lambda: desk.window.page is not None)
    action.trigger()
    assert looked_in == [str(desk.dataset.parent), str(tmp_path)]  # the home of the tests


def test_after_a_folder_without_a_dataset_one_looks_on_beside_it(
    desk: "Desk", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "elsewhere" / "empty"
    empty.mkdir(parents=True)
    looked_in: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda _, __, at: looked_in.append(at) or str(empty)
    )
    action = desk.window.findChild(QAction, Command.OPEN)
    action.trigger()
    desk.qtbot.waitUntil(lambda: "could not be opened" in desk.window.opening_page.text)
    action.trigger()
    assert looked_in == [str(desk.dataset.parent), str(empty.parent)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_failure_is_left_by_the_key_that_presses_what_is_in_focus(
    desk: "Desk", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda _, title, __: asked.append(title) or ""
    )
    (tmp_path / "empty").mkdir()
    desk.program.open(tmp_path / "empty")
    desk.qtbot.waitUntil(lambda: "could not be opened" in desk.window.opening_page.text)
    desk.press(key)
    assert asked == ["Open dataset"]


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


def test_a_new_dataset_says_what_it_is_read_as_and_how_to_say_otherwise(desk: "Desk") -> None:
    said = desk.page.notice.text().splitlines()
    assert said == [
        "Read as gt.txt: gt.txt has lines of an image path, a tab and a label.",
        "If it is something else: Ctrl+Shift+O",
    ]


def test_a_format_that_was_chosen_is_not_said(start: "Starter") -> None:
    assert start(format_name="gt").page.notice.text() == ""


def test_nothing_lies_over_the_first_word_of_the_sample(start: "Starter") -> None:
    desk = start(dataset=resource("sample"), read=False)
    assert not desk.page.notice.isVisible()


def test_a_review_of_another_dataset_is_named_with_both_folders(
    desk: "Desk", tmp_path: Path, write_dataset: "DatasetWriter"
) -> None:
    desk.program.close()
    other = write_dataset(tmp_path / "more", ("바다", "하늘"))
    kept = review_path(desk.dataset).read_bytes()
    review_path(other).write_bytes(kept)
    page = desk.window.opening_page

    desk.program.open(other)
    desk.qtbot.waitUntil(lambda: "is of the dataset" in page.text)
    assert all(str(path) in page.text for path in (desk.dataset, other, review_path(other)))
    assert review_path(other).read_bytes() == kept
