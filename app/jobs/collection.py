"""When garbage is looked for: between two events of the window, and at no other time."""

import gc

from PyQt5.QtCore import QObject, QTimer

EVERY_MS = 100


class Collector(QObject):
    """Looks for garbage about as often as Python does, but from the window's event loop alone.

    Python looks whenever something is allocated, and a widget that is garbage is destroyed there
    and then. Where Qt is just going through all widgets, to dress them in a theme say, and one of
    them runs a line of Python, that is a segmentation fault. In any other thread it is one, too:
    the search reads PyQt's table of connections under the interpreter's lock, while the window's
    thread changes it under a lock of PyQt's own.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._collect_what_is_due)

    def start(self) -> None:
        """Take over from Python."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Hand back."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    def _collect_what_is_due(self) -> None:
        """Collect the oldest generation that is full, and with it all younger ones."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
