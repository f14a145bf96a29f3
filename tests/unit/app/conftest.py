"""Small reviews for the tests of store and services."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.services.review import Review
from app.store.review_file import NewReviewFile
from datasets.record import ImageRef, Record, Source

LABELS = ("학교", "서울역", "가게", "하늘", "ㅎㅏ늘", " 바다", "제３회", "A동")


class SteppingClock:
    """A clock that moves on by three seconds at every look."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(seconds=3)
        return self._now


def make_review_file(path: Path, labels: Sequence[str] = LABELS) -> Path:
    new = NewReviewFile(path)
    records = (
        Record(ImageRef(f"images/{i}.png"), label, label, Source("gt.txt", i + 1))
        for i, label in enumerate(labels)
    )
    assert list(new.file.items.add(records))[-1] == len(labels)
    new.file.set_meta("dataset", str(path.parent / "words"))
    new.file.set_meta("format", "gt")
    new.finish().close()
    return path


OpenReview = Callable[[], Review]


@pytest.fixture
def review_file(tmp_path: Path) -> Path:
    return make_review_file(tmp_path / "words.review.sqlite")


@pytest.fixture
def open_review(review_file: Path) -> Iterator[OpenReview]:
    """Open the review of `review_file`; whatever is left open is closed after the test."""
    opened: list[Review] = []

    def open_it() -> Review:
        opened.append(Review.open(review_file, clock=SteppingClock(), who="reviewer"))
        return opened[-1]

    yield open_it
    for review in opened:
        review.close()


@pytest.fixture
def review(open_review: OpenReview) -> Review:
    return open_review()


@pytest.fixture
def make_review() -> Callable[[Path, Sequence[str]], Path]:
    return make_review_file


@pytest.fixture
def open_the_way_to() -> Callable[[Path], None]:
    """Let other users pass down to a folder below the temporary one, which pytest keeps private."""

    def open_the_way(folder: Path) -> None:
        top = Path(tempfile.gettempdir()).resolve()
        for step in (folder, *folder.parents):
            if step.resolve() == top or not step.resolve().is_relative_to(top):
                break
            step.chmod(0o755)

    return open_the_way


@pytest.fixture
def start_script() -> Callable[[Path, Path], subprocess.Popen[bytes]]:
    """Give what starts a script of the tests on a review file, to be talked to and killed."""

    def start(script: Path, review: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, str(script), str(review)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            bufsize=0,
        )

    return start
