"""Retraining: what it would learn from, how it goes, what came of it. It works on when closed."""

from PyQt5.QtCore import QPoint, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QDialogButtonBox, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from app.jobs.training_process import TrainingSight
from app.services.training_files import Report
from app.views import shortcuts
from app.views.dialogs import PlainDialog, muted
from app.views.keycap import KeyButton
from app.views.language import translate
from app.views.notice import Notice
from app.views.shortcuts import Command, key_text
from app.views.themes import Theme
from app.views.training_elsewhere import TrainingElsewherePage
from app.views.training_plan import TrainingPlanPage
from app.views.training_progress import TrainingProgressPage
from app.views.training_report import TrainingReportPage

_COMMANDS = (
    Command.PAUSE_TRAINING,
    Command.STOP_TRAINING,
    Command.USE_NEW_MODEL,
    Command.USE_OLD_MODEL,
)
_PAGE_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_PLAN_SIZE, _PROGRESS_SIZE, _REPORT_WIDTH = QSize(760, 420), QSize(1000, 640), 1000


class TrainingDialog(PlainDialog):
    """Shows one of four pages, and offers what can be done there.

    commanded: a `Command` of the training. begin_asked: begin as the plan page says.
    go_on_asked: go on from the checkpoint. anew_asked: plan another training.
    """

    commanded = pyqtSignal(object)
    begin_asked = pyqtSignal()
    go_on_asked = pyqtSignal()
    anew_asked = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("TrainingDialog", "Retraining"), parent)
        self._theme = theme
        self._size = QSize()
        self.plan = TrainingPlanPage()
        self.elsewhere = TrainingElsewherePage()
        self.progress = TrainingProgressPage(theme)
        self.report: TrainingReportPage | None = None
        self._reported: Report | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.progress)
        self._pages.addWidget(self.plan)
        self._pages.addWidget(self.elsewhere)
        self.body.addWidget(self._pages, 1)
        row = QHBoxLayout()
        self.keys = {command: self._key_button(command, row) for command in _COMMANDS}
        row.addStretch(1)
        self.body.addLayout(row)
        self.notice = Notice(theme)
        self.body.addWidget(self.notice)
        self._begin = self._button(translate("TrainingDialog", "&Begin training"), self.begin_asked)
        self._go_on = self._button(translate("TrainingDialog", "&Go on"), self.go_on_asked)
        self._anew = self._button(translate("TrainingDialog", "&Train anew …"), self.anew_asked)
        self._close = self.buttons.addButton(
            translate("Dialogs", "Close"), QDialogButtonBox.ButtonRole.RejectRole
        )
        self.plan.ready_changed.connect(self._begin.setEnabled)

    @property
    def is_planning(self) -> bool:
        """Whether the page before a training is shown, or why there can be none."""
        return self._pages.currentWidget() in (self.plan, self.elsewhere)

    def show_plan(self) -> None:
        """Show the page before a training; it was given its lesson."""
        self._take_size(_PLAN_SIZE)
        self._pages.setCurrentWidget(self.plan)
        self._offer(self._begin)
        self._begin.setEnabled(self.plan.is_ready)
        self.plan.name.setFocus()

    def show_elsewhere(self) -> None:
        """Show what to do where the program cannot train; it was given its review."""
        self._take_size(_PLAN_SIZE)
        self._pages.setCurrentWidget(self.elsewhere)
        self._offer(self._close)

    def show_sight(self, name: str, sight: TrainingSight, *, held: bool, stopping: bool) -> None:
        """Show the page of a training under way, or that ended before its end."""
        self._take_size(_PROGRESS_SIZE)
        self._pages.setCurrentWidget(self.progress)
        self.progress.show_sight(name, sight, held=held, stopping=stopping)
        if not sight.is_running:
            self._offer(self._go_on, self._anew)
        elif stopping:
            self._offer(self._close)
        else:
            self._offer(self._close, keys=(Command.PAUSE_TRAINING, Command.STOP_TRAINING))
            caption = (
                translate("TrainingDialog", "Let it go on")
                if held
                else translate("TrainingDialog", "Pause")
            )
            self.keys[Command.PAUSE_TRAINING].set_text(key_text(Command.PAUSE_TRAINING), caption)

    def show_report(self, name: str, report: Report, *, in_use: bool, base: str) -> None:
        """Show what came of a training, and what to do with it."""
        if self.report is None or report != self._reported:
            self._put_report(TrainingReportPage(report, name, self._theme))
            self._reported = report
        self._pages.setCurrentWidget(self.report)
        use = Command.USE_OLD_MODEL if in_use else Command.USE_NEW_MODEL
        self._offer(self._close, self._anew, keys=(use,))
        caption = (
            translate("TrainingDialog", "Back to {name}").format(name=base)
            if in_use
            else translate("TrainingDialog", "Put {name} to use").format(name=name)
        )
        self.keys[use].set_text(key_text(use), caption)
        self._take_size(QSize(_REPORT_WIDTH, self.sizeHint().height()))

    def _put_report(self, page: TrainingReportPage) -> None:
        """Put a page in the place of the one on the training before."""
        if self.report is not None:
            self._pages.removeWidget(self.report)
            self.report.deleteLater()
        self.report = page
        self._pages.addWidget(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll a report that is higher than the screen, whatever has the focus."""
        if self.report is not None and event.key() in _PAGE_KEYS:
            bar = self.report.verticalScrollBar()
            bar.setValue(bar.value() + _PAGE_KEYS[event.key()] * bar.pageStep())
        else:
            super().keyPressEvent(event)

    def _offer(
        self, first: QPushButton, *others: QPushButton, keys: tuple[Command, ...] = ()
    ) -> None:
        """Show these buttons; Enter presses the first."""
        offered = (first, *others, self._close)
        for button in (self._begin, self._go_on, self._anew):
            button.setVisible(button in offered)
        for command, key in self.keys.items():
            key.setVisible(command in keys)
        if not first.isDefault():
            first.setDefault(True)
            first.setFocus()

    def _take_size(self, size: QSize) -> None:
        """Take the size of another page, around the same middle and within the screen."""
        if size == self._size:
            return
        self._size = size
        room = self.room_on_screen()
        around = self if self.isVisible() else self.parentWidget() or self
        place = QRect(QPoint(), size.boundedTo(room.size()))
        place.moveCenter(around.frameGeometry().center())
        place.moveLeft(max(room.left(), min(place.left(), room.right() - place.width())))
        place.moveTop(max(room.top(), min(place.top(), room.bottom() - place.height())))
        self.setGeometry(place)

    def _button(self, text: str, signal: pyqtSignal) -> QPushButton:
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda _: signal.emit())
        return button

    def _key_button(self, command: Command, row: QHBoxLayout) -> KeyButton:
        def run() -> None:
            self.commanded.emit(command)

        button = KeyButton(self._theme, large=True)
        button.set_text(key_text(command), shortcuts.caption(command))
        button.clicked.connect(run)
        shortcuts.bind(self, command, run)
        row.addWidget(button)
        return button


class LeaveDialog(PlainDialog):
    """What to do with a training when the program is quit.

    chosen: whether to stop it. Closed without a choice, the program stays.
    """

    chosen = pyqtSignal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(translate("TrainingDialog", "A training is under way"), parent)
        self.body.addWidget(
            muted(
                translate(
                    "TrainingDialog",
                    "{name} can go on without this window and is found again when you open this "
                    "review. Stopped, it keeps a checkpoint and can go on from there.",
                ).format(name=name)
            )
        )
        self.go_on = self._choice(translate("TrainingDialog", "Quit, &let it go on"), stop=False)
        self.go_on.setDefault(True)
        self.stop = self._choice(translate("TrainingDialog", "Quit and &stop it"), stop=True)
        self.buttons.addButton(
            translate("TrainingDialog", "S&tay"), QDialogButtonBox.ButtonRole.RejectRole
        )
        self.setMinimumWidth(520)

    def _choice(self, text: str, *, stop: bool) -> QPushButton:
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda _: self._choose(stop))
        return button

    def _choose(self, stop: bool) -> None:
        self.accept()
        self.chosen.emit(stop)
