"""The first item of a dataset, to look at while the rest is being imported."""

from collections.abc import Iterable
from dataclasses import dataclass

from PyQt5.QtGui import QImage

from app.jobs.image_loader import picture_of
from datasets.errors import DatasetError
from datasets.opening import Dataset
from datasets.record import Record
from recognizer.errors import ImageError


@dataclass(frozen=True)
class FirstLook:
    """A picture that could be read, with its label."""

    label: str
    picture: QImage


def first_look(dataset: Dataset, records: Iterable[Record]) -> FirstLook | None:
    """Read the first image that can be read, in any thread; None where none of them can."""
    for record in records:
        try:
            return FirstLook(record.label, picture_of(dataset.read_image(record.image)))
        except (DatasetError, ImageError, OSError):
            continue
    return None
