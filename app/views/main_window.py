"""The window: menus, dialogs, and the page of the review that is open."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QEvent, QSize, QThreadPool, pyqtSignal
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QAction, QFileDialog, QMainWindow, QMenu, QStackedWidget

from app.domain.statistics import Statistics
from app.jobs.background import BackgroundCall
from app.jobs.image_loader import ImageLoader
from app.models.prediction_feed import PredictionFeed
from app.models.session import ReviewSession
from app.resources import DEFAULT_ARCHIVE, bundled_archive, resource
from app.services.recogniser import ModelAccess, ModelChoice
from app.views import shortcuts, themes
from app.views.export_dialog import ExportDialog
from app.views.format_dialog import FormatDialog
from app.views.icons import program_icon
from app.views.keys_dialog import KeysDialog
from app.views.language import counted, default_language, speak, translate
from app.views.messages import localised
from app.views.model_desk import ModelDesk
from app.views.opening_page import OpeningPage
from app.views.problems_dialog import ProblemsDialog
from app.views.review_page import ReviewPage
from app.views.review_title import title_of
from app.views.settings import Settings
from app.views.settings_dialog import SettingsDialog
from app.views.shortcuts import SHORTCUTS, Command, Group
from app.views.statistics_dialog import StatisticsDialog
from app.views.themes import THEMES
from app.views.training_desk import TrainingDesk
from app.views.training_dialog import LeaveDialog
from datasets.opening import Dataset
from datasets.record import Problem

log = logging.getLogger(__name__)

_OF_KEYS_ALONE = ("alternative", "pan", "menu")
"""What no menu lists: what there is in several ways, and the way to the menus."""


@dataclass(frozen=True)
class Workplace:
    """An open review with all that works for it; who made it closes it.

    archive: the folder of the model in use, None for a server. recognised: what the dataset was
    just read as, and why; empty where nobody need know.
    """

    session: ReviewSession
    dataset: Dataset
    loader: ImageLoader
    feed: PredictionFeed | None
    problems: Sequence[Problem]
    notice: str = ""
    archive: Path | None = None
    recognised: str = ""


class MainWindow(QMainWindow):
    """Shows a `Workplace`, or the page without one.

    open_asked: the path of a dataset. again_asked: the one before, once more. format_asked: that
    one in another format, see `ask_for_format`. format_chosen: the `FormatChoice` to open it as.
    archive_asked: the folder of an archive to put to use. settings_changed: `Settings` to save.
    closing: the window goes, and so should what works behind it.
    """

    open_asked = pyqtSignal(object)
    again_asked = pyqtSignal()
    format_asked = pyqtSignal()
    format_chosen = pyqtSignal(object)
    archive_asked = pyqtSignal(object)
    stop_asked = pyqtSignal()
    settings_changed = pyqtSignal(object)
    closing = pyqtSignal()

    def __init__(self, settings: Settings, access: ModelAccess) -> None:
        super().__init__()
        self.settings = settings
        self._workplace: Workplace | None = None
        self._call: BackgroundCall | None = None
        self._leaving = False
        self._asked_for: Path | None = None
        self.page: ReviewPage | None = None
        self.opening_page = OpeningPage(THEMES[settings.theme])
        self.opening_page.stopped.connect(self.stop_asked)
        self.opening_page.again_asked.connect(self.again_asked)
        self.opening_page.open_asked.connect(self._ask_for_dataset)
        self.opening_page.format_asked.connect(self.format_asked)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.opening_page)
        self.setCentralWidget(self._pages)
        self.setWindowIcon(program_icon())
        self.setMinimumSize(QSize(900, 560))
        self.resize(_comfortable_size(self.screen().availableGeometry().size()))
        self.models = ModelDesk(self, lambda: THEMES[self.settings.theme], access)
        self.models.places = tuple(filter(None, settings.recent_models.splitlines()))
        self.models.said.connect(self._say)
        self.models.remembered.connect(self._remember_model)
        self.training = TrainingDesk(
            self, lambda: THEMES[self.settings.theme], bundled=bundled_archive(DEFAULT_ARCHIVE)
        )
        self.training.archive_wanted.connect(self.archive_asked)
        self.training.said.connect(self._say)
        self.training.status_changed.connect(self._show_training)
        self._own = self._own_commands()
        self._actions = self._bind_actions()
        self._menus = self._make_menus()
        self._retranslate()

    # what is shown

    def show_opening(self, name: str) -> None:
        """Say that a dataset is being opened."""
        self.leave()
        self.opening_page.show_opening(name)

    def show_failure(self, why: str) -> None:
        """Say why there is no review."""
        self.leave()
        self.opening_page.show_failure(why)

    def show_stopped(self, name: str, why: str) -> None:
        """Say that the opening was stopped, and what came of it."""
        self.leave()
        self.opening_page.show_stopped(name, why)

    def show_workplace(self, workplace: Workplace) -> None:
        """Show a review."""
        self.leave()
        self._workplace = workplace
        self.page = ReviewPage(
            workplace.session,
            workplace.loader,
            workplace.feed,
            read_page=workplace.dataset.page,
            theme=THEMES[self.settings.theme],
            settings=self.settings,
        )
        self.page.settings_changed.connect(self._on_settings_changed)
        self._pages.addWidget(self.page)
        self._pages.setCurrentWidget(self.page)
        self.page.focus_queue()
        self._enable_actions()
        self._retranslate()
        self.training.attach(workplace.session.review, workplace.archive)
        self.models.attach(workplace.feed)
        if workplace.notice:
            self.page.notice.say(workplace.notice, error=True)
        elif said := [*_said_of_format(workplace), *_said_of_problems(workplace)]:
            self.page.notice.say("\n".join(said), long=True)

    def leave(self) -> None:
        """Show no review any more: what works for it is about to be closed."""
        self.training.detach()
        self.models.detach()
        self._forget_statistics()
        self._workplace = None
        if self.page is not None:
            self.page.remember_hint()
            self._pages.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None
        self._pages.setCurrentWidget(self.opening_page)
        self._enable_actions()
        self._retranslate()

    # commands

    def _own_commands(self) -> dict[Command, Callable[[], None]]:
        return {
            Command.OPEN: self._ask_for_dataset,
            Command.OPEN_AS: self.format_asked.emit,
            Command.EXPORT: self._export,
            Command.STATISTICS: self._ask_statistics,
            Command.PROBLEMS: self._show_problems,
            Command.SETTINGS: self._show_settings,
            Command.MENU: self._open_menu,
            Command.KEYS: self._show_keys,
            Command.QUIT: self.close,
            **self.training.commands,
            **self.models.commands,
        }

    def _bind_actions(self) -> dict[Command, QAction]:
        return {
            command: shortcuts.bind(self, command, partial(self._run, command))
            for command in Command
        }

    def _run(self, command: Command) -> None:
        if command in self._own:
            self._own[command]()
        elif self.page is not None:
            self.page.run(command)

    def _enable_actions(self) -> None:
        without_review = {Command.OPEN, Command.OPEN_AS}
        without_review |= {Command.SETTINGS, Command.MENU, Command.KEYS, Command.QUIT}
        for command, action in self._actions.items():
            action.setEnabled(self.page is not None or command in without_review)

    def _make_menus(self) -> dict[Group, QMenu]:
        menus = {}
        for group in (Group.PROGRAM, Group.DECIDE, Group.MOVE, Group.LOOK, Group.TRAIN):
            menu = self.menuBar().addMenu("")
            for shortcut in SHORTCUTS.values():
                if shortcut.group is group and not shortcut.command.startswith(_OF_KEYS_ALONE):
                    menu.addAction(self._actions[shortcut.command])
            menus[group] = menu
        return menus

    def _ask_for_dataset(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, translate("MainWindow", "Open dataset"), str(self._likely_place())
        )
        if chosen:
            self._asked_for = Path(chosen)
            self.open_asked.emit(self._asked_for)

    def _likely_place(self) -> Path:
        """Give the folder to look for a dataset in: beside the one that is open or was asked for.

        Beside the sample are only the program's own files.
        """
        place = self._workplace
        if place is not None and place.session.review.dataset != resource("sample"):
            return place.session.review.dataset.parent
        return Path.home() if self._asked_for is None else self._asked_for.parent

    def ask_for_format(self, dataset: Path, review_file: Path | None) -> None:
        """Ask as what to read a dataset; `review_file` is the one it has by name."""
        place = self._workplace
        review = None if place is None else place.session.review
        dialog = FormatDialog(
            dataset,
            review_file=review_file,
            current=None if review is None else (review.format_name, review.path),
            theme=THEMES[self.settings.theme],
            parent=self,
        )
        dialog.chosen.connect(self.format_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export(self) -> None:
        if self._workplace is not None:
            place = self._workplace
            ExportDialog(place.session.review, place.dataset, self).exec()

    def _ask_statistics(self) -> None:
        """Count in the background: of a long journal that takes a second or two."""
        if self._workplace is None or self._call is not None:
            return
        count = self._workplace.session.review.prepare_statistics()
        self._call = BackgroundCall(lambda _: count(), self)
        self._call.finished.connect(self._show_statistics)
        self._call.failed.connect(self._on_statistics_failed)
        self._call.start(QThreadPool.globalInstance())

    def _show_statistics(self, statistics: Statistics) -> None:
        self._call = None
        StatisticsDialog(statistics, THEMES[self.settings.theme], self).exec()

    def _on_statistics_failed(self, error: Exception) -> None:
        self._call = None
        if self.page is not None:
            self.page.notice.say(str(error), error=True)

    def _forget_statistics(self) -> None:
        """Show no statistics of a review that is left before they are counted."""
        if self._call is not None:
            self._call.disconnect()
            self._call.deleteLater()
            self._call = None

    def _show_problems(self) -> None:
        if self._workplace is not None:
            ProblemsDialog(self._workplace.problems, self).exec()

    def _open_menu(self) -> None:
        """Open the first menu, from where arrow keys lead on and Esc leads back."""
        self.menuBar().setActiveAction(self.menuBar().actions()[0])

    def _show_keys(self) -> None:
        KeysDialog(THEMES[self.settings.theme], self).exec()

    def _show_settings(self) -> None:
        SettingsDialog(self.settings, self.apply_settings, self).exec()

    def _say(self, text: str, error: bool) -> None:
        if self.training.dialog is not None:  # it covers the page
            self.training.dialog.notice.say(text, error=error)
        elif self.page is not None:
            self.page.notice.say(text, error=error)

    def _show_training(self, text: str) -> None:
        if self.page is not None:
            self.page.status_line.show_training(text)

    # settings

    def apply_settings(self, settings: Settings) -> None:
        """Wear the theme and speak the language of `settings`."""
        before, self.settings = self.settings, settings
        if settings.theme != before.theme:
            themes.apply(THEMES[settings.theme])
            self.opening_page.set_theme(THEMES[settings.theme])
            if self.page is not None:
                self.page.set_theme(THEMES[settings.theme])
        if settings.language != before.language:
            speak(settings.language or default_language())
        if self.page is not None:
            self.page.take_settings(settings)
        self.settings_changed.emit(settings)

    def _remember_model(self, choice: ModelChoice) -> None:
        ca_file = "" if choice.ca_file is None else str(choice.ca_file)
        recent = "\n".join(self.models.places)
        self.apply_settings(
            replace(self.settings, model=choice.place, ca_file=ca_file, recent_models=recent)
        )

    def _on_settings_changed(self, settings: Settings) -> None:
        self.settings = settings
        self.settings_changed.emit(settings)

    # Qt's side

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the work behind the window end; a batch under way need not be watched to its end."""
        if self.training.running and not self._leaving:
            event.ignore()
            self._ask_to_leave()
            return
        self.hide()
        self.closing.emit()
        super().closeEvent(event)

    def _ask_to_leave(self) -> None:
        """Ask what becomes of the training; the answer closes the window, or leaves it open."""
        dialog = LeaveDialog(self.training.running, self)
        dialog.chosen.connect(self._leave)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _leave(self, stop_training: bool) -> None:
        if stop_training:
            self.training.stop()
        self._leaving = True
        self.close()

    def _retranslate(self) -> None:
        program = translate("MainWindow", "Hangul OCR Review")
        if self._workplace is None:
            self.setWindowTitle(program)
        else:
            review = self._workplace.session.review
            self.setWindowTitle(f"{title_of(review.path, review.dataset)} — {program}")
        for command, action in self._actions.items():
            action.setText(shortcuts.caption(command))
        for group, menu in self._menus.items():
            menu.setTitle(translate("Shortcuts", group))


def _said_of_format(workplace: Workplace) -> Iterator[str]:
    if workplace.recognised:
        yield localised(workplace.recognised)
        yield translate("MainWindow", "If it is something else: {key}").format(
            key=shortcuts.key_text(Command.OPEN_AS)
        )


def _said_of_problems(workplace: Workplace) -> Iterator[str]:
    if workplace.problems:
        yield counted(
            "MainWindow",
            "{count} entries could not be loaded: {key}",
            len(workplace.problems),
            key=shortcuts.key_text(Command.PROBLEMS),
        )


def _comfortable_size(screen: QSize) -> QSize:
    """Give the size to start with: large, and within the screen, its frame counted."""
    return QSize(min(1440, screen.width() - 16), min(900, screen.height() - 48))
