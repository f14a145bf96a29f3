# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from training.synth import Face, Sample, Synthesizer, WordSource, contact_sheet


def test_sheet_has_a_row_for_each_started_line(faces: list[Face]) -> None:
    maker = Synthesizer(faces, WordSource(("사람",)))
    samples = [maker.sample(seed) for seed in range(7)]

    one_row = contact_sheet(samples[:3], faces, columns=3)
    sheet = contact_sheet(samples, faces, columns=3)

    assert sheet.dtype == np.uint8
    assert sheet.shape == (3 * one_row.shape[0], one_row.shape[1], 3)


@pytest.mark.parametrize("label", ["전구및엘이디(LED)램프자전거거치대수문문비버스승강장", "W" * 60])
def test_a_caption_keeps_to_its_cell(faces: list[Face], label: str) -> None:
    image = np.full((30, 60, 3), 128, np.uint8)  # as grey as the sheet
    sample = Sample(image, label, "print", "A family with a name that is longer than its cell/Bold")

    beside_nothing = contact_sheet([sample], faces, columns=2)

    own, other = np.split(beside_nothing, 2, axis=1)
    assert (own[:, -4:] == 128).all()
    assert (other == 128).all()
    assert (own != 128).any()
