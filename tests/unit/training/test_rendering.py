import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recognizer.network.config import TINY
from training.errors import RenderingError
from training.rendering import CHUNK, Renderers, SampleSource
from training.synth import Sample, SynthesisError

ROOT = Path(__file__).resolve().parents[3]


def tell_process(seed: int) -> Sample:
    """Give a sample whose label is the process that made it."""
    return Sample(np.full((20, 30, 3), seed % 256, np.uint8), str(os.getpid()), "clean", "none")


def fails_at_40(seed: int) -> Sample:
    if seed == 40:
        raise SynthesisError("no face draws it")
    return tell_process(seed)


def telling() -> SampleSource:
    return tell_process


def failing() -> SampleSource:
    return fails_at_40


def renderers(source: Callable[[], SampleSource], count: int = 1) -> Renderers:
    return Renderers(source, TINY.boxes, first_seed=0, count=count)


def test_processes_take_turns() -> None:
    made = renderers(telling, 2)
    pids = [next(iter(rendered.labels)) for rendered in itertools.islice(made, 4)]
    made.close()
    assert pids[0] == pids[2] != pids[1] == pids[3]


def test_a_process_that_is_killed_is_no_endless_wait() -> None:
    made = renderers(telling)
    stream = iter(made)
    os.kill(int(next(stream).labels[0]), signal.SIGKILL)
    with pytest.raises(RenderingError, match="was killed"):
        for _ in stream:
            pass
    made.close()


def test_an_error_of_a_sample_arrives_behind_what_was_rendered() -> None:
    made = renderers(failing)
    stream = iter(made)
    assert len(next(stream).labels) == CHUNK
    with pytest.raises(SynthesisError, match="no face draws it") as caught:
        next(stream)
    made.close()
    assert "fails_at_40" in caught.value.__notes__[0]


BEGINNING = f"""
import os, sys, signal
sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
from test_rendering import renderers, telling
made = renderers(telling)
stream = iter(made)
print(next(stream).labels[0], flush=True)
"""


def run_script(rest: str) -> subprocess.CompletedProcess[str]:
    """Run a process that renders; all that it starts must have ended, too."""
    return subprocess.run(
        [sys.executable, "-c", BEGINNING + rest],
        capture_output=True, text=True, check=False, timeout=120, start_new_session=True,
    )  # fmt: skip


def test_what_stops_the_training_does_not_end_what_renders() -> None:
    done = run_script("""
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: None)
    os.killpg(0, number)
for _ in range(20):  # more than were ready
    print(next(stream).labels[0])
made.close()
""")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(set(done.stdout.split())) == 1


def test_nothing_renders_on_for_a_training_that_was_killed() -> None:
    done = run_script("os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout
