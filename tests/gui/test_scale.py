"""What keeps the window quick however long the list is, and whatever fails behind it."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt5.QtCore import QModelIndex, Qt, QTimer
from PyQt5.QtGui import QImage
from PyQt5.QtTest import QSignalSpy

from app.domain.items import ItemId
from app.jobs import predictor
from app.jobs.background import BackgroundCall, RecurringCall
from app.jobs.first_look import FirstLook
from app.jobs.predictor import Answers, LoadedModel, ModelState, Question
from app.models import prediction_feed
from app.models import session as session_module
from app.models.prediction_feed import PredictionFeed
from app.store.errors import DiskFullError
from app.views.queue_view import ROW_HEIGHT, QueueDelegate
from app.views.review_page import ReviewPage
from app.views.wait_dialog import WaitDialog
from recognizer.contract import ModelIdentity, Outcome, Prediction

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.conftest import DatasetWriter, Desk, Starter


FOR_EVER_MS = 600_000
LONG = ("가게", "간장", "학교", "시장", "약국", "병원") * 20


def rows_told(spy: QSignalSpy) -> list[tuple[int, int]]:
    return [(first.row(), last.row()) for first, last, _ in spy]


@pytest.fixture
def painted_rows(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    rows: set[int] = set()
    paint = QueueDelegate.paint

    def note(self: QueueDelegate, painter: object, option: object, index: QModelIndex) -> None:
        rows.add(index.row())
        paint(self, painter, option, index)  # type: ignore[arg-type]

    monkeypatch.setattr(QueueDelegate, "paint", note)
    return rows


@pytest.fixture
def long_dataset(write_dataset: "DatasetWriter", tmp_path: Path) -> Path:
    return write_dataset(tmp_path / "long", LONG)


@pytest.fixture
def long_desk(start: "Starter", long_dataset: Path) -> "Desk":
    """A list that is longer than its view."""
    return start(dataset=long_dataset)


def test_a_decision_tells_of_its_own_row_alone(desk: "Desk") -> None:
    spy = QSignalSpy(desk.page.session.model.dataChanged)
    desk.press(Qt.Key.Key_Space)
    assert rows_told(spy) == [(0, 0)]


def test_a_decision_repaints_the_row_left_and_the_row_come_to(
    desk: "Desk", painted_rows: set[int]
) -> None:
    desk.qtbot.waitUntil(lambda: desk.page.image_view.picture is not None)
    painted_rows.clear()
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: painted_rows >= {0, 1})
    assert painted_rows == {0, 1}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_nothing_is_painted_below_the_image(desk: "Desk", theme: str) -> None:
    desk.window.apply_settings(replace(desk.window.settings, theme=theme))
    page = desk.page
    for widget in (page.image_view, page.comparison, page.alternatives, page.status_line):
        assert widget.testAttribute(Qt.WA_OpaquePaintEvent)


def test_readings_tell_of_doubts_and_of_nothing_else(desk: "Desk") -> None:
    model = desk.page.session.model
    spy = QSignalSpy(model.dataChanged)
    desk.page.session.take_in(np.array([model.item(2), model.item(4)], np.int64))
    assert sorted(rows_told(spy)) == [(2, 2), (4, 4)]
    assert {first.column() for first, _, _ in spy} == {2}


def test_the_list_scrolls_a_page_at_a_time(long_desk: "Desk") -> None:
    view = long_desk.page.queue_panel.view
    scrolled: list[int] = []
    view.verticalScrollBar().valueChanged.connect(scrolled.append)
    page = view.viewport().height() // ROW_HEIGHT

    def in_view() -> bool:
        return view.rowAt(0) <= long_desk.page.session.row < view.rowAt(0) + page

    for _ in range(2 * page):
        long_desk.press("s")
        long_desk.qtbot.waitUntil(in_view)
    assert len(scrolled) == 2


def test_rows_chosen_with_the_arrow_keys_stay_in_view(long_desk: "Desk") -> None:
    view = long_desk.page.queue_panel.view
    page = view.viewport().height() // ROW_HEIGHT
    long_desk.press(*[Qt.Key.Key_Down] * (page + 2))
    assert long_desk.page.session.row == page + 2
    long_desk.qtbot.waitUntil(lambda: view.rowAt(0) <= page + 2 < view.rowAt(0) + page)


def test_the_next_item_is_shown_before_anything_is_said_of_the_last(desk: "Desk") -> None:
    session = desk.page.session
    told: list[str] = []
    session.moved.connect(lambda: told.append("moved"))
    session.changed.connect(lambda _: told.append("changed"))
    session.decided.connect(lambda _: told.append("decided"))
    desk.press(Qt.Key.Key_Space)
    assert told == ["moved", "changed", "decided"]


def test_rows_that_are_selected_stay_what_they_are(long_desk: "Desk") -> None:
    desk, session = long_desk, long_desk.page.session
    desk.press("s", "o")  # begun, and in another order than that of doubt
    desk.qtbot.keyClick(desk.page.queue_panel.view, Qt.Key.Key_Down, Qt.ShiftModifier)
    chosen = desk.page.queue_panel.view.selected_items().tolist()
    assert len(chosen) == 2
    session._order = type(session.order).DOUBT  # sorting would move every row below
    session.sort_what_comes()
    assert not session.sorting
    assert desk.page.queue_panel.view.selected_items().tolist() == chosen
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not session.sorting)
    verdicts = session.review.verdicts
    assert [item for item in range(session.review.count) if verdicts[item]] == sorted(chosen)


def test_a_call_asked_for_while_it_runs_runs_once_more(qtbot: "QtBot") -> None:
    gate, begun = threading.Semaphore(0), []

    def prepare() -> object:
        begun.append(len(begun))
        number = len(begun)
        return lambda: (gate.acquire(), number)[1]

    call = RecurringCall(prepare)  # type: ignore[arg-type]
    results: list[int] = []
    call.finished.connect(results.append)
    for _ in range(3):
        call.ask()
    gate.release(2)
    qtbot.waitUntil(lambda: results == [1, 2])
    assert not call.busy
    call.close()


@pytest.mark.parametrize(("error", "raised"), [(DiskFullError("x"), 0), (ValueError("x"), 1)])
def test_a_recurring_call_hides_no_fault_of_the_program(
    qtbot: "QtBot", error: Exception, raised: int
) -> None:
    def fail() -> None:
        raise error

    work = iter([fail, lambda: "done"])
    call = RecurringCall(lambda: next(work))
    results: list[str] = []
    call.finished.connect(results.append)
    with qtbot.capture_exceptions() as caught:
        call.ask()
        call.ask()
        qtbot.waitUntil(lambda: results == ["done"])
    assert [each for _, each, _ in caught] == [error] * raised
    call.close()


def feed_of(desk: "Desk", *, in_flight: int = 9) -> PredictionFeed:
    """Give the feed as if so many batches were under way, so that none of a test's is the last.

    And as if no key had been pressed for long.
    """
    feed = desk.page.feed
    assert feed is not None
    desk.qtbot.waitUntil(lambda: feed.status.model is not None)
    feed._in_flight = in_flight
    feed._moved_s = float("-inf")
    return feed


def agreeing(
    desk: "Desk", numbers: Iterable[int], *, model: ModelIdentity | None = None
) -> Answers:
    """Give what the model of the desk, or another, says where it reads what the labels say."""
    items = desk.page.session.review.items([ItemId(number) for number in numbers])
    return Answers(
        tuple(Question(item.id, item.image, item.label) for item in items),
        tuple(Outcome(Prediction(item.label, log_prob=-0.1)) for item in items),
        model=LoadedModel(model or desk.backend.identity, scores_labels=True),
    ).weighed()


def test_many_batches_are_shown_at_once(start: "Starter") -> None:
    desk = start(read=False)
    feed, session = feed_of(desk), desk.page.session
    shown: list[list[int]] = []
    session.changed.connect(lambda ids: shown.append(ids.tolist()))
    for number in range(5):
        feed._on_answered(agreeing(desk, [number]))
    assert shown == [[0]]
    desk.qtbot.waitUntil(lambda: len(shown) > 1)
    assert shown[1] == [1, 2, 3, 4]


def test_a_batch_is_stored_in_parts_so_that_no_key_waits_for_all_of_it(
    start: "Starter", long_dataset: Path
) -> None:
    desk = start(dataset=long_dataset, read=False)
    feed, review = feed_of(desk, in_flight=9), desk.page.session.review
    feed._on_answered(agreeing(desk, range(40)))
    assert 0 < review.predicted[:40].sum() < 40
    assert feed._in_flight == 9
    desk.qtbot.waitUntil(lambda: bool(review.predicted[:40].all()))
    assert feed._in_flight == 8


@pytest.mark.parametrize(
    ("pause_is_told", "patience_ms"),
    [
        pytest.param(True, FOR_EVER_MS, id="until the next image is painted"),
        pytest.param(False, 1_000, id="until the keys rest"),
    ],
)
def test_what_is_read_while_keys_are_pressed_waits(
    start: "Starter",
    long_dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    pause_is_told: bool,
    patience_ms: int,
) -> None:
    if not pause_is_told:
        monkeypatch.setattr(ReviewPage, "_fetch_images", lambda _: None)
    monkeypatch.setattr(prediction_feed, "_PATIENCE_MS", patience_ms)
    desk = start(dataset=long_dataset, read=False)
    feed, session = feed_of(desk), desk.page.session
    answers = agreeing(desk, range(20, 24))
    session.accept()
    feed._on_answered(answers)
    assert not session.review.predicted[20:24].any()
    desk.qtbot.waitUntil(lambda: bool(session.review.predicted[20:24].all()))


def test_what_is_read_is_stored_where_keys_leave_no_pause(
    start: "Starter", long_dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReviewPage, "_fetch_images", lambda _: None)  # no pause is told of
    monkeypatch.setattr(prediction_feed, "_LONGEST_PATIENCE_S", 0.2)
    desk = start(dataset=long_dataset, read=False)
    feed, session = feed_of(desk), desk.page.session
    keys = QTimer()
    keys.timeout.connect(session.moved)
    keys.start(20)
    session.accept()
    for numbers in (range(20, 40), range(40, 60)):
        feed._on_answered(agreeing(desk, numbers))
    desk.qtbot.waitUntil(lambda: bool(session.review.predicted[20:60].all()))
    assert keys.isActive()
    keys.stop()


def test_an_image_that_was_ready_is_looked_at_again_once(
    start: "Starter", long_dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start(dataset=long_dataset, read=False)
    session, loader = desk.page.session, desk.page.loader
    desk.qtbot.waitUntil(lambda: len(loader._cache) > 1 and not loader._wanted)
    looked: list[ItemId] = []
    fetched: list[int] = []
    monkeypatch.setattr(loader, "look_again", lambda item, _: looked.append(item))
    monkeypatch.setattr(loader, "prefetch", lambda coming, _: fetched.append(len(coming)))
    session.skip()
    desk.qtbot.waitUntil(lambda: bool(fetched))
    fetched.clear()
    session.sorted_anew.emit()
    desk.qtbot.waitUntil(lambda: bool(fetched))
    assert looked == [session.current]


def test_images_of_what_comes_next_are_fetched_when_the_queue_is_sorted_anew(
    start: "Starter", long_dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start(dataset=long_dataset, read=False)
    feed, session = feed_of(desk), desk.page.session
    session.accept()  # begun: what was worked through stays where it is
    desk.qtbot.waitUntil(lambda: not session.sorting)
    loader, fetched = desk.page.loader, set[ItemId]()
    desk.qtbot.waitUntil(lambda: not loader._wanted)
    monkeypatch.setattr(loader, "prefetch", lambda coming, _: fetched.update(coming))
    doubtful = ItemId(len(LONG) - 1)
    assert doubtful not in session.upcoming(4)
    other = (Outcome(Prediction("의심", log_prob=-0.1)),)
    feed._on_answered(replace(agreeing(desk, [doubtful]), outcomes=other).weighed())
    desk.qtbot.waitUntil(lambda: bool(session.review.predicted[doubtful]))
    session.sort_what_comes()
    desk.qtbot.waitUntil(lambda: doubtful in fetched)


def test_a_new_version_of_the_server_waits_for_what_the_old_one_read(
    start: "Starter", long_dataset: Path
) -> None:
    desk = start(dataset=long_dataset, read=False)
    feed, review = feed_of(desk), desk.page.session.review
    old = desk.backend.identity
    new = ModelIdentity(old.name, old.version + "1")
    feed._on_answered(agreeing(desk, range(40)))
    feed._on_answered(agreeing(desk, range(40, 44), model=new))
    desk.qtbot.waitUntil(lambda: bool(review.predicted[40:44].all()))
    read_by = [review.prediction(ItemId(number)) for number in (0, 39, 40)]
    assert [each and each.model for each in read_by] == [old, old, new]


def test_what_was_read_just_before_another_model_came_is_still_told(start: "Starter") -> None:
    desk = start(read=False)
    feed, session = feed_of(desk), desk.page.session
    shown: list[list[int]] = []
    for number in range(2):
        feed._on_answered(agreeing(desk, [number]))
    session.changed.connect(lambda ids: shown.append(ids.tolist()))
    feed._on_loaded(LoadedModel(ModelIdentity("another", "1"), scores_labels=True))
    desk.qtbot.waitUntil(lambda: [1] in shown)


def test_a_part_stored_before_anything_is_known_of_the_pace_is_told_when_the_rest_fails(
    start: "Starter", long_dataset: Path
) -> None:
    desk = start(dataset=long_dataset, read=False)
    feed, review = feed_of(desk), desk.page.session.review
    feed._on_answered(agreeing(desk, range(40)))
    feed._on_answered(Answers(agreeing(desk, range(40, 44)).questions, failure="no route"))
    assert feed.status.state is ModelState.UNREACHABLE
    desk.qtbot.waitUntil(lambda: bool(review.predicted[:40].all()))


def test_the_hint_is_not_saved_with_every_decision(desk: "Desk") -> None:
    saved: list[int] = []
    desk.window.settings_changed.connect(lambda settings: saved.append(settings.hinted))
    desk.press(Qt.Key.Key_Space, Qt.Key.Key_Space)
    assert saved == []
    desk.close()
    assert saved == [2]


def test_a_step_of_very_many_items_is_written_aside_and_undone_as_one(
    long_desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "LONG_STEP", 100)
    desk, session = long_desk, long_desk.page.session
    told: list[str] = []
    session.waiting.connect(lambda _: told.append("waiting"))
    session.resumed.connect(lambda: told.append("resumed"))
    session.decided.connect(lambda change: told.append(f"decided {len(change.ids)}"))
    desk.page.queue_panel.view.selectAll()
    desk.press(Qt.Key.Key_Space)
    assert session.busy
    dialog = desk.page.findChild(WaitDialog)
    assert dialog.isVisible()
    session.flag()  # not heard meanwhile
    desk.qtbot.waitUntil(lambda: not session.busy)
    assert told == ["waiting", "resumed", "decided 120"]
    desk.qtbot.waitUntil(lambda: desk.page.findChild(WaitDialog) is None)
    assert session.review.standing().decided == 120
    session.undo()
    desk.qtbot.waitUntil(lambda: not session.busy)
    assert session.review.standing().decided == 0


def test_a_long_step_that_is_stopped_changes_nothing(
    long_desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "LONG_STEP", 100)
    desk, session = long_desk, long_desk.page.session
    session.waiting.connect(lambda call: call.stop())
    desk.page.queue_panel.view.selectAll()
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not session.busy)
    assert session.review.standing().decided == 0
    assert "Stopped" in desk.page.notice.text()


def test_readings_that_come_during_a_long_step_are_stored_after_it(start: "Starter") -> None:
    desk = start(read=False)
    feed, session = feed_of(desk), desk.page.session
    session._long_step = BackgroundCall(lambda _: None)
    feed._on_answered(agreeing(desk, [0]))
    assert not session.review.predicted.any()
    session._end_long_step(lambda: None)
    assert session.review.predicted[0]


def test_a_batch_that_a_long_step_interrupts_is_stored_whole_after_it(
    start: "Starter", long_dataset: Path
) -> None:
    desk = start(dataset=long_dataset, read=False)
    feed, session = feed_of(desk), desk.page.session
    feed._on_answered(agreeing(desk, range(40)))
    session._long_step = BackgroundCall(lambda _: None)
    desk.qtbot.waitUntil(lambda: bool(feed._kept_back))
    stored = int(session.review.predicted.sum())
    assert 0 < stored < 40
    session._end_long_step(lambda: None)
    desk.qtbot.waitUntil(lambda: bool(session.review.predicted[:40].all()))


def test_a_folder_that_vanishes_is_waited_for_and_no_item_is_marked(
    start: "Starter", long_dataset: Path
) -> None:
    desk = start(dataset=long_dataset, read=False)
    feed, review = desk.page.feed, desk.page.session.review
    assert feed is not None
    elsewhere = desk.dataset.with_name("unmounted")
    desk.dataset.rename(elsewhere)
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: feed.status.state is ModelState.AWAY)
    assert desk.page.status_line.model_text == "waiting for the dataset's folder"
    assert str(desk.dataset) in desk.page.status_line.toolTip()
    desk.press(*"s" * 20)  # past the images that are there already
    desk.qtbot.waitUntil(lambda: "out of reach" in desk.page.image_view.message)
    desk.press(Qt.Key.Key_Space)
    assert review.standing().decided == 1
    elsewhere.rename(desk.dataset)
    feed.toggle_pause()
    desk.qtbot.waitUntil(lambda: feed.status.state is ModelState.READY and not feed.status.left)
    assert not feed.status.paused
    assert not review.failed.any()
    desk.page._again_timer.timeout.emit()
    desk.qtbot.waitUntil(lambda: desk.page.image_view.picture is not None)


def test_a_share_that_left_an_empty_folder_is_away_too(
    start: "Starter", long_dataset: Path
) -> None:
    desk = start(dataset=long_dataset, read=False)
    feed = desk.page.feed
    assert feed is not None
    elsewhere = desk.dataset.with_name("unmounted")
    desk.dataset.rename(elsewhere)
    desk.dataset.mkdir()
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: feed.status.state is ModelState.AWAY)
    desk.dataset.rmdir()
    elsewhere.rename(desk.dataset)
    feed._retry.timeout.emit()
    desk.wait_until_read()
    assert not desk.page.session.review.failed.any()


def test_the_window_closes_while_the_model_is_at_a_batch(start: "Starter") -> None:
    desk = start(read=False)
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: desk.backend.reading)
    desk.window.close()  # returns, though nobody opened the gate
    assert predictor.any_left_behind()
    again = start(dataset=desk.dataset, read=False)  # the file is closed and free
    assert again.page.session.review.standing().decided == 1
    desk.backend.gate.set()
    desk.qtbot.waitUntil(lambda: not predictor.any_left_behind())


def test_the_first_item_is_shown_while_the_rest_is_imported(
    start: "Starter", write_dataset: "DatasetWriter", tmp_path: Path
) -> None:
    desk = start()
    program, page = desk.program, desk.window.opening_page
    told: list[str] = []
    program.looked.connect(lambda look: told.append(look.label))
    program.opened.connect(lambda: told.append("opened"))
    program.open(write_dataset(tmp_path / "other", ("바다", "하늘")))
    desk.qtbot.waitUntil(lambda: "opened" in told)
    assert told == ["바다", "opened"]
    page.show_opening("large")
    page.show_first(page_look := _look("바다"))
    page._show_look()
    assert page._image.picture == page_look.picture
    assert page._label.text() == "바다"
    page.show_failure("nothing there")
    assert not page._first.isVisible()


def _look(label: str) -> FirstLook:
    return FirstLook(label, QImage(8, 8, QImage.Format.Format_RGB32))
