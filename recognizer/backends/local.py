"""Which local runtime opens an archive."""

import importlib.util
from pathlib import Path
from typing import Literal

from recognizer.archive import Archive
from recognizer.contract import Backend
from recognizer.errors import BackendError
from recognizer.trust import Trust

Runtime = Literal["auto", "onnx", "tensorflow", "tf114"]


def open_local_backend(
    archive: Archive,
    *,
    trust: Trust,
    runtime: Runtime = "auto",
    runtime_python: Path | None = None,
    threads: int = 2,
) -> Backend:
    """Load an archive, after its origin was agreed to.

    `auto` is the other Python if one is named, else the fast local runtime if the archive has its
    files, else TensorFlow. Raises UntrustedArchiveError, ArchiveError, or BackendError where the
    runtime is not there.
    """
    trust.require(archive)
    if runtime == "auto":
        runtime = _best(archive, runtime_python)
    # Imported where they are needed: each brings a runtime of its own into memory.
    if runtime == "onnx":
        from recognizer.backends.onnx import OnnxBackend

        return OnnxBackend(archive, threads=threads)
    if runtime == "tensorflow":
        from recognizer.backends.tensorflow import TensorFlowBackend

        return TensorFlowBackend(archive, threads=threads)
    if runtime_python is None:
        raise BackendError("the runtime tf114 needs the Python that has it: --runtime-python PATH")
    from recognizer.backends.worker import WorkerBackend

    return WorkerBackend(archive, python=runtime_python, threads=threads)


def _best(archive: Archive, runtime_python: Path | None) -> Runtime:
    if runtime_python is not None:
        return "tf114"
    if archive.has_local_runtime and importlib.util.find_spec("onnxruntime"):
        return "onnx"
    return "tensorflow"
