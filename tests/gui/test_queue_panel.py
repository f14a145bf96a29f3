"""Search, filters and order of the list."""

import threading
import unicodedata
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QHelpEvent, QImage, QPainter
from PyQt5.QtWidgets import QApplication, QStyleOptionViewItem, QToolButton, QToolTip

from app.domain.queue import Order
from app.models.queue_model import LABEL_COLUMN
from app.views.queue_panel import CHIPS
from app.views.queue_view import doubt_share
from app.views.shortcuts import Command
from recognizer.contract import Outcome

if TYPE_CHECKING:
    from tests.gui.conftest import Desk, Starter


def labels(desk: "Desk") -> list[str]:
    model = desk.page.session.model
    return [model.data(model.index(row, 1)) for row in range(model.rowCount())]


def choose(desk: "Desk", name: str) -> None:
    for _ in CHIPS:
        checked = desk.page.queue_panel._chips.checkedId()
        if CHIPS[checked].name == name:
            return
        desk.press("g")
    raise AssertionError(name)


def test_slash_searches_while_typing_and_enter_returns(desk: "Desk") -> None:
    desk.press("/")
    assert desk.page.queue_panel.search.hasFocus()
    desk.page.queue_panel.search.setText("국")
    assert labels(desk) == ["약국"]
    desk.press(Qt.Key.Key_Return)
    assert desk.page.queue_panel.view.hasFocus()
    desk.press("p")
    desk.page.queue_panel.search.clear()
    assert "약국" not in labels(desk)  # decided, and the filter shows what is not


