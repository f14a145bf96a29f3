"""The loop as a reviewer goes through it: a key, and the next word is there."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QApplication

from app.domain.verdict import ExcludeReason, Verdict
from app.views.shortcuts import Command

if TYPE_CHECKING:
    from tests.gui.conftest import DatasetWriter, Desk, Starter

CONTROL = Qt.KeyboardModifier.ControlModifier


def verdict_of(desk: "Desk", label: str) -> Verdict:
    review = desk.page.session.review
    return next(
        review.verdict(item) for item in range(review.count) if review.imported_label(item) == label
    )


def text_of(desk: "Desk", label: str) -> str:
    review = desk.page.session.review
    return next(
        review.label(item) for item in range(review.count) if review.imported_label(item) == label
    )


def test_the_most_doubtful_word_comes_first(desk: "Desk") -> None:
    assert desk.label == "간장"
    desk.press(Qt.Key.Key_Space)
    assert desk.label == "약국"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_accepting_shows_the_next_word_and_its_image(desk: "Desk", key: Qt.Key) -> None:
    desk.press(key)
    assert verdict_of(desk, "간장") is Verdict.ACCEPTED
    assert desk.label == "약국"
    assert desk.page.queue_panel.view.currentIndex().row() == 1
    desk.qtbot.waitUntil(lambda: desk.page.image_view.picture is not None)
    number = 4  # 약국 is the fifth picture, grey 160
    assert desk.page.image_view.picture.pixelColor(5, 5).red() == 40 * number


def test_taking_the_prediction_corrects(desk: "Desk") -> None:
    desk.press("p")
    assert text_of(desk, "간장") == "강장"
    assert verdict_of(desk, "간장") is Verdict.CORRECTED
    assert desk.label == "약국"


def test_a_number_takes_that_alternative(desk: "Desk") -> None:
    assert [option.text for option in desk.page.alternatives.options] == ["강장", "낡장"]
    desk.press("2")
    assert text_of(desk, "간장") == "낡장"


def test_a_number_without_alternative_says_so_and_does_nothing(desk: "Desk") -> None:
    desk.press("5")
    assert desk.page.notice.text() == "There is no alternative 5 here."
    assert desk.label == "간장"
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED


def test_an_edit_goes_on_while_the_list_is_sorted_by_what_is_read(start: "Starter") -> None:
    desk = start(read=False)
    label = desk.label
    desk.press("e", *"rkd")
    desk.wait_until_read()
    assert desk.label == label
    assert desk.page.deck.editing.editor.seen_text.startswith("강")
    desk.press(Qt.Key.Key_Return)
    assert verdict_of(desk, label) is Verdict.CORRECTED
    assert desk.label == "간장"  # the rest was sorted


def test_a_reason_is_of_the_item_that_it_was_asked_for(start: "Starter") -> None:
    desk = start(read=False)
    label = desk.label
    desk.press("x")
    desk.wait_until_read()
    desk.press("1")
    assert verdict_of(desk, label) is Verdict.EXCLUDED


def test_that_there_is_nothing_to_go_back_to_is_said(desk: "Desk") -> None:
    desk.press("b")
    assert desk.page.notice.text() == "There is no item before this one."
    assert desk.label == "간장"


def test_that_there_is_no_verdict_to_take_back_is_said(desk: "Desk") -> None:
    desk.press(Qt.Key.Key_Delete)
    assert desk.page.notice.text() == "There is no verdict to take back."
    assert desk.label == "간장"


def test_a_pause_is_said_also_where_all_is_read(desk: "Desk") -> None:
    desk.page.run(Command.PAUSE)
    assert desk.page.status_line.model_text == "table 1 paused"
    desk.page.run(Command.PAUSE)
    assert desk.page.status_line.model_text == "table 1 ready"


def test_undo_restores_label_and_cursor(desk: "Desk") -> None:
    desk.press("p", Qt.Key.Key_Space)
    assert desk.label not in ("간장", "약국")
    desk.press("u")
    assert desk.label == "약국"
    desk.press("u")
    assert desk.label == "간장"
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED
    desk.press("r")
    assert text_of(desk, "간장") == "강장"


def test_one_jamo_is_fixed_with_three_keys(desk: "Desk") -> None:
    desk.press("e", "d", Qt.Key.Key_Return)  # d is ㅇ: the doubtful final of 간
    assert text_of(desk, "간장") == "강장"
    assert desk.label == "약국"


def test_double_final_is_fixed_with_four_keys(desk: "Desk") -> None:
    desk.press("e", "f", "r", Qt.Key.Key_Return)  # ㄹ, ㄱ
    assert text_of(desk, "간장") == "갉장"


def test_initial_is_fixed_with_four_keys(desk: "Desk") -> None:
    desk.press("e", Qt.Key.Key_Tab, "s", Qt.Key.Key_Return)
    assert text_of(desk, "간장") == "난장"


def test_editor_opens_at_the_doubtful_syllable(desk: "Desk") -> None:
    desk.press("e")
    editor = desk.page.deck.editing.editor
    assert editor.hasFocus()
    assert (editor.selectedText(), editor.selectionStart()) == ("간", 0)


def test_enter_in_the_middle_of_a_syllable_keeps_it(desk: "Desk") -> None:
    desk.press("e", Qt.Key.Key_End, "r", "k", "d", Qt.Key.Key_Return)
    assert text_of(desk, "간장") == "간장강"


def test_escape_leaves_the_label_as_it_was(desk: "Desk") -> None:
    desk.press("e", "d")
    assert desk.page.comparison.cells[0].label == "강"
    desk.press(Qt.Key.Key_Escape)
    assert desk.label == "간장"
    assert desk.page.comparison.cells[0].label == "간"
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED
    desk.press(Qt.Key.Key_Space)
    assert verdict_of(desk, "간장") is Verdict.ACCEPTED


def test_alternatives_can_be_taken_while_typing(desk: "Desk") -> None:
    desk.press("e")
    editor = desk.page.deck.editing.editor
    desk.qtbot.keyClick(editor, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    desk.press(Qt.Key.Key_Return)
    assert text_of(desk, "간장") == "낡장"


def click_alternative(desk: "Desk", number: int) -> None:
    """Click one of those on the screen, the first being 1."""
    alternatives = desk.page.alternatives
    middle = alternatives.places()[number - 1].center().toPoint()
    desk.qtbot.mouseClick(alternatives, Qt.MouseButton.LeftButton, pos=middle)


def test_an_alternative_that_is_clicked_while_typing_is_typed(desk: "Desk") -> None:
    desk.press("e")
    click_alternative(desk, 2)
    assert desk.page.deck.editing.editor.text() == "낡장"
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED
    desk.press(Qt.Key.Key_Return)
    assert text_of(desk, "간장") == "낡장"


def test_an_alternative_cannot_be_clicked_while_a_reason_is_asked_for(desk: "Desk") -> None:
    desk.press("x")
    click_alternative(desk, 2)
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED


def test_an_alternative_that_is_clicked_is_taken(desk: "Desk") -> None:
    click_alternative(desk, 2)
    assert text_of(desk, "간장") == "낡장"


def test_a_number_without_alternative_says_so_in_the_editor(desk: "Desk") -> None:
    desk.press("e")
    editor = desk.page.deck.editing.editor
    desk.qtbot.keyClick(editor, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert desk.page.notice.text() == "There is no alternative 5 here."
    assert editor.text() == "간장"


def test_digits_and_latin_are_typed_with_the_system_keyboard(desk: "Desk") -> None:
    desk.press("e")
    editor = desk.page.deck.editing.editor
    desk.qtbot.keyClick(editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert not editor.built_in_keyboard
    desk.press(Qt.Key.Key_End, "a", "1", Qt.Key.Key_Return)
    assert text_of(desk, "간장") == "간장a1"


def test_empty_label_is_refused_in_words(desk: "Desk") -> None:
    desk.press("e")
    desk.page.deck.editing.editor.selectAll()
    desk.press(Qt.Key.Key_Delete, Qt.Key.Key_Return)
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED
    assert "cannot be empty" in desk.page.notice.text()


def test_empty_label_is_not_accepted(
    start: "Starter", write_dataset: "DatasetWriter", tmp_path: Path
) -> None:
    desk = start(dataset=write_dataset(tmp_path / "words", ("", "가게")), read=False)
    assert desk.label == ""
    desk.press(Qt.Key.Key_Space)
    assert desk.label == ""
    assert verdict_of(desk, "") is Verdict.UNDECIDED
    assert "cannot be empty" in desk.page.notice.text()


@pytest.mark.parametrize(
    ("digit", "reason"),
    [
        ("1", ExcludeReason.UNREADABLE),
        ("2", ExcludeReason.CUT_OFF),
        ("3", ExcludeReason.NOT_TEXT),
        ("4", ExcludeReason.OTHER),
    ],
)
def test_excluding_asks_for_the_reason(desk: "Desk", digit: str, reason: ExcludeReason) -> None:
    item = desk.page.session.current
    desk.press("x", digit)
    assert desk.page.session.review.reason(item) is reason
    assert desk.label == "약국"


def test_excluding_can_be_cancelled(desk: "Desk") -> None:
    desk.press("x", Qt.Key.Key_Space)  # not an answer, and no verdict either
    assert desk.page.deck.currentWidget() is desk.page.deck.reasons
    desk.press(Qt.Key.Key_Escape)
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED
    desk.press("f")
    assert verdict_of(desk, "간장") is Verdict.FLAGGED


def test_a_digit_is_shown_with_one_meaning_alone(desk: "Desk") -> None:
    alternatives = desk.page.alternatives
    assert alternatives.keys == ("1", "2")
    desk.press("x")
    assert alternatives.keys == ()
    desk.press(Qt.Key.Key_Escape)
    assert alternatives.keys == ("1", "2")
    desk.press("e")
    assert alternatives.keys == ("Alt+1", "Alt+2")
    desk.press(Qt.Key.Key_Escape)
    assert alternatives.keys == ("1", "2")


def test_tab_keeps_the_digits_with_the_reasons(desk: "Desk") -> None:
    item = desk.page.session.current
    desk.press("x", Qt.Key.Key_Tab, "2")
    assert desk.page.session.review.reason(item) is ExcludeReason.CUT_OFF


def test_the_reasons_go_when_another_place_is_clicked(desk: "Desk") -> None:
    desk.press("x")
    search = desk.page.queue_panel.search
    desk.qtbot.mouseClick(search, Qt.MouseButton.LeftButton)
    assert search.hasFocus()
    assert desk.page.deck.currentWidget() is desk.page.deck.actions
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED


def test_skipping_and_going_back(desk: "Desk") -> None:
    desk.press("s", "s")
    assert desk.label not in ("간장", "약국")
    desk.press("b", "b")
    assert desk.label == "간장"
    assert verdict_of(desk, "약국") is Verdict.UNDECIDED


def test_next_doubtful_leaves_the_filter(desk: "Desk") -> None:
    desk.press("p")
    desk.page.queue_panel.search.setText("시장")
    desk.page.focus_queue()
    assert desk.label == "시장"
    desk.press("n")
    assert verdict_of(desk, desk.label) is Verdict.UNDECIDED
    assert desk.label != "시장"


def test_taking_a_verdict_back_stays(desk: "Desk") -> None:
    desk.press("p", "b", Qt.Key.Key_Delete)
    assert desk.label == "간장"
    assert verdict_of(desk, "간장") is Verdict.UNDECIDED


def test_selected_rows_are_one_step(desk: "Desk") -> None:
    view = desk.page.queue_panel.view
    desk.qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_count == 6
    desk.press(Qt.Key.Key_Space)
    assert desk.page.session.review.standing().decided == 6
    desk.press("u")
    assert desk.page.session.review.standing().decided == 0


@pytest.mark.parametrize("key", ["e", "1"])
def test_key_for_one_item_leaves_several_that_are_selected_alone(desk: "Desk", key: str) -> None:
    edit = desk.page.deck.actions.button(Command.EDIT)
    desk.qtbot.keyClick(desk.page.queue_panel.view, Qt.Key.Key_A, CONTROL)
    assert desk.page.alternatives.keys == ()
    assert not edit.isEnabled()
    desk.press(key)
    assert desk.page.deck.currentWidget() is desk.page.deck.actions
    assert desk.page.session.review.standing().decided == 0
    assert desk.page.queue_panel.view.selected_count == 6
    assert "Esc" in desk.page.notice.text()
    desk.press(Qt.Key.Key_Escape)
    assert desk.page.alternatives.keys == ("1", "2")
    assert edit.isEnabled()
    assert desk.label == "간장"


def test_undoing_a_step_of_many_stays_where_one_is(desk: "Desk") -> None:
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.keyClick(desk.page.queue_panel.view, Qt.Key.Key_A, CONTROL)
    desk.press("f", "u")
    assert desk.label == "약국"
    desk.press("u")
    assert desk.label == "간장"


def test_the_place_in_the_list_is_that_of_the_list_shown(desk: "Desk") -> None:
    desk.qtbot.keyClick(desk.page.queue_panel.view, Qt.Key.Key_A, CONTROL)
    desk.press(Qt.Key.Key_Space)
    desk.page.session.sort_what_comes()
    desk.qtbot.waitUntil(lambda: len(desk.page.session.queue) == 1)
    desk.press("u")
    desk.page.session.sort_what_comes()
    desk.qtbot.waitUntil(lambda: len(desk.page.session.queue) == 6)
    assert desk.page.header.text.startswith(f"{desk.page.session.row + 1} / 6")


def test_arrow_keys_move_through_the_list(desk: "Desk") -> None:
    desk.press(Qt.Key.Key_Down)
    assert desk.label == "약국"
    desk.press(Qt.Key.Key_Up)
    assert desk.label == "간장"


def press_hangul(desk: "Desk", letter: str) -> None:
    """Send a key as systems do that deliver the Hangul letter on it."""
    event = QKeyEvent(QKeyEvent.Type.KeyPress, ord(letter), Qt.KeyboardModifier.NoModifier, letter)
    QApplication.sendEvent(desk.window.focusWidget(), event)


def test_keys_are_bound_in_hangul_mode_too(desk: "Desk") -> None:
    bound = {
        sequence.toString()
        for action in desk.window.actions()
        if action.objectName() == Command.TAKE_PREDICTION
        for sequence in action.shortcuts()
    }
    assert {"P", "ㅔ", "Tab"} <= bound


def test_editor_composes_letters_that_arrive_as_hangul(desk: "Desk") -> None:
    desk.press("e")
    press_hangul(desk, "ㅇ")
    desk.press(Qt.Key.Key_Return)
    assert text_of(desk, "간장") == "강장"


def test_end_of_the_list_is_said(desk: "Desk") -> None:
    desk.press(*[Qt.Key.Key_Space] * 6)
    assert "Everything is decided" in desk.page.notice.text()


def test_decisions_are_there_after_a_restart(start: "Starter") -> None:
    first = start()
    first.press("p")
    first.close()
    second = start(dataset=first.dataset)
    assert text_of(second, "간장") == "강장"
    second.press("u")
    assert second.label == "간장"


@pytest.mark.parametrize("key", ["e", "x"])
def test_the_hint_is_silent_while_other_keys_count(desk: "Desk", key: str) -> None:
    desk.press(key)
    assert not desk.page.hint.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert desk.page.hint.isVisible()


def test_a_notice_about_a_step_goes_with_the_next_one(desk: "Desk") -> None:
    desk.page.notice.say("done again")
    desk.press(Qt.Key.Key_Space)
    assert not desk.page.notice.isVisible()


@pytest.mark.parametrize("kind", ["error", "long"])
def test_a_notice_that_must_be_read_outlasts_the_next_step(desk: "Desk", kind: str) -> None:
    desk.page.notice.say("beware", **{kind: True})
    desk.press(Qt.Key.Key_Space)
    assert desk.page.notice.isVisible()


def test_the_hint_goes_when_it_was_read(desk: "Desk") -> None:
    assert desk.page.hint.isVisible()
    desk.page.hint.dismissed.emit()
    assert not desk.page.hint.isVisible()


def test_deciding_works_before_the_model_is_there(start: "Starter") -> None:
    desk = start(read=False)
    assert "not read" in desk.page.comparison.accessibleName() or desk.label == "가게"
    desk.press(Qt.Key.Key_Space)
    assert verdict_of(desk, "가게") is Verdict.ACCEPTED
    desk.press("p")
    assert "has not read" in desk.page.notice.text()


def test_late_answers_do_not_move_the_reviewer(start: "Starter") -> None:
    desk = start(read=False)
    desk.press("s", "s")
    assert desk.label == "학교"
    desk.wait_until_read()
    assert desk.label == "학교"
    desk.press(Qt.Key.Key_Space)
    assert desk.label == "약국"  # not 시장: what was still to come was sorted by doubt
