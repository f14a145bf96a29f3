"""Choosing, testing and changing the model while one reviews."""

import logging
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLabel

from app import model_choice
from app.command_line import Options
from app.domain.items import ItemId
from app.domain.verdict import Verdict
from app.jobs import server_watch
from app.jobs.predictor import ModelState
from app.jobs.server_watch import ServerWatch
from app.model_choice import opener as real_opener
from app.models.prediction_feed import FeedStatus
from app.program import Program
from app.services.recogniser import ModelChoice
from app.views.consent_dialog import ConsentDialog
from app.views.model_dialog import ModelDialog, SignIn
from app.views.settings import SettingsFile
from app.views.shortcuts import Command
from app.views.status_line import model_text
from recognizer.backends.serving_channel import ModelState as ServedState
from recognizer.backends.serving_channel import ModelStatus, Signature
from recognizer.contract import Backend, ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import ArchiveError
from recognizer.model_service import ModelService, Reply
from recognizer.serve import ModelServer

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.models.prediction_feed import PredictionFeed
    from tests.gui.conftest import Desk, Starter, TableBackend

ROOT = Path(__file__).resolve().parents[2]
SECRET = "t0p-s3cret-w0rd"
BACK_WITHIN_MS = 5_000
LOADING_MS = 60_000
"""On a machine that has other things to do; nothing here takes half a second by itself."""

LABELS = ("가게", "간장", "학교", "시장", "약국", "병원")
"""Of the dataset that `start` makes."""

Openers = dict[str, Callable[[], Backend]]


@pytest.fixture
def openers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, backend: "TableBackend") -> Openers:
    """Models by place, the bundled one among them; any other place is opened for real."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    known: Openers = {"": lambda: backend}

    def opener(choice: ModelChoice) -> Callable[[], Backend] | None:
        return known.get(choice.place) or real_opener(choice)

    monkeypatch.setattr(model_choice, "opener", opener)
    return known


class Reader:
    """Reads 가 in everything, without scores; tells which thread let it go."""

    scores_labels = False

    def __init__(self, version: str = "7") -> None:
        self.identity = ModelIdentity("reader", version)
        self.gate = threading.Event()
        self.gate.set()
        self.closed_by: list[threading.Thread] = []

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        self.gate.wait()
        assert not attention, "the default signature has none"
        return [Outcome(Prediction("가")) for _ in requests]

    def close(self) -> None:
        self.closed_by.append(threading.current_thread())


Serve = Callable[..., ModelServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a model server on loopback; `port` brings one back where it was."""
    servers: list[ModelServer] = []

    def start(backend: Backend, *, port: int = 0) -> ModelServer:
        servers.append(ModelServer(ModelService(backend, name="ocr"), port=port))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        if server.fileno() != -1:
            server.stop()


def wait_until(desk: "Desk", holds: Callable[[], object]) -> None:
    desk.qtbot.waitUntil(lambda: bool(holds()), timeout=LOADING_MS)


def use(desk: "Desk", place: str) -> None:
    desk.program.use_model(ModelChoice().at(place))


def wait_for_model(desk: "Desk", name: str) -> None:
    feed = desk.page.feed
    assert feed is not None
    wait_until(desk, lambda: feed.status.model is not None and feed.status.model.name == name)


def origin_shown(desk: "Desk") -> str:
    return desk.page.comparison._reading.origin


# changing


def test_old_readings_stay_with_their_origin_until_read_anew(
    openers: Openers, start: "Starter"
) -> None:
    desk = start()
    reader = Reader()
    reader.gate.clear()
    openers["reader"] = lambda: reader
    assert origin_shown(desk) == ""
    use(desk, "reader")
    wait_for_model(desk, "reader")
    assert origin_shown(desk) == "table 1"
    assert desk.page.comparison.cells[0].prediction == "강"
    reader.gate.set()
    wait_until(desk, lambda: origin_shown(desk) == "")
    assert desk.page.comparison.cells[0].prediction in ("", "가")
    assert "default signature only" in desk.page.status_line.model_text


