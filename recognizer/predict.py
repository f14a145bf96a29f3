"""Reading image files on the command line: a line each, in the order given."""

import itertools
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from recognizer.contract import Backend, Outcome, Prediction, Request
from recognizer.errors import ImageError

BATCH = 16


def predict_files(
    backend: Backend, paths: Iterable[Path], *, results: TextIO, complaints: TextIO
) -> int:
    """Write `path<TAB>text<TAB>confidence` to `results` for every image; give the exit status.

    The confidence is the probability of the whole text, empty where the backend gives none. What
    fails is written to `complaints` as `path: what is wrong`, and makes the status 1. Raises
    BackendError where the backend as a whole cannot answer.
    """
    failed = False
    remaining = iter(paths)
    while batch := list(itertools.islice(remaining, BATCH)):
        files = [_read(path) for path in batch]
        answers = iter(backend.read([Request(file) for file in files if isinstance(file, bytes)]))
        for path, file in zip(batch, files, strict=True):
            outcome = next(answers) if isinstance(file, bytes) else Outcome(error=file)
            if outcome.prediction is None:
                print(f"{path}: {outcome.error}", file=complaints)
                failed = True
            else:
                prediction = outcome.prediction
                print(path, prediction.text, _confidence(prediction), sep="\t", file=results)
        results.flush()
    return int(failed)


def _read(path: Path) -> bytes | ImageError:
    try:
        return path.read_bytes()
    except OSError as error:
        return ImageError(error.strerror or str(error))


def _confidence(prediction: Prediction) -> str:
    if prediction.log_prob is not None:
        return f"{math.exp(prediction.log_prob):.4f}"
    return f"{math.prod(prediction.confidence):.4f}" if prediction.confidence else ""
