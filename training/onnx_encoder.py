"""The encoder as ONNX: from standardised images to what the convolutions see in them.

Written node by node instead of converted, because the runtime has better operations for what the
network does: the rectifier samples with GridSample, batch norms are folded into the convolutions
before them, and of the convolutions only the columns that the word reaches are computed.
"""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import onnx
from numpy.typing import NDArray

from recognizer.network.config import RareConfig
from recognizer.network.encoder import (
    ConvBlock,
    Convolution,
    ResidualBlock,
    same_padding,
    simple_convolutions,
)
from recognizer.network.rare import Rare
from recognizer.network.rectifier import Rectifier, area_matrix, base_fiducials, tps_matrix
from training.onnx_builder import GraphBuilder, floats, ints

FloatArray = NDArray[np.float32]
Size = tuple[int, int]


def encoder_model(model: Rare) -> onnx.ModelProto:
    """Give `images` (B, H, W, 1) to `features` (T, B, C), W the width of any box."""
    config = model.config
    graph = GraphBuilder("encoder")
    box = _Box(graph, config.widths_px)
    shape = graph.add("Concat", ints(-1, 1, config.height_px), box.width, axis=0)
    images = graph.add("Reshape", "images", shape)
    _convolve_words(graph, model, box, _rectify(graph, model.rectifier, box, images))
    return graph.model(
        [floats("images", "B", config.height_px, "W", 1)],
        [floats("features", "T", "B", config.sequence_channels)],
    )


class _Box:
    """Which box the images of a call are of, and the constants that belong to it."""

    def __init__(self, graph: GraphBuilder, widths_px: Sequence[int]) -> None:
        self._graph = graph
        self._widths_px = widths_px
        self.width = graph.add("Shape", "images", start=2, end=3)  # (1,)
        same = graph.add("Equal", ints(*widths_px), self.width)
        self._number = graph.add("ArgMax", graph.add("Cast", same, to=onnx.TensorProto.INT32))

    def constant(
        self, of_width: Callable[[int], FloatArray], *, axis: int, behind: str | None = None
    ) -> str:
        """Give what `of_width` gives for the box's width; with `behind`, from there on.

        All boxes' constants lie behind one another along `axis`.
        """
        parts = [of_width(width) for width in self._widths_px]
        ends = np.cumsum([part.shape[axis] for part in parts])
        start = self._graph.add("Gather", ints(0, *ends[:-1]), self._number)
        if behind is not None:
            start = self._graph.add("Add", start, behind)
        end = self._graph.add("Gather", ints(*ends), self._number)
        return self._graph.add("Slice", np.concatenate(parts, axis), start, end, ints(axis))


