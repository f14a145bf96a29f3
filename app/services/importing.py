"""Bring a dataset into a review file, and find the file again."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from app.services.belonging import insist_on_own_dataset
from app.services.errors import (
    CancelledError,
    DatasetNameError,
    EmptyDatasetError,
    OtherFormatError,
)
from app.services.personal_data import personal_data
from app.services.ports import Progress
from app.services.review import Review
from app.store.errors import NotWritableError, ReviewLockedError
from app.store.review_file import NewReviewFile, ReviewFile
from app.store.snapshots import Snapshot
from datasets.opening import Dataset, open_dataset
from datasets.record import Problem, Record

_SUFFIX = ".review.sqlite"
_PREVIEWED = 200

Preview = Callable[[Dataset, tuple[Record, ...]], None]


@dataclass(frozen=True)
class Opened:
    """A dataset under review, and the dataset itself to read its images from.

    problems: found while importing, kept in the review file; the same on every opening.
    notice: something the person should know, such as where the review file had to go; or empty.
    recognised: what a dataset just imported was read as, and why; empty where that was chosen.
    """

    review: Review
    dataset: Dataset
    problems: tuple[Problem, ...]
    notice: str = ""
    recognised: str = ""


def place_of(dataset: Path) -> Path:
    """Give the one way to write where a dataset is: the names of its reviews are made of it.

    Links stay what they are, but `..` is followed: it is no name, and may lead out of a link.
    """
    absolute = dataset.absolute()
    return absolute.resolve() if ".." in absolute.parts else absolute


def review_path(dataset: Path) -> Path:
    """Give the default review file of a dataset (a folder, or a label file in one): beside it."""
    dataset = place_of(dataset)
    if dataset.is_file():
        root = dataset.parent
        return root.with_name(f"{root.name}.{dataset.name}{_SUFFIX}")
    return dataset.with_name(dataset.name + _SUFFIX)


def fallback_path(dataset: Path) -> Path:
    """Give the review file of a dataset whose surroundings cannot be written."""
    dataset = place_of(dataset)
    digest = hashlib.sha256(os.fsencode(dataset)).hexdigest()[:12]
    return personal_data() / f"{dataset.name}-{digest}{_SUFFIX}"


def open_dataset_review(
    dataset: Path,
    *,
    review_file: Path | None = None,
    format_name: str | None = None,
    who: str | None = None,
    progress: Progress | None = None,
    preview: Preview | None = None,
) -> Opened:
    """Open the review of the dataset at `dataset`, importing it first where there is none yet.

    `preview` is given the dataset and its first records at once, to show while the rest is read.
    `progress` is told how many items are imported, of a total that is not known; or how many
    readings are weighed anew, of all: see `Review.open`.
    A review of another format than `format_name` in which nobody decided anything gives way to a
    new import.
    May run in any thread, and the review then be used from another.

    Raises StoreError, DatasetError, FileNotFoundError where there is nothing, EmptyDatasetError,
    DatasetNameError, CancelledError, OtherDatasetError for a review of another dataset, and
    OtherFormatError for decisions on a dataset imported as another format.
    """
    place = place_of(dataset)
    _insist_on_a_name(place)
    path = review_file or existing_review(place)
    if path.exists():
        insist_on_own_dataset(path, place)
    recognised = ""
    if path.exists() and not _gives_way(path, format_name):
        review, opened = _reopen(place, path, format_name, who=who, progress=progress)
    else:
        opened = open_dataset(place, format=format_name)
        recognised = "" if format_name else opened.why
        import_ = _Import(place, opened, who, progress, preview)
        try:
            review = import_.into(path)
        except NotWritableError:
            if review_file is not None or path.exists():
                raise
            path = fallback_path(place)
            path.parent.mkdir(parents=True, exist_ok=True)
            review = import_.into(path)
    notice = ""
    if path == fallback_path(place):
        notice = f"The folder of the dataset cannot be written: the review is kept in {path}."
    return Opened(review, opened, review.problems(), notice, recognised)


def existing_review(dataset: Path) -> Path:
    """Give the review file of a dataset where there is one, else where it is to be."""
    usual, fallback = review_path(dataset), fallback_path(dataset)
    return fallback if fallback.exists() and not usual.exists() else usual


@dataclass(frozen=True)
class ReviewSight:
    """What is seen of a review without opening it.

    decided: somebody decided something in it, be it taken back since.
    """

    format_name: str
    decided: bool


def look_into(path: Path) -> ReviewSight:
    """See what a review file holds, also while it is open elsewhere. Raises StoreError."""
    with closing(ReviewFile.read(path)) as file:
        return ReviewSight(file.meta("format") or "", file.journal.tops().last > 0)


def nothing_found(dataset: Path, first: Problem | None) -> EmptyDatasetError:
    """Give the error of a dataset without an item, with the first problem that it had."""
    problem = "" if first is None else f" First problem: {first}."
    return EmptyDatasetError(f"{dataset}: no labelled image found.{problem}")


def _insist_on_a_name(place: Path) -> None:
    """Refuse a path that no text can hold: the review could not note where its dataset is."""
    name = os.fsencode(place)
    try:
        name.decode()
    except UnicodeDecodeError as error:
        raise DatasetNameError(
            f"{name.decode(errors='replace')}: the name is not UTF-8 (folders from a Korean "
            "Windows are often named in CP949): rename it."
        ) from error


def _gives_way(path: Path, format_name: str | None) -> bool:
    """Tell whether a review was imported as another format, and holds nothing of a person's."""
    if format_name is None:
        return False
    sight = look_into(path)
    return sight.format_name != format_name and not sight.decided


