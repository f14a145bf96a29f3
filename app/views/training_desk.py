"""Everything the window does about retraining: one training of the open review, and its dialog."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, QThreadPool, pyqtSignal
from PyQt5.QtWidgets import QWidget

from app.jobs.background import BackgroundCall
from app.jobs.training_process import TrainingProcess, TrainingSight
from app.services import retraining
from app.services.retraining import TrainingRequest
from app.services.review import Review
from app.services.training_files import Moment, Phase, TrainingFilesError
from app.views import percent, words
from app.views.language import translate
from app.views.shortcuts import Command, key_text
from app.views.status_line import time_left
from app.views.themes import Theme
from app.views.training_dialog import TrainingDialog
from app.views.training_progress import doing
from recognizer.installation import is_bundle

_BEGINNING = TrainingSight(Moment(Phase.PREPARING))


class TrainingDesk(QObject):
    """Lives as long as the window; `attach` gives it a review to train on.

    `bundled` is the archive to start from where the one in use cannot be trained on.

    archive_wanted: the folder of an archive to put to use. said: a text for a moment, and whether
    it is an error. status_changed: the text of the status line.
    """

    archive_wanted = pyqtSignal(object)
    said = pyqtSignal(str, bool)
    status_changed = pyqtSignal(str)

    def __init__(self, window: QWidget, theme: Callable[[], Theme], *, bundled: Path) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._review: Review | None = None
        self._bundled = bundled
        self._archive: Path | None = None
        self._request: TrainingRequest | None = None
        self.process: TrainingProcess | None = None
        self._export: BackgroundCall | None = None
        self._stopping = False
        self.dialog: TrainingDialog | None = None

    # the review it is about

    def attach(self, review: Review, archive: Path | None) -> None:
        """Train on this review; `archive` is in use. Take up a training that was begun before."""
        self._review, self._archive = review, archive
        folder = retraining.latest_run(review.path)
        if folder is not None:
            try:
                self._watch(folder, TrainingRequest.load(folder))
            except TrainingFilesError as error:
                self.said.emit(str(error), True)
        self._show()

    def detach(self) -> None:
        """Let the review go; a training goes on."""
        if self.dialog is not None:
            self.dialog.close()
        if self._export is not None:
            self._export.stop()
            self._export.finished.disconnect()
            self._export.failed.disconnect()
            self._export = None
        self._forget()
        self._review = None

    def take_archive(self, archive: Path | None) -> None:
        """Take note of the archive that is in use now, None for a server."""
        self._archive = archive
        self._show()

    @property
    def running(self) -> str:
        """The name of what is being trained; empty where nothing is."""
        if self.process is None or self._request is None or not self.process.sight.is_running:
            return ""
        return self._request.name

    # commands

    @property
    def commands(self) -> dict[Command, Callable[[], None]]:
        """What can be done about retraining."""
        return {
            Command.RETRAIN: self.open_dialog,
            Command.PAUSE_TRAINING: self.toggle_pause,
            Command.STOP_TRAINING: self.stop,
            Command.USE_NEW_MODEL: self._use_new,
            Command.USE_OLD_MODEL: self._use_old,
        }

    def open_dialog(self) -> None:
        """Show where the training is, or what one would learn from."""
        if self._review is None or self.dialog is not None:
            return
        self.dialog = TrainingDialog(self._theme(), self._window)
        self.dialog.commanded.connect(lambda command: self.commands[command]())
        self.dialog.begin_asked.connect(self._begin)
        self.dialog.go_on_asked.connect(self._go_on)
        self.dialog.anew_asked.connect(self._show_plan)
        self.dialog.finished.connect(self._on_closed)
        if self._sight is None:
            self._show_plan()
        else:
            self._show()
        self.dialog.open()

    def toggle_pause(self) -> None:
        """Hold the training, or let it go on."""
        if self.process is None or not self.running:
            self._say_nothing_runs()
        elif self.process.is_held:
            self.process.resume()
        else:
            self.process.pause()
        self._show()

    def stop(self) -> None:
        """End the training with a checkpoint; one that is not begun yet is not begun."""
        if self._export is not None:
            self._export.stop()
        elif self.process is None or not self.running:
            self._say_nothing_runs()
        else:
            self._stopping = True
            self.process.stop()
        self._show()

    def _use_new(self) -> None:
        report = None if self.process is None else self.process.sight.report
        if report is None:
            self.said.emit(translate("TrainingDesk", "No new model is there yet."), False)
        elif not _same(report.archive, self._archive):
            self.archive_wanted.emit(report.archive)

    def _use_old(self) -> None:
        if self._request is None:
            self.said.emit(translate("TrainingDesk", "There is no model to go back to."), False)
        elif not _same(self._request.base, self._archive):
            self.archive_wanted.emit(self._request.base)

    def _say_nothing_runs(self) -> None:
        self.said.emit(translate("TrainingDesk", "No training is under way."), False)

    # a training

    def _begin(self) -> None:
        assert self.dialog is not None and self._review is not None
        plan, review = self.dialog.plan, self._review
        request = TrainingRequest(
            plan.name.text(),
            self._base,
            plan.out,
            review.dataset.absolute(),
            review.format_name,
            plan.minutes.value(),
        )
        folder = retraining.new_run(review.path, request.name)
        self._forget()
        self._request = request
        self._export = BackgroundCall(
            lambda ticker: retraining.write_lesson(review, request, folder, progress=ticker), self
        )
        self._export.finished.connect(lambda _: self._on_lesson_written(folder, request))
        self._export.failed.connect(self._on_lesson_failed)
        self._export.start(QThreadPool.globalInstance())
        self._show()

    def _on_lesson_written(self, folder: Path, request: TrainingRequest) -> None:
        self._export = None
        self._watch(folder, request)
        self._go_on()

    def _on_lesson_failed(self, error: Exception) -> None:
        self._export = None
        self._request = None
        self.status_changed.emit("")
        if self.dialog is None:
            self.said.emit(str(error), True)
        else:
            self._show_plan()
            self.dialog.plan.say_obstacle(str(error))

    def _go_on(self) -> None:
        if self.process is None or self._request is None:
            return
        if is_bundle():  # it was begun by another installation, and is found again
            self._show_plan()
            return
        self._stopping = False
        self.process.start(self._request.command(self.process.folder))
        self._show()

    def _watch(self, folder: Path, request: TrainingRequest) -> None:
        self._forget()
        self._request = request
        self.process = TrainingProcess(folder, self)
        self.process.changed.connect(self._show)

    def _forget(self) -> None:
        if self.process is not None:
            self.process.leave()
            self.process.changed.disconnect(self._show)
            self.process.deleteLater()
            self.process = None
        self._request = None
        self._stopping = False

    @property
    def _base(self) -> Path:
        """The archive to start from: the one in use, where it can be trained on."""
        in_use = self._archive
        fits = in_use is not None and retraining.is_trainable(in_use)
        return (in_use if in_use and fits else self._bundled).absolute()

    # showing

    def _show_plan(self) -> None:
        if self.dialog is None or self._review is None:
            return
        known = {model.name for model in self._review.models()}
        if is_bundle():
            self.dialog.elsewhere.show_command(self._review, self._base, known)
            self.dialog.show_elsewhere()
        else:
            lesson = retraining.lesson_of(self._review)
            self.dialog.plan.show_lesson(lesson, self._base, known)
            self.dialog.show_plan()

    def _show(self) -> None:
        """Show the training as it is now, in the status line and in the dialog."""
        sight = self._sight
        if (
            self.dialog is not None
            and self.process is not None
            and not self.process.sight.is_running
        ):
            self.process.mark_looked_at()
        self.status_changed.emit("" if sight is None else self._status(sight))
        if sight is None or self._request is None or self.dialog is None:
            return
        if self.dialog.is_planning and not sight.is_running:
            return  # another one is planned, whatever becomes of the last
        name = self._request.name
        if sight.report is not None:
            self.dialog.show_report(
                name,
                sight.report,
                in_use=_same(sight.report.archive, self._archive),
                base=self._request.base.name,
            )
        else:
            self.dialog.show_sight(name, sight, held=self._held, stopping=self._stopping)

    @property
    def _held(self) -> bool:
        return self.process is not None and self.process.is_held

    @property
    def _sight(self) -> TrainingSight | None:
        if self._export is not None:
            return _BEGINNING
        return None if self.process is None else self.process.sight

    def _status(self, sight: TrainingSight) -> str:
        """Say in a few words where the training is; nothing of one that was over and looked at."""
        assert self._request is not None
        moment, name = sight.moment, self._request.name
        if sight.is_running:
            parts = [f"{name}: {doing(sight, held=self._held, stopping=self._stopping)}"]
            if moment.phase in (Phase.TRAINING, Phase.PAUSED):
                parts.append(percent.of_share(sight.share))
            if moment.phase is Phase.TRAINING and moment.seconds_left and not self._held:
                left = time_left(moment.seconds_left)
                parts.append(translate("TrainingDesk", "{time} left").format(time=left))
            return ", ".join(parts)
        if self.process is None or self.process.was_looked_at:
            return ""
        return f"{name}: {words.of_phase(moment.phase)} ({key_text(Command.RETRAIN)})"

    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self._show()


def _same(one: Path, other: Path | None) -> bool:
    return other is not None and one.absolute() == other.absolute()
