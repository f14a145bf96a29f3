"""What a review can teach a model: how much there is to learn from, and the order to do it.

The training itself is another program, started as a process; this is what it is told, and where
its run folders are kept so that a later start of the program finds them again.
"""

import hashlib
import importlib.util
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, count
from pathlib import Path

from app.domain.statistics import count_verdicts
from app.domain.verdict import Verdict
from app.services.exporting import export_corrections
from app.services.personal_data import personal_data
from app.services.ports import Progress
from app.services.review import Review
from app.services.training_files import (
    Report,
    TrainingFiles,
    TrainingFilesError,
    trained_images,
)
from datasets.atomic import whole_file
from datasets.record import ImageRef
from recognizer.contract import Backend, ModelIdentity

log = logging.getLogger(__name__)

TRAINER = (sys.executable, "-m", "training")
_REQUEST = "request.json"
_CORRECTIONS = "corrections.jsonl"
_NAMES = ("beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa")
_ENOUGH_ITEMS = 200
_ENOUGH_CORRECTIONS = 20
_NAME = re.compile(r"\w[\w.-]*")  # a hyphen in front would be an option of a command


@dataclass(frozen=True)
class Lesson:
    """How many decided items a training would learn from."""

    corrected: int
    accepted: int

    @property
    def items(self) -> int:
        """Items whose label is known to be right."""
        return self.corrected + self.accepted

    @property
    def is_short(self) -> bool:
        """Whether so few teach little, and leave too few to tell before from after."""
        return self.items < _ENOUGH_ITEMS or self.corrected < _ENOUGH_CORRECTIONS


