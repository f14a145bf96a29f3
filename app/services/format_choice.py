"""Which formats a dataset can be read as, and where the review of each is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.services.errors import CancelledError
from app.services.importing import existing_review, look_into, nothing_found, place_of
from app.services.ports import Progress
from datasets.opening import open_dataset, recognise
from datasets.record import Problem, Record
from datasets.registry import formats

_EVERY = 500


class Fate(Enum):
    """What becomes of the reviews when a dataset is opened in a format."""

    FIRST = "first"
    THERE = "there"
    ANEW = "anew"
    BESIDE = "beside"


@dataclass(frozen=True)
class FormatChoice:
    """A format by name and title, and the review file of the dataset in that format.

    why: what the dataset is recognised by, empty where it is not. fate: FIRST, there is no review
    yet; THERE, there is one in this format; ANEW, one in which nobody decided anything gives way;
    BESIDE, one with decisions stays, and a second one begins beside it.
    """

    name: str
    title: str
    why: str
    review: Path
    fate: Fate


def format_choices(dataset: Path, *, review_file: Path | None = None) -> tuple[FormatChoice, ...]:
    """List every format, those that recognise the dataset first, the surest of them at the head.

    `review_file` is the one the dataset has by name. May run in any thread.

    Raises StoreError, and FileNotFoundError where there is nothing.
    """
    place = place_of(dataset)
    reasons = {found.format: found.why for found in recognise(place)}
    home_of = _homes(review_file or existing_review(place))
    titles = {name: kind.title for name, kind in formats().items()}
    others = sorted(titles.keys() - reasons.keys(), key=lambda name: titles[name].casefold())
    return tuple(
        FormatChoice(name, titles[name], reasons.get(name, ""), *home_of(name))
        for name in (*reasons, *others)
    )


def check_readable(dataset: Path, format_name: str, *, progress: Progress) -> None:
    """Read as far as the first item, so that what is open need not be closed for nothing.

    Raises DatasetError, FileNotFoundError where there is nothing, EmptyDatasetError, and
    CancelledError.
    """
    place = place_of(dataset)
    opened = open_dataset(place, format=format_name)
    first: Problem | None = None
    try:
        for number, entry in enumerate(opened.records()):
            if isinstance(entry, Record):
                return
            first = first or entry
            if number % _EVERY == 0 and not progress(number, None):
                raise CancelledError("Stopped; nothing was changed.")
    finally:
        opened.close()
    raise nothing_found(place, first)


def _homes(usual: Path) -> Callable[[str], tuple[Path, Fate]]:
    """Give what tells where the review in a format is, or is to be."""
    if not usual.exists():
        return lambda _: (usual, Fate.FIRST)
    sight = look_into(usual)

    def home(format_name: str) -> tuple[Path, Fate]:
        if format_name == sight.format_name:
            return usual, Fate.THERE
        # No dataset's own review is named like this: it would end in `.review.sqlite`.
        second = usual.with_name(f"{usual.stem}.{format_name}{usual.suffix}")
        if second.exists():
            return second, Fate.THERE
        return (second, Fate.BESIDE) if sight.decided else (usual, Fate.ANEW)

    return home
