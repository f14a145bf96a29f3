"""What a review is called in the title of its window."""

from pathlib import Path

from app.resources import resource
from app.services.importing import fallback_path, review_path

_LONGEST_FOLDER = 40


def title_of(review: Path, dataset: Path) -> str:
    """Name a review so that no two that are open at once are called the same.

    The dataset comes first, for a task bar cuts the end off: `words (~/data)`. A review file of
    another name or place than the dataset's own is named, too: `words · second (~/reviews)`.
    """
    usual = review_path(dataset)
    name = f"{dataset.parent.name}/{dataset.name}" if dataset.is_file() else dataset.name
    if dataset == resource("sample"):
        return name
    if review not in (usual, fallback_path(dataset)):
        other = review.stem.removeprefix(f"{usual.stem}.").removesuffix(".review")
        return f"{name} · {other} ({_shown(review.parent)})"
    return f"{name} ({_shown(usual.parent)})"


def _shown(folder: Path) -> str:
    home = Path.home()
    inside = folder.relative_to(home) if folder.is_relative_to(home) else None
    shown = str(folder) if inside is None else str(Path("~", inside))
    if len(shown) <= _LONGEST_FOLDER:
        return shown
    return f"{shown[: _LONGEST_FOLDER // 4]}…{shown[-_LONGEST_FOLDER * 3 // 4 :]}"
