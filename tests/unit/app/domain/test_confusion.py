import numpy as np
import pytest

from app.domain import confusion
from app.domain.confusion import ConfusionPrior, JamoPair
from app.domain.diff import JamoPart


@pytest.mark.parametrize(
    ("label", "reading", "expected"),
    [
        ("학교", "학교", confusion.AGREES),
        ("학교", "하교", confusion.class_of_pair(JamoPair(JamoPart.FINAL, "ㄱ", ""))),
        ("세상", "새상", confusion.class_of_pair(JamoPair(JamoPart.VOWEL, "ㅔ", "ㅐ"))),
        ("가상", "까상", confusion.class_of_pair(JamoPair(JamoPart.INITIAL, "ㄱ", "ㄲ"))),
        ("강산", "간사", confusion.SEVERAL),
        ("강", "건", confusion.SYLLABLE),
        ("강산", "강산시", confusion.MISSING),
        ("강산시", "강산", confusion.SURPLUS),
        ("1층", "l층", confusion.OTHER),
    ],
)
def test_class_names_the_confusion(label: str, reading: str, expected: int) -> None:
    assert confusion.class_of(label, reading) == expected


def test_pairs_are_numbered_apart() -> None:
    pairs = {
        confusion.class_of_pair(JamoPair(JamoPart.FINAL, a, b))
        for a in ("", "ㄱ", "ㅎ")
        for b in ("", "ㄱ", "ㅎ")
        if a != b
    } | {confusion.class_of_pair(JamoPair(JamoPart.VOWEL, "ㅏ", "ㅣ"))}
    assert len(pairs) == 7
    assert max(pairs) < confusion.SYLLABLE


def test_pair_names_the_jamo() -> None:
    assert confusion.pair_of("강", "간") == JamoPair(JamoPart.FINAL, "ㅇ", "ㄴ")
    assert confusion.pair_of("강", "건") is None
    assert confusion.pair_of("강", "1") is None


def decisions(kind: int, *, wrong: int, right: int) -> tuple[np.ndarray, np.ndarray]:
    classes = np.full(wrong + right, kind, np.int16)
    return classes, np.arange(wrong + right) < wrong


def test_a_new_prior_prefers_likely_slips() -> None:
    weights = ConfusionPrior().weights()
    likely = confusion.class_of("세상", "새상")
    unlikely = confusion.class_of("세상", "수상")
    assert weights[likely] > weights[unlikely] == 0
    assert weights[confusion.AGREES] == 0


def test_classes_that_prove_wrong_gain_and_the_models_own_slips_lose() -> None:
    prior = ConfusionPrior()
    errors, slips = confusion.SYLLABLE, confusion.OTHER
    prior.learn(*decisions(errors, wrong=20, right=2))
    prior.learn(*decisions(slips, wrong=2, right=20))
    weights = prior.weights()
    assert weights[errors] > 0 > weights[slips]
    assert weights[confusion.AGREES] == 0


def test_taking_decisions_back_restores_the_prior() -> None:
    prior = ConfusionPrior()
    before = prior.weights()
    prior.learn(*decisions(confusion.SEVERAL, wrong=3, right=1))
    assert not np.array_equal(prior.weights(), before)
    prior.learn(*decisions(confusion.SEVERAL, wrong=3, right=1), times=-1)
    assert np.array_equal(prior.weights(), before)


def test_one_decision_moves_a_weight_by_less_than_a_third_of_a_nat() -> None:
    prior = ConfusionPrior()
    before = prior.weights()
    prior.learn(*decisions(confusion.OTHER, wrong=1, right=0))
    assert np.abs(prior.weights() - before).max() < 1 / 3
