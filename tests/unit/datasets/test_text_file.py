"""Encodings are found out, and copies differ only where they are told to."""

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.errors import LabelFileError, NotWritableError
from datasets.text_file import Edit, copy_with_edits, decode_head, detect_encoding, read_lines

ALL_SYLLABLES = "".join(map(chr, range(0xAC00, 0xD7A4)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16"])
def test_lines_are_read_in_their_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "gt.txt"
    path.write_bytes("a.png\t가나다\r\n\r\n  \nb.png\t힝\n".encode(encoding))

    lines = [(line.number, line.text) for line in read_lines(path)]

    assert lines == [(1, "a.png\t가나다"), (4, "b.png\t힝")]


def test_every_syllable_survives_cp949(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_bytes(ALL_SYLLABLES.encode("cp949"))

    assert detect_encoding(path) == "cp949"
    assert next(read_lines(path)).text == ALL_SYLLABLES


def test_only_line_feeds_end_lines(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_text("a\u2028b\x0bc\x85d\re\n", encoding="utf-8", newline="")

    assert [line.text for line in read_lines(path)] == ["a\u2028b\x0bc\x85d\re"]


@given(st.binary())
def test_any_bytes_are_copied_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("copy")
    (folder / "old").write_bytes(b"\xef\xbb\xbf\xff" + content)

    copy_with_edits(folder / "old", folder / "new", [])

    assert (folder / "new").read_bytes() == (folder / "old").read_bytes()


@given(st.lists(st.text("가나\r\n\t ", max_size=4), min_size=1), st.data())
def test_edits_fall_where_lines_say(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("edit")
    text = data.draw(st.sampled_from(["", "\ufeff"])) + "\n".join(parts)
    (folder / "old").write_bytes(text.encode("utf-8"))
    lines = list(read_lines(folder / "old"))
    edits = [Edit(line.start, line.start + len(line.text), "새") for line in lines]

    copy_with_edits(folder / "old", folder / "new", edits)

    expected = "\n".join(
        "\ufeff" * part.startswith("\ufeff") + "새" + "\r" * part.endswith("\r")
        if part.removeprefix("\ufeff").strip()
        else part
        for part in text.split("\n")
    )
    assert (folder / "new").read_bytes().decode("utf-8") == expected


def test_a_character_that_the_file_cannot_hold_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes("가".encode("cp949"))

    with pytest.raises(NotWritableError, match="cp949"):
        copy_with_edits(tmp_path / "old", tmp_path / "new", [Edit(0, 1, "😀")])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("가")

    with pytest.raises(OSError, match="No space left") as raised:
        copy_with_edits(tmp_path / "old", Path("/dev/full"), [])
    assert raised.value.errno == errno.ENOSPC


def test_a_file_that_is_not_in_its_encoding_cannot_be_copied(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"\xff\xfe\0\xd8a\0")

    with pytest.raises(LabelFileError, match="old cannot be read"):
        copy_with_edits(tmp_path / "old", tmp_path / "new", [])


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_head_cut_within_a_character_is_decoded(encoding: str) -> None:
    assert decode_head("가나다".encode(encoding)[:-1]).startswith("가나")
