import shutil
from pathlib import Path

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network.config import TINY
from recognizer.network.rare import Rare
from training.errors import StoppedError
from training.finetune.blending import BLENDED, SHARES, write_blend
from training.finetune.loop import BEST


@pytest.fixture(scope="module")
def model() -> Rare:
    return Rare(TINY, Charset())


@pytest.fixture
def base(model: Rare, tmp_path: Path) -> Path:
    """Weights of 0 in a file, and of 1 as the run's best."""
    path = tmp_path / "base.weights.h5"
    for value, target in ((0.0, path), (1.0, tmp_path / BEST)):
        for variable in model.weights:
            variable.assign(np.full(variable.shape, value, variable.dtype))
        model.save_weights(target)
    return path


@pytest.mark.parametrize("best", SHARES)
def test_the_blend_best_in_merit_is_written(model: Rare, base: Path, best: float) -> None:
    def judge() -> dict[str, float]:
        share = float(np.mean(model.decoder.first.kernel.numpy()))
        return {"held_out_likelihood": -abs(share - best)}

    folder = base.parent
    share = write_blend(model, base=base, folder=folder, judge=judge, check=lambda: None)

    assert share == best
    model.load_weights(folder / BLENDED)
    for variable in model.weights:
        np.testing.assert_allclose(variable.numpy(), best, err_msg=variable.path)


def test_stopped_it_leaves_the_tuned_weights_as_they_were(model: Rare, base: Path) -> None:
    def stop() -> None:
        raise StoppedError

    shutil.copy(base.parent / BEST, base.parent / "copy")
    with pytest.raises(StoppedError):
        write_blend(model, base=base, folder=base.parent, judge=dict, check=stop)

    assert (base.parent / BEST).read_bytes() == (base.parent / "copy").read_bytes()
    assert not (base.parent / BLENDED).exists()
