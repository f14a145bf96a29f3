"""The phases of the review benchmark, each in a process of its own: its memory is its own, too.

`python -m benchmarks._review_phases PHASE DATASET [NUMBER...]` prints what it measured as JSON.
"""

import json
import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from app.domain.items import ItemId
from app.domain.queue import Order
from app.domain.verdict import Verdict
from app.services.exporting import export_corrections, export_labels
from app.services.importing import review_path
from app.services.review import Review
from app.store.review_file import ReviewFile
from benchmarks._review_data import WRONG_SHARE, WorkingBackend, make_dataset, store_predictions
from benchmarks._review_window import ACCEPTS, DECISIONS, Reviewer, running_program
from recognizer.contract import Request

_BATCH = 16
_BARE_S = 2.0
_SEARCHES = ("가", "학교", "12", "뷁", "나라")


@dataclass(frozen=True)
class Made:
    """Making the data: seconds for the files, and none of it is a bar."""

    seconds: float


@dataclass(frozen=True)
class FirstOpen:
    """A dataset that was never opened: seconds to the first item, to all; memory after it."""

    first_item_s: float
    all_s: float
    resident_mib: float


@dataclass(frozen=True)
class Use:
    """A review that is opened again and worked in."""

    open_s: float
    key_ms: list[float]
    filter_ms: list[float]
    search_ms: list[float]
    by_doubt_ms: list[float]
    opened_mib: float
    used_mib: float


@dataclass(frozen=True)
class Meanwhile:
    """A model at work behind the window: images a second, and keys with it at rest and at work."""

    bare_per_s: list[float]
    reviewing_per_s: list[float]
    at_rest_ms: list[list[float]]
    at_work_ms: list[list[float]]


@dataclass(frozen=True)
class Exports:
    """Writing a review of which everything is decided."""

    bulk_s: float
    gt_s: list[float]
    corrections_s: list[float]


class LostError(Exception):
    """Something that should have been written is not there."""


def make(dataset: Path, items: int) -> Made:
    """Write the dataset."""
    began_s = time.perf_counter()
    make_dataset(dataset, items)
    return Made(time.perf_counter() - began_s)


def first_open(dataset: Path) -> FirstOpen:
    """Open a dataset as if for the first time."""
    review_path(dataset).unlink(missing_ok=True)
    with running_program(None) as bench:
        first_s, all_s = bench.open(dataset)
        return FirstOpen(first_s, all_s, _resident_mib())


def predict(dataset: Path) -> Made:
    """Store a prediction for every item."""
    began_s = time.perf_counter()
    review = Review.open(review_path(dataset))
    store_predictions(review)
    review.close()
    return Made(time.perf_counter() - began_s)


def use(dataset: Path, presses: int) -> Use:
    """Decide, filter, search and sort."""
    with running_program(None) as bench:
        open_s, _ = bench.open(dataset)
        opened_mib = _resident_mib()
        before = _steps(dataset)
        key_ms = Reviewer(bench.page).press(presses, DECISIONS)
        if (steps := _steps(dataset) - before) != presses:
            raise LostError(f"{presses} decisions were shown, {steps} are in the journal")
        panel, session = bench.page.queue_panel, bench.page.session
        search_ms: list[float] = []
        for text in _SEARCHES:
            search_ms.append(bench.painted_after_ms(partial(panel.search.setText, text)))
            bench.painted_after_ms(panel.search.clear)
        filter_ms = [bench.painted_after_ms(lambda: bench.press("G")) for _ in range(8)]
        by_doubt_ms: list[float] = []
        while len(by_doubt_ms) < len(_SEARCHES):
            took_ms = bench.painted_after_ms(lambda: bench.press("O"))
            if session.order is Order.DOUBT:
                by_doubt_ms.append(took_ms)
        return Use(open_s, key_ms, filter_ms, search_ms, by_doubt_ms, opened_mib, _resident_mib())


def meanwhile(dataset: Path, presses: int, rounds: int) -> Meanwhile:
    """Review with the model at rest and at work, in turns."""
    bare_per_s = [_bare_per_s()]
    at_rest, at_work, rates = [], [], []
    with running_program(WorkingBackend) as bench:
        bench.open(dataset)
        review, reviewer = bench.page.session.review, Reviewer(bench.page)
        bench.wait_for_model()
        for _ in range(rounds):
            began_s, read = time.perf_counter(), int(review.predicted.sum())
            at_work.append(reviewer.press(presses, ACCEPTS))
            more = int(review.predicted.sum()) - read
            rates.append(more / (time.perf_counter() - began_s))
            bench.feed.toggle_pause()
            at_rest.append(reviewer.press(presses, ACCEPTS))
            bench.feed.toggle_pause()
    bare_per_s.append(_bare_per_s())
    return Meanwhile(bare_per_s, rates, at_rest, at_work)


def export(dataset: Path, folder: Path, rounds: int) -> Exports:
    """Decide everything, and write it out."""
    review = Review.open(review_path(dataset))
    began_s = time.perf_counter()
    review.accept_all(np.flatnonzero(review.verdicts == Verdict.UNDECIDED))
    bulk_s = time.perf_counter() - began_s
    every = int(1 / WRONG_SHARE)
    for item in range(0, min(review.count, 100 * every), every):
        review.correct(ItemId(item), "고침")
    gt_s, corrections_s = [], []
    labelled = int(np.isin(review.verdicts, (Verdict.ACCEPTED, Verdict.CORRECTED)).sum())
    for _ in range(rounds):
        began_s = time.perf_counter()
        written = export_labels(review, folder / "gt.txt").written
        gt_s.append(time.perf_counter() - began_s)
        began_s = time.perf_counter()
        decided = export_corrections(review, folder / "corrections.jsonl").written
        corrections_s.append(time.perf_counter() - began_s)
        if (written, decided) != (labelled, review.count):
            raise LostError(f"{written} labels and {decided} decisions of {review.count}")
    review.close()
    return Exports(bulk_s, gt_s, corrections_s)


def _bare_per_s() -> float:
    """Give the model's rate by itself, in a thread as modest as the program's own."""
    requests = [Request(b"", "학교")] * _BATCH
    rates = []

    def read() -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, 10)
        backend = WorkingBackend()
        began_s = time.perf_counter()
        batches = 0
        while time.perf_counter() - began_s < _BARE_S:
            backend.read(requests)
            batches += 1
        rates.append(batches * _BATCH / (time.perf_counter() - began_s))

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    return rates[0]


def _steps(dataset: Path) -> int:
    """Count the steps in the journal, as another process would read it from the disk."""
    file = ReviewFile.read(review_path(dataset))
    try:
        return file.journal.tops().last
    finally:
        file.close()


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main(arguments: list[str]) -> None:
    """Run one phase."""
    name, place, *numbers = arguments
    dataset, counts = Path(place), [int(number) for number in numbers]
    result: Made | FirstOpen | Use | Meanwhile | Exports
    if name == "make":
        result = make(dataset, *counts)
    elif name == "first_open":
        result = first_open(dataset)
    elif name == "predict":
        result = predict(dataset)
    elif name == "use":
        result = use(dataset, *counts)
    elif name == "meanwhile":
        result = meanwhile(dataset, *counts)
    else:
        result = export(dataset, dataset.parent, *counts)
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    main(sys.argv[1:])
