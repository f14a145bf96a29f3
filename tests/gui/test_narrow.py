"""What a small screen shows: less, but nothing that is cut or painted over."""

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QRect, QSize, Qt
from PyQt5.QtGui import QFontMetricsF
from PyQt5.QtWidgets import QApplication, QWidget

from app.domain.suspicion import Option
from app.views.dialogs import PlainDialog, Scrolled
from app.views.folding_bar import FoldingBar
from app.views.keycap import KeyButton
from app.views.keys_dialog import KeysDialog
from app.views.language import speak
from app.views.plots import Plot
from app.views.shortcuts import Command
from app.views.statistics_dialog import StatisticsDialog
from app.views.themes import DARK
from recognizer.backends.serving_channel import ModelState, ModelStatus, Signature

if TYPE_CHECKING:
    from tests.gui.conftest import Desk

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
NARROWEST, WIDE = QSize(900, 560), QSize(1440, 900)
SMALL = QSize(1008, 720)
"""What a screen of 1024 x 768 leaves for the window within its frame."""


def shown(bar: QWidget) -> list[KeyButton]:
    return [button for button in bar.findChildren(KeyButton) if button.isVisible()]


def resize(desk: "Desk", size: QSize) -> None:
    desk.window.resize(size)
    desk.qtbot.waitUntil(lambda: desk.window.size() == size)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("key", ["", "e", "x"])
def test_what_keys_do_is_said_whole_or_not_at_all(desk: "Desk", key: str, language: str) -> None:
    speak(language)
    resize(desk, NARROWEST)
    desk.press(key)
    bar = desk.page.deck.currentWidget()
    assert isinstance(bar, FoldingBar)
    assert shown(bar)
    for button in shown(bar):
        assert button.width() >= button.sizeHint().width(), button.text
    for row in (bar.front, bar.rear):
        assert_apart(
            [child for child in row.findChildren(QWidget, options=DIRECT) if child.isVisible()]
        )


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("typed", ["", "k"])
def test_every_key_of_the_editor_is_there_on_a_small_screen(
    desk: "Desk", typed: str, language: str
) -> None:
    speak(language)
    resize(desk, SMALL)
    desk.press("e", typed)
    editing = desk.page.deck.editing
    desk.qtbot.waitUntil(lambda: editing.folded)
    said = [button.text.split()[0] for button in shown(editing)]
    assert said == ["Enter", "Esc", "Shift+Space", "Tab"]
    for widget in (editing.editor, *shown(editing)):
        assert widget.height() >= widget.minimumSizeHint().height()
        assert widget.parentWidget().rect().contains(widget.geometry())


def test_keys_of_the_editor_stay_where_they_are_while_one_types(desk: "Desk") -> None:
    resize(desk, SMALL)
    desk.press("e")
    editing = desk.page.deck.editing
    desk.qtbot.waitUntil(lambda: editing.folded)
    before = [button.geometry() for button in shown(editing)]
    desk.press("k")
    assert [button.geometry() for button in shown(editing)] == before


@pytest.mark.parametrize("key", ["e", "x"])
def test_word_stays_where_it_is_when_other_keys_are_asked_for(desk: "Desk", key: str) -> None:
    resize(desk, SMALL)
    desk.qtbot.waitUntil(lambda: desk.page.deck.actions.folded)
    before = desk.page.image_view.geometry()
    desk.press(key)
    asked = desk.page.deck.currentWidget()
    desk.qtbot.waitUntil(lambda: asked.width() == desk.page.deck.width())
    assert asked is not desk.page.deck.actions
    assert desk.page.image_view.geometry() == before


def assert_apart(widgets: list[QWidget]) -> None:
    places: list[QRect] = sorted((w.geometry() for w in widgets), key=lambda place: place.left())
    for one, next_one in pairwise(places):
        assert one.right() < next_one.left()


