"""The worker's process, here with today's Python and TensorFlow; the protocol is the same."""

import ast
import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from recognizer.archive import Archive
from recognizer.backends.worker import WorkerBackend
from recognizer.contract import Request
from recognizer.errors import BackendError

LEGACY = Path(__file__).parents[3] / "samples" / "legacy_tf114"
IMAGE = LEGACY / "images" / "0.png"


def python_that(tmp_path: Path, script: str) -> Path:
    """A program in place of Python."""
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_worker_reads_until_it_dies_and_its_death_is_an_error() -> None:
    backend = WorkerBackend(Archive.open(LEGACY), python=Path(sys.executable))
    worker = backend._runner._process.pid  # type: ignore[attr-defined]
    try:
        (outcome,) = backend.read([Request(IMAGE.read_bytes())])
        expected = (LEGACY / "EXPECTED.txt").read_text(encoding="utf-8").splitlines()[0]
        (row,) = ast.literal_eval(expected.split(" ", 1)[1])
        assert outcome.prediction is not None
        assert outcome.prediction.text == "".join(map(chr, filter(None, row)))

        os.kill(worker, signal.SIGKILL)
        with pytest.raises(BackendError, match="the worker ended"):
            for _ in range(2):  # the pipe may still take the first request
                backend.read([Request(IMAGE.read_bytes())])
    finally:
        backend.close()

    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'No module named numpy' >&2; exit 1", "status 1.*No module named numpy.*require"),
        ("printf 'nonsense'", "the worker ended"),
        ("exit 0", "saying: nothing"),
        ("echo Activating; cat >&2", "b'Acti' begins no message.*the worker ended"),
        ("printf '\\000\\000\\000\\002[]'; cat >&2", "no header of a message: \\[\\]"),
        ("printf '\\000\\000\\000\\013{\"blobs\":0}'; cat >&2", "no greeting: {'blobs': 0}"),
    ],
)
def test_python_that_cannot_do_it_says_why(tmp_path: Path, script: str, message: str) -> None:
    with pytest.raises(BackendError, match=message):
        WorkerBackend(Archive.open(LEGACY), python=python_that(tmp_path, script))


def test_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="nowhere: cannot be started"):
        WorkerBackend(Archive.open(LEGACY), python=tmp_path / "nowhere")
