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
    """Run forward, backward and update; with `mixed_precision` convolve in bfloat16.

    Only the convolutions: they gain most, and the rectifier's coordinates would lose half a pixel.
    """
    use_torch_kernels(model)
    device = model.trainable_variables[0].value.device
    if mixed_precision:
        _convolve_in_bfloat16(model, device.type)

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


def _convolve_in_bfloat16(model: Rare, device: str) -> None:
    encode = model.convolutions.call

    def call(images: Any, training: bool = False) -> Any:
        with torch.autocast(device, torch.bfloat16):
            return encode(images, training=training).float()

    model.convolutions.call = call  # type: ignore[method-assign]
