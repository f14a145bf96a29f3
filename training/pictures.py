"""Pictures of a training and of an evaluation, as PNG."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recognizer.metrics import confusions
from training.errors import TrainingError
from training.history import FILE as HISTORY
from training.history import read_history


def curves_picture(run: Path, picture: Path) -> None:
    """Draw loss and accuracies over the images seen (PNG) from the history of the folder `run`.

    Raises TrainingError where there is none yet.
    """
    lines = read_history(run)
    if not lines:
        raise TrainingError(f"{run / HISTORY}: there is nothing to draw yet")
    losses = [line.loss for line in lines]
    few_decades = max(losses) < 10 * min(losses)
    pyplot = _pyplot()
    figure, (above, below) = pyplot.subplots(
        2, 1, figsize=(8, 8), sharex=True, layout="constrained"
    )
    above.plot([line.images for line in lines], losses, linewidth=0.8)
    above.set_yscale("log")
    # Plain numbers: Korean faces lack the minus that exponents are set with.
    above.yaxis.set_major_formatter(lambda loss, _: f"{loss:g}")
    above.yaxis.set_minor_formatter(lambda loss, _: f"{loss:g}" if few_decades else "")
    above.set_ylabel("loss per character (nats)")
    measured = [line for line in lines if line.figures]
    for name in measured[-1].figures if measured else ():
        points = [(line.images, line.figures[name]) for line in measured if name in line.figures]
        below.plot(*zip(*points, strict=True), marker=".", label=name)
    below.set_ylim(0, 1)
    below.set_ylabel("word accuracy, synthetic")
    below.set_xlabel("images")
    below.xaxis.set_major_formatter("{x:,.0f}")
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
