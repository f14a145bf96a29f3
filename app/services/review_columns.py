"""Keep the columns in memory in step with the review file."""

import logging
from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from app.domain import doubt
from app.domain.columns import Columns
from app.domain.doubt import Evidence
from app.domain.text_column import TextColumn
from app.domain.verdict import ExcludeReason
from app.services.errors import CancelledError
from app.services.ports import Progress
from app.store.journal import ItemState
from app.store.review_file import ReviewFile
from app.store.snapshots import Snapshot

log = logging.getLogger(__name__)

_STRETCH = 50_000
_DEFINITION = "doubt"  # under which a file keeps which definition its evidence is of
_SO_FAR = ":"  # behind the definition: up to which prediction, where that is not all


def apply_states(columns: Columns, states: list[ItemState]) -> NDArray[np.int64]:
    """Bring the columns up to states from the file; give their items."""
    items = np.array([state.item for state in states], np.int64)
    verdicts = np.array([state.verdict for state in states], np.uint8)
    reasons = [_reason(state.reason) for state in states]
    columns.decide(items, verdicts, reasons, texts=(state.text for state in states))
    decided = np.flatnonzero(verdicts)
    columns.freeze(
        items[decided],
        [states[place].doubt for place in decided],
        np.array([states[place].confusion for place in decided], np.int64),
    )
    return items


def load_columns(file: ReviewFile) -> Columns:
    """Load labels and decisions; the evidence of a model comes with `load_evidence`."""
    labels = file.items.label_columns()
    columns = Columns(labels.labels, labels.faults)
    through = _restore_decisions(file, columns)
    columns.texts = file.journal.texts()
    newer = file.journal.states(since=through)
    while stretch := list(islice(newer, _STRETCH)):
        apply_states(columns, stretch)
    return columns


def renew_evidence(file: ReviewFile, labels: TextColumn, progress: Progress | None = None) -> None:
    """Weigh what every model read anew where the file's evidence is of another definition of doubt.

    All that it takes is in the file. Decisions, and the doubts they were made in, stay as they are.
    About a minute for a million; however it ended, it goes on from there at the next opening.
    Raises CancelledError when `progress` asks to stop.
    """
    present = str(doubt.DEFINITION)
    kept, _, through = (file.meta(_DEFINITION) or "").partition(_SO_FAR)
    if kept == present and not through:
        return
    after = int(through) if kept == present else 0
    # Before anything is replaced: what comes to half of it must not take it for whole.
    file.set_meta(_DEFINITION, f"{present}{_SO_FAR}{after}")
    if models := file.predictions.models():
        log.info("doubt is defined anew: weighing the readings of %d models", len(models))
        # A snapshot of what is being replaced would stand for it.
        file.snapshots.forget(
            f"{column}:{model}" for model in models for column in ("nats", "confusions")
        )
        _weigh_anew(file, labels, after, progress=progress)
    file.set_meta(_DEFINITION, present)


def _weigh_anew(
    file: ReviewFile, labels: TextColumn, after: int, *, progress: Progress | None
) -> None:
    total = file.predictions.count()
    done = total - file.predictions.count(since=after)
    _tell(progress, done, total)
    for weighed in file.predictions.weigh_anew(
        lambda prediction: doubt.weigh(labels[prediction.item], prediction), after=after
    ):
        file.set_meta(_DEFINITION, f"{doubt.DEFINITION}{_SO_FAR}{weighed.through}")
        done += weighed.count
        _tell(progress, done, total)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None and not progress(done, total):
        raise CancelledError(
            "Every decision and reading is kept, and what is weighed by now, too. Opened again, it "
            "goes on from here."
        )


def load_evidence(file: ReviewFile, columns: Columns, model: int) -> None:
    """Put the evidence of `model` in place of the one that is shown.

    What it has not read yet keeps the evidence of the newest other model that has: `predicted`
    tells the two apart.
    """
    columns.forget_model()
    for other in file.predictions.models():
        if other != model:
            _lay_over(file, columns, other)
    columns.predicted[:] = False
    columns.outdated[:] = False
    _lay_over(file, columns, model)
    columns.follow_model()


