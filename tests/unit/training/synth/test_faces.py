# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from training.synth import Face, find_faces, split_faces
from training.synth import faces as faces_module
from training.synth.alphabet import WANSUNG

CATEGORIES = ("gothic", "myeongjo", "hand", "display", "mono")


def _named(faces: list[Face], file_name: str) -> Face:
    return next(face for face in faces if face.path.name == file_name)


def _made_up(family: str, category: str) -> Face:
    return Face(f"{family}/Regular/x.ttf", Path("x.ttf"), 0, family, "Regular", category, b"")


def test_every_copied_face_is_found(faces: list[Face], font_folder: Path) -> None:
    assert {face.path.parent for face in faces} == {font_folder}
    assert len(faces) == 6


def test_categories_follow_the_family(faces: list[Face]) -> None:
    assert _named(faces, "NanumGothic.ttf").category == "gothic"
    assert _named(faces, "UnBatang.ttf").category == "myeongjo"
    assert _named(faces, "NanumPen.ttf").category == "hand"
    assert _named(faces, "BMJUA_ttf.ttf").category == "display"


def test_complete_face_covers_rare_syllables_and_ascii(faces: list[Face]) -> None:
    face = _named(faces, "NanumGothic.ttf")

    assert face.covers("뷁꿹가 (A1)~ㅋ")
    assert all(face.covers(syllable) for syllable in WANSUNG)


def test_syllables_mapped_to_blanks_are_not_covered(faces: list[Face]) -> None:
    face = _named(faces, "NanumSquareR.ttf")

    assert face.covers("가힝")
    assert not face.covers("꿶")


def test_characters_outside_the_alphabet_are_not_covered(faces: list[Face]) -> None:
    assert not _named(faces, "NanumGothic.ttf").covers("漢")


def test_second_search_reads_the_cache(
    faces: list[Face], font_folder: Path, face_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise AssertionError(f"{path} inspected again")

    monkeypatch.setattr(faces_module, "_inspect_file", refuse)

    assert find_faces([font_folder], cache=face_cache) == faces


def test_copy_of_a_face_under_another_name_is_dropped(font_folder: Path, tmp_path: Path) -> None:
    shutil.copy(font_folder / "NanumPen.ttf", tmp_path / "a.ttf")
    shutil.copy(font_folder / "NanumPen.ttf", tmp_path / "b.ttf")

    assert len(find_faces([tmp_path], cache=tmp_path / "cache.json")) == 1


def test_unreadable_font_is_logged_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"not a font")

    assert find_faces([tmp_path], cache=tmp_path / "cache.json") == []
    assert "broken.ttf" in caplog.text


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"version": 3}'])
def test_a_damaged_cache_is_begun_anew(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    cache = tmp_path / "faces.json"
    cache.write_bytes(content)

    assert find_faces([tmp_path], cache=cache) == []
    assert "faces.json: begun anew" in caplog.text


def test_a_cache_that_cannot_be_written_is_done_without(
    font_folder: Path, faces: list[Face], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "fonts").mkdir()
    shutil.copy(font_folder / "NanumPen.ttf", tmp_path / "fonts")

    (face,) = find_faces([tmp_path / "fonts"], cache=tmp_path / "file" / "faces.json")

    assert face.id in {known.id for known in faces}
    assert "the faces that were found cannot be kept" in caplog.text


def test_web_font_that_draws_a_box_for_every_space_is_left_out(
    font_folder: Path, tmp_path: Path
) -> None:
    with TTFont(font_folder / "NanumPen.ttf") as font:
        for table in font["cmap"].tables:
            table.cmap.pop(ord(" "), None)
        font.save(tmp_path / "NoSpace.ttf")

    assert find_faces([tmp_path], cache=tmp_path / "cache.json") == []


@pytest.mark.parametrize(
    "name", ["Galmuri11Bitmap-Bold-2.40.3.ttf", "GalmuriMono9.ttf", "NotoSansKR[wght].ttf"]
)
def test_files_that_repeat_the_hangul_of_others_are_passed_over(
    font_folder: Path, tmp_path: Path, name: str
) -> None:
    shutil.copy(font_folder / "NanumPen.ttf", tmp_path / name)

    assert find_faces([tmp_path], cache=tmp_path / "cache.json") == []


def test_face_without_a_name_goes_by_that_of_its_file(font_folder: Path, tmp_path: Path) -> None:
    with TTFont(font_folder / "NanumPen.ttf") as font:
        font["name"].names = []
        font.save(tmp_path / "recipekorea.ttf")

    [face] = find_faces([tmp_path], cache=tmp_path / "cache.json")

    assert (face.family, face.category) == ("recipekorea", "display")


def test_held_out_designs_stay_held_out_whatever_else_is_found() -> None:
    known = [_made_up("Nanum Gothic", "gothic"), _made_up("Pretendard", "gothic")]
    found = [_made_up(f"New {n}", "gothic") for n in range(40)]

    assert [face.family for face in split_faces(known + found)[1]] == ["Nanum Gothic"]


def test_split_has_each_category_on_both_sides() -> None:
    faces = [_made_up(f"{c} {n}", c) for c in CATEGORIES for n in range(12)]

    seen, held = split_faces(faces)

    assert {face.category for face in seen} == {face.category for face in held} == set(CATEGORIES)
    assert len(held) == 5
    assert sorted(face.id for face in seen + held) == sorted(face.id for face in faces)


def test_split_keeps_all_cuts_of_a_design_together() -> None:
    names = ("Noto Sans KR", "Noto Sans CJK KR", "Noto Sans Mono CJK KR")

    assert len({_made_up(name, "gothic").design for name in names}) == 1


def test_split_does_not_depend_on_order() -> None:
    faces = [_made_up(f"{c} {n}", c) for c in CATEGORIES for n in range(12)]

    forward = {face.id for face in split_faces(faces)[1]}
    backward = {face.id for face in split_faces(faces[::-1])[1]}

    assert forward == backward
