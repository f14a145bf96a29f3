# SPDX-License-Identifier: GPL-3.0-or-later
"""Korean word images with labels, drawn from faces, strokes and words; nothing real in them."""

from training.synth.contact_sheet import contact_sheet
from training.synth.faces import DEFAULT_FONT_ROOTS, Face, find_faces, split_faces
from training.synth.mix import (
    KINDS,
    MIX_CLEAN,
    MIX_PRINT,
    MIX_TRAIN,
    Mix,
    only,
)
from training.synth.synthesizer import Sample, SynthesisError, Synthesizer, make_sampler
from training.synth.words import WordSource

__all__ = [
    "DEFAULT_FONT_ROOTS",
    "KINDS",
    "MIX_CLEAN",
    "MIX_PRINT",
    "MIX_TRAIN",
    "Face",
    "Mix",
    "Sample",
    "SynthesisError",
    "Synthesizer",
    "WordSource",
    "contact_sheet",
    "find_faces",
    "make_sampler",
    "only",
    "split_faces",
]
