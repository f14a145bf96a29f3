"""The program behind its window: opens datasets, and closes what works for one before the next."""

import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QEvent, QObject, QThreadPool, pyqtSignal

from app import model_choice
from app.command_line import Options
from app.jobs.background import BackgroundCall, Ticker
from app.jobs.collection import Collector
from app.jobs.first_look import first_look
from app.jobs.image_loader import ImageLoader
from app.jobs.recogniser import Recogniser, SwitchFailure
from app.models.prediction_feed import PredictionFeed
from app.models.session import ReviewSession
from app.resources import DEFAULT_ARCHIVE, bundled_archive, resource
from app.services.errors import CancelledError, ServiceError
from app.services.format_choice import Fate, FormatChoice
from app.services.importing import Opened, fallback_path, open_dataset_review, place_of
from app.services.recogniser import ModelChoice
from app.services.retraining import TrainingMemory
from app.store.errors import StoreError
from app.views import themes
from app.views.language import default_language, speak, translate
from app.views.main_window import MainWindow, Workplace
from app.views.settings import Settings, SettingsFile
from app.views.themes import THEMES
from datasets.errors import DatasetError
from datasets.opening import Dataset
from datasets.record import Record
from recognizer.contract import Backend
from recognizer.errors import RecognizerError

_SWITCH_S = 0.0001
_NO_ARCHIVE = "no archive comes with this program: name a folder or a server"

Wrong = (ServiceError, StoreError, DatasetError, RecognizerError, OSError)
"""What a person can mend; anything else is a fault of the program."""


@dataclass(frozen=True)
class _Wanted:
    """A dataset to open; None is for the services to find out."""

    dataset: Path
    format_name: str | None = None
    review: Path | None = None


