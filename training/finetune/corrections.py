"""What a review exported, as items to train on.

An export is a `corrections.jsonl` (every verdict of a review, beside the dataset it is about) or
any dataset that `datasets` reads. Of a `corrections.jsonl`, accepted and corrected items count;
excluded and flagged ones do not. A dataset's labels count as accepted: who exported it vouches
for them.
"""

import codecs
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from datasets.opening import Dataset, open_dataset
from datasets.record import ImageRef, Problem, Record, Source, nfc
from recognizer.charset import Charset
from training.errors import FineTuningError

ACCEPTED = "accepted"
CORRECTED = "corrected"
LABELLED = "labelled"  # of a dataset without verdicts
USED = (ACCEPTED, CORRECTED, LABELLED)

_SUFFIX = ".corrections.jsonl"
_LONGEST_BYTES = 1 << 20  # of a decision; a dataset's file may be one line of gigabytes

Given = TypeVar("Given")


@dataclass(frozen=True)
class Item:
    """One image and the text that a person vouches for.

    export: number of the export it came from, from 0. source: its key in the dataset.
    group: its writer or page, None where the dataset does not say.
    """

    export: int
    image: ImageRef
    label: str
    source: str
    corrected: bool
    group: str | None


@dataclass(frozen=True)
class Export:
    """One export, read.

    sha256: of the file, or of the labels of a folder. verdicts: how many items have which.
    left_out: one sentence for each item that has a verdict to train on and cannot be used.
    """

    path: Path
    dataset: Dataset
    sha256: str
    items: tuple[Item, ...]
    verdicts: Mapping[str, int]
    left_out: tuple[str, ...]


def read_exports(
    paths: Sequence[Path],
    *,
    datasets: Sequence[Path] = (),
    formats: Sequence[str] = (),
    charset: Charset,
    max_length: int,
) -> list[Export]:
    """Read exports in order; `datasets` names the images' folders of the `corrections.jsonl`.

    One folder serves all of them; none, and each is looked for beside its file. `formats` says
    what the dataset of each export is read as; one serves all, and without any each is recognised.
    Raises FineTuningError naming file and line, DatasetError, FileNotFoundError.
    """
    reader = _Reader(charset, max_length)
    of_reviews = [path for path in paths if _is_corrections(path)]
    folders = _for_each(of_reviews, datasets, "datasets", "corrections.jsonl")
    chosen = _for_each(paths, formats, "formats", "exports")
    return [
        reader.read(number, path, folders.get(path), chosen.get(path))
        for number, path in enumerate(paths)
    ]


def _for_each(
    paths: Sequence[Path], given: Sequence[Given], what: str, of_what: str
) -> dict[Path, Given]:
    """Match what was given to the paths: one for each, one for all, or none for any."""
    if len(given) not in (0, 1, len(paths)):
        raise FineTuningError(
            f"{len(given)} {what} for {len(paths)} {of_what}: name one for each, "
            "in their order, or one for all"
        )
    each = [*given] * len(paths) if len(given) == 1 else given
    return dict(zip(paths, each, strict=False))


class _Reader:
    """Reads exports for one charset."""

    def __init__(self, charset: Charset, max_length: int) -> None:
        self._charset = charset
        self._max_length = max_length

    def read(self, number: int, path: Path, folder: Path | None, format_name: str | None) -> Export:
        if _is_corrections(path):
            dataset = open_dataset(folder or _folder_beside(path), format=format_name)
            return self._export(number, path, dataset, _decisions(path), _hash_of_file(path))
        dataset = open_dataset(path, format=format_name)
        return self._export(number, path, dataset, _records(dataset), None)

    def _export(
        self,
        number: int,
        path: Path,
        dataset: Dataset,
        entries: Iterator[tuple[str, Record | Problem]],
        sha256: str | None,
    ) -> Export:
        items, left_out, verdicts = [], [], Counter[str]()
        digest = hashlib.sha256()
        for verdict, entry in entries:
            verdicts[verdict] += 1
            if verdict not in USED:
                continue
            if isinstance(entry, Problem):
                left_out.append(str(entry))
                continue
            digest.update(f"{entry.image}\t{entry.label}\n".encode())
            if reason := self._unfit(entry.label):
                left_out.append(f"{entry.image}: {reason}")
                continue
            items.append(
                Item(
                    number,
                    entry.image,
                    entry.label,
                    entry.key,
                    verdict == CORRECTED,
                    entry.group,
                )
            )
        return Export(
            path,
            dataset,
            sha256 or digest.hexdigest(),
            tuple(items),
            dict(verdicts),
            tuple(left_out),
        )

    def _unfit(self, label: str) -> str | None:
        if not label:
            return "the label is empty"
        error = self._charset.error_of(label, max_length=self._max_length)
        return None if error is None else str(error)


def _is_corrections(path: Path) -> bool:
    """Tell a review's `corrections.jsonl`, whatever it is called, from any dataset.

    Read as a dataset it would teach flagged items, too, and not know what was corrected.
    """
    if not path.exists():
        raise FineTuningError(f"{path}: no such file or folder")
    if not path.is_file():
        return False
    with path.open("rb") as file:
        lines = file.read(_LONGEST_BYTES).removeprefix(codecs.BOM_UTF8).splitlines()
    try:
        first = json.loads(next(filter(bytes.strip, lines), b"null"))
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and {"path", "verdict", "text"} <= first.keys()


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Stream the lines that are not blank, with their numbers; a BOM is no part of the first."""
    with path.open(encoding="utf-8-sig") as lines:
        yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _decisions(path: Path) -> Iterator[tuple[str, Record | Problem]]:
    for number, line in _lines(path):
        try:
            decision = json.loads(line)
            yield str(decision["verdict"]), _record(decision)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FineTuningError(
                f"{path}:{number}: not a decision of a review ({error!r}); export it again"
            ) from error


def _record(decision: Mapping[str, Any]) -> Record:
    region = decision.get("region")
    name = str(decision["path"])
    image = ImageRef(name) if region is None else ImageRef.parse(f"{name}#{region}")
    text = str(decision["text"])
    attributes = tuple((decision.get("attributes") or {}).items())
    return Record(image, nfc(text), text, Source(str(decision.get("source", name))), attributes)


def _records(dataset: Dataset) -> Iterator[tuple[str, Record | Problem]]:
    return ((LABELLED, entry) for entry in dataset.records())


def _folder_beside(path: Path) -> Path:
    """Find the folder that the first decision's image is in.

    The program exports `NAME.corrections.jsonl` beside the dataset's folder `NAME`.
    """
    _, line = next(_lines(path))
    first = str(json.loads(line)["path"])
    candidates = [path.parent, path.parent / path.name.removesuffix(_SUFFIX)]
    for folder in candidates:
        if folder.is_dir() and (folder / first).exists():
            return folder
    raise FineTuningError(
        f"{path}: its images are not beside it ({first} is not there); "
        "name the dataset's folder with --dataset DIR"
    )


def _hash_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
