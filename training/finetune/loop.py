"""The loop of a fine-tuning: short, judged often, steered from outside.

It shares the step of every backend, the checkpoints and the averaged weights with the long
training. What differs: the batch norms are frozen, the best averaged weights are kept and the run
ends when they stop getting better, and it pauses and stops when asked to.

Batch norms: a batch that is half one person's handwriting moves the running statistics within a
few hundred steps to a mixture that neither the crops nor the synthetic words have alone. Frozen,
statistics, scale and shift stay those that the base was trained with, the average of the weights
fits them at every step, and small batches do no harm.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from recognizer.network.rare import Rare
from training.checkpoint import load_checkpoint, save_checkpoint
from training.data import Batch
from training.errors import StoppedError
from training.finetune.control import TRAINING, Control, State
from training.finetune.judging import merit
from training.finetune.schedule import ShortSchedule
from training.loop import Progress, averaged_weights, make_step, to_tensors
from training.workers import Alone, Workers

log = logging.getLogger(__name__)

BEST = "best.weights.h5"
BEST_FIGURES = "best.json"
REPORT_S = 5.0
TELL_S = 1.0


@dataclass(frozen=True)
class Best:
    """The best weights so far: after how many images, and how good."""

    images: int
    figures: dict[str, float]
    since: int = 0  # judgements that were not better


@dataclass(frozen=True)
class Tuned:
    """How a run ended. ended: `schedule`, or `early` where it stopped getting better."""

    images: int
    seconds: float
    best: Best
    ended: str


def freeze_norms(model: Rare) -> None:
    """Keep statistics, scale and shift of every batch norm as they are."""
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


class FineTuning:
    """One run: the model, its optimiser and how far they have come.

    `judge` gives the figures of the model as it stands; `merit` says which are best.
    Of several `workers` the chief judges, writes and decides when to stop.
    """

    def __init__(
        self,
        model: Rare,
        schedule: ShortSchedule,
        *,
        folder: Path,
        control: Control,
        judge: Callable[[], dict[str, float]],
        mixed_precision: bool = False,
        workers: Workers | None = None,
    ) -> None:
        self._model, self._schedule, self._folder = model, schedule, folder
        self._control, self._judge = control, judge
        self._workers = workers = workers or Alone()
        freeze_norms(model)
        self._optimizer = keras.optimizers.AdamW(
            schedule.learning_rate,
            weight_decay=schedule.weight_decay,
            global_clipnorm=5.0,
            use_ema=True,
            ema_momentum=schedule.averaging,
        )
        self._step = make_step(
            model, self._optimizer, mixed_precision=mixed_precision, workers=workers
        )
        self._images, self._seconds = 0, 0.0
        self._best: Best | None = None
        if workers.is_chief:
            self._images, self._seconds = load_checkpoint(folder, model, self._optimizer)
            self._best = _load_best(folder)
        self._images = int(workers.from_chief(self._images))
        workers.share([*model.variables, *self._optimizer.variables])
        self._losses: list[Any] = []
        self._reported_images, self._reported_s = self._images, self._seconds
        self._told_s = float("-inf")
        self._rate = 0.0  # images a second

    def run(self, batches: Callable[[int], Iterator[Batch]]) -> Tuned:
        """Train to the end of the schedule; `batches(n)` gives the stream behind n images.

        Raises StoppedError where it was asked to stop, after a checkpoint.
        """
        log.info("fine-tuning from image %d to %d", self._images, self._schedule.images)
        if self._all_end():  # stopped after its last step
            return self._ended()
        clock = time.monotonic()
        for batch in batches(self._images):
            clock += self._control.wait_while_paused()
            if self._workers.any(self._control.stopping):
                self._save()
                raise StoppedError
            self._train_on(batch)
            now = time.monotonic()
            self._seconds += now - clock
            clock = now
            if self._workers.is_chief:
                self._tell_and_judge(len(batch.images) * self._workers.count)
                clock = time.monotonic()  # judging is no training: it must not eat the minutes
            if self._all_end():
                return self._ended()
        raise RuntimeError("the stream of batches ended")

    def _train_on(self, batch: Batch) -> None:
        done = self._workers.from_chief(self._schedule.done(self._images, self._seconds))
        self._optimizer.learning_rate = self._schedule.rate(done)
        self._losses.append(self._step(to_tensors(batch, self._model.charset.start_id)))
        self._images += len(batch.images) * self._workers.count

    def _tell_and_judge(self, new_images: int) -> None:
        if self._judgement_due(new_images):
            self._judge_now()
        elif self._seconds - self._reported_s >= REPORT_S:
            self._report({})
        self._tell()

    def _judgement_due(self, new_images: int) -> bool:
        """Tell whether a judgement is due: at the first step, at equal parts, at the end."""
        before = self._images - new_images
        every = self._schedule.images / self._schedule.judgements
        passed = int(before / every) < int(self._images / every)
        return before == 0 or passed or self._ending() is not None

    def _all_end(self) -> bool:
        return self._workers.any(self._workers.is_chief and self._ending() is not None)

    def _ending(self) -> str | None:
        """Tell why the run ends here, None where it goes on."""
        if self._schedule.done(self._images, self._seconds) >= 1:
            return "schedule"
        if self._best is not None and self._best.since >= self._schedule.patience:
            return "early"
        return None

    def _judge_now(self) -> None:
        with averaged_weights(self._model, self._optimizer):
            figures = self._judge()
            if self._best is None or merit(figures) > merit(self._best.figures):
                self._best = Best(self._images, figures)
                part = self._folder / f"part.{BEST}"
                self._model.save_weights(part)
                part.replace(self._folder / BEST)
            else:
                self._best = replace(self._best, since=self._best.since + 1)
        _save_best(self._folder, self._best)
        self._report(figures)
        self._save()
        log.info("%s", ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))

    def _report(self, figures: dict[str, float]) -> None:
        """Append where the run stands to `history.jsonl`."""
        loss = float(np.mean([float(value) for value in self._losses]))
        seconds = self._seconds - self._reported_s
        self._rate = (self._images - self._reported_images) / max(seconds, 1e-9)
        progress = Progress(self._images, loss, self._rate, self._seconds, figures)
        with (self._folder / "history.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(progress)) + "\n")
        self._reported_images, self._reported_s = self._images, self._seconds
        self._losses = []

    def _tell(self) -> None:
        if self._seconds - self._told_s < TELL_S:
            return
        self._told_s = self._seconds
        rate = self._images / max(self._seconds, 1e-9)
        left_s = (self._schedule.images - self._images) / rate
        if self._schedule.minutes is not None:
            left_s = min(left_s, 60 * self._schedule.minutes - self._seconds)
        self._control.tell(
            State(TRAINING, self._images, self._schedule.images, self._rate, max(0.0, left_s))
        )

    def _save(self) -> None:
        if self._workers.is_chief:
            save_checkpoint(self._folder, self._model, self._optimizer, self._images, self._seconds)

    def _ended(self) -> Tuned:
        """Give the end; of a process that is not the chief, without what the chief knows."""
        best = self._best or Best(self._images, {})
        return Tuned(self._images, self._seconds, best, self._ending() or "schedule")


def _load_best(folder: Path) -> Best | None:
    path = folder / BEST_FIGURES
    if not path.exists():
        return None
    return Best(**json.loads(path.read_text(encoding="utf-8")))


def _save_best(folder: Path, best: Best) -> None:
    part = folder / f"{BEST_FIGURES}.part"
    part.write_text(json.dumps(asdict(best)), encoding="utf-8")
    part.replace(folder / BEST_FIGURES)
