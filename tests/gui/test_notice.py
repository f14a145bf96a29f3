"""A notice takes room of its own: it lies over nothing that is read or pressed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtWidgets import QWidget

from app.views.queue_view import ROW_HEIGHT

if TYPE_CHECKING:
    from tests.gui.conftest import Desk, Starter

SIZES = (QSize(900, 560), QSize(1366, 768), QSize(1920, 1080))
LONG = (
    "/home/kim/"
    + 3 * "scans_of_the_year_2019/"
    + 60 * "x"
    + ".sqlite: the disk is full. Make room."
)


def place_of(widget: QWidget, page: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint()), widget.size())


def places_beside(desk: "Desk") -> dict[str, QRect]:
    page = desk.page
    panel = page.queue_panel
    beside = (
        page.header, page.image_view, page.comparison, page.alternatives, page.hint, page.deck,
        page.status_line, panel.search, panel.view,
    )  # fmt: skip
    return {type(widget).__name__: place_of(widget, page) for widget in beside}


def resize(desk: "Desk", size: QSize) -> None:
    """Take a size, with nothing said: what a new dataset was recognised by is, at first."""
    desk.page.notice.hide()
    desk.window.resize(size)
    panel = desk.page.queue_panel
    desk.qtbot.waitUntil(lambda: desk.window.size() == size)
    desk.qtbot.waitUntil(lambda: panel.view.geometry().bottom() == panel.rect().bottom())


@pytest.mark.parametrize("text", ["Undone: correction", "one\ntwo\nthree", LONG])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width()}x{size.height()}")
def test_notice_covers_nothing_and_only_the_list_makes_room(
    desk: "Desk", size: QSize, text: str
) -> None:
    resize(desk, size)
    before = places_beside(desk)

    desk.page.notice.say(text, long=True)

    desk.qtbot.waitUntil(lambda: places_beside(desk)["QueueView"] != before["QueueView"])
    after = places_beside(desk)
    notice = place_of(desk.page.notice, desk.page)
    assert desk.page.rect().contains(notice)
    assert [name for name, place in after.items() if place.intersects(notice)] == []
    assert [name for name in after if after[name] != before[name]] == ["QueueView"]
    assert desk.page.notice.height() >= desk.page.notice.heightForWidth(notice.width())


def test_path_that_is_wider_than_the_room_is_broken_not_cut(desk: "Desk") -> None:
    notice = desk.page.notice
    notice.say("short", error=True)
    one_line = notice.heightForWidth(notice.width())
    notice.say(LONG, error=True)
    needed = notice.fontMetrics().horizontalAdvance(LONG) // notice.width()
    assert notice.heightForWidth(notice.width()) >= one_line + needed * 14
    assert notice.text() == LONG


def test_current_row_stays_in_view_when_the_list_makes_room(
    start: "Starter", tmp_path: Path, write_dataset: Callable[[Path, list[str]], Path]
) -> None:
    desk = start(dataset=write_dataset(tmp_path / "many", [f"말{n}" for n in range(40)]))
    resize(desk, SIZES[0])
    view = desk.page.queue_panel.view
    last = view.viewport().height() // ROW_HEIGHT - 1
    view.go_to(last)
    whole = view.viewport().height()

    desk.page.notice.say("one\ntwo\nthree", long=True)

    desk.qtbot.waitUntil(lambda: view.viewport().height() < whole)
    desk.qtbot.waitUntil(
        lambda: view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())
    )
    assert view.currentIndex().row() == last


def test_notice_of_a_training_leaves_its_buttons_free(desk: "Desk") -> None:
    desk.window.training.open_dialog()
    dialog = desk.window.training.dialog
    assert dialog is not None
    desk.qtbot.waitUntil(dialog.isVisible)

    dialog.notice.say(LONG, error=True)

    desk.qtbot.waitUntil(lambda: dialog.notice.height() > 40)
    notice = place_of(dialog.notice, dialog)
    assert dialog.rect().contains(notice)
    assert not notice.intersects(place_of(dialog.buttons, dialog))
    dialog.close()


def test_key_works_while_a_notice_is_there(desk: "Desk") -> None:
    desk.page.notice.say("beware", error=True)
    before = desk.page.session.current
    desk.press(Qt.Key.Key_Space)
    assert desk.page.session.current != before
