"""What comes of an image that is another one by now than the model has read."""

import shutil
import threading
import zlib
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.verdict import Verdict
from app.jobs.image_loader import ImageLoader, LoadedImage
from app.models.picture_check import PictureState
from datasets.errors import ImageMissingError
from datasets.record import ImageRef

if TYPE_CHECKING:
    from tests.gui.conftest import Desk, Starter

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"
BRIGHT = 250
REPLACED = ItemId(1)
LABEL = "간장"
"""Of `REPLACED`: the most doubtful item, for the model reads 강장 in its first picture."""


@pytest.fixture(name="desk")
def desk_with_pictures(desk: "Desk") -> "Desk":
    """The desk with no image on its way: none that was asked for before a test comes into it."""
    wait_for_pictures(desk)
    return desk


def wait_for_pictures(desk: "Desk") -> None:
    desk.qtbot.waitUntil(lambda: not desk.page.loader._wanted)


def replace(desk: "Desk", item: ItemId = REPLACED) -> bytes:
    """Put another picture in the place of an item's, as a program that saves safely does."""
    picture = cv2.imencode(".png", np.full((32, 64, 3), BRIGHT, np.uint8))[1].tobytes()
    beside = desk.dataset / "new"
    beside.write_bytes(picture)
    beside.replace(desk.dataset / f"{item}.png")
    return picture


def show_again(desk: "Desk") -> None:
    desk.press("s", "b")


def state(desk: "Desk") -> PictureState:
    return desk.page._check.state


def reading(desk: "Desk", item: ItemId = REPLACED) -> StoredPrediction:
    found = desk.page.session.review.prediction(item)
    assert found is not None
    return found


def is_bright(desk: "Desk") -> bool:
    picture = desk.page.image_view.picture
    return picture is not None and QColor(picture.pixel(9, 9)).red() == BRIGHT


def looked_at(desk: "Desk") -> list[LoadedImage]:
    """Give what the loader says from now on."""
    told: list[LoadedImage] = []
    desk.page.loader.loaded.connect(told.append)
    return told


def test_a_replaced_image_is_shown_and_said_and_read_anew(desk: "Desk") -> None:
    review = desk.page.session.review
    doubt, asked = review.doubts[REPLACED], len(desk.backend.asked)
    assert (desk.page.session.current, reading(desk).text) == (REPLACED, "강장")
    desk.backend.gate.clear()
    desk.backend.pictures[replace(desk)] = LABEL
    show_again(desk)
    desk.qtbot.waitUntil(lambda: state(desk) is PictureState.WAITING)
    assert is_bright(desk)
    assert "has changed" in desk.page.image_view.remark
    assert reading(desk).text == "강장"
    show_again(desk)  # before the answer
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: desk.page.image_view.remark == "")
    desk.wait_until_read()
    assert reading(desk).text == LABEL
    assert review.doubts[REPLACED] < doubt
    assert desk.backend.asked[asked:] == [LABEL]


def test_an_image_replaced_between_two_sessions_is_read_anew(start: "Starter") -> None:
    first = start()
    first.close()
    first.backend.pictures[replace(first)] = LABEL
    first.backend.gate.clear()
    desk = start(dataset=first.dataset, read=False)
    asked = len(desk.backend.asked)
    assert desk.page.session.current == REPLACED
    desk.qtbot.waitUntil(lambda: "has changed" in desk.page.image_view.remark)
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: desk.page.image_view.remark == "")
    assert reading(desk).text == LABEL
    assert desk.backend.asked[asked:] == [LABEL]


def test_a_replaced_image_is_read_anew_before_it_is_come_to(start: "Starter") -> None:
    first = start()
    first.close()
    coming = ItemId(4)
    first.backend.pictures[replace(first, coming)] = "약국"
    desk = start(dataset=first.dataset)
    assert desk.page.session.current == REPLACED
    desk.qtbot.waitUntil(lambda: reading(desk, coming).text == "약국")
    assert desk.page.session.current == REPLACED
    assert state(desk) is PictureState.SAME


