import os
import subprocess
import sys
from pathlib import Path

import pytest

from recognizer.archive import Archive
from recognizer.backends.local import open_local_backend
from recognizer.backends.onnx import OnnxBackend
from recognizer.backends.tensorflow import TensorFlowBackend
from recognizer.backends.worker import WorkerBackend
from recognizer.errors import BackendError
from recognizer.trust import Trust, agree

LEGACY = Path(__file__).parents[3] / "samples" / "legacy_tf114"
TRUST = Trust(agree, consents=Path(os.devnull))


def test_our_archive_runs_on_the_fast_runtime(tiny_archive: Path) -> None:
    backend = open_local_backend(Archive.open(tiny_archive), trust=TRUST)

    assert isinstance(backend, OnnxBackend)
    backend.close()


def test_other_saved_models_run_on_tensorflow() -> None:
    backend = open_local_backend(Archive.open(LEGACY), trust=TRUST)

    assert isinstance(backend, TensorFlowBackend)
    backend.close()


def test_named_python_is_used(tiny_archive: Path) -> None:
    backend = open_local_backend(
        Archive.open(tiny_archive), trust=TRUST, runtime_python=Path(sys.executable)
    )

    assert isinstance(backend, WorkerBackend)
    assert backend.scores_labels
    backend.close()


def test_tf114_without_a_python_says_what_to_give(tiny_archive: Path) -> None:
    with pytest.raises(BackendError, match="--runtime-python"):
        open_local_backend(Archive.open(tiny_archive), trust=TRUST, runtime="tf114")


@pytest.mark.parametrize(("bundle", "remedy"), [(False, "pip install"), (True, "--runtime-python")])
def test_without_tensorflow_it_is_said_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, bundle: bool, remedy: str
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    monkeypatch.setattr(sys, "frozen", bundle, raising=False)

    with pytest.raises(BackendError, match=f"needs TensorFlow: .*{remedy}"):
        open_local_backend(Archive.open(LEGACY), trust=TRUST)


def test_the_fast_runtime_keeps_no_record_of_its_user(tiny_archive: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from recognizer.archive import Archive;"
        "from recognizer.backends.onnx import OnnxBackend;"
        "OnnxBackend(Archive.open(Path(sys.argv[1]))).close()"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment.pop("ORT_DISABLE_TELEMETRY", None)  # what this process has is not to help

    command = [sys.executable, "-c", script, str(tiny_archive)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[4], env=environment)

    assert list(tmp_path.rglob("*")) == []
