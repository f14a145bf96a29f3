import math
from typing import Any

import numpy as np
import pytest

from app.domain import confusion
from app.domain.confusion import ConfusionPrior
from app.domain.diff import align, jamo_distance
from app.domain.doubt import ASSUMED_NATS, SLIP_ODDS, UNSURE_SHARE, doubts, weigh
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from recognizer.contract import Alternative, ModelIdentity


def read(text: str, **scores: Any) -> StoredPrediction:
    return StoredPrediction(ItemId(0), ModelIdentity("alpha", "1"), text, **scores)


def doubt_of(label: str, prediction: StoredPrediction) -> float:
    evidence = weigh(label, prediction)
    return float(
        doubts(
            np.array([evidence.nats], np.float32),
            np.array([evidence.confusion], np.int16),
            weights=ConfusionPrior().weights(),
        )[0]
    )


def scored(
    text: str, *label_char_log_probs: float, confidence: tuple[float, ...], **more: Any
) -> StoredPrediction:
    log_prob = sum(map(math.log, confidence))
    return read(
        text,
        log_prob=log_prob,
        confidence=confidence,
        label_log_prob=sum(label_char_log_probs),
        label_char_log_probs=label_char_log_probs,
        **more,
    )


def test_the_most_surprising_character_counts() -> None:
    once = scored("수상", -9.0, 0.0, 0.0, confidence=(1.0, 1.0))
    assert doubt_of("세상", once) > doubt_of(
        "세상", scored("세상", -3.0, -3.0, -3.0, confidence=())
    )
    assert math.isclose(doubt_of("곧상", once), 9.0, rel_tol=1e-6)


def test_surprise_elsewhere_tells_of_a_lost_model_not_of_a_wrong_label() -> None:
    once = scored("수상", -9.0, 0.0, 0.0, confidence=(1.0, 1.0))
    thrice = scored("수상", -9.0, -8.0, -7.0, confidence=(1.0, 1.0))
    assert math.isclose(doubt_of("세상", once) - doubt_of("세상", thrice), 15 / 20, rel_tol=1e-5)


def test_a_near_character_that_the_model_believes_in_weighs_more_than_a_far_one() -> None:
    def facing(*others: Alternative) -> float:
        prediction = scored("상", -9.0, 0.0, confidence=(1.0,), label_alternatives=(others,))
        return weigh("앙", prediction).nats

    near, far = Alternative("상", 1.0), Alternative("곧", 1.0)
    assert math.isclose(facing(near), 9 + math.log(SLIP_ODDS), rel_tol=1e-6)
    assert math.isclose(facing(far), 9.0, rel_tol=1e-6)
    assert facing(far) < facing(Alternative("상", 0.3), far) < facing(near)


def test_what_is_read_stands_in_for_alternatives_that_a_server_does_not_send() -> None:
    near = weigh("앙", scored("상", -9.0, 0.0, confidence=(1.0,))).nats
    far = weigh("앙", scored("곧", -9.0, 0.0, confidence=(1.0,))).nats
    assert math.isclose(near - far, math.log(SLIP_ODDS), rel_tol=1e-6)
    behind_a_gap = scored("서우상", 0.0, -9.0, 0.0, confidence=(1.0, 1.0, 1.0))
    assert math.isclose(weigh("서앙", behind_a_gap).nats, 9 + math.log(SLIP_ODDS), rel_tol=1e-6)


def test_surprise_counts_in_units_of_how_unsure_the_model_is() -> None:
    def expected(unsure_here: float, unsure_on_the_whole: float) -> float:
        scale = 1 + UNSURE_SHARE * (unsure_here + unsure_on_the_whole)
        return 9 / scale + math.log(scale)

    half = math.log(2)
    there = weigh("곧상", scored("수상", -9.0, 0.0, 0.0, confidence=(0.5, 1.0))).nats
    elsewhere = weigh("곧상", scored("수상", -9.0, 0.0, 0.0, confidence=(1.0, 0.5))).nats
    assert math.isclose(there, expected(half, half / 3), rel_tol=1e-6)
    assert math.isclose(elsewhere, expected(0.0, half / 3), rel_tol=1e-6)


def test_unsureness_is_taken_from_the_character_that_faces_the_label_s() -> None:
    behind_a_gap = scored("서울시", 0.0, -9.0, 0.0, confidence=(1.0, 0.5, 1.0))
    scale = 1 + UNSURE_SHARE * math.log(2) / 4
    nats = weigh("서시", behind_a_gap).nats
    assert math.isclose(nats, 9 / scale + math.log(scale), rel_tol=1e-6)


def test_a_missing_end_is_a_surprise_like_any_other() -> None:
    assert doubt_of("학교", scored("학교앞", 0.0, 0.0, -7.0, confidence=(1.0, 1.0, 1.0))) == 7.0


def test_likely_slips_are_doubted_more_than_others_of_the_same_evidence() -> None:
    likely = scored("새상", -5.0, 0.0, 0.0, confidence=(1.0, 1.0))
    unlikely = scored("수상", -5.0, 0.0, 0.0, confidence=(1.0, 1.0))
    assert doubt_of("세상", likely) > doubt_of("세상", unlikely)


def test_agreement_is_below_disagreement_and_ordered_by_sureness() -> None:
    log = math.log
    sure = scored("세상", log(0.99), log(0.99), 0.0, confidence=(0.99, 0.99))
    unsure = scored("세상", log(0.3), log(0.9), 0.0, confidence=(0.3, 0.9))
    differing = scored("수상", -4.0, 0.0, 0.0, confidence=(0.7, 0.9))
    assert doubt_of("세상", sure) < doubt_of("세상", unsure) < 2 < doubt_of("세상", differing)


def test_without_label_scores_distance_and_confidence_rank() -> None:
    near = doubt_of("세상", read("수상", confidence=(0.9, 0.9)))
    far = doubt_of("세상", read("모임", confidence=(0.9, 0.9)))
    hardly = doubt_of("세상", read("모임", confidence=(0.2, 0.2)))
    same = doubt_of("세상", read("세상", confidence=(0.9, 0.9)))
    assert far > near > same
    assert far > hardly > same


def test_without_label_scores_an_unsure_misreading_counts_little() -> None:
    unsure = math.log(2)
    nats = weigh("앙", read("곧", confidence=(0.5,), log_prob=-unsure)).nats
    assumed = ASSUMED_NATS + jamo_distance(align("앙", "곧")) / 2
    assert math.isclose(nats, (unsure + assumed) / (1 + (unsure + unsure / 2) / 2), rel_tol=1e-6)


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
    impossible = scored("수상", -math.inf, 0.0, 0.0, confidence=(0.9, 0.9))
    assert 100 < doubt_of("세상", impossible) < math.inf


def test_a_label_that_the_model_cannot_spell_is_weighed_by_its_distance() -> None:
    bare = {"log_prob": -0.1, "confidence": (0.95, 0.95), "label_error": "not in the charset"}
    assert doubt_of("세☃", read("세상", **bare)) > doubt_of("세상", read("세상", **bare))


@pytest.mark.parametrize("label", ["", "세", "세상에"])
def test_any_length_of_label_can_be_weighed(label: str) -> None:
    assert doubt_of(label, read("세상", confidence=(0.9, 0.9))) > 1
    assert doubt_of(label, read("")) > 1 or label == ""
