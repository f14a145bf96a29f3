from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datasets.errors import DatasetAwayError
from datasets.opening import open_dataset
from datasets.record import ImageRef
from training.finetune.corrections import Item
from training.finetune.crops import write_crops


def item(path: str) -> Item:
    return Item(0, ImageRef(path), "가", path, False, None)


def test_a_dataset_that_goes_away_is_no_reason_to_train_on_less(
    tmp_path: Path, exported: Any
) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    for path in exported.dataset.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    items = [item(path.name) for path in sorted(folder.iterdir())]
    steps: Iterator[Any] = iter([None, None, lambda: folder.rename(tmp_path / "elsewhere")])

    def check() -> None:
        if step := next(steps, None):
            step()

    with pytest.raises(DatasetAwayError, match="the dataset's folder is not there"):
        write_crops(tmp_path, items, [open_dataset(folder)], check=check)