def _reopen(
    place: Path,
    path: Path,
    format_name: str | None,
    *,
    who: str | None,
    progress: Progress | None,
) -> tuple[Review, Dataset]:
    """Open a review that there is; it is let go of where the dataset cannot be opened."""
    review = Review.open(path, who=who, progress=progress)
    try:
        if format_name not in (None, review.format_name):
            raise OtherFormatError(
                f"{path}: this review was imported as {review.format_name!r}, not as "
                f"{format_name!r}. Open it as that, or name another review file."
            )
        dataset = open_dataset(place, format=review.format_name)
        review.locate_dataset(place)
    except BaseException:
        review.close()
        raise
    return review, dataset


@dataclass(frozen=True)
class _Import:
    """One import: from where, as whom, and who is told how far it has come."""

    place: Path
    dataset: Dataset
    who: str | None
    progress: Progress | None
    preview: Preview | None

    def into(self, path: Path) -> Review:
        """Fill a new review file and open it; leaves nothing behind if it fails."""
        new = NewReviewFile(path)
        try:
            if path.exists() and look_into(path).decided:
                raise ReviewLockedError(
                    f"{path}: another program has worked on this review just now. Open it again."
                )
            self._fill(new.file)
        except BaseException:
            new.abandon()
            raise
        file = new.finish()
        try:
            return Review(file, who=self.who)
        except BaseException:
            file.close()
            raise

    def _fill(self, file: ReviewFile) -> None:
        file.set_meta("dataset", str(self.place))
        file.set_meta("format", self.dataset.format)
        problems: list[Problem] = []
        count = 0
        for count in file.items.add(self._previewed(_records(self.dataset.records(), problems))):
            if self.progress is not None and not self.progress(count, None):
                raise CancelledError(
                    "Nothing of the import was kept; the dataset is as it was. Opened again, it "
                    "is read from its beginning."
                )
        if not count:
            raise nothing_found(self.place, problems[0] if problems else None)
        file.items.add_problems(problems)
        file.snapshots.save({"by_name": Snapshot(file.items.by_name(), 0)})

    def _previewed(self, records: Iterator[Record]) -> Iterator[Record]:
        if self.preview is None:
            return records
        first = tuple(islice(records, _PREVIEWED))
        self.preview(self.dataset, first)
        return chain(first, records)


def _records(entries: Iterable[Record | Problem], problems: list[Problem]) -> Iterator[Record]:
    for entry in entries:
        if isinstance(entry, Problem):
            problems.append(entry)
        else:
            yield entry
