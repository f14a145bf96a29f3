"""Which column or field of a table holds the image, and which the label."""

from collections.abc import Sequence
from dataclasses import dataclass

from datasets.record import ImageRef, Record, Source, nfc

IMAGE_NAMES = (
    "filename", "file_name", "image_path", "img_path", "imagepath", "path", "image", "img", "file",
)  # fmt: skip
LABEL_NAMES = (
    "label", "text", "words", "word", "transcription", "ground_truth", "gt", "labels",
)  # fmt: skip
ATTRIBUTE_NAMES = {
    "writer": "writer", "writer_id": "writer", "page": "page", "page_id": "page",
    "group": "page", "kind": "kind", "split": "split",
}  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """The columns of a table that matter; attributes as (column, name).

    named: how many the header names, None without one.
    """

    image: int = 0
    label: int = 1
    attributes: tuple[tuple[int, str], ...] = ()
    named: int | None = None

    @property
    def width(self) -> int:
        """How many columns a row must have."""
        return max(self.image, self.label) + 1

    def misfit(self, cells: Sequence[str]) -> str | None:
        """Say that a row has too few columns, or more than the header: its label may be cut."""
        if len(cells) < self.width:
            return f"has too few columns: {len(cells)} instead of {self.width}"
        if self.named is not None and any(cells[self.named :]):
            return f"has more columns than the header: {len(cells)} instead of {self.named}"
        return None

    def record(self, cells: Sequence[str], source: Source) -> Record:
        """Make the record of a row that has at least `width` cells."""
        label = cells[self.label]
        attributes = tuple(
            (name, cells[at]) for at, name in self.attributes if at < len(cells) and cells[at]
        )
        return Record(ImageRef(cells[self.image]), nfc(label), label, source, attributes)


def find_columns(header: Sequence[str]) -> Columns | None:
    """Find the columns by their names, None where `header` does not name image and label."""
    names = [name.strip().lower() for name in header]
    image = next((names.index(name) for name in IMAGE_NAMES if name in names), None)
    label = next((names.index(name) for name in LABEL_NAMES if name in names), None)
    if image is None or label is None:
        return None
    attributes = [
        (at, ATTRIBUTE_NAMES[name]) for at, name in enumerate(names) if name in ATTRIBUTE_NAMES
    ]
    return Columns(image, label, tuple(attributes), len(names))
