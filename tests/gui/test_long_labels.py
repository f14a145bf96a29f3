"""A label of a hundred characters beside words: readable, and no word pays for it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QPoint, QPointF, QSize, Qt
from PyQt5.QtGui import QImage, QWheelEvent

from app.domain.items import ItemId
from app.views.comparison import Reading

if TYPE_CHECKING:
    from tests.gui.conftest import DatasetWriter, Desk, Starter

LONG = "동해물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세. " * 4


@pytest.fixture
def long_desk(start: "Starter", write_dataset: "DatasetWriter", tmp_path: Path) -> "Desk":
    return start(dataset=write_dataset(tmp_path / "lines", (LONG.strip(), "가게")))


def resize(desk: "Desk", width: int, height: int) -> None:
    desk.window.resize(width, height)
    desk.qtbot.waitUntil(lambda: desk.window.size() == QSize(width, height))


def test_on_a_wide_screen_all_of_it_is_shown(long_desk: "Desk") -> None:
    resize(long_desk, 1920, 1040)
    page = long_desk.page
    page.session.show_item(ItemId(0))
    page.comparison.show_texts(LONG, Reading("하느님"), suspicious=2)
    view = page.comparison
    long_desk.qtbot.waitUntil(lambda: view.height() >= view.sizeHint().height())
    assert 1 < len(view._lines.lines) == len(view.shown_lines)


def test_a_word_after_it_has_the_room_it_had(long_desk: "Desk") -> None:
    resize(long_desk, 1366, 768)
    view = long_desk.page.comparison
    long_desk.page.session.show_item(ItemId(1))
    before = view.sizeHint()
    view.show_texts(LONG, Reading("하느님"))
    assert view.sizeHint().height() > before.height()
    view.show_texts("가게", Reading("가게"))
    assert view.sizeHint() == before


def test_the_suspicious_line_is_shown_first_and_the_wheel_shows_the_others(
    long_desk: "Desk",
) -> None:
    resize(long_desk, 900, 560)
    view = long_desk.page.comparison
    view.show_texts(LONG, Reading("하느님"), suspicious=len(LONG) - 1)
    count = len(view._lines.lines)
    assert view.shown_lines.stop == count
    assert view.shown_lines.start > 0
    for _ in range(count):
        turn(view, 120)
    assert view.shown_lines.start == 0
    turn(view, -120)
    assert view.shown_lines.start == 1


def test_why_there_is_no_reading_is_shown_to_its_end(desk: "Desk") -> None:
    resize(desk, 900, 600)
    view = desk.page.comparison

    def shown(error: str) -> QImage:
        view.show_texts("가게", Reading(error=error))
        return view.grab().toImage()

    reason = "the image is cut off: the file ends before its picture does"
    assert shown(f"{reason}, once") != shown(f"{reason}, then")


def test_the_line_that_is_typed_in_is_shown(long_desk: "Desk") -> None:
    resize(long_desk, 900, 560)
    long_desk.page.session.show_item(ItemId(0))
    view = long_desk.page.comparison
    long_desk.press("e", Qt.Key.Key_Home)
    assert view.shown_lines.start == 0
    long_desk.press(Qt.Key.Key_End)
    assert view.shown_lines.stop == len(view._lines.lines) > len(view.shown_lines)
    long_desk.press("r")
    assert view.shown_lines.stop == len(view._lines.lines)


def turn(view: object, by: int) -> None:
    middle = QPointF(200, 50)
    view.wheelEvent(  # type: ignore[attr-defined]
        QWheelEvent(
            middle, middle, QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )
    )  # fmt: skip
