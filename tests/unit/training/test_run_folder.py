from pathlib import Path

import pytest

from training.errors import OtherRunError, TrainingError
from training.run_folder import held


def test_two_processes_do_not_work_on_one_run(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "next"
    with held(folder), pytest.raises(OtherRunError, match="another process"), held(folder):
        pass
    with held(folder):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(TrainingError, match="file/run: cannot be written"),
        held(tmp_path / "file" / "run"),
    ):
        pass
