# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from training.synth import KINDS, MIX_TRAIN, Face, Mix, SynthesisError, Synthesizer, WordSource
from training.synth.plates import render_plate
from training.synth.synthesizer import STROKES

DICTIONARY = ("사람", "나무", "하늘빛", "고맙다")
ROOT = Path(__file__).parents[4]
DIGEST_SCRIPT = """
import hashlib, sys
from pathlib import Path
from training.synth import Synthesizer, WordSource, find_faces
faces = find_faces([Path(sys.argv[1])], cache=Path(sys.argv[2]))
maker = Synthesizer(faces, WordSource(("사람", "나무", "하늘빛", "고맙다")))
digest = hashlib.sha256()
for seed in range(60):
    sample = maker.sample(seed)
    digest.update(sample.image.tobytes() + sample.label.encode() + sample.face.encode())
print(digest.hexdigest())
"""


@pytest.fixture(scope="module")
def maker(faces: list[Face]) -> Synthesizer:
    return Synthesizer(faces, WordSource(DICTIONARY))


def _only(kind: str, faces: list[Face]) -> Synthesizer:
    return Synthesizer(faces, WordSource(DICTIONARY), mix=Mix(**{kind: 1.0}))


def test_a_mix_of_nothing_is_refused(faces: list[Face]) -> None:
    with pytest.raises(SynthesisError, match="the mix is of nothing"):
        Synthesizer(faces, WordSource(DICTIONARY), mix=Mix())


def test_same_seed_gives_same_bytes_whatever_came_before(maker: Synthesizer) -> None:
    first = maker.sample(7)
    maker.sample(8)
    again = maker.sample(7)

    assert first == again
    assert first.image.tobytes() == again.image.tobytes()


def test_another_process_gives_the_same_bytes(
    maker: Synthesizer, font_folder: Path, face_cache: Path
) -> None:
    digest = hashlib.sha256()
    for seed in range(60):
        sample = maker.sample(seed)
        digest.update(sample.image.tobytes() + sample.label.encode() + sample.face.encode())

    other = subprocess.run(
        [sys.executable, "-c", DIGEST_SCRIPT, str(font_folder), str(face_cache)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert other.stdout.strip() == digest.hexdigest()


def test_mixes_differ_at_the_same_seed(faces: list[Face]) -> None:
    mild = Synthesizer(faces, WordSource(DICTIONARY), mix=Mix(clean=1, hard=0))
    hard = Synthesizer(faces, WordSource(DICTIONARY), mix=Mix(clean=1, hard=1))

    assert mild.sample(1).image.tobytes() != hard.sample(1).image.tobytes()


def test_odd_shapes_come_as_clean_words_in_their_share(faces: list[Face]) -> None:
    maker = Synthesizer(faces, WordSource(DICTIONARY), mix=Mix(clean=1, odd=0.6))

    samples = [maker.sample(seed) for seed in range(200)]

    assert {sample.kind for sample in samples} == {"clean"}
    # Half of the odd ones are written, those apart that the pen does not know.
    assert 0.2 < sum(sample.face == STROKES for sample in samples) / 200 < 0.4


def test_some_lettering_is_brushed(faces: list[Face]) -> None:
    maker = _only("lettering", faces)

    samples = [maker.sample(seed) for seed in range(200)]

    assert 0.2 < sum(sample.face == STROKES for sample in samples) / 200 < 0.4


def test_without_odd_shapes_clean_words_are_what_they_were(faces: list[Face]) -> None:
    plain = Synthesizer(faces, WordSource(DICTIONARY), mix=Mix(clean=1, hard=0))

    assert all(plain.sample(seed).face != STROKES for seed in range(100))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_gives_visible_text_of_bounded_size(kind: str, faces: list[Face]) -> None:
    maker = _only(kind, faces)

    for seed in range(120):
        sample = maker.sample(seed)
        assert sample.kind == kind
        assert sample.image.dtype == np.uint8
        assert sample.image.ndim == 3 and sample.image.shape[2] == 3
        assert 16 <= sample.image.shape[0] <= 160
        assert sample.image.std(axis=(0, 1)).max() >= 4
        assert 1 <= len(sample.label) <= 25
        assert unicodedata.is_normalized("NFC", sample.label)


def test_faces_cover_the_labels_they_drew(maker: Synthesizer, faces: list[Face]) -> None:
    by_id = {face.id: face for face in faces}

    for seed in range(300):
        sample = maker.sample(seed)
        assert sample.face == STROKES or by_id[sample.face].covers(sample.label)


def test_kinds_come_in_the_shares_of_the_mix(maker: Synthesizer) -> None:
    counts = Counter(maker.sample(seed).kind for seed in range(1500))

    for kind, weight in zip(KINDS, MIX_TRAIN.weights(), strict=True):
        assert counts[kind] / 1500 == pytest.approx(weight / 100, abs=0.04)


def test_half_of_handwriting_is_drawn_with_strokes(faces: list[Face]) -> None:
    maker = _only("handwriting", faces)

    share = sum(maker.sample(seed).face == STROKES for seed in range(300)) / 300

    assert 0.35 < share < 0.65


def test_synthesizer_survives_pickling(maker: Synthesizer) -> None:
    copy = pickle.loads(pickle.dumps(maker))

    assert copy.sample(3).image.tobytes() == maker.sample(3).image.tobytes()


def test_no_faces_is_an_error() -> None:
    with pytest.raises(SynthesisError, match="fonts"):
        Synthesizer([], WordSource(DICTIONARY))


def test_single_face_serves_every_kind(faces: list[Face]) -> None:
    gothic = [face for face in faces if face.path.name == "NanumGothic.ttf"]
    maker = Synthesizer(gothic, WordSource(DICTIONARY))

    assert {maker.sample(seed).kind for seed in range(200)} == set(KINDS)


def test_plate_refuses_other_text(faces: list[Face]) -> None:
    with pytest.raises(ValueError, match="not a plate number"):
        render_plate("가나다", faces[0], np.random.default_rng(0), hard=False)
