import itertools
from collections.abc import Callable

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network.config import TINY
from training.data import STEP_BUCKETS, Batch, SyntheticBatches, pad_steps
from training.synth import Sample

CHARSET = Charset()


def _sample(seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    label = "".join(chr(0xAC00 + int(i)) for i in rng.integers(0, 11172, rng.integers(1, 26)))
    shape = (20, int(rng.integers(10, 60)), 3)
    return Sample(rng.integers(0, 255, shape, np.uint8), label, "clean", "none")


def make_source() -> Callable[[int], Sample]:
    return _sample


def first_batches(count: int, *, workers: int, first_seed: int = 0) -> list[Batch]:
    with SyntheticBatches(
        make_source,
        config=TINY,
        charset=CHARSET,
        batch_size=8,
        first_seed=first_seed,
        workers=workers,
    ) as stream:
        return list(itertools.islice(stream, count))


@pytest.fixture(scope="module")
def batches() -> list[Batch]:
    return first_batches(8, workers=1)


def test_batches_do_not_depend_on_the_number_of_workers(batches: list[Batch]) -> None:
    for one, other in zip(batches, first_batches(8, workers=2), strict=True):
        np.testing.assert_array_equal(one.images, other.images)
        np.testing.assert_array_equal(one.text.first, other.text.first)


def test_a_batch_is_of_one_box_and_one_number_of_steps(batches: list[Batch]) -> None:
    seen = set()
    for batch in batches:
        rows, height, width, _ = batch.images.shape
        seen.add(width)
        assert batch.text.first.shape[1] in STEP_BUCKETS
        assert (height, rows) == (TINY.height_px, round(8 * TINY.reference_px / width))
        assert batch.text.length.max() <= batch.text.first.shape[1]
    assert seen == set(TINY.widths_px)


def test_padding_keeps_the_text() -> None:
    text = CHARSET.encode(["가나"], max_length=25)
    padded = pad_steps(text, 10)
    assert padded.first.shape == (1, 10)
    assert (padded.first[:, 3:] == CHARSET.eos_id).all()
    np.testing.assert_array_equal(padded.vowel[:, :3], text.vowel)
