from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datasets.errors import DatasetAwayError
from datasets.opening import open_dataset
from datasets.record import ImageRef
from training.finetune.corrections import Item
from training.finetune.crops import CropFile, write_crops, write_index


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


@pytest.mark.parametrize("sign", ["\u0085", "\u2028", "\u2029"])
def test_a_name_may_hold_what_parts_lines_of_text(tmp_path: Path, exported: Any, sign: str) -> None:
    image = (exported.dataset / "page_000_crop_0.png").read_bytes()
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / f"a{sign}b.png").write_bytes(image)

    _, crops, _ = write_crops(
        tmp_path, [item(f"a{sign}b.png")], [open_dataset(tmp_path / "words")], check=lambda: None
    )
    write_index(tmp_path, crops)

    assert CropFile(tmp_path).crops == crops