def test_a_decided_item_is_only_said_to_be_of_another_image(desk: "Desk") -> None:
    review, asked = desk.page.session.review, len(desk.backend.asked)
    desk.press(Qt.Key.Key_Space)
    before = reading(desk)
    desk.backend.pictures[replace(desk)] = LABEL
    told = looked_at(desk)
    desk.press("b")
    desk.qtbot.waitUntil(lambda: any(each.item == REPLACED for each in told))
    assert state(desk) is PictureState.DECIDED
    assert "your verdict" in desk.page.image_view.remark
    assert desk.page.feed is not None
    desk.page.feed.wake()
    assert desk.page.feed._in_flight == 0
    assert review.verdict(REPLACED) is Verdict.ACCEPTED
    assert reading(desk) == before
    desk.press("u")
    desk.qtbot.waitUntil(lambda: reading(desk).text == LABEL)
    assert desk.backend.asked[asked:] == [LABEL]


def test_an_image_saved_again_as_it_was_is_no_other(desk: "Desk") -> None:
    shown = desk.page.image_view.picture
    place = desk.dataset / f"{REPLACED}.png"
    content = place.read_bytes()
    place.unlink()
    place.write_bytes(content)
    told = looked_at(desk)
    show_again(desk)
    desk.press("z")
    desk.qtbot.waitUntil(lambda: any(each.item == REPLACED for each in told))
    assert state(desk) is PictureState.SAME
    assert desk.page.image_view.picture is shown
    assert desk.page.image_view.eye.zoom > 1
    assert desk.page.session.review.predicted.all()


def test_a_reading_that_comes_after_its_image_was_replaced_is_not_kept(start: "Starter") -> None:
    desk, first = start(read=False), ItemId(0)
    desk.qtbot.waitUntil(lambda: desk.backend.reading)
    assert desk.page.session.current == first
    picture = replace(desk, first)
    desk.backend.pictures[picture] = "가제"
    show_again(desk)
    desk.qtbot.waitUntil(lambda: is_bright(desk))
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: desk.backend.asked.count("가게") == 2)
    desk.qtbot.waitUntil(lambda: reading(desk, first).text == "가제")
    assert reading(desk, first).image_crc == zlib.crc32(picture)
    desk.wait_until_read()
    assert state(desk) is PictureState.SAME
    assert desk.backend.asked.count("가게") == 2


def test_a_picture_older_than_its_reading_is_brought_up_to_date(start: "Starter") -> None:
    desk, last = start(read=False), ItemId(5)
    desk.page.session.show_item(last)
    show_again(desk)  # begun: from now on nothing else takes the reviewer elsewhere
    wait_for_pictures(desk)
    picture = replace(desk, last)
    assert desk.page.image_view.picture is not None
    assert not is_bright(desk)
    review = desk.page.session.review
    desk.qtbot.waitUntil(lambda: review.model is not None)
    review.store_predictions(
        [StoredPrediction(last, desk.backend.identity, "병원", image_crc=zlib.crc32(picture))]
    )
    desk.page.session.take_in(np.array([last], np.int64))
    desk.qtbot.waitUntil(lambda: is_bright(desk))
    assert state(desk) is PictureState.SAME
    assert review.predicted[last]


def test_the_picture_of_an_image_that_is_gone_stays_and_that_is_said(desk: "Desk") -> None:
    place, away = desk.dataset / f"{REPLACED}.png", desk.dataset / "away"
    place.rename(away)
    show_again(desk)
    desk.qtbot.waitUntil(lambda: state(desk) is PictureState.GONE)
    assert desk.page.image_view.picture is not None
    assert "how it was" in desk.page.image_view.remark
    away.rename(place)
    show_again(desk)
    desk.qtbot.waitUntil(lambda: state(desk) is PictureState.SAME)
    assert desk.page.session.review.predicted[REPLACED]


