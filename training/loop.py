"""The long training on synthetic words: AdamW with warm-up, cosine decay, averaged weights."""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import keras

from recognizer.network.rare import Rare
from training.data import OpenStream
from training.errors import RenderingError, StoppedError, WorkersError
from training.history import Progress, append_progress, read_history
from training.learner import Learner, averaged_weights
from training.stopping import Stop
from training.weights import SUFFIX, save_weights
from training.workers import Workers

log = logging.getLogger(__name__)

AVERAGE = f"average{SUFFIX}"


@dataclass(frozen=True)
class Schedule:
    """How long and how fast."""

    images: int
    batch_size: int = 48
    learning_rate: float = 1.5e-3
    warmup_images: int = 20_000
    weight_decay: float = 0.01
    averaging: float = 0.999  # of the exponential moving average of the weights, per step

    @property
    def steps(self) -> int:
        """Optimiser steps in all."""
        return max(1, self.images // self.batch_size)


def make_optimizer(schedule: Schedule) -> keras.optimizers.Optimizer:
    """Give AdamW with linear warm-up, cosine decay to zero and an averaged copy of the weights."""
    warmup = max(1, min(schedule.warmup_images // schedule.batch_size, schedule.steps // 10))
    rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=1e-5,
        decay_steps=max(1, schedule.steps - warmup),
        warmup_target=schedule.learning_rate,
        warmup_steps=warmup,
    )
    return keras.optimizers.AdamW(
        rate,
        weight_decay=schedule.weight_decay,
        global_clipnorm=5.0,
        use_ema=True,
        ema_momentum=schedule.averaging,
    )


def train(
    model: Rare,
    batches: OpenStream,
    schedule: Schedule,
    *,
    folder: Path,
    evaluate: Callable[[], dict[str, float]],
    stop: Stop | None = None,
    mixed_precision: bool = False,
    workers: Workers | None = None,
    checkpoint_s: float = 300.0,
    report_s: float = 30.0,
) -> Progress:
    """Train until `schedule.images`, from the checkpoint in `folder` if there is one.

    Writes `checkpoint.npz`, `history.jsonl` and, for reading with, `average.weights.h5` (the
    averaged weights). `evaluate` gives the figures of `model` as it stands. Several `workers` count
    images together; their chief alone reads and writes `folder`.

    Raises, after a checkpoint, StoppedError when any of them is asked to `stop`, RenderingError and
    WorkersError where another process is gone; WeightsError for a checkpoint that cannot be used.
    """
    learner = Learner(
        model,
        make_optimizer(schedule),
        folder=folder,
        mixed_precision=mixed_precision,
        workers=workers,
    )
    training = _Training(
        learner,
        schedule,
        folder=folder,
        evaluate=evaluate,
        stop=stop or Stop(),
        checkpoint_s=checkpoint_s,
        report_s=report_s,
    )
    return training.run(batches)


class _Training:
    """One run of the loop. What is written is the chief's."""

    def __init__(
        self,
        learner: Learner,
        schedule: Schedule,
        *,
        folder: Path,
        evaluate: Callable[[], dict[str, float]],
        stop: Stop,
        checkpoint_s: float,
        report_s: float,
    ) -> None:
        self._learner, self._schedule = learner, schedule
        self._workers = learner.workers
        self._folder, self._evaluate, self._stop = folder, evaluate, stop
        self._checkpoint_s, self._report_s = checkpoint_s, report_s
        before = read_history(folder) if self._workers.is_chief else []
        self._progress = before[-1] if before else Progress(0, float("nan"), 0.0, 0.0, {})
        # After how many images the run was last reported, saved and measured.
        self._reported = self._saved = learner.images
        self._measured = max((line.images for line in before if line.figures), default=-1)
        self._reported_at = self._saved_at = time.monotonic()

    def run(self, batches: OpenStream) -> Progress:
        """Train to the end of the schedule, or until somebody is asked to stop."""
        log.info("training from image %d to %d", self._learner.images, self._schedule.images)
        try:
            self._learn_all(batches)
        except (RenderingError, WorkersError):  # a process is gone: what was done is kept
            self._keep()
            raise
        self._keep()
        if self._workers.is_chief and self._is_done and self._learner.images > self._measured:
            self._measure()
        # The chief's count holds; and nobody leaves before it is done.
        if not self._workers.from_chief(self._is_done):
            raise StoppedError
        return self._progress

    def _learn_all(self, batches: OpenStream) -> None:
        learner = self._learner
        began = time.monotonic() - learner.seconds
        with closing(batches(learner.images)) as stream:
            while not self._all_end():
                learner.learn(next(stream))
                learner.seconds = time.monotonic() - began
                self._keep_up()

    @property
    def _is_done(self) -> bool:
        return self._learner.images >= self._schedule.images

    def _all_end(self) -> bool:
        """Tell whether the run ends here: by the chief's schedule, or because anybody is asked."""
        return self._workers.any(self._stop.asked or (self._workers.is_chief and self._is_done))

    def _keep_up(self) -> None:
        """Report, save and measure when it is time to; the end is left to `run`."""
        if not self._workers.is_chief:
            return
        now = time.monotonic()
        if now - self._saved_at >= self._checkpoint_s and not self._is_done:
            self._keep()
            self._measure()
        elif now - self._reported_at >= self._report_s:
            self._report()

    def _keep(self) -> None:
        """Report and save what was not yet."""
        if not self._workers.is_chief:
            return
        if self._learner.images > self._reported:
            self._report()
        if self._learner.images > self._saved:
            self._save()

    def _report(self) -> None:
        learner, now = self._learner, time.monotonic()
        rate = (learner.images - self._reported) / max(now - self._reported_at, 1e-9)
        loss = learner.take_loss()
        self._progress = Progress(learner.images, loss, rate, learner.seconds, {})
        left = max(0, self._schedule.images - learner.images)
        log.info(
            "%d / %d images, loss %.4f, %.0f images/s, %.0f min left",
            learner.images, self._schedule.images, loss, rate, left / max(rate, 1e-9) / 60,
        )  # fmt: skip
        append_progress(self._folder, self._progress)
        self._reported, self._reported_at = learner.images, now

    def _save(self) -> None:
        learner = self._learner
        learner.save()
        with averaged_weights(learner.model, learner.optimizer):
            save_weights(learner.model, self._folder / AVERAGE)
        self._saved, self._saved_at = learner.images, time.monotonic()

    def _measure(self) -> None:
        learner = self._learner
        with averaged_weights(learner.model, learner.optimizer):
            figures = self._evaluate()
        log.info("%s", ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
        self._progress = replace(self._progress, figures=figures)
        append_progress(self._folder, self._progress)
        self._measured = learner.images
        self._reported_at = self._saved_at = time.monotonic()  # measuring is no training
