from pathlib import Path

import pytest

from recognizer.archive import Archive
from recognizer.provenance import written_by

ROOT = Path(__file__).parents[3]


def test_the_first_generation_names_its_tensorflow() -> None:
    archive = Archive.open(ROOT / "tests" / "samples" / "legacy_tf114")
    assert written_by(archive) == "TensorFlow 1.14.0"


def graph_of(version: bytes, *, tag: bytes = b"\x12") -> bytes:
    """Spell a SavedModel that says nothing but what wrote it."""
    about = b"\x2a" + bytes([len(version)]) + version
    meta_graph = b"\x0a" + bytes([len(about)]) + about
    return tag + bytes([len(meta_graph)]) + meta_graph


def test_a_graph_names_what_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").write_bytes(graph_of(b"2.21.0"))
    assert written_by(Archive.open(tmp_path)) == "TensorFlow 2.21.0"


def test_a_number_without_end_is_not_added_up(tmp_path: Path) -> None:
    endless = b"\x92" + b"\x80" * 100 + b"\0"  # the same tag, in a hundred bytes
    (tmp_path / "saved_model.pb").write_bytes(graph_of(b"2.21.0", tag=endless))
    assert written_by(Archive.open(tmp_path)) == ""


@pytest.mark.parametrize("content", [b"", b"not a graph", b"\x12\xff", b"\x12\x03\x0a\x01\x2a"])
def test_a_damaged_graph_names_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "saved_model.pb").write_bytes(content)
    assert written_by(Archive.open(tmp_path)) == ""
