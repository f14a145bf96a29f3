"""Asks a server again and again how it is, beside whoever reads from it."""

from PyQt5.QtCore import QObject, QThread, QTimer, pyqtSignal, pyqtSlot

from app.services.recogniser import Server
from recognizer.backends.serving_channel import ModelStatus

EVERY_MS = 2_000
_PATIENCE_MS = 4_000
_GRACE_MS = 200


class ServerWatch(QObject):
    """Lives on the window's thread; the asking is done in a thread of its own.

    told: a `ModelStatus`, about every two seconds. A server that lets the question lie is told of
    as well: a light that is green for want of an answer would be no light. retired: the
    thread has ended.
    """

    told = pyqtSignal(object)
    retired = pyqtSignal()
    _asked = pyqtSignal()

    def __init__(self, server: Server, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = server.identity.name
        self._thread = QThread()
        self._thread.setObjectName("server-watch")
        self._worker = _Worker(server)
        self._worker.moveToThread(self._thread)
        self._thread.finished.connect(self._on_finished)
        self._asked.connect(self._worker.ask)
        self._worker.told.connect(self._on_told)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(EVERY_MS)
        self._due.timeout.connect(self._ask)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_silence)

    def start(self) -> None:
        """Ask now, and from now on."""
        self._thread.start()
        self._ask()

    def retire(self) -> None:
        """Tell no more, and end once the question under way is answered; see `retired`."""
        self._due.stop()
        self._patience.stop()
        self._worker.told.disconnect(self._on_told)
        self._thread.quit()

    def close(self) -> None:
        """End the thread; a question that is answered by nobody is left behind.

        The server was closed before: it lies only where a connection is still being made.
        """
        self._thread.quit()
        if not self._thread.wait(_GRACE_MS):
            _left_behind.append((self._thread, self._worker))

    def _ask(self) -> None:
        self._patience.start()
        self._asked.emit()

    def _on_told(self, status: ModelStatus) -> None:
        self._patience.stop()
        self._due.start()
        self.told.emit(status)

    def _on_silence(self) -> None:
        said = f"The server has been silent for {_PATIENCE_MS // 1000} s. It is overloaded or hangs"
        self.told.emit(ModelStatus(False, self._model, problem=f"{said}; look at its log."))

    def _on_finished(self) -> None:
        self._thread.wait()  # it says so a moment before it is
        self.retired.emit()


class _Worker(QObject):
    told = pyqtSignal(object)

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server

    @pyqtSlot()
    def ask(self) -> None:
        self.told.emit(self._server.status())


_left_behind: list[tuple[QThread, _Worker]] = []
"""What is still asking a server when its watch is long gone."""


def any_left_behind() -> bool:
    """Tell whether a server is still being asked for nobody."""
    return any(not thread.wait(0) for thread, _ in _left_behind)
