"""What is on the screen while there is no review: opening, stopped, or why it failed."""

from collections.abc import Callable

from PyQt5.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.jobs.first_look import FirstLook
from app.views import percent
from app.views.image_view import ImageView
from app.views.language import counted, translate
from app.views.messages import localised
from app.views.themes import Theme

_MOMENT_MS = 250
_TEXT_WIDTH = 600


class OpeningPage(QWidget):
    """A few centred lines.

    stopped: the person does not want to wait. again_asked: the same dataset, please. format_asked:
    the same in another format. open_asked: another one.
    """

    stopped = pyqtSignal()
    again_asked = pyqtSignal()
    format_asked = pyqtSignal()
    open_asked = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(1)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._title)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._text.setFixedWidth(_TEXT_WIDTH)
        column.addLayout(_centred(self._text))
        self._bar = QProgressBar()
        self._bar.setFixedSize(320, 6)
        self._bar.setTextVisible(False)
        column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        self._stop = QPushButton()
        self._stop.clicked.connect(self.stopped)
        self._again = QPushButton()
        self._again.clicked.connect(self.again_asked)
        self._format = QPushButton()
        self._format.clicked.connect(self.format_asked)
        self._open = QPushButton()
        self._open.clicked.connect(self.open_asked)
        for button in (self._stop, self._again, self._format, self._open):
            button.setAutoDefault(True)  # outside dialogs, Enter does not press it otherwise
        row.addStretch(1)
        row.addWidget(self._stop)
        row.addWidget(self._again)
        row.addWidget(self._format)
        row.addWidget(self._open)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        column.addWidget(self._lay_first(theme), 6)
        self._titled: Callable[[], str] = str
        self._why = ""
        self._look: FirstLook | None = None
        self._look_timer = QTimer(self)
        self._look_timer.setSingleShot(True)
        self._look_timer.timeout.connect(self._show_look)

    def _lay_first(self, theme: Theme) -> QWidget:
        """Lay out what is shown of the dataset meanwhile: one image over its label."""
        self._first = QWidget()
        column = QVBoxLayout(self._first)
        column.setContentsMargins(0, 0, 0, 0)
        self._image = ImageView(theme)
        column.addWidget(self._image, 1)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setProperty("role", "title")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setMargin(16)
        column.addWidget(self._label)
        self._first.hide()
        return self._first

    def set_theme(self, theme: Theme) -> None:
        """Wear these colours."""
        self._image.set_theme(theme)

    @property
    def text(self) -> str:
        """What the page says."""
        return f"{self._title.text()}\n{self._text.text()}"

    def show_opening(self, name: str) -> None:
        """Say that a dataset is being opened."""
        self._say(lambda: translate("OpeningPage", "Opening {name} …").format(name=name), "")
        self._bar.setRange(0, 0)
        self._show(busy=True)
        self.setFocus()  # a Space that comes before the first item is no wish to stop

    def show_first(self, look: FirstLook) -> None:
        """Show the first item, unless the whole dataset is there in a moment."""
        self._look = look
        self._look_timer.start(_MOMENT_MS)

    def _show_look(self) -> None:
        if self._look is not None:
            self._image.show_picture(self._look.picture)
            self._label.setText(self._look.label)
            self._first.show()

    def show_progress(self, done: int, total: int) -> None:
        """Say how far it is: with an import, whose `total` is not known (-1), or weighing anew."""
        self._text.setText(_of_import(done) if total < 0 else _of_weighing(done, total))
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)

    def show_failure(self, why: str) -> None:
        """Say why there is no review."""
        self._say(lambda: translate("OpeningPage", "This dataset could not be opened"), why)
        self._show(busy=False)
        self._open.setFocus()

    def show_stopped(self, name: str, why: str) -> None:
        """Say that the person stopped it, and what came of it."""
        self._say(
            lambda: translate("OpeningPage", "Opening {name} was stopped").format(name=name), why
        )
        self._show(busy=False)
        self._again.setFocus()

    def _say(self, titled: Callable[[], str], why: str) -> None:
        self._titled, self._why = titled, why
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._title.setText(self._titled())
        self._text.setText(localised(self._why))
        self._stop.setText(translate("OpeningPage", "Stop"))
        self._again.setText(translate("OpeningPage", "Try again"))
        self._format.setText(translate("OpeningPage", "Open as another format …"))
        self._open.setText(translate("OpeningPage", "Open a dataset …"))

    def _show(self, *, busy: bool) -> None:
        self._look_timer.stop()
        self._look = None
        self._first.hide()
        self._bar.setVisible(busy)
        self._stop.setVisible(busy)
        self._again.setVisible(not busy)
        self._format.setVisible(not busy)
        self._open.setVisible(not busy)


def _centred(text: QLabel) -> QHBoxLayout:
    """Lay a text that wraps in the middle: with an alignment it would get too few lines."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(text)
    row.addStretch(1)
    return row


def _of_import(done: int) -> str:
    return counted("OpeningPage", "{count} items", done)


def _of_weighing(done: int, total: int) -> str:
    return translate(
        "OpeningPage",
        "This version of the program weighs what models have read in another way.\n"
        "{percent} ({done} of {total}) weighed anew\n"
        "Decisions stay as they are. If you stop, the next opening goes on from there.",
    ).format(
        percent=percent.of_share(done / total if total else 1.0),
        done=f"{done:,}",
        total=f"{total:,}",
    )
