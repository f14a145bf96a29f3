from pathlib import Path

import pytest

from training.whole_file import whole_file, write_text


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_text(path, "before")

    with pytest.raises(OSError, match="disk full"), whole_file(path) as part:
        part.write_text("half")
        assert path.read_text() == "before"
        raise OSError("disk full")

    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_written_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_text(path, "before")
    write_text(path, "가", flush=False)
    assert path.read_text(encoding="utf-8") == "가"
    assert list(tmp_path.iterdir()) == [path]
