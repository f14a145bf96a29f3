from pathlib import Path

import pytest

from app.resources import resource
from app.services.importing import fallback_path, review_path
from app.views.review_title import title_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def words(home: Path) -> Path:
    (home / "data/words").mkdir(parents=True)
    return home / "data/words"


def test_dataset_comes_first_and_then_its_folder(words: Path) -> None:
    assert title_of(review_path(words), words) == "words (~/data)"


def test_dataset_in_the_home_folder_itself(home: Path) -> None:
    (home / "words").mkdir()
    assert title_of(review_path(home / "words"), home / "words") == "words (~)"


def test_folder_outside_the_home_is_given_whole() -> None:
    assert title_of(review_path(Path("/srv/words")), Path("/srv/words")) == "words (/srv)"


def test_review_kept_at_home_is_called_by_where_the_dataset_is(words: Path) -> None:
    assert title_of(fallback_path(words), words) == "words (~/data)"


def test_label_file_is_named_with_its_folder(words: Path) -> None:
    (words / "gt.txt").touch()
    assert title_of(review_path(words / "gt.txt"), words / "gt.txt") == "words/gt.txt (~/data)"


def test_review_file_of_another_name_is_named(words: Path, home: Path) -> None:
    assert title_of(home / "kim.sqlite", words) == "words · kim (~)"
    assert title_of(home / "kim/second.review.sqlite", words) == "words · second (~/kim)"


def test_second_review_in_another_format_is_named_by_the_format(words: Path) -> None:
    second = review_path(words).with_name("words.review.csv.sqlite")
    assert title_of(second, words) == "words · csv (~/data)"


def test_long_folder_keeps_its_beginning_and_its_end(home: Path) -> None:
    folder = home / "projects/scans-of-the-year-2019/second-batch/crops"
    title = title_of(review_path(folder / "words"), folder / "words")
    assert title.startswith("words (~/projects…")
    assert title.endswith("/second-batch/crops)")
    assert len(title) < 50


def test_sample_that_comes_along_is_named_without_a_place(home: Path) -> None:
    assert title_of(fallback_path(resource("sample")), resource("sample")) == "sample"
