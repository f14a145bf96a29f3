"""The review at scale: how long a key takes to bring the next image, and everything that waits.

Makes its own data in a temporary folder (images, labels, predictions) and runs the program itself
on it, offscreen and dark, each phase in a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._review_phases import Exports, FirstOpen, Made, Meanwhile, Use
from benchmarks.report import Bar, Report, Spread

SMALL = 10_000
UNCHANGED = 1.2
"""Latencies of the same run differ by a tenth anyway: a fifth more is a change."""


class Phases:
    """Runs phases as processes with a home of their own."""

    def __init__(self, folder: Path) -> None:
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        self._environment = {
            **os.environ,
            **dict.fromkeys(homes, str(folder)),
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, phase: str, dataset: Path, *numbers: int) -> dict[str, Any]:
        """Run a phase; give what it printed."""
        print(f"{phase} {dataset.name} ...", file=sys.stderr)
        command = [sys.executable, "-m", "benchmarks._review_phases", phase, str(dataset)]
        command += map(str, numbers)
        done = subprocess.run(command, env=self._environment, stdout=subprocess.PIPE, check=True)
        result: dict[str, Any] = json.loads(done.stdout)
        return result


class Table:
    """Rows and bars as they come in."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.bars: list[Bar] = []

    def note(self, what: str, values: Sequence[float], unit: str) -> Spread:
        """Add a row of repeated measurements."""
        spread = Spread.of(values)
        self.rows.append({"what": what, "median (low - high)": str(spread), "unit": unit})
        return spread

    def hold(
        self, what: str, values: Sequence[float], unit: str, *, to_reach: float, worst: bool = False
    ) -> None:
        """Add a row, and the bar that its median (or its worst) has to stay below."""
        spread = self.note(what, values, unit)
        value = spread.high if worst else spread.median
        self.bars.append(Bar(what, value, unit, to_reach, at_least=False))


def measure(folder: Path, *, items: int, presses: int, rounds: int) -> Table:
    """Run every phase."""
    phases, table = Phases(folder), Table()
    large, small = folder / f"{items}", folder / f"small-{SMALL}"
    for dataset, count in ((large, items), (small, SMALL)):
        phases.run("make", dataset, count)
        opened = [FirstOpen(**phases.run("first_open", dataset)) for _ in range(rounds)]
        stored = Made(**phases.run("predict", dataset))
        if dataset == large:
            _report_first_open(table, opened)
            table.note("storing a prediction for each item", [stored.seconds], "s")
    used: dict[Path, list[Use]] = {large: [], small: []}
    for _ in range(rounds):  # in turns: a machine that slows down slows both
        for dataset, uses in used.items():
            uses.append(Use(**phases.run("use", dataset, presses)))
    _report_keys(table, used[small], used[large], items=items)
    _report_use(table, used[large])
    _report_meanwhile(table, Meanwhile(**phases.run("meanwhile", large, presses, rounds)))
    _report_exports(table, Exports(**phases.run("export", large, rounds)))
    return table


def _report_first_open(table: Table, opened: Sequence[FirstOpen]) -> None:
    table.hold("first open: first item", [each.first_item_s for each in opened], "s", to_reach=2)
    table.hold("first open: all indexed", [each.all_s for each in opened], "s", to_reach=30)
    table.hold(
        "resident memory after the first open",
        [each.resident_mib for each in opened],
        "MiB",
        to_reach=400,
    )


def _report_keys(table: Table, small: Sequence[Use], large: Sequence[Use], *, items: int) -> None:
    for share in (50, 99):
        few, many = (
            [float(np.percentile(each.key_ms, share)) for each in uses] for uses in (small, large)
        )
        table.note(f"key to next image, p{share}, {SMALL:,} items", few, "ms")
        name = f"key to next image, p{share}, {items:,} items"
        if share == 99:
            table.hold(name, many, "ms", to_reach=30)
        else:
            table.note(name, many, "ms")
        ratios = [b / a for a, b in zip(few, many, strict=True)]
        table.hold(f"p{share} against {SMALL:,} items", ratios, "times", to_reach=1.5)


def _report_use(table: Table, uses: Sequence[Use]) -> None:
    table.hold("open again", [each.open_s for each in uses], "s", to_reach=1)
    for name, times_ms in (
        ("filter", [ms for each in uses for ms in each.filter_ms]),
        ("search", [ms for each in uses for ms in each.search_ms]),
        ("order by doubt", [ms for each in uses for ms in each.by_doubt_ms]),
    ):
        table.hold(f"{name}, slowest", times_ms, "ms", to_reach=100, worst=True)
    table.note("resident memory, opened again", [each.opened_mib for each in uses], "MiB")
    table.hold("resident memory, worked in", [each.used_mib for each in uses], "MiB", to_reach=400)


def _report_meanwhile(table: Table, meanwhile: Meanwhile) -> None:
    bare = table.note("model by itself, before and after", meanwhile.bare_per_s, "images/s")
    table.note("model while reviewing", meanwhile.reviewing_per_s, "images/s")
    shares = [each / bare.median for each in meanwhile.reviewing_per_s]
    spread = table.note("model while reviewing, share", shares, "")
    table.bars.append(Bar("model while reviewing against by itself", spread.median, "share", 0.9))
    for share in (50, 99):
        rest, work = (
            [float(np.percentile(each, share)) for each in series]
            for series in (meanwhile.at_rest_ms, meanwhile.at_work_ms)
        )
        table.note(f"key to next image, p{share}, model at rest", rest, "ms")
        table.note(f"key to next image, p{share}, model at work", work, "ms")
        ratios = [b / a for a, b in zip(rest, work, strict=True)]
        table.hold(f"p{share}, model at work against at rest", ratios, "times", to_reach=UNCHANGED)


def _report_exports(table: Table, exports: Exports) -> None:
    table.note("accepting all that is left as one step", [exports.bulk_s], "s")
    table.hold("export of gt.txt", exports.gt_s, "s", to_reach=20)
    table.hold("export of corrections.jsonl", exports.corrections_s, "s", to_reach=20)


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks review", description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--presses", type=int, default=400, help="of a key, each round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to make the data (a temporary folder)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="review-", dir=options.folder) as folder:
        table = measure(
            Path(folder), items=options.items, presses=options.presses, rounds=options.rounds
        )
    Report(f"review, {options.items:,} items", table.rows, table.bars).print(as_json=options.json)
    return 0
