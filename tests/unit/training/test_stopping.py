"""A training that is asked to stop, or is killed, goes on from its checkpoint: real processes."""

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
FONTS = ROOT / "resources" / "fonts"

# Steps that learn nothing: a network's own are traced for ten seconds of CPU for every length of
# text, and what is asked here is what comes between them.
IDLE = """
from training import learner

def make_step(model, optimizer, **_):
    optimizer.build(model.trainable_variables)
    return lambda batch: 1.0

learner.make_step = make_step
"""

# `python -m training` whose training reports after every step and is measured on few words.
COMMAND = f"""
import functools
from training import command_line, loop, train_command
{IDLE}
loop.train = functools.partial(loop.train, report_s=0)
train_command.MEASURED_WORDS = 2
raise SystemExit(command_line.main())
"""

# A training that is killed as its second checkpoint is half written.
KILLED = f"""
import os, signal, sys
from pathlib import Path
import keras, numpy as np
from recognizer.charset import Charset
from recognizer.network.config import TINY
from recognizer.network.rare import Rare
from training.data import Batch, pad_steps
from training.loop import Schedule, train
{IDLE}
keras.utils.set_random_seed(5)
model = Rare(TINY, Charset())

def batches(seen):
    pictures = np.random.default_rng(7).normal(size=(2, 16, 48, 1)).astype("float32")
    text = pad_steps(model.charset.encode(["가", "나"], max_length=25), 3)
    while True:
        yield Batch(pictures, text)

write = np.savez

def write_half(file, **values):
    write(file, **values)
    if values["images"] > 2:
        file.truncate(file.tell() // 2)
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "killed":
    np.savez = write_half
progress = train(model, batches, Schedule(6, batch_size=2), folder=Path(sys.argv[1]),
                 evaluate=lambda: {{"clean": 0.5}}, checkpoint_s=0, report_s=0)
print(progress.images)
"""


@contextmanager
def training(
    folder: Path, cache: Path, *, backend: str = "tensorflow", task: str = ""
) -> Iterator[subprocess.Popen[str]]:
    """Run the command in a session of its own; what of it is left in the end is killed.

    task: its TF_CONFIG.
    """
    chosen = {"KERAS_BACKEND": backend, "CUDA_VISIBLE_DEVICES": "", "TF_CONFIG": task}
    options = ["--config", "tiny", "--batch-size", "4", "--fonts", str(FONTS)]
    options += ["--folder", str(folder), "--font-cache", str(cache)]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "train", *options],
        cwd=ROOT,
        env={**os.environ, **chosen},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def read_until(stream: IO[str], words: str) -> str:
    """Read lines up to one with `words`, and give it; the end of the stream is a failure."""
    lines = []
    for line in stream:
        lines.append(line)
        if words in line:
            return line
    raise AssertionError("".join(lines))


def images_of(run: Path) -> list[int]:
    return [json.loads(line)["images"] for line in (run / "history.jsonl").read_text().splitlines()]


def saved_images(run: Path) -> int:
    with np.load(run / "checkpoint.npz") as checkpoint:
        return int(checkpoint["images"])


@pytest.mark.parametrize(
    ("backend", "signals"),
    [
        # As a service manager ends it, every process at once; then as a terminal's Ctrl+C does.
        ("tensorflow", (signal.SIGTERM, signal.SIGINT)),
        ("torch", (signal.SIGTERM,)),
        ("jax", (signal.SIGTERM,)),
    ],
)
def test_train_stops_with_a_checkpoint_and_goes_on(
    tmp_path: Path, backend: str, signals: tuple[signal.Signals, ...]
) -> None:
    if not importlib.util.find_spec(backend):
        pytest.skip(f"{backend} is not installed (optional: training on {backend})")
    run, before = tmp_path / "run", 0
    for number in signals:
        with training(run, tmp_path / "faces.json", backend=backend) as process:
            assert process.stderr is not None
            begun = read_until(process.stderr, "training from image")
            read_until(process.stderr, "images/s")  # a step was taken
            os.killpg(process.pid, number)
            rest = process.stderr.read()
        assert process.returncode == 0, rest
        assert f"training from image {before} to 600000" in begun
        assert "the same command goes on from here" in rest
        assert "Traceback" not in rest
        assert saved_images(run) == images_of(run)[-1] > before
        before = saved_images(run)
    assert images_of(run) == sorted(images_of(run))
    assert (run / "average.weights.h5").exists()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def test_of_two_processes_one_is_asked_and_both_stop(tmp_path: Path) -> None:
    cluster = {"worker": [f"127.0.0.1:{free_port()}" for _ in range(2)]}
    tasks = [
        json.dumps({"cluster": cluster, "task": {"type": "worker", "index": index}})
        for index in range(2)
    ]
    run, cache = tmp_path / "run", tmp_path / "faces.json"
    with training(run, cache, task=tasks[0]) as chief, training(run, cache, task=tasks[1]) as other:
        assert chief.stderr is not None
        assert other.stderr is not None
        rest_of_other: list[str] = []
        reader = threading.Thread(target=rest_of_other.extend, args=(other.stderr,))
        reader.start()  # a full pipe would hold it, and it the chief
        read_until(chief.stderr, "images/s")
        os.killpg(other.pid, signal.SIGTERM)
        rest = chief.stderr.read()
        reader.join()
    assert (chief.returncode, other.returncode) == (0, 0), rest
    for said in (rest, "".join(rest_of_other)):
        assert "the same command goes on from here" in said
    assert saved_images(run) == images_of(run)[-1] > 0


def test_killed_as_it_writes_a_checkpoint_it_goes_on_from_the_last_whole_one(
    tmp_path: Path,
) -> None:
    def train(how: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path), how],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    killed = train("killed")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert saved_images(tmp_path) == 2
    assert images_of(tmp_path)[-1] == 4  # reported, but not saved

    resumed = train("to the end")
    assert resumed.stdout == "6\n", resumed.stderr
    assert saved_images(tmp_path) == 6
    assert not list(tmp_path.glob("part.*"))
