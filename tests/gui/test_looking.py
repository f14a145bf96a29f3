"""Keys that change what the eye sees, and nothing else; where the model looked."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PyQt5.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QThreadPool
from PyQt5.QtGui import QMouseEvent

from app.jobs.page_look import outlined_page
from app.views.image_view import MARGIN, EyeSettings
from datasets.record import Box

if TYPE_CHECKING:
    from tests.gui.conftest import Desk, Starter


def press_with_control(desk: "Desk", key: Qt.Key) -> None:
    desk.qtbot.keyClick(desk.window.focusWidget(), key, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("keys", "eye"),
    [
        ("i", EyeSettings(inverted=True)),
        ("ii", EyeSettings()),
        ("k", EyeSettings(stretched=True)),
        ("]", EyeSettings(quarter_turns=1)),
        ("[", EyeSettings(quarter_turns=3)),
        ("]]]]", EyeSettings()),
        ("z", EyeSettings(zoom=1.25)),
        ("-", EyeSettings(zoom=0.8)),
        ("ki]zz0", EyeSettings()),
    ],
)
def test_keys_change_how_the_image_is_looked_at(desk: "Desk", keys: str, eye: EyeSettings) -> None:
    label = desk.label
    desk.press(*keys)
    assert desk.page.image_view.eye == eye
    assert (desk.label, desk.page.session.review.can_undo) == (label, False)


def test_a_zoomed_image_is_looked_over_by_keys_to_its_edges(desk: "Desk") -> None:
    view, label = desk.page.image_view, desk.label
    desk.qtbot.waitUntil(lambda: view.picture is not None)
    desk.press(*"zzzzzz")
    centre = view.place.center()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        press_with_control(desk, key)
    assert view.place.center().x() > centre.x()
    assert view.place.center().y() > centre.y()
    for _ in range(30):
        press_with_control(desk, Qt.Key.Key_Right)
        press_with_control(desk, Qt.Key.Key_Down)
    assert 0 < view.width() - view.place.right() <= MARGIN
    assert 0 < view.height() - view.place.bottom() <= MARGIN
    assert desk.label == label


def test_what_is_in_the_middle_stays_there_while_one_zooms(desk: "Desk") -> None:
    view = desk.page.image_view
    desk.qtbot.waitUntil(lambda: view.picture is not None)
    desk.press(*"zzzzzzzzz")
    press_with_control(desk, Qt.Key.Key_Left)
    middle = (view.width() / 2 - view.place.left()) / view.place.width()
    desk.press("z")
    assert (view.width() / 2 - view.place.left()) / view.place.width() == pytest.approx(middle)


def test_that_no_more_of_an_image_is_there_to_see_is_said(desk: "Desk") -> None:
    desk.qtbot.waitUntil(lambda: desk.page.image_view.picture is not None)
    press_with_control(desk, Qt.Key.Key_Right)
    assert desk.page.notice.text() == "The whole image is on the screen. Z zooms in."


def test_a_dragged_image_comes_back(desk: "Desk") -> None:
    view = desk.page.image_view
    desk.qtbot.waitUntil(lambda: view.picture is not None)
    place = view.place
    left = Qt.MouseButton.LeftButton
    desk.qtbot.mousePress(view, left, pos=QPoint(100, 50))
    no_key = Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(400, 80), left, left, no_key)
    QCoreApplication.sendEvent(view, moved)
    desk.qtbot.mouseRelease(view, left, pos=QPoint(400, 80))
    assert view.place != place
    desk.press("0")
    assert view.place == place


def test_what_is_seen_changes_and_what_is_stored_does_not(desk: "Desk") -> None:
    view = desk.page.image_view
    desk.qtbot.waitUntil(lambda: view.picture is not None)
    desk.page.notice.hide()  # which would lie over it
    stored, seen = view.picture.copy(), view.grab().toImage()
    desk.press("i")
    assert view.picture == stored
    assert view.grab().toImage() != seen
    desk.press("i")
    assert view.grab().toImage() == seen


def test_where_the_model_looked_in_no_image_says_what_is_wrong_with_it(desk: "Desk") -> None:
    (desk.dataset / "1.png").unlink()
    desk.press("a")
    desk.qtbot.waitUntil(lambda: "1.png is not there" in desk.page.notice.text())


def test_where_the_model_looked_is_shown_on_demand_and_goes(desk: "Desk") -> None:
    view = desk.page.image_view
    assert view.gazes == ()
    desk.press("a")
    desk.qtbot.waitUntil(lambda: bool(view.gazes))
    assert "".join(gaze.character for gaze in view.gazes) == "강장"
    assert all(np.isclose(gaze.weights.sum(), 1) for gaze in view.gazes)
    desk.press("a")
    assert view.gazes == ()


def test_where_the_model_looked_does_not_follow_to_the_next_image(desk: "Desk") -> None:
    desk.press("a")
    desk.qtbot.waitUntil(lambda: bool(desk.page.image_view.gazes))
    desk.press(Qt.Key.Key_Space)
    assert desk.page.image_view.gazes == ()


@pytest.fixture
def pages(start: "Starter", tmp_path: Path) -> "Desk":
    """A page with two words, black on white, and a model that reads them."""
    folder = tmp_path / "pages"
    folder.mkdir()
    page = np.full((200, 300, 3), 255, np.uint8)
    page[50:90, 100:160] = 0
    (folder / "page.png").write_bytes(cv2.imencode(".png", page)[1].tobytes())
    words = [
        {"transcription": label, "points": [[x, 50], [x + 60, 50], [x + 60, 90], [x, 90]]}
        for label, x in (("간장", 100), ("가게", 200))
    ]
    (folder / "Label.txt").write_text(f"page.png\t{json.dumps(words)}\n", "utf-8")
    return start(dataset=folder)


def test_the_page_of_a_word_is_shown_with_the_word_outlined(pages: "Desk") -> None:
    view = pages.page.image_view
    pages.qtbot.waitUntil(lambda: view.picture is not None)
    word = view.picture.copy()
    pages.press("w")
    pages.qtbot.waitUntil(lambda: view.picture is not None and view.picture.width() == 300)
    drawn = [view.picture.pixelColor(x, 70).getRgb()[:3] for x in (100, 130, 20)]
    assert drawn[1:] == [(0, 0, 0), (255, 255, 255)]
    assert drawn[0] not in drawn[1:]
    pages.press("w")
    assert view.picture == word


def test_the_page_does_not_follow_to_the_next_word(pages: "Desk") -> None:
    view = pages.page.image_view
    pages.press("w")
    pages.qtbot.waitUntil(lambda: view.picture is not None and view.picture.width() == 300)
    pages.press("s")
    pages.qtbot.waitUntil(lambda: view.picture is not None and view.picture.width() == 60)


def test_a_page_that_comes_too_late_is_not_shown(pages: "Desk") -> None:
    view = pages.page.image_view
    pages.qtbot.waitUntil(lambda: view.picture is not None)
    pages.press("w", "w")
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.sendPostedEvents()
    assert view.picture.width() == 60


def test_where_the_model_looked_is_laid_over_the_word_not_its_page(pages: "Desk") -> None:
    view = pages.page.image_view
    pages.press("w")
    pages.qtbot.waitUntil(lambda: view.picture is not None and view.picture.width() == 300)
    pages.press("a")
    pages.qtbot.waitUntil(lambda: bool(view.gazes))
    assert view.picture.width() == 60


def test_a_page_that_is_gone_is_said_and_the_word_stays(pages: "Desk") -> None:
    view = pages.page.image_view
    pages.qtbot.waitUntil(lambda: view.picture is not None)
    (pages.dataset / "page.png").unlink()
    pages.press("w")
    pages.qtbot.waitUntil(lambda: "page.png" in pages.page.notice.text())
    assert view.picture.width() == 60


def test_an_image_that_is_a_whole_file_has_no_page(desk: "Desk") -> None:
    desk.press("w")
    assert desk.page.notice.text() == "This image is not cut from a page."


def test_a_word_is_found_again_on_a_page_that_was_made_smaller() -> None:
    page = np.full((2000, 6000, 3), 255, np.uint8)
    encoded = cv2.imencode(".png", page)[1].tobytes()
    picture = outlined_page(encoded, Box(4000, 1000, 400, 200))
    assert (picture.width(), picture.height()) == (3000, 1000)
    assert picture.pixelColor(2000, 550).getRgb()[:3] != (255, 255, 255)
    assert picture.pixelColor(2100, 550).getRgb()[:3] == (255, 255, 255)
