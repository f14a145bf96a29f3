from pathlib import Path

import pytest

from recognizer.archive import Archive
from recognizer.provenance import written_by

ROOT = Path(__file__).parents[3]


def test_the_first_generation_names_its_tensorflow() -> None:
    archive = Archive.open(ROOT / "tests" / "samples" / "legacy_tf114")
    assert written_by(archive) == "TensorFlow 1.14.0"


@pytest.mark.parametrize("content", [b"", b"not a graph", b"\x12\xff", b"\x12\x03\x0a\x01\x2a"])
def test_a_damaged_graph_names_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "saved_model.pb").write_bytes(content)
    assert written_by(Archive.open(tmp_path)) == ""
