"""What an evaluation prints and draws."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recognizer.manifest import ManifestRow
from recognizer.metrics import (
    character_error_rate,
    comparable,
    confusions,
    wilson_interval,
)
from training.errors import TrainingError
from training.history import FILE as HISTORY
from training.history import read_history


def print_report(
    rows: Sequence[ManifestRow], readings: Sequence[str], *, confusions: int, wrong: bool
) -> None:
    """Print word accuracy with its 95 % Wilson interval and CER by kind, then the confusions."""
    kinds = list(dict.fromkeys(row.kind for row in rows))
    print(f"{'kind':<20} {'words':>6} {'right':>7} {'95 % interval':>16} {'CER':>7}")
    for kind in kinds:
        pairs = [(r.label, t) for r, t in zip(rows, readings, strict=True) if r.kind == kind]
        labels, texts = zip(*pairs, strict=True)
        right = sum(comparable(a) == comparable(b) for a, b in pairs)
        low, high = wilson_interval(right, len(pairs))
        cer = character_error_rate(labels, texts)
        print(
            f"{kind:<20} {len(pairs):>6} {right / len(pairs):>7.1%} "
            f"{f'{low:.1%} - {high:.1%}':>16} {cer:>7.1%}"
        )
    for (label, reading), count in count_confusions(rows, readings).most_common(confusions):
        print(f"{count:>4}  {label} read as {reading}")
    if wrong:
        for row, text in zip(rows, readings, strict=True):
            if comparable(row.label) != comparable(text):
                print(f"{row.kind}\t{row.path.name}\t{row.label}\t{text}")


def count_confusions(
    rows: Sequence[ManifestRow], readings: Sequence[str]
) -> Counter[tuple[str, str]]:
    """Count characters read as others over a manifest."""
    return confusions([row.label for row in rows], readings)


def curves_picture(run: Path, picture: Path) -> None:
    """Draw loss and accuracies over the images seen (PNG) from the history of the folder `run`.

    Raises TrainingError where there is none yet.
    """
    lines = read_history(run)
    if not lines:
        raise TrainingError(f"{run / HISTORY}: there is nothing to draw yet")
    pyplot = _pyplot()
    figure, (above, below) = pyplot.subplots(
        2, 1, figsize=(8, 8), sharex=True, layout="constrained"
    )
    above.plot([line.images for line in lines], [line.loss for line in lines], linewidth=0.8)
    above.set_yscale("log")
    above.set_ylabel("loss per character (nats)")
    measured = [line for line in lines if line.figures]
    for name in measured[-1].figures if measured else ():
        points = [(line.images, line.figures[name]) for line in measured if name in line.figures]
        below.plot(*zip(*points, strict=True), marker=".", label=name)
    below.set_ylim(0, 1)
    below.set_ylabel("word accuracy, synthetic")
    below.set_xlabel("images")
    if measured:
        below.legend()
    for axes in (above, below):
        axes.grid(alpha=0.3)
    figure.savefig(picture, dpi=100)
    pyplot.close(figure)


def confusion_picture(labels: Sequence[str], readings: Sequence[str], path: Path) -> None:
    """Draw the 30 most frequent confusions as a bar chart (PNG)."""
    pyplot = _pyplot()
    common = confusions(labels, readings).most_common(30)[::-1]
    figure, axes = pyplot.subplots(figsize=(6, 8), layout="constrained")
    axes.barh([f"{a} → {b}" for (a, b), _ in common], [count for _, count in common])
    axes.set_xlabel("characters")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_title("label → reading")
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def _pyplot() -> Any:
    """Give matplotlib without a display, with a face that has Hangul where one is installed."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import font_manager, pyplot

    korean = {"Noto Sans CJK KR", "NanumGothic", "Pretendard", "Noto Sans CJK JP"}
    installed = {font.name for font in font_manager.fontManager.ttflist}
    mpl.rcParams["font.family"] = [*sorted(korean & installed), "DejaVu Sans"]
    return pyplot
