# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the habits of one writer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, slots=True)
class Style:
    """One writer's habits, drawn once per word. Lengths are in ems (the syllable's height)."""

    # proportions of the syllable
    initial_width: float
    initial_height: float
    low_initial_width: float
    vowel_width: float
    bar_width: float
    mixed_bar: float
    jamo_gap: float
    reach: float
    merging: float
    final_top: float
    final_gap: float
    final_width: float
    final_side: float
    stretch: float
    ring_size: float
    letter_height: float
    letter_width: float
    # the word
    aspect: float
    slant: float
    rise: float
    spacing: float
    spacing_spread: float
    baseline_slope: float
    baseline_spread: float
    size_spread: float
    # the pen
    rounding: float
    constancy: float
    sloppiness: float
    bow: float
    tremor: float
    link_chance: float
    full_link_share: float
    pen_width: float
    taper: float
    pressure_spread: float
    gap_chance: float
    dryness: float


def draw_style(rng: np.random.Generator) -> Style:
    """Give the habits of a writer nobody has met before."""
    u = iter(rng.random(40).tolist())
    g = iter(rng.standard_normal(16).tolist())

    def between(low: float, high: float) -> float:
        return low + (high - low) * float(next(u))

    def normal(spread: float, limit: float) -> float:
        return max(-limit, min(limit, spread * float(next(g))))

    kind = next(u)
    if kind < 0.25:
        spacing = between(-0.03, 0.05)
    elif kind < 0.75:
        spacing = between(0.05, 0.25)
    else:
        spacing = between(0.25, 1.0)
    speed = next(u)
    links = next(u)
    return Style(
        initial_width=between(0.36, 0.58),
        initial_height=between(0.45, 0.8),
        low_initial_width=between(0.42, 0.72),
        vowel_width=between(0.75, 1.3),
        bar_width=between(0.72, 1.08),
        mixed_bar=between(0.48, 0.68),
        jamo_gap=between(-0.03, 0.07),
        final_top=between(0.58, 0.7),
        final_gap=between(0.0, 0.07),
        final_width=between(0.42, 0.75),
        final_side=between(0.35, 1.0),
        stretch=between(1.15, 1.7),
        ring_size=between(0.6, 1.0),
        letter_height=between(0.7, 1.0),
        letter_width=between(0.75, 1.25),
        aspect=between(0.72, 1.2),
        slant=normal(0.1, 0.3),
        rise=max(-0.06, min(0.25, 0.07 + normal(0.07, 0.2))),
        spacing=spacing,
        spacing_spread=between(0.01, 0.08),
        baseline_slope=normal(0.025, 0.06),
        baseline_spread=between(0.0, 0.06),
        size_spread=between(0.02, 0.12),
        rounding=3.2 * speed - 0.2,
        constancy=between(0.6, 0.98),
        sloppiness=between(0.3, 1.0) ** 1.2,
        bow=between(0.01, 0.05),
        tremor=between(0.0, 1.0) ** 3 * 0.008,
        link_chance=0.0 if links < 0.3 else 0.85 * speed * links,
        full_link_share=between(0.0, 1.0) ** 2,
        pen_width=0.02 + 0.042 * between(0.0, 1.0) ** 1.8,
        taper=between(0.0, 0.6),
        pressure_spread=between(0.0, 0.25),
        gap_chance=0.05 * max(0.0, between(-2.0, 1.0)),
        dryness=max(0.0, between(-2.0, 0.5)),
        reach=max(0.0, between(-0.2, 0.22)),
        merging=max(0.0, between(-0.6, 0.8)),
    )


def neat(style: Style, rng: np.random.Generator, *, spacing: float) -> Style:
    """Let the writer take pains, with anything from a hairline to a marker; spacing in ems."""
    return replace(
        style,
        slant=style.slant * 0.5,
        rise=style.rise * 0.3,
        spacing=spacing,
        spacing_spread=0.0,
        baseline_slope=0.0,
        baseline_spread=style.baseline_spread * 0.3,
        size_spread=style.size_spread * 0.3,
        constancy=0.99,
        sloppiness=style.sloppiness * 0.25,
        bow=style.bow * 0.3,
        tremor=0.0,
        link_chance=style.link_chance * 0.4,
        pen_width=rng.uniform(0.02, 0.085),
        taper=0.0,
        pressure_spread=0.0,
        gap_chance=0.0,
        dryness=0.0,
    )


def ruled(style: Style, rng: np.random.Generator, *, spacing: float) -> Style:
    """Let the letters be drawn with instruments, as on a sign: all strokes of one weight."""
    pen_width = rng.uniform(0.03, 0.095)
    return replace(
        neat(style, rng, spacing=max(spacing, pen_width)),
        jamo_gap=rng.uniform(-0.06, 0.05),
        final_gap=rng.uniform(-0.03, 0.06),
        slant=0.0,
        rise=0.0,
        baseline_spread=0.0,
        size_spread=0.0,
        constancy=1.0,
        sloppiness=0.0,
        bow=0.0,
        link_chance=0.0,
        pen_width=pen_width,
    )


def bold(style: Style, rng: np.random.Generator) -> Style:
    """Let the writer take a brush, as for the sounds in a comic."""
    pen_width = rng.uniform(0.05, 0.11)
    return replace(
        style,
        spacing=max(style.spacing, pen_width),
        link_chance=style.link_chance * 0.3,
        pen_width=pen_width,
        gap_chance=0.0,
    )