def _lay_over(file: ReviewFile, columns: Columns, model: int) -> None:
    """Put what `model` says over what the columns hold already."""
    through = _restore_evidence(file, columns, model)
    if not file.predictions.any_since(model, through):
        return
    for stretch in file.predictions.evidence(model, since=through):
        columns.predicted[stretch.items] = True
        columns.outdated[stretch.items] = False
        columns.failed[stretch.items] = stretch.failed
        columns.set_evidence(stretch.items, stretch.nats, stretch.confusions)
        take_in(columns, file.predictions.unseen_evidence(model, stretch.items[stretch.seen]))


def take_in(columns: Columns, evidence: Iterable[tuple[int, Evidence]]) -> NDArray[np.int64]:
    """Set the evidence of some items; give those whose doubt changed."""
    listed = list(evidence)
    return columns.set_evidence(
        np.array([item for item, _ in listed], np.int64),
        np.array([each.nats for _, each in listed], np.float32),
        np.array([each.confusion for _, each in listed], np.int16),
    )


def save_columns(file: ReviewFile, columns: Columns, model: int | None) -> None:
    """Save the columns with the file, so that it opens quickly."""
    step = file.journal.tops().last
    saved = {
        "verdicts": Snapshot(columns.verdicts, step),
        "reasons": Snapshot(columns.reasons, step),
        "doubts": Snapshot(columns.doubts, step),
        "classes": Snapshot(columns.classes, step),
    }
    if model is not None:
        last = file.predictions.last()
        saved |= {
            f"nats:{model}": Snapshot(columns.nats, last),
            f"confusions:{model}": Snapshot(columns.confusions, last),
            f"predicted:{model}": Snapshot(columns.predicted, last),
            f"outdated:{model}": Snapshot(columns.outdated, last),
            f"failed:{model}": Snapshot(columns.failed, last),
        }
    file.snapshots.save(saved)


def _restore_decisions(file: ReviewFile, columns: Columns) -> int:
    count = len(columns)
    verdicts = file.snapshots.load("verdicts", dtype=np.uint8, count=count)
    reasons = file.snapshots.load("reasons", dtype=np.uint8, count=count)
    doubts = file.snapshots.load("doubts", dtype=np.float32, count=count)
    classes = file.snapshots.load("classes", dtype=np.int16, count=count)
    if verdicts is None or reasons is None or doubts is None or classes is None:
        return 0
    columns.restore(verdicts.values, reasons.values, doubts.values, classes=classes.values)
    return verdicts.through


def _restore_evidence(file: ReviewFile, columns: Columns, model: int) -> int:
    count = len(columns)
    nats = file.snapshots.load(f"nats:{model}", dtype=np.float32, count=count)
    confusions = file.snapshots.load(f"confusions:{model}", dtype=np.int16, count=count)
    predicted = file.snapshots.load(f"predicted:{model}", dtype=np.bool_, count=count)
    failed = file.snapshots.load(f"failed:{model}", dtype=np.bool_, count=count)
    if nats is None or confusions is None or predicted is None or failed is None:
        return 0
    outdated = file.snapshots.load(f"outdated:{model}", dtype=np.bool_, count=count)
    own = predicted.values
    if outdated is not None:  # not saved by older programs
        own = own | outdated.values
        columns.outdated |= outdated.values
    # The rest of what was saved is of the models before it.
    np.copyto(columns.nats, nats.values, where=own)
    np.copyto(columns.confusions, confusions.values, where=own)
    np.copyto(columns.failed, failed.values, where=own)
    columns.predicted |= predicted.values
    return nats.through


def _reason(word: str | None) -> ExcludeReason | None:
    return None if word is None else ExcludeReason(word)
