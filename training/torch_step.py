"""One optimiser step on PyTorch."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import torch

from recognizer.network.rare import Rare
from training.torch_kernels import use_torch_kernels


def make_torch_step(
    model: Rare,
    optimizer: keras.optimizers.Optimizer,
    loss_of: Callable[..., Any],
    *,
    mixed_precision: bool = False,
) -> Callable[[dict[str, np.ndarray]], Any]:
    """Run forward, backward and update; `mixed_precision` is that of `use_torch_kernels`."""
    use_torch_kernels(model, mixed_precision=mixed_precision)
    device = model.trainable_variables[0].value.device

    def step(batch: dict[str, np.ndarray]) -> Any:
        tensors = {name: torch.as_tensor(values, device=device) for name, values in batch.items()}
        logits = model(
            tensors["images"],
            tensors["first_in"],
            tensors["vowel_in"],
            tensors["final_in"],
            training=True,
        )
        loss = loss_of(tensors, logits)
        loss.backward()
        values = [variable.value for variable in model.trainable_variables]
        optimizer.apply([value.grad for value in values], model.trainable_variables)
        for value in values:
            value.grad = None
        return loss.detach()

    return step
