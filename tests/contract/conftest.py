"""The backends under contract, each over the same two archives.

A backend joins by adding an opener to OPENERS: it takes the archive's folder and gives a backend,
or skips with a reason.
"""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from recognizer.archive import Archive
from recognizer.backends.local import Runtime, open_local_backend
from recognizer.backends.serving import open_serving
from recognizer.contract import Backend
from recognizer.model_service import ModelService
from recognizer.serve import ModelServer
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


class Served:
    """A client of a server of this project's own, which goes away with it."""

    def __init__(self, folder: Path, runtime: Runtime) -> None:
        self._local = local(runtime)(folder)
        self._server = ModelServer(ModelService(self._local, name="ocr"))
        self._server.start()
        self._client = open_serving(self._server.url)
        self._client.connect()

    def __getattr__(self, name: str) -> object:
        return getattr(self._client, name)

    def close(self) -> None:
        self._client.close()
        self._server.stop()
        self._local.close()


class ServedByGrpc:
    """The same over gRPC."""

    def __init__(self, folder: Path, runtime: Runtime) -> None:
        front = load_grpc_front()
        self._local = local(runtime)(folder)
        self._server = front.GrpcFront(self._local)
        self._client = open_serving(self._server.url)
        self._client.connect()

    def __getattr__(self, name: str) -> object:
        return getattr(self._client, name)

    def close(self) -> None:
        self._client.close()
        self._server.stop()
        self._local.close()


def load_grpc_front() -> ModuleType:
    """Load the gRPC server of the benchmark, or skip."""
    for needed in ("grpc", "tensorflow_serving"):
        if find_spec(needed) is None:
            pytest.skip("no gRPC stubs: pip install --no-deps -r requirements-grpc.txt")
    return import_module("benchmarks._grpc_front")


def grpc(runtime: Runtime) -> Opener:
    return lambda folder: cast(Backend, ServedByGrpc(folder, runtime))


def rest(runtime: Runtime) -> Opener:
    return lambda folder: cast(Backend, Served(folder, runtime))


OPENERS: dict[str, Opener] = {
    "onnx": local("onnx"),
    "tensorflow": local("tensorflow"),
    "tf114": local("tf114"),
    "rest": rest("onnx"),
    "grpc": grpc("onnx"),
}
# What can open archives of the first generation.
LEGACY_OPENERS = {
    "tensorflow": local("tensorflow"),
    "tf114": local("tf114"),
    "rest": rest("tensorflow"),
    "grpc": grpc("tensorflow"),
}


@pytest.fixture(scope="session")
def alpha() -> Path:
    """The archive that comes with the program."""
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


@pytest.fixture(scope="session")
def grpc_front() -> ModuleType:
    return load_grpc_front()


@pytest.fixture(scope="session")
def samples() -> list[bytes]:
    """A few images, each of its own bytes."""
    return [file.read_bytes() for file in sorted((LEGACY / "images").iterdir())]
