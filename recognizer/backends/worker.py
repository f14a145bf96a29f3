"""SavedModels in another Python: for those who must run exactly `tensorflow==1.14`."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from recognizer.archive import Archive
from recognizer.backends import tf114_worker
from recognizer.backends.saved_model import GraphError, SavedModelBackend, first_line
from recognizer.backends.tf114_worker import read_message, write_message
from recognizer.errors import BackendError

_SHOWN_LINES = 5
_EXIT_S = 10.0


class WorkerBackend(SavedModelBackend):
    """Reads with an archive's SavedModel in a process of `python` (3.6 or newer, TensorFlow in it).

    `requirements-tf114.txt` holds what to install there.
    """

    def __init__(self, archive: Archive, *, python: Path, threads: int = 2) -> None:
        worker = _Worker(archive.saved_model, python, threads)
        super().__init__(archive, worker)
        self.tensorflow_version = worker.tensorflow_version


class _Worker:
    def __init__(self, saved_model: Path, python: Path, threads: int) -> None:
        self._name = str(python)
        self._one_at_a_time = threading.Lock()
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        script = str(Path(tf114_worker.__file__).resolve())
        command = [str(python), script, str(saved_model.resolve()), str(threads)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "PYTHONWARNINGS": "ignore"},
            )
        except OSError as error:
            self._stderr.close()
            raise BackendError(f"{python}: cannot be started: {error}") from error
        try:
            held, _ = self._receive()
            if "error" in held:
                raise BackendError(f"{python}: {held['error']}")
            if not {"signatures", "tensorflow"} <= held.keys():
                raise self._died(f"no greeting: {held}")
        except BackendError as error:
            self.close()
            hint = "that Python needs what requirements-tf114.txt lists"
            raise BackendError(f"{error} ({hint})") from error
        self._signatures: Mapping[str, Mapping[str, Mapping[str, str]]] = held["signatures"]
        self.tensorflow_version = str(held["tensorflow"])

    @property
    def signatures(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        return self._signatures

    def run(
        self, signature: str, outputs: Sequence[str], inputs: Mapping[str, list[bytes]]
    ) -> Mapping[str, NDArray[Any]]:
        header = {"signature": signature, "outputs": [*outputs], "inputs": [*inputs]}
        blobs = [blob for values in inputs.values() for blob in values]
        assert self._process.stdin is not None
        with self._one_at_a_time:
            try:
                write_message(self._process.stdin, header, blobs)
            except OSError as error:
                raise self._died() from error
            answer, arrays = self._receive()
        if "error" in answer:
            raise GraphError(first_line(answer["error"]))
        return {
            name: np.frombuffer(blob, dtype).reshape(shape)
            for (name, dtype, shape), blob in zip(answer["outputs"], arrays, strict=True)
        }

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.close()  # the worker leaves when its input ends
            self._process.wait(_EXIT_S)
        except (subprocess.TimeoutExpired, OSError):
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._stderr.close()

    def _receive(self) -> tuple[dict[str, Any], list[bytes]]:
        assert self._process.stdout is not None
        try:
            message = read_message(self._process.stdout)
        except (EOFError, ValueError, RecursionError) as error:
            raise self._died(str(error)) from error
        if message is None:
            raise self._died()
        return message

    def _died(self, why: str = "") -> BackendError:
        self._process.kill()  # it may live on and only have said nonsense
        status = self._process.wait()
        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").splitlines()[-_SHOWN_LINES:]
        said = "; ".join(line.strip() for line in lines) or "nothing"
        told = f"{why}; " if why else ""
        return BackendError(
            f"{self._name}: {told}the worker ended (status {status}), saying: {said}"
        )
