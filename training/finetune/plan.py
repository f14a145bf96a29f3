"""What a run is going to do, written before it does anything: `plan.json`."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.errors import OtherRunError
from training.finetune.corrections import Export
from training.whole_file import write_text

FILE = "plan.json"
LEFT_OUT_LISTED = 20


@dataclass(frozen=True)
class Base:
    """The archive that is tuned."""

    name: str
    version: int
    folder: str
    sha256: str  # of its archive.json, which holds those of all its files


@dataclass(frozen=True)
class Plan:
    """Everything that decides what a run does.

    verdicts: how many items have which; `labelled` are those of datasets without verdicts.
    train, held_out: items. held_out_missing: why none are held out, empty where some are.
    groups: pages or writers, which stay on one side; group_rule: what told them. groups_seen: of
    these the base was tuned on already, so that they cannot be held out.
    left_out: items that cannot be used, how many, and the first of them with the reason.
    """

    name: str
    out: str
    base: Base
    exports: tuple[dict[str, Any], ...]
    verdicts: dict[str, int]
    train: int
    held_out: int
    held_out_missing: str
    groups: int
    groups_seen: int
    groups_held_out: int
    group_rule: str
    left_out: int
    left_out_first: tuple[str, ...]
    images_planned: int
    minutes: float | None
    batch_size: int
    learning_rate: float
    real_share: float
    correction_weight: float
    seed: int
    backend: str
    mixed_precision: bool


def describe_exports(exports: Sequence[Export]) -> tuple[dict[str, Any], ...]:
    """Give path, dataset, sha256 and count of each export."""
    return tuple(
        {
            "path": str(export.path.resolve()),
            "dataset": str(export.dataset.root.resolve()),
            "format": export.dataset.format,
            "sha256": export.sha256,
            "items": len(export.items),
        }
        for export in exports
    )


def count_verdicts(exports: Sequence[Export]) -> dict[str, int]:
    """Count the items of all exports by verdict."""
    counts: Counter[str] = Counter()
    for export in exports:
        counts.update(export.verdicts)
    return dict(sorted(counts.items()))


def keep_plan(folder: Path, plan: Plan) -> None:
    """Write `plan.json`, or check that the run there has the same.

    Raises OtherRunError where the folder holds a run with another plan.
    """
    text = json.dumps(asdict(plan), ensure_ascii=False, indent=2) + "\n"
    path = folder / FILE
    if not path.exists():
        write_text(path, text)
        return
    there, new = json.loads(path.read_text(encoding="utf-8")), json.loads(text)
    if differing := [name for name in new if there.get(name) != new[name]]:
        raise OtherRunError(
            f"{folder}: holds a run with another plan ({', '.join(differing)} differ); go on with "
            "the command that began it, or choose another --folder"
        )
