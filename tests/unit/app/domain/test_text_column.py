from hypothesis import given
from hypothesis import strategies as st

from app.domain.items import ItemId
from app.domain.text_column import TextColumn, contains

texts = st.text(alphabet="가나다aAbZ []@`😀", max_size=5)


def test_texts_come_back() -> None:
    column = TextColumn.of(["학교", "", "A😀"])
    assert [column[ItemId(i)] for i in range(3)] == ["학교", "", "A😀"]
    assert len(column) == 3


def test_a_match_across_two_texts_is_none() -> None:
    assert not TextColumn.of(["학", "교"]).containing("학교").any()


def test_latin_matches_in_either_case() -> None:
    assert TextColumn.of(["gs25", "GS25", "GX"]).containing("Gs").tolist() == [True, True, False]


def test_an_empty_search_matches_all() -> None:
    assert TextColumn.of(["가", ""]).containing("").tolist() == [True, True]


@given(st.lists(texts, max_size=8), texts)
def test_search_agrees_with_looking_one_by_one(column: list[str], wanted: str) -> None:
    expected = [contains(text, wanted) for text in column]
    assert TextColumn.of(column).containing(wanted).tolist() == expected
