import numpy as np
import pytest

from app.domain.columns import Columns
from app.domain.confusion import ConfusionPrior
from app.domain.doubt import doubts
from app.domain.text_column import TextColumn
from app.domain.verdict import Verdict


@pytest.mark.parametrize("classes", [2, 40])
def test_undecided_items_follow_what_was_learnt_of_their_confusion(classes: int) -> None:
    confusions = np.repeat(np.arange(1, classes + 2, dtype=np.int16), 20)
    count = len(confusions)
    columns = Columns(TextColumn.of(["학교"] * count), np.zeros(count, np.uint16))
    columns.set_evidence(np.arange(count), np.ones(count, np.float32), confusions)
    before = columns.doubts.copy()

    decided = np.flatnonzero((np.arange(count) % 20 < 10) & (confusions <= classes))
    verdicts = np.where(confusions[decided] % 2, Verdict.CORRECTED, Verdict.ACCEPTED)
    nothing = [None] * len(decided)
    columns.decide(decided, verdicts.astype(np.uint8), nothing, texts=nothing)

    prior = ConfusionPrior()
    prior.learn(confusions[decided].astype(np.int64), confusions[decided] % 2 == 1)
    learnt = doubts(np.ones(count, np.float32), confusions, weights=prior.weights())
    left = np.setdiff1d(np.arange(count), decided)
    np.testing.assert_allclose(columns.doubts[left], learnt[left], atol=0.01)
    np.testing.assert_array_equal(columns.doubts[decided], before[decided])
    assert np.abs(learnt[left] - before[left]).max() > 0.1
