"""What will be written is said before it is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.items import ItemId
from app.domain.verdict import ExcludeReason
from app.services.review import Review
from app.store.review_file import NewReviewFile
from app.views.export_dialog import ExportDialog, ExportKind
from datasets.opening import open_dataset
from datasets.record import ImageRef, Record, Source

if TYPE_CHECKING:
    from tests.gui.conftest import Desk


@pytest.fixture
def dialog(desk: "Desk") -> Iterator[ExportDialog]:
    """The dialog over six items: two accepted, one corrected, one excluded, two undecided."""
    review, workplace = desk.page.session.review, desk.program.workplace
    assert workplace is not None
    review.accept(ItemId(0))
    review.accept(ItemId(2))
    review.correct(ItemId(1), "강장")
    review.exclude(ItemId(3), ExcludeReason.CUT_OFF)
    shown = ExportDialog(review, workplace.dataset, desk.window)
    yield shown
    shown.deleteLater()


def said(dialog: ExportDialog) -> list[str]:
    return [dialog.outlooks[kind].text() for kind in ExportKind]


def test_each_choice_says_what_it_would_write(dialog: ExportDialog) -> None:
    assert said(dialog) == [
        "3 labels: 2 accepted, 1 corrected",
        "4 decisions: 2 accepted, 1 corrected, 1 excluded, 0 flagged",
        "1 label corrected, the others as they are",
        "3 labels: 2 accepted, 1 corrected",
    ]


def test_the_number_before_a_choice_chooses_it(desk: "Desk", dialog: ExportDialog) -> None:
    dialog.open()  # modal, as it is shown: the digits of the window are not heard
    for key, kind in zip("2341", [*list(ExportKind)[1:], ExportKind.LABELS], strict=True):
        desk.qtbot.keyClicks(dialog.focusWidget(), key)
        assert dialog.kind is kind
    dialog.target.setFocus()
    desk.qtbot.keyClicks(dialog.target, "2")  # there it is typed
    assert dialog.kind is ExportKind.LABELS


def test_counts_follow_the_option(dialog: ExportDialog) -> None:
    dialog.undecided.setChecked(True)
    assert said(dialog)[0] == "5 labels: 2 accepted, 1 corrected, 2 undecided"
    dialog.undecided.setChecked(False)
    assert said(dialog)[0] == "3 labels: 2 accepted, 1 corrected"


def test_as_many_lines_are_written_as_were_announced(
    desk: "Desk", dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.target.setText(str(tmp_path / "gt.txt"))
    dialog.undecided.setChecked(True)
    dialog.buttons.accepted.emit()
    desk.qtbot.waitUntil(lambda: "Written" in dialog.outcome.text())
    assert len((tmp_path / "gt.txt").read_text("utf-8").splitlines()) == 5


def test_a_place_at_home_is_written_with_a_tilde(desk: "Desk", dialog: ExportDialog) -> None:
    dialog.target.setText(" ~/gt.txt ")
    dialog.buttons.accepted.emit()
    desk.qtbot.waitUntil(lambda: "Written" in dialog.outcome.text())
    assert (Path.home() / "gt.txt").exists()  # a private one, see `start`


@pytest.mark.parametrize("name", ["gt", "paddle_rec", "csv", "tsv", "jsonl", "easyocr"])
def test_a_new_dataset_has_labels_and_images(
    desk: "Desk", dialog: ExportDialog, tmp_path: Path, name: str
) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(name))
    dialog.format.activated.emit(dialog.format.currentIndex())
    assert dialog.target.text().endswith(f"words-{name}")
    dialog.target.setText(str(tmp_path / "new"))
    dialog.buttons.accepted.emit()
    desk.qtbot.waitUntil(lambda: "Written" in dialog.outcome.text())

    written = open_dataset(tmp_path / "new")
    records = list(written.records())
    assert written.format == name
    assert [record.label for record in records] == ["가게", "강장", "학교"]
    assert [written.read_image(record.image) for record in records] == [
        (desk.dataset / f"{number}.png").read_bytes() for number in (0, 1, 2)
    ]
    written.close()


def test_parts_of_pages_are_announced_as_left_out(desk: "Desk", tmp_path: Path) -> None:
    new = NewReviewFile(tmp_path / "pages.sqlite")
    images = ("page.png#xywh=1,2,3,4", "page.png#xywh=5,2,3,4", "whole.png")
    list(
        new.file.items.add(
            Record(ImageRef.parse(image), "가", "가", Source("x.json", line))
            for line, image in enumerate(images)
        )
    )
    review = Review(new.finish())
    review.accept_all(range(3))
    workplace = desk.program.workplace
    assert workplace is not None
    dialog = ExportDialog(review, workplace.dataset, desk.window)
    desk.qtbot.waitUntil(lambda: "left out" in said(dialog)[0])
    assert said(dialog)[0] == (
        "1 label: 1 accepted, 0 corrected\n"
        "2 left out: parts of pages, empty, or with a tab or line break"
    )
    dialog.deleteLater()
    review.close()
