"""Write datasets, whole or not at all: the same samples always give the same bytes."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from datasets.atomic import whole_file, whole_folder
from datasets.errors import NotWritableError
from datasets.format import ReadImage
from datasets.opening import Dataset
from datasets.record import Sample
from datasets.registry import format_named, formats
from datasets.text_file import is_unicode

__all__ = ["Sample", "exportable", "write_back", "write_dataset", "write_labels"]


def exportable() -> dict[str, str]:
    """Give the name and title of every format that samples can be exported to."""
    return {name: kind.title for name, kind in formats().items() if kind.label_file is not None}


def write_labels(format: str, samples: Iterable[Sample], out: Path) -> int:  # noqa: A002
    """Write one label file (`gt`, `paddle_rec`, `csv`, `tsv`, `jsonl`, `easyocr`) and count rows.

    The images stay where they are: rows name them relative to the dataset's root.
    Raises NotWritableError for a label or path the format cannot hold, and for parts of pages;
    OSError.
    """
    plug_in = format_named(format)
    count = 0
    with (
        whole_file(out) as part,
        part.open("w", encoding="utf-8", newline="") as stream,
    ):
        stream.write(plug_in.header())
        for sample in samples:
            if sample.image.region is not None:
                raise NotWritableError(
                    f"{sample.image} is a part of a file: export it together with the images"
                )
            _check(sample)
            stream.write(plug_in.row(sample.image.path, sample.label))
            count += 1
    return count


def write_dataset(
    format: str,  # noqa: A002
    samples: Iterable[Sample],
    out: Path,
    *,
    read_image: ReadImage,
) -> int:
    """Write a new folder with labels and images, parts of pages cut; count the samples.

    Raises NotWritableError, OutputExistsError, OSError, and what `read_image` raises.
    """
    plug_in = format_named(format)
    with whole_folder(out) as folder:
        return plug_in.write_folder(map(_check, samples), folder, read_image)


def write_back(dataset: Dataset, changes: Mapping[str, str], out: Path) -> int:
    """Write `dataset`'s label files to the new folder `out`, changing only these labels.

    `changes` maps `Record.key` to the new label; their number is given back. The files have the
    names they have under the dataset's root, and what is not changed stays byte for byte. Images
    are written too where they hold the labels: by their names, or in the same database.
    Raises NotWritableError, also for a key that the dataset does not have; OutputExistsError,
    OSError.
    """
    root, target = dataset.root.resolve(), out.resolve()
    if target.is_relative_to(root):
        raise NotWritableError(f"{out} is inside the dataset, which is never written to")
    with whole_folder(out) as folder:
        written = dataset.plug_in.write_back(dataset.place, changes, folder)
        if missing := sorted(changes.keys() - written):
            raise NotWritableError(f"{dataset.root} has no record {missing[0]}")
    return len(written)


def _check(sample: Sample) -> Sample:
    if not is_unicode(sample.label):
        raise NotWritableError(f"{sample.label!r} is not valid Unicode")
    return sample
