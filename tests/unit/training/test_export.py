import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from recognizer.archive import Archive
from recognizer.errors import ArchiveError
from recognizer.network.config import RareConfig
from training import export
from training.export import export_archive, last_figures, round_to_half
from training.history import Progress, append_progress

if TYPE_CHECKING:
    from recognizer.network.rare import Rare


@pytest.fixture
def archive(tiny_archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_archive, tmp_path / "archieve" / "tiny"))


@pytest.fixture
def quick(tiny_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what is converted from an archive already there: seconds become nothing."""

    def copy_saved_model(model: object, folder: Path) -> None:
        del model
        shutil.copytree(tiny_archive / "serving" / "1", folder)

    def copy_onnx(model: object, *, encoder: Path, decoder: Path) -> None:
        del model
        for path in (encoder, decoder):
            shutil.copy(tiny_archive / "local" / "1" / path.name, path)

    monkeypatch.setattr(export, "write_saved_model", copy_saved_model)
    monkeypatch.setattr(export, "write_onnx", copy_onnx)


def versions(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "serving").iterdir())


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_new_version_stands_beside_the_old_one(
    tiny_model: "Rare", archive: Path, quick: None
) -> None:
    before = everything(archive)

    exported = export_archive(tiny_model, archive, figures={"print": 0.75})

    assert exported.identity.version == "2"
    assert versions(archive) == ["1", "2"]
    after = everything(archive)
    assert {name: after[name] for name in before if name != "archive.json"} == {
        name: content for name, content in before.items() if name != "archive.json"
    }
    assert exported.description is not None
    assert exported.description.figures == {"print": 0.75}
    assert exported.description.files.keys() == after.keys() - {"archive.json"}
    assert list(archive.parent.iterdir()) == [archive]


class PowerCutError(Exception):
    """Stands for the end of the process."""


def cut_power_at(rename: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the export die at its n-th rename."""
    real = Path.replace
    renames: Iterator[int] = iter(range(100))

    def replace(self: Path, target: Path) -> Path:
        if next(renames) == rename:
            raise PowerCutError
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_new_version_takes_the_place_of_the_old_one(
    tiny_model: "Rare", archive: Path, quick: None
) -> None:
    export_archive(tiny_model, archive, replace=True)

    assert Archive.open(archive).identity.version == "2"
    assert versions(archive) == ["2"]
    assert not [name for name in everything(archive) if "/1/" in name]


@pytest.mark.parametrize("rename", range(5))
def test_export_that_dies_leaves_an_archive_that_opens_as_it_was(
    tiny_model: "Rare", archive: Path, quick: None, monkeypatch: pytest.MonkeyPatch, rename: int
) -> None:
    before = Archive.open(archive)
    with monkeypatch.context() as patch:
        cut_power_at(rename, patch)
        with pytest.raises(PowerCutError):
            export_archive(tiny_model, archive)

    assert Archive.open(archive) == before
    for version in versions(archive):  # what a polling server would load is whole
        assert everything(archive / "serving" / version).keys() == {"saved_model.pb"}

    assert export_archive(tiny_model, archive).identity.version == "2"
    assert list(archive.parent.iterdir()) == [archive]


def test_new_archive_that_dies_leaves_nothing(
    tiny_model: "Rare", tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_power_at(0, monkeypatch)

    with pytest.raises(PowerCutError):
        export_archive(tiny_model, tmp_path / "new")

    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_no_archive_is_left_alone(tiny_model: "Rare", tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()

    with pytest.raises(ArchiveError, match="is there already, and no archive"):
        export_archive(tiny_model, tmp_path / "photos")


def test_training_resumes_from_the_archive(tiny_model: "Rare", tiny_archive: Path) -> None:
    from recognizer.network.rare import Rare

    description = Archive.open(tiny_archive).description
    assert description is not None
    config = RareConfig.from_json(dict(description.network))

    resumed = Rare(config, description.charset)
    resumed.load_weights(tiny_archive / "training" / "1" / "weights.weights.h5")

    assert config == tiny_model.config
    for mine, theirs in zip(resumed.weights, tiny_model.weights, strict=True):
        assert np.array_equal(mine.numpy(), theirs.numpy())


def test_rounding_keeps_what_float16_holds_and_leaves_vectors_alone(tiny_model: "Rare") -> None:
    round_to_half(tiny_model)
    before = [variable.numpy() for variable in tiny_model.variables]
    tiny_model.decoder.first.bias.assign_add(np.full_like(before[0], 1e-7, shape=()))
    nudged = tiny_model.decoder.first.bias.numpy()

    round_to_half(tiny_model)

    assert np.array_equal(tiny_model.decoder.first.bias.numpy(), nudged)
    for variable, values in zip(tiny_model.variables, before, strict=True):
        if values.ndim >= 2:
            assert np.array_equal(variable.numpy(), values)


def test_last_measured_figures_of_a_run(tmp_path: Path) -> None:
    append_progress(tmp_path, Progress(10, 2.0, 50.0, 0.2, {"print": 0.1}))
    append_progress(tmp_path, Progress(20, 1.0, 50.0, 0.4, {"print": 0.3}))
    append_progress(tmp_path, Progress(30, 0.9, 50.0, 0.6, {}))

    training = {"images": 20, "loss": 1.0, "images_per_s": 50.0, "seconds": 0.4}
    assert last_figures(tmp_path) == (training, {"print": 0.3})