class Program(QObject):
    """Opens datasets, and closes what works for one before the next is opened.

    looked: a `FirstLook` into a dataset that is being imported.
    opened: a review is on the screen. failed: the exception, when none is.
    """

    looked = pyqtSignal(object)
    opened = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, options: Options, *, attended: bool = True) -> None:
        super().__init__()
        self._collector = Collector(self)
        self._collector.start()
        # A thread that computes keeps the window waiting for that long, and the window the model:
        # by default it is 5 ms, and that several times for every key and image.
        sys.setswitchinterval(_SWITCH_S)
        self._options = options
        self._attended = attended
        self._settings_file = SettingsFile()
        self.settings = _chosen(self._settings_file.load(), options)
        speak(self.settings.language or default_language())
        themes.install_fonts()
        themes.apply(THEMES[self.settings.theme])
        self._model = _chosen_model(self.settings, options.model)
        self.window = MainWindow(self.settings, model_choice.Access())
        self.window.models.choice = self._model
        self.window.models.wanted.connect(self.use_model)
        self.window.archive_asked.connect(self._use_archive)
        self.window.open_asked.connect(self.open)
        self.window.again_asked.connect(self._open_again)
        self.window.format_asked.connect(self._ask_for_format)
        self.window.format_chosen.connect(self._open_as)
        self.window.stop_asked.connect(self._stop_opening)
        self.window.settings_changed.connect(self._settings_file.save)
        self.looked.connect(self.window.opening_page.show_first)
        self.window.closing.connect(self.close)
        self._first = place_of(options.dataset or resource("sample"))
        self._wanted = _Wanted(
            self._first, options.format_name, self._review_named_for(self._first)
        )
        self._opening: BackgroundCall | None = None
        self._recogniser: Recogniser | None = None
        self._memory: TrainingMemory | None = None
        self.workplace: Workplace | None = None

    def start(self) -> None:
        """Show the window and open the dataset that was asked for."""
        self.window.show()
        self._open(self._wanted)

    def open(self, dataset: Path) -> None:
        """Open a dataset in the background."""
        place = place_of(dataset)
        self._open(_Wanted(place, review=self._review_named_for(place)))

    def _open_again(self) -> None:
        self._open(self._wanted)

    def _open_as(self, choice: FormatChoice) -> None:
        dataset = self._wanted.dataset
        named = self._review_named_for(dataset)
        # A first review finds its own place, at home where the one beside cannot be written.
        review = named if choice.fate is Fate.FIRST else choice.review
        self._open(_Wanted(dataset, choice.name, review))

    def _ask_for_format(self) -> None:
        dataset = self._wanted.dataset
        self.window.ask_for_format(dataset, self._review_named_for(dataset))

    def _review_named_for(self, dataset: Path) -> Path | None:
        """Give the review file that a dataset has by name: the command line speaks of one alone."""
        if self._options.review is not None and dataset == self._first:
            return self._options.review
        # Installed, the sample lies among the program's files: decisions are the person's.
        return fallback_path(dataset) if dataset == resource("sample") else None

    def _open(self, wanted: _Wanted) -> None:
        self.close()
        self._wanted = wanted
        self.window.show_opening(wanted.dataset.name)
        self._opening = BackgroundCall(partial(self._open_review, wanted), self)
        self._opening.progressed.connect(self.window.opening_page.show_progress)
        self._opening.finished.connect(self._on_opened)
        self._opening.failed.connect(self._on_failed)
        _delete_when_over(self._opening)
        self._opening.start(QThreadPool.globalInstance())

    def _open_review(self, wanted: _Wanted, ticker: Ticker) -> Opened:
        """Open or import, in a thread of the pool."""
        if wanted.review == fallback_path(wanted.dataset):
            wanted.review.parent.mkdir(parents=True, exist_ok=True)
        return open_dataset_review(
            wanted.dataset,
            review_file=wanted.review,
            format_name=wanted.format_name,
            who=self._options.who,
            progress=ticker,
            preview=self._look,
        )

    def _look(self, dataset: Dataset, records: Sequence[Record]) -> None:
        """Have the first item shown, from a thread of the pool."""
        if (look := first_look(dataset, records)) is not None:
            self.looked.emit(look)

    def _on_opened(self, opened: Opened) -> None:
        self._opening = None
        session = ReviewSession(opened.review, self)
        loader = ImageLoader(opened.dataset.read_image, self)
        recogniser = self._recogniser = self._made_recogniser(opened)
        self._memory = TrainingMemory(opened.review.path)
        feed = PredictionFeed(session, recogniser, self, trained_on=self._memory.images)
        self.workplace = Workplace(
            session,
            opened.dataset,
            loader,
            feed,
            opened.problems,
            self._notice(opened),
            _archive_of(self._model),
            "" if _is_sample(opened) else opened.recognised,
        )
        self.window.show_workplace(self.workplace)
        if (open_backend := self._opener(self._model)) is not None:
            recogniser.start(self._model, open_backend)
        # What is there by now stays: a collection that looks through it all takes 30 ms, and may
        # come between any key and the next image. Garbage is let go before, or it would stay, too.
        gc.collect()
        gc.freeze()
        self.opened.emit()

    def _made_recogniser(self, opened: Opened) -> Recogniser:
        recogniser = Recogniser(opened.dataset.read_image, self)
        recogniser.switched.connect(self._on_switched)
        recogniser.switch_failed.connect(self.window.models.on_switch_failed)
        if self._attended:
            recogniser.untrusted.connect(self.window.models.ask_consent)
        return recogniser

    def use_model(self, choice: ModelChoice) -> None:
        """Read with another model as soon as it can answer; the one in use goes on until then."""
        open_backend = self._opener(choice)
        if self._recogniser is None or open_backend is None:
            self.window.models.on_switch_failed(SwitchFailure(choice, _NO_ARCHIVE))
        else:
            self._recogniser.switch(choice, open_backend)

    def _opener(self, choice: ModelChoice) -> Callable[[], Backend] | None:
        """Give what opens a model; of an archive it also finds out what it was trained on."""
        open_backend = model_choice.opener(choice)
        if open_backend is None or self._memory is None or choice.backend is not None:
            return open_backend
        return self._memory.recalling(open_backend)

    def _use_archive(self, folder: Path) -> None:
        """Read with an archive that was made here, so that its origin is known."""
        self.use_model(replace(self._model.at(str(folder.absolute())), trust=True))

    def _on_switched(self, choice: ModelChoice) -> None:
        assert self.workplace is not None and self.workplace.feed is not None
        self._model = choice
        self.window.models.on_switched(choice, self.workplace.feed.status)
        self.window.training.take_archive(_archive_of(choice))

    def _notice(self, opened: Opened) -> str:
        """Say where the review is kept, unless that is where it was meant to be."""
        return "" if _is_sample(opened) else opened.notice

    def _on_failed(self, error: Exception) -> None:
        self._opening = None
        text = str(error) if isinstance(error, Wrong) else f"{type(error).__name__}: {error}"
        if isinstance(error, CancelledError):
            self.window.show_stopped(self._wanted.dataset.name, text)
        else:
            self.window.show_failure(text)
        self.failed.emit(error)

    def _stop_opening(self) -> None:
        if self._opening is not None:
            self._opening.stop()

    def close(self) -> None:
        """End the threads and close the files of the review that is open."""
        if self._opening is not None:
            self._opening.stop()
            QThreadPool.globalInstance().waitForDone()
            self._opening.disconnect()  # what came of it is still on its way
            self._opening.finished.connect(_let_go)
            _delete_when_over(self._opening)
            self._opening = None
        self.window.leave()
        if self.workplace is None:
            return
        place, self.workplace = self.workplace, None
        gc.unfreeze()
        place.session.close()
        if place.feed is not None:
            place.feed.close()
            place.feed.deleteLater()
        if self._recogniser is not None:
            self._recogniser.close()
            self._recogniser.deleteLater()
            self._recogniser = None
        place.loader.close()
        place.loader.deleteLater()
        place.session.deleteLater()
        place.session.review.close()
        place.dataset.close()

    def tell_of(self, error: str) -> None:
        """Say that something went wrong that nobody foresaw."""
        text = translate("Program", "Something went wrong: {error}. Your decisions are safe.")
        if self.window.page is not None:
            self.window.page.notice.say(text.format(error=error), error=True)

    def end(self) -> None:
        """Destroy the window and what belongs to it, while there is an application to do it in.

        Python would do it after Qt's application has gone, and in any order.
        """
        self.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._collector.stop()


def _is_sample(opened: Opened) -> bool:
    """Tell whether it is the dataset that comes along: nobody chose its format or its place."""
    return opened.review.dataset == resource("sample")


def _delete_when_over(call: BackgroundCall) -> None:
    for ended in (call.finished, call.failed):
        ended.connect(call.deleteLater)


def _let_go(opened: Opened) -> None:
    """Close what was opened for nobody."""
    opened.review.close()
    opened.dataset.close()


def _chosen_model(settings: Settings, asked: ModelChoice) -> ModelChoice:
    """Give the model of the command line, or else the one that was used last."""
    if asked.place:
        return asked
    ca_file = Path(settings.ca_file) if settings.ca_file else None
    return asked.at(settings.model, ca_file=ca_file)


def _archive_of(choice: ModelChoice) -> Path | None:
    """Give the folder of the archive that reads, None for a server."""
    if choice.backend is not None:
        return None
    return choice.archive or bundled_archive(DEFAULT_ARCHIVE)


def _chosen(saved: Settings, options: Options) -> Settings:
    """Give the saved settings with what the command line says on top, for this run."""
    theme = options.theme or saved.theme
    return replace(
        saved,
        theme=theme if theme in THEMES else Settings().theme,
        language=options.language or saved.language,
    )
