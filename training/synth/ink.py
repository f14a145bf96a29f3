# SPDX-License-Identifier: GPL-3.0-or-later
"""Ink masks: text drawn as single-channel coverage, and the geometry done on it.

A mask is (H, W) uint8, 255 where ink is full. Geometry happens here, on one channel and at
nearly the final size; colour comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from training.synth.faces import Face, load_font

Mask = npt.NDArray[Any]  # (H, W) uint8; OpenCV's stubs know no narrower type

# Each size of a face costs about 0.2 MB a process, so fonts are opened at these only and masks
# scaled from them.
FONT_SIZES_PX: Final = (20, 32, 52, 88)


class NoInkError(ValueError):
    """The face drew nothing for this text."""


def nearest_size(size_px: float) -> int:
    """Give the smallest kept font size that is no smaller than `size_px`, or the largest."""
    return next((size for size in FONT_SIZES_PX if size >= size_px), FONT_SIZES_PX[-1])


def draw_line(
    text: str, face: Face, *, size_px: int, tracking_em: float = 0.0, space_em: float = 0.33
) -> Mask:
    """Draw a line of text, cropped to its ink; `tracking_em` widens every gap by that much.

    Raises NoInkError when nothing was drawn.
    """
    font = load_font(face.path, face.index, size_px)
    x, starts = float(size_px), []
    for character in text:
        starts.append(x)
        advance = size_px * space_em if character == " " else font.getlength(character)
        x += max(advance + tracking_em * size_px, 0.35 * advance)
    canvas = Image.new("L", (int(x) + size_px, size_px * 2 + size_px // 2))
    draw = ImageDraw.Draw(canvas)
    for character, start in zip(text, starts, strict=True):
        if character != " ":
            draw.text((start, size_px * 0.4), character, 255, font)
    return trimmed(np.asarray(canvas))


def draw_cells(text: str, face: Face, *, size_px: int) -> list[Mask]:
    """Draw each character alone on a square-ish cell, all with one baseline.

    A cell is (2 * size, w) with the ink's own width; a space gives an empty cell.
    """
    font = load_font(face.path, face.index, size_px)
    cells = []
    for character in text:
        canvas = Image.new("L", (size_px * 2, size_px * 2))
        ImageDraw.Draw(canvas).text((size_px * 0.4, size_px * 0.4), character, 255, font)
        columns = canvas.getbbox()
        if columns is None:
            cells.append(np.zeros((size_px * 2, max(1, size_px // 3)), np.uint8))
        else:
            cells.append(np.asarray(canvas.crop((columns[0], 0, columns[2], size_px * 2))))
    return cells


def join_cells(cells: Sequence[Mask], gaps_px: Sequence[float], shifts_px: Sequence[float]) -> Mask:
    """Set cells side by side with a gap before each and a vertical shift, cropped to the ink."""
    tallest = max(cell.shape[0] for cell in cells)
    reach = int(max(abs(shift) for shift in shifts_px)) + 1
    width = int(sum(cell.shape[1] for cell in cells) + sum(max(gap, 0) for gap in gaps_px)) + 2
    canvas = np.zeros((tallest + 2 * reach, width), np.uint8)
    cells = [_without_sides(cell) for cell in cells]
    x = 0.0
    for cell, gap, shift in zip(cells, gaps_px, shifts_px, strict=True):
        height, breadth = cell.shape
        left = max(0, int(x + gap))
        top = reach + int(shift) + (tallest - height) // 2
        patch = canvas[top : top + height, left : left + breadth]
        np.maximum(patch, cell[:, : patch.shape[1]], out=patch)
        x = left + breadth
    return trimmed(canvas)


def _without_sides(cell: Mask) -> Mask:
    """Drop the empty columns left and right; a cell without ink stays as it is."""
    x, _, width, _ = cv2.boundingRect(cell)
    return cell[:, x : x + width] if width else cell


def trimmed(mask: Mask) -> Mask:
    """Crop to the ink's bounding box. Raises NoInkError when there is none."""
    x, y, width, height = cv2.boundingRect(mask)
    if width == 0 or height == 0:
        raise NoInkError("no ink in the mask")
    return mask[y : y + height, x : x + width]


