"""What is on the screen while one step decides very many items."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialogButtonBox, QProgressBar, QWidget

from app.jobs.background import BackgroundCall
from app.views.dialogs import PlainDialog, muted
from app.views.language import translate


class WaitDialog(PlainDialog):
    """Keeps every key from the window until the call has ended; to stop it changes nothing."""

    def __init__(self, call: BackgroundCall, parent: QWidget) -> None:
        super().__init__(translate("WaitDialog", "Writing one step"), parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._call = call
        self.body.addWidget(
            muted(translate("WaitDialog", "It can be undone as one step, like any other."))
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setRange(0, 0)
        self.body.addWidget(self.bar)
        self._stop = self.buttons.addButton(
            translate("WaitDialog", "Stop"), QDialogButtonBox.ButtonRole.RejectRole
        )
        self._stop.hide()
        self.setMinimumWidth(420)
        call.progressed.connect(self._show_progress)

    def _show_progress(self, done: int, total: int) -> None:
        self._stop.show()
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)

    def reject(self) -> None:
        """Stop the call; it is the end of it that closes this."""
        self._call.stop()
