"""The same network, weights and batches give the same losses on every Keras backend."""

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network.config import TINY, Stage
from recognizer.network.rare import Rare
from training.data import Batch, pad_steps
from training.loop import Schedule, make_optimizer
from training.step import make_step, to_tensors

CHARSET = Charset()
CONFIGS = {
    "full rank": TINY,
    "low rank": replace(
        TINY,
        widths_px=(24, 48),
        stem_rank=3,
        stages=(Stage(8, 1, (2, 2), rank=6),),
        sequence_stride=2,
    ),
}
STEPS = """
import json, sys, keras
from tests_backends import new_model, losses
keras.utils.set_random_seed(1)
print(json.dumps(losses(new_model(*sys.argv[1:]))))
"""


def new_model(weights: str, sizes: str) -> Rare:
    model = Rare(CONFIGS[sizes], CHARSET)
    model.load_weights(weights)
    return model


def losses(model: Rare) -> list[float]:
    """Three steps on three batches: every weight has moved by the third."""
    step = make_step(model, make_optimizer(Schedule(300, batch_size=4, learning_rate=0.01)))
    random = np.random.default_rng(11)
    text = pad_steps(CHARSET.encode(["가", "나다", "A1", "뷁!"], max_length=25), 6)
    batches = [Batch(random.normal(size=(4, 16, 48, 1)).astype(np.float32), text)] * 3
    return [float(step(to_tensors(batch, CHARSET.start_id))) for batch in batches]


@pytest.mark.parametrize("sizes", CONFIGS)
@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_losses_agree_with_tensorflow(backend: str, sizes: str, tmp_path: Path) -> None:
    if not importlib.util.find_spec(backend):
        pytest.skip(f"{backend} is not installed (optional: training on {backend})")
    keras.utils.set_random_seed(5)
    weights = str(tmp_path / "start.weights.h5")
    model = Rare(CONFIGS[sizes], CHARSET)
    model.save_weights(weights)
    ours = losses(model)

    (tmp_path / "tests_backends.py").write_text(Path(__file__).read_text())
    paths = [str(tmp_path), str(Path(__file__).parents[3])]
    done = subprocess.run(
        [sys.executable, "-c", STEPS, weights, sizes],
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout.splitlines()[-1])
    np.testing.assert_allclose(theirs, ours, rtol=1e-3)
    assert ours[0] != ours[2]
