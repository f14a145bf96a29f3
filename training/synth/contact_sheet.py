# SPDX-License-Identifier: GPL-3.0-or-later
"""A contact sheet: many samples on one picture, for looking at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from training.synth.faces import load_font
from training.synth.synthesizer import Sample

_CELL_PX: Final = (220, 110)
_LABEL_PX: Final = 22
_GREY: Final = (128, 128, 128)
_LABEL_FONTS: Final = (
    Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)


def contact_sheet(samples: Sequence[Sample], columns: int = 6) -> npt.NDArray[np.uint8]:
    """Lay samples out on neutral grey, labels beneath; (H, W, 3) uint8 RGB."""
    width, height = _CELL_PX
    rows = -(-len(samples) // columns)
    sheet = Image.new("RGB", (width * columns, height * max(1, rows)), _GREY)
    draw = ImageDraw.Draw(sheet)
    font = _label_font()
    for index, sample in enumerate(samples):
        x, y = index % columns * width, index // columns * height
        sheet.paste(Image.fromarray(_fitted(sample.image)), (x, y))
        size = f"{sample.image.shape[1]}x{sample.image.shape[0]}"
        caption = f"{sample.label} {size} {sample.face.split('/')[0]}"
        draw.text((x, y + height - _LABEL_PX), caption, (255, 255, 0), font)
    return np.asarray(sheet)


def _fitted(image: npt.NDArray[np.uint8]) -> npt.NDArray[Any]:
    height, width = image.shape[:2]
    factor = min((_CELL_PX[0] - 8) / width, (_CELL_PX[1] - _LABEL_PX - 2) / height, 3.0)
    size = (max(1, int(width * factor)), max(1, int(height * factor)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)


def _label_font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in _LABEL_FONTS:
        if path.is_file():
            return load_font(path, 1 if path.suffix == ".ttc" else 0, 14)
    return ImageFont.load_default()
