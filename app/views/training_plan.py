"""The page before a training: what there is to learn from, and what the new archive is called."""

import sys
from collections.abc import Collection
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFormLayout, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.services import retraining
from app.services.retraining import Lesson
from app.views.dialogs import muted
from app.views.language import counted, translate
from app.views.messages import localised

_MINUTES = (1, 1440)
_USUAL_MINUTES = 20


class TrainingPlanPage(QWidget):
    """Counts, name and time limit. ready_changed: whether a training could begin like this."""

    ready_changed = pyqtSignal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._base = Path()
        self._known: Collection[str] = ()
        self._missing = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            muted(
                translate(
                    "TrainingPlan",
                    "The model learns from the labels that you accepted or corrected, mixed with "
                    "synthetic words so that it forgets nothing. You can go on reviewing "
                    "meanwhile.",
                )
            )
        )
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(10)
        self.lesson = QLabel()
        form.addRow(translate("TrainingPlan", "To learn from"), self.lesson)
        self.base = QLabel()
        form.addRow(translate("TrainingPlan", "Starts from"), self.base)
        self.name = QLineEdit()
        self.name.setMaximumWidth(260)
        self.name.textChanged.connect(self._judge)
        form.addRow(translate("TrainingPlan", "Name of the new archive"), self.name)
        self.minutes = QSpinBox()
        self.minutes.setRange(*_MINUTES)
        self.minutes.setValue(_USUAL_MINUTES)
        self.minutes.setSuffix(translate("TrainingPlan", " min"))
        self.minutes.setMaximumWidth(140)
        form.addRow(translate("TrainingPlan", "At most"), self.minutes)
        column.addLayout(form)
        self.place = muted("")
        column.addWidget(self.place)
        self.warning = _line("warning")
        column.addWidget(self.warning)
        self.obstacle = _line("error")
        self.obstacle.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.obstacle)
        column.addStretch(1)

    def show_lesson(self, lesson: Lesson, base: Path, known: Collection[str]) -> None:
        """Show what there is, and propose the rest; `known` are names of models in use."""
        self._base, self._known = base, known
        self.lesson.setText(
            counted(
                "TrainingPlan",
                "{count} items, {corrected} of them corrected",
                lesson.items,
                corrected=f"{lesson.corrected:,}",
            )
        )
        self.base.setText(base.name)
        self.warning.setText(_warning())
        self.warning.setVisible(lesson.is_short and bool(lesson.items))  # none is the obstacle
        self._missing = _obstacle(lesson)
        self.name.setText(retraining.free_name(retraining.archives_folder(base), known))
        self._judge()

    @property
    def out(self) -> Path:
        """Where the new archive goes."""
        return retraining.archives_folder(self._base) / self.name.text()

    @property
    def is_ready(self) -> bool:
        """Whether a training could begin like this."""
        return not self.obstacle.text()

    def say_obstacle(self, why: str) -> None:
        """Say why a training could not begin."""
        self.obstacle.setText(localised(why))
        self.obstacle.show()

    def _judge(self) -> None:
        name = self.name.text()
        obstacle = self._missing
        if not obstacle and not retraining.is_name(name):
            obstacle = translate("TrainingPlan", "A name is letters, digits, - and _.")
        elif not obstacle and (self.out.exists() or name in self._known):
            obstacle = translate("TrainingPlan", "There is a model {name} already.").format(
                name=name
            )
        self.obstacle.setText(obstacle)
        self.obstacle.setVisible(bool(obstacle))
        self.place.setText(translate("TrainingPlan", "Is written to {path}").format(path=self.out))
        self.ready_changed.emit(self.is_ready)


def _line(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.hide()
    return label


def _warning() -> str:
    return translate(
        "TrainingPlan",
        "That is little: the model will learn little from it, and too few words are held out to "
        "tell whether it became better. A few hundred items with dozens of corrections are a "
        "good beginning.",
    )


def _obstacle(lesson: Lesson) -> str:
    if missing := retraining.missing_packages():
        return translate(
            "TrainingPlan",
            "Training needs packages that are not installed ({names}). Install them and come "
            "back:\n{command}",
        ).format(
            names=", ".join(missing),
            command=f'{sys.executable} -m pip install "hangul-ocr-review[training]"',
        )
    if not lesson.items:
        return translate(
            "TrainingPlan", "Nothing is accepted or corrected yet: decide some items first."
        )
    return ""
