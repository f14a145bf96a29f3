"""The encoder of RARE: convolutions read the rectified image into a sequence over its width."""

from typing import Any, TypeAlias

import keras
from keras import ops

from recognizer.network.config import Stage


class LowRankConv2D(keras.layers.Layer):
    """A 3x3 convolution as two: 3x1 into `rank` channels, then 1x3 out of them (no bias).

    The 3x3 kernel, read as a (3 C, 3 channels) matrix, is then one of that rank (Jaderberg et al.
    2014, "Speeding up convolutional neural networks with low rank expansions", scheme 2): 3 rank
    (C + channels) products a pixel for 9 C channels. (B, H, W, C) to (B, H / s0, W / s1, channels).
    """

    def __init__(
        self, channels: int, *, rank: int, stride: tuple[int, int] = (1, 1), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.channels = channels
        self.rank = rank
        self.stride = tuple(stride)
        rows, columns = self.stride
        self.down = keras.layers.Conv2D(
            rank, (3, 1), strides=(rows, 1), padding="same", use_bias=False, name="down"
        )
        self.across = keras.layers.Conv2D(
            channels, (1, 3), strides=(1, columns), padding="same", use_bias=False, name="across"
        )

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Build for (B, H, W, C)."""
        self.down.build(input_shape)
        self.across.build(self.down.compute_output_shape(input_shape))

    def call(self, x: Any) -> Any:
        """Convolve the columns, then the rows."""
        return self.across(self.down(x))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Give the shape after the stride."""
        shape = self.down.compute_output_shape(input_shape)
        return tuple(self.across.compute_output_shape(shape))

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of `__init__`."""
        return {
            **super().get_config(),
            "channels": self.channels,
            "rank": self.rank,
            "stride": self.stride,
        }


Convolution: TypeAlias = "keras.layers.Conv2D | LowRankConv2D"


def simple_convolutions(layer: Convolution) -> tuple[keras.layers.Conv2D, ...]:
    """Give the convolutions that a layer is made of, in the order they are applied."""
    return (layer.down, layer.across) if isinstance(layer, LowRankConv2D) else (layer,)


def same_padding(length: int, kernel: int, stride: int) -> tuple[int, int]:
    """Give how many zeros "same" padding puts before and behind `length` rows or columns."""
    total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
    return total // 2, total - total // 2


def _convolution(
    channels: int, *, rank: int | None, stride: tuple[int, int] = (1, 1), name: str
) -> Convolution:
    if rank is not None:
        return LowRankConv2D(channels, rank=rank, stride=stride, name=name)
    return keras.layers.Conv2D(
        channels, 3, strides=stride, padding="same", use_bias=False, name=name
    )


class ConvBlock(keras.layers.Layer):
    """Convolution 3x3 + batch norm (Ioffe & Szegedy 2015) + ReLU.

    (B, H, W, C) to (B, H / s0, W / s1, channels).
    """

    def __init__(
        self,
        channels: int,
        *,
        stride: tuple[int, int] = (1, 1),
        rank: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.channels = channels
        self.stride = tuple(stride)
        self.rank = rank
        self.convolution = _convolution(channels, rank=rank, stride=stride, name="conv")
        self.norm = keras.layers.BatchNormalization(momentum=0.99, epsilon=1e-4, name="norm")

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Build for (B, H, W, C)."""
        self.convolution.build(input_shape)
        self.norm.build(self.convolution.compute_output_shape(input_shape))

    def call(self, x: Any, training: bool = False) -> Any:
        """Convolve, normalise, rectify."""
        return ops.relu(self.norm(self.convolution(x), training=training))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Give the shape after the stride."""
        return tuple(self.convolution.compute_output_shape(input_shape))

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of `__init__`."""
        return {
            **super().get_config(),
            "channels": self.channels,
            "stride": self.stride,
            "rank": self.rank,
        }


class ResidualBlock(keras.layers.Layer):
    """Two 3x3 convolutions around a skip (He et al. 2016): (B, H, W, C) to the same shape."""

    def __init__(self, channels: int, *, rank: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.channels = channels
        self.rank = rank
        self.inner = ConvBlock(channels, rank=rank, name="inner")
        self.outer = _convolution(channels, rank=rank, name="outer")
        self.norm = keras.layers.BatchNormalization(
            momentum=0.99, epsilon=1e-4, gamma_initializer="zeros", name="norm"
        )

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Build for (B, H, W, C)."""
        self.inner.build(input_shape)
        self.outer.build(input_shape)
        self.norm.build(input_shape)

    def call(self, x: Any, training: bool = False) -> Any:
        """Add what the two convolutions see to `x`."""
        return ops.relu(
            x + self.norm(self.outer(self.inner(x, training=training)), training=training)
        )

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Give the same shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of `__init__`."""
        return {**super().get_config(), "channels": self.channels, "rank": self.rank}


class ConvEncoder(keras.layers.Layer):
    """Read (B, H, W, 1) into a sequence over the width, (B, T, C).

    Stem (stride 2), strided stages with residual blocks, then one convolution as high as what is
    left and `sequence_stride` wide collapses the rows; T = W / (2 * product of the stages' column
    strides * sequence_stride). Columns kept finer than rows as in CRNN (Shi et al. 2015).
    """

    def __init__(
        self,
        *,
        stem_channels: int,
        stages: tuple[Stage, ...],
        sequence_channels: int,
        stem_rank: int | None = None,
        sequence_stride: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.stem_channels = stem_channels
        self.stages = stages
        self.sequence_channels = sequence_channels
        self.stem_rank = stem_rank
        self.sequence_stride = sequence_stride
        self.blocks: list[keras.layers.Layer] = [
            ConvBlock(stem_channels, stride=(2, 2), name="stem0"),
            ConvBlock(stem_channels, rank=stem_rank, name="stem1"),
        ]
        for i, stage in enumerate(stages):
            self.blocks.append(
                ConvBlock(stage.channels, stride=stage.stride, rank=stage.rank, name=f"stage{i}")
            )
            self.blocks.extend(
                ResidualBlock(stage.channels, rank=stage.rank, name=f"stage{i}_block{j}")
                for j in range(stage.blocks)
            )
        self.norm = keras.layers.BatchNormalization(momentum=0.99, epsilon=1e-4, name="norm")

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Build for (B, H, W, 1)."""
        shape = tuple(input_shape)
        for block in self.blocks:
            block.build(shape)
            shape = tuple(block.compute_output_shape(shape))
        self.collapse = keras.layers.Conv2D(
            self.sequence_channels,
            (shape[1], self.sequence_stride),
            strides=(1, self.sequence_stride),
            use_bias=False,
            name="collapse",
        )
        self.collapse.build(shape)
        self.norm.build(self.collapse.compute_output_shape(shape))

    def call(self, images: Any, training: bool = False) -> Any:
        """Encode (B, H, W, 1)."""
        x = images
        for block in self.blocks:
            x = block(x, training=training)  # (B, H', W', C')
        x = ops.relu(self.norm(self.collapse(x), training=training))  # (B, 1, T, C)
        return ops.squeeze(x, 1)  # (B, T, C)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of `__init__`."""
        return {
            **super().get_config(),
            "stem_channels": self.stem_channels,
            "stages": self.stages,
            "sequence_channels": self.sequence_channels,
            "stem_rank": self.stem_rank,
            "sequence_stride": self.sequence_stride,
        }