def test_a_picture_stays_while_the_folder_is_away(desk: "Desk") -> None:
    told = looked_at(desk)
    desk.dataset.rename(desk.dataset.with_name("away"))
    show_again(desk)
    desk.qtbot.waitUntil(lambda: any(each.item == REPLACED for each in told))
    desk.dataset.with_name("away").rename(desk.dataset)
    assert desk.page.image_view.picture is not None
    assert desk.page.image_view.remark == ""


def test_an_image_that_was_gone_is_shown_once_it_is_back(start: "Starter") -> None:
    desk = start(read=False)
    desk.close()
    place, away = desk.dataset / f"{REPLACED}.png", desk.dataset / "away"
    place.rename(away)
    again = start(dataset=desk.dataset)
    again.page.session.show_item(REPLACED)
    again.qtbot.waitUntil(lambda: "1.png is not there" in again.page.image_view.message)
    away.rename(place)
    show_again(again)
    again.qtbot.waitUntil(lambda: again.page.image_view.picture is not None)


def test_an_image_that_was_missing_when_it_was_to_be_read_is_read_once_it_is_there(
    start: "Starter",
) -> None:
    desk = start(read=False)
    desk.close()
    place, away = desk.dataset / f"{REPLACED}.png", desk.dataset / "away"
    place.rename(away)
    again = start(dataset=desk.dataset)
    assert "1.png is not there" in reading(again).error
    away.rename(place)
    again.page.session.show_item(REPLACED)
    again.qtbot.waitUntil(lambda: reading(again).text == "강장")


@pytest.mark.parametrize("name", ["ppocrlabel", "lmdb", "tsv"])
def test_model_and_screen_are_given_the_same_bytes(
    start: "Starter", tmp_path: Path, name: str
) -> None:
    shutil.copytree(SAMPLES / name, tmp_path / name)
    desk = start(dataset=tmp_path / name)
    session, told = desk.page.session, looked_at(desk)
    for number in range(session.review.count):
        item = ItemId(number)
        session.show_item(item)
        desk.qtbot.waitUntil(lambda item=item: any(each.item == item for each in told))  # type: ignore[misc]
        assert {each.crc for each in told if each.item == item} == {reading(desk, item).image_crc}
    assert session.review.predicted.all()


@pytest.mark.parametrize("width", [320, 900])
def test_the_picture_makes_room_for_what_is_said_of_it(desk: "Desk", width: int) -> None:
    view = desk.page.image_view
    desk.qtbot.waitUntil(lambda: view.picture is not None)
    view.resize(width, 300)
    view.show_state(PictureState.DECIDED)
    strip = view._remark_strip()
    assert (strip.left(), strip.width()) == (0, width)
    assert view._place().top() >= strip.bottom() > 0
    view.show_state(PictureState.SAME)
    assert view._remark_strip().isEmpty()


def test_an_image_that_comes_late_does_not_take_the_place_of_a_newer_one(qtbot: QtBot) -> None:
    begins, gates = ([threading.Event(), threading.Event()] for _ in range(2))
    picture = cv2.imencode(".png", np.full((32, 64, 3), BRIGHT, np.uint8))[1].tobytes()
    asked = count()

    def read(_: ImageRef) -> bytes:
        number = next(asked)
        begins[number].set()
        gates[number].wait()
        if number == 0:
            raise ImageMissingError("not there yet")
        return picture

    loader = ImageLoader(read)
    told: list[LoadedImage] = []
    loader.loaded.connect(told.append)
    for begun in begins:
        assert loader.get(REPLACED, ImageRef("1.png")) is None
        begun.wait()
    gates[1].set()
    qtbot.waitUntil(lambda: len(told) == 1)
    gates[0].set()
    assert loader._pool.waitForDone()
    qtbot.wait(0)
    assert [each.error for each in told] == [""]
    loader.close()
