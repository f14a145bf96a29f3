# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import cv2
import numpy as np
import pytest

from training.synth import Face, ink


def test_line_is_cropped_to_its_ink(faces: list[Face]) -> None:
    mask = ink.draw_line("한글", faces[0], size_px=32)

    assert mask[0].any() and mask[-1].any() and mask[:, 0].any() and mask[:, -1].any()


def test_text_without_ink_is_an_error(faces: list[Face]) -> None:
    with pytest.raises(ink.NoInkError):
        ink.draw_line("  ", faces[0], size_px=32)


def test_tracking_widens_the_line(faces: list[Face]) -> None:
    tight = ink.draw_line("본점소재지", faces[0], size_px=32)
    wide = ink.draw_line("본점소재지", faces[0], size_px=32, tracking_em=1.0)

    assert wide.shape[1] >= tight.shape[1] + 4 * 31
    assert abs(wide.shape[0] - tight.shape[0]) <= 1


def test_slimmed_strokes_are_thinner_and_still_whole(faces: list[Face]) -> None:
    mask = ink.draw_line("므", faces[0], size_px=88)
    framed = ink.padded(mask, top=4, bottom=4, left=4, right=4)

    slim = ink.slimmed(framed, share=0.5)

    assert slim.sum() < 0.75 * framed.sum()
    whole = cv2.connectedComponents((framed > 100).astype(np.uint8))[0]
    assert cv2.connectedComponents(slim)[0] == whole


def test_tilted_mask_keeps_all_its_ink(faces: list[Face]) -> None:
    mask = ink.draw_line("기", faces[0], size_px=52)

    turned = ink.tilted(mask, degrees=20, shear=0.2)

    assert float(turned.sum()) == pytest.approx(float(mask.sum()), rel=0.05)


def test_joined_cells_keep_gaps_and_ink(faces: list[Face]) -> None:
    cells = ink.draw_cells("가나", faces[0], size_px=32)

    mask = ink.join_cells(cells, [0, 50], [0, 4])

    empty = ~mask.any(axis=0)
    assert empty.sum() >= 50
    assert mask.sum() == sum(int(cell.sum()) for cell in cells)
