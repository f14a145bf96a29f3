"""Whatever a reviewer does, there is a place to be, and nothing is listed twice."""

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.queue import EVERYTHING, Order, QueueFilter
from app.domain.verdict import ExcludeReason, Verdict
from app.models import session as session_module
from app.models.session import ONLY_UNDECIDED, ReviewSession
from app.services.review import Review
from app.store.review_file import NewReviewFile
from datasets.record import ImageRef, Record, Source
from recognizer.contract import ModelIdentity

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LABELS = ("학교", "서울", "ㅎㅏ늘", "제３회", "A동 ")
FILTERS = (
    EVERYTHING,
    ONLY_UNDECIDED,
    QueueFilter(text="학"),
    QueueFilter(text="in none"),
    QueueFilter(disagreeing=True),
    QueueFilter(verdicts=frozenset({Verdict.CORRECTED})),
    QueueFilter(faulty=True),
)


class SomeSelected:
    """A selection of the items given, or of the current one alone."""

    def __init__(self) -> None:
        self.items: list[int] = []

    @property
    def selected_count(self) -> int:
        return max(1, len(self.items))

    def selected_items(self) -> NDArray[np.int64]:
        return np.array(self.items, np.int64)


class Reviewer:
    """Does anything at all, by chance."""

    def __init__(self, session: ReviewSession, chance: random.Random) -> None:
        self.session, self.chance = session, chance
        self.selection = SomeSelected()
        session.selection = self.selection

    def act(self) -> None:
        session, review, chance = self.session, self.session.review, self.chance
        listed = session.queue.ids.tolist()
        few = chance.random() < 0.2 and len(listed) > 1
        self.selection.items = chance.sample(listed, 2) if few else []
        anywhere = ItemId(chance.randrange(review.count))
        acts: tuple[Callable[[], object], ...] = (
            session.accept,
            session.take_prediction,
            session.take_clean_form,
            lambda: session.exclude(chance.choice(list(ExcludeReason))),
            session.flag,
            session.clear,
            lambda: session.correct(chance.choice(("서울", "", "두\n줄"))),
            session.undo,
            session.undo,
            session.redo,
            session.skip,
            session.back,
            session.next_doubtful,
            lambda: session.arrange(chance.choice(list(Order)), chance.choice(FILTERS)),
            lambda: session.visit(chance.randrange(len(listed))) if listed else None,
            lambda: session.show_item(anywhere),
            lambda: self.read(anywhere),
            lambda: review.use_model(ModelIdentity("a", chance.choice("12"))),
            session.sort_what_comes,
        )
        chance.choice(acts)()

    def read(self, item: ItemId) -> None:
        review = self.session.review
        text = self.chance.choice(("서울", review.imported_label(item)))
        model = review.model or ModelIdentity("a", "1")
        changed = review.store_predictions([StoredPrediction(item, model, text, log_prob=-0.1)])
        self.session.take_in(changed)


@pytest.mark.parametrize("count", [1, 2, 3, 9])
@pytest.mark.parametrize("long_step", [2, 20_000], ids=["steps aside", "steps at once"])
def test_there_is_always_a_place_to_be(
    qtbot: "QtBot", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, long_step: int
) -> None:
    monkeypatch.setattr(session_module, "LONG_STEP", long_step)
    chance = random.Random(count)
    new = NewReviewFile(tmp_path / "words.sqlite")
    labels = [chance.choice(LABELS) for _ in range(count)]
    list(
        new.file.items.add(
            Record(ImageRef(f"{i}.png"), label, label, Source("gt.txt", i + 1))
            for i, label in enumerate(labels)
        )
    )
    with closing(Review(new.finish(), who="reviewer")) as review:
        session = ReviewSession(review)
        reviewer = Reviewer(session, chance)
        session.begin()
        for _ in range(120):
            reviewer.act()
            if session.busy or session.sorting:
                qtbot.waitUntil(lambda: not (session.busy or session.sorting))
            listed = session.queue.ids.tolist()
            assert len(set(listed)) == len(listed)
            assert (session.current is None) == (not listed)
            assert session.current is None or listed[session.row] == session.current
        session.close()
