import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.items import ItemId
from app.domain.label_hygiene import LabelFault
from app.domain.verdict import Verdict
from app.services import importing
from app.services.errors import (
    CancelledError,
    DatasetNameError,
    EmptyDatasetError,
    OtherDatasetError,
    OtherFormatError,
)
from app.services.importing import fallback_path, open_dataset_review, review_path
from app.store.errors import NotWritableError, ReviewLockedError
from app.store.review_file import NewReviewFile
from datasets.opening import Dataset
from datasets.record import Record


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "words"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(b"pixels of " + name.encode())
    (folder / "gt.txt").write_text(
        "a.png\t학교\nb.png\t가 게 \nmissing.png\t서울\nnonsense\n", encoding="utf-8"
    )
    return folder


def test_a_dataset_becomes_a_review_beside_it(dataset: Path) -> None:
    opened = open_dataset_review(dataset)
    review = opened.review
    assert review.path == dataset.parent / "words.review.sqlite"
    assert (review.count, review.dataset, review.format_name) == (2, dataset, "gt")
    assert [review.label(ItemId(i)) for i in range(2)] == ["학교", "가 게 "]
    assert review.faults(ItemId(1)) == LabelFault.EDGE_SPACE
    assert opened.dataset.read_image(review.item(ItemId(0)).image) == b"pixels of a.png"
    assert opened.notice == ""
    review.close()


def test_the_dataset_itself_is_never_written(dataset: Path) -> None:
    before = sorted(p.name for p in dataset.iterdir())
    open_dataset_review(dataset).review.close()
    assert sorted(p.name for p in dataset.iterdir()) == before


def test_what_cannot_be_imported_is_listed_at_every_opening(dataset: Path) -> None:
    first = open_dataset_review(dataset)
    first.review.close()
    assert [(p.file, p.line) for p in first.problems] == [("gt.txt", 3), ("gt.txt", 4)]
    second = open_dataset_review(dataset)
    second.review.close()
    assert second.problems == first.problems


def test_opening_again_goes_on_where_it_was(dataset: Path) -> None:
    opened = open_dataset_review(dataset)
    opened.review.accept(ItemId(0))
    opened.review.close()
    again = open_dataset_review(dataset).review
    assert again.verdict(ItemId(0)) == Verdict.ACCEPTED
    again.close()


def test_a_review_is_not_opened_twice(dataset: Path) -> None:
    opened = open_dataset_review(dataset)
    with pytest.raises(ReviewLockedError):
        open_dataset_review(dataset)
    opened.review.close()


def test_a_review_whose_dataset_is_away_is_let_go_as_it_was(dataset: Path) -> None:
    review_file = review_path(dataset)
    open_dataset_review(dataset).review.close()
    with pytest.raises(FileNotFoundError):
        open_dataset_review(dataset.with_name("nowhere"), review_file=review_file)
    again = open_dataset_review(dataset, review_file=review_file).review
    assert again.dataset == dataset
    again.close()


