"""The page of a training under way: how far, how fast, and how well."""

import math
from collections.abc import Sequence

from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.jobs.training_process import TrainingSight
from app.services.training_files import Phase, Plan, Point
from app.views import words
from app.views.curve_plot import Curve, CurvePlot
from app.views.dialogs import muted
from app.views.language import counted, translate
from app.views.messages import localised
from app.views.status_line import time_left
from app.views.themes import Theme

_STEPS = 10_000
_LIKELIHOOD = "_likelihood"


class TrainingProgressPage(QWidget):
    """What it does, a bar, its pace, two plots, and why it ended if it did not end well."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.headline = QLabel()
        column.addWidget(self.headline)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        column.addWidget(self.bar)
        self.pace = muted("")
        column.addWidget(self.pace)
        self.lesson = muted("")
        column.addWidget(self.lesson)
        self.trouble = QLabel()
        self.trouble.setProperty("role", "error")
        self.trouble.setWordWrap(True)
        column.addWidget(self.trouble)
        self.loss = CurvePlot(translate("TrainingProgress", "Loss of a character"), "", theme)
        self.accuracy = CurvePlot(
            translate("TrainingProgress", "Words read right"), "", theme, percent=True
        )
        plots = QHBoxLayout()
        plots.setSpacing(12)
        plots.addWidget(self.loss)
        plots.addWidget(self.accuracy)
        column.addLayout(plots, 1)

    def show_sight(self, name: str, sight: TrainingSight, *, held: bool, stopping: bool) -> None:
        """Show where the training `name` is."""
        moment = sight.moment
        self.headline.setText(f"{name}: {doing(sight, held=held, stopping=stopping)}")
        busy = moment.phase in (Phase.PREPARING, Phase.EVALUATING, Phase.EXPORTING)
        self.bar.setRange(0, 0 if busy and not stopping else _STEPS)
        self.bar.setValue(round(_STEPS * sight.share))
        self.pace.setText(pace_of(sight))
        self.pace.setVisible(bool(self.pace.text()))
        self.lesson.setText("" if sight.plan is None else _lesson(sight.plan))
        self.lesson.setVisible(sight.plan is not None)
        failed = moment.phase is Phase.FAILED
        self.trouble.setText(localised(moment.message) if failed else "")
        self.trouble.setVisible(failed)
        self.loss.empty = self.accuracy.empty = (
            translate("TrainingProgress", "The first figures come after a while.")
            if sight.is_running
            else translate("TrainingProgress", "It ended before the first figures.")
        )
        losses = tuple((p.images, p.loss) for p in sight.history if math.isfinite(p.loss))
        self.loss.show_curves([Curve("", losses)])
        self.accuracy.show_curves(_accuracies(sight.history))


def _accuracies(history: Sequence[Point]) -> list[Curve]:
    """Give the share of words read right of each kind; likelihoods are the training's own."""
    names = dict.fromkeys(name for point in history for name in point.figures)
    return [
        Curve(
            words.of_kind(name),
            tuple((p.images, p.figures[name]) for p in history if name in p.figures),
        )
        for name in names
        if not name.endswith(_LIKELIHOOD)
    ]


def doing(sight: TrainingSight, *, held: bool, stopping: bool) -> str:
    """Say what a training does, or what it was asked to do and has not done yet."""
    if sight.is_running and stopping:
        return translate("TrainingProgress", "stopping at a checkpoint …")
    if sight.moment.phase is Phase.TRAINING and held:
        return translate("TrainingProgress", "pausing after this step …")
    return words.of_phase(sight.moment.phase)


def pace_of(sight: TrainingSight) -> str:
    """Say how many images are done, how fast, and how long the rest takes."""
    moment = sight.moment
    if moment.phase is Phase.PREPARING:
        return translate(
            "TrainingProgress",
            "Reads the images, looks for fonts and loads the network; that takes a minute or so.",
        )
    if not moment.images_planned:
        return ""
    parts = [
        counted(
            "TrainingProgress",
            "{done} of {count} images",
            moment.images_planned,
            done=f"{moment.images:,}",
        )
    ]
    if sight.is_running and moment.images_per_s:
        parts.append(
            translate("TrainingProgress", "{rate} a second").format(
                rate=f"{moment.images_per_s:.0f}"
            )
        )
    if sight.is_running and moment.seconds_left:
        parts.append(
            translate("TrainingProgress", "{time} left").format(time=time_left(moment.seconds_left))
        )
    return "   ·   ".join(parts)


def _lesson(plan: Plan) -> str:
    parts = [
        counted(
            "TrainingProgress",
            "Starts from {base}. Learns from {count} items; {held_out} held out to judge by.",
            plan.train,
            base=plan.base,
            held_out=f"{plan.held_out:,}",
        )
    ]
    if plan.left_out:
        parts.append(counted("TrainingProgress", "{count} items cannot be used.", plan.left_out))
    return " ".join(parts)
