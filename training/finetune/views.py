"""Views of real crops: other likely pictures of the same words."""

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.paper import Pixels
from training.synth import degrade, ink

# Grey levels, 0..255. Papers that differ by more are not made one.
_UNLIKE_PAPERS = 60
# Of the height: room between two crops, too little for a space.
_WIDEST_GAP = 0.25


def joined(one: Pixels, other: Pixels, rng: np.random.Generator) -> Pixels | None:
    """Set two crops side by side as if written in one line, on the paper of the first.

    A word that is always seen alone is learnt by its neighbours instead of by its letters. None
    where the papers are too unlike, such as light writing on dark and dark on light.
    """
    papers = [np.median(image.reshape(-1, 3), axis=0) for image in (one, other)]
    if np.abs(papers[0] - papers[1]).max() > _UNLIKE_PAPERS:
        return None
    height = len(one)
    scale = height / len(other)
    width = max(3, round(other.shape[1] * scale * np.exp(rng.normal(0, 0.08))))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = cv2.resize(other, (width, height), interpolation=how)
    toned = degrade.finished((resized + (papers[0] - papers[1])).astype(np.float32))
    gap = np.empty((height, round(height * rng.uniform(0, _WIDEST_GAP)), 3), np.uint8)
    gap[:] = papers[0]
    return np.concatenate([one, gap, toned], axis=1)


def varied(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Give another likely picture of the same word: how it was written, cut, held, lit, kept.

    As far as the label stays readable: a project has few crops, and what differs least between
    their views is learnt by heart.
    """
    image = _moved(image, rng)
    if rng.random() < 0.5:
        strength_px = rng.uniform(0.02, 0.06) * len(image)
        image = ink.rippled(image, rng, strength_px=strength_px, border=cv2.BORDER_REPLICATE)
    if rng.random() < 0.5:
        image = _repenned(image, rng)
    picture = image.astype(np.float32)
    if rng.random() < 0.5:
        picture = degrade.relit(picture, rng, strength=0.5)
    if rng.random() < 0.3:
        picture = degrade.noisy(picture, rng, sigma=rng.uniform(1, 6))
    seen = degrade.finished(picture)
    if rng.random() < 0.3:
        seen = degrade.photographed(seen, rng, strength=0.4, jpeg=(50, 95))
    return np.asarray(seen, np.uint8)


def _moved(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Turn, slant, stretch and cut a little differently; new edges repeat the old."""
    height, width = image.shape[:2]
    angle, slant = np.deg2rad(rng.normal(0, 1.8)), rng.normal(0, 0.17)
    across, along = np.exp(rng.normal(0, 0.17, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[across, slant], [0, along]])
    # Margins grow or shrink by up to a twelfth of the height on each side.
    left, right, top, bottom = rng.uniform(-0.08, 0.08, 4) * height
    new_width = max(4, round(width * across + left + right))
    new_height = max(4, round(height * along + top + bottom))
    centre = np.array([width, height]) / 2
    target = np.array([left + width * across / 2, top + height * along / 2])
    matrix: NDArray[np.float64] = np.column_stack([shape, target - shape @ centre])
    moved = cv2.warpAffine(
        image,
        matrix,
        (new_width, new_height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(moved, np.uint8)


def _repenned(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Make strokes, dark or light, a little thicker or thinner."""
    nib = ink.disc(3 if len(image) >= 60 else 2)
    other = cv2.erode(image, nib) if rng.random() < 0.5 else cv2.dilate(image, nib)
    share = rng.uniform(0.2, 0.8)
    return np.asarray(cv2.addWeighted(other, share, image, 1 - share, 0), np.uint8)
