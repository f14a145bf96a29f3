# SPDX-License-Identifier: GPL-3.0-or-later
"""A handful of the system's Korean faces, inspected once for all tests here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from training.synth import Face, find_faces
from training.synth.faces import DEFAULT_FONT_ROOTS

FONT_FILES = (
    "NanumGothic.ttf",
    "NanumBarunGothicUltraLight.ttf",
    "UnBatang.ttf",
    "NanumPen.ttf",
    "NanumSquareR.ttf",
    "BMJUA_ttf.ttf",
)


@pytest.fixture(scope="session")
def font_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    for root in DEFAULT_FONT_ROOTS:
        for name in FONT_FILES:
            for path in root.rglob(name):
                shutil.copy(path, folder / name)
    missing = [name for name in FONT_FILES if not (folder / name).exists()]
    if missing:
        pytest.skip(f"fonts not installed: {', '.join(missing)}")
    return folder


@pytest.fixture(scope="session")
def face_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "faces.json"


@pytest.fixture(scope="session")
def faces(font_folder: Path, face_cache: Path) -> list[Face]:
    return find_faces([font_folder], cache=face_cache)
