"""Bring a dataset into a review file."""

from dataclasses import dataclass
from pathlib import Path

from app.services.ports import Progress
from app.services.review import Review


@dataclass(frozen=True)
class ImportProblem:
    """Something of a dataset that could not be taken, and where."""

    source: str
    line: int
    message: str


@dataclass(frozen=True)
class Opened:
    """A dataset under review.

    problems: found while importing, kept in the review file; the same on every opening.
    notice: something the person should know, such as where the review file had to go; or empty.
    """

    review: Review
    problems: tuple[ImportProblem, ...]
    notice: str = ""


def review_path(dataset: Path) -> Path:
    """Give the default review file of a dataset: beside it, never in it."""


def open_dataset_review(
    dataset: Path,
    *,
    review_file: Path | None = None,
    format_name: str | None = None,
    progress: Progress | None = None,
) -> Opened:
    """Open the review of `dataset`, importing it first where there is none yet.

    May run in any thread as long as the review is then used from one alone.
    """
