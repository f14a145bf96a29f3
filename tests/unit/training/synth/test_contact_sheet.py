# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np

from training.synth import Face, Synthesizer, WordSource, contact_sheet


def test_sheet_has_a_row_for_each_started_line(faces: list[Face]) -> None:
    maker = Synthesizer(faces, WordSource(("사람",)))
    samples = [maker.sample(seed) for seed in range(7)]

    one_row = contact_sheet(samples[:3], columns=3)
    sheet = contact_sheet(samples, columns=3)

    assert sheet.dtype == np.uint8
    assert sheet.shape == (3 * one_row.shape[0], one_row.shape[1], 3)