def test_decided_items_are_left_alone(openers: Openers, start: "Starter") -> None:
    desk = start()
    item = desk.page.session.current
    assert item is not None
    desk.press("p")
    review = desk.page.session.review
    doubt = float(review.doubts[item])
    openers["reader"] = Reader
    use(desk, "reader")
    wait_for_model(desk, "reader")
    wait_until(desk, lambda: desk.page.feed is not None and desk.page.feed.status.left == 0)
    assert review.verdict(item) is Verdict.CORRECTED
    assert review.label(item) == "강장"
    assert float(review.doubts[item]) == doubt
    kept = review.prediction(item)
    assert kept is not None and kept.model.name == "table"
    assert int(review.predicted.sum()) == review.count - 1


def test_the_old_model_need_not_finish_and_its_late_answer_counts_nowhere(
    openers: Openers, start: "Starter", backend: "TableBackend"
) -> None:
    desk = start(read=False)  # the table holds its first batches back
    wait_for_model(desk, "table")
    openers["reader"] = Reader
    use(desk, "reader")
    wait_for_model(desk, "reader")
    wait_until(desk, lambda: desk.page.feed is not None and desk.page.feed.status.left == 0)
    backend.gate.set()
    wait_until(desk, lambda: backend.closed)
    QApplication.processEvents()
    review = desk.page.session.review
    readings = [review.prediction(ItemId(item)) for item in range(review.count)]
    assert {reading.model.name for reading in readings if reading is not None} == {"reader"}
    assert review.models() == [ModelIdentity("table", "1"), ModelIdentity("reader", "7")]


def test_the_old_model_is_let_go_by_another_thread(openers: Openers, start: "Starter") -> None:
    first = Reader("1")
    openers[""] = lambda: first
    desk = start(read=False)
    wait_for_model(desk, "reader")
    openers["second"] = lambda: Reader("2")
    use(desk, "second")
    wait_until(desk, lambda: bool(first.closed_by))
    assert threading.main_thread() not in first.closed_by


def test_a_model_that_cannot_be_used_leaves_the_old_one_at_work(
    openers: Openers, start: "Starter"
) -> None:
    desk = start()

    def fail() -> Backend:
        raise ArchiveError("broken.pb: damaged")

    openers["broken"] = fail
    use(desk, "broken")
    wait_until(desk, lambda: "broken.pb: damaged" in desk.page.notice.text())
    feed = desk.page.feed
    assert feed is not None
    assert (feed.status.state, feed.status.model) == (
        ModelState.READY,
        ModelIdentity("table", "1"),
    )
    assert not desk.backend.closed


def test_what_was_chosen_is_remembered_for_the_next_start(
    openers: Openers, start: "Starter"
) -> None:
    desk = start()
    openers["reader"] = Reader
    use(desk, "reader")
    wait_for_model(desk, "reader")
    saved = SettingsFile().load()
    assert (saved.model, saved.recent_models) == ("reader", "reader")
    desk.close()
    again = start(dataset=desk.dataset, read=False)
    wait_for_model(again, "reader")
    again.press("m")
    dialog = again.window.models.dialog
    assert dialog is not None
    assert dialog.place.currentText() == "reader"
    assert [dialog.place.itemText(row) for row in range(dialog.place.count())] == [
        "The model that comes with the program",
        "reader",
    ]


# servers


def test_a_server_is_told_of_and_comes_back_by_itself(
    openers: Openers, start: "Starter", serve: Serve
) -> None:
    desk = start()
    server = serve(Reader("3"))
    use(desk, server.url)
    wait_for_model(desk, "ocr")
    feed, line = desk.page.feed, desk.page.status_line
    assert feed is not None
    wait_until(desk, lambda: feed.status.left == 0 and feed.status.server is not None)
    assert feed.status.model == ModelIdentity("ocr", "3")
    assert "ocr 3 ready" in line.model_text
    assert "ms" in line.model_text
    for told in ("Reachable: yes", "Version: 3", "State: available", "default only", "Round trip"):
        assert told in line.toolTip()

    port = server.server_address[1]
    server.stop()
    wait_until(desk, lambda: "does not answer" in line.model_text)
    assert "Nothing answers at" in line.toolTip()
    desk.press("p", "u")  # an item is open again; review goes on without the model
    assert desk.page.session.review.standing().decided == 0

    serve(Reader("4"), port=port)
    wait_until(
        desk,
        lambda: feed.status.model == ModelIdentity("ocr", "4") or "ocr 3 ready" in line.model_text,
    )
    assert not feed.status.in_trouble


