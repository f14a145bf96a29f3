# SPDX-License-Identifier: GPL-3.0-or-later
"""What share of each kind of image a synthesiser makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

KINDS: Final = ("clean", "print", "handwriting", "plate", "scene", "lettering")


@dataclass(frozen=True)
class Mix:
    """Weights of the kinds (any scale), and shares in 0..1.

    `hard` are degraded more, `strokes` of the handwriting are written stroke by stroke, `odd` of
    the clean words have letter shapes that few faces have (it is not part of what a seed's sample
    depends on, so that test words stay what they were).
    """

    clean: float = 0.0
    print: float = 0.0
    handwriting: float = 0.0
    plate: float = 0.0
    scene: float = 0.0
    lettering: float = 0.0
    hard: float = 0.6
    strokes: float = 0.5
    odd: float = field(default=0.0, repr=False)

    def weights(self) -> tuple[float, ...]:
        """Give the weights in the order of KINDS."""
        return tuple(float(getattr(self, kind)) for kind in KINDS)


MIX_TRAIN: Final = Mix(
    clean=25, print=25, handwriting=25, plate=8, scene=10, lettering=7, hard=0.6, odd=0.35
)
MIX_CLEAN: Final = Mix(clean=1, hard=0.0)
MIX_PRINT: Final = Mix(print=1)


def only(kind: str) -> Mix:
    """Give the mix of one kind alone."""
    return replace(Mix(), **{kind: 1.0})