@dataclass(frozen=True)
class TrainingRequest:
    """What a training was asked for, kept in its run folder.

    base, out: folders of the archive to start from and of the one to write.
    dataset: where the images are that the corrections speak of. dataset_format: what the review
    reads them as, empty for what the training recognises.
    """

    name: str
    base: Path
    out: Path
    dataset: Path
    dataset_format: str
    minutes: int

    def command(self, folder: Path) -> list[str]:
        """Give the command that begins or goes on with this training in `folder`."""
        return [
            *TRAINER,
            "finetune",
            *("--corrections", str(folder / _CORRECTIONS)),
            *("--dataset", str(self.dataset)),
            *(("--format", self.dataset_format) if self.dataset_format else ()),
            *("--base", str(self.base)),
            *("--name", self.name),
            *("--out", str(self.out)),
            *("--folder", str(folder)),
            *("--minutes", str(self.minutes)),
        ]

    def save(self, folder: Path) -> None:
        """Keep this in the run folder."""
        values = {name: str(value) for name, value in asdict(self).items()}
        with whole_file(folder / _REQUEST) as part:
            part.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "TrainingRequest":
        """Read what `save` wrote. Raises TrainingFilesError."""
        path = folder / _REQUEST
        try:
            values = json.loads(path.read_text("utf-8"))
            return cls(
                str(values["name"]),
                Path(values["base"]),
                Path(values["out"]),
                Path(values["dataset"]),
                str(values.get("dataset_format", "")),  # absent before there was a choice
                int(values["minutes"]),
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise TrainingFilesError(f"{path}: cannot be read: {error}") from error


def lesson_of(review: Review) -> Lesson:
    """Count what a review could teach."""
    counts = count_verdicts(review.verdicts)
    return Lesson(counts[Verdict.CORRECTED], counts[Verdict.ACCEPTED])


def write_lesson(
    review: Review,
    request: TrainingRequest,
    folder: Path,
    *,
    progress: Progress | None = None,
) -> None:
    """Make the run folder with the decisions so far and what was asked for; in any thread.

    Raises ExportError, StoreError, CancelledError, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    export_corrections(review, folder / _CORRECTIONS, progress=progress)
    request.save(folder)


def runs_folder(review_file: Path) -> Path:
    """Give where the trainings of a review are kept: in the person's data, never in the dataset."""
    digest = hashlib.sha256(os.fsencode(review_file.absolute())).hexdigest()[:12]
    stem = review_file.name.partition(".")[0]
    return personal_data() / "trainings" / f"{stem}-{digest}"


def latest_run(review_file: Path) -> Path | None:
    """Give the run folder that was begun last, None where no training of the review is kept."""
    requests = list(runs_folder(review_file).glob(f"*/{_REQUEST}"))
    if not requests:
        return None
    return max(requests, key=lambda path: (path.stat().st_mtime_ns, path.parent.name)).parent


class TrainingMemory:
    """Which images of a review its models learnt from; they are found when a model is opened."""

    def __init__(self, review_file: Path) -> None:
        self._runs = runs_folder(review_file)
        self._images: dict[ModelIdentity, frozenset[ImageRef]] = {}

    def recalling(self, open_backend: Callable[[], Backend]) -> Callable[[], Backend]:
        """Give what opens the same backend, and then reads what its model learnt from.

        It reads files, in the thread that opens. What cannot be read is not marked, no more: one
        damaged run says nothing of the others.
        """

        def open_and_recall() -> Backend:
            backend = open_backend()
            try:
                self._images[backend.identity] = self._trained(backend.identity)
            except (TrainingFilesError, OSError) as error:
                log.warning("what the model learnt from is not known: %s", error)
            return backend

        return open_and_recall

    def images(self, model: ModelIdentity) -> frozenset[ImageRef]:
        """Give the images that a model was trained on, as far as this review knows."""
        return self._images.get(model, frozenset())

    def _trained(self, model: ModelIdentity) -> frozenset[ImageRef]:
        """Give what the model was trained on, and its base, and the base of that."""
        reports = {report.model: report for report in self._reports()}
        images: frozenset[ImageRef] = frozenset()
        while (report := reports.pop(model, None)) is not None:
            images |= trained_images(report.trained_items)
            model = report.base
        return images

    def _reports(self) -> Iterator[Report]:
        for request in self._runs.glob(f"*/{_REQUEST}"):
            try:
                report = TrainingFiles(request.parent).report()
            except (TrainingFilesError, OSError) as error:
                log.warning("what a training came to is not known: %s", error)
                continue
            if report is not None:
                yield report


def new_run(review_file: Path, name: str) -> Path:
    """Give a folder for a new run that learns `name`; it is not made yet."""
    parent = runs_folder(review_file)
    taken = {path.name for path in parent.glob("*")}
    number = next(n for n in range(1, len(taken) + 2) if f"{name}-{n}" not in taken)
    return parent / f"{name}-{number}"


def is_trainable(archive: Path) -> bool:
    """Tell whether an archive holds what a training starts from."""
    return (archive / "archive.json").is_file() and (archive / "training").is_dir()


def archives_folder(base: Path) -> Path:
    """Give where a new archive goes: beside its base, or with the person's data if not there."""
    beside = base.parent
    installed = (beside / "..").resolve().name == "bundled"
    return beside if os.access(beside, os.W_OK) and not installed else personal_data() / "archives"


def free_name(folder: Path, known: Collection[str]) -> str:
    """Give the next Greek letter that no archive in `folder` has, and no model in `known`.

    Predictions are kept by the model's name: a name that was used before would inherit them.
    """
    numbered = (f"{name}{number}" for number in count(2) for name in _NAMES)
    return next(
        name
        for name in chain(_NAMES, numbered)
        if name not in known and not (folder / name).exists()
    )


def is_name(text: str) -> bool:
    """Tell whether a text can name an archive and its folder."""
    return _NAME.fullmatch(text) is not None


def missing_packages() -> Sequence[str]:
    """Give what the training needs and Python does not find, without loading any of it."""
    needed = ("training", "keras", "tensorflow", "PIL", "wordfreq", "onnx")
    return tuple(name for name in needed if importlib.util.find_spec(name) is None)
