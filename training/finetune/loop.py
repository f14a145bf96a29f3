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
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras

from recognizer.network.rare import Rare
from training.data import Batch, OpenStream
from training.errors import RenderingError, StoppedError, WorkersError
from training.finetune.control import TRAINING, Control, State
from training.finetune.judging import merit
from training.finetune.schedule import ShortSchedule
from training.history import Progress, append_progress
from training.learner import Learner, averaged_weights
from training.weights import SUFFIX, save_weights
from training.whole_file import write_text
from training.workers import Workers

log = logging.getLogger(__name__)

BEST = f"best{SUFFIX}"
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
        self._schedule, self._folder = schedule, folder
        self._control, self._judge = control, judge
        freeze_norms(model)
        optimizer = keras.optimizers.AdamW(
            schedule.learning_rate,
            weight_decay=schedule.weight_decay,
            global_clipnorm=5.0,
            use_ema=True,
            ema_momentum=schedule.averaging,
        )
        self._learner = Learner(
            model, optimizer, folder=folder, mixed_precision=mixed_precision, workers=workers
        )
        self._workers = self._learner.workers
        self._best = _load_best(folder) if self._workers.is_chief else None
        self._reported_images, self._reported_s = self._learner.images, self._learner.seconds
        self._told_s = float("-inf")
        self._rate = 0.0  # images a second

    def run(self, batches: OpenStream) -> Tuned:
        """Train to the end of the schedule.

        Raises, after a checkpoint, StoppedError where it was asked to stop, RenderingError and
        WorkersError where another process is gone.
        """
        log.info("fine-tuning from image %d to %d", self._learner.images, self._schedule.images)
        try:
            self._train_all(batches)
        except (RenderingError, WorkersError):  # a process is gone: what was done is kept
            self._learner.save()
            raise
        return self._ended()

    def _train_all(self, batches: OpenStream) -> None:
        learner = self._learner
        clock = time.monotonic()
        with closing(batches(learner.images)) as stream:
            while not self._all_end():  # at once where it was stopped after its last step
                clock += self._control.wait_while_paused()
                if self._workers.any(self._control.stop.asked):
                    learner.save()
                    self._workers.any(False)  # nobody leaves before the chief is done
                    raise StoppedError
                batch = next(stream)
                self._train_on(batch)
                now = time.monotonic()
                learner.seconds += now - clock
                clock = now
                if self._workers.is_chief:
                    self._tell_and_judge(len(batch.images) * self._workers.count)
                    clock = time.monotonic()  # judging is no training: it must not eat the minutes

    def _train_on(self, batch: Batch) -> None:
        learner = self._learner
        done = self._workers.from_chief(self._schedule.done(learner.images, learner.seconds))
        learner.optimizer.learning_rate = self._schedule.rate(done)
        learner.learn(batch)

    def _tell_and_judge(self, new_images: int) -> None:
        if self._judgement_due(new_images):
            self._judge_now()
        elif self._learner.seconds - self._reported_s >= REPORT_S:
            self._report({})
        self._tell()

    def _judgement_due(self, new_images: int) -> bool:
        """Tell whether a judgement is due: at the first step, at equal parts, at the end."""
        images = self._learner.images
        before = images - new_images
        every = self._schedule.images / self._schedule.judgements
        passed = int(before / every) < int(images / every)
        return before == 0 or passed or self._ending() is not None

    def _all_end(self) -> bool:
        return self._workers.any(self._workers.is_chief and self._ending() is not None)

    def _ending(self) -> str | None:
        """Tell why the run ends here, None where it goes on."""
        if self._schedule.done(self._learner.images, self._learner.seconds) >= 1:
            return "schedule"
        if self._best is not None and self._best.since >= self._schedule.patience:
            return "early"
        return None

    def _judge_now(self) -> None:
        learner = self._learner
        with averaged_weights(learner.model, learner.optimizer):
            figures = self._judge()
            if self._best is None or merit(figures) > merit(self._best.figures):
                self._best = Best(learner.images, figures)
                save_weights(learner.model, self._folder / BEST)
            else:
                self._best = replace(self._best, since=self._best.since + 1)
        write_text(self._folder / BEST_FIGURES, json.dumps(asdict(self._best)))
        self._report(figures)
        learner.save()
        log.info("%s", ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))

    def _report(self, figures: dict[str, float]) -> None:
        """Append where the run stands to its history."""
        images, seconds = self._learner.images, self._learner.seconds
        self._rate = (images - self._reported_images) / max(seconds - self._reported_s, 1e-9)
        loss = self._learner.take_loss()
        append_progress(self._folder, Progress(images, loss, self._rate, seconds, figures))
        self._reported_images, self._reported_s = images, seconds

    def _tell(self) -> None:
        images, seconds = self._learner.images, self._learner.seconds
        if seconds - self._told_s < TELL_S:
            return
        self._told_s = seconds
        rate = images / max(seconds, 1e-9)
        left_s = (self._schedule.images - images) / rate
        if self._schedule.minutes is not None:
            left_s = min(left_s, 60 * self._schedule.minutes - seconds)
        self._control.tell(
            State(TRAINING, images, self._schedule.images, self._rate, max(0.0, left_s))
        )

    def _ended(self) -> Tuned:
        """Give the end; of a process that is not the chief, without what the chief knows."""
        images, seconds = self._learner.images, self._learner.seconds
        return Tuned(images, seconds, self._best or Best(images, {}), self._ending() or "schedule")


def _load_best(folder: Path) -> Best | None:
    path = folder / BEST_FIGURES
    if not path.exists():
        return None
    return Best(**json.loads(path.read_text(encoding="utf-8")))
