"""From a trained network to one of the same sizes whose convolutions are of another rank."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from recognizer.network.encoder import ConvBlock, Convolution, LowRankConv2D, ResidualBlock
from recognizer.network.rare import Rare
from training.errors import WeightsError

FloatArray = NDArray[np.float32]


def approximate(ours: Rare, theirs: Rare) -> None:
    """Set the weights of `ours` so that it does about what `theirs` does: where to train from.

    Convolutions may be of another rank, and columns several times as wide; everything else has to
    be alike. Raises WeightsError where it is not. With convolutions of the same or of higher rank
    and the same columns, `ours` does exactly what `theirs` does.
    """
    try:
        pairs = zip(_parts(ours), _parts(theirs), strict=True)
        for our, their in pairs:
            our.set_weights(their.get_weights())
        for our, their in zip(ours.convolutions.blocks, theirs.convolutions.blocks, strict=True):
            _approximate_block(our, their)
        our, their = ours.convolutions.collapse, theirs.convolutions.collapse
        times = max(1, our.kernel_size[1] // their.kernel_size[1])
        our.kernel.assign(widened(their.kernel.numpy(), times))
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


def product(down: FloatArray, across: FloatArray) -> FloatArray:
    """Give the kernel (3, 3, C, D) that those of (3, 1, C, rank) and (1, 3, rank, D) are."""
    kernel: FloatArray = np.einsum("hcr,wrd->hwcd", down[:, 0], across[0])
    return kernel


def widened(kernel: FloatArray, times: int) -> FloatArray:
    """Give the (H, times W, C, D) kernel that takes the mean of (H, W, C, D) `times` over."""
    wide: FloatArray = np.repeat(kernel / np.float32(times), times, axis=1)
    return wide


def _parts(model: Rare) -> list[keras.layers.Layer]:
    return [model.rectifier, model.convolutions.norm, *model.context, model.decoder]


def _approximate_block(ours: Any, theirs: Any) -> None:
    if type(ours) is not type(theirs):
        raise ValueError(f"{ours.path} and {theirs.path} are not alike")
    if isinstance(ours, ResidualBlock):
        _approximate_block(ours.inner, theirs.inner)
        _approximate_convolution(ours.outer, theirs.outer)
    else:
        assert isinstance(ours, ConvBlock)
        _approximate_convolution(ours.convolution, theirs.convolution)
    ours.norm.set_weights(theirs.norm.get_weights())


def _approximate_convolution(ours: Convolution, theirs: Convolution) -> None:
    if type(ours) is type(theirs) and getattr(ours, "rank", None) == getattr(theirs, "rank", None):
        ours.set_weights(theirs.get_weights())
    elif isinstance(ours, LowRankConv2D) and isinstance(theirs, LowRankConv2D):
        if ours.rank > theirs.rank:
            ours.set_weights(_raised(ours, theirs))
        else:
            ours.set_weights(factors(product(*theirs.get_weights()), ours.rank))
    elif isinstance(ours, LowRankConv2D):
        ours.set_weights(factors(theirs.kernel.numpy(), ours.rank))
    else:
        ours.kernel.assign(product(*theirs.get_weights()))


def _raised(ours: LowRankConv2D, theirs: LowRankConv2D) -> tuple[FloatArray, FloatArray]:
    """Give kernels of the rank of `ours` that do exactly what those of `theirs`, of lower rank, do.

    The channels in between that are new see what `ours` was initialised to, and are weighed with
    nothing: the kernel across learns from the first step on, the one down from the second.
    """
    down, across = (kernel.copy() for kernel in ours.get_weights())
    down[..., : theirs.rank], known = theirs.get_weights()
    across[:] = 0
    across[:, :, : theirs.rank] = known
    return down, across
