from collections import Counter
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.metrics import (
    character_error_rate,
    confusions,
    edit_distance,
    wilson_interval,
    word_accuracy,
)

words = st.text("가나다 ", max_size=6)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("", "", 0),
        ("", "가나", 2),
        ("가나다", "가다", 1),
        ("가나", "나가", 2),
        ("가나다", "라나", 2),
    ],
)
def test_edit_distance_counts_single_edits(a: str, b: str, distance: int) -> None:
    assert edit_distance(a, b) == edit_distance(b, a) == distance


@given(words, words, words)
def test_edit_distance_is_a_metric(a: str, b: str, c: str) -> None:
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
    kept = sum(block.size for block in SequenceMatcher(None, a, b, False).get_matching_blocks())
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= len(a) + len(b) - 2 * kept


def test_spaces_do_not_count() -> None:
    labels, readings = ["가 나", "다", "라"], ["가나", "다 ", "마"]

    assert word_accuracy(labels, readings) == pytest.approx(2 / 3)
    assert character_error_rate(labels, readings) == pytest.approx(1 / 4)


def test_without_words_nothing_is_right_or_wrong() -> None:
    assert word_accuracy([], []) == 0
    assert character_error_rate([], []) == 0
    assert wilson_interval(0, 0) == (0, 1)


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        word_accuracy(["가", "나"], ["가"])


def test_wilson_interval_is_the_published_one() -> None:
    # Newcombe 1998, table I: 81 of 263, and 0 of 20.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_interval_holds_the_share(right: int, total: int) -> None:
    right = min(right, total)
    low, high = wilson_interval(right, total)

    assert 0 <= low <= right / total + 1e-12
    assert right / total - 1e-12 <= high <= 1


def test_confusions_are_counted_where_lengths_agree() -> None:
    counted = confusions(["가 나", "다라", "마"], ["가다", "다바사", "마"])

    assert counted == Counter({("나", "다"): 1})
