"""Clean samples: one face, plain ink on plain ground, little else."""

from __future__ import annotations

import numpy as np

from training.synth import degrade, ink, papers
from training.synth.faces import Face


def render_clean(
    text: str, face: Face, rng: np.random.Generator, *, hard: bool
) -> degrade.Image:
    """Draw `text` plainly, dark on light or (one in five) light on dark."""
    size = int(rng.integers(24, 65))
    tracking = rng.uniform(-0.04, 0.15) if rng.random() < 0.7 else rng.uniform(0.15, 1.0)
    mask = ink.draw_line(text, face, size_px=ink.nearest_size(size), tracking_em=tracking)
    mask = ink.scaled(mask, max(8, mask.shape[0] * size / ink.nearest_size(size)))
    top, bottom, left, right = rng.integers(1, max(3, size // 4), 4)
    mask = ink.padded(mask, top=top, bottom=bottom, left=left, right=right)
    if mask.shape[0] < 16:
        mask = ink.padded(mask, top=8, bottom=8, left=4, right=4)
    light, dark = rng.uniform(200, 255), rng.uniform(0, 90)
    if hard:
        light, dark = rng.uniform(130, 255), rng.uniform(0, 110)
    if rng.random() < 0.2:
        light, dark = dark, light
    tint = rng.uniform(-20, 20, (2, 3)) if rng.random() < 0.5 else np.zeros((2, 3))
    ground = papers.flat(mask.shape, tuple(light + tint[0]))
    picture = degrade.composite(ground, mask, dark + tint[1])
    if hard:
        picture = degrade.noisy(picture, rng, sigma=rng.uniform(0, 10))
        return degrade.photographed(degrade.finished(picture), rng, strength=0.6)
    return degrade.finished(picture)