def test_narrow_window_keeps_what_decides_and_the_list_of_keys(desk: "Desk") -> None:
    resize(desk, NARROWEST)
    actions = desk.page.deck.actions
    kept = (Command.ACCEPT, Command.TAKE_PREDICTION, Command.EDIT, Command.KEYS)
    assert all(actions.button(command).isVisible() for command in kept)
    assert not actions.button(Command.NEXT_DOUBTFUL).isVisible()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_lowest_window_shows_label_and_prediction_whole(desk: "Desk", language: str) -> None:
    speak(language)
    resize(desk, NARROWEST)
    desk.qtbot.waitUntil(lambda: desk.page.deck.actions.folded)
    assert desk.page.hint.isVisible()
    page = desk.page
    for texts in (page.comparison, page.alternatives):
        assert texts.height() >= texts.sizeHint().height()


def test_lowest_window_gives_the_word_most_of_its_room(desk: "Desk") -> None:
    resize(desk, NARROWEST)
    view = desk.page.image_view
    desk.qtbot.waitUntil(lambda: view.picture is not None and view.height() < 110)
    assert view._place().height() > 0.8 * view.height()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_screen_of_a_laptop_has_the_keys_in_one_line(desk: "Desk", language: str) -> None:
    speak(language)
    resize(desk, QSize(1366, 768))
    desk.qtbot.waitUntil(lambda: desk.page.deck.height() < 80)


def test_small_screen_shows_every_key_that_decides(desk: "Desk") -> None:
    resize(desk, SMALL)
    actions = desk.page.deck.actions
    desk.qtbot.waitUntil(lambda: actions.folded)
    assert all(button.isVisible() for button in actions.findChildren(KeyButton))


def test_wide_window_has_the_keys_in_one_line(desk: "Desk") -> None:
    actions = desk.page.deck.actions
    resize(desk, SMALL)
    desk.qtbot.waitUntil(lambda: actions.folded)
    folded_height = desk.page.deck.height()
    resize(desk, WIDE)
    desk.qtbot.waitUntil(lambda: not actions.folded)
    desk.qtbot.waitUntil(lambda: desk.page.deck.height() <= folded_height - 35)


def test_what_was_left_out_comes_back_with_the_room(desk: "Desk") -> None:
    resize(desk, NARROWEST)
    resize(desk, WIDE)
    actions = desk.page.deck.actions
    assert actions.button(Command.NEXT_DOUBTFUL).isVisible()
    assert actions.button(Command.UNDO).isVisible()


def test_word_about_a_training_leaves_the_bar_of_the_review_alone(desk: "Desk") -> None:
    line = desk.page.status_line
    bar = QRect(0, 0, 140, line.height())
    before = line.grab(bar).toImage()
    line.show_training("beta: training")
    assert line.grab(bar).toImage() == before


def assert_within_screen(desk: "Desk", dialog: QWidget) -> None:
    """Show a dialog and see that the screen has it whole."""
    desk.qtbot.addWidget(dialog)
    with desk.qtbot.waitExposed(dialog):
        dialog.show()
    room = dialog.screen().availableGeometry().size()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_list_of_keys_is_within_the_screen_and_scrolls(desk: "Desk", language: str) -> None:
    speak(language)
    dialog = KeysDialog(DARK, desk.window)
    assert_within_screen(desk, dialog)
    held = dialog.table.widget()
    assert held.width() >= held.minimumSizeHint().width()
    across = dialog.table.horizontalScrollBar()
    assert across.maximum() >= held.width() - dialog.table.viewport().width()


