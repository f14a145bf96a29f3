"""The spatial transformer of RARE: thin-plate-spline rectification of the word image."""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray


def base_fiducials(count: int) -> NDArray[np.float64]:
    """Give the (count, 2) rest positions (x, y) in [-1, 1], half on the top edge, half below."""
    if count < 4 or count % 2:
        raise ValueError(f"fiducials come in pairs, at least two: {count}")
    x = np.linspace(-1.0, 1.0, count // 2)
    edge = np.ones_like(x)
    return np.concatenate([np.stack([x, -edge], 1), np.stack([x, edge], 1)]).astype(np.float64)


def _radial(points: NDArray[np.float64], centers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Thin-plate kernel r^2 ln r^2 between all pairs, (P, K)."""
    squared: NDArray[np.float64] = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(-1)
    kernel: NDArray[np.float64] = squared * np.log(np.maximum(squared, 1e-12))
    return kernel


def tps_matrix(count: int, height: int, width: int) -> NDArray[np.float32]:
    """Give the constant (height * width, count) matrix that maps fiducials to sampling points.

    Shi et al. 2016, eq. 1-4: the spline is linear in the fiducials C', so the whole transform is
    one product P = M C', with M = [1, p, phi(p)] inv(Delta_C) restricted to its first K columns.
    """
    base = base_fiducials(count)
    ones = np.ones((count, 1))
    delta = np.zeros((count + 3, count + 3))
    delta[:count] = np.concatenate([ones, base, _radial(base, base)], 1)
    delta[count:, 3:] = np.concatenate([ones, base], 1).T
    x, y = np.meshgrid(
        (np.arange(width) + 0.5) / width * 2 - 1, (np.arange(height) + 0.5) / height * 2 - 1
    )
    grid = np.stack([x.ravel(), y.ravel()], 1)
    lifted = np.concatenate([np.ones((len(grid), 1)), grid, _radial(grid, base)], 1)
    # inv(Delta_C)'s last three columns meet the zero side conditions, so they drop out.
    matrix: NDArray[np.float32] = (lifted @ np.linalg.inv(delta)[:, :count]).astype(np.float32)
    return matrix


def area_matrix(size_in: int, size_out: int) -> NDArray[np.float32]:
    """Give the (size_in, size_out) matrix that averages `size_in` columns by area into fewer."""
    scale = size_in / size_out
    left, start = np.arange(size_in)[:, None], np.arange(size_out)[None] * scale
    overlap = np.minimum(left + 1, start + scale) - np.maximum(left, start)
    matrix: NDArray[np.float32] = (np.maximum(overlap, 0) / scale).astype(np.float32)
    return matrix


class Rectifier(keras.layers.Layer):
    """Straighten the word: (B, H, W, 1) float to the same shape, W one of `widths_px`.

    The spatial transformer of RARE (Jaderberg et al. 2015; Shi et al. 2016, section 3.1).
    A small convolutional localiser predicts K fiducial points; the image is sampled bilinearly
    along the spline through them. It starts as the identity: zero weights, rest positions as bias.
    Points outside the image read its nearest edge. The localiser sees every image shrunk to
    `columns` columns and half the height; fiducials are in shares of the box, so boxes of any
    width share its weights.
    """

    def __init__(
        self,
        *,
        height_px: int,
        widths_px: tuple[int, ...],
        columns: int,
        fiducials: int,
        channels: tuple[int, ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.height_px = height_px
        self.widths_px = tuple(widths_px)
        self.columns = columns
        self.fiducials = fiducials
        self.channels = tuple(channels)
        self.convolutions = [
            keras.layers.Conv2D(c, 3, strides=2, padding="same", activation="relu", name=f"conv{i}")
            for i, c in enumerate(self.channels)
        ]
        self.hidden = keras.layers.Dense(64, activation="relu", name="hidden")
        self.offsets = keras.layers.Dense(
            2 * fiducials, kernel_initializer="zeros", activation="tanh", name="offsets"
        )
        self._matrices = {
            width: tps_matrix(fiducials, height_px, width) for width in self.widths_px
        }
        self._shrinking = {width: area_matrix(width, columns) for width in self.widths_px}
        self._base = base_fiducials(fiducials).astype(np.float32)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Build the localiser for (B, H, W, 1)."""
        shape = (input_shape[0], self.height_px // 2, self.columns, 1)
        for convolution in self.convolutions:
            convolution.build(shape)
            shape = convolution.compute_output_shape(shape)
        flat = int(np.prod(shape[1:]))
        self.hidden.build((None, flat))
        self.offsets.build((None, self.hidden.units))

    def fiducial_points(self, images: Any) -> Any:
        """Predict where the fiducials lie in the input, (B, K, 2) float in about [-2, 2]."""
        height, width = images.shape[1:3]
        halved = ops.mean(ops.reshape(images, (-1, height // 2, 2, width)), 2)  # (B, H / 2, W)
        x = ops.expand_dims(ops.matmul(halved, ops.cast(self._shrinking[width], halved.dtype)), -1)
        for convolution in self.convolutions:
            x = convolution(x)
        x = self.hidden(ops.reshape(x, (-1, int(np.prod(x.shape[1:])))))
        offsets = ops.reshape(self.offsets(x), (-1, self.fiducials, 2))
        return offsets + ops.cast(self._base, offsets.dtype)  # (B, K, 2)

    def call(self, images: Any) -> Any:
        """Rectify (B, H, W, 1)."""
        matrix = ops.cast(self._matrices[images.shape[2]], images.dtype)
        points = ops.matmul(matrix, self.fiducial_points(images))  # (B, H * W, 2)
        return sample_bilinear(images, points)  # (B, H, W, 1)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of `__init__`."""
        return {
            **super().get_config(),
            "height_px": self.height_px,
            "widths_px": self.widths_px,
            "columns": self.columns,
            "fiducials": self.fiducials,
            "channels": self.channels,
        }


def sample_bilinear(images: Any, points: Any) -> Any:
    """Sample (B, H, W, 1) `images` at (B, H * W, 2) `points` (x, y) in [-1, 1]; edges repeat."""
    height, width = images.shape[1:3]
    flat = ops.reshape(images, (-1,))  # (B * H * W,)
    x = ops.clip((points[..., 0] + 1) * (width / 2) - 0.5, 0.0, width - 1.0)  # (B, H * W)
    y = ops.clip((points[..., 1] + 1) * (height / 2) - 0.5, 0.0, height - 1.0)
    left = ops.floor(ops.minimum(x, width - 2.0))
    top = ops.floor(ops.minimum(y, height - 2.0))
    dx, dy = x - left, y - top
    batch_start = ops.expand_dims(ops.arange(ops.shape(images)[0]) * (height * width), 1)
    index = ops.cast(top, "int32") * width + ops.cast(left, "int32") + batch_start
    # One gather per corner from the flat image: batched gathers are not in TensorFlow 1.14.
    upper = ops.take(flat, index) * (1 - dx) + ops.take(flat, index + 1) * dx
    lower = ops.take(flat, index + width) * (1 - dx) + ops.take(flat, index + width + 1) * dx
    return ops.reshape(upper * (1 - dy) + lower * dy, (-1, height, width, 1))
