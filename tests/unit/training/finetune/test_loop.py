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
from training.errors import StoppedError
from training.finetune.control import Control
from training.finetune.loop import FineTuning, freeze_norms
from training.finetune.schedule import ShortSchedule

CHARSET = Charset()


def batches(seen: int) -> Generator[Batch, None, None]:
    """Two fixed words, each a picture of its own, over and over."""
    pictures = np.random.default_rng(7).normal(size=(2, 16, 48, 1)).astype(np.float32)
    text = pad_steps(CHARSET.encode(["가", "나"], max_length=25), 3)
    while True:
        yield Batch(pictures, text)


@pytest.fixture(autouse=True)
def quick_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take steps that move one matrix by the rate: a network's own would be traced for seconds."""

    def make_step(model: Rare, optimizer: Any, **_: object) -> Callable[[object], float]:
        optimizer.build(model.trainable_variables)
        kernel = model.decoder.first.kernel
        number = [v is kernel for v in model.trainable_variables].index(True)
        average = optimizer._model_variables_moving_average[number]

        def step(batch: object) -> float:
            kernel.assign(kernel.numpy() + float(optimizer.learning_rate))
            average.assign((average.numpy() + kernel.numpy()) / 2)
            return 1.0

        return step

    monkeypatch.setattr(learner, "make_step", make_step)


class Run:
    """A run of a fresh model in a folder."""

    def __init__(self, folder: Path, likelihoods: list[float], images: int = 40) -> None:
        keras.utils.set_random_seed(5)
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.model = Rare(TINY, CHARSET)
        self.control = Control(folder)
        self.likelihoods = likelihoods
        self.judged: list[np.ndarray] = []  # weights, as they stood
        schedule = ShortSchedule(images, batch_size=2, learning_rate=0.01)
        self.tuning = FineTuning(
            self.model, schedule, folder=folder, control=self.control, judge=self.judge
        )

    def judge(self) -> dict[str, float]:
        """Give the likelihoods in turn."""
        self.judged.append(self.model.decoder.first.kernel.numpy())
        return {"held_out": 0.5, "held_out_likelihood": self.likelihoods[len(self.judged) - 1]}

    def history(self) -> list[dict[str, Any]]:
        return [json.loads(x) for x in (self.folder / "history.jsonl").read_text().splitlines()]


def rising(count: int) -> list[float]:
    return [n / 100 for n in range(count)]


def test_norms_stay_as_the_base_has_them(tmp_path: Path) -> None:
    run = Run(tmp_path, rising(20))
    norms = [weight for weight in run.model.weights if "norm/" in weight.path]
    before = [weight.numpy() for weight in norms]
    picture = np.ones((2, 16, 48, 1), np.float32)
    run.model.encode(picture, training=True)
    assert before
    for old, weight in zip(before, norms, strict=True):
        np.testing.assert_array_equal(old, weight.numpy())
    learnt = {variable.path for variable in run.model.trainable_variables}
    assert learnt.isdisjoint(weight.path for weight in norms)
    assert learnt


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    straight = Run(tmp_path / "straight", rising(20))
    straight.tuning.run(batches)

    stopped = Run(tmp_path / "stopped", rising(20))

    def stops(seen: int) -> Generator[Batch, None, None]:
        for number, batch in enumerate(batches(seen)):
            if number == 7:
                stopped.control.stop.ask()
            yield batch

    with pytest.raises(StoppedError):
        stopped.tuning.run(stops)
    judged = len(stopped.judged)
    resumed = Run(tmp_path / "stopped", rising(20)[judged:])
    tuned = resumed.tuning.run(batches)

    assert tuned.images == 40
    images = [line["images"] for line in resumed.history() if line["figures"]]
    assert images == [line["images"] for line in straight.history() if line["figures"]]
    for a, b in zip(straight.model.weights, resumed.model.weights, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5, err_msg=a.path)
    before = (tmp_path / "stopped" / "history.jsonl").read_bytes()
    ended = Run(tmp_path / "stopped", [])
    assert ended.tuning.run(batches).images == 40  # nothing is left to do
    assert (tmp_path / "stopped" / "history.jsonl").read_bytes() == before


def test_the_best_average_is_kept_and_the_run_ends_early(tmp_path: Path) -> None:
    run = Run(tmp_path, [0.1, 0.5, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    tuned = run.tuning.run(batches)
    assert tuned.ended == "early"
    assert tuned.best.images == 8  # the third judgement
    assert tuned.images == 24  # four more judgements
    kept = Rare(TINY, CHARSET)
    kept.load_weights(tmp_path / "best.weights.h5")
    np.testing.assert_array_equal(kept.decoder.first.kernel.numpy(), run.judged[2])


def test_freezing_keeps_the_order_of_weights(tmp_path: Path) -> None:
    plain, frozen = Rare(TINY, CHARSET), Rare(TINY, CHARSET)
    freeze_norms(frozen)
    plain.save_weights(tmp_path / "x.weights.h5")
    frozen.load_weights(tmp_path / "x.weights.h5")
    for a, b in zip(plain.weights, frozen.weights, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=a.path)
