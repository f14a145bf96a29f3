"""What to do where the program cannot train: the desktop bundle is no Python."""

import shlex
from collections.abc import Collection
from pathlib import Path

from PyQt5.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.resources import DEFAULT_ARCHIVE, bundled_archive
from app.services import retraining
from app.services.review import Review
from app.views.dialogs import muted
from app.views.export_dialog import ExportKind, default_target
from app.views.language import translate
from app.views.shortcuts import Command, key_text

_INSTALL = 'pip install ".[training]"'
_LINES, _AIR = 4, 24


class TrainingElsewherePage(QWidget):
    """Two ways on: another installation, or what is exported here; each with what to type."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(
            muted(
                translate(
                    "TrainingElsewhere",
                    "This installation cannot train: Python and TensorFlow are not in it. What "
                    "you decide can be learnt from all the same.",
                )
            )
        )
        column.addWidget(
            _line(
                translate(
                    "TrainingElsewhere",
                    "Install the program from its source, with pip. It opens this review as you "
                    "leave it, and trains from its window:",
                )
            )
        )
        self.install = QLineEdit(_INSTALL)
        self.install.setReadOnly(True)
        column.addWidget(self.install)
        column.addWidget(
            _line(
                translate(
                    "TrainingElsewhere",
                    "Or export the decisions here ({export}, corrections.jsonl), and train with "
                    "them in the folder of the source:",
                ).format(export=key_text(Command.EXPORT))
            )
        )
        self.command = _lines_to_type()
        column.addWidget(self.command)
        column.addWidget(
            muted(
                translate(
                    "TrainingElsewhere", "{key} puts the new archive to use, here as there."
                ).format(key=key_text(Command.MODEL))
            )
        )
        column.addStretch(1)

    def show_command(self, review: Review, base: Path, known: Collection[str]) -> None:
        """Show how to train by hand from the archive `base`; `known` are names of models in use."""
        target = default_target(review, ExportKind.CORRECTIONS, review.format_name)
        # The archive that comes along lies in the folder of the source, too, and is found there.
        own = bundled_archive(DEFAULT_ARCHIVE).absolute()
        command = (
            *("python", "-m", "training", "finetune"),
            *("--corrections", str(target)),
            *("--dataset", str(review.dataset.absolute())),
            *("--format", review.format_name),
            *("--base", f"archieve/{own.name}" if base == own else str(base)),
            *("--name", retraining.free_name(retraining.archives_folder(base), known)),
        )
        self.command.setPlainText(shlex.join(command))


def _line(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def _lines_to_type() -> QPlainTextEdit:
    """Give a place for a long command: it is not changed, but selected and copied."""
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setFixedHeight(_LINES * field.fontMetrics().lineSpacing() + _AIR)
    return field
