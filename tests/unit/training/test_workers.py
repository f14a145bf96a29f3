import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from training.errors import WorkersError
from training.workers import Alone, join_workers

ROOT = Path(__file__).resolve().parents[3]

# One process of two: trains on words of its own, then writes down its weights.
PROCESS = """
import sys
from pathlib import Path
from training.workers import join_workers

workers = join_workers()
import keras
import numpy as np
from recognizer.charset import Charset
from recognizer.network.config import TINY
from recognizer.network.rare import Rare
from training.data import Batch, pad_steps
from training.loop import Schedule, train

folder = Path(sys.argv[1])
keras.utils.set_random_seed(workers.index)  # the chief's weights must reach the other
model = Rare(TINY, Charset())
words = [["가", "나다"], ["A1", "뷁!뷁!"]][workers.index]
steps = [3, 5][workers.index]

def batches(seen):
    pictures = np.random.default_rng(workers.index).normal(size=(2, 16, 48, 1)).astype("float32")
    text = pad_steps(model.charset.encode(words, max_length=25), steps)
    while True:
        yield Batch(pictures, text)

measured = []
progress = train(
    model,
    batches,
    Schedule(int(sys.argv[2]), batch_size=4, learning_rate=0.01, warmup_images=8),
    folder=folder / str(workers.index),
    evaluate=lambda: measured.append(1) or {},
    workers=workers,
    report_s=0,
)
assert bool(measured) == workers.is_chief
assert workers.any(workers.index == 1)
assert not workers.any(False)
assert workers.from_chief(7 + workers.index) == 7
weights = {v.path: v.numpy() for v in model.trainable_variables}
np.savez(folder / f"weights{workers.index}.npz", **weights)
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def train_together(folder: Path, images: int) -> list[dict[str, np.ndarray]]:
    """Let two processes train on one model; give the weights that each ended with."""
    addresses = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    processes = []
    for index in range(2):
        task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        processes.append(
            subprocess.Popen(
                [sys.executable, "-c", PROCESS, str(folder), str(images)],
                cwd=ROOT,
                env={**os.environ, "TF_CONFIG": json.dumps(task), "CUDA_VISIBLE_DEVICES": ""},
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    errors = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], "\n".join(errors)
    found = []
    for index in range(2):
        with np.load(folder / f"weights{index}.npz") as weights:
            found.append(dict(weights))
    return found


def test_two_processes_train_one_model(tmp_path: Path) -> None:
    first, second = train_together(tmp_path, 160)

    for name, values in first.items():
        np.testing.assert_array_equal(values, second[name], err_msg=name)
    lines = (tmp_path / "0" / "history.jsonl").read_text().splitlines()
    losses = [json.loads(line)["loss"] for line in lines]
    assert losses[-1] < 0.6 * losses[0]
    assert json.loads(lines[-1])["images"] == 160
    assert not (tmp_path / "1").exists()  # the chief alone writes


def test_one_process_trains_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert isinstance(join_workers(), Alone)
    monkeypatch.setenv("TF_CONFIG", '{"cluster": {"worker": ["127.0.0.1:1"]}}')
    assert isinstance(join_workers(), Alone)


@pytest.mark.parametrize("text", ["{", "[]", '{"cluster": 1}', '{"task": {}}'])
def test_a_wrong_configuration_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(WorkersError, match="TF_CONFIG cannot be read"):
        join_workers()
