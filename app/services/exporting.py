"""Write a review's results: whole or not at all, the same bytes for the same review.

An export reads the review file beside the review, as it stands when it begins, so it may run in
any thread while the reviewer goes on.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from app.domain.verdict import Verdict
from app.services.errors import CancelledError, ExportError
from app.services.ports import Progress
from app.services.review import Review
from app.store.journal import Decided, Labelled
from app.store.review_file import ReviewFile
from datasets.atomic import whole_file
from datasets.errors import DatasetError
from datasets.opening import Dataset
from datasets.record import ImageRef, Record, Sample, Source
from datasets.writing import write_back, write_dataset, write_labels

_SETTLED = (Verdict.ACCEPTED, Verdict.CORRECTED)
_TOLD_EVERY = 10_000
_MOST_NAMED = 100
_PARTING = re.compile(r"[\t\r\n]")


@dataclass(frozen=True)
class Outlook:
    """What an export would write, in items by verdict, and how many it would leave out."""

    counts: Mapping[Verdict, int]
    left_out: int = 0

    @property
    def total(self) -> int:
        """How many items would be written."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Stock:
    """What there is to export: items by verdict.

    unfit: those among them that a line of a path and a label cannot hold; to count them takes a
    second for a million (`prepare_unfit`).
    """

    counts: Mapping[Verdict, int]
    unfit: Mapping[Verdict, int] = field(default_factory=dict)

    def of_labels(self, *, undecided: bool) -> Outlook:
        """Say what `export_labels` would write."""
        wanted = _wanted(undecided=undecided)
        return Outlook(
            {each: self.counts[each] - self.unfit.get(each, 0) for each in wanted},
            sum(self.unfit.get(each, 0) for each in wanted),
        )

    def of_dataset(self, *, undecided: bool) -> Outlook:
        """Say what `export_dataset` would write."""
        return self._of(*_wanted(undecided=undecided))

    def of_corrections(self) -> Outlook:
        """Say what `export_corrections` would write."""
        return self._of(*(verdict for verdict in Verdict if verdict is not Verdict.UNDECIDED))

    def of_back(self) -> Outlook:
        """Say what `export_back` would change."""
        return self._of(Verdict.CORRECTED)

    def _of(self, *verdicts: Verdict) -> Outlook:
        return Outlook({verdict: self.counts[verdict] for verdict in verdicts})


def prepare_unfit(review: Review) -> Callable[[], Mapping[Verdict, int]]:
    """Give a call that counts what no line can hold, in any thread. The call raises StoreError."""
    return partial(_count_unfit, review)


def _count_unfit(review: Review) -> Mapping[Verdict, int]:
    with closing(review.beside()) as file:
        return file.journal.count_unfit()


@dataclass(frozen=True)
class Exported:
    """What an export wrote, and how many items it had to leave out.

    named: the first of those and why, one sentence each; a dataset of pages may be left out whole.
    """

    path: Path
    written: int
    left_out: int = 0
    named: tuple[str, ...] = ()