def _rectify(graph: GraphBuilder, rectifier: Rectifier, box: _Box, images: str) -> str:
    """Straighten (B, 1, H, W)."""
    height, columns, fiducials = rectifier.height_px, rectifier.columns, rectifier.fiducials
    shape = graph.add("Concat", ints(-1, 1, height // 2, 2), box.width, axis=0)
    x = graph.add("ReduceMean", graph.add("Reshape", images, shape), ints(3), keepdims=0)
    x = graph.add("MatMul", x, box.constant(lambda width: area_matrix(width, columns), axis=0))
    size = height // 2, columns
    for layer in rectifier.convolutions:
        x, size = _convolve(graph, layer, x, size, *(value.numpy() for value in layer.weights))
        x = graph.add("Relu", x)  # (B, C', H', W')
    kernel, bias = (variable.numpy() for variable in rectifier.hidden.weights)
    # Keras flattens (H', W', C'), ONNX (C', H', W').
    kernel = kernel.reshape(*size, -1, len(bias)).transpose(2, 0, 1, 3).reshape(-1, len(bias))
    x = graph.add("Relu", graph.add("Gemm", graph.add("Flatten", x), kernel, bias))
    kernel, bias = (variable.numpy() for variable in rectifier.offsets.weights)
    x = graph.add("Tanh", graph.add("Gemm", x, kernel, bias))
    x = graph.add("Transpose", graph.add("Reshape", x, ints(-1, fiducials, 2)), perm=[0, 2, 1])
    points = graph.add("Add", x, base_fiducials(fiducials).astype(np.float32).T)  # (B, 2, K)
    spline = box.constant(lambda width: tps_matrix(fiducials, height, width).T, axis=1)
    grid = graph.add("MatMul", points, spline)  # (B, 2, H * W)
    grid = graph.add("Transpose", grid, perm=[0, 2, 1])
    shape = graph.add("Concat", ints(-1, height), box.width, ints(2), axis=0)
    grid = graph.add("Reshape", grid, shape)
    return graph.add(
        "GridSample", images, grid, mode="bilinear", padding_mode="border", align_corners=0
    )


def _convolve_words(graph: GraphBuilder, model: Rare, box: _Box, images: str) -> None:
    """Turn (B, 1, H, W) into `features` (T, B, C).

    Right of the batch's widest word there is nothing but zeros, and as soon as a column no longer
    sees a word, its features are those of a blank image: they are constants. What is computed is
    cut as far behind the word as its features reach and the cut does not.
    """
    config = model.config
    widest = config.boxes.widest_px
    stride = config.column_px
    columns = graph.add("Div", box.width, ints(stride))
    before, behind = _seen_columns(config)
    written = graph.add("ReduceMax", graph.add("Abs", images), ints(0, 1, 2), keepdims=0)  # (W,)
    written = graph.add("Greater", written, np.zeros(1, np.float32))
    positions = graph.add("Slice", ints(*range(1, widest + 1)), ints(0), box.width, ints(0))
    word_end = graph.add("ReduceMax", graph.add("Where", written, positions, ints(0)), keepdims=1)
    # The last column that sees the word, of those that see `before` pixels to their left.
    reach = graph.add("Div", graph.add("Add", word_end, ints(before + stride - 1)), ints(stride))
    reach = graph.add("Min", reach, columns)
    margin = -(-(behind + 1) // stride) - 1
    end = graph.add("Mul", graph.add("Add", reach, ints(margin)), ints(stride))
    end = graph.add("Min", end, box.width)
    words = graph.add("Slice", images, ints(0), end, ints(3))

    features = graph.add("Transpose", _convolve_all(graph, model, words), perm=[2, 0, 1])
    features = graph.add("Slice", features, ints(0), reach, ints(0))

    def blank_features(width: int) -> FloatArray:
        blank = np.zeros((1, config.height_px, width, 1), np.float32)
        return np.array(model.convolutions(blank)).transpose(1, 0, 2)  # (T, 1, C)

    rest = box.constant(blank_features, axis=0, behind=reach)
    batch = graph.add("Shape", "images", start=0, end=1)
    shape = graph.add("Concat", ints(1), batch, ints(1), axis=0)
    graph.add("Concat", features, graph.add("Expand", rest, shape), axis=0, output="features")


def _seen_columns(config: RareConfig) -> tuple[int, int]:
    """Give how far column t of the features sees: from pixel t * stride - a to t * stride + b."""
    strides = [2, 1]
    for stage in config.stages:
        strides += [stage.stride[1], *[1] * (2 * stage.blocks)]
    before, behind = 0, config.sequence_stride - 1
    for stride in reversed(strides):
        # "same" padding of an even width puts nothing on the left where the stride is 2.
        before, behind = before * stride + (stride == 1), behind * stride + stride
    return before, behind


def _convolve_all(graph: GraphBuilder, model: Rare, images: str) -> str:
    """Turn (B, 1, H, W') into (B, C, T')."""
    encoder = model.convolutions
    x, size = images, (model.config.height_px, model.config.boxes.widest_px)
    for block in encoder.blocks:
        if isinstance(block, ResidualBlock):
            inner, _ = _convolve_normed(graph, block.inner.convolution, block.inner.norm, x, size)
            inner = graph.add("Relu", inner)
            outer, _ = _convolve_normed(graph, block.outer, block.norm, inner, size)
            x = graph.add("Relu", graph.add("Add", x, outer))
        else:
            assert isinstance(block, ConvBlock)
            x, size = _convolve_normed(graph, block.convolution, block.norm, x, size)
            x = graph.add("Relu", x)
    x, _ = _convolve_normed(graph, encoder.collapse, encoder.norm, x, size)
    return graph.add("Squeeze", graph.add("Relu", x), ints(2))


def _convolve_normed(
    graph: GraphBuilder,
    layer: Convolution,
    norm: keras.layers.BatchNormalization,
    x: str,
    size: Size,
) -> tuple[str, Size]:
    """Convolve, then normalise; give the output and its (height, width)."""
    *first, last = simple_convolutions(layer)
    for convolution in first:
        x, size = _convolve(graph, convolution, x, size, convolution.kernel.numpy())
    kernel, bias = _without_norm(graph, last, norm)
    return _convolve(graph, last, x, size, kernel, bias)


def _without_norm(
    graph: GraphBuilder, layer: keras.layers.Conv2D, norm: keras.layers.BatchNormalization
) -> tuple[str, FloatArray]:
    """Fold a batch norm into the convolution before it; give kernel and bias.

    The kernel is stored as it was, in half precision, and scaled when the runtime loads it.
    """
    gamma, beta, mean, variance = (variable.numpy() for variable in norm.weights)
    factor = gamma / np.sqrt(variance + norm.epsilon)
    kernel = _onnx_kernel(layer.kernel.numpy())
    return graph.add("Mul", kernel, factor.reshape(-1, 1, 1, 1)), beta - mean * factor


def _convolve(
    graph: GraphBuilder,
    layer: keras.layers.Conv2D,
    x: str,
    size: Size,
    kernel: FloatArray | str,
    *bias: FloatArray,
) -> tuple[str, Size]:
    """Convolve as `layer` does, with the kernel given; give the output and its (height, width).

    A kernel that is no constant of the graph is in ONNX's order already.
    """
    padding = [(0, 0), (0, 0)]
    sides = list(zip(size, layer.kernel_size, layer.strides, strict=True))
    if layer.padding == "same":
        padding = [same_padding(*side) for side in sides]
    (top, bottom), (left, right) = padding
    if not isinstance(kernel, str):
        kernel = _onnx_kernel(kernel)
    x = graph.add(
        "Conv",
        *(x, kernel, *bias),
        kernel_shape=list(layer.kernel_size),
        strides=list(layer.strides),
        pads=[top, left, bottom, right],
    )
    height, width = (
        (length + sum(added) - kernel) // stride + 1
        for (length, kernel, stride), added in zip(sides, padding, strict=True)
    )
    return x, (height, width)


def _onnx_kernel(kernel: FloatArray) -> FloatArray:
    return kernel.transpose(3, 2, 0, 1)  # (h, w, in, out) to (out, in, h, w)
