"""One labelled word image of a dataset under review."""

from dataclasses import dataclass
from typing import NewType

from datasets.record import ImageRef, Source

ItemId = NewType("ItemId", int)
"""Index of an item in its review: 0..n-1 in import order."""


@dataclass(frozen=True)
class Item:
    """A word image and the label that the dataset gives it.

    label: as imported, in NFC.
    raw_label: exactly as stored in the dataset.
    attributes: what else the dataset says, as (name, value).
    """

    id: ItemId
    image: ImageRef
    label: str
    raw_label: str
    source: Source
    attributes: tuple[tuple[str, str], ...] = ()