def test_the_button_clears_the_syllable_that_is_being_typed_too(desk: "Desk") -> None:
    desk.press("/", *"rkwkd")
    search = desk.page.queue_panel.search
    assert search.seen_text == "가장"
    desk.qtbot.mouseClick(search.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert (search.seen_text, search.sought_text) == ("", "")
    desk.press("k")
    assert search.seen_text == "ㅏ"


def test_a_search_finds_what_was_pasted_in_nfd(desk: "Desk") -> None:
    desk.page.queue_panel.search.setText(unicodedata.normalize("NFD", "약국"))
    assert labels(desk) == ["약국"]


def test_several_selected_items_are_counted_before_a_verdict_falls_on_them(desk: "Desk") -> None:
    panel = desk.page.queue_panel
    listed = panel.summary
    assert listed.startswith("6 items")
    desk.page.run(Command.SELECT_ALL)
    assert panel.summary == "6 items selected: a verdict is for all"
    desk.press("s")
    assert panel.summary == listed


def test_a_verdict_that_changes_nothing_selected_says_so_and_stays(desk: "Desk") -> None:
    summary = desk.page.queue_panel.summary
    desk.page.run(Command.SELECT_ALL)
    selected = desk.page.queue_panel.summary
    assert selected != summary
    desk.press("c")  # no label has another clean form
    assert desk.page.notice.text() == "That changes none of the items selected."
    assert (desk.label, desk.page.queue_panel.summary) == ("간장", selected)


def test_doubtful_items_are_listed_as_they_are_read_in_any_order(
    start: "Starter",
    tmp_path: Path,
    write_dataset: Callable[[Path, list[str]], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = write_dataset(tmp_path / "many", ["간장"] * 40)
    desk = start(dataset=words, read=False)
    desk.press("o")
    choose(desk, "Doubtful")
    session = desk.page.session
    assert (session.order, len(session.queue)) == (Order.IMPORT, 0)
    feed, read = desk.page.feed, desk.backend.read
    assert feed is not None
    desk.qtbot.waitUntil(lambda: feed.status.model is not None and not session.sorting)
    session._next_sorting_s = 0.0  # a second later, that is
    batches, rest = count(), threading.Event()

    def read_slowly(*asked: Any, **how: Any) -> list[Outcome]:
        if next(batches) == 2:  # one may be on its way already
            rest.wait()
        return read(*asked, **how)

    monkeypatch.setattr(desk.backend, "read", read_slowly)
    desk.backend.gate.set()
    try:
        desk.qtbot.waitUntil(lambda: len(session.queue) > 0)
        assert session.review.predicted.sum() < 40
    finally:
        rest.set()
    desk.wait_until_read()
    desk.qtbot.waitUntil(lambda: len(session.queue) == 40)


def test_an_empty_list_that_fills_up_is_begun(start: "Starter") -> None:
    desk = start(read=False)
    choose(desk, "Doubtful")
    desk.press("s")  # there is nothing to skip yet
    desk.wait_until_read()
    assert desk.label == "간장"


def test_escape_clears_the_search(desk: "Desk") -> None:
    desk.press("/")
    desk.page.queue_panel.search.setText("국")
    desk.press(Qt.Key.Key_Escape)
    assert len(labels(desk)) == 6
    assert desk.page.queue_panel.view.hasFocus()


def test_escape_takes_a_selection_back_before_a_verdict_falls_on_it(desk: "Desk") -> None:
    panel = desk.page.queue_panel
    desk.page.run(Command.SELECT_ALL)
    desk.press(Qt.Key.Key_Escape)
    assert panel.summary.startswith("6 items, ")
    desk.press(Qt.Key.Key_Space)
    assert desk.page.session.review.standing().decided == 1


def test_escape_in_the_list_ends_the_search_that_it_shows(desk: "Desk") -> None:
    desk.press("/")
    desk.page.queue_panel.search.setText("국")
    desk.press(Qt.Key.Key_Return)
    found = desk.label
    desk.press(Qt.Key.Key_Escape)
    assert desk.page.queue_panel.search.text() == ""
    assert len(labels(desk)) == 6
    assert desk.label == found


def test_escape_with_nothing_to_take_back_changes_nothing(desk: "Desk") -> None:
    desk.press("s", Qt.Key.Key_Escape)
    assert desk.page.session.row == 1
    assert len(labels(desk)) == 6


def test_hangul_is_searched_for_without_an_input_method(desk: "Desk") -> None:
    desk.press("/", "rn")
    assert desk.page.queue_panel.search.seen_text == "구"
    assert labels(desk) == []
    desk.press("r")
    assert labels(desk) == ["약국"]
    desk.press(Qt.Key.Key_Return, "/")
    assert desk.page.queue_panel.search.text() == "국"
    assert labels(desk) == ["약국"]


def test_a_letter_that_begins_a_syllable_is_waited_with(desk: "Desk") -> None:
    desk.press("/", "r")
    assert len(labels(desk)) == 6
    desk.press("k")
    assert labels(desk) == ["가게"]


def test_escape_forgets_what_is_being_composed(desk: "Desk") -> None:
    desk.press("/", "rk", Qt.Key.Key_Escape)
    assert desk.page.queue_panel.search.text() == ""
    assert len(labels(desk)) == 6


def test_search_and_editor_type_with_the_same_keyboard(desk: "Desk") -> None:
    search = desk.page.queue_panel.search
    desk.press("/")
    desk.qtbot.keyClick(search, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert desk.page.notice.text() == "System keyboard"
    assert not desk.page.deck.editing.editor.built_in_keyboard
    desk.press("px")
    assert search.text() == "px"


def test_letters_typed_into_the_search_are_no_commands(desk: "Desk") -> None:
    desk.press("/", "p", "x")
    assert desk.page.queue_panel.search.seen_text == "ㅔㅌ"
    assert desk.page.session.review.standing().decided == 0


def test_filters_show_what_they_say(desk: "Desk") -> None:
    desk.press("p", "x", "1", "f")
    choose(desk, "Corrected")
    assert labels(desk) == ["강장"]
    choose(desk, "Excluded")
    assert labels(desk) == ["약국"]
    choose(desk, "Flagged")
    assert len(labels(desk)) == 1
    choose(desk, "Undecided")
    assert len(labels(desk)) == 3
    choose(desk, "All")
    assert len(labels(desk)) == 6


def test_doubtful_are_those_the_model_reads_otherwise(desk: "Desk") -> None:
    choose(desk, "Doubtful")
    assert labels(desk) == ["간장", "약국"]


def test_empty_filter_says_so_and_which_key_leads_on(desk: "Desk") -> None:
    choose(desk, "Excluded")
    assert desk.page.session.current is None
    said = "Nothing in this list.\nG shows the next one."
    assert desk.page.image_view.message.endswith(said)
    desk.press(Qt.Key.Key_Space, "e", "x")
    assert desk.page.session.review.standing().decided == 0


def test_order_can_be_changed(desk: "Desk") -> None:
    desk.press("o")
    assert desk.page.session.order is Order.IMPORT
    assert labels(desk)[0] == "가게"
    assert desk.label == "간장"  # one stays where one was


def test_decided_rows_stay_until_the_list_is_made_anew(desk: "Desk") -> None:
    desk.press(Qt.Key.Key_Space)
    assert labels(desk)[0] == "간장"


def test_doubt_bars_grow_with_doubt() -> None:
    assert doubt_share(float("nan")) == 0
    assert doubt_share(-1) == 0
    assert 0 < doubt_share(0.5) < doubt_share(3) < 1


def test_search_that_finds_nothing_says_so_and_offers_no_verdict(desk: "Desk") -> None:
    desk.page.queue_panel.search.setText("없는말")
    assert "contains “없는말”" in desk.page.image_view.message
    assert desk.page.image_view.message.endswith("\nEsc ends the search.")
    accept = desk.page.deck.actions.button(Command.ACCEPT)
    assert not accept.isEnabled()
    desk.page.queue_panel.search.clear()
    assert accept.isEnabled()


def test_home_and_end_lead_to_the_ends_of_the_list(desk: "Desk") -> None:
    desk.press(Qt.Key.Key_End)
    assert desk.page.session.row == 5
    desk.press(Qt.Key.Key_Home)
    assert desk.page.session.row == 0


def test_key_that_means_nothing_leads_nowhere(
    start: "Starter", tmp_path: Path, write_dataset: Callable[[Path, list[str]], Path]
) -> None:
    desk = start(dataset=write_dataset(tmp_path / "plates", ["가게", "72우7193", "door"]))
    before = desk.page.session.current
    desk.press("7", "d")
    assert desk.page.session.current == before


def test_every_filter_says_what_it_lets_through(desk: "Desk") -> None:
    hints = [button.toolTip() for button in desk.page.queue_panel._chips.buttons()]
    assert len(set(hints)) == len(CHIPS)
    assert all(hint.endswith("G  Next filter") for hint in hints)


@pytest.mark.parametrize(
    ("column", "said"), [(0, "undecided"), (1, ""), (2, "How much likelier the model finds")]
)
def test_list_says_what_the_mouse_points_at(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch, column: int, said: str
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda *said: shown.append(said[1]))
    view = desk.page.queue_panel.view
    place = view.visualRect(view.model().index(0, column)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    assert shown and shown[-1].startswith(said)


def picture_of_label(desk: "Desk", label: str) -> QImage:
    """Paint the row of the current item, given this label."""
    item = desk.page.session.current
    assert item is not None
    desk.page.session.review.correct(item, label)
    return picture_of_row(desk)


def picture_of_row(desk: "Desk") -> QImage:
    """Paint the row of the current item."""
    session, view = desk.page.session, desk.page.queue_panel.view
    picture = QImage(200, 30, QImage.Format.Format_RGB32)
    option = QStyleOptionViewItem()
    option.rect = picture.rect()
    painter = QPainter(picture)
    view.itemDelegate().paint(painter, option, view.model().index(session.row, LABEL_COLUMN))
    painter.end()
    return picture


def test_a_label_of_several_lines_is_listed_on_one(desk: "Desk") -> None:
    # Both are marked as faulty.
    assert picture_of_label(desk, "두\n줄\t칸") == picture_of_label(desk, "두 줄 칸\u200b")


def test_an_empty_label_is_listed_as_that(
    start: "Starter", write_dataset: Callable[[Path, list[str]], Path], tmp_path: Path
) -> None:
    desk = start(dataset=write_dataset(tmp_path / "none", [""]), read=False)
    picture = picture_of_row(desk)
    colours = {picture.pixel(x, y) for x in range(picture.width()) for y in range(30)}
    assert len(colours) > 1


def test_a_very_long_label_is_listed_like_one_that_is_long(desk: "Desk") -> None:
    assert picture_of_label(desk, "가" * 10_000) == picture_of_label(desk, "가" * 100)
