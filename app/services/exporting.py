"""Write a review's results: whole or not at all, the same bytes for the same review."""

from dataclasses import dataclass
from pathlib import Path

from app.services.ports import Progress
from app.services.review import Review


@dataclass(frozen=True)
class Exported:
    """What an export wrote and what it had to leave out (with the reason)."""

    path: Path
    written: int
    left_out: tuple[str, ...] = ()


def export_gt(
    review: Review, target: Path, *, undecided: bool = False, progress: Progress | None = None
) -> Exported:
    """Write `path<TAB>label` of accepted and corrected items (and undecided ones, if asked)."""


def export_corrections(
    review: Review, target: Path, *, progress: Progress | None = None
) -> Exported:
    """Write every item that has a verdict as one JSON object a line."""
