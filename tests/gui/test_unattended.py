"""A review that nobody watches always comes to an end."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.unattended import UnattendedRun, print_review

if TYPE_CHECKING:
    from tests.gui.conftest import DatasetWriter, Desk, Starter


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exit statuses that the application was told; it goes on, for the other tests."""
    told: list[int] = []
    monkeypatch.setattr("app.unattended.QCoreApplication.exit", told.append)
    return told


def test_what_goes_wrong_in_the_end_is_not_tried_again(
    desk: "Desk", exits: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = UnattendedRun(desk.program, tmp_path / "window.png")
    tries: list[bool] = []

    def grab() -> None:
        tries.append(True)
        raise ValueError("odd")

    monkeypatch.setattr(desk.window, "grab", grab)
    with pytest.raises(ValueError, match="odd"):
        run._finish_if_ready()
    run.tell_of("ValueError: odd")
    run._finish_if_ready()
    assert (len(tries), exits) == (1, [1])


def test_an_item_is_one_line_whatever_its_label(
    start: "Starter",
    write_dataset: "DatasetWriter",
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = start(dataset=write_dataset(tmp_path / "odd", ["가게", "간장"]))
    item = desk.page.session.current
    assert item is not None
    desk.page.session.correct("두\n줄\t칸")
    print_review(desk.page.session.review)
    head, *lines = capsys.readouterr().out.splitlines()
    assert [len(line.split("\t")) for line in (head, *lines)] == [4, 4, 4]
    assert any(line.split("\t")[1] == r"두\n줄\t칸" for line in lines)
