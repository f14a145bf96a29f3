# SPDX-License-Identifier: GPL-3.0-or-later
"""The synthesiser: a seed in, one labelled word image out."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.synth.clean import render_clean, render_odd, render_penned
from training.synth.faces import Face
from training.synth.handwriting import render_handwriting, render_strokes
from training.synth.ink import NoInkError
from training.synth.lettering import render_brushed, render_lettering
from training.synth.mix import KINDS, MIX_TRAIN, Mix
from training.synth.odds import Odds
from training.synth.plates import render_plate
from training.synth.print_ import render_print
from training.synth.scene import render_scene
from training.synth.words import WordSource, installed_words

STROKES: Final = "strokes"
HEIGHT_PX: Final = (16, 160)
# Labels drawn for one sample, and faces for one label, before giving up: few faces draw all.
_ATTEMPTS: Final = 40
_FACES_TRIED: Final = 12
# Standard deviation of grey below which a picture counts as blank.
_LEAST_DEVIATION: Final = 4.0

# A manner of its own among the clean words: letter shapes that few faces have.
_ODD: Final = "odd"
_PENNED_SHARE: Final = 0.5
# Of the lettering: sounds in comics are drawn, faces only imitate that.
_BRUSHED_SHARE: Final = 0.3

# Odds of each category of face by kind, or manner; a category without faces is skipped.
_CATEGORY_ODDS: Final[Mapping[str, Mapping[str, float]]] = {
    "clean": {"gothic": 0.35, "myeongjo": 0.2, "hand": 0.2, "display": 0.2, "mono": 0.05},
    _ODD: {"gothic": 0.12, "myeongjo": 0.08, "hand": 0.4, "display": 0.4},
    "print": {"gothic": 0.55, "myeongjo": 0.38, "mono": 0.05, "display": 0.02},
    "handwriting": {"hand": 0.8, "gothic": 0.2},
    "plate": {"gothic": 1.0},
    "scene": {"gothic": 0.45, "display": 0.35, "myeongjo": 0.1, "hand": 0.1},
    "lettering": {"display": 0.5, "hand": 0.35, "gothic": 0.12, "myeongjo": 0.03},
}
_RENDERERS: Final[Mapping[str, Callable[..., npt.NDArray[np.uint8]]]] = {
    "clean": render_clean,
    _ODD: render_odd,
    "print": render_print,
    "handwriting": render_handwriting,
    "plate": render_plate,
    "scene": render_scene,
    "lettering": render_lettering,
}
_PENS: Final[Mapping[str, Callable[..., npt.NDArray[np.uint8]]]] = {
    "handwriting": render_strokes,
    _ODD: render_penned,
    "lettering": render_brushed,
}
# Worn or hollow to begin with: outlines and blur on top leave nothing to read.
_FRAGILE_DESIGNS: Final = frozenset({"bmeuljirooraeorae", "moiraione"})


@dataclass(frozen=True)
class Sample:
    """A word image and what it says.

    `image` is (H, W, 3) uint8 RGB, 16 to 160 px high; `label` is NFC; `kind` is one of KINDS;
    `face` is the face's id, or 'strokes' when no face was used.
    """

    image: npt.NDArray[np.uint8] = field(repr=False, compare=False)
    label: str
    kind: str
    face: str


class SynthesisError(Exception):
    """No face can draw any of the words asked for."""


class Synthesizer:
    """Makes samples from faces and words; holds no state that a sample changes."""

    def __init__(
        self,
        faces: Sequence[Face],
        words: WordSource,
        *,
        mix: Mix = MIX_TRAIN,
        max_length: int = 25,
    ) -> None:
        """Sort `faces` by category. Raises SynthesisError without faces, or a mix of nothing."""
        if not faces:
            raise SynthesisError("no Korean faces; install fonts-nanum or name font folders")
        if not any(mix.weights()):
            raise SynthesisError("the mix is of nothing: no kind has a weight above zero")
        self.faces = tuple(faces)
        self.words = words
        self.mix = mix
        self.max_length = max_length
        self._mix_key = zlib.crc32(repr(mix).encode())
        self._kind_odds = Odds(mix.weights())
        self._pen_shares = {
            "handwriting": mix.strokes,
            _ODD: _PENNED_SHARE,
            "lettering": _BRUSHED_SHARE,
        }
        self._pools = {kind: self._pool(kind) for kind in _CATEGORY_ODDS}

    def sample(self, seed: int) -> Sample:
        """Make the sample that belongs to `seed` and this mix: same bytes in every process."""
        rng = np.random.default_rng((seed, self._mix_key))
        kind = KINDS[self._kind_odds.draw(rng)]
        for _ in range(_ATTEMPTS):
            if (sample := self._attempt(kind, rng)) is not None:
                return sample
        raise SynthesisError(f"no {kind} sample in {_ATTEMPTS} attempts for seed {seed}")

    def _attempt(self, kind: str, rng: np.random.Generator) -> Sample | None:
        label = unicodedata.normalize("NFC", self.words.draw(kind, rng, max_length=self.max_length))
        hard = bool(rng.random() < self.mix.hard)
        is_odd = kind == "clean" and self.mix.odd > 0 and rng.random() < self.mix.odd
        manner = _ODD if is_odd else kind
        if manner in _PENS and rng.random() < self._pen_shares[manner]:
            try:
                return _sample(_PENS[manner](label, rng, hard=hard), label, kind, STROKES)
            except ValueError:
                pass  # a character the writer does not know: use a face
        face = self._pick_face(manner, label, rng)
        if face is None:
            return None
        try:
            return _sample(_RENDERERS[manner](label, face, rng, hard=hard), label, kind, face.id)
        except NoInkError:
            return None

    def _pick_face(self, kind: str, label: str, rng: np.random.Generator) -> Face | None:
        odds, pools = self._pools[kind]
        for _ in range(_FACES_TRIED):
            pool = pools[odds.draw(rng)]
            family = pool[int(rng.integers(len(pool)))]
            face = family[int(rng.integers(len(family)))]
            if face.covers(label):
                return face
        return None

    def _pool(self, kind: str) -> tuple[Odds, list[list[list[Face]]]]:
        """Give the odds of the categories and, for each, its faces by family: these are equal."""
        weights, pools = [], []
        for category, weight in _CATEGORY_ODDS[kind].items():
            families: dict[str, list[Face]] = {}
            for face in self.faces:
                if face.category == category and _suits(face, kind):
                    families.setdefault(face.family, []).append(face)
            if families:
                weights.append(weight)
                pools.append(list(families.values()))
        if not pools:
            return Odds([1.0]), [[list(self.faces)]]
        return Odds(weights), pools


def make_sampler(faces: Sequence[Face], mix: Mix) -> Callable[[int], Sample]:
    """Give the sample of every seed, in the installed words. Raises SynthesisError, as it does."""
    return Synthesizer(faces, installed_words(), mix=mix).sample


def _suits(face: Face, kind: str) -> bool:
    """Tell whether a face suits the kind: pens are thin, plates neither thin nor fat."""
    if kind == "handwriting":
        return face.category == "hand" or face.is_thin
    if kind == "plate":
        return not face.is_thin and not face.is_heavy
    if kind in ("scene", "lettering"):
        return not face.is_thin and face.design not in _FRAGILE_DESIGNS
    return True


def _sample(image: npt.NDArray[np.uint8], label: str, kind: str, face: str) -> Sample | None:
    """Wrap a picture; None when nothing can be seen in it."""
    _, deviation = cv2.meanStdDev(image)
    if float(deviation.max()) < _LEAST_DEVIATION:
        return None
    return Sample(np.ascontiguousarray(_bounded(image)), label, kind, face)


def _bounded(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Bring the height into 16..160 px."""
    height = image.shape[0]
    if HEIGHT_PX[0] <= height <= HEIGHT_PX[1]:
        return image

    target = min(max(height, HEIGHT_PX[0]), HEIGHT_PX[1])
    width = max(4, round(image.shape[1] * target / height))
    return cv2.resize(image, (width, target), interpolation=cv2.INTER_AREA).astype(np.uint8)
