import numpy as np
import pytest

from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from benchmarks import ranking
from benchmarks._planting import ErrorPlanter
from benchmarks.ranking import Case
from recognizer import jamo
from recognizer.contract import ModelIdentity


def case(label: str, text: str, *scores: float) -> Case:
    stored = StoredPrediction(
        ItemId(0),
        ModelIdentity("alpha", "1"),
        text,
        (0.99,) * len(text),
        -0.02,
        sum(scores),
        scores,
    )
    return Case(label, stored)


WRONG = case("가제", "가게", -0.01, -9.0, -0.01)
RIGHT = case("학교", "학교", -0.01, -0.01, -0.01)
RIGHT_BUT_MISREAD = case("하늘", "하눌", -0.01, -2.0, -0.01)


@pytest.mark.parametrize("order", [name for name in ranking.ORDERS if name != "random"])
def test_every_order_puts_a_plain_error_before_a_sure_agreement(order: str) -> None:
    scores = ranking.ORDERS[order]([RIGHT, WRONG], np.random.default_rng(0))
    if order == "confidence":
        assert scores[0] == scores[1]  # it does not look at labels
    else:
        assert scores[1] > scores[0]


def test_doubt_tells_an_error_from_a_misreading() -> None:
    wrong, misread = ranking.by_doubt([WRONG, RIGHT_BUT_MISREAD], np.random.default_rng(0))
    assert wrong > misread


def test_average_precision_and_budget_count_from_the_top() -> None:
    wrong = np.array([True, False, True, False])
    rng = np.random.default_rng(0)
    scores = np.array([4.0, 3.0, 2.0, 1.0])
    assert ranking.average_precision(scores, wrong, rng) == pytest.approx((1 + 2 / 3) / 2)
    assert ranking.found_within(scores, wrong, 0.25, rng) == 0.5
    assert ranking.found_within(scores, wrong, 0.75, rng) == 1.0


def test_ties_are_broken_at_random_not_by_place() -> None:
    wrong = np.arange(100) < 50
    rng = np.random.default_rng(0)
    assert 0.2 < ranking.found_within(np.zeros(100), wrong, 0.5, rng) < 0.8


@pytest.mark.parametrize("label", ["가", "학교", "③텁", "12가3456", "AB", "·"])
def test_planted_labels_are_wrong_and_repeatable(label: str) -> None:
    planter = ErrorPlanter([("학", "한", 3)])
    others = [label, "서울역", "가게"]
    spoilt = [planter.spoil(label, others, np.random.default_rng(seed)) for seed in range(40)]
    assert spoilt == [
        planter.spoil(label, others, np.random.default_rng(seed)) for seed in range(40)
    ]
    assert all(wrong and wrong != label and jamo.nfc(wrong) == wrong for wrong in spoilt)
    assert len(set(spoilt)) > 3


def outcomes(*of_doubt: float, peer: tuple[float, ...]) -> dict[str, list[list[float]]]:
    nothing = [[0.0]] * len(of_doubt)
    results = dict.fromkeys(ranking.ORDERS, nothing)
    results["CER to prediction"] = [[value] for value in peer]
    results["doubt"] = [[value] for value in of_doubt]
    return results


def test_the_gain_is_paired_with_the_best_peer_s_same_seeds() -> None:
    (steady,) = ranking.compare(outcomes(0.3, 0.9, peer=(0.2, 0.8)))
    assert steady.gain == pytest.approx(0.1)
    assert steady.noise == pytest.approx(0.0)
    (mixed,) = ranking.compare(outcomes(0.3, 0.9, peer=(0.8, 0.2)))
    assert mixed.gain == pytest.approx(0.1)
    assert mixed.noise > 0.1
