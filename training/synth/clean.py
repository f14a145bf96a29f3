# SPDX-License-Identifier: GPL-3.0-or-later
"""Clean samples: one face, plain ink on plain ground, little else."""

from __future__ import annotations

import numpy as np

from training.synth import boxes, degrade, ink
from training.synth.faces import Face


def render_clean(text: str, face: Face, rng: np.random.Generator, *, hard: bool) -> degrade.Image:
    """Draw `text` plainly, dark on light or (one in five) light on dark."""
    height = int(rng.integers(24, 65))
    wide = rng.random() < 0.3 and " " not in text
    tracking = rng.uniform(0.15, 1.0) if wide else rng.uniform(-0.04, 0.15)
    size = ink.nearest_size(height)
    mask = ink.draw_line(text, face, size_px=size, tracking_em=tracking)
    mask = ink.scaled(mask, max(4, mask.shape[0] * height / size))
    mask = boxes.with_margins(mask, rng, low=0.0, high=0.25, least_px=2)
    mask = boxes.with_least_height(mask, 16)
    light, dark = rng.uniform(200, 255), rng.uniform(0, 90)
    if hard:
        light = rng.uniform(120, 255)
        dark = rng.uniform(0, min(120.0, light - 70))
    if rng.random() < 0.2:
        light, dark = dark, light
    tint = rng.uniform(-15, 15, (2, 3)) if rng.random() < 0.5 else np.zeros((2, 3))
    image = degrade.two_toned(mask, light + tint[0], dark + tint[1])
    if hard:
        if rng.random() < 0.5:
            picture = degrade.noisy(image.astype(np.float32), rng, sigma=rng.uniform(0, 10))
            image = degrade.finished(picture)
        return degrade.photographed(image, rng, strength=0.6)
    return image
