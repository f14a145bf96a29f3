"""Make the pictures of every page in docs/screenshots, in Korean and dark, in English and light.

The real program runs without a screen on a copy of the bundled sample; a review of half of it is
made up first, and a training of it, so that there is something to see. `--only` takes names of
pages.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

os.environ["QT_QPA_PLATFORM"] = "offscreen"
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from made_up_training import MadeUpTraining  # noqa: E402
from PyQt5.QtCore import QRect, QSettings, Qt, QThreadPool, QTimer  # noqa: E402
from PyQt5.QtTest import QTest  # noqa: E402
from PyQt5.QtWidgets import QAction, QApplication, QWidget  # noqa: E402

from app.command_line import Options  # noqa: E402
from app.domain.items import ItemId  # noqa: E402
from app.domain.queue import EVERYTHING, Order  # noqa: E402
from app.domain.verdict import ExcludeReason  # noqa: E402
from app.main import leave_with  # noqa: E402
from app.program import Program  # noqa: E402
from app.services.recogniser import ModelChoice  # noqa: E402
from app.services.review import Review  # noqa: E402
from app.views.dialogs import PlainDialog  # noqa: E402
from app.views.review_page import ReviewPage  # noqa: E402
from app.views.settings import HINT_DECISIONS, Settings, SettingsFile  # noqa: E402
from app.views.shortcuts import Command  # noqa: E402

LOOKS = (("ko", "dark"), ("en", "light"))
SIZE = (1366, 768)
SAMPLE = ROOT / "resources" / "sample"
PLANTED = ROOT / "resources" / "sample_planted_errors.tsv"
# A folder whose name may be seen in the pictures; it is gone afterwards.
STAGE = Path(tempfile.gettempdir()) / "hangul-ocr-review"
ARCHIVE = STAGE / "archieve" / "alpha"
# Wrong labels that the made-up reviewer has not come to yet: the pages are shown on the first.
LEFT_OVER = {"뫄후동5가", "투몀할", "커피분삭"}
DECIDED = 58
PATIENCE_S = 120


class WorkingHours:
    """A clock of somebody who decides every few minutes, with a night in between."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 19, 5, 40, tzinfo=UTC)
        self._looks = 0

    def now(self) -> datetime:
        """Give the moment of the next decision."""
        self._looks += 1
        self._now += timedelta(seconds=150 + 97 * (self._looks % 5))
        if self._looks == DECIDED // 3:
            self._now += timedelta(hours=14)
        return self._now


@dataclass(frozen=True)
class Photographer:
    """A started program, and where its pictures go; `only`: names of pages, empty for all."""

    program: Program
    folder: Path
    language: str
    only: frozenset[str]

    @property
    def page(self) -> ReviewPage:
        """The page of the open review."""
        page = self.program.window.page
        assert page is not None
        return page

    def run(self, command: Command) -> None:
        """Do what the key of a command does."""
        self.program.window.findChild(QAction, command).trigger()

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture of the window, or of a dialog."""
        if self.only and name not in self.only:
            return
        QTest.qWait(60)
        path = self.folder / f"{name}-{self.language}.png"
        if not (widget or self.program.window).grab().save(str(path), "PNG"):
            raise SystemExit(f"{path}: the picture could not be written")
        print(path)

    def take_dialog(self, name: str, command: Command) -> None:
        """Run a command that opens a dialog, take its picture and close it."""
        closed: list[bool] = []

        def snap() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(20, snap)
                return
            QThreadPool.globalInstance().waitForDone()  # of some the content is still on its way
            self.take(name, dialog)
            dialog.close()
            closed.append(True)

        QTimer.singleShot(20, snap)
        self.run(command)  # of some it returns once they are closed
        wait_until(lambda: bool(closed))


def wait_until(come: Callable[[], bool]) -> None:
    """Let the program work until something has come."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not come():
        if time.monotonic() > deadline_s:
            raise SystemExit("what was to be pictured did not come")
        QTest.qWait(20)


def all_read(program: Program) -> bool:
    """Tell whether the review is open, read and sorted."""
    place = program.workplace
    return (
        place is not None
        and place.feed is not None
        and place.feed.status.model is not None
        and place.feed.status.left == 0
        and not place.session.sorting
    )


@contextmanager
def running(dataset: Path, review: Path, language: str, theme: str) -> Iterator[Program]:
    """Run the program on a dataset until it has read everything."""
    options = Options(dataset, ModelChoice(), review, None, language, theme, "reviewer", None)
    program = Program(options, attended=False)
    program.window.resize(*SIZE)
    program.start()
    wait_until(lambda: all_read(program))
    try:
        yield program
    finally:
        program.end()


