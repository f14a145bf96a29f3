"""One labelled word image of a dataset."""

from dataclasses import dataclass
from typing import NewType

ItemId = NewType("ItemId", int)
"""Index of an item in its review: 0..n-1 in import order."""

Point = tuple[float, float]


@dataclass(frozen=True)
class ImageReference:
    """Where an item's image is.

    path: of the image file or of the container that holds it, relative to the dataset's root,
        with forward slashes, as the file system spells it.
    polygon: corners of the word on a page image, in pixels; empty where the file is the word.
    key: name of the image inside a container such as LMDB; empty elsewhere.
    """

    path: str
    polygon: tuple[Point, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Item:
    """A word image and the label that the dataset gives it.

    label: as imported, in NFC.
    raw_label: exactly as stored in the dataset.
    source: file that holds the label, relative to the dataset's root; empty where the image's own
        name is the label.
    line: line of `source`, counted from 1; 0 where lines mean nothing.
    """

    id: ItemId
    image: ImageReference
    label: str
    raw_label: str
    source: str = ""
    line: int = 0
