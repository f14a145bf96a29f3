"""How fast images are read locally and through a server, and how busy the client keeps it.

The servers are `hangul-ocr-review serve` and its like over gRPC (where the stubs are there), in
processes of their own on this machine, so they share the CPUs with the client; `--url` adds servers
elsewhere. An image's time is that
of the request that carried it.
"""

import argparse
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import Bar, Report, Spread
from recognizer.archive import Archive
from recognizer.backends.local import Runtime, open_local_backend
from recognizer.backends.serving import ServingBackend, open_channel
from recognizer.backends.serving_channel import Channel, WireImage
from recognizer.backends.serving_tuning import Setting, Tuner
from recognizer.contract import Backend, ModelIdentity, Outcome, Prediction, Request
from recognizer.errors import BackendError
from recognizer.model_service import ModelService
from recognizer.serve import ModelServer
from recognizer.trust import Trust

SAMPLE = Path(__file__).resolve().parents[1] / "resources" / "sample" / "images"
LOCAL_BATCHES = (1, 16, 64)
SETTINGS = tuple(Setting(images, under_way) for images in (1, 16, 64) for under_way in (1, 2, 4))
BUSY_TO_REACH = 0.9
QUICK_S, LARGEST_BATCH = 1.0, 512
# Each prints its address in its first line.
SERVE = "import sys; from app.main import main; sys.exit(main(['serve', *sys.argv[1:]]))"


@dataclass(frozen=True)
class Speed:
    """Images per second over the rounds, and what images waited for, in seconds."""

    rate: Spread
    waits_s: Sequence[float]

    def row(self, way: str, images: str, under_way: str) -> dict[str, Any]:
        """Give a row of the table."""
        median, late = np.percentile(self.waits_s, [50, 99]) * 1000
        return {
            "way": way,
            "images per request": images,
            "requests under way": under_way,
            "images/s": str(self.rate),
            "p50 ms": f"{median:.1f}",
            "p99 ms": f"{late:.1f}",
        }


class FixedTuner(Tuner):
    """Keeps the setting it was given."""

    def record(self, images: int, *, took_s: float, now_s: float) -> None:
        """Learn nothing."""


class TimedChannel:
    """A channel that notes how long the images of each request waited."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.waits_s: list[float] = []

    def predict(self, images: Sequence[WireImage], **how: Any) -> list[Outcome]:
        """Pass the request on."""
        began = time.perf_counter()
        outcomes = self._channel.predict(images, **how)
        self.waits_s += [time.perf_counter() - began] * len(images)
        return outcomes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


class PacedBackend:
    """A model of given speed, whatever the machine: it only waits."""

    identity = ModelIdentity("paced", "1")
    scores_labels = False

    def __init__(self, *, per_batch_s: float, per_image_s: float) -> None:
        self._per_batch_s = per_batch_s
        self._per_image_s = per_image_s
        self.busy_s = 0.0

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        """Wait as long as that model would work."""
        del attention
        began = time.perf_counter()
        time.sleep(self._per_batch_s + self._per_image_s * len(requests))
        self.busy_s += time.perf_counter() - began
        return [Outcome(Prediction("가")) for _ in requests]

    def close(self) -> None:
        """Do nothing."""


def load_images(folder: Path, count: int) -> list[Request]:
    """Give `count` requests from the images of a folder, again and again."""
    files = [file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()]
    return [Request(files[i % len(files)], "가게") for i in range(count)]


def measure(read: Callable[[], None], images: int, waits_s: list[float], rounds: int) -> Speed:
    """Time `read`, which reads `images` images and notes their waits, after warming up."""
    read()
    waits_s.clear()
    rates = []
    for _ in range(rounds):
        began = time.perf_counter()
        read()
        rates.append(images / (time.perf_counter() - began))
    return Speed(Spread.of(rates), list(waits_s))


def local_rows(
    way: str, backend: Backend, requests: Sequence[Request], rounds: int
) -> Iterator[dict[str, Any]]:
    """Measure a backend in this process."""
    for size in LOCAL_BATCHES:
        waits_s: list[float] = []

        def read(size: int = size, waits_s: list[float] = waits_s) -> None:
            for start in range(0, len(requests), size):
                began = time.perf_counter()
                batch = requests[start : start + size]
                backend.read(batch)
                waits_s += [time.perf_counter() - began] * len(batch)

        yield measure(read, len(requests), waits_s, rounds).row(way, str(size), "-")


def served_rows(
    way: str, url: str, requests: Sequence[Request], rounds: int
) -> Iterator[dict[str, Any]]:
    """Measure a server at fixed settings, and with the tuner that users have."""
    for setting in (*SETTINGS, None):
        channel = TimedChannel(open_channel(url))
        tuner = Tuner() if setting is None else FixedTuner(setting)
        client = ServingBackend(channel, tuner=tuner)

        def read(client: ServingBackend = client) -> None:
            for outcome in client.stream(requests):
                if outcome.error is not None:
                    raise outcome.error

        speed = measure(read, len(requests), channel.waits_s, rounds)
        shown = tuner.setting
        note = "" if setting else " (tuned)"
        yield speed.row(way, f"{shown.images}{note}", str(shown.under_way))
        client.close()


def servers(archive: Path) -> Iterator[tuple[str, list[str]]]:
    """Give the ways to serve an archive here, and the Python arguments that do it."""
    yield "REST on loopback", ["-c", SERVE, "--archive", str(archive), "--port", "0"]
    if all(map(importlib.util.find_spec, ("grpc", "tensorflow_serving"))):
        yield "gRPC on loopback", ["-m", "benchmarks._grpc_front", str(archive)]


@contextmanager
def serving_process(arguments: Sequence[str]) -> Iterator[str]:
    """Serve in another process; gives the address."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        if not url:
            raise BackendError(f"{' '.join(arguments)}: the server did not start")
        yield url
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