def test_a_moved_dataset_is_found_by_its_review(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    open_dataset_review(dataset, review_file=file).review.close()
    moved = dataset.rename(tmp_path / "moved")
    review = open_dataset_review(moved, review_file=file).review
    assert review.dataset == moved
    review.close()


def test_a_moved_dataset_may_have_changed_a_little(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    open_dataset_review(dataset, review_file=file).review.close()
    moved = dataset.rename(tmp_path / "moved")
    (moved / "gt.txt").write_text("c.png\t서울\na.png\t학교\nb.png\t가게\n", encoding="utf-8")
    (moved / "c.png").write_bytes(b"new")
    review = open_dataset_review(moved, review_file=file).review
    assert review.dataset == moved
    review.close()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A dataset whose images have the same names."""
    folder = tmp_path / "others"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(b"others")
    (folder / "gt.txt").write_text("a.png\t부산\nb.png\t대구\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("format_name", [None, "gt", "names"])
def test_the_review_of_another_dataset_is_refused_and_stays_as_it_was(
    dataset: Path, other: Path, format_name: str | None
) -> None:
    file = review_path(dataset)
    open_dataset_review(dataset).review.close()
    before = file.read_bytes()
    with pytest.raises(OtherDatasetError, match=f"of the dataset {dataset}, not of {other}"):
        open_dataset_review(other, review_file=file, format_name=format_name)
    assert file.read_bytes() == before
    again = open_dataset_review(dataset).review
    assert again.dataset == dataset
    again.close()


def test_a_folder_that_the_reviews_format_cannot_read_is_another_dataset(
    dataset: Path, other: Path
) -> None:
    (other / "gt.txt").unlink()
    open_dataset_review(dataset).review.close()
    with pytest.raises(OtherDatasetError):
        open_dataset_review(other, review_file=review_path(dataset))


def test_another_format_than_the_imported_one_is_refused(dataset: Path) -> None:
    review = open_dataset_review(dataset).review
    review.accept(ItemId(0))
    review.undo()  # the journal keeps that, too
    review.close()
    with pytest.raises(OtherFormatError, match="'gt'"):
        open_dataset_review(dataset, format_name="names")
    open_dataset_review(dataset, format_name="gt").review.close()


def test_a_review_without_a_decision_gives_way_to_another_format(dataset: Path) -> None:
    open_dataset_review(dataset).review.close()
    review = open_dataset_review(dataset, format_name="names").review
    assert [review.label(ItemId(i)) for i in range(2)] == ["a", "b"]
    review.close()
    again = open_dataset_review(dataset).review
    assert again.format_name == "names"
    again.close()


def test_a_review_stays_where_another_format_has_no_items(dataset: Path) -> None:
    open_dataset_review(dataset).review.close()
    with pytest.raises(EmptyDatasetError):
        open_dataset_review(dataset, format_name="tsv")
    review = open_dataset_review(dataset).review
    assert (review.format_name, review.count) == ("gt", 2)
    review.close()


def test_a_review_that_cannot_give_way_writes_over_none_at_home(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    open_dataset_review(dataset).review.close()
    at_home = fallback_path(dataset)
    at_home.parent.mkdir(parents=True)
    open_dataset_review(dataset, review_file=at_home).review.close()
    before = at_home.read_bytes()

    class Refusing(NewReviewFile):
        def __init__(self, path: Path) -> None:
            if path == review_path(dataset):  # a read-only folder, of which root knows nothing
                raise NotWritableError(str(path))
            super().__init__(path)

    monkeypatch.setattr(importing, "NewReviewFile", Refusing)
    with pytest.raises(NotWritableError):
        open_dataset_review(dataset, format_name="names")
    assert at_home.read_bytes() == before


def test_what_a_dataset_is_read_as_is_said_once(dataset: Path) -> None:
    first = open_dataset_review(dataset)
    first.review.close()
    assert first.recognised == (
        "Read as gt.txt: gt.txt has lines of an image path, a tab and a label."
    )
    again = open_dataset_review(dataset)
    again.review.close()
    assert again.recognised == ""
    chosen = open_dataset_review(
        dataset, review_file=dataset.parent / "other.sqlite", format_name="gt"
    )
    chosen.review.close()
    assert chosen.recognised == ""


def test_a_dataset_without_images_leaves_no_review(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "gt.txt").write_text("gone.png\t학교\n", encoding="utf-8")
    with pytest.raises(EmptyDatasetError, match=r"gt\.txt:1"):
        open_dataset_review(folder)
    assert [p.name for p in tmp_path.iterdir()] == ["words"]


def test_a_stopped_import_leaves_no_review(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        open_dataset_review(dataset, progress=lambda *_: False)
    assert [p.name for p in tmp_path.iterdir()] == ["words"]


def test_the_first_records_are_previewed_and_imported(dataset: Path) -> None:
    previewed: list[tuple[Record, ...]] = []

    def preview(opened: Dataset, first: tuple[Record, ...]) -> None:
        assert opened.format == "gt"
        previewed.append(first)

    opened = open_dataset_review(dataset, preview=preview)
    assert [record.label for record in previewed[0]] == ["학교", "가 게 "]
    assert opened.review.count == 2
    opened.review.close()


def test_a_label_file_has_a_review_of_its_own_beside_the_folder(dataset: Path) -> None:
    assert review_path(dataset / "gt.txt") == dataset.parent / "words.gt.txt.review.sqlite"


def test_a_review_that_cannot_lie_beside_goes_to_the_users_data(
    dataset: Path,
    tmp_path_factory: pytest.TempPathFactory,
    open_the_way_to: Callable[[Path], None],
) -> None:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o777)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from app.services.importing import open_dataset_review\n"
        "from datasets.opening import recognise\n"
        "recognise(Path(sys.argv[1])); ''.encode('utf-32-le')  # imported while they may be\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "for _ in range(2):\n"
        "    opened = open_dataset_review(Path(sys.argv[1]), who='reviewer')\n"
        "    print(opened.review.path); print(opened.notice); opened.review.close()"
    )
    outer = dataset.parent
    open_the_way_to(dataset)
    open_the_way_to(home.parent)
    outer.chmod(0o555)
    try:
        said = subprocess.run(
            [sys.executable, "-c", script, str(dataset)],
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "XDG_DATA_HOME": str(home),
            },
            check=True,
        ).stdout.splitlines()
    finally:
        outer.chmod(0o755)
    assert said[0] == said[2]
    assert Path(said[0]).is_relative_to(home)
    assert said[0] in said[1]
    assert said[1] == said[3]


def test_fallback_reviews_of_equal_names_are_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    one, other = fallback_path(Path("/a/words")), fallback_path(Path("/b/words"))
    assert one != other
    assert one.parent == Path("/data/hangul-ocr-review")


def test_a_path_through_the_folder_above_names_the_same_review(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = dataset / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert review_path(Path("..")) == review_path(dataset)
    assert fallback_path(Path("..")) == fallback_path(dataset)
    with closing(open_dataset_review(Path("..")).review) as review:
        assert (review.path, review.dataset) == (review_path(dataset), dataset)
    assert sorted(path.name for path in dataset.iterdir()) == ["a.png", "b.png", "gt.txt", "inner"]


def test_a_folder_whose_name_is_no_text_is_named_as_well_as_it_can_be(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "글씨".encode("cp949")))
    folder.mkdir()
    (folder / "가게.png").write_bytes(b"pixels")
    with pytest.raises(DatasetNameError, match=r"not UTF-8.*rename it") as refused:
        open_dataset_review(folder)
    assert str(refused.value).encode()  # can be printed
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("there_before", [True, False])
def test_what_another_program_decided_meanwhile_is_not_replaced(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, there_before: bool
) -> None:
    if there_before:
        open_dataset_review(dataset).review.close()
    opening = importing.open_dataset

    def while_another_decides(place: Path, *, format: str | None) -> Dataset:  # noqa: A002
        monkeypatch.setattr(importing, "open_dataset", opening)
        other = open_dataset_review(dataset).review
        other.accept(ItemId(0))
        other.close()
        return opening(place, format=format)

    monkeypatch.setattr(importing, "open_dataset", while_another_decides)
    with pytest.raises(ReviewLockedError, match="Open it again"):
        open_dataset_review(dataset, format_name="names")
    review = open_dataset_review(dataset).review
    assert review.verdict(ItemId(0)) == Verdict.ACCEPTED
    review.close()
