# SPDX-License-Identifier: GPL-3.0-or-later
"""A contact sheet: many samples on one picture, for looking at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from training.synth.faces import Face, load_font
from training.synth.synthesizer import Sample

_CELL_PX: Final = (220, 124)  # width, height
_MARGIN_PX: Final = 4
# Two lines below each word: its label, then its size and face.
_LABEL_PX: Final = 20
_NOTE_PX: Final = 16
_LABEL_SIZES_PX: Final = (14, 12, 10, 8)  # the largest that fits: a label says all it has to
_NOTE_SIZE_PX: Final = 11
_LARGEST_SCALE: Final = 3.0
_GREY: Final = (128, 128, 128)
_LABEL_COLOUR: Final = (255, 255, 0)
_NOTE_COLOUR: Final = (225, 225, 225)
_ELLIPSIS: Final = "…"


def contact_sheet(
    samples: Sequence[Sample], faces: Sequence[Face], columns: int = 6
) -> npt.NDArray[np.uint8]:
    """Lay samples out on neutral grey, captions beneath, written in the plainest of `faces`.

    Gives (H, W, 3) uint8 RGB.
    """
    width, height = _CELL_PX
    rows = max(1, -(-len(samples) // columns))
    sheet = Image.new("RGB", (width * columns, height * rows), _GREY)
    captions = _Captions(ImageDraw.Draw(sheet), faces)
    for index, sample in enumerate(samples):
        x, y = index % columns * width, index // columns * height
        sheet.paste(Image.fromarray(_fitted(sample.image)), (x + _MARGIN_PX, y + _MARGIN_PX))
        captions.write(sample, (x + _MARGIN_PX, y + height - _LABEL_PX - _NOTE_PX))
    return np.asarray(sheet)


class _Captions:
    """Writes what a sample is, within the width of its cell."""

    def __init__(self, draw: ImageDraw.ImageDraw, faces: Sequence[Face]) -> None:
        self._draw = draw
        self._faces = sorted(faces, key=_plainness)
        self._room_px = _CELL_PX[0] - 2 * _MARGIN_PX

    def write(self, sample: Sample, place: tuple[int, int]) -> None:
        """Write the label, and beneath it the size and the face."""
        x, y = place
        face = self._face_for(sample.label)
        fonts = [load_font(face.path, face.index, size) for size in _LABEL_SIZES_PX]
        font = next((f for f in fonts if f.getlength(sample.label) <= self._room_px), fonts[-1])
        self._draw.text((x, y), self._shortened(sample.label, font), _LABEL_COLOUR, font)
        height, width = sample.image.shape[:2]
        note = f"{width}x{height} {sample.face.split('/')[0]}"
        face = self._face_for(note)
        font = load_font(face.path, face.index, _NOTE_SIZE_PX)
        self._draw.text((x, y + _LABEL_PX), self._shortened(note, font), _NOTE_COLOUR, font)

    def _face_for(self, text: str) -> Face:
        return next((face for face in self._faces if face.covers(text)), self._faces[0])

    def _shortened(self, text: str, font: ImageFont.FreeTypeFont) -> str:
        if font.getlength(text) <= self._room_px:
            return text
        while text and font.getlength(text + _ELLIPSIS) > self._room_px:
            text = text[:-1]
        return text + _ELLIPSIS


def _plainness(face: Face) -> tuple[bool, bool, bool, int, str]:
    """Order faces: gothics of ordinary weight first, among them those that draw the most."""
    drawn = int.from_bytes(face.coverage).bit_count()
    return face.category != "gothic", face.is_thin, face.is_heavy, -drawn, face.id


def _fitted(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Scale a sample to its cell, at most threefold."""
    height, width = image.shape[:2]
    room_x = _CELL_PX[0] - 2 * _MARGIN_PX
    room_y = _CELL_PX[1] - _LABEL_PX - _NOTE_PX - 2 * _MARGIN_PX
    factor = min(room_x / width, room_y / height, _LARGEST_SCALE)
    size = (max(1, int(width * factor)), max(1, int(height * factor)))
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=interpolation), np.uint8)
