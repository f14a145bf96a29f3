"""How a run goes: `history.jsonl`, a line now and then, read by `curves`, `export` and the program.

A process that is killed may leave half a line behind, and lines of steps that the next one takes
again from the checkpoint: neither is given.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

log = logging.getLogger(__name__)

FILE = "history.jsonl"
_TAIL = 65_536  # bytes, far more than a line has


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    loss: mean negative log-likelihood of a character (nats) since the line before. seconds: of
    training, over all resumes. figures: shares in [0, 1] by name, where it was measured.
    """

    images: int
    loss: float
    images_per_s: float
    seconds: float
    figures: dict[str, float]


def append_progress(folder: Path, progress: Progress) -> None:
    """Add a line to the run's history, in place of half a line at its end."""
    with (folder / FILE).open("a+b") as lines:
        _cut_torn_end(lines)
        lines.write(json.dumps(asdict(progress)).encode() + b"\n")


def read_history(folder: Path) -> list[Progress]:
    """Give the whole lines of the run's history, images ascending; none where it has none."""
    kept: list[Progress] = []
    for progress in reversed(list(_whole_lines(folder / FILE))):
        if not kept or progress.images <= kept[-1].images:
            kept.append(progress)
    return kept[::-1]


def _whole_lines(path: Path) -> Iterator[Progress]:
    if not path.exists():
        return
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            yield Progress(**json.loads(line))
        except (ValueError, TypeError):
            log.warning("%s:%d is no whole line: passed over", path, number)


def _cut_torn_end(lines: BinaryIO) -> None:
    size = lines.seek(0, 2)
    lines.seek(max(0, size - _TAIL))
    whole, newline, torn = lines.read().rpartition(b"\n")
    del whole, newline
    if torn:
        lines.truncate(size - len(torn))
