from pathlib import Path

import pytest

from app.services.written_path import written_path


def test_home_is_written_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert written_path(" ~/가게 ") == tmp_path / "가게"


@pytest.mark.parametrize("text", ["/a b/c", "~nobody-of-this-name/c", "c~", ""])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert written_path(text) == Path(text)
