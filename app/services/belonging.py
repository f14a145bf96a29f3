"""Whether a dataset is the one that a review was made of, wherever it is now."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from app.services.errors import OtherDatasetError
from app.store.review_file import ReviewFile
from datasets.errors import DatasetError
from datasets.opening import open_dataset
from datasets.record import ImageRef, Record, nfc

_COMPARED = 200

Known = tuple[str, str]
"""An image and its label; the name in NFC, for a disk may spell it otherwise."""


def insist_on_own_dataset(review_file: Path, place: Path) -> None:
    """Refuse a dataset at another place than before, unless it is the review's own.

    A dataset may be moved, copied, and changed a little: at least half of the first images must
    be there, with their labels. Nothing is written.

    Raises OtherDatasetError, StoreError, and FileNotFoundError where there is no dataset.
    """
    with closing(ReviewFile.read(review_file)) as file:
        before = file.meta("dataset") or ""
        if str(place) == before:
            return
        items = file.items.first(_COMPARED)
        format_name = file.meta("format")
    known = {_known(item.image, item.label) for item in items}
    if 2 * len(known & _first(place, format_name)) < len(known):
        raise OtherDatasetError(
            f"{review_file}: this review is of the dataset {before}, not of {place}. Open the "
            "former with it; for the latter name another review file, or move this one away. "
            "Nothing was changed."
        )


def _first(place: Path, format_name: str | None) -> set[Known]:
    with closing(open_dataset(place, format=format_name)) as dataset:
        try:
            return set(islice(_all_known(dataset.records()), _COMPARED))
        except DatasetError:  # a dataset of that format would be read
            return set()


def _all_known(entries: Iterator[object]) -> Iterator[Known]:
    return (_known(each.image, each.label) for each in entries if isinstance(each, Record))


def _known(image: ImageRef, label: str) -> Known:
    return nfc(str(image)), label
