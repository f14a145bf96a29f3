"""What every benchmark gives: rows to read, and bars that say what holds."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """One figure against what it has to reach.

    `at_least` says which side is good; `held` follows. A figure without a mark to reach (a peer's
    speed, say) is a row, not a bar.
    """

    name: str
    value: float
    unit: str
    to_reach: float
    at_least: bool = True

    @property
    def held(self) -> bool:
        """Whether the mark is reached."""
        if self.at_least:
            return self.value >= self.to_reach
        return self.value <= self.to_reach


@dataclass(frozen=True)
class Spread:
    """Median and range of repeated measurements."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Summarise at least one measurement."""
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        """Give `median (low - high)` with three significant digits."""
        return f"{self.median:.3g} ({self.low:.3g} - {self.high:.3g})"


@dataclass(frozen=True)
class Report:
    """A benchmark's outcome: table rows (one dict each, the same keys) and bars."""

    name: str
    rows: Sequence[dict[str, Any]]
    bars: Sequence[Bar]

    def print(self, *, as_json: bool) -> None:
        """Print for people, or as one JSON object with the key `bars`."""
        if as_json:
            bars = [{**asdict(bar), "held": bar.held} for bar in self.bars]
            print(
                json.dumps(
                    {
                        "benchmark": self.name,
                        "machine": machine(),
                        "rows": list(self.rows),
                        "bars": bars,
                    },
                    ensure_ascii=False,
                )
            )
            return
        print(f"# {self.name} ({machine()})")
        if self.rows:
            print_table(
                [list(self.rows[0]), *([str(v) for v in row.values()] for row in self.rows)]
            )
        for bar in self.bars:
            sign = ">=" if bar.at_least else "<="
            print(
                f"{'held    ' if bar.held else 'NOT held'}  {bar.name}: "
                f"{bar.value:.4g} {bar.unit} ({sign} {bar.to_reach:g})"
            )


def print_table(lines: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as their widest cell."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def machine() -> str:
    """Say in a few words what was measured on."""
    return f"{os.cpu_count()} CPUs, {platform.machine()}, Python {platform.python_version()}"