class OneStream:
    """Reads as `predict` on a folder could: without an end in between."""

    def read(self, client: ServingBackend, requests: Sequence[Request]) -> None:
        """Read everything."""
        for _ in client.stream(requests):
            pass


class WindowBatches:
    """Reads in batches that grow to about a second, as `PredictionFeed` asks of a server."""

    def __init__(self) -> None:
        self._size = 4

    def read(self, client: ServingBackend, requests: Sequence[Request]) -> None:
        """Read everything."""
        start = 0
        while start < len(requests):
            began = time.perf_counter()
            client.read(requests[start : start + self._size])
            start += self._size
            quick = time.perf_counter() - began < QUICK_S
            larger, smaller = min(2 * self._size, LARGEST_BATCH), max(16, self._size // 2)
            self._size = larger if quick else smaller


def busy_bars(images: int) -> Iterator[Bar]:
    """Measure which share of the time a server of given speed has work, once both are settled."""
    for per_batch_s, per_image_s in ((0.02, 0.002), (0.05, 0.005)):
        speed = f"{per_batch_s * 1000:g} ms a request + {per_image_s * 1000:g} ms an image"
        for way, reader in (("one stream", OneStream()), ("the window's batches", WindowBatches())):
            backend = PacedBackend(per_batch_s=per_batch_s, per_image_s=per_image_s)
            server = ModelServer(ModelService(backend, name="ocr"))
            server.start()
            client = ServingBackend(open_channel(server.url))
            requests = load_images(SAMPLE, images)
            reader.read(client, requests)
            backend.busy_s = 0.0
            began = time.perf_counter()
            reader.read(client, requests)
            share = backend.busy_s / (time.perf_counter() - began)
            client.close()
            server.stop()
            name = f"a server of {speed} is busy, {way}"
            yield Bar(name, share, "of the time", BUSY_TO_REACH)


def run(arguments: Sequence[str]) -> Report:
    """Measure everything that is there."""
    options = _parser().parse_args(arguments)
    requests = load_images(options.images, options.count)
    rows: list[dict[str, Any]] = []
    if (options.archive / "archive.json").is_file():
        rows += _archive_rows(options.archive, requests, options.rounds)
    for url in options.url:
        rows += served_rows(url.partition("://")[0], url, requests, options.rounds)
    return Report("serving", rows, [*busy_bars(options.count)])


def _archive_rows(folder: Path, requests: Sequence[Request], rounds: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    runtimes: list[Runtime] = ["onnx"]
    if importlib.util.find_spec("tensorflow"):
        runtimes.append("tensorflow")
    for runtime in runtimes:
        trust = Trust(bundled=[folder])
        backend = open_local_backend(Archive.open(folder), trust=trust, runtime=runtime)
        rows += local_rows(f"local, {runtime}", backend, requests, rounds)
        backend.close()
    for way, arguments in servers(folder):
        with serving_process(arguments) as url:
            rows += served_rows(way, url, requests, rounds)
    return rows


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks serving", description=__doc__)
    parser.add_argument("--archive", type=Path, default=Path("archieve/alpha"))
    parser.add_argument("--images", type=Path, default=SAMPLE, help="a folder of images")
    parser.add_argument("--count", type=int, default=512, help="images read in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", action="append", default=[], help="measure this server too")
    parser.add_argument("--json", action="store_true")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark."""
    run(arguments).print(as_json=_parser().parse_args(arguments).json)
    return 0