@pytest.fixture
def low_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen of 1024 x 640, its window frames counted."""
    monkeypatch.setattr(PlainDialog, "room_on_screen", lambda _: QRect(8, 32, 1008, 600))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_list_of_keys_that_scrolls_down_does_not_scroll_across(
    desk: "Desk", low_screen: None, language: str
) -> None:
    speak(language)
    dialog = KeysDialog(DARK, desk.window)
    desk.qtbot.addWidget(dialog)
    with desk.qtbot.waitExposed(dialog):
        dialog.show()
    desk.qtbot.waitUntil(lambda: dialog.table.verticalScrollBar().maximum() > 0)
    assert dialog.table.horizontalScrollBar().maximum() == 0


def test_list_of_keys_goes_to_its_ends(desk: "Desk", low_screen: None) -> None:
    dialog = KeysDialog(DARK, desk.window)
    desk.qtbot.addWidget(dialog)
    with desk.qtbot.waitExposed(dialog):
        dialog.show()
    bar = dialog.table.verticalScrollBar()
    desk.qtbot.waitUntil(lambda: bar.maximum() > 0)
    desk.qtbot.keyClick(dialog.table, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    desk.qtbot.keyClick(dialog.table, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_report_of_a_model_scrolls_only_what_it_says(desk: "Desk") -> None:
    desk.press("m")
    dialog = desk.window.models.dialog
    assert dialog is not None
    desk.qtbot.waitUntil(dialog.isVisible)
    report = dialog.findChild(Scrolled)
    assert report.sizeHint().height() >= 230
    dialog.resize(dialog.width(), 480)
    desk.qtbot.waitUntil(lambda: report.height() < 230)
    assert report.verticalScrollBar().maximum() == 0
    dialog.reject()


def test_report_of_a_model_that_is_well_is_whole_on_a_low_screen(desk: "Desk") -> None:
    desk.press("m")
    dialog = desk.window.models.dialog
    assert dialog is not None
    desk.qtbot.waitUntil(dialog.isVisible)
    dialog.resize(dialog.width(), 600)
    well = ModelStatus(True, "ocr", "1", ModelState.AVAILABLE, Signature.REVIEW, 0.1)
    dialog.report.show_status("ocr", well)
    desk.qtbot.waitUntil(lambda: dialog.height() == 600)
    report = dialog.findChild(Scrolled)
    needed = report.widget().minimumSizeHint().height()
    desk.qtbot.waitUntil(lambda: report.viewport().height() >= needed)
    dialog.reject()


FIVE = tuple(Option(character, 0.2, f"간{character}") for character in "장강낭당상")


@pytest.mark.parametrize("key", ["", "e"])
@pytest.mark.parametrize("size", [NARROWEST, SMALL])
def test_five_alternatives_are_seen_in_a_narrow_window(desk: "Desk", size: QSize, key: str) -> None:
    resize(desk, size)
    desk.press(key)
    view = desk.page.alternatives
    view.show_options(FIVE)
    desk.qtbot.waitUntil(lambda: view.width() == desk.page.deck.width())
    assert len(view.places()) == len(FIVE)


def test_last_alternative_keeps_off_the_edge(desk: "Desk") -> None:
    resize(desk, WIDE)
    view = desk.page.alternatives
    view.show_options(FIVE)
    view.resize(round(view.places()[-1].right()) - 15, view.height())
    assert view.shows_shares
    assert view.places()[-1].right() <= view.width()


def test_alternatives_leave_out_their_shares_before_one_of_them(desk: "Desk") -> None:
    resize(desk, WIDE)
    view = desk.page.alternatives
    view.show_options(FIVE)
    assert view.shows_shares
    view.resize(480, view.height())
    assert not view.shows_shares
    assert len(view.places()) == len(FIVE)


def test_alternative_without_room_is_neither_shown_nor_taken(desk: "Desk") -> None:
    resize(desk, WIDE)
    view = desk.page.alternatives
    view.show_options(FIVE)
    view.resize(400, view.height())
    places = view.places()
    assert len(places) == 4
    assert places[-1].left() < view.width()
    desk.press("5")
    assert desk.page.session.review.standing().decided == 0
    assert "5" in desk.page.notice.text()


def test_statistics_are_within_the_screen(desk: "Desk") -> None:
    statistics = desk.page.session.review.prepare_statistics()()
    dialog = StatisticsDialog(statistics, DARK, desk.window)
    assert_within_screen(desk, dialog)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_titles_of_statistics_fit_into_the_least_plot(desk: "Desk", language: str) -> None:
    speak(language)
    statistics = desk.page.session.review.prepare_statistics()()
    dialog = StatisticsDialog(statistics, DARK, desk.window)
    desk.qtbot.addWidget(dialog)
    for plot in dialog.findChildren(Plot):
        title = QFontMetricsF(QApplication.font()).horizontalAdvance(plot.title)
        assert 2 * 18 + title <= plot.minimumWidth(), plot.title


def test_model_dialog_is_within_the_screen_and_shows_its_buttons(desk: "Desk") -> None:
    desk.press("m")
    dialog = desk.window.models.dialog
    assert dialog is not None
    desk.qtbot.waitUntil(dialog.isVisible)
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    assert dialog.minimumSizeHint().height() < NARROWEST.height()
    dialog.reject()
