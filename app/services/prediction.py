"""Which items to predict next: what the reviewer will see first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.items import ItemId
from app.services.review import Review
from recognizer.contract import Outcome, Request


@dataclass(frozen=True)
class Task:
    """One item to predict."""

    item: ItemId
    request: Request


class PredictionPlan:
    """Hands out undecided, unpredicted items, those near the reviewer's place first.

    Lives on the thread of its review. Resumable: what is stored is not asked again.
    """

    def __init__(self, review: Review, read_image: Callable[[ItemId], bytes]) -> None:
        self._review = review
        self._read_image = read_image

    @property
    def left(self) -> int:
        """How many items are still to predict."""

    def next_batch(self, size: int, *, upcoming: Sequence[int] = ()) -> list[ItemId]:
        """Give up to `size` ids to predict, those of `upcoming` first; they count as under way."""

    def record(self, items: Sequence[ItemId], outcomes: Sequence[Outcome]) -> NDArray[np.int64]:
        """Store the answers; give the ids whose doubt changed."""

    def give_back(self, items: Sequence[ItemId]) -> None:
        """Take back ids whose answer did not come (server away): they are asked again."""
