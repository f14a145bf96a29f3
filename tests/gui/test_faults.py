"""What is said when something is not as it should be."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QStyleOptionViewItem, QTableView
from pytestqt.qtbot import QtBot

from app.jobs.predictor import LoadedModel, ModelState
from app.models.session import Refusal
from app.services.review import Action, Review
from app.views.problems_dialog import ProblemsDialog
from datasets.record import Problem
from recognizer.contract import ModelIdentity

if TYPE_CHECKING:
    from tests.gui.conftest import DatasetWriter, Desk, Starter


def test_undecodable_image_is_said_and_the_rest_goes_on(start: "Starter", tmp_path: Path) -> None:
    desk = start(read=False)
    desk.close()
    (desk.dataset / "0.png").write_bytes(b"not a picture")
    again = start(dataset=desk.dataset)
    again.press("o")
    again.qtbot.waitUntil(lambda: again.label != "" and not again.page.image_view.message)
    item = next(i for i in range(6) if again.page.session.review.label(i) == "가게")
    again.page.session.show_item(item)
    again.qtbot.waitUntil(lambda: "cannot be shown" in again.page.image_view.message)
    again.press("x", "1")
    assert not again.page.image_view.message.startswith("This image")


def test_image_that_is_gone_is_said(start: "Starter") -> None:
    first = start(read=False)
    first.close()
    (first.dataset / "1.png").unlink()
    desk = start(dataset=first.dataset)
    item = next(i for i in range(6) if desk.page.session.review.label(i) == "간장")
    desk.page.session.show_item(item)
    desk.qtbot.waitUntil(lambda: "1.png" in desk.page.image_view.message)


def test_dataset_that_is_not_there(start: "Starter", tmp_path: Path) -> None:
    desk = start()
    desk.program.open(tmp_path / "nowhere")
    desk.qtbot.waitUntil(lambda: "nowhere" in desk.window.opening_page.text.split("\n", 1)[1])
    assert "could not be opened" in desk.window.opening_page.text


def test_review_that_is_open_elsewhere_is_refused(start: "Starter") -> None:
    first = start()
    second_program = type(first.program)(first.program._options)
    second_program.open(first.dataset)
    page = second_program.window.opening_page
    first.qtbot.waitUntil(lambda: "could not be opened" in page.text)
    second_program.end()
    first.press(Qt.Key.Key_Space)
    assert first.page.session.review.standing().decided == 1


def test_model_that_cannot_be_loaded_does_not_stop_the_review(
    start: "Starter",
) -> None:
    desk = start(read=False)
    assert desk.page.feed is not None
    desk.page.feed._on_load_failed("archive.json: damaged")
    assert desk.page.status_line.model_text == "model cannot be used"
    assert "archive.json: damaged" in desk.page.status_line.toolTip().splitlines()
    desk.press(Qt.Key.Key_Space)
    assert desk.page.session.review.standing().decided == 1


def test_server_that_is_away_is_asked_again(start: "Starter") -> None:
    desk = start(read=False)
    feed = desk.page.feed
    assert feed is not None
    desk.backend.failure = "no route"
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: feed.status.state is ModelState.UNREACHABLE)
    assert "does not answer" in desk.page.status_line.model_text
    assert feed.status.left == 6
    desk.backend.failure = ""
    feed._ask()
    desk.qtbot.waitUntil(lambda: feed.status.left == 0)
    assert feed.status.state is ModelState.READY


@contextmanager
def unreadable(review: Review, table: str) -> Iterator[None]:
    """Let the review file fail wherever this table is read, as a share does that has gone."""
    connection = review._file._database.connection
    connection.set_authorizer(
        lambda action, name, *_: (
            sqlite3.SQLITE_DENY
            if (action, name) == (sqlite3.SQLITE_READ, table)
            else sqlite3.SQLITE_OK
        )
    )
    yield
    connection.set_authorizer(None)


def test_items_that_cannot_be_looked_up_are_asked_for_again(
    start: "Starter", write_dataset: "DatasetWriter", tmp_path: Path
) -> None:
    desk = start(dataset=write_dataset(tmp_path / "many", ["가게"] * 40), read=False)
    feed, review = desk.page.feed, desk.page.session.review
    assert feed is not None
    desk.qtbot.waitUntil(lambda: feed.status.state is ModelState.READY)
    under_way, feed._in_flight = feed._in_flight, 0  # room for another batch
    with unreadable(review, "items"):
        feed._ask()
    assert feed.status.state is ModelState.HELD
    feed._in_flight = under_way
    desk.backend.gate.set()
    feed.toggle_pause()  # looks again at once
    desk.qtbot.waitUntil(lambda: feed.status.left == 0)


def test_a_model_that_the_review_cannot_take_to_yet_is_tried_again(start: "Starter") -> None:
    desk = start(read=False)
    feed, review = desk.page.feed, desk.page.session.review
    assert feed is not None
    desk.qtbot.waitUntil(lambda: feed.status.state is ModelState.READY)
    another = LoadedModel(ModelIdentity("another", "1"), scores_labels=True)
    with unreadable(review, "models"):
        feed._on_loaded(another)
        assert feed.status.state is ModelState.HELD
    feed.toggle_pause()
    assert feed.status.state is ModelState.READY
    assert review.model == another.identity


def test_a_journal_that_cannot_be_read_refuses_to_undo(desk: "Desk") -> None:
    session = desk.page.session
    desk.press(Qt.Key.Key_Space)
    refused: list[Refusal] = []
    session.refused.connect(refused.append)
    with unreadable(session.review, "journal"):
        session.undo()
        session.redo()
    assert [each.action for each in refused] == [Action.UNDO, Action.REDO]
    session.undo()
    assert session.review.standing().decided == 0


def test_pausing_keeps_the_model_from_new_work(start: "Starter") -> None:
    desk = start(read=False)
    feed = desk.page.feed
    assert feed is not None
    desk.qtbot.waitUntil(lambda: feed.status.model is not None)
    feed.toggle_pause()
    assert "paused" in desk.page.status_line.model_text
    desk.backend.gate.set()
    feed.toggle_pause()
    desk.qtbot.waitUntil(lambda: feed.status.left == 0)


def test_bad_lines_of_a_dataset_are_listed_with_file_and_line(
    start: "Starter", tmp_path: Path
) -> None:
    first = start(read=False)
    first.close()
    copy = tmp_path / "with faults"
    first.dataset.rename(copy)
    with (copy / "gt.txt").open("a", encoding="utf-8") as file:
        file.write("gone.png\t없음\n../elsewhere.jpg\t바깥\n")
    desk = start(dataset=copy)
    assert desk.page.session.review.count == 6
    assert "2 entries could not be loaded" in desk.page.notice.text()
    problems = desk.program.workplace.problems  # type: ignore[union-attr]
    dialog = ProblemsDialog(problems, desk.window)
    table = dialog.findChild(QTableView)
    assert table.model().index(0, 0).data() == "gt.txt:7"
    assert "gone.png" in table.model().index(0, 1).data()
    assert dialog.whole.text() == "gt.txt:7: the image gone.png is not there"
    table.selectRow(1)
    assert dialog.whole.text() == (
        "gt.txt:8: ../elsewhere.jpg leads outside the dataset: open the folder that holds both, or "
        "bring the file into the dataset and correct the path"
    )


LONG = Problem(
    "사진/2026년 11월/" + "아주 긴 이름의 폴더/" * 6 + "gt.txt", 7, "has too few columns"
)
SHORT = Problem("gt.txt", 7, "has too few columns")


def show(qtbot: QtBot, problem: Problem, width: int) -> ProblemsDialog:
    dialog = ProblemsDialog([problem])
    qtbot.addWidget(dialog)
    dialog.resize(width, 480)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def test_long_paths_leave_half_of_the_width_to_what_is_wrong(qtbot: QtBot) -> None:
    dialog = show(qtbot, LONG, 860)
    table = dialog.table
    assert table.columnWidth(0) == round(table.viewport().width() / 2)
    assert table.columnWidth(0) + table.columnWidth(1) == table.viewport().width()
    index = table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == f"{LONG.file}:7"


def test_short_paths_are_whole_and_take_no_more_than_they_need(qtbot: QtBot) -> None:
    dialog = show(qtbot, SHORT, 860)
    table = dialog.table
    assert table.sizeHintForColumn(0) <= table.columnWidth(0) < table.viewport().width() / 3


def test_the_line_between_the_columns_stays_where_it_was_drawn(qtbot: QtBot) -> None:
    dialog = show(qtbot, LONG, 860)
    table = dialog.table
    table.horizontalHeader().resizeSection(0, 222)
    dialog.resize(1000, 480)
    qtbot.waitUntil(lambda: table.viewport().width() > 860)
    assert table.columnWidth(0) == 222


def test_a_path_without_room_keeps_its_end(qtbot: QtBot) -> None:
    dialog = show(qtbot, LONG, 600)
    table = dialog.table
    option = QStyleOptionViewItem()
    index = table.model().index(0, 0)
    table.itemDelegate(index).initStyleOption(option, index)
    assert option.textElideMode == Qt.TextElideMode.ElideMiddle


def test_attention_is_laid_over_the_image_and_goes_with_it(desk: "Desk") -> None:
    desk.press("a")
    desk.qtbot.waitUntil(lambda: len(desk.page.image_view.gazes) == 2)
    assert [gaze.character for gaze in desk.page.image_view.gazes] == ["강", "장"]
    desk.press(Qt.Key.Key_Space)
    assert desk.page.image_view.gazes == ()


def test_looking_changes_nothing_but_the_look(desk: "Desk") -> None:
    desk.qtbot.waitUntil(lambda: desk.page.image_view.picture is not None)
    before = desk.page.image_view.picture.copy()
    desk.press("i", "k", "]", "z")
    eye = desk.page.image_view.eye
    assert (eye.inverted, eye.stretched, eye.quarter_turns) == (True, True, 1)
    assert eye.zoom > 1
    assert desk.page.image_view.picture == before
    desk.press("0")
    assert not desk.page.image_view.eye.inverted
    assert desk.page.session.review.standing().decided == 0
