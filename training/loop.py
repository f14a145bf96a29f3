"""The training loop: teacher forcing, AdamW with warm-up and cosine decay, weight averaging."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from recognizer.network.rare import Rare, character_log_probs
from training.checkpoint import load_checkpoint, save_checkpoint
from training.data import Batch
from training.workers import Alone, Step, Workers

log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class Progress:
    """Where a run stands; kept in its checkpoint and one line of `history.jsonl`."""

    images: int
    loss: float  # mean negative log-likelihood of a character, since the last line
    images_per_s: float
    seconds: float  # of training, over all resumes
    figures: dict[str, float]


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


def batch_loss(batch: dict[str, Any], logits: Any) -> Any:
    """Give the mean negative log-likelihood of a character, EOS included, padding left out."""
    log_probs = character_log_probs(
        logits, batch["first"], batch["vowel"], batch["final"], batch["syllable"]
    )
    return -ops.sum(log_probs * batch["weight"]) / ops.sum(batch["weight"])


def to_tensors(batch: Batch, start_id: int) -> dict[str, np.ndarray]:
    """Lay out a batch for a step: targets, the inputs shifted by one, and the padding's weight."""
    text = batch.text

    def shifted(ids: np.ndarray, start: int) -> np.ndarray:
        column = np.full((len(ids), 1), start, np.int32)
        return np.concatenate([column, ids[:, :-1]], 1)

    return {
        "images": batch.images,
        "first": text.first,
        "vowel": text.vowel,
        "final": text.final,
        "syllable": text.syllable.astype(np.float32),
        "first_in": shifted(text.first, start_id),
        "vowel_in": shifted(text.vowel, 0),
        "final_in": shifted(text.final, 0),
        "weight": (np.arange(text.first.shape[1]) < text.length[:, None]).astype(np.float32),
    }


def make_step(
    model: Rare,
    optimizer: keras.optimizers.Optimizer,
    *,
    mixed_precision: bool = False,
    workers: Workers | None = None,
) -> Step:
    """Make one optimiser step for the Keras backend in use: TensorFlow, JAX or torch.

    With several `workers`, the step they take together.

    `mixed_precision` is torch's own; on the others the global policy that the model was made
    under decides.
    """
    optimizer.build(model.trainable_variables)

    def step_alone() -> Step:
        return _make_step(model, optimizer, mixed_precision=mixed_precision)

    return (workers or Alone()).make_step(model, optimizer, batch_loss, step_alone)


def _make_step(
    model: Rare, optimizer: keras.optimizers.Optimizer, *, mixed_precision: bool
) -> Step:
    if keras.backend.backend() == "torch":
        from training.torch_step import make_torch_step

        return make_torch_step(model, optimizer, batch_loss, mixed_precision=mixed_precision)
    if keras.backend.backend() == "jax":
        from training.jax_step import make_jax_step

        return make_jax_step(model, optimizer, batch_loss)
    from training.tensorflow_step import make_tensorflow_step

    return make_tensorflow_step(model, optimizer, batch_loss)


def train(
    model: Rare,
    batches: Callable[[int], Iterator[Batch]],
    schedule: Schedule,
    *,
    folder: Path,
    evaluate: Callable[[Rare], dict[str, float]],
    mixed_precision: bool = False,
    workers: Workers | None = None,
    checkpoint_s: float = 300.0,
    report_s: float = 30.0,
) -> Progress:
    """Train until `schedule.images`, from the checkpoint in `folder` if there is one.

    `batches(n)` gives the stream behind the first n images. Writes `checkpoint.npz`,
    `history.jsonl` and, for reading with, `average.weights.h5` (the averaged weights). Several
    `workers` count images together; their chief alone reads and writes `folder`.
    """
    workers = workers or Alone()
    optimizer = make_optimizer(schedule)
    step = make_step(model, optimizer, mixed_precision=mixed_precision, workers=workers)
    seen, trained_s = 0, 0.0
    if workers.is_chief:
        folder.mkdir(parents=True, exist_ok=True)
        seen, trained_s = load_checkpoint(folder, model, optimizer)
    seen = int(workers.from_chief(seen))
    workers.share([*model.variables, *optimizer.variables])
    log.info("training from image %d to %d", seen, schedule.images)
    began = last_report = last_checkpoint = time.monotonic()
    losses: list[float] = []
    reported = seen
    progress = Progress(seen, float("nan"), 0.0, trained_s, {})
    for batch in batches(seen):
        losses.append(step(to_tensors(batch, model.charset.start_id)))
        seen += len(batch.images) * workers.count
        now = time.monotonic()
        done = seen >= schedule.images
        if workers.is_chief and (done or now - last_report >= report_s):
            rate = (seen - reported) / (now - last_report)
            loss = float(np.mean([float(x) for x in losses]))
            progress = Progress(seen, loss, rate, trained_s + now - began, {})
            log.info(
                "%d / %d images, loss %.4f, %.0f images/s, %.0f min left",
                seen, schedule.images, loss, rate, max(0, schedule.images - seen) / rate / 60,
            )  # fmt: skip
            last_report, reported, losses = now, seen, []
            _append(folder, progress)
        if workers.is_chief and (done or now - last_checkpoint >= checkpoint_s):
            save_checkpoint(folder, model, optimizer, seen, trained_s + now - began)
            with averaged_weights(model, optimizer):
                model.save_weights(folder / "average.weights.h5")
                progress = Progress(
                    seen, progress.loss, progress.images_per_s, progress.seconds, evaluate(model)
                )
            log.info("%s", ", ".join(f"{k} {v:.3f}" for k, v in progress.figures.items()))
            _append(folder, progress)
            last_checkpoint = last_report = time.monotonic()
        if done:
            break
    workers.any(False)  # nobody leaves before the chief is done
    return progress


def _append(folder: Path, progress: Progress) -> None:
    with (folder / "history.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(progress)) + "\n")


class averaged_weights:  # noqa: N801 - used as a context manager
    """Hold the averaged weights in `model` inside the block, the trained ones again after it."""

    def __init__(self, model: Rare, optimizer: keras.optimizers.Optimizer) -> None:
        self._variables = model.trainable_variables
        self._averages = optimizer._model_variables_moving_average
        self._trained: list[np.ndarray] = []

    def __enter__(self) -> None:
        self._trained = [ops.convert_to_numpy(v) for v in self._variables]
        for variable, average in zip(self._variables, self._averages, strict=True):
            variable.assign(average)

    def __exit__(self, *_: object) -> None:
        for variable, trained in zip(self._variables, self._trained, strict=True):
            variable.assign(trained)
