"""A review without a screen: the program waits for the model, prints, takes a picture, leaves."""

import sys
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QObject, QTimer

from app.domain.queue import EVERYTHING
from app.jobs.predictor import ModelState
from app.program import Program
from app.services.review import Review
from app.views.main_window import Workplace

_PICTURE = Path("hangul-ocr-review.png")
_PICTURE_AFTER = 500
"""Readings after which a picture is taken of a dataset that is long to read."""
_SHOWN = str.maketrans({"\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": r"\0"})


class UnattendedRun(QObject):
    """One run of a program that nobody watches; ends with the application's exit status.

    picture: where the picture goes; None prints the review too.
    """

    def __init__(self, program: Program, picture: Path | None) -> None:
        super().__init__()
        self._program = program
        self._prints = picture is None
        self._picture = picture or _PICTURE
        self._over = False
        program.opened.connect(self._on_opened)
        program.failed.connect(self._on_failed)

    def start(self) -> None:
        """Open the dataset; the rest follows."""
        if self._prints:
            said = f"There is no display: reviewing in print, picture in {self._picture}."
            print(said, file=sys.stderr)
        self._program.window.resize(1366, 768)
        self._program.start()

    def tell_of(self, error: str) -> None:
        """Say what nobody foresaw, and end: nobody else would."""
        self._on_failed(error)

    def _on_failed(self, error: Exception | str) -> None:
        print(error, file=sys.stderr)
        self._over = True
        QCoreApplication.exit(1)

    def _on_opened(self) -> None:
        place = self._program.workplace
        assert place is not None
        if place.recognised:
            print(place.recognised, file=sys.stderr)
        if place.feed is not None:
            place.feed.status_changed.connect(self._on_status)
        place.loader.loaded.connect(self._finish_if_ready)
        QTimer.singleShot(0, self._finish_if_ready)

    def _on_status(self) -> None:
        QTimer.singleShot(0, self._finish_if_ready)

    def _finish_if_ready(self) -> None:
        place = self._program.workplace
        if self._over or place is None:
            return
        if self._model_is_done(place) and self._image_is_there():
            self._over = True  # whatever comes of it: it is not tried again
            self._finish(place)

    def _finish(self, place: Workplace) -> None:
        failed = _why_nothing_is_read(place)
        if failed:
            print(failed, file=sys.stderr)
        try:
            if self._prints:
                print_review(place.session.review)
            self._take_picture()
        except OSError as error:
            print(error, file=sys.stderr)
            failed = str(error)
        self._program.close()  # nobody is there to be asked about a training
        self._program.window.close()
        QCoreApplication.exit(1 if failed else 0)

    def _model_is_done(self, place: Workplace) -> bool:
        if place.feed is None:
            return True
        status = place.feed.status
        if status.state.is_trouble or status.state is ModelState.NONE:
            return True
        read = int(place.session.review.predicted.sum())
        enough = not self._prints and read >= _PICTURE_AFTER
        return status.state is ModelState.READY and (status.left == 0 or enough)

    def _image_is_there(self) -> bool:
        page = self._program.window.page
        if page is None or page.session.current is None:
            return True
        ref = page.session.review.item(page.session.current).image
        return page.loader.get(page.session.current, ref) is not None

    def _take_picture(self) -> None:
        if not self._program.window.grab().save(str(self._picture), "PNG"):
            raise OSError(f"{self._picture}: the picture could not be written")


def print_review(review: Review) -> None:
    """Print a line for every item, the most doubtful first: image, label, prediction, doubt."""
    print("image", "label", "prediction", "doubt", sep="\t")
    for item in review.queue(only=EVERYTHING).ids.tolist():
        prediction = review.prediction(item)
        read = "" if prediction is None else prediction.text or f"({prediction.error})"
        doubt = float(review.doubts[item])
        shown = "" if doubt != doubt else f"{doubt:.3f}"  # NaN: not known
        columns = (str(review.item(item).image), review.label(item), read, shown)
        print(*(column.translate(_SHOWN) for column in columns), sep="\t")


def _why_nothing_is_read(place: Workplace) -> str:
    if place.feed is None or not place.feed.status.state.is_trouble:
        return ""
    return place.feed.status.why or "nothing can be read"
