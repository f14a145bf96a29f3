import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.metrics import wilson_interval
from training.finetune.report import Confusion, Reading, compare, count

WORDS = st.lists(st.text("가각나낙12", min_size=1, max_size=4), min_size=1, max_size=30)


def test_words_are_counted_without_spaces() -> None:
    counted = count(["가 나", "다"], ["가나", "라"])
    assert (counted.right, counted.share, counted.cer) == (1, 0.5, pytest.approx(1 / 3))
    assert (counted.low, counted.high) == wilson_interval(1, 2)


def test_what_went_and_what_came_by_how_much() -> None:
    comparison = compare(
        [
            Reading("print", ["가", "가", "나"], ["거", "거", "나"], ["가", "가", "니"]),
            Reading("plate", ["1"], ["7"], ["1"]),
        ]
    )
    assert comparison.went == (
        Confusion("vowel", "ㅏ", "ㅓ", 2, 0),
        Confusion("character", "1", "7", 1, 0),
    )
    assert comparison.came == (Confusion("vowel", "ㅏ", "ㅣ", 0, 1),)
    assert [
        (kind.kind, kind.n, kind.before.right, kind.after.right) for kind in comparison.kinds
    ] == [
        ("print", 3, 1, 2),
        ("plate", 1, 0, 1),
    ]
    assert comparison.worse == ()


@pytest.mark.parametrize(("right_after", "beyond"), [(79, False), (60, True)])
def test_a_kind_read_worse_is_named_with_its_weight(right_after: int, beyond: bool) -> None:
    labels = ["가"] * 100

    def read(right: int) -> list[str]:
        return ["가"] * right + ["나"] * (100 - right)

    (worse,) = compare([Reading("clean", labels, read(80), read(right_after))]).worse
    assert (worse.kind, worse.before, worse.after) == ("clean", 0.8, right_after / 100)
    assert worse.beyond_chance is beyond


@pytest.mark.parametrize(
    ("gained", "lost", "beyond"),
    [(0, 0, False), (1, 0, False), (5, 0, False), (6, 0, True), (10, 4, False), (15, 4, True)],
)
def test_words_gained_and_lost_say_whether_a_difference_is_clear(
    gained: int, lost: int, beyond: bool
) -> None:
    labels = ["가"] * 23
    right, wrong = ["가"], ["나"]
    before = wrong * gained + right * (23 - gained)
    after = right * (23 - lost) + wrong * lost
    (kind,) = compare([Reading("held_out", labels, before, after)]).kinds
    assert (kind.after.right - kind.before.right, kind.beyond_chance) == (gained - lost, beyond)


@given(WORDS)
def test_reading_the_same_changes_nothing(labels: list[str]) -> None:
    read = labels[1:] + labels[:1]
    comparison = compare([Reading("x", labels, read, read)])
    assert comparison.went == comparison.came == comparison.worse == ()
