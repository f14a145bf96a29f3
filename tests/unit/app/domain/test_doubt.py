import math
from typing import Any

import numpy as np

from app.domain import confusion
from app.domain.confusion import ConfusionPrior
from app.domain.doubt import doubts, weigh
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from recognizer.contract import ModelIdentity


def read(text: str, **scores: Any) -> StoredPrediction:
    return StoredPrediction(ItemId(0), ModelIdentity("alpha", "1"), text, **scores)


def doubt_of(label: str, prediction: StoredPrediction) -> float:
    evidence = weigh(label, prediction)
    return float(
        doubts(
            np.array([evidence.nats], np.float32),
            np.array([evidence.confusion], np.int16),
            np.array([len(label)], np.uint32),
            weights=ConfusionPrior().weights(),
        )[0]
    )


def test_doubt_is_the_difference_in_nats_per_character() -> None:
    prediction = read("수상", log_prob=-0.5, label_log_prob=-9.5)
    assert math.isclose(doubt_of("세상", prediction), 3.0)


def test_likely_slips_are_doubted_more_than_others_of_the_same_evidence() -> None:
    scores = {"log_prob": -0.5, "label_log_prob": -5.0}
    assert doubt_of("세상", read("새상", **scores)) > doubt_of("세상", read("수상", **scores))


def test_agreement_is_below_disagreement_and_ordered_by_sureness() -> None:
    sure = doubt_of("세상", read("세상", log_prob=-0.01, label_log_prob=-0.01))
    unsure = doubt_of("세상", read("세상", log_prob=-4.0, label_log_prob=-4.0))
    differing = doubt_of("세상", read("수상", log_prob=-1.0, label_log_prob=-4.0))
    assert sure < unsure < differing


def test_without_label_scores_distance_and_confidence_rank() -> None:
    near = doubt_of("세상", read("수상", confidence=(0.9, 0.9)))
    far = doubt_of("세상", read("모임", confidence=(0.9, 0.9)))
    hardly = doubt_of("세상", read("모임", confidence=(0.2, 0.2)))
    same = doubt_of("세상", read("세상", confidence=(0.9, 0.9)))
    assert far > near > same
    assert far > hardly > same


def test_a_bare_reading_ranks_by_distance() -> None:
    assert (
        doubt_of("세상", read("모임"))
        > doubt_of("세상", read("세강"))
        > doubt_of("세상", read("세상"))
    )


def test_a_failed_image_has_no_doubt() -> None:
    evidence = weigh("세상", read("", error="not an image"))
    assert math.isnan(evidence.nats)
    assert evidence.confusion == confusion.AGREES


def test_an_impossible_label_has_a_great_but_finite_doubt() -> None:
    doubt = doubt_of("세상", read("수상", log_prob=-0.5, label_log_prob=-math.inf))
    assert 100 < doubt < math.inf
