"""The network's convolutions and bidirectional GRUs on PyTorch's own terms, for training.

Keras composes both from single operations on its torch backend: a GRU's time step is a dozen
kernels, each with its gradient, and a convolution moves its channels to the front and back. These
do the same arithmetic in half the time, and their products in bfloat16 where that is asked for.
"""

from collections.abc import Callable
from typing import Any

import keras
import torch
from torch import Tensor
from torch.nn import functional

from recognizer.network.encoder import (
    ConvBlock,
    ConvEncoder,
    Convolution,
    same_padding,
    simple_convolutions,
)
from recognizer.network.rare import Rare


def use_torch_kernels(model: Rare, *, mixed_precision: bool = False) -> None:
    """Let `model`'s convolutions and GRUs compute with the functions below.

    With `mixed_precision` they multiply in bfloat16; the rectifier's coordinates would lose half a
    pixel by it, the decoder is small: both stay in float32.
    """
    product = torch.bfloat16 if mixed_precision else torch.float32
    encoder: Any = model.convolutions
    encoder.call = _conv_encoder(model.convolutions, product)
    for layer in model.context:
        layer.call = _bidirectional_gru(layer, product)


def _conv_encoder(encoder: ConvEncoder, product: torch.dtype) -> Callable[..., Tensor]:
    """Give the whole of `ConvEncoder.call`, in (B, C, H, W) laid out with the channels last."""

    def convolve(x: Tensor, layer: Convolution) -> Tensor:
        for convolution in simple_convolutions(layer):
            kernel = convolution.kernel.value.permute(3, 2, 0, 1)  # (out, in, rows, columns)
            if convolution.padding == "same":
                (top, bottom), (left, right) = map(
                    same_padding, x.shape[2:], convolution.kernel_size, convolution.strides
                )
                x = functional.pad(x, (left, right, top, bottom))
            x = functional.conv2d(x, kernel, stride=convolution.strides)
        return x

    def normalise(x: Tensor, norm: keras.layers.BatchNormalization, training: bool) -> Tensor:
        return functional.batch_norm(
            x,
            norm.moving_mean.value,
            norm.moving_variance.value,
            norm.gamma.value,
            norm.beta.value,
            training and norm.trainable,
            1 - norm.momentum,
            norm.epsilon,
        )

    def call(images: Tensor, training: bool = False) -> Tensor:
        with torch.autocast(images.device.type, product, enabled=product != torch.float32):
            x = images.permute(0, 3, 1, 2)
            for block in encoder.blocks:
                first = block if isinstance(block, ConvBlock) else block.inner
                y = convolve(x, first.convolution)
                y = functional.relu(normalise(y, first.norm, training))
                if first is not block:
                    y = functional.relu(
                        x + normalise(convolve(y, block.outer), block.norm, training)
                    )
                x = y
            x = functional.relu(normalise(convolve(x, encoder.collapse), encoder.norm, training))
        return x.squeeze(2).transpose(1, 2).float()  # (B, T, C)

    return call


def _bidirectional_gru(
    layer: keras.layers.Bidirectional, product: torch.dtype
) -> Callable[..., Tensor]:
    cells = (layer.forward_layer.cell, layer.backward_layer.cell)

    def call(inputs: Tensor, **_: Any) -> Tensor:
        bias = torch.stack([cell.bias.value for cell in cells])
        output: Tensor = BidirectionalGru.apply(
            inputs.float(),
            torch.stack([cell.kernel.value for cell in cells]),
            torch.stack([cell.recurrent_kernel.value for cell in cells]),
            bias[:, 0],
            bias[:, 1],
            product,
        )
        return output

    return call


class BidirectionalGru(torch.autograd.Function):
    """Both directions of a GRU (`reset_after`, gates z, r, n as Keras keeps them), concatenated.

    inputs (B, T, C), kernels (2, C, 3H), recurrent kernels (2, H, 3H), the two biases (2, 3H);
    gives (B, T, 2H). States and gates are float32, products are taken in the type `product`. The
    second direction runs over the columns from the last to the first, so that one batched product
    serves both. The weights' gradients are one product over all steps.
    """

    @staticmethod
    def forward(
        ctx: Any,
        inputs: Tensor,
        kernel: Tensor,
        recurrent: Tensor,
        bias_in: Tensor,
        bias: Tensor,
        product: torch.dtype,
    ) -> Tensor:
        """Run over the columns."""
        batch, steps, channels = inputs.shape
        units = recurrent.shape[1]
        rows = inputs.transpose(0, 1).reshape(steps * batch, channels).to(product)
        kernel, recurrent = kernel.to(product), recurrent.to(product)
        projected = torch.matmul(rows, kernel).float().add_(bias_in[:, None])
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
            old = torch.bmm(state.to(product), recurrent).float().add_(bias[:, None])
            torch.add(new[..., : 2 * units], old[..., : 2 * units], out=gate).sigmoid_()
            recalled[t] = old[..., 2 * units :]
            reset = gate[..., units:]
            torch.addcmul(new[..., 2 * units :], reset, recalled[t], out=candidate).tanh_()
            torch.lerp(candidate, state, gate[..., :units], out=states[t + 1])
        ctx.product = product
        ctx.save_for_backward(rows, kernel, recurrent, states, gates, candidates, recalled)
        return torch.cat([states[1:, 0], states[1:, 1].flip(0)], -1).transpose(0, 1)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Run back over the columns."""
        rows, kernel, recurrent, states, gates, candidates, recalled = ctx.saved_tensors
        product = ctx.product
        steps, _, batch, units = candidates.shape
        above = gradients[0].transpose(0, 1)
        above = torch.stack([above[..., :units], above[..., units:].flip(0)], 1)
        z, r = gates[..., :units], gates[..., units:]
        # From the state's gradient to each gate's, before its activation, for all steps at once.
        to_z = (states[:-1] - candidates) * z * (1 - z)
        to_n = (1 - z) * (1 - candidates * candidates)
        n_to_r = recalled * r * (1 - r)
        old = states.new_empty(steps, 2, batch, 3 * units)  # gradient of `old` in forward
        new_n = states.new_empty(steps, 2, batch, units)  # of `new`, where the two differ
        transposed = recurrent.transpose(1, 2)
        state = torch.zeros_like(above[0])
        for t in range(steps - 1, -1, -1):
            state = state + above[t]
            n = torch.mul(state, to_n[t], out=new_n[t])
            torch.mul(state, to_z[t], out=old[t][..., :units])
            torch.mul(n, n_to_r[t], out=old[t][..., units : 2 * units])
            torch.mul(n, r[t], out=old[t][..., 2 * units :])
            state = state * z[t] + torch.bmm(old[t].to(product), transposed)
        new = torch.cat([old[..., : 2 * units], new_n], -1).transpose(0, 1)
        new = torch.stack([new[0], new[1].flip(0)]).view(2, steps * batch, 3 * units)
        old = old.transpose(0, 1).reshape(2, steps * batch, 3 * units)
        biases = new.sum(1), old.sum(1)
        new, old = new.to(product), old.to(product)
        before = states[:-1].transpose(0, 1).reshape(2, steps * batch, units).to(product)
        inputs = torch.bmm(new, kernel.transpose(1, 2)).float().sum(0).view(steps, batch, -1)
        return (
            inputs.transpose(0, 1),
            torch.matmul(rows.t(), new).float(),
            torch.bmm(before.transpose(1, 2), old).float(),
            *biases,
            None,
        )
