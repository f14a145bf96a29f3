from dataclasses import replace

import keras
import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network.config import TINY, RareConfig, Stage
from recognizer.network.rare import Rare
from training.errors import WeightsError
from training.low_rank import approximate, factors, product, widened

FULL = replace(TINY, widths_px=(24, 48))
LOW = replace(FULL, stem_rank=3, stages=(Stage(8, 1, (2, 2), rank=6),), sequence_stride=2)


def trained(config: RareConfig) -> Rare:
    """Give a network none of whose weights are what they start as."""
    keras.utils.set_random_seed(5)
    model = Rare(config, Charset())
    generator = np.random.default_rng(6)
    for variable in model.weights:
        noise = generator.uniform(0.01, 0.1, variable.shape)
        variable.assign(variable.numpy() + noise.astype(np.float32))
    return model


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(7).normal(size=(2, 16, 48, 1)).astype(np.float32)


def test_factors_of_full_rank_are_the_kernel() -> None:
    kernel = np.random.default_rng(1).normal(size=(3, 3, 4, 5)).astype(np.float32)
    np.testing.assert_allclose(product(*factors(kernel, 12)), kernel, atol=1e-5)


def test_factors_find_a_kernel_of_low_rank() -> None:
    generator = np.random.default_rng(2)
    parts = (generator.normal(size=size) for size in [(3, 1, 6, 2), (1, 3, 2, 7)])
    kernel = product(*(part.astype(np.float32) for part in parts))
    np.testing.assert_allclose(product(*factors(kernel, 2)), kernel, atol=1e-5)
    assert np.abs(product(*factors(kernel, 1)) - kernel).max() > 0.1


def test_a_higher_rank_is_nearer() -> None:
    kernel = np.random.default_rng(3).normal(size=(3, 3, 8, 8)).astype(np.float32)
    far = [np.linalg.norm(product(*factors(kernel, rank)) - kernel) for rank in (2, 6, 12, 24)]
    assert far == sorted(far, reverse=True)
    assert far[-1] < 1e-4


def test_a_network_of_full_rank_reads_as_before(images: np.ndarray) -> None:
    # min(3 C, 3 D) of its kernels: the stem's from 4 to 4, the stage's from 4 to 8, the block's.
    config = replace(FULL, stem_rank=12, stages=(Stage(8, 1, (2, 2), rank=12),))
    large, small = trained(FULL), Rare(config, Charset())
    large.convolutions.blocks[3].inner.convolution.kernel.assign(np.zeros((3, 3, 8, 8)))
    large.convolutions.blocks[3].outer.kernel.assign(np.zeros((3, 3, 8, 8)))

    approximate(small, large)

    np.testing.assert_allclose(small.encode(images), large.encode(images), atol=1e-4)


def test_wider_columns_take_the_mean_of_what_they_cover(images: np.ndarray) -> None:
    kernel = np.random.default_rng(4).normal(size=(4, 1, 3, 5)).astype(np.float32)
    seen = np.random.default_rng(5).normal(size=(1, 4, 6, 3)).astype(np.float32)
    narrow = keras.ops.conv(seen, kernel, padding="valid")
    wide = keras.ops.conv(seen, widened(kernel, 2), strides=(1, 2), padding="valid")
    np.testing.assert_allclose(
        wide, np.asarray(narrow).reshape(1, 1, 3, 2, 5).mean(3), rtol=1e-5, atol=1e-5
    )
    large, small = trained(FULL), Rare(LOW, Charset())
    approximate(small, large)
    assert small.encode(images).shape[1] == large.encode(images).shape[1] / 2


def test_a_network_of_higher_rank_reads_as_before_and_can_learn_more(images: np.ndarray) -> None:
    raised = replace(LOW, stem_rank=5, stages=(Stage(8, 1, (2, 2), rank=9),))
    theirs, ours = trained(LOW), Rare(raised, Charset())

    approximate(ours, theirs)

    np.testing.assert_allclose(ours.encode(images), theirs.encode(images), rtol=1e-5, atol=1e-5)
    new = ours.convolutions.blocks[2].convolution.down.kernel.numpy()[..., 6:]
    assert np.abs(new).min(axis=(0, 1, 2)).all()  # a channel of zeros would never learn


def test_the_rank_of_a_network_can_be_lowered_twice(images: np.ndarray) -> None:
    lower = replace(LOW, stem_rank=2, stages=(Stage(8, 1, (2, 2), rank=4),))
    theirs, ours = trained(LOW), Rare(lower, Charset())

    approximate(ours, theirs)

    full, less = (net.convolutions.blocks[2].convolution for net in (theirs, ours))
    kernel = product(*full.get_weights())
    np.testing.assert_allclose(
        product(*less.get_weights()), product(*factors(kernel, 4)), rtol=1e-5, atol=1e-5
    )


def test_a_low_rank_fits_into_full_kernels(images: np.ndarray) -> None:
    narrow = replace(LOW, sequence_stride=1)
    theirs, ours = trained(narrow), Rare(FULL, Charset())

    approximate(ours, theirs)

    np.testing.assert_allclose(ours.encode(images), theirs.encode(images), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(replace(LOW, rnn_units=12), id="other sizes"),
        pytest.param(replace(LOW, rnn_layers=2), id="more layers"),
        pytest.param(replace(LOW, stages=(Stage(8, 2, (2, 2), rank=6),)), id="more blocks"),
        pytest.param(replace(LOW, stages=(Stage(8, 1, (2, 2), rank=99),)), id="no such rank"),
    ],
)
def test_another_network_is_refused(config: RareConfig) -> None:
    with pytest.raises(WeightsError, match="differ in more than the rank"):
        approximate(Rare(config, Charset()), trained(FULL))
