import unicodedata
from pathlib import Path

import pytest

from recognizer.manifest import ManifestError, ManifestRow, load_manifest


def written(folder: Path, content: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.tsv"
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_have_path_label_and_kind(tmp_path: Path, encoding: str, end: str) -> None:
    content = end.join(["a.png\t가게\tprint\tmore", "", "b/c.png\t학교 17", ""])

    rows = load_manifest(written(tmp_path, content, encoding=encoding))

    assert rows == [
        ManifestRow(tmp_path / "a.png", "가게", "print"),
        ManifestRow(tmp_path / "b/c.png", "학교 17", ""),
    ]


def test_labels_are_nfc(tmp_path: Path) -> None:
    (row,) = load_manifest(written(tmp_path, "a.png\t" + unicodedata.normalize("NFD", "한글")))

    assert row.label == "한글"


def test_line_feeds_alone_end_a_row(tmp_path: Path) -> None:
    (row,) = load_manifest(written(tmp_path, "a.png\t가\u2028나\x0b다\x85라\n"))

    assert row.label == "가\u2028나\x0b다\x85라"


def test_a_row_without_a_label_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.png\t가\nb.png\n")

    with pytest.raises(ManifestError, match=rf"{path}:2: needs path, tab, label: 'b\.png'"):
        load_manifest(path)


@pytest.mark.parametrize("content", [None, b"a.png\t\xff\n"])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "manifest.tsv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ManifestError, match=f"{path}: cannot be read"):
        load_manifest(path)