def export_labels(
    review: Review,
    target: Path,
    *,
    format_name: str = "gt",
    undecided: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write one label file of a format of `datasets`; the images stay where they are.

    It holds the accepted and corrected items, and the undecided ones, if asked. Parts of pages
    cannot be named in such a file and are left out, as are labels and paths that part lines or
    columns. Raises ExportError, StoreError, CancelledError.
    """
    left_out = _LeftOut()
    with _reading(review, target) as file:
        samples = _Samples(file, undecided=undecided, progress=progress, total=review.count)
        fitting = _fitting(samples.stream(), left_out)
        written = write_labels(format_name, fitting, target)
    return Exported(target, written, left_out.count, tuple(left_out.named))


def export_dataset(
    review: Review,
    target: Path,
    *,
    format_name: str,
    read_image: Callable[[ImageRef], bytes],
    undecided: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write a new folder with labels and images in a format of `datasets` (`lmdb`, ...)."""
    with _reading(review, target) as file:
        samples = _Samples(file, undecided=undecided, progress=progress, total=review.count)
        written = write_dataset(format_name, samples.stream(), target, read_image=read_image)
    return Exported(target, written)


def export_back(review: Review, dataset: Dataset, target: Path) -> Exported:
    """Write the dataset's own label files to the new folder `target`, only corrections changed.

    Raises ExportError, also where the dataset says something else by now; StoreError.
    """
    with _reading(review, target) as file:
        corrected = {
            str(entry.source): entry
            for entry in file.journal.labelled()
            if entry.verdict == Verdict.CORRECTED
        }
        _insist_on_the_same(dataset, corrected)
        changes = {key: entry.text for key, entry in corrected.items()}
        written = write_back(dataset, changes, target)
    return Exported(target, written)


def _insist_on_the_same(dataset: Dataset, corrected: Mapping[str, Labelled]) -> None:
    """Refuse to correct a label that was imported from elsewhere: lines may have moved since."""
    left = dict(corrected)
    for record in dataset.records():
        if isinstance(record, Record) and (entry := left.get(record.key)):
            if (entry.image, entry.label) != (str(record.image), record.label):
                break
            del left[record.key]
    if left:
        raise ExportError(
            f"{next(iter(left))}: the dataset has changed since it was imported. Put it back as it "
            "was, or export gt.txt instead."
        )


def export_corrections(
    review: Review, target: Path, *, progress: Progress | None = None
) -> Exported:
    """Write every verdict in force as one JSON object a line, in the order of the items.

    Raises ExportError, StoreError, CancelledError.
    """
    written = 0
    with (
        _reading(review, target) as file,
        whole_file(target) as part,
        part.open("w", encoding="utf-8", newline="\n") as stream,
    ):
        for written, decided in enumerate(file.journal.decided(), 1):
            stream.write(_line(decided))
            if written % _TOLD_EVERY == 0:
                _tell(progress, written, None)
    return Exported(target, written)


@contextmanager
def _reading(review: Review, target: Path) -> Iterator[ReviewFile]:
    file = review.beside()
    try:
        _insist_elsewhere(file, target)
        yield file
    except (DatasetError, OSError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise ExportError(f"{target}: not exported: {reason}. Nothing was changed.") from error
    finally:
        file.close()


def _insist_elsewhere(file: ReviewFile, target: Path) -> None:
    """Refuse to write over the review, or into the dataset, which is never written to."""
    place = target.resolve()
    if place == file.path.resolve():
        raise ExportError(f"{target}: this is the review itself. Choose another name.")
    if not (dataset := file.meta("dataset")):
        return
    root = Path(dataset).parent if Path(dataset).is_file() else Path(dataset)
    if place.is_relative_to(root.resolve()):
        raise ExportError(
            f"{target}: lies in the dataset, which is never written to. Choose a place outside "
            f"{root}."
        )


def _wanted(*, undecided: bool) -> tuple[Verdict, ...]:
    return (*_SETTLED, Verdict.UNDECIDED) if undecided else _SETTLED


@dataclass(frozen=True)
class _Samples:
    """The items of an export as samples, telling how far it has come."""

    file: ReviewFile
    undecided: bool
    progress: Progress | None
    total: int

    def stream(self) -> Iterator[Sample]:
        wanted = _wanted(undecided=self.undecided)
        for done, entry in enumerate(self.file.journal.labelled(), 1):
            if entry.verdict in wanted:
                yield _sample(entry)
            if done % _TOLD_EVERY == 0:
                _tell(self.progress, done, self.total)


def _tell(progress: Progress | None, done: int, total: int | None) -> None:
    if progress is not None and not progress(done, total):
        raise CancelledError("The export was stopped; what was there before is untouched.")


def _sample(entry: Labelled) -> Sample:
    return Sample(ImageRef.parse(entry.image), entry.text)


@dataclass
class _LeftOut:
    """Takes note of what is left out."""

    count: int = 0
    named: list[str] = field(default_factory=list)

    def note(self, sample: Sample, why: str) -> None:
        self.count += 1
        if len(self.named) < _MOST_NAMED:
            self.named.append(f"{sample.image}: {why}")


def _fitting(samples: Iterator[Sample], left_out: _LeftOut) -> Iterator[Sample]:
    for sample in samples:
        if sample.image.region is not None:
            left_out.note(sample, "a part of a file, export it with the images.")
        elif not sample.label:
            left_out.note(sample, "the label is empty.")
        elif _PARTING.search(sample.label) or _PARTING.search(sample.image.path):
            left_out.note(sample, "a tab or line break in its label or path.")
        else:
            yield sample


def _line(decided: Decided) -> str:
    """Give a decision as JSON with the keys in this order; four times as fast as `json.dumps`."""
    image = ImageRef.parse(decided.image)
    label = _quoted(decided.label)
    text = label if decided.text == decided.label else _quoted(decided.text)
    raw_label = label if decided.raw_label is None else _quoted(decided.raw_label)
    source = Source(decided.file, decided.line, decided.pointer)
    doubt = "null" if decided.doubt is None else repr(round(decided.doubt, 6))
    return (
        f'{{"path": {_quoted(image.path)}, '
        f'"region": {"null" if image.region is None else _quoted(str(image.region))}, '
        f'"label": {label}, '
        f'"text": {text}, '
        f'"verdict": "{_VERDICTS[decided.verdict]}", '
        f'"reason": {_or_null(decided.reason)}, '
        f'"who": {_quoted(decided.who)}, '
        f'"time": "{decided.at}", '
        f'"model": {_model(decided.model_name, decided.model_version)}, '
        f'"prediction": {_or_null(decided.reading)}, '
        f'"doubt": {doubt}, '
        f'"source": {_quoted(str(source))}, '
        f'"raw_label": {raw_label}, '
        f'"attributes": {_attributes(decided.attributes)}}}\n'
    )


_quoted = json.encoder.encode_basestring
_VERDICTS = {int(verdict): verdict.name.lower() for verdict in Verdict}


@cache
def _model(name: str | None, version: str | None) -> str:
    if name is None:
        return "null"
    return json.dumps({"name": name, "version": version}, ensure_ascii=False)


def _attributes(pairs: str | None) -> str:
    return "{}" if pairs is None else json.dumps(dict(json.loads(pairs)), ensure_ascii=False)


def _or_null(text: str | None) -> str:
    return "null" if text is None else _quoted(text)
