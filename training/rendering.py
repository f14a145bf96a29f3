"""Processes that render samples ahead of the training, in the order of their seeds."""

import itertools
import multiprocessing
import os
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize

import numpy as np
from numpy.typing import NDArray

from recognizer.preprocess import Boxes, to_input
from training.errors import RenderingError
from training.synth import Sample

CHUNK = 32  # seeds rendered and sent at once
_AHEAD = 4  # chunks that a process holds ready: enough for a step that takes several

SampleSource = Callable[[int], Sample]


@dataclass(frozen=True)
class Rendered:
    """Samples of CHUNK seeds: network inputs (H, W, 1) of their boxes, and their labels."""

    images: list[NDArray[np.float16]]
    labels: list[str]


class Renderers:
    """`count` processes that render the samples of seeds `first_seed`, `first_seed` + 1, ...

    `make_source` is called once in each and must be picklable. Each renders every `count`-th
    chunk and sends it through a pipe of its own, so that the order is kept, none can run away,
    and one that is killed is noticed: a pool waits for ever for what its lost process had to do.
    """

    def __init__(
        self,
        make_source: Callable[[], SampleSource],
        boxes: Boxes,
        *,
        first_seed: int,
        count: int,
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._processes: list[BaseProcess] = []
        self._readers: list[Connection] = []
        with _one_thread_each(), _signals_held():
            for number in range(count):
                reader, writer = context.Pipe(duplex=False)
                start, step = first_seed + number * CHUNK, count * CHUNK
                process = context.Process(
                    target=_render_chunks,
                    args=(make_source, boxes, start, step, writer),
                    daemon=True,
                )
                process.start()
                writer.close()  # the process's own end alone keeps the pipe open
                self._processes.append(process)
                self._readers.append(reader)
        # Also at the end of the interpreter, which would wait for them.
        self._end = Finalize(self, _end, args=(self._processes, self._readers), exitpriority=0)

    def __iter__(self) -> Iterator[Rendered]:
        """Give what was rendered, in order.

        Raises RenderingError when a process is gone, and what rendering raised.
        """
        for reader in itertools.cycle(self._readers):
            try:
                given: Rendered | Exception = reader.recv()
            except (EOFError, OSError) as error:
                raise RenderingError(
                    "a process that renders was killed, perhaps for lack of memory; the same "
                    "command goes on from the last checkpoint, with fewer --workers it needs less"
                ) from error
            if isinstance(given, Exception):
                raise given
            yield given

    def close(self) -> None:
        """End the processes."""
        self._end()


def _end(processes: list[BaseProcess], readers: list[Connection]) -> None:
    for process in processes:
        process.kill()  # they hold nothing that would have to be put away
    for process, reader in zip(processes, readers, strict=True):
        process.join()
        reader.close()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that start meanwhile compute in one thread.

    Small matrix products run 30 times slower on several BLAS threads than on one; the libraries
    read this when the process imports them.
    """
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let processes that start meanwhile not hear what stops the training.

    A terminal's Ctrl+C and a service manager's SIGTERM reach all processes at once; the training
    ends after its step, and ends these.
    """
    # WORKAROUND: the first process that is spawned starts this one before, which lets go of the
    # signals held: https://github.com/python/cpython/issues/110844
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _render_chunks(
    make_source: Callable[[], SampleSource],
    boxes: Boxes,
    start: int,
    step: int,
    writer: Connection,
) -> None:
    """Render the chunks of seeds `start`, `start` + `step`, ... until the process is ended."""
    os.nice(5)  # the trainer goes first
    ready: queue.Queue[Rendered | Exception] = queue.Queue(_AHEAD)
    threading.Thread(target=_send, args=(ready, writer), daemon=True).start()
    try:
        source = make_source()
        for first_seed in itertools.count(start, step):
            ready.put(_render(source, boxes, first_seed))
    except Exception as error:
        error.add_note(traceback.format_exc())  # pickling drops where it came from
        ready.put(error)
        threading.Event().wait()  # until it is sent, and the training ends this process


def _render(source: SampleSource, boxes: Boxes, first_seed: int) -> Rendered:
    samples = [source(seed) for seed in range(first_seed, first_seed + CHUNK)]
    images = [to_input(sample.image, boxes).astype(np.float16) for sample in samples]
    return Rendered(images, [sample.label for sample in samples])


def _send(ready: "queue.Queue[Rendered | Exception]", writer: Connection) -> None:
    try:
        while True:
            writer.send(ready.get())
    except OSError:  # the training is gone
        os._exit(0)
