"""From a trained network to one of the same sizes whose convolutions are of lower rank."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from recognizer.network.encoder import ConvBlock, Convolution, LowRankConv2D, ResidualBlock
from recognizer.network.rare import Rare
from training.errors import WeightsError

FloatArray = NDArray[np.float32]


def approximate(small: Rare, large: Rare) -> None:
    """Set the weights of `small` so that it does about what `large` does: where to train from.

    `small` may have `LowRankConv2D` where `large` has 3x3 convolutions, and columns several times
    as wide; everything else has to be alike. Raises WeightsError where it is not.
    """
    try:
        pairs = zip(_parts(small), _parts(large), strict=True)
        for part, model in pairs:
            part.set_weights(model.get_weights())
        for block, model in zip(small.convolutions.blocks, large.convolutions.blocks, strict=True):
            _approximate_block(block, model)
        collapse, model = small.convolutions.collapse, large.convolutions.collapse
        collapse.kernel.assign(widened(model.kernel.numpy(), collapse.kernel_size[1]))
    except ValueError as error:  # Keras's and zip's: other shapes, other numbers of layers
        raise WeightsError(
            "the two networks differ in more than the rank of their convolutions and the width "
            f"of their columns: {error}"
        ) from error


def factors(kernel: FloatArray, rank: int) -> tuple[FloatArray, FloatArray]:
    """Give the kernels (3, 1, C, rank) and (1, 3, rank, D) whose product is nearest to one.

    By the singular value decomposition of `kernel` (3, 3, C, D) as a (3 C, 3 D) matrix; each of
    the two takes the roots of the singular values.
    """
    rows, columns, channels, outputs = kernel.shape
    matrix = kernel.transpose(0, 2, 1, 3).reshape(rows * channels, columns * outputs)
    left, scale, right = np.linalg.svd(matrix, full_matrices=False)
    if rank > len(scale):
        raise ValueError(f"a kernel of {kernel.shape} has no rank of {rank}")
    root = np.sqrt(scale[:rank])
    down = (left[:, :rank] * root).reshape(rows, 1, channels, rank)
    across = (root[:, None] * right[:rank]).reshape(1, rank, columns, outputs)
    return down, across.transpose(0, 2, 1, 3)


def widened(kernel: FloatArray, columns: int) -> FloatArray:
    """Give the (H, columns, C, D) kernel that takes the mean of (H, 1, C, D) over the columns."""
    wide: FloatArray = np.repeat(kernel / np.float32(columns), columns, axis=1)
    return wide


def _parts(model: Rare) -> list[keras.layers.Layer]:
    return [model.rectifier, model.convolutions.norm, *model.context, model.decoder]


def _approximate_block(small: Any, large: Any) -> None:
    if type(small) is not type(large):
        raise ValueError(f"{small.path} and {large.path} are not alike")
    if isinstance(small, ResidualBlock):
        _approximate_block(small.inner, large.inner)
        _approximate_convolution(small.outer, large.outer)
    else:
        assert isinstance(small, ConvBlock)
        _approximate_convolution(small.convolution, large.convolution)
    small.norm.set_weights(large.norm.get_weights())


def _approximate_convolution(small: Convolution, large: Convolution) -> None:
    if isinstance(small, LowRankConv2D) and isinstance(large, keras.layers.Conv2D):
        small.set_weights(factors(large.kernel.numpy(), small.rank))
    else:
        small.set_weights(large.get_weights())
