"""Write datasets, whole or not at all: the same samples always give the same bytes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from datasets.opening import Dataset
from datasets.record import ImageRef


@dataclass(frozen=True, slots=True)
class Sample:
    """A word image and the label to write for it."""

    image: ImageRef
    label: str


def write_labels(format: str, samples: Iterable[Sample], out: Path) -> int:  # noqa: A002
    """Write one label file (`gt`, `paddle_rec`, `csv`, `tsv`, `jsonl`, `easyocr`) and count rows.

    The images stay where they are: rows name them relative to the dataset's root.
    Raises NotWritableError for a label or path the format cannot hold, and for parts of pages.
    """
    raise NotImplementedError


def write_dataset(
    format: str,  # noqa: A002
    samples: Iterable[Sample],
    out: Path,
    *,
    read_image: Callable[[ImageRef], bytes],
) -> int:
    """Write a folder with label file and images (or `lmdb`), parts of pages cut; count samples."""
    raise NotImplementedError


def write_back(dataset: Dataset, changes: Mapping[str, str], out: Path) -> int:
    """Write `dataset`'s label files to the new folder `out`, changing only these labels.

    `changes` maps `Record.key` to the new label. What is not changed stays byte for byte.
    Raises NotWritableError, also for a key that the dataset does not have.
    """
    raise NotImplementedError
