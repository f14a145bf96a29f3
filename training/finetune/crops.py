"""The items' images in one file of the run, for the processes that render.

Formats keep words on pages, in archives, in databases; a process that draws them at random would
decode a page for every word. They are cut once, bounded to the height that the synthesis has, and
kept as PNG: an index of plain values and one file that every process maps.
"""

import json
import mmap
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from datasets.errors import DatasetAwayError, DatasetError
from datasets.opening import Dataset
from imaging.paper import Pixels
from recognizer.errors import ImageError
from recognizer.images import decode
from training.finetune.corrections import Item
from training.finetune.seen import digest
from training.image_bytes import png

FILE = "crops.bin"
INDEX = "crops.jsonl"
HIGHEST_PX = 160


@dataclass(frozen=True)
class Crop:
    """Where an item's image is in the file, and what it is.

    export, path, region, source: where it came from; region as `ImageRef` spells it.
    digest: of the image as the dataset has it, see `seen.digest`.
    """

    offset: int
    size: int
    label: str
    corrected: bool
    export: int
    path: str
    region: str | None
    source: str
    digest: str


def write_crops(
    folder: Path,
    items: Iterable[Item],
    datasets: list[Dataset],
    *,
    check: Callable[[], None],
) -> tuple[list[Item], list[Crop], list[str]]:
    """Keep the images of `items` in `folder`; give those kept, their crops, and why not the others.

    `check` is called for every item and may raise to stop. Raises DatasetAwayError, OSError.
    """
    kept, crops, left_out = [], [], []
    offset = 0
    with (folder / FILE).open("wb") as file:
        for item in items:
            check()
            try:
                image = decode(datasets[item.export].read_image(item.image))
            except DatasetAwayError:
                raise  # no fault of this item: all that follow would be left out with it
            except (DatasetError, ImageError) as error:
                left_out.append(f"{item.image}: {error}")
                continue
            packed = _packed(image)
            file.write(packed)
            kept.append(item)
            crops.append(_crop(item, offset, len(packed), digest(image)))
            offset += len(packed)
    return kept, crops, left_out


def write_index(folder: Path, crops: Iterable[Crop]) -> None:
    """Write the crops to train on, which `CropFile` opens."""
    lines = (json.dumps(asdict(crop), ensure_ascii=False) + "\n" for crop in crops)
    (folder / INDEX).write_text("".join(lines), encoding="utf-8")


def load_image(folder: Path, crop: Crop) -> Pixels:
    """Read one crop, (H, W, 3) uint8 RGB."""
    with (folder / FILE).open("rb") as file:
        file.seek(crop.offset)
        return _unpacked(file.read(crop.size))


def remove_crops(folder: Path) -> None:
    """Remove the copies of the images."""
    for name in (FILE, INDEX):
        (folder / name).unlink(missing_ok=True)


class CropFile:
    """The crops of a run to train on, mapped."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / INDEX).read_bytes().splitlines()  # text would part at U+2028, too
        self.crops = [Crop(**json.loads(line)) for line in lines]
        with (folder / FILE).open("rb") as file:
            self._content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def image(self, number: int) -> Pixels:
        """Decode a crop, (H, W, 3) uint8 RGB."""
        crop = self.crops[number]
        return _unpacked(self._content[crop.offset : crop.offset + crop.size])


def _crop(item: Item, offset: int, size: int, digest_: str) -> Crop:
    region = item.image.region
    return Crop(
        offset,
        size,
        item.label,
        item.corrected,
        item.export,
        item.image.path,
        None if region is None else str(region),
        item.source,
        digest_,
    )


def _packed(image: Pixels) -> bytes:
    height, width = image.shape[:2]
    if height > HIGHEST_PX:
        size = (max(3, round(width * HIGHEST_PX / height)), HIGHEST_PX)
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return png(image)


def _unpacked(content: bytes) -> Pixels:
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    if decoded is None:
        raise ValueError("a crop of this run is damaged; remove the run's folder and begin again")
    image: NDArray[np.uint8] = np.asarray(decoded, np.uint8)
    return image
