"""Open any dataset: recognise its format, stream its records, read its images."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from datasets.record import ImageRef, Problem, Record


@dataclass(frozen=True)
class Recognition:
    """A format that fits a path, how surely, and one sentence on what shows it.

    certainty: in (0, 1]; recognitions are ranked by it.
    """

    format: str
    certainty: float
    why: str


class Dataset:
    """An open dataset. Reading images is safe from any thread; `records` may be called again."""

    format: str
    why: str
    root: Path

    def records(self) -> Iterator[Record | Problem]:
        """Stream every record, in an order that stays the same, and every problem where it is."""
        raise NotImplementedError

    def read_image(self, ref: ImageRef) -> bytes:
        """Give the encoded word image: the file's own bytes, or a PNG of the part it is.

        Raises OutsideRootError, ImageMissingError, ImageUnreadableError.
        """
        raise NotImplementedError

    def page(self, ref: ImageRef) -> bytes:
        """Give the encoded page that a word was cut from; the word image itself if it is whole.

        Raises as `read_image` does.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Release what is held open. Nothing is read after it."""
        raise NotImplementedError


def recognise(path: Path) -> list[Recognition]:
    """Rank the formats that fit `path`, a folder or a label file, surest first."""
    raise NotImplementedError


def open_dataset(path: Path, *, format: str | None = None) -> Dataset:  # noqa: A002
    """Open the dataset at `path` as the format that fits best, or as the one named.

    Raises UnknownFormatError, and FileNotFoundError where there is nothing.
    """
    raise NotImplementedError
