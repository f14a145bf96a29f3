"""Whether the picture on the screen is the one that the model has read."""

from enum import Enum

from PyQt5.QtCore import QObject, pyqtSignal

from app.domain.predictions import StoredPrediction
from app.domain.verdict import Verdict
from app.jobs.image_loader import ImageLoader, LoadedImage
from app.models.prediction_feed import PredictionFeed
from app.models.session import ReviewSession


class PictureState(Enum):
    """How the picture of the current item stands to the reading that is shown.

    SAME: it was read, as far as is known. CHANGED: another one was, and the item is undecided;
    WAITING: it will be read anew, too. DECIDED: another one was, and the item is decided.
    GONE: it is the one of before, for the image cannot be read any more.
    """

    SAME = "same"
    CHANGED = "changed"
    WAITING = "waiting"
    DECIDED = "decided"
    GONE = "gone"


class PictureCheck(QObject):
    """Notices that an item's image was replaced since it was read, and has it read anew.

    The current item's, and those of the items that come next: their images are fetched anyway.

    changed: the `state` is another.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        session: ReviewSession,
        loader: ImageLoader,
        feed: PredictionFeed | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._loader = loader
        self._feed = feed
        self._state = PictureState.SAME
        self._shown: LoadedImage | None = None
        self._reading: StoredPrediction | None = None
        self._looked_again = False
        loader.loaded.connect(self._on_loaded)

    @property
    def state(self) -> PictureState:
        """How it stands now."""
        return self._state

    def begin(self) -> None:
        """Know neither picture nor reading: another item is current."""
        self._shown = self._reading = None
        self._looked_again = False
        self._update()

    def see(self, loaded: LoadedImage) -> None:
        """Take note of what is shown of the current item's image."""
        self._shown = loaded
        self._update()

    def hear(self, reading: StoredPrediction | None) -> None:
        """Take note of the reading that is shown."""
        self._reading = reading
        self._update()
        item = self._session.current
        # The picture may be the older of the two. Once: a file that never stays the same is read
        # again when it is shown again.
        if self._state is PictureState.CHANGED and item is not None and not self._looked_again:
            self._looked_again = True
            self._loader.look_again(item, self._session.review.item(item).image)

    def _on_loaded(self, loaded: LoadedImage) -> None:
        """Have an image read anew that was replaced, as the dataset has it now."""
        is_current = loaded.item == self._session.current
        if is_current:
            self.see(loaded)
        if loaded.crc is None or self._session.busy:  # busy: another thread writes into the review
            return
        if self._session.review.read_anew(loaded.item, loaded.crc):
            if is_current:
                self._update()
            if self._feed is not None:
                self._feed.wake()

    def _update(self) -> None:
        state = self._state_now()
        if state is not self._state:
            self._state = state
            self.changed.emit()

    def _state_now(self) -> PictureState:
        item, shown, reading = self._session.current, self._shown, self._reading
        if item is None or shown is None:
            return PictureState.SAME
        if shown.picture is not None and shown.error:
            return PictureState.GONE
        if reading is None or shown.crc is None or not reading.is_of_another_image(shown.crc):
            return PictureState.SAME
        review = self._session.review
        if review.verdicts[item] != Verdict.UNDECIDED:
            return PictureState.DECIDED
        return PictureState.CHANGED if review.predicted[item] else PictureState.WAITING
