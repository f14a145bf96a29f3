"""Everything the window does about the model: its dialog, tests, secrets, consent."""

import logging
from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QObject, QThreadPool, pyqtSignal
from PyQt5.QtWidgets import QWidget

from app.jobs.background import BackgroundCall
from app.jobs.recogniser import SwitchFailure
from app.models.prediction_feed import FeedStatus, PredictionFeed
from app.services.recogniser import ModelAccess, ModelChoice, Origin, remembered
from app.views.consent_dialog import ConsentDialog
from app.views.language import translate
from app.views.messages import localised
from app.views.model_dialog import ModelDialog, ModelWish
from app.views.shortcuts import Command
from app.views.status_line import model_text
from app.views.themes import Theme
from recognizer.backends.serving_channel import ModelStatus
from recognizer.errors import RecognizerError
from recognizer.trust import UntrustedArchiveError

log = logging.getLogger(__name__)


class ModelDesk(QObject):
    """Lives as long as the window.

    wanted: a `ModelChoice` to read with from now on. said: a text for a moment, and whether it is
    an error. remembered: the places used, newest first.
    """

    wanted = pyqtSignal(object)
    said = pyqtSignal(str, bool)
    remembered = pyqtSignal(object)

    def __init__(self, window: QWidget, theme: Callable[[], Theme], access: ModelAccess) -> None:
        super().__init__(window)
        self._window, self._theme, self._access = window, theme, access
        self._feed: PredictionFeed | None = None
        self._calls: list[BackgroundCall] = []
        self._tests = 0
        self.choice = ModelChoice()
        self.places: tuple[str, ...] = ()
        self.dialog: ModelDialog | None = None
        self.consent: ConsentDialog | None = None

    def attach(self, feed: PredictionFeed | None) -> None:
        """Tell how the model of an open review is."""
        self._feed = feed
        if feed is not None:
            feed.status_changed.connect(self._show_in_use)

    def detach(self) -> None:
        """Let go of the review; nothing more is asked about it."""
        self._feed = None
        for dialog in (self.dialog, self.consent):
            if dialog is not None:
                dialog.reject()

    @property
    def commands(self) -> dict[Command, Callable[[], None]]:
        """What can be done about the model."""
        return {Command.MODEL: self.open_dialog, Command.TEST_MODEL: self.test}

    def open_dialog(self) -> None:
        """Show which model reads, and ask for another."""
        if self.dialog is not None:
            return
        dialog = self.dialog = ModelDialog(self.choice, self.places, self._theme(), self._window)
        dialog.test_asked.connect(self._test)
        dialog.use_asked.connect(self._use)
        dialog.finished.connect(self._on_closed)
        self._show_in_use()
        dialog.open()

    def test(self) -> None:
        """Try the model in the dialog, or the one in use."""
        self.open_dialog()
        if self.dialog is not None:
            self.dialog.ask_for_test()

    # what became of a wish

    def on_switched(self, choice: ModelChoice, status: FeedStatus) -> None:
        """Say that another model reads now, and remember where it is."""
        self.choice = choice
        self.places = remembered(self.places, choice.place)
        self.remembered.emit(choice)
        name = "" if status.model is None else f"{status.model.name} {status.model.version}"
        text = translate("ModelDesk", "{model} reads from now on.").format(model=name)
        if not status.scores_labels:
            text += " " + translate(
                "ModelDesk",
                "It has the default signature only: the order goes by edit distance.",
            )
        self.said.emit(text, False)

    def on_switch_failed(self, failure: SwitchFailure) -> None:
        """Say why the model before goes on."""
        text = translate("ModelDesk", "The model stays as it was. {why}")
        self.said.emit(text.format(why=localised(failure.why)), True)

    def ask_consent(self, choice: ModelChoice, origin: Origin) -> None:
        """Ask whether an archive from elsewhere may be opened; if so, read with it."""
        self._ask_consent(origin, lambda: self.wanted.emit(choice))

    # in the background

    def _test(self, wish: ModelWish) -> None:
        self._tests += 1
        number = self._tests
        call = self._call(partial(self._access.test, wish.choice, wish.secret))
        call.finished.connect(lambda status: self._on_tested(number, status))
        call.failed.connect(lambda error: self._on_test_failed(number, wish, error))
        call.start(QThreadPool.globalInstance())

    def _on_tested(self, number: int, status: ModelStatus) -> None:
        """Show what came, unless another test was asked for since."""
        if self.dialog is not None and number == self._tests:
            self.dialog.show_status(status)

    def _on_test_failed(self, number: int, wish: ModelWish, error: Exception) -> None:
        if self.dialog is None or number != self._tests:
            return
        self.dialog.show_failure(_said_of(error))
        if isinstance(error, UntrustedArchiveError):
            self._ask_consent(Origin.of(error.archive), lambda: self._test(wish))

    def _use(self, wish: ModelWish) -> None:
        if not wish.keeps:
            self._want(wish.choice)
            return
        address = wish.choice.backend or ""
        call = self._call(partial(self._access.keep, address, wish.secret))
        call.finished.connect(lambda _: self._want(wish.choice))
        call.failed.connect(lambda error: self.said.emit(localised(_said_of(error)), True))
        call.start(QThreadPool.globalInstance())

    def _want(self, choice: ModelChoice) -> None:
        place = choice.place or translate("ModelDesk", "the model that comes along")
        self.said.emit(translate("ModelDesk", "Opening {place} …").format(place=place), False)
        self.wanted.emit(choice)

    def _call(self, function: Callable[[], object]) -> BackgroundCall:
        """Make a call that is kept until it has ended."""
        call = BackgroundCall(lambda _: function(), self)
        self._calls.append(call)
        for ended in (call.finished, call.failed):
            ended.connect(lambda _: self._calls.remove(call))
        return call

    def _ask_consent(self, origin: Origin, agreed: Callable[[], None]) -> None:
        if self.consent is not None:
            return
        consent = self.consent = ConsentDialog(origin, self.dialog or self._window)
        consent.accepted.connect(lambda: self._agree(origin, agreed))
        consent.finished.connect(self._on_consent_closed)
        consent.open()

    def _agree(self, origin: Origin, agreed: Callable[[], None]) -> None:
        try:
            self._access.agree(origin)
        except OSError as error:
            self.said.emit(str(error), True)
            return
        agreed()

    # dialogs

    def _show_in_use(self) -> None:
        if self.dialog is not None:
            status = FeedStatus() if self._feed is None else self._feed.status
            text = translate("ModelDesk", "In use: {model}").format(model=model_text(status))
            self.dialog.show_in_use(text)

    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
            self._tests += 1

    def _on_consent_closed(self) -> None:
        if self.consent is not None:
            self.consent.deleteLater()
            self.consent = None


def _said_of(error: Exception) -> str:
    """Give what an error says; one that nobody expected is named and logged, without its words."""
    if isinstance(error, RecognizerError | OSError):
        return str(error)
    log.error("a model could not be tried: %s", type(error).__name__)
    return type(error).__name__
