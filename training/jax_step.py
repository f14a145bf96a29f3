"""One optimiser step on JAX."""

from collections.abc import Callable
from typing import Any

import jax
import keras
import numpy as np

from recognizer.network.rare import Rare


def make_jax_step(
    model: Rare, optimizer: keras.optimizers.Optimizer, loss_of: Callable[..., Any]
) -> Callable[[dict[str, np.ndarray]], Any]:
    """Compile forward, backward and update as one pure function over the variables' values."""

    def loss_and_updates(
        trainable: list[Any], other: list[Any], batch: dict[str, Any]
    ) -> tuple[Any, list[Any]]:
        logits, updated = model.stateless_call(
            trainable,
            other,
            batch["images"],
            batch["first_in"],
            batch["vowel_in"],
            batch["final_in"],
            training=True,
        )
        return loss_of(batch, logits), updated

    gradient = jax.value_and_grad(loss_and_updates, has_aux=True)

    @jax.jit
    def step(
        trainable: list[Any], other: list[Any], state: list[Any], batch: dict[str, Any]
    ) -> tuple[Any, list[Any], list[Any], list[Any]]:
        (loss, other), gradients = gradient(trainable, other, batch)
        trainable, state = optimizer.stateless_apply(state, gradients, trainable)
        return loss, trainable, other, state

    def run(batch: dict[str, np.ndarray]) -> Any:
        groups = (model.trainable_variables, model.non_trainable_variables, optimizer.variables)
        loss, *values = step(*([v.value for v in group] for group in groups), batch)
        for group, new in zip(groups, values, strict=True):
            for variable, value in zip(group, new, strict=True):
                variable.assign(value)
        return loss

    return run
