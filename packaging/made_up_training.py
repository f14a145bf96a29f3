"""A training of a review as its run folder tells of it, for the pictures: under way, then over.

No word is learnt. The figures are of the size that retraining on some handwriting gives.
"""

import fcntl
import json
import math
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.services.retraining import TrainingRequest, new_run
from recognizer.metrics import wilson_interval

NAME = "beta"
TRAIN, HELD_OUT, LEFT_OUT = 1_052, 263, 3
PLANNED, DONE = 60_000, 37_440
BATCH, JUDGED_EVERY, TOLD_EVERY = 48, 6_000, 960
IMAGES_PER_S = 92.0
# Kind of words, how many, read right before and after, characters wrong before and after.
KINDS = (
    ("held_out", HELD_OUT, 192, 219, 0.096, 0.058),
    ("clean", 200, 189, 190, 0.021, 0.019),
    ("print", 200, 171, 171, 0.058, 0.057),
    ("handwriting", 200, 152, 157, 0.094, 0.083),
    ("plate", 200, 176, 174, 0.037, 0.039),
    ("scene", 200, 161, 164, 0.081, 0.076),
    ("lettering", 200, 148, 150, 0.113, 0.108),
)
WENT = (
    ("final", "ㄴ", "ㅇ", 14, 4),
    ("vowel", "ㅓ", "ㅏ", 12, 5),
    ("initial", "ㅈ", "ㅊ", 9, 3),
    ("final", "", "ㄴ", 7, 2),
    ("vowel", "ㅐ", "ㅔ", 8, 4),
    ("initial", "ㅁ", "ㅇ", 6, 3),
)
CAME = (("initial", "ㄱ", "ㅋ", 1, 3), ("vowel", "ㅡ", "ㅗ", 2, 3))


class MadeUpTraining:
    """One run folder of a review, filled with what a training writes there."""

    def __init__(self, review_file: Path, dataset: Path, base: Path) -> None:
        self.folder = new_run(review_file, NAME)
        self.folder.mkdir(parents=True)
        self._archive = base.parent / NAME
        TrainingRequest(NAME, base, self._archive, dataset, "gt", 30).save(self.folder)
        archive = json.loads((base / "archive.json").read_text("utf-8"))
        self._base = {"name": archive["name"], "version": archive["version"]}
        plan = {"base": self._base, "train": TRAIN, "held_out": HELD_OUT, "left_out": LEFT_OUT}
        self._keep("plan.json", plan)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Be a training that is at work, by the lock that the program looks for."""
        with (self.folder / "history.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(point) + "\n" for point in _history())
        self._tell("training", DONE, (PLANNED - DONE) / IMAGES_PER_S)
        with (self.folder / "running.lock").open("w") as lock:
            lock.write(str(os.getpid()))
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def end(self) -> None:
        """Have come to a good end, with a report."""
        changes = {"went": list(map(_confusion, WENT)), "came": list(map(_confusion, CAME))}
        report = {
            "archive": str(self._archive),
            "name": NAME,
            "version": "1",
            "base": self._base,
            "kinds": [_kind(*row) for row in KINDS],
            "confusions": changes,
            "trained_items": str(self.folder / "trained_items.jsonl"),
        }
        self._keep("report.json", report)
        self._tell("done", PLANNED, 0.0)

    def _tell(self, state: str, images: int, seconds_left: float) -> None:
        values = {"state": state, "images": images, "images_planned": PLANNED, "message": ""}
        pace = {"images_per_s": IMAGES_PER_S, "seconds_left": seconds_left}
        self._keep("state.json", values | pace)

    def _keep(self, name: str, values: dict[str, object]) -> None:
        (self.folder / name).write_text(json.dumps(values), "utf-8")


def _history() -> Iterator[dict[str, object]]:
    """Give what is told on the way: a loss every few seconds, accuracies at the judgements."""
    chance = random.Random(5)
    for images in (BATCH, *range(TOLD_EVERY, DONE + 1, TOLD_EVERY)):
        share = images / PLANNED
        loss = 0.13 + 0.31 * math.exp(-4.2 * share) + chance.gauss(0, 0.012)
        judged = images == BATCH or images % JUDGED_EVERY < TOLD_EVERY
        learnt = 1 - math.exp(-3.4 * share)
        accuracies = {
            "held_out": round(HELD_OUT * (0.73 + 0.115 * learnt + chance.gauss(0, 0.004)))
            / HELD_OUT,
            "replay": 0.856 - 0.012 * math.sin(3 * learnt) + chance.gauss(0, 0.003),
        }
        yield {
            "images": images,
            "loss": loss,
            "images_per_s": IMAGES_PER_S,
            "seconds": images / IMAGES_PER_S,
            "figures": accuracies if judged else {},
        }


def _kind(
    name: str, words: int, before: int, after: int, *character_errors: float
) -> dict[str, object]:
    counts = [
        _count(right, words, cer)
        for right, cer in zip((before, after), character_errors, strict=True)
    ]
    clear = abs(after - before) > 0.05 * words
    return {
        "kind": name, "n": words, "before": counts[0], "after": counts[1], "beyond_chance": clear,
    }  # fmt: skip


def _count(right: int, words: int, cer: float) -> dict[str, float]:
    low, high = wilson_interval(right, words)
    return {"right": right, "share": right / words, "low": low, "high": high, "cer": cer}


def _confusion(change: tuple[str, str, str, int, int]) -> dict[str, object]:
    return dict(zip(("place", "label", "read", "before", "after"), change, strict=True))
