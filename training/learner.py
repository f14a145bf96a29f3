"""A model, its optimiser and how far they have come: what every training moves on and keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from recognizer.network.rare import Rare
from training.checkpoint import load_checkpoint, save_checkpoint
from training.data import Batch
from training.errors import DivergedError
from training.step import make_step, to_tensors
from training.workers import Alone, Workers


class Learner:
    """Takes steps, from the checkpoint in `folder` on if there is one.

    images: seen, by all `workers` together (each counts its own batches: the chief's number is
    the one that holds). seconds: of training, over all resumes. Of several workers the chief alone
    reads and writes `folder`. Raises WeightsError where the checkpoint cannot be used.
    """

    def __init__(
        self,
        model: Rare,
        optimizer: keras.optimizers.Optimizer,
        *,
        folder: Path,
        mixed_precision: bool = False,
        workers: Workers | None = None,
    ) -> None:
        self.model, self.optimizer = model, optimizer
        self.workers = workers = workers or Alone()
        self._folder = folder
        self._losses: list[Any] = []
        self._step = make_step(model, optimizer, mixed_precision=mixed_precision, workers=workers)
        self.images, self.seconds = 0, 0.0
        if workers.is_chief:
            folder.mkdir(parents=True, exist_ok=True)
            self.images, self.seconds = load_checkpoint(folder, model, optimizer)
        self.images = int(workers.from_chief(self.images))
        workers.share([*model.variables, *optimizer.variables])

    def learn(self, batch: Batch) -> None:
        """Take one step."""
        self._losses.append(self._step(to_tensors(batch, self.model.charset.start_id)))
        self.images += len(batch.images) * self.workers.count

    def take_loss(self) -> float:
        """Give the mean loss of the steps since the last call, of which there was one at least.

        Raises DivergedError; to be called before what is saved replaces sound weights.
        """
        # Only now: to read a loss waits for the device.
        loss = float(np.mean([float(loss) for loss in self._losses]))
        self._losses = []
        if not np.isfinite(loss):
            raise DivergedError(
                f"after {self.images} images the loss is {loss}: the training has diverged; begin "
                "it again, or go on from its checkpoint, with a lower --learning-rate"
            )
        return loss

    def save(self) -> None:
        """Write the checkpoint, if this is the chief."""
        if self.workers.is_chief:
            save_checkpoint(self._folder, self.model, self.optimizer, self.images, self.seconds)


@contextmanager
def averaged_weights(model: Rare, optimizer: keras.optimizers.Optimizer) -> Iterator[None]:
    """Hold the averaged weights in `model` inside the block, the trained ones again after it."""
    variables = model.trainable_variables
    trained = [ops.convert_to_numpy(variable) for variable in variables]
    averages = optimizer._model_variables_moving_average  # Keras gives them by no other name
    for variable, average in zip(variables, averages, strict=True):
        variable.assign(average)
    try:
        yield
    finally:
        for variable, values in zip(variables, trained, strict=True):
            variable.assign(values)