def make_up(review_file: Path) -> None:
    """Decide the most doubtful half, as somebody who knows what was planted."""
    lines = PLANTED.read_text("utf-8").splitlines()
    planted = {path: right for path, right, _ in (line.split("\t") for line in lines)}
    review = Review.open(review_file, clock=WorkingHours(), who="reviewer")
    queue = review.queue(Order.DOUBT, EVERYTHING).ids.tolist()
    for number, item in enumerate(map(ItemId, queue[:DECIDED])):
        right = planted.get(review.item(item).image.path)
        if review.label(item) in LEFT_OVER:
            continue
        if right is not None:
            review.correct(item, right)
        elif number % 19 == 8:
            review.exclude(item, ExcludeReason.CUT_OFF)
        elif number % 23 == 11:
            review.flag(item)
        else:
            review.accept(item)
    review.close()


def spoil(dataset: Path) -> None:
    """Leave a few entries of a dataset that cannot be loaded."""
    (dataset / "images" / "scene_03.jpg").unlink()
    with (dataset / "gt.txt").open("a", encoding="utf-8") as labels:
        labels.write("images/print_30.jpg 탭이 없는 줄\n../elsewhere.jpg\t바깥\n")


def picture_review(photographer: Photographer) -> None:
    """Take the pages of an open review."""
    page, window = photographer.page, photographer.program.window
    photographer.take("review")
    photographer.run(Command.ATTENTION)
    wait_until(lambda: bool(page.image_view.gazes))
    photographer.take("attention")
    photographer.run(Command.ATTENTION)
    photographer.run(Command.EDIT)
    photographer.take("editor")
    QTest.keyClick(page.deck.editing.editor, Qt.Key.Key_Escape)
    photographer.run(Command.EXCLUDE)
    photographer.take("exclude")
    QTest.keyClick(page.deck.reasons, Qt.Key.Key_Escape)
    photographer.take_dialog("keys", Command.KEYS)
    photographer.take_dialog("formats", Command.OPEN_AS)
    photographer.take_dialog("statistics", Command.STATISTICS)
    photographer.take_dialog("export", Command.EXPORT)
    photographer.take_dialog("settings", Command.SETTINGS)
    photographer.take_dialog("model", Command.MODEL)
    window.training.take_archive(ARCHIVE)
    photographer.take_dialog("training", Command.RETRAIN)
    picture_training(photographer)


def picture_training(photographer: Photographer) -> None:
    """Take the pages of a training under way, and of one that is over."""
    desk, review = photographer.program.window.training, photographer.page.session.review
    training = MadeUpTraining(review.path, review.dataset, ARCHIVE)
    with training.under_way():
        desk.attach(review, ARCHIVE)
        photographer.take_dialog("training-progress", Command.RETRAIN)
    training.end()
    desk.attach(review, ARCHIVE)
    photographer.take_dialog("training-report", Command.RETRAIN)
    shutil.rmtree(training.folder)
    desk.attach(review, ARCHIVE)


def picture_opening(photographer: Photographer) -> None:
    """Take the page that says why there is no review."""
    failed: list[object] = []
    photographer.program.failed.connect(failed.append)
    photographer.program.open(STAGE / "nowhere")
    wait_until(lambda: bool(failed))
    photographer.take("opening")


def main() -> int:
    """Make the pictures; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=[], metavar="PAGE")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    try:
        STAGE.mkdir()
    except FileExistsError:
        raise SystemExit(f"{STAGE} is in the way: move it, or remove it") from None
    application = QApplication(["hangul-ocr-review"])
    try:
        # The screen that Qt makes up without a display is smaller than any: dialogs take their own
        # sizes, not as much of them as it has.
        with (
            patch.object(PlainDialog, "room_on_screen", lambda _: QRect(0, 0, 1920, 1080)),
            patch.dict(os.environ, XDG_DATA_HOME=str(STAGE / "data")),
        ):
            make(options.folder, frozenset(options.only))
    finally:
        shutil.rmtree(STAGE)
    status = leave_with(0)
    del application  # only now: it has the threads that were asked about
    return status


def make(folder: Path, only: frozenset[str]) -> None:
    """Make the pictures of both looks."""
    config = str(STAGE / "config")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, config)
    SettingsFile().save(replace(Settings(), hinted=HINT_DECISIONS))
    shutil.copytree(ROOT / "archieve" / "alpha", ARCHIVE)
    words, review = STAGE / "words", STAGE / "words.review.sqlite"
    shutil.copytree(SAMPLE, words)
    with running(words, review, *LOOKS[0]):
        pass  # once, to read; what was read is kept
    make_up(review)
    for language, theme in LOOKS:
        with running(words, review, language, theme) as program:
            photographer = Photographer(program, folder, language, only)
            picture_review(photographer)
            picture_opening(photographer)
    spoil(words)
    for language, theme in LOOKS:
        with running(words, STAGE / f"{language}.sqlite", language, theme) as program:
            Photographer(program, folder, language, only).take_dialog("problems", Command.PROBLEMS)


if __name__ == "__main__":
    sys.exit(main())
