from collections.abc import Callable

import pytest

from app.domain.doubt import weigh
from app.domain.items import ItemId
from app.services.prediction import PredictionPlan, stored_prediction
from app.services.review import Review
from recognizer.contract import LabelScore, ModelIdentity, Outcome, Prediction
from recognizer.errors import ImageError, TextTooLongError

ALPHA = ModelIdentity("alpha", "1")
READ = Outcome(Prediction("학교", (0.5, 0.5), -1.0), LabelScore(-2.0, (-1.0, -0.5, -0.5)))
REREAD = Outcome(Prediction("바다", (0.5, 0.5), -1.0))


@pytest.fixture
def plan(review: Review) -> PredictionPlan:
    review.use_model(ALPHA)
    return PredictionPlan(review, ALPHA)


def record(
    plan: PredictionPlan,
    review: Review,
    items: list[ItemId],
    outcomes: list[Outcome],
    *,
    crc: int = 1,
) -> list[int]:
    """Record what was weighed as the program does."""
    evidence = [
        weigh(review.imported_label(item), stored_prediction(item, ALPHA, outcome))
        for item, outcome in zip(items, outcomes, strict=True)
    ]
    return plan.record(items, outcomes, evidence, image_crcs=[crc] * len(items)).tolist()


def test_what_comes_up_is_predicted_first(plan: PredictionPlan) -> None:
    assert plan.next_batch(4, upcoming=[6, 2]) == [6, 2, 0, 1]
    assert plan.next_batch(10, upcoming=[6, 7]) == [7, 3, 4, 5]
    assert plan.next_batch(10) == []


def test_decided_items_are_skipped(plan: PredictionPlan, review: Review) -> None:
    review.accept_all([0, 1, 5])
    assert plan.left == 5
    assert plan.next_batch(3, upcoming=[5]) == [2, 3, 4]


def test_answers_are_stored_and_not_asked_again(plan: PredictionPlan, review: Review) -> None:
    batch = plan.next_batch(2)
    unreadable = Outcome(error=ImageError("not an image"))
    assert record(plan, review, batch, [READ, unreadable]) == [0, 1]
    assert plan.left == 6
    stored = review.prediction(ItemId(1))
    assert stored is not None
    assert stored.error == "not an image"
    assert plan.next_batch(8) == [2, 3, 4, 5, 6, 7]


def test_what_had_no_answer_is_asked_again(plan: PredictionPlan) -> None:
    batch = plan.next_batch(8)
    plan.give_back(batch[2:4])
    assert plan.next_batch(8) == [2, 3]


def test_predicting_goes_on_after_a_restart(open_review: Callable[[], Review]) -> None:
    review = open_review()
    plan = PredictionPlan(review, ALPHA)
    record(plan, review, plan.next_batch(3), [READ] * 3)
    plan.next_batch(2)  # under way when the program ends
    review.close()
    assert PredictionPlan(open_review(), ALPHA).next_batch(8) == [3, 4, 5, 6, 7]


def test_a_cleared_item_is_predicted_again_only_if_it_never_was(
    plan: PredictionPlan, review: Review
) -> None:
    review.accept(ItemId(3))
    record(plan, review, plan.next_batch(8), [READ] * 7)
    review.undo()
    assert plan.next_batch(8) == [3]


def test_an_item_of_another_image_is_predicted_again(plan: PredictionPlan, review: Review) -> None:
    record(plan, review, plan.next_batch(8), [READ] * 8, crc=1)
    assert not review.read_anew(ItemId(5), 1)
    assert plan.left == 0
    assert review.read_anew(ItemId(5), 2)
    assert plan.left == 1
    assert plan.next_batch(8, upcoming=[4, 5]) == [5]
    review.read_anew(ItemId(5), 2)  # shown again before the answer
    assert plan.next_batch(8, upcoming=[5]) == []
    shown = review.prediction(ItemId(5))
    assert shown is not None
    assert shown.text == "학교"
    assert record(plan, review, [ItemId(5)], [REREAD], crc=2) == [5]
    assert review.prediction(ItemId(5)) == stored_prediction(ItemId(5), ALPHA, REREAD, image_crc=2)
    assert plan.left == 0


def test_an_item_decided_while_it_is_read_again_keeps_the_reading_it_was_decided_with(
    plan: PredictionPlan, review: Review
) -> None:
    record(plan, review, plan.next_batch(8), [READ] * 8, crc=1)
    before = review.prediction(ItemId(5))
    review.read_anew(ItemId(5), 2)
    plan.next_batch(8)
    review.accept(ItemId(5))
    assert record(plan, review, [ItemId(5)], [REREAD], crc=2) == []
    assert review.prediction(ItemId(5)) == before
    review.undo()
    assert plan.next_batch(8) == [5]


def test_a_decided_item_is_not_predicted_again(plan: PredictionPlan, review: Review) -> None:
    record(plan, review, plan.next_batch(8), [READ] * 8, crc=1)
    review.accept(ItemId(5))
    review.read_anew(ItemId(5), 2)
    review.undo()
    assert plan.next_batch(8) == []


def test_an_item_of_another_image_is_predicted_again_after_a_restart(
    open_review: Callable[[], Review],
) -> None:
    review = open_review()
    plan = PredictionPlan(review, ALPHA)
    record(plan, review, plan.next_batch(8), [READ] * 8, crc=1)
    review.read_anew(ItemId(5), 2)
    review.close()
    assert PredictionPlan(open_review(), ALPHA).next_batch(8) == [5]


def test_an_outcome_is_kept_whole() -> None:
    outcome = Outcome(READ.prediction, None, label_error=TextTooLongError("too long"))
    stored = stored_prediction(ItemId(0), ALPHA, outcome, seen=True)
    assert (stored.text, stored.confidence, stored.log_prob) == ("학교", (0.5, 0.5), -1.0)
    assert (stored.label_log_prob, stored.label_error) == (None, "too long")
    assert stored.seen_in_training
    scored = stored_prediction(ItemId(0), ALPHA, READ)
    assert scored.label_char_log_probs == (-1.0, -0.5, -0.5)
