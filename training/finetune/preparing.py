"""What a fine-tuning begins with: its items parted, their images kept, the plan written down."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras

from recognizer.network.config import RareConfig
from recognizer.preprocess import to_input
from training.errors import FineTuningError
from training.evaluate import TestSet
from training.finetune.corrections import Export, read_exports
from training.finetune.crops import Crop, load_image, write_crops, write_index
from training.finetune.grouping import Grouping, HoldOut, group_items, hold_out
from training.finetune.judging import HELD_OUT
from training.finetune.plan import (
    LEFT_OUT_LISTED,
    Base,
    Plan,
    count_verdicts,
    describe_exports,
    keep_plan,
)
from training.finetune.request import Request
from training.finetune.schedule import planned_images, real_share
from training.finetune.seen import TUNED_ON, read_digests, write_digests
from training.synth import Face, find_faces, split_faces
from training.trained_archive import TrainedArchive

log = logging.getLogger(__name__)

TRAINED_ITEMS = "trained_items.jsonl"


@dataclass(frozen=True)
class Prepared:
    """The words to judge by, if any are held out; the plan; the faces that replay is drawn with."""

    held_out: TestSet | None
    plan: Plan
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class _Parts:
    """The crops to train on and those held out; groups_seen: how many the base was tuned on."""

    train: tuple[Crop, ...]
    held: tuple[Crop, ...]
    grouping: Grouping
    out: HoldOut
    groups_seen: int


def prepare(request: Request, start: TrainedArchive, *, check: Callable[[], None]) -> Prepared:
    """Read the exports, part them, keep their crops, and write down the plan.

    `check` may raise to stop. Raises FineTuningError where there is nothing to train on,
    OtherRunError where the folder holds a run with another plan, DatasetError, SynthesisError.
    """
    exports = read_exports(
        request.corrections,
        datasets=request.datasets,
        formats=request.formats,
        charset=start.charset,
        max_length=start.config.max_length,
    )
    items = [item for export in exports for item in export.items]
    kept, crops, unread = write_crops(
        request.folder, items, [export.dataset for export in exports], check=check
    )
    left_out = [reason for export in exports for reason in export.left_out] + unread
    if not kept:
        why = "; ".join(left_out[:3]) or "no item is accepted or corrected"
        raise FineTuningError(f"there is nothing to train on: {why}")
    of_base = read_digests(start.weights.with_name(TUNED_ON))
    grouping = group_items(kept, [export.dataset.root.resolve() for export in exports])
    parts = _part(grouping, crops, of_base, seed=request.seed)
    plan = _plan(request, start, exports, left_out, parts)
    keep_plan(request.folder, plan)
    for sentence in filter(None, [plan.held_out_missing, *plan.left_out_first]):
        log.warning("%s", sentence)
    write_index(request.folder, parts.train)
    _write_trained_items(request.folder, parts.train)
    write_digests(request.folder / TUNED_ON, of_base | {crop.digest for crop in parts.train})
    faces, _ = split_faces(find_faces(request.fonts, cache=request.font_cache))
    held_out = _held_out(request.folder, start.config, parts.held)
    for export in exports:
        export.dataset.close()
    return Prepared(held_out, plan, tuple(faces))


def _part(
    grouping: Grouping, crops: Sequence[Crop], of_base: frozenset[str], *, seed: int
) -> _Parts:
    """Hold whole groups out, of those that the base was not tuned on."""
    pairs = list(zip(grouping.groups, crops, strict=True))
    seen = {group for group, crop in pairs if crop.digest in of_base}
    out = hold_out(grouping.groups, seen=seen, seed=seed)
    return _Parts(
        tuple(crop for group, crop in pairs if group not in out.groups),
        tuple(crop for group, crop in pairs if group in out.groups),
        grouping,
        out,
        len(seen),
    )


def _plan(
    request: Request,
    start: TrainedArchive,
    exports: Sequence[Export],
    left_out: Sequence[str],
    parts: _Parts,
) -> Plan:
    train = len(parts.train)
    images = request.images or planned_images(train)
    share = real_share(train, images) if request.real_share is None else request.real_share
    return Plan(
        name=request.out.name,
        out=str(request.out.resolve()),
        base=Base(
            start.description.name,
            start.description.version,
            str(start.archive.folder.resolve()),
            start.archive.fingerprint,
        ),
        exports=describe_exports(exports),
        verdicts=count_verdicts(exports),
        train=train,
        held_out=len(parts.held),
        held_out_missing=parts.out.why_none,
        groups=len(set(parts.grouping.groups)),
        groups_held_out=len(parts.out.groups),
        groups_seen=parts.groups_seen,
        group_rule=parts.grouping.rule,
        left_out=len(left_out),
        left_out_first=tuple(left_out[:LEFT_OUT_LISTED]),
        images_planned=images,
        minutes=request.minutes,
        batch_size=request.batch_size,
        learning_rate=request.learning_rate,
        real_share=share,
        correction_weight=request.correction_weight,
        seed=request.seed,
        backend=keras.backend.backend(),
        mixed_precision=request.mixed_precision,
    )


def _held_out(folder: Path, config: RareConfig, crops: Sequence[Crop]) -> TestSet | None:
    if not crops:
        return None
    images = (to_input(load_image(folder, crop), config.boxes) for crop in crops)
    return TestSet(HELD_OUT, tuple(images), tuple(crop.label for crop in crops))


def _write_trained_items(folder: Path, crops: Sequence[Crop]) -> None:
    """Write what is trained on, so that predictions on it can be marked as seen."""
    names = ("export", "path", "region", "source", "label", "corrected")
    lines = (
        json.dumps({name: getattr(crop, name) for name in names}, ensure_ascii=False) + "\n"
        for crop in crops
    )
    (folder / TRAINED_ITEMS).write_text("".join(lines), encoding="utf-8")
