"""The backends under contract, each over the same two archives.

A backend joins by adding an opener to OPENERS: it takes the archive's folder and gives a backend,
or skips with a reason.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recognizer.archive import Archive
from recognizer.backends.local import Runtime, open_local_backend
from recognizer.contract import Backend
from recognizer.trust import Trust, agree

ROOT = Path(__file__).parents[2]
LEGACY = ROOT / "tests" / "samples" / "legacy_tf114"
ALPHA = ROOT / "archieve" / "alpha"

Opener = Callable[[Path], Backend]


def tf114_python() -> Path:
    """A Python with TensorFlow 1.14, or skip."""
    python = Path(os.environ.get("TF114_PYTHON", ROOT / "build" / "tf114" / "bin" / "python"))
    if not python.exists():
        pytest.skip("no Python with TensorFlow 1.14: `make test-tf114` makes one")
    return python


def local(runtime: Runtime) -> Opener:
    def open_backend(folder: Path) -> Backend:
        python = tf114_python() if runtime == "tf114" else None
        trust = Trust(agree, consents=Path(os.devnull))
        archive = Archive.open(folder)
        return open_local_backend(archive, trust=trust, runtime=runtime, runtime_python=python)

    return open_backend


OPENERS: dict[str, Opener] = {
    "onnx": local("onnx"),
    "tensorflow": local("tensorflow"),
    "tf114": local("tf114"),
}
# What can open archives of the first generation.
LEGACY_OPENERS = {name: opener for name, opener in OPENERS.items() if name != "onnx"}


@pytest.fixture(scope="session")
def tiny_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exported archive of an untrained tiny network that reads more than it should."""
    import keras
    import numpy as np

    from recognizer.charset import Charset
    from recognizer.network.config import TINY
    from recognizer.network.rare import Rare
    from training.export import export_archive

    keras.utils.set_random_seed(7)
    model = Rare(TINY, Charset())
    # Untrained, it would say the same to every image: louder weights make it tell them apart.
    generator = np.random.default_rng(7)
    for variable in model.trainable_variables:
        if len(variable.shape) >= 2:
            fan_in = int(np.prod(variable.shape[:-1]))
            variable.assign(generator.normal(0, 2.0 / np.sqrt(fan_in), variable.shape))
    return export_archive(model, tmp_path_factory.mktemp("archive") / "tiny").folder


@pytest.fixture(scope="session")
def alpha() -> Path:
    """The archive that comes with the program."""
    if not (ALPHA / "archive.json").exists():
        pytest.skip("archieve/alpha is not there yet")
    return ALPHA


@pytest.fixture(scope="session", params=["tiny_archive", "alpha"])
def archive(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture(scope="session")
def reference(archive: Path) -> Iterator[Backend]:
    """What every other backend must agree with: the fast local runtime."""
    backend = OPENERS["onnx"](archive)
    yield backend
    backend.close()


@pytest.fixture(scope="session", params=OPENERS)
def backend(request: pytest.FixtureRequest, archive: Path) -> Iterator[Backend]:
    opened = OPENERS[request.param](archive)
    yield opened
    opened.close()


@pytest.fixture(scope="session", params=LEGACY_OPENERS)
def legacy_backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    opened = LEGACY_OPENERS[request.param](LEGACY)
    yield opened
    opened.close()
