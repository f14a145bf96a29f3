"""From a decoded image to the network's input, by one formula for every runtime.

The image is converted to luma, resampled to the input height with its aspect kept (but a narrow
word is drawn wider, see `Boxes`, and one wider than the widest box is squeezed to it),
standardised to zero mean and unit deviation, and padded with zeros on the right to the narrowest
box that holds it. Resampling is two small matrix products with triangle (antialiased bilinear)
weights, because every library's own resize differs from the next one's: the same weights are built
here with numpy and in the serving graph with TensorFlow 1.14's operations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LUMA_WEIGHTS = (0.299, 0.587, 0.114)  # ITU-R BT.601, as JPEG's Y
# Of the [0, 1] luma range: a blank page stays blank, its noise is not blown up.
MIN_DEVIATION = 0.02
# Output rows that are resampled by one matrix product. A product of more than 2^18 multiplications
# OpenBLAS splits over threads, and on a busy machine those wait for each other a hundred times
# longer than a word's product takes.
_BAND = 8
_STRIPE_PX = 256

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Boxes:
    """The sizes that an input can have: one height, a few widths, ascending.

    Which one a word takes depends on nothing but its own size, so that it is read the same beside
    any others. A word narrower than `stretched_px` is drawn wider, up to `stretch_percent` of the
    width that its aspect gives it, but not wider than that: a number plate of seven characters may
    be as narrow as a word of two, and has no pixels to lose.
    """

    height_px: int
    widths_px: tuple[int, ...]
    stretched_px: int = 0
    stretch_percent: int = 150

    @property
    def widest_px(self) -> int:
        """The width that the widest words are squeezed to."""
        return self.widths_px[-1]

    def word_px(self, height_in: int, width_in: int) -> int:
        """Give how wide a word of that size is in its box, in 1..widest_px."""
        at_height = (2 * width_in * self.height_px + height_in) // (2 * height_in)
        stretched = min(self.stretched_px, self.stretch_percent * at_height // 100)
        return min(self.widest_px, max(1, at_height, stretched))

    def width_px(self, word_px: int) -> int:
        """Give the width of the narrowest box that holds a word of that width."""
        return next(width for width in self.widths_px if word_px <= width)


def resample(values: FloatArray, size_out: int) -> FloatArray:
    """Resample the rows of (N, M) to (size_out, M) with triangle weights that sum to 1 a row."""
    size_in = len(values)
    scale = size_in / size_out
    support = max(scale, 1.0)
    rows = np.minimum(np.arange(-(-size_out // _BAND) * _BAND), size_out - 1)
    centers = ((rows.astype(np.float32) + 0.5) * scale - 0.5).reshape(-1, _BAND, 1)
    # All but a few weights of a row are 0: a band of rows meets only the inputs it sees.
    seen = min(size_in, int(np.ceil((_BAND - 1) * scale + 2 * support)) + 1)
    starts = np.clip(np.floor(centers[:, :1] - support), 0, size_in - seen).astype(np.intp)
    inputs = starts + np.arange(seen)  # (bands, 1, seen)
    distance = np.abs(inputs.astype(np.float32) - centers)
    weights = np.maximum(0.0, 1.0 - distance / support)  # (bands, _BAND, seen)
    weights /= weights.sum(axis=2, keepdims=True)
    resampled: FloatArray = np.matmul(weights, values[inputs[:, 0]])  # (bands, _BAND, M)
    return resampled.reshape(len(rows), -1)[:size_out]


def to_input(image: NDArray[np.uint8], boxes: Boxes) -> FloatArray:
    """Turn an (H, W, 3) uint8 RGB image into the (height_px, width of its box, 1) input."""
    luma = _luma(image)  # (H, W)
    width = boxes.word_px(*image.shape[:2])
    word = resample(resample(luma, boxes.height_px).T, width).T  # (height_px, width)
    word = word - word.mean()
    word /= max(float(np.sqrt(np.mean(word * word))), MIN_DEVIATION)
    padded = np.zeros((boxes.height_px, boxes.width_px(width), 1), np.float32)
    padded[:, :width, 0] = word
    return padded


def by_box(
    inputs: Sequence[FloatArray],
) -> Iterator[tuple[NDArray[np.intp], FloatArray]]:
    """Stack inputs of one width: which they are, (N,), and (N, height_px, W, 1), for every W."""
    widths = np.array([image.shape[1] for image in inputs])
    for width in np.unique(widths):
        rows = np.flatnonzero(widths == width)
        yield rows, np.stack([inputs[row] for row in rows.tolist()])


def _luma(image: NDArray[np.uint8]) -> FloatArray:
    """Give the luma of (H, W, 3) RGB, (H, W) float32 in [0, 1]."""
    weights = np.array(LUMA_WEIGHTS, np.float32) / np.float32(255)
    luma = np.empty(image.shape[:2], np.float32)
    # By stripes: a whole page as three floats a pixel would take twelve times its own memory.
    for top in range(0, len(image), _STRIPE_PX):
        stripe = image[top : top + _STRIPE_PX].astype(np.float32)
        np.matmul(stripe, weights, out=luma[top : top + _STRIPE_PX])
    return luma
