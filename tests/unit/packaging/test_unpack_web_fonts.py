# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import io
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

SCRIPT = Path(__file__).parents[3] / "packaging" / "unpack_web_fonts.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str], Path]:
    """Write a font of one glyph under a name; as a web font where the name says so."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupPost()
    plain = io.BytesIO()
    builder.save(plain)

    def write(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        font = TTFont(io.BytesIO(plain.getvalue()))
        font.flavor = path.suffix[1:] if path.suffix == ".woff" else None
        font.save(path)
        return path

    return write


def test_web_font_is_unpacked_beside_itself(
    script: dict[str, Any], put: Callable[[str], Path]
) -> None:
    packed = put("@noonnu/treegarden/fonts/treegarden-normal.woff")

    plain = script["unpack"](packed)

    assert plain == packed.with_suffix(".ttf")
    with TTFont(plain) as font:
        assert font.flavor is None
        assert font.getGlyphOrder() == [".notdef"]


def test_only_korean_faces_that_are_not_there_already_are_unpacked(
    script: dict[str, Any], put: Callable[[str], Path], tmp_path: Path
) -> None:
    put("suit/SUIT-Bold.woff")
    put("suit/SUIT-Bold.ttf")
    put("ridi/RIDI.woff")
    put("ridi/src/RIDI.ttf")
    put("@fontsource/hahmlet/files/hahmlet-latin-400-normal.woff")
    korean = put("@fontsource/hahmlet/files/hahmlet-korean-400-normal.woff")

    assert list(script["web_fonts"](tmp_path)) == [korean]


def test_what_an_interrupted_run_left_is_unpacked(
    script: dict[str, Any], put: Callable[[str], Path], tmp_path: Path
) -> None:
    script["unpack"](put("@noonnu/batang/fonts/light.woff"))
    bold = put("@noonnu/batang/fonts/bold.woff")

    assert list(script["web_fonts"](tmp_path)) == [bold]


def test_space_that_a_cut_down_font_kept_under_another_code_is_given_back(
    script: dict[str, Any], tmp_path: Path
) -> None:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "kept"])
    builder.setupCharacterMap({1: "kept"})
    builder.setupGlyf(dict.fromkeys((".notdef", "kept"), TTGlyphPen(None).glyph()))
    builder.setupHorizontalMetrics({".notdef": (500, 0), "kept": (280, 0)})
    builder.setupHorizontalHeader()
    builder.setupPost()
    builder.font.flavor = "woff"
    builder.save(tmp_path / "gmarket.woff")

    with TTFont(script["unpack"](tmp_path / "gmarket.woff")) as font:
        assert font.getBestCmap()[ord(" ")] == "kept"
