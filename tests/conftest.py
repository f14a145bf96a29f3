"""What tests of several packages stand on."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from recognizer.network.rare import Rare

# No test is timed: a busy machine is not a defect.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

RUN = "HANGUL_OCR_REVIEW_TEST_RUN"


def pytest_configure(config: pytest.Config) -> None:
    """Mark every process that tests start."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = uuid4().hex


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what a test that crashed left running."""
    if not hasattr(config, "workerinput"):
        for process in processes_of_this_run():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def processes_of_this_run() -> Iterator[int]:
    """Give the processes that have the mark; this one was started without."""
    mark = f"{RUN}={os.environ[RUN]}".encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # ended meanwhile, or somebody else's
            if mark in environment.read_bytes().split(b"\0"):
                yield int(environment.parent.name)


@pytest.fixture(scope="session")
def tiny_model() -> "Rare":
    """An untrained tiny network that tells images apart and ends its texts, some early, some late.

    Fresh weights say the same to every image: these are louder, and lean towards syllables and the
    end of text.
    """
    import keras
    import numpy as np

    from recognizer.charset import Charset
    from recognizer.network.config import TINY
    from recognizer.network.rare import Rare

    keras.utils.set_random_seed(7)
    charset = Charset()
    model = Rare(TINY, charset)
    generator = np.random.default_rng(7)
    for variable in model.trainable_variables:
        if len(variable.shape) >= 2:
            fan_in = int(np.prod(variable.shape[:-1]))
            variable.assign(generator.normal(0, 2.0 / np.sqrt(fan_in), variable.shape))
    bias = 5.0 * charset.is_initial_table().astype(np.float32)
    bias[charset.eos_id] = 2.5
    model.decoder.first.bias.assign(bias)
    return model


@pytest.fixture(scope="session")
def tiny_archive(tiny_model: "Rare", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exported archive of `tiny_model`; not to be written to."""
    from training.export import export_archive

    folder = tmp_path_factory.mktemp("archive") / "tiny"
    figures = {"print": 0.5}
    return export_archive(tiny_model, folder, training={"images": 7}, figures=figures).folder
