"""The model in use, and the one that is about to take its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QObject, pyqtSignal

from app.jobs.predictor import LoadedModel, Predictor, Question
from app.jobs.server_watch import ServerWatch
from app.services.recogniser import ModelChoice, Origin, Server
from datasets.record import ImageRef
from recognizer.contract import Backend

OpenBackend = Callable[[], Backend]


@dataclass(frozen=True)
class SwitchFailure:
    """A model that did not take over, and why; the one before goes on."""

    choice: ModelChoice
    why: str


class Recogniser(QObject):
    """Asks the model in use; changes it without anybody waiting.

    Another model is opened beside the one in use, which goes on meanwhile and stays if the other
    cannot be used. Once it can, the old one is let go in its own thread, and what it still had to
    answer is dropped.

    opening: the first model is being opened.
    loaded: the `LoadedModel` that answers from now on. load_failed: why there is none.
    unreachable: why the server does not answer (yet); it is asked again when it is there.
    answered, looked: as a `Predictor` says. told: the `ModelStatus` of a server, again and again.
    switched: the `ModelChoice` in use now. switch_failed: a `SwitchFailure`.
    untrusted: `ModelChoice` and `Origin` of an archive that nobody agreed to.
    """

    opening = pyqtSignal()
    loaded = pyqtSignal(object)
    load_failed = pyqtSignal(str)
    unreachable = pyqtSignal(str)
    answered = pyqtSignal(object)
    looked = pyqtSignal(int, object)
    told = pyqtSignal(object)
    switched = pyqtSignal(object)
    switch_failed = pyqtSignal(object)
    untrusted = pyqtSignal(object, object)

    def __init__(
        self, read_image: Callable[[ImageRef], bytes], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read_image = read_image
        self._choice = ModelChoice()
        self._predictor: Predictor | None = None
        self._watch: ServerWatch | None = None
        self._opening: _Opening | None = None
        self._retiring: list[Predictor | ServerWatch] = []
        self._asking_again = False

    @property
    def choice(self) -> ModelChoice:
        """Which model is in use, or was asked for first."""
        return self._choice

    def start(self, choice: ModelChoice, open_backend: OpenBackend) -> None:
        """Open the first model; there is nothing to go on with if it fails."""
        self._choice = choice
        self._adopt(self._made(open_backend))
        assert self._predictor is not None
        self._predictor.untrusted.connect(lambda origin: self.untrusted.emit(choice, origin))
        self._predictor.start()
        self.opening.emit()

    def switch(self, choice: ModelChoice, open_backend: OpenBackend) -> None:
        """Open another model and use it once it can answer; `switched` or `switch_failed` follow.

        A model that was being opened still is given up.
        """
        self._give_up_opening()
        opening = _Opening(choice, self._made(open_backend), self)
        opening.loaded.connect(self._take_over)
        opening.failed.connect(self._on_switch_failed)
        opening.untrusted.connect(self._on_untrusted)
        self._opening = opening
        opening.predictor.start()

    def ask(self, questions: Sequence[Question]) -> None:
        """Read a batch; `answered` follows, unless the model changes meanwhile."""
        if self._predictor is not None:
            self._predictor.ask(questions)

    def look(self, question: Question) -> None:
        """Read one item and tell where the model looked; `looked` follows."""
        if self._predictor is not None:
            self._predictor.look(question)

    def load_again(self) -> None:
        """Ask a server again that did not answer at first; `loaded` or `unreachable` follow."""
        if self._predictor is not None and not self._asking_again:
            self._asking_again = True
            self._predictor.load()

    def close(self) -> None:
        """End every thread; batches under way are cut off, or read to their end by an archive."""
        self._give_up_opening()
        self._let_go()
        for each in self._retiring:
            each.close()
            each.deleteLater()
        self._retiring.clear()

    def _made(self, open_backend: OpenBackend) -> Predictor:
        return Predictor(open_backend, self._read_image, self)

    def _adopt(self, predictor: Predictor, server: Server | None = None) -> None:
        """Let a predictor speak for this one."""
        self._predictor = predictor
        predictor.found.connect(self._watch_over)
        predictor.loaded.connect(self._on_loaded)
        predictor.load_failed.connect(self.load_failed)
        predictor.unreachable.connect(self._on_unreachable)
        predictor.answered.connect(self.answered)
        predictor.looked.connect(self.looked)
        if server is not None:
            self._watch_over(server)

    def _let_go(self) -> None:
        """Let the predictor in use speak no more, and end it."""
        if (predictor := self._predictor) is None:
            return
        self._predictor = None
        self._asking_again = False
        predictor.found.disconnect(self._watch_over)
        predictor.loaded.disconnect(self._on_loaded)
        predictor.load_failed.disconnect(self.load_failed)
        predictor.unreachable.disconnect(self._on_unreachable)
        predictor.answered.disconnect(self.answered)
        predictor.looked.disconnect(self.looked)
        self._retire(predictor)
        if self._watch is not None:
            self._retire(self._watch)
            self._watch = None

    def _retire(self, each: Predictor | ServerWatch) -> None:
        self._retiring.append(each)
        each.retired.connect(lambda: self._on_retired(each))
        each.retire()

    def _on_retired(self, each: Predictor | ServerWatch) -> None:
        if each in self._retiring:
            self._retiring.remove(each)
            each.deleteLater()

    def _take_over(self, model: LoadedModel) -> None:
        assert self._opening is not None
        opening, self._opening = self._opening, None
        opening.end()
        self._let_go()
        self._choice = opening.choice
        self._adopt(opening.predictor, opening.server)
        self.loaded.emit(model)
        self.switched.emit(opening.choice)

    def _on_switch_failed(self, why: str) -> None:
        assert self._opening is not None
        choice = self._opening.choice
        self._give_up_opening()
        self.switch_failed.emit(SwitchFailure(choice, why))

    def _on_untrusted(self, origin: Origin) -> None:
        assert self._opening is not None
        choice = self._opening.choice
        self._give_up_opening()
        self.untrusted.emit(choice, origin)

    def _give_up_opening(self) -> None:
        if (opening := self._opening) is not None:
            self._opening = None
            opening.end()
            self._retire(opening.predictor)

    def _watch_over(self, server: Server) -> None:
        self._watch = ServerWatch(server, self)
        self._watch.told.connect(self.told)
        self._watch.start()

    def _on_loaded(self, model: LoadedModel) -> None:
        self._asking_again = False
        self.loaded.emit(model)

    def _on_unreachable(self, why: str) -> None:
        self._asking_again = False
        self.unreachable.emit(why)


class _Opening(QObject):
    """A model on its way into use.

    loaded: the `LoadedModel`. failed: why it cannot be used. untrusted: its `Origin`, and nothing
    else is told then.
    """

    loaded = pyqtSignal(object)
    failed = pyqtSignal(str)
    untrusted = pyqtSignal(object)

    def __init__(self, choice: ModelChoice, predictor: Predictor, parent: QObject) -> None:
        super().__init__(parent)
        self.choice = choice
        self.predictor = predictor
        self.server: Server | None = None
        predictor.found.connect(self._on_found)
        predictor.loaded.connect(self.loaded)
        predictor.load_failed.connect(self.failed)
        predictor.unreachable.connect(self.failed)
        predictor.untrusted.connect(self.untrusted)

    def end(self) -> None:
        """Leave the predictor to others."""
        self.predictor.found.disconnect(self._on_found)
        self.predictor.loaded.disconnect(self.loaded)
        self.predictor.load_failed.disconnect(self.failed)
        self.predictor.unreachable.disconnect(self.failed)
        self.predictor.untrusted.disconnect(self.untrusted)
        self.deleteLater()

    def _on_found(self, server: Server) -> None:
        self.server = server
