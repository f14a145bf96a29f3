"""What was asked of a fine-tuning."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """What was asked for; None leaves the choice to the run."""

    corrections: tuple[Path, ...]
    datasets: tuple[Path, ...]
    formats: tuple[str, ...]
    base: Path
    out: Path
    folder: Path
    fonts: tuple[Path, ...]
    font_cache: Path | None
    images: int | None
    minutes: float | None
    batch_size: int
    learning_rate: float
    real_share: float | None
    correction_weight: float
    test_words: int
    seed: int
    workers: int
    mixed_precision: bool
