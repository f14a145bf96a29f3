import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network.config import TINY
from recognizer.network.rare import Rare
from training import learner
from training.data import Batch, pad_steps
from training.errors import DivergedError, WorkersError
from training.history import read_history
from training.learner import averaged_weights
from training.loop import Schedule, make_optimizer, train
from training.step import make_step, to_tensors
from training.workers import Alone

CHARSET = Charset()
WORDS = ["가", "나다", "A1", "뷁!"]


def batches(seen: int) -> Generator[Batch, None, None]:
    """Four fixed words, each a picture of its own, over and over."""
    pictures = np.random.default_rng(7).normal(size=(4, 16, 48, 1)).astype(np.float32)
    text = pad_steps(CHARSET.encode(WORDS, max_length=25), 6)
    while True:
        yield Batch(pictures, text)


def new_model() -> Rare:
    keras.utils.set_random_seed(5)
    return Rare(TINY, CHARSET)


def run(model: Rare, folder: Path, images: int) -> None:
    schedule = Schedule(images, batch_size=4, learning_rate=0.01, warmup_images=8)
    train(model, batches, schedule, folder=folder, evaluate=lambda: {"clean": 0.0}, report_s=0)


def test_training_learns_to_write_what_it_sees(tmp_path: Path) -> None:
    model = new_model()
    run(model, tmp_path, 1200)
    lines = (tmp_path / "history.jsonl").read_text().splitlines()
    losses = [json.loads(line)["loss"] for line in lines]
    assert losses[-1] < 0.5 * losses[0]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    schedule = Schedule(80, batch_size=4, learning_rate=0.01, warmup_images=8)
    straight = new_model()
    train(straight, batches, schedule, folder=tmp_path / "a", evaluate=lambda: {})

    def stops(seen: int) -> Generator[Batch, None, None]:
        stream = batches(seen)
        for _ in range(10):
            yield next(stream)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(
            new_model(), stops, schedule, folder=tmp_path / "b", evaluate=lambda: {},
            checkpoint_s=0,
        )  # fmt: skip
    resumed = new_model()
    progress = train(resumed, batches, schedule, folder=tmp_path / "b", evaluate=lambda: {})
    assert progress.images == 80
    for a, b in zip(straight.weights, resumed.weights, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5, err_msg=a.path)


@pytest.fixture
def quick_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take steps that learn nothing: a network's own would be traced for seconds."""

    def make_step(model: Rare, optimizer: Any, **_: object) -> Callable[[object], float]:
        optimizer.build(model.trainable_variables)
        return lambda _: 1.0

    monkeypatch.setattr(learner, "make_step", make_step)


class Deserted(Alone):
    """A process whose peer is gone after some steps."""

    def __init__(self, steps: int) -> None:
        self._steps = steps

    def any(self, flag: bool) -> bool:
        if not self._steps:
            raise WorkersError("another of the processes has ended")
        self._steps -= 1
        return flag


@pytest.mark.usefixtures("quick_step")
def test_what_was_done_is_kept_when_another_process_is_gone(tmp_path: Path) -> None:
    schedule = Schedule(80, batch_size=4)
    with pytest.raises(WorkersError):
        train(
            new_model(), batches, schedule, folder=tmp_path, evaluate=lambda: {},
            workers=Deserted(3),
        )  # fmt: skip
    with np.load(tmp_path / "checkpoint.npz") as checkpoint:
        assert checkpoint["images"] == 12
    assert [line.images for line in read_history(tmp_path)] == [12]


def test_a_training_that_diverges_leaves_its_last_sound_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([1.0, 0.9, float("nan")])

    def make_step(model: Rare, optimizer: Any, **_: object) -> Callable[[object], float]:
        optimizer.build(model.trainable_variables)
        return lambda _: next(losses)

    monkeypatch.setattr(learner, "make_step", make_step)
    with pytest.raises(DivergedError, match="lower --learning-rate"):
        train(
            new_model(), batches, Schedule(80, batch_size=4), folder=tmp_path,
            evaluate=lambda: {}, checkpoint_s=0,
        )  # fmt: skip
    with np.load(tmp_path / "checkpoint.npz") as checkpoint:
        assert checkpoint["images"] == 8


@pytest.mark.usefixtures("quick_step")
def test_a_run_that_is_done_is_left_as_it_is(tmp_path: Path) -> None:
    run(new_model(), tmp_path, 8)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    run(new_model(), tmp_path, 8)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.usefixtures("quick_step")
def test_a_run_that_was_killed_before_it_was_measured_is_measured(tmp_path: Path) -> None:
    schedule = Schedule(8, batch_size=4)

    def killed() -> dict[str, float]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(new_model(), batches, schedule, folder=tmp_path, evaluate=killed)
    train(new_model(), batches, schedule, folder=tmp_path, evaluate=lambda: {"clean": 0.5})
    last = read_history(tmp_path)[-1]
    assert (last.images, last.figures) == (8, {"clean": 0.5})


def test_padding_and_what_follows_the_end_do_not_count() -> None:
    model = new_model()
    step = make_step(model, make_optimizer(Schedule(8, batch_size=4, learning_rate=0.0)))
    short = CHARSET.encode(WORDS, max_length=25)
    pictures = np.zeros((4, 16, 48, 1), np.float32)
    losses = [
        float(step(to_tensors(Batch(pictures, pad_steps(short, steps)), CHARSET.start_id)))
        for steps in (4, 10)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-2)


def test_averaged_weights_are_lent_and_given_back() -> None:
    model = new_model()
    optimizer = make_optimizer(Schedule(400, batch_size=4, learning_rate=0.05, warmup_images=4))
    step = make_step(model, optimizer)
    for _, batch in zip(range(5), batches(0), strict=False):
        step(to_tensors(batch, CHARSET.start_id))
    trained = model.get_weights()
    with averaged_weights(model, optimizer):
        averaged = model.get_weights()
    assert any(not np.array_equal(a, b) for a, b in zip(trained, averaged, strict=True))
    for a, b in zip(trained, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