def padded(mask: Mask, *, top: int, bottom: int, left: int, right: int) -> Mask:
    """Add empty margins; negative ones cut ink away."""
    height, width = mask.shape
    cut = mask[max(0, -top) : height - max(0, -bottom), max(0, -left) : width - max(0, -right)]
    sides = (max(0, top), max(0, bottom), max(0, left), max(0, right))
    return cv2.copyMakeBorder(cut, *sides, cv2.BORDER_CONSTANT, value=0)


def scaled(mask: Mask, height_px: float, *, stretch: float = 1.0) -> Mask:
    """Resize to a height, width following times `stretch`."""
    factor = height_px / mask.shape[0]
    size = (max(1, round(mask.shape[1] * factor * stretch)), max(1, round(height_px)))
    return resized(mask, size)


def resized(mask: Mask, size: tuple[int, int]) -> Mask:
    """Resize to (width, height), by area when shrinking."""
    shrinking = size[1] < mask.shape[0]
    return cv2.resize(mask, size, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)


def warped(mask: Mask, corners: npt.NDArray[np.float32], size: tuple[int, int]) -> Mask:
    """Map the mask's corners (tl, tr, br, bl) to `corners` on a (width, height) canvas."""
    height, width = mask.shape[:2]
    source = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    return cv2.warpPerspective(mask, matrix, size, flags=cv2.INTER_LINEAR)


def tilted(
    mask: Mask,
    *,
    degrees: float = 0.0,
    shear: float = 0.0,
    squeeze: float = 1.0,
    scale: float = 1.0,
) -> Mask:
    """Rotate, slant, scale and widen about the middle on a canvas that holds it all."""
    height, width = mask.shape
    angle = np.deg2rad(degrees)
    turn = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))))
    matrix = turn @ np.array(((squeeze * scale, -shear * scale), (0.0, scale)))
    reach = np.abs(matrix) @ np.array((width, height))
    new_width, new_height = int(np.ceil(reach[0])) + 2, int(np.ceil(reach[1])) + 2
    offset = np.array((new_width, new_height)) / 2 - matrix @ np.array((width, height)) / 2
    affine = np.column_stack((matrix, offset))
    return cv2.warpAffine(mask, affine, (new_width, new_height), flags=cv2.INTER_LINEAR)


def rippled(
    mask: Mask,
    rng: np.random.Generator,
    *,
    strength_px: float,
    grid: int = 4,
    border: int = cv2.BORDER_CONSTANT,
) -> Mask:
    """Displace smoothly by up to about `strength_px`: an elastic deformation."""
    height, width = mask.shape[:2]
    columns = max(2, round(grid * width / height))
    field = rng.standard_normal((2, max(2, grid), columns)).astype(np.float32) * strength_px
    across = cv2.resize(field[0], (width, height), interpolation=cv2.INTER_CUBIC)
    down = cv2.resize(field[1], (width, height), interpolation=cv2.INTER_CUBIC)
    across += np.arange(width, dtype=np.float32)
    down += np.arange(height, dtype=np.float32)[:, None]
    return cv2.remap(mask, across, down, cv2.INTER_LINEAR, borderMode=border)


def disc(diameter: int) -> Mask:
    """Give a round structuring element."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(1, diameter), max(1, diameter)))


def thickened(mask: Mask, diameter_px: int) -> Mask:
    """Grow strokes by a round nib."""
    return cv2.dilate(mask, disc(diameter_px)) if diameter_px > 1 else mask


def filed(mask: Mask) -> Mask:
    """Take one pixel off every stroke, unless that would cost more than half of the ink."""
    filed_mask = cv2.erode(mask, np.ones((2, 2), np.uint8))
    return filed_mask if cv2.mean(filed_mask)[0] > 0.5 * cv2.mean(mask)[0] else mask


def slimmed(mask: Mask, *, share: float) -> Mask:
    """Thin every stroke to about `share` of its own width, wherever it is thick or thin.

    What stays is near the ridge of the distance transform; unlike a skeleton it neither forks at
    square ends nor falls apart.
    """
    ink = cv2.threshold(mask, 0.4 * float(mask.max()), 255, cv2.THRESH_BINARY)[1]
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    reach = 2 * int(np.ceil(float(depth.max()) * 0.7)) + 1
    ridge = cv2.dilate(depth, np.ones((reach, reach), np.uint8))
    slim = np.where((depth > 0) & (depth >= ridge * (1 - share)), 255, 0).astype(np.uint8)
    # Rough brush edges leave gaps of a pixel or two.
    return cv2.morphologyEx(slim, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
