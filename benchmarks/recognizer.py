"""How well and how fast an archive reads: accuracy by kind, images/s, cold start, memory.

Texts are compared in NFC without spaces. Where Tesseract with Korean is installed it reads the
same images in the same run, one process per CPU, for its accuracy and its speed; what its speed is
held against is that of as many batches at once.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import Bar, Report, Spread
from recognizer.archive import Archive
from recognizer.backends.local import open_local_backend
from recognizer.contract import Backend, Request
from recognizer.manifest import ManifestRow, load_manifest
from recognizer.metrics import character_error_rate, comparable, wilson_interval
from recognizer.trust import Trust

# Word accuracy asked of each kind.
TO_REACH = {
    "print": 0.93,
    "handwriting": 0.65,
    "plate": 0.80,
    "scene": 0.65,
    "lettering": 0.30,
    "clean, unseen faces": 0.97,
    "clean, seen faces": 0.90,
}
BATCH_SIZES = (1, 16, 64)
ROUNDS = 5
TIMED_IMAGES = 1024

# Run in a process of its own: seconds from its start to the first prediction, and peak memory.
COLD_START = """
import json, resource, sys, time
from pathlib import Path
from recognizer.archive import Archive
from recognizer.contract import Request
from recognizer.backends.local import open_local_backend
from recognizer.trust import Trust
archive = Path(sys.argv[1])
backend = open_local_backend(Archive.open(archive), trust=Trust(bundled=[archive]))
text = backend.read([Request(Path(sys.argv[2]).read_bytes())])[0].prediction.text
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"now": time.time(), "peak_mib": peak}))
"""


@dataclass(frozen=True)
class ColdStart:
    """A fresh process: seconds to its first prediction, and its peak resident memory."""

    seconds: float
    peak_mib: float


def read_all(backend: Backend, rows: Sequence[ManifestRow], *, batch: int = 64) -> list[str]:
    """Read every image; one that cannot be read counts as an empty text."""
    texts: list[str] = []
    for start in range(0, len(rows), batch):
        requests = [Request(row.path.read_bytes()) for row in rows[start : start + batch]]
        outcomes = backend.read(requests)
        texts.extend(o.prediction.text if o.prediction else "" for o in outcomes)
    return texts


def images_per_s(
    backend: Backend, images: Sequence[bytes], *, batch: int, callers: int = 1
) -> Spread:
    """Measure bytes in, text out, over several rounds of the same images.

    Each of the `callers` has one batch read at a time.
    """
    requests = [Request(image) for image in images]
    batches = [requests[start : start + batch] for start in range(0, len(requests), batch)]
    rates = []
    for round_number in range(ROUNDS + 1):
        began = time.perf_counter()
        if callers == 1:
            for each in batches:
                backend.read(each)
        else:
            with ThreadPoolExecutor(callers) as pool:
                for _ in pool.map(backend.read, batches):
                    pass
        if round_number:  # the first warms up
            rates.append(len(requests) / (time.perf_counter() - began))
    return Spread.of(rates)


def cold_start(archive: Path, image: Path) -> ColdStart:
    """Start a process that reads one image."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", COLD_START, str(archive), str(image)],
        check=True,
        capture_output=True,
        text=True,
    )
    measured = json.loads(done.stdout.splitlines()[-1])
    return ColdStart(measured["now"] - began, measured["peak_mib"])


def has_tesseract() -> bool:
    """Tell whether Tesseract with its Korean model is installed."""
    if not shutil.which("tesseract"):
        return False
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False
    )
    return "kor" in listed.stdout.split()


def tesseract_texts(rows: Sequence[ManifestRow]) -> tuple[list[str], float]:
    """Read the images as single words with Tesseract; give texts and images/s over all CPUs."""
    processes = os.cpu_count() or 1
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        running = []
        for i in range(processes):
            listing = Path(folder) / f"{i}.txt"
            listing.write_text("".join(f"{row.path.resolve()}\n" for row in rows[i::processes]))
            command = ["tesseract", str(listing), str(listing), "-l", "kor", "--psm", "8"]
            running.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment))
        for process in running:
            process.wait()
        seconds = time.perf_counter() - began
        texts = [""] * len(rows)
        for i in range(processes):
            pages = (Path(folder) / f"{i}.txt.txt").read_text(encoding="utf-8").split("\f")
            for row_number, page in zip(range(i, len(rows), processes), pages, strict=False):
                texts[row_number] = page
    return texts, len(rows) / seconds


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks recognizer", description=__doc__)
    parser.add_argument("--manifest", type=Path, required=True, help="path TAB label TAB kind")
    parser.add_argument("--archive", type=Path, default=Path("archieve/alpha"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows = load_manifest(options.manifest)
    backend = open_local_backend(
        Archive.open(options.archive), trust=Trust(bundled=[options.archive])
    )
    texts = read_all(backend, rows)
    peer, peer_rate = tesseract_texts(rows) if has_tesseract() else ([], 0.0)

    table, bars = [], []
    for kind in dict.fromkeys(row.kind for row in rows):
        chosen = [i for i, row in enumerate(rows) if row.kind == kind]
        labels = [rows[i].label for i in chosen]
        read = [texts[i] for i in chosen]
        right = _count_right(labels, read)
        low, high = wilson_interval(right, len(chosen))
        line = {
            "kind": kind,
            "words": str(len(chosen)),
            "right": f"{right / len(chosen):.1%}",
            "95 % interval": f"{low:.1%} - {high:.1%}",
            "CER": f"{character_error_rate(labels, read):.1%}",
            "Tesseract": "not installed",
        }
        if peer:
            line["Tesseract"] = (
                f"{_count_right(labels, [peer[i] for i in chosen]) / len(chosen):.1%}"
            )
        table.append(line)
        if kind in TO_REACH:
            bars.append(Bar(f"word accuracy, {kind}", right / len(chosen), "share", TO_REACH[kind]))

    # Of a long manifest every so many: kinds differ in size, and often stand one behind another.
    timed = rows[:: -(-len(rows) // TIMED_IMAGES)]
    images = [row.path.read_bytes() for row in timed]
    cpus = os.cpu_count() or 1
    speeds = {
        (batch, callers): images_per_s(backend, images, batch=batch, callers=callers)
        for batch in BATCH_SIZES
        for callers in (1, cpus)
    }
    backend.close()
    for (batch, callers), speed in speeds.items():
        table.append(
            dict.fromkeys(table[0], "")
            | {
                "kind": f"batch {batch}, {callers} at once",
                "words": f"{speed} images/s, {cpus} threads",
            }
        )
    if peer:
        table.append(
            dict.fromkeys(table[0], "")
            | {
                "kind": "Tesseract",
                "words": f"{peer_rate:.3g} images/s, {cpus} processes",
            }
        )
        ratio = speeds[16, cpus].median / peer_rate
        bars.append(Bar(f"speed against Tesseract, batch 16, {cpus} at once", ratio, "times", 5))
    starts = [cold_start(options.archive, rows[0].path) for _ in range(3)]
    seconds = Spread.of([start.seconds for start in starts])
    bars.append(Bar("first prediction from a cold start", seconds.median, "s", 1.5, at_least=False))
    peak = Spread.of([start.peak_mib for start in starts])
    bars.append(Bar("resident memory, one image read", peak.median, "MiB", 400, at_least=False))
    Report("recognizer", table, bars).print(as_json=options.json)
    return 0


def _count_right(labels: Sequence[str], texts: Sequence[str]) -> int:
    return sum(comparable(a) == comparable(b) for a, b in zip(labels, texts, strict=True))
