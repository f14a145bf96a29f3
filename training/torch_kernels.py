"""Batch norm and bidirectional GRU of the network on PyTorch's own terms, for training.

Keras composes both from single operations on its torch backend: a GRU's time step is a dozen
kernels, each with its gradient. These do the same arithmetic in a third of the time.
"""

from collections.abc import Callable
from typing import Any

import keras
import torch
from torch import Tensor

from recognizer.network.rare import Rare


def use_torch_kernels(model: Rare) -> None:
    """Let `model`'s batch norms and bidirectional GRUs compute with the functions below."""
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.call = _batch_norm(layer)
        elif isinstance(layer, keras.layers.Bidirectional):
            layer.call = _bidirectional_gru(layer)


def _batch_norm(layer: keras.layers.BatchNormalization) -> Callable[..., Tensor]:
    def call(inputs: Tensor, training: bool = False, **_: Any) -> Tensor:
        normalised = torch.nn.functional.batch_norm(
            inputs.permute(0, 3, 1, 2),
            layer.moving_mean.value,
            layer.moving_variance.value,
            layer.gamma.value,
            layer.beta.value,
            training,
            1 - layer.momentum,
            layer.epsilon,
        )
        return normalised.permute(0, 2, 3, 1)

    return call


def _bidirectional_gru(layer: keras.layers.Bidirectional) -> Callable[..., Tensor]:
    cells = (layer.forward_layer.cell, layer.backward_layer.cell)

    def call(inputs: Tensor, **_: Any) -> Tensor:
        bias = torch.stack([cell.bias.value for cell in cells])
        output: Tensor = BidirectionalGru.apply(
            inputs.float(),
            torch.stack([cell.kernel.value for cell in cells]),
            torch.stack([cell.recurrent_kernel.value for cell in cells]),
            bias[:, 0],
            bias[:, 1],
        )
        return output

    return call


class BidirectionalGru(torch.autograd.Function):
    """Both directions of a GRU (`reset_after`, gates z, r, n as Keras keeps them), concatenated.

    inputs (B, T, C), kernels (2, C, 3H), recurrent kernels (2, H, 3H), the two biases (2, 3H);
    gives (B, T, 2H). The second direction runs over the columns from the last to the first, so
    that one batched product serves both. The weights' gradients are one product over all steps.
    """

    @staticmethod
    def forward(
        ctx: Any, inputs: Tensor, kernel: Tensor, recurrent: Tensor, bias_in: Tensor, bias: Tensor
    ) -> Tensor:
        """Run over the columns."""
        batch, steps, channels = inputs.shape
        units = recurrent.shape[1]
        rows = inputs.transpose(0, 1).reshape(steps * batch, channels)
        projected = torch.baddbmm(bias_in[:, None], rows.expand(2, -1, -1), kernel)
        projected = projected.view(2, steps, batch, 3 * units)
        projected[1] = projected[1].flip(0)
        states = inputs.new_empty(steps + 1, 2, batch, units)  # one before each step, and the last
        states[0] = 0
        gates = inputs.new_empty(steps, 2, batch, 2 * units)  # z, r
        candidates = inputs.new_empty(steps, 2, batch, units)
        recalled = inputs.new_empty(steps, 2, batch, units)  # what r multiplies
        for t in range(steps):
            gate, candidate, state = gates[t], candidates[t], states[t]
            new = projected[:, t]
            old = torch.baddbmm(bias[:, None], state, recurrent)
            torch.add(new[..., : 2 * units], old[..., : 2 * units], out=gate).sigmoid_()
            recalled[t] = old[..., 2 * units :]
            reset = gate[..., units:]
            torch.addcmul(new[..., 2 * units :], reset, recalled[t], out=candidate).tanh_()
            torch.lerp(candidate, state, gate[..., :units], out=states[t + 1])
        ctx.save_for_backward(rows, kernel, recurrent, states, gates, candidates, recalled)
        return torch.cat([states[1:, 0], states[1:, 1].flip(0)], -1).transpose(0, 1)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, ...]:
        """Run back over the columns."""
        rows, kernel, recurrent, states, gates, candidates, recalled = ctx.saved_tensors
        steps, _, batch, units = candidates.shape
        above = gradients[0].transpose(0, 1)
        above = torch.stack([above[..., :units], above[..., units:].flip(0)], 1)
        z, r = gates[..., :units], gates[..., units:]
        # From the state's gradient to each gate's, before its activation, for all steps at once.
        to_z = (states[:-1] - candidates) * z * (1 - z)
        to_n = (1 - z) * (1 - candidates * candidates)
        n_to_r = recalled * r * (1 - r)
        old = rows.new_empty(steps, 2, batch, 3 * units)  # gradient of `old` in forward
        new_n = rows.new_empty(steps, 2, batch, units)  # of `new`, where the two differ
        transposed = recurrent.transpose(1, 2)
        state = torch.zeros_like(above[0])
        for t in range(steps - 1, -1, -1):
            state = state + above[t]
            n = torch.mul(state, to_n[t], out=new_n[t])
            torch.mul(state, to_z[t], out=old[t][..., :units])
            torch.mul(n, n_to_r[t], out=old[t][..., units : 2 * units])
            torch.mul(n, r[t], out=old[t][..., 2 * units :])
            state = torch.baddbmm(state * z[t], old[t], transposed)
        new = torch.cat([old[..., : 2 * units], new_n], -1).transpose(0, 1)
        new = torch.stack([new[0], new[1].flip(0)]).view(2, steps * batch, 3 * units)
        old = old.transpose(0, 1).reshape(2, steps * batch, 3 * units)
        before = states[:-1].transpose(0, 1).reshape(2, steps * batch, units)
        inputs = torch.bmm(new, kernel.transpose(1, 2)).sum(0).view(steps, batch, -1)
        return (
            inputs.transpose(0, 1),
            torch.matmul(rows.t(), new),
            torch.bmm(before.transpose(1, 2), old),
            new.sum(1),
            old.sum(1),
        )