def use_paused(desk: "Desk", server: ModelServer) -> "PredictionFeed":
    """Read with a server, though nothing yet."""
    feed = desk.page.feed
    assert feed is not None
    feed.toggle_pause()
    use(desk, server.url)
    wait_for_model(desk, "ocr")
    assert feed.status.left == len(LABELS)
    return feed


def test_reading_goes_on_within_five_seconds_of_the_servers_return(
    openers: Openers, start: "Starter", serve: Serve
) -> None:
    desk = start()
    server = serve(Reader())
    feed = use_paused(desk, server)
    port = server.server_address[1]
    server.stop()
    feed.toggle_pause()
    wait_until(desk, lambda: feed.status.state is ModelState.UNREACHABLE)
    desk.press(Qt.Key.Key_Space)  # the reviewer goes on
    assert desk.page.session.review.standing().decided == 1
    assert feed.status.in_trouble

    # It is the next look at the server that lets reading go on, not the waits between failures.
    assert 2 * server_watch.EVERY_MS < BACK_WITHIN_MS
    feed._retry.setInterval(10 * LOADING_MS)

    serve(Reader(), port=port)

    wait_until(desk, lambda: feed.status.left == 0)
    assert feed.status.state is ModelState.READY
    assert int(desk.page.session.review.predicted.sum()) == len(LABELS) - 1


def test_a_server_that_is_away_at_the_start_is_waited_for(
    openers: Openers, start: "Starter", serve: Serve
) -> None:
    server = serve(Reader())
    port = server.server_address[1]
    server.stop()
    openers[""] = real_opener(ModelChoice(backend=server.url))  # type: ignore[assignment]
    desk = start(read=False)
    feed = desk.page.feed
    assert feed is not None
    wait_until(desk, lambda: feed.status.state is ModelState.UNREACHABLE)
    wait_until(desk, lambda: desk.page.status_line.model_text.startswith("ocr does not"))
    serve(Reader(), port=port)
    wait_until(desk, lambda: feed.status.model is not None)
    wait_until(desk, lambda: feed.status.left == 0)


def test_a_new_version_is_stored_as_such(openers: Openers, start: "Starter", serve: Serve) -> None:
    desk = start()
    server = serve(Reader("1"))
    feed = use_paused(desk, server)
    server.service.version = 2
    feed.toggle_pause()
    wait_until(desk, lambda: feed.status.model == ModelIdentity("ocr", "2"))
    wait_until(desk, lambda: feed.status.left == 0)
    review = desk.page.session.review
    assert review.model == ModelIdentity("ocr", "2")
    readings = [review.prediction(ItemId(item)) for item in range(review.count)]
    assert {reading.model.version for reading in readings if reading is not None} == {"2"}


class Silent:
    """A server that does not answer until it is let."""

    identity = ModelIdentity("ocr", "unknown")
    scores_labels = False

    def __init__(self) -> None:
        self.asked, self.gate = threading.Event(), threading.Event()

    def status(self) -> ModelStatus:
        self.asked.set()
        self.gate.wait()
        return ModelStatus(True, "ocr", "1", ServedState.AVAILABLE, Signature.REVIEW, 0.1)


def test_a_server_that_lets_the_question_lie_is_told_of(
    qtbot: "QtBot", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_watch, "_PATIENCE_MS", 20)
    silent = Silent()
    watch = ServerWatch(silent)  # type: ignore[arg-type]
    with qtbot.waitSignal(watch.told) as told:
        watch.start()
    assert not told.args[0].reachable
    with qtbot.waitSignal(watch.told) as told:
        silent.gate.set()
    assert told.args[0].ready
    with qtbot.waitSignal(watch.retired):
        watch.retire()


def test_leaving_does_not_wait_for_a_server_that_lets_the_question_lie(qapp: QApplication) -> None:
    silent = Silent()
    watch = ServerWatch(silent)  # type: ignore[arg-type]
    watch.start()
    assert silent.asked.wait(LOADING_MS / 1000)
    watch.retire()
    watch.close()
    assert server_watch.any_left_behind()
    silent.gate.set()
    (thread, _), *_ = server_watch._left_behind
    assert thread.wait(LOADING_MS)
    assert not server_watch.any_left_behind()


