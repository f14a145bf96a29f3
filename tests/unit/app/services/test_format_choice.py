"""Every format is offered, and it is said where its review is to be."""

from pathlib import Path

import pytest

from app.domain.items import ItemId
from app.services.errors import CancelledError, EmptyDatasetError
from app.services.format_choice import Fate, FormatChoice, check_readable, format_choices
from app.services.importing import open_dataset_review, review_path
from datasets.registry import formats


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "words"
    folder.mkdir()
    for name in ("가게.png", "b.png"):
        (folder / name).write_bytes(b"pixels")
    (folder / "gt.txt").write_text("가게.png\t학교\nb.png\t시장\n", encoding="utf-8")
    return folder


def choice(dataset: Path, name: str, *, review_file: Path | None = None) -> FormatChoice:
    choices = format_choices(dataset, review_file=review_file)
    return next(each for each in choices if each.name == name)


def decide(dataset: Path, **how: object) -> None:
    review = open_dataset_review(dataset, **how).review  # type: ignore[arg-type]
    review.accept(ItemId(0))
    review.close()


def test_formats_that_fit_come_first_with_their_reasons(dataset: Path) -> None:
    choices = format_choices(dataset)
    assert [each.name for each in choices[:2]] == ["gt", "names"]
    assert choices[0].why == "gt.txt has lines of an image path, a tab and a label"
    assert not any(each.why for each in choices[2:])
    assert {each.name for each in choices} == set(formats())
    others = [each.title.casefold() for each in choices[2:]]
    assert others == sorted(others)


def test_a_dataset_without_a_review_gets_its_first_one(dataset: Path) -> None:
    chosen = choice(dataset, "names")
    assert (chosen.review, chosen.fate) == (review_path(dataset), Fate.FIRST)


def test_a_review_without_a_decision_gives_way(dataset: Path) -> None:
    open_dataset_review(dataset).review.close()
    assert choice(dataset, "gt").fate is Fate.THERE
    chosen = choice(dataset, "names")
    assert (chosen.review, chosen.fate) == (review_path(dataset), Fate.ANEW)


def test_decisions_stay_and_a_second_review_begins_beside_them(dataset: Path) -> None:
    decide(dataset)
    before = review_path(dataset).read_bytes()
    chosen = choice(dataset, "names")
    assert chosen.fate is Fate.BESIDE
    assert chosen.review == dataset.parent / "words.review.names.sqlite"

    decide(dataset, review_file=chosen.review, format_name="names")
    assert review_path(dataset).read_bytes() == before
    again = choice(dataset, "names")
    assert (again.review, again.fate) == (chosen.review, Fate.THERE)
    assert choice(dataset, "gt").review == review_path(dataset)


def test_a_review_named_by_the_person_has_its_second_one_beside_it(
    dataset: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.sqlite"
    decide(dataset, review_file=kept)
    chosen = choice(dataset, "names", review_file=kept)
    assert (chosen.review, chosen.fate) == (tmp_path / "kept.names.sqlite", Fate.BESIDE)


def test_choices_are_there_while_the_review_is_open(dataset: Path) -> None:
    review = open_dataset_review(dataset).review
    review.accept(ItemId(0))
    assert choice(dataset, "names").fate is Fate.BESIDE
    review.close()


def test_a_format_with_an_item_is_readable(dataset: Path) -> None:
    check_readable(dataset, "names", progress=lambda *_: True)


def test_a_format_without_an_item_is_not_and_says_its_first_problem(dataset: Path) -> None:
    (dataset / "labels.tsv").write_text("gone.png\t학교\n", encoding="utf-8")
    with pytest.raises(EmptyDatasetError, match=r"First problem: labels\.tsv:1"):
        check_readable(dataset, "tsv", progress=lambda *_: True)
    with pytest.raises(EmptyDatasetError, match=r"no labelled image found\.$"):
        check_readable(dataset, "csv", progress=lambda *_: True)


def test_reading_problem_after_problem_can_be_stopped(dataset: Path) -> None:
    (dataset / "labels.tsv").write_text("gone.png\t학교\n", encoding="utf-8")
    with pytest.raises(CancelledError):
        check_readable(dataset, "tsv", progress=lambda *_: False)
