# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing one of several things by weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Odds:
    """The odds of things that are numbered, from 0; read-only, so it may be shared and pickled."""

    def __init__(self, weights: Sequence[float]) -> None:
        cumulated = np.cumsum(weights)
        self._cumulated = cumulated / cumulated[-1]  # ends in exactly 1: every draw is below it

    def draw(self, rng: np.random.Generator) -> int:
        """Give a number; takes one draw from `rng`."""
        return int(np.searchsorted(self._cumulated, rng.random(), side="right"))
