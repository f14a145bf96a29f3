import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from recognizer.archive import read_description
from recognizer.charset import Charset
from recognizer.network.config import TINY, RareConfig
from recognizer.network.rare import Rare
from training.command_line import main
from training.errors import WeightsError
from training.weights import average_weights, load_weights, save_weights


def new_model(config: RareConfig = TINY) -> Rare:
    return Rare(config, Charset())


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "x.weights.h5"
    save_weights(new_model(), path)
    return path.read_bytes()


def flipped(content: bytes) -> bytes:
    values = np.frombuffer(content, np.uint8).copy()
    values[2000::7] ^= 0x5A
    return values.tobytes()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"no HDF5 at all " * 99, id="text"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut off"),
        pytest.param(flipped, id="flipped bits"),
    ],
)
def test_a_damaged_file_is_named(
    tmp_path: Path, saved: bytes, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "x.weights.h5"
    path.write_bytes(damage(saved))
    with pytest.raises(WeightsError, match=r"x\.weights\.h5: is no weight file, or a damaged one"):
        load_weights(new_model(), path)


def test_what_is_not_there_or_called_otherwise_is_named(tmp_path: Path, saved: bytes) -> None:
    with pytest.raises(WeightsError, match=r"gone\.weights\.h5: no such file"):
        load_weights(new_model(), tmp_path / "gone.weights.h5")
    (tmp_path / "folder.weights.h5").mkdir()
    with pytest.raises(WeightsError, match=r"folder\.weights\.h5: no such file"):
        load_weights(new_model(), tmp_path / "folder.weights.h5")
    (tmp_path / "plain.h5").write_bytes(saved)
    with pytest.raises(WeightsError, match=r"plain\.h5: is not called \*\.weights\.h5"):
        load_weights(new_model(), tmp_path / "plain.h5")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(TINY, rnn_units=12), id="other sizes"),
        # Keras loads these without a word: what it has no place for it passes over.
        pytest.param(replace(TINY, rnn_layers=2), id="more layers"),
    ],
)
def test_weights_of_another_network_are_refused(tmp_path: Path, other: RareConfig) -> None:
    path = tmp_path / "x.weights.h5"
    save_weights(new_model(other), path)
    with pytest.raises(WeightsError, match=r"x\.weights\.h5: .* another network .* --config"):
        load_weights(new_model(), path)


def test_a_foreign_hdf5_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.weights.h5"
    with h5py.File(path, "w") as file:
        file["layers/dense/vars/0"] = [1.0, 2.0]
    with pytest.raises(WeightsError, match=r"x\.weights\.h5: .* another network"):
        load_weights(new_model(), path)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    one, other = new_model(), new_model()
    save_weights(one, tmp_path / "x.weights.h5")
    load_weights(other, tmp_path / "x.weights.h5")
    for a, b in zip(one.weights, other.weights, strict=True):
        np.testing.assert_array_equal(a, b, err_msg=a.path)


def test_the_command_says_it_in_one_line(
    tmp_path: Path, saved: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "cut.weights.h5"
    path.write_bytes(saved[:1000])
    arguments = ["--folder", str(tmp_path / "run"), "--config", "tiny", "--initial", str(path)]

    assert main(["train", *arguments]) == 1

    errors = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}: is no weight file")
    assert "\n" not in errors[0]


def test_the_average_of_several_is_between_them_and_of_one_itself(tmp_path: Path) -> None:
    paths = [tmp_path / f"{value}.weights.h5" for value in (1, 2, 6)]
    model = new_model()
    for path, value in zip(paths, (1, 2, 6), strict=True):
        for variable in model.weights:
            variable.assign(np.full(variable.shape, value, variable.dtype))
        save_weights(model, path)

    average_weights(model, paths)
    assert all(np.all(variable.numpy() == 3) for variable in model.weights)

    average_weights(model, paths[2:])
    assert all(np.all(variable.numpy() == 6) for variable in model.weights)


def test_export_averages_a_run_with_other_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    run, other, target = tmp_path / "run", tmp_path / "other.weights.h5", tmp_path / "made"
    run.mkdir()
    first, second = new_model(), new_model()
    save_weights(first, run / "average.weights.h5")
    save_weights(second, other)
    progress = {"images": 9, "loss": 1.0, "images_per_s": 1.0, "seconds": 9.0}
    line = json.dumps({**progress, "figures": {"print": 0.5}})
    (run / "history.jsonl").write_text(line + "\n", encoding="utf-8")
    asked = ["export", "--config", "tiny", "--run", str(run), "--archive", str(target)]

    assert main([*asked, "--weights", str(other)]) == 0

    description = read_description(target)
    assert description.training["images"] == 9
    assert not description.figures, "those of the run are not those of the average"
    made = new_model()
    load_weights(made, target / "training" / "1" / "weights.weights.h5")
    for variable, one, two in zip(made.weights, first.weights, second.weights, strict=True):
        mean = (one.numpy() + two.numpy()) / 2
        np.testing.assert_allclose(variable.numpy(), mean, atol=1e-3)

    assert main(["export", "--archive", str(tmp_path / "none")]) == 1
    assert "--run" in caplog.text
