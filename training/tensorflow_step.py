"""One optimiser step on TensorFlow."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from recognizer.network.rare import Rare


def make_tensorflow_step(
    model: Rare, optimizer: keras.optimizers.Optimizer, loss_of: Callable[..., Any]
) -> Callable[[dict[str, np.ndarray]], Any]:
    """Compile forward, backward and update; the graph is traced once per number of steps."""

    @tf.function
    def step(batch: dict[str, tf.Tensor]) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits = model(
                batch["images"],
                batch["first_in"],
                batch["vowel_in"],
                batch["final_in"],
                training=True,
            )
            loss = loss_of(batch, logits)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    def run(batch: dict[str, np.ndarray]) -> Any:
        return step({name: tf.constant(values) for name, values in batch.items()})

    return run
