import numpy as np
import pytest

from recognizer import jamo
from training.sample_dataset import mislabel


@pytest.mark.parametrize("label", ["서울특별시", "62구5875", "(인)", "3017"])
def test_a_planted_error_is_one_small_slip(label: str) -> None:
    for seed in range(20):
        wrong = mislabel(label, np.random.default_rng(seed))
        assert wrong != label
        assert len(wrong) == len(label)
        assert sum(a != b for a, b in zip(label, wrong, strict=True)) <= 2
        assert list(map(jamo.is_syllable, wrong)) == list(map(jamo.is_syllable, label))


def test_nothing_to_mistake_is_refused() -> None:
    with pytest.raises(ValueError, match="looks like"):
        mislabel("!!", np.random.default_rng(0))