@pytest.mark.parametrize(
    ("server", "said"),
    [
        (ModelStatus(False, "ocr"), "ocr does not answer, trying again"),
        (ModelStatus(True, "ocr", "2", ServedState.LOADING), "ocr: the server is loading it"),
        (ModelStatus(True, "ocr", "2", ServedState.END), "ocr: the server cannot read with it"),
    ],
)
def test_the_line_says_what_is_the_matter_with_a_server(
    qapp: QApplication, server: ModelStatus, said: str
) -> None:
    assert model_text(FeedStatus(ModelState.UNREACHABLE, server=server)) == said


# the dialog


def report_of(desk: "Desk") -> str:
    dialog = desk.window.models.dialog
    assert dialog is not None
    return dialog.report.text


def dialog_of(desk: "Desk", place: str) -> ModelDialog:
    desk.press("m")
    dialog = desk.window.models.dialog
    assert dialog is not None
    wait_until(desk, dialog.isActiveWindow)
    dialog.place.setEditText(place)
    return dialog


def test_a_test_shows_how_a_server_is(openers: Openers, start: "Starter", serve: Serve) -> None:
    desk = start()
    dialog = dialog_of(desk, serve(Reader("5")).url)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    wait_until(desk, lambda: "Round trip" in report_of(desk))
    for told in ("yes", "ocr", "5", "available", "default only"):
        assert told in report_of(desk)
    assert dialog.report.lamp.colour == dialog.report._theme.accepted
    assert desk.page.feed is not None and desk.page.feed.status.model is not None
    assert desk.page.feed.status.model.name == "table", "a test changes nothing"


def test_a_test_says_in_words_what_is_wrong(
    openers: Openers, start: "Starter", serve: Serve
) -> None:
    desk = start()
    server = serve(Reader())
    server.stop()
    dialog = dialog_of(desk, server.url)
    dialog.test.click()
    wait_until(desk, lambda: "Nothing answers at" in report_of(desk))
    dialog.place.setEditText("ftp://server")
    dialog.test.click()
    wait_until(desk, lambda: "is not the address of a model server" in report_of(desk))
    dialog.place.setEditText("/nowhere")
    dialog.test.click()
    wait_until(desk, lambda: "no such folder" in report_of(desk))


def test_the_model_in_use_is_tested_with_one_key(
    openers: Openers, start: "Starter", serve: Serve
) -> None:
    desk = start()
    use(desk, serve(Reader("6")).url)
    wait_for_model(desk, "ocr")
    desk.page.focus_queue()
    desk.window._run(Command.TEST_MODEL)
    wait_until(desk, lambda: "Round trip" in report_of(desk))
    assert "In use: ocr 6" in desk.window.models.dialog.in_use.text()  # type: ignore[union-attr]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """Stand in for the keyring package, over a dict."""
    entries: dict[tuple[str, str], str] = {}
    module: Any = ModuleType("keyring")
    errors: Any = ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    errors.NoKeyringError = type("NoKeyringError", (errors.KeyringError,), {})
    module.errors = errors
    module.get_password = lambda service, name: entries.get((service, name))
    module.set_password = lambda service, name, text: entries.update({(service, name): text})
    module.delete_password = lambda service, name: entries.pop((service, name))
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return entries


