"""What nobody caught: in the log, and told."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PyQt5.QtCore import QCoreApplication, QObject, pyqtSignal

log = logging.getLogger(__name__)


def log_to_file(name: str) -> None:
    """Keep what is logged in a file of the program `name` in the person's home."""
    base = os.environ.get("XDG_STATE_HOME")
    folder = (Path(base) if base else Path.home() / ".local" / "state") / name
    with suppress(OSError):  # a home that cannot be written is no reason not to work
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "log.txt", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


class _Alarm(QObject):
    """Takes an error to the window's thread, whichever thread it was not caught in."""

    raised = pyqtSignal(str)


def install_exception_hooks(tell: Callable[[str], None]) -> None:
    """Log what nobody caught and tell of it, on this thread.

    Without this, Qt aborts on an exception in a slot.
    """
    alarm = _Alarm()

    def on_exception(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        log.critical("not caught", exc_info=(kind, error, trace))
        alarm.raised.emit(f"{kind.__name__}: {error}")

    alarm.raised.connect(tell)
    sys.excepthook = on_exception
    threading.excepthook = lambda caught: log.critical(
        "not caught in %s", caught.thread, exc_info=caught.exc_value
    )
