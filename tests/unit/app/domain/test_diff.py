from hypothesis import given
from hypothesis import strategies as st

from app.domain.diff import Cell, JamoPart, align, jamo_distance

texts = st.text(
    alphabet=st.one_of(
        st.integers(0xAC00, 0xD7A3).map(chr), st.sampled_from("가각간나다aAbB1 ㄱ😀")
    ),
    max_size=12,
)


def test_equal_texts_align_cell_by_cell() -> None:
    assert align("학교", "학교") == (Cell("학", "학"), Cell("교", "교"))


def test_a_differing_final_is_named() -> None:
    assert align("강남", "간남")[0] == Cell("강", "간", JamoPart.FINAL)


def test_all_differing_parts_are_named() -> None:
    (cell,) = align("값", "너")
    assert cell.differing == JamoPart.INITIAL | JamoPart.VOWEL | JamoPart.FINAL


def test_near_syllables_face_each_other_across_a_gap() -> None:
    assert align("서울시", "울사") == (
        Cell("서", ""),
        Cell("울", "울"),
        Cell("시", "사", JamoPart.VOWEL),
    )


def test_a_missing_syllable_is_a_gap_on_the_prediction_side() -> None:
    assert [c.prediction for c in align("대한민국", "대한국")] == ["대", "한", "", "국"]


def test_parts_are_only_named_between_syllables() -> None:
    assert align("가", "1") == (Cell("가", "1", JamoPart.NONE),)


def test_one_character_replaced_by_another_kind_is_no_gap() -> None:
    assert align("가1나", "가값나") == (Cell("가", "가"), Cell("1", "값"), Cell("나", "나"))


def distance(label: str, prediction: str) -> float:
    return jamo_distance(align(label, prediction))


def test_case_is_nearer_than_another_letter() -> None:
    assert distance("A", "a") < distance("A", "b")


def test_the_leftmost_of_equal_places_is_the_gap() -> None:
    assert [c.prediction for c in align("가가나", "가나")] == ["", "가", "나"]


@given(texts, texts)
def test_cells_spell_both_texts(label: str, prediction: str) -> None:
    cells = align(label, prediction)
    assert "".join(c.label for c in cells) == label
    assert "".join(c.prediction for c in cells) == prediction
    assert all(c.label or c.prediction for c in cells)


@given(texts, texts)
def test_distance_is_a_symmetric_count_that_is_zero_for_equal_texts_only(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)


@given(texts, texts, texts)
def test_no_way_round_is_shorter(a: str, b: str, c: str) -> None:
    """Why what is the same at an end faces itself."""
    assert distance(a, c) <= distance(a, b) + distance(b, c)


def test_a_character_missing_in_a_very_long_text_is_found() -> None:
    label = "가나다라마바사아자차" * 1000
    cells = align(label, label[:4000] + label[4001:])
    (gap,) = (place for place, cell in enumerate(cells) if not cell.equal)
    assert (gap, cells[gap]) == (4000, Cell("가", ""))


def test_very_long_texts_that_have_nothing_in_common_face_each_other_by_place() -> None:
    cells = align("가" * 10_000, "나" * 9_999)
    assert cells[0] == Cell("가", "나", JamoPart.INITIAL)
    assert cells[-1] == Cell("가", "")
    assert len(cells) == 10_000
