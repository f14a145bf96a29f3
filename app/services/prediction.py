"""Which items to predict next: what the reviewer will see first."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.doubt import Evidence
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.verdict import Verdict
from app.services.review import Review
from recognizer.contract import ModelIdentity, Outcome

_SCANNED = 65_536


class PredictionPlan:
    """Hands out undecided, unpredicted items, those near the reviewer's place first.

    Lives on the thread of its review. Resumable: what is stored is not asked again, and what was
    under way when the program ended is.
    """

    def __init__(self, review: Review, model: ModelIdentity) -> None:
        self._review = review
        self._model = model
        self._under_way = np.zeros(review.count, np.bool_)
        self._next = 0

    def follow(self, model: ModelIdentity) -> None:
        """Go on under another model, a server's new version; what is under way stays so."""
        self._model = model
        self._next = 0

    @property
    def left(self) -> int:
        """How many items are still to predict, those under way included."""
        review = self._review
        # Comparing bytes with an enum widens them all first: eight times as long.
        undecided = review.verdicts == int(Verdict.UNDECIDED)
        return int(np.count_nonzero(undecided & ~review.predicted))

    def next_batch(self, size: int, *, upcoming: Sequence[int] = ()) -> list[ItemId]:
        """Give up to `size` ids to predict, those of `upcoming` first; they count as under way."""
        batch = self._wanted(np.asarray(upcoming, np.int64))[:size].tolist()
        self._under_way[batch] = True
        count = self._review.count
        scanned = 0
        while len(batch) < size and scanned < count:
            here = np.arange(self._next, min(self._next + _SCANNED, count))
            found = self._wanted(here)[: size - len(batch)].tolist()
            self._under_way[found] = True
            batch += found
            step = found[-1] + 1 - self._next if len(batch) == size else len(here)
            scanned += step
            self._next = (self._next + step) % count
        return [ItemId(item) for item in batch]

    def record(
        self,
        items: Sequence[ItemId],
        outcomes: Sequence[Outcome],
        evidence: Sequence[Evidence],
        *,
        image_crcs: Sequence[int | None],
        seen_in_training: frozenset[ItemId] = frozenset(),
    ) -> NDArray[np.int64]:
        """Store the answers; give the ids whose doubt changed. Raises StoreError: ask again.

        An item that was decided while it was read anew keeps the reading it was decided with.
        """
        stored = [
            (
                stored_prediction(
                    item, self._model, outcome, seen=item in seen_in_training, image_crc=crc
                ),
                each,
            )
            for item, outcome, each, crc in zip(items, outcomes, evidence, image_crcs, strict=True)
            if not self._is_settled(item)
        ]
        self.give_back(items)
        return self._review.store_weighed(stored)

    def give_back(self, items: Sequence[ItemId]) -> None:
        """Take back ids whose answer did not come (server away): they are asked again."""
        self._under_way[list(items)] = False

    def _is_settled(self, item: ItemId) -> bool:
        review = self._review
        return review.verdicts[item] != Verdict.UNDECIDED and review.own_reading(item) is not None

    def _wanted(self, items: NDArray[np.int64]) -> NDArray[np.int64]:
        review = self._review
        wanted = ~review.predicted[items] & ~self._under_way[items]
        wanted &= review.verdicts[items] == Verdict.UNDECIDED
        found: NDArray[np.int64] = items[wanted]
        return found


def stored_prediction(
    item: ItemId,
    model: ModelIdentity,
    outcome: Outcome,
    *,
    seen: bool = False,
    image_crc: int | None = None,
) -> StoredPrediction:
    """Give what a review keeps of a backend's answer."""
    prediction, score = outcome.prediction, outcome.label_score
    if prediction is None:
        error = str(outcome.error) if outcome.error else "the backend gave no answer"
        return StoredPrediction(item, model, error=error, image_crc=image_crc)
    return StoredPrediction(
        item,
        model,
        prediction.text,
        prediction.confidence,
        prediction.log_prob,
        None if score is None else score.log_prob,
        () if score is None else score.char_log_probs,
        prediction.alternatives,
        () if score is None else score.alternatives,
        label_error=str(outcome.label_error) if outcome.label_error else "",
        seen_in_training=seen,
        image_crc=image_crc,
    )
