import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from datasets.opening import Dataset
from datasets.record import Problem, Record

SAMPLES = Path(__file__).parents[2] / "samples"
sys.path.insert(0, str(SAMPLES))  # make_formats.py says where each word is and in what colour

SaveImage = Callable[..., Path]


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES / "formats"


@pytest.fixture
def save_image() -> SaveImage:
    """Save a small grey image, so that a path exists."""
    _, encoded = cv2.imencode(".png", np.full((8, 24, 3), 128, np.uint8))

    def save(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded.tobytes())
        return path

    return save


def records(dataset: Dataset) -> list[Record]:
    return [entry for entry in dataset.records() if isinstance(entry, Record)]


def problems(dataset: Dataset) -> list[str]:
    return [str(entry) for entry in dataset.records() if isinstance(entry, Problem)]


@pytest.fixture(name="records")
def _records() -> Callable[[Dataset], list[Record]]:
    return records


@pytest.fixture(name="problems")
def _problems() -> Callable[[Dataset], list[str]]:
    return problems