def test_a_secret_goes_to_the_keyring_and_the_server_and_nowhere_else(
    openers: Openers,
    start: "Starter",
    serve: Serve,
    keyring: dict[tuple[str, str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(Reader())
    seen: list[str | None] = []
    handler: Any = server.RequestHandlerClass
    answer = handler._reply

    def reply(self: Any, reply: Reply) -> None:
        seen.append(self.headers.get("Authorization"))
        answer(self, reply)

    monkeypatch.setattr(handler, "_reply", reply)
    desk = start()
    dialog = dialog_of(desk, server.url)
    dialog.sign_in.setCurrentIndex(dialog.sign_in.findData(SignIn.TOKEN))
    dialog.secret.setText(SECRET)
    dialog.test.click()
    wait_until(desk, lambda: "Round trip" in report_of(desk))
    assert keyring == {}, "a test keeps nothing"
    dialog.buttons.accepted.emit()
    wait_for_model(desk, "ocr")

    assert set(seen) == {f"Bearer {SECRET}"}
    assert list(keyring.values()) == [f'{{"token": "{SECRET}"}}']
    desk.close()
    assert SECRET not in caplog.text
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(server.url.encode() in file.read_bytes() for file in files), "settings are saved"
    assert [file for file in files if SECRET.encode() in file.read_bytes()] == []


@pytest.mark.parametrize(
    ("place", "sign_in", "asked"),
    [
        ("http://host", SignIn.AS_KEPT, []),
        ("http://host", SignIn.TOKEN, ["secret"]),
        ("http://host", SignIn.LOGIN, ["user", "secret"]),
        ("http://host", SignIn.FORGET, []),
        ("/models/ocr", SignIn.TOKEN, []),
    ],
)
def test_credentials_are_asked_for_only_where_they_are_used(
    start: "Starter", place: str, sign_in: SignIn, asked: list[str]
) -> None:
    desk = start()
    dialog = dialog_of(desk, "http://host")
    for chosen in (SignIn.LOGIN, sign_in):  # what was there before must go again
        dialog.sign_in.setCurrentIndex(dialog.sign_in.findData(chosen))
    dialog.place.setEditText(place)
    assert [n for n in ("user", "secret") if getattr(dialog, n).isVisible()] == asked
    dialog.reject()


def test_a_secret_can_be_forgotten(
    openers: Openers, start: "Starter", serve: Serve, keyring: dict[tuple[str, str], str]
) -> None:
    server = serve(Reader())
    origin = server.url.partition("/v1")[0]
    keyring[("hangul-ocr-review", origin)] = '{"user": "kim", "password": "x"}'
    desk = start()
    dialog = dialog_of(desk, server.url)
    dialog.sign_in.setCurrentIndex(dialog.sign_in.findData(SignIn.FORGET))
    dialog.buttons.accepted.emit()
    wait_for_model(desk, "ocr")
    assert keyring == {}


# consent


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "archieve" / "alpha", tmp_path / "foreign")


def consent_of(desk: "Desk") -> ConsentDialog:
    models = desk.window.models
    wait_until(desk, lambda: models.consent is not None)
    assert models.consent is not None
    return models.consent


def test_an_archive_from_elsewhere_is_asked_about_once(
    openers: Openers, start: "Starter", foreign: Path
) -> None:
    desk = start()
    use(desk, str(foreign))
    consent = consent_of(desk)
    assert consent.decline.isDefault()
    assert not consent.agree.isDefault() and not consent.agree.autoDefault()
    desk.qtbot.keyClick(consent, Qt.Key.Key_Return)
    wait_until(desk, lambda: desk.window.models.consent is None)
    feed = desk.page.feed
    assert feed is not None and feed.status.model is not None
    assert feed.status.model.name == "table"

    use(desk, str(foreign))
    consent_of(desk).agree.click()
    wait_for_model(desk, "alpha")

    use(desk, "")
    wait_for_model(desk, "table")
    use(desk, str(foreign))
    wait_for_model(desk, "alpha")
    assert desk.window.models.consent is None


def test_a_test_of_an_archive_from_elsewhere_asks_too(
    openers: Openers, start: "Starter", foreign: Path
) -> None:
    desk = start()
    dialog = dialog_of(desk, str(foreign))
    dialog.test.click()
    consent = consent_of(desk)
    shown = {label.text() for label in consent.findChildren(QLabel)}
    assert {str(foreign), "TensorFlow 2.21.0"} <= shown
    assert "Round trip" not in report_of(desk)
    consent.agree.click()
    wait_until(desk, lambda: "Round trip" in report_of(desk))


def test_a_program_that_nobody_watches_asks_nobody(
    openers: Openers, qtbot: "QtBot", foreign: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words"
    words.mkdir()
    shutil.copy(ROOT / "tests" / "images" / "가게.png", words)
    choice = ModelChoice(archive=foreign)
    options = Options(words, choice, None, None, "en", "dark", "tester", None)
    program = Program(options, attended=False)
    program.start()
    qtbot.waitUntil(
        lambda: (
            program.workplace is not None
            and program.workplace.feed is not None
            and program.workplace.feed.status.state is ModelState.FAILED
        ),
        timeout=LOADING_MS,
    )
    assert program.window.models.consent is None
    program.end()
