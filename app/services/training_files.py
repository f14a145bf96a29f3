"""What a training says of itself, in the files of its run folder.

    plan.json      what it set out to do
    state.json     where it is
    history.jsonl  a line now and then: images, loss, figures {name: share}
    report.json    what came of it, before and after

The training is another process, perhaps of another version: everything here is read as it may be
found, half-written, missing or damaged, and a file that makes no sense is an error that names it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from app.services.errors import ServiceError
from datasets.record import ImageRef
from recognizer.contract import ModelIdentity

_LOG_TAIL = 4_000

Read = TypeVar("Read")


class TrainingFilesError(ServiceError):
    """A file of a run folder that makes no sense."""


class Phase(StrEnum):
    """What a training is doing."""

    PREPARING = "preparing"
    TRAINING = "training"
    PAUSED = "paused"
    EVALUATING = "evaluating"
    EXPORTING = "exporting"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def is_over(self) -> bool:
        """Whether no process works on it any more."""
        return self in (Phase.DONE, Phase.FAILED, Phase.STOPPED)


@dataclass(frozen=True)
class Plan:
    """What a training set out to do.

    base: name and version of the archive that it starts from. train, held_out: items. left_out:
    items that it cannot use.
    """

    base: str
    train: int
    held_out: int
    left_out: int


@dataclass(frozen=True)
class Moment:
    """Where a training is. seconds_left: None while it cannot tell."""

    phase: Phase
    images: int = 0
    images_planned: int = 0
    images_per_s: float = 0.0
    seconds_left: float | None = None
    message: str = ""


@dataclass(frozen=True)
class Point:
    """One report on the way: mean loss of a character since the last, and word accuracies.

    seconds: of training so far, pauses left out.
    """

    images: int
    loss: float
    seconds: float = 0.0
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Accuracy:
    """Words read right of one kind, with the 95 % interval, and the character error rate."""

    words: int
    right: int
    low: float
    high: float
    cer: float

    @property
    def share(self) -> float:
        """Word accuracy in [0, 1]."""
        return self.right / self.words if self.words else 0.0


@dataclass(frozen=True)
class KindResult:
    """One kind of words before and after.

    is_beyond_chance: whether it is clear which reads them better.
    """

    kind: str
    before: Accuracy
    after: Accuracy
    is_beyond_chance: bool

    @property
    def is_worse(self) -> bool:
        """Whether fewer words are read right than before."""
        return self.after.right < self.before.right


@dataclass(frozen=True)
class ConfusionChange:
    """A letter that was read as another, so many times before and after.

    place: `initial`, `vowel` or `final` of a syllable, or `character`. label, read: empty for a
    syllable without a final.
    """

    place: str
    label: str
    read: str
    before: int
    after: int


@dataclass(frozen=True)
class Report:
    """What came of a training.

    base: what it started from. trained_items: a file with the items that were trained on, see
    `trained_images`.
    """

    results: tuple[KindResult, ...]
    went: tuple[ConfusionChange, ...]
    came: tuple[ConfusionChange, ...]
    archive: Path
    model: ModelIdentity
    base: ModelIdentity
    trained_items: Path

    @property
    def worse(self) -> tuple[KindResult, ...]:
        """What the new model reads worse."""
        return tuple(result for result in self.results if result.is_worse)


class TrainingFiles:
    """The files of one run folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._history_read = 0
        self._history: list[Point] = []

    def plan(self) -> Plan | None:
        """Give the plan, None before there is one. Raises TrainingFilesError."""
        return self._read("plan.json", _plan)

    def moment(self) -> Moment | None:
        """Give where the training said it is, None before it did. Raises TrainingFilesError."""
        return self._read("state.json", _moment)

    def report(self) -> Report | None:
        """Give the report, None before there is one. Raises TrainingFilesError."""
        return self._read("report.json", _report)

    def history(self) -> tuple[Point, ...]:
        """Give every report so far; reads only what was added since the last call.

        A last line that is still being written is left for the next call. Raises
        TrainingFilesError.
        """
        path = self.folder / "history.jsonl"
        try:
            with path.open("rb") as file:
                if file.seek(0, 2) < self._history_read:  # begun anew
                    self._history_read, self._history = 0, []
                file.seek(self._history_read)
                added, newline, _ = file.read().rpartition(b"\n")
        except FileNotFoundError:
            return ()
        lines = added.splitlines() if newline else []
        self._history += _sensible(path, lambda: [_point(json.loads(line)) for line in lines])
        self._history_read += len(added) + len(newline)
        return tuple(self._history)

    def last_words(self) -> str:
        """Give the last line that the process wrote to its log, empty without any."""
        try:
            with (self.folder / "log.txt").open("rb") as file:
                file.seek(max(0, file.seek(0, 2) - _LOG_TAIL))
                lines = file.read().decode("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _read(self, name: str, parse: Callable[[Mapping[str, Any]], Read]) -> Read | None:
        path = self.folder / name
        try:
            written = path.read_bytes()
        except FileNotFoundError:
            return None
        return _sensible(path, lambda: parse(json.loads(written)))


def trained_images(path: Path) -> frozenset[ImageRef]:
    """Give the images that a training learnt from. Raises TrainingFilesError, OSError."""
    lines = path.read_bytes().splitlines()  # of text it would part paths, at U+2028 and its like
    return _sensible(path, lambda: frozenset(_image(json.loads(line)) for line in lines))


def _sensible(path: Path, read: Callable[[], Read]) -> Read:
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise TrainingFilesError(
            f"{path}: makes no sense ({type(error).__name__}: {error}). Another version of the "
            "training may have written it: remove the folder and train again."
        ) from error


def _model(values: Mapping[str, Any]) -> ModelIdentity:
    return ModelIdentity(str(values["name"]), str(values["version"]))


def _plan(values: Mapping[str, Any]) -> Plan:
    base = _model(values["base"])
    return Plan(
        f"{base.name} {base.version}",
        int(values["train"]),
        int(values["held_out"]),
        int(values["left_out"]),
    )


def _moment(values: Mapping[str, Any]) -> Moment:
    left_s = float(values["seconds_left"])
    return Moment(
        Phase(values["state"]),
        int(values["images"]),
        int(values["images_planned"]),
        float(values["images_per_s"]),
        left_s or None,  # 0 where nobody knows
        str(values["message"]),
    )


def _point(values: Mapping[str, Any]) -> Point:
    figures = {str(name): float(value) for name, value in values["figures"].items()}
    return Point(int(values["images"]), float(values["loss"]), float(values["seconds"]), figures)


def _report(values: Mapping[str, Any]) -> Report:
    confusions = values["confusions"]
    return Report(
        tuple(map(_result, values["kinds"])),
        tuple(map(_confusion, confusions["went"])),
        tuple(map(_confusion, confusions["came"])),
        Path(values["archive"]),
        _model(values),
        _model(values["base"]),
        Path(values["trained_items"]),
    )


def _result(values: Mapping[str, Any]) -> KindResult:
    words = int(values["n"])
    return KindResult(
        str(values["kind"]),
        _accuracy(words, values["before"]),
        _accuracy(words, values["after"]),
        bool(values.get("beyond_chance")),  # older reports do not say
    )


def _accuracy(words: int, values: Mapping[str, Any]) -> Accuracy:
    return Accuracy(
        words,
        int(values["right"]),
        float(values["low"]),
        float(values["high"]),
        float(values["cer"]),
    )


def _confusion(values: Mapping[str, Any]) -> ConfusionChange:
    return ConfusionChange(
        str(values["place"]),
        str(values["label"]),
        str(values["read"]),
        int(values["before"]),
        int(values["after"]),
    )


def _image(values: Mapping[str, Any]) -> ImageRef:
    region = values["region"]
    path = str(values["path"])
    return ImageRef(path) if region is None else ImageRef.parse(f"{path}#{region}")
