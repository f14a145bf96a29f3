"""One optimiser step on TensorFlow, and the gradients that every kind of step begins with."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from recognizer.network.rare import Rare


def differentiate(
    model: Rare, loss_of: Callable[..., Any], batch: dict[str, tf.Tensor]
) -> tuple[tf.Tensor, list[Any]]:
    """Give the loss of one batch and its gradients, in the order of the trainable variables.

    A gradient is a tensor, or `tf.IndexedSlices` where only rows of a table were looked up.
    """
    with tf.GradientTape() as tape:
        logits = model(
            batch["images"],
            batch["first_in"],
            batch["vowel_in"],
            batch["final_in"],
            training=True,
        )
        loss = loss_of(batch, logits)
    return loss, tape.gradient(loss, model.trainable_variables)


def make_tensorflow_step(
    model: Rare, optimizer: keras.optimizers.Optimizer, loss_of: Callable[..., Any]
) -> Callable[[dict[str, np.ndarray]], Any]:
    """Compile forward, backward and update; the graph is traced once per number of steps."""

    @tf.function
    def step(batch: dict[str, tf.Tensor]) -> tf.Tensor:
        loss, gradients = differentiate(model, loss_of, batch)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    def run(batch: dict[str, np.ndarray]) -> Any:
        return step({name: tf.constant(values) for name, values in batch.items()})

    return run
