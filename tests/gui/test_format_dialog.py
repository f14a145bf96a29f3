"""The recognised format can be overridden by keyboard, and nothing is lost by it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QPushButton, QWidget

from app.domain.items import ItemId
from app.domain.verdict import Verdict
from app.jobs.background import BackgroundCall
from app.services.importing import review_path
from app.views.format_dialog import FormatDialog
from app.views.settings import Settings

if TYPE_CHECKING:
    from tests.gui.conftest import DatasetWriter, Desk, Starter

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def ask(desk: "Desk") -> FormatDialog:
    """Open the dialog with its key, and wait until it has looked at the dataset."""
    desk.window.activateWindow()  # the platform of tests does not give the focus back
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_O, CONTROL_SHIFT)
    dialog = open_dialog(desk)
    assert dialog is not None
    desk.qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() > 0)
    return dialog


def open_dialog(desk: "Desk") -> FormatDialog | None:
    dialogs = desk.window.findChildren(FormatDialog)
    return next((dialog for dialog in dialogs if dialog.isVisible()), None)


def rows(dialog: FormatDialog) -> list[tuple[str, str]]:
    items = [dialog.table.topLevelItem(row) for row in range(dialog.table.topLevelItemCount())]
    return [(item.text(0), item.text(1)) for item in items]


def press_enter(desk: "Desk", dialog: FormatDialog) -> None:
    desk.qtbot.keyClick(dialog.table, Qt.Key.Key_Return)


def wait_for_format(desk: "Desk", name: str) -> None:
    def there() -> bool:
        page = desk.window.page
        return page is not None and page.session.review.format_name == name

    desk.qtbot.waitUntil(there)
    desk.wait_until_read()


def labels(desk: "Desk") -> list[str]:
    review = desk.page.session.review
    return [review.label(ItemId(item)) for item in range(review.count)]


def test_formats_that_fit_come_first_with_their_reasons(desk: "Desk") -> None:
    dialog = ask(desk)
    assert rows(dialog)[:2] == [
        ("gt.txt (now)", "gt.txt has lines of an image path, a tab and a label"),
        (
            "images named by their labels",
            "of the images looked at (6), 0 have Hangul in their names",
        ),
    ]
    assert {reason for _, reason in rows(dialog)[2:]} == {"nothing seen"}
    assert len(rows(dialog)) > 20


def test_keys_lead_through_the_list(desk: "Desk") -> None:
    dialog = ask(desk)
    assert rows(dialog).index(current_row(dialog)) == 1  # the first that is not open already
    desk.qtbot.keyClick(dialog.table, Qt.Key.Key_End)
    assert current_row(dialog) == rows(dialog)[-1]
    desk.qtbot.keyClick(dialog.table, Qt.Key.Key_Home)
    assert current_row(dialog) == rows(dialog)[0]
    desk.qtbot.keyClicks(dialog.table, "csv")
    assert current_row(dialog) == ("CSV", "nothing seen")


def current_row(dialog: FormatDialog) -> tuple[str, str]:
    return dialog.table.currentItem().text(0), dialog.table.currentItem().text(1)


def test_enter_opens_the_next_best_format_anew_where_nothing_was_decided(desk: "Desk") -> None:
    dialog = ask(desk)
    assert "Nothing was decided yet: words.review.sqlite begins anew" in dialog.outcome.text()
    press_enter(desk, dialog)
    wait_for_format(desk, "names")
    assert labels(desk) == ["0", "1", "2", "3", "4", "5"]
    assert desk.page.session.review.path == review_path(desk.dataset)
    assert open_dialog(desk) is None


def test_decisions_stay_in_their_review_and_a_second_one_begins(desk: "Desk") -> None:
    desk.press("p")
    decided = desk.page.session.review.verdict_counts()
    dialog = ask(desk)
    assert "Your decisions stay as they are" in dialog.outcome.text()
    assert "words.review.names.sqlite" in dialog.outcome.text()
    press_enter(desk, dialog)
    wait_for_format(desk, "names")
    assert desk.page.session.review.verdict_counts()[Verdict.CORRECTED] == 0

    dialog = ask(desk)
    dialog.choose("gt")
    assert "words.review.sqlite: it goes on where it was" in dialog.outcome.text()
    press_enter(desk, dialog)
    wait_for_format(desk, "gt")
    assert desk.page.session.review.verdict_counts() == decided
    assert decided[Verdict.CORRECTED] == 1


def test_what_the_dataset_is_read_as_already_is_not_opened_again(desk: "Desk") -> None:
    dialog = ask(desk)
    dialog.choose("gt")
    assert dialog.outcome.text() == "The dataset is open in this format."
    page = desk.page
    press_enter(desk, dialog)
    assert dialog.isVisible()
    assert desk.page is page


def test_a_format_that_cannot_read_it_says_so_and_everything_stays(desk: "Desk") -> None:
    desk.press("p")
    page, files = desk.page, sorted(path.name for path in desk.dataset.parent.iterdir())
    dialog = ask(desk)
    dialog.choose("tsv")
    press_enter(desk, dialog)
    desk.qtbot.waitUntil(lambda: "no labelled image found" in dialog.outcome.text())
    assert dialog.outcome.text().startswith(f"TSV: {desk.dataset}")
    assert dialog.outcome.property("role") == "error"
    assert dialog.isVisible()
    assert desk.page is page
    assert sorted(path.name for path in desk.dataset.parent.iterdir()) == files

    dialog.choose("names")  # the next try is not in the way of the last
    press_enter(desk, dialog)
    wait_for_format(desk, "names")


def test_escape_while_a_format_is_tried_opens_nothing(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[object] = []
    desk.window.format_chosen.connect(chosen.append)
    calls: list[BackgroundCall] = []
    dialog = ask(desk)
    monkeypatch.setattr(BackgroundCall, "start", lambda call, _: calls.append(call))
    press_enter(desk, dialog)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    calls[0].finished.emit(None)  # its answer was on the way
    assert not chosen
    assert desk.page.session.review.format_name == "gt"


def test_the_command_line_speaks_of_its_dataset_alone(
    start: "Starter", tmp_path: Path, write_dataset: "DatasetWriter"
) -> None:
    kept = tmp_path / "kept.sqlite"
    desk = start(review=kept, format_name="names")
    other = write_dataset(tmp_path / "more", ("바다", "하늘"))
    desk.program.open(other)
    wait_for_format(desk, "gt")
    assert desk.page.session.review.path == review_path(other)

    desk.program.open(desk.dataset)
    wait_for_format(desk, "names")
    assert desk.page.session.review.path == kept


def test_failure_page_offers_another_format(
    start: "Starter", tmp_path: Path, write_dataset: "DatasetWriter"
) -> None:
    desk = start()
    other = write_dataset(tmp_path / "more", ("바다", "하늘"))
    (other / "gt.txt").write_text("gone.png\t바다\n", "utf-8")
    desk.program.open(other)
    page = desk.window.opening_page
    desk.qtbot.waitUntil(lambda: "could not be opened" in page.text)
    press(page, "Open as another format …")
    desk.qtbot.waitUntil(lambda: open_dialog(desk) is not None)
    dialog = open_dialog(desk)
    assert dialog is not None
    desk.qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() > 0)
    dialog.choose("names")
    assert dialog.outcome.text() == "The review will be kept in more.review.sqlite."
    press_enter(desk, dialog)
    wait_for_format(desk, "names")
    assert labels(desk) == ["0", "1"]


def press(page: QWidget, caption: str) -> None:
    next(button for button in page.findChildren(QPushButton) if button.text() == caption).click()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_comes_of_a_choice_is_never_cut_off(desk: "Desk", language: str) -> None:
    desk.press("p")
    desk.window.apply_settings(Settings(language=language))
    outcome = ask(desk).outcome
    # The layout follows the text with the next events.
    desk.qtbot.waitUntil(lambda: outcome.height() >= outcome.heightForWidth(outcome.width()))
