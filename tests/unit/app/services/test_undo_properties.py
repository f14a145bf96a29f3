"""Any mix of commands, undo, redo and restarts is held against a model kept in plain lists."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.verdict import ExcludeReason
from app.services.review import Review
from app.store.review_file import NewReviewFile
from datasets.record import ImageRef, Record, Source
from recognizer.contract import ModelIdentity

LABELS = ("학교", "서울역", "가게 ", "ㅎㅏ늘")
items = st.integers(0, len(LABELS) - 1).map(ItemId)
some_items = st.lists(st.integers(0, len(LABELS) - 1), min_size=1, max_size=4)
Evidence = tuple[float | None, int]
Picture = tuple[tuple[int, str, str | None, Evidence | None], ...]


class ReviewMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "words.review.sqlite"
        new = NewReviewFile(self.path)
        list(
            new.file.items.add(
                Record(ImageRef(f"{i}.png"), label, label, Source("gt.txt", i + 1))
                for i, label in enumerate(LABELS)
            )
        )
        new.finish().close()
        self.review = Review.open(self.path, who="reviewer")
        self.past: list[Picture] = []
        self.future: list[Picture] = []
        self.present = self.picture()

    def picture(self) -> Picture:
        return tuple(
            (
                self.review.verdict(ItemId(i)),
                self.review.label(ItemId(i)),
                self.review.reason(ItemId(i)),
                self.decided_on(i),
            )
            for i in range(len(LABELS))
        )

    def decided_on(self, item: int) -> Evidence | None:
        """Give doubt and confusion as they were when it was decided."""
        columns = self.review._columns
        if not columns.verdicts[item]:
            return None
        doubt = float(columns.doubts[item])
        return None if np.isnan(doubt) else doubt, int(columns.classes[item])

    def took_a_step(self, changed: bool) -> None:
        if changed:
            self.past.append(self.present)
            self.future.clear()
        self.present = self.picture()

    @rule(item=items)
    def accept(self, item: ItemId) -> None:
        self.took_a_step(len(self.review.accept(item).ids) > 0)

    @rule(item=items, text=st.sampled_from([*LABELS, "하교", "바다"]))
    def correct(self, item: ItemId, text: str) -> None:
        self.took_a_step(len(self.review.correct(item, text).ids) > 0)
        assert self.review.label(item) == text

    @rule(item=items, reason=st.sampled_from(ExcludeReason))
    def exclude(self, item: ItemId, reason: ExcludeReason) -> None:
        self.took_a_step(len(self.review.exclude(item, reason).ids) > 0)

    @rule(item=items)
    def flag(self, item: ItemId) -> None:
        self.took_a_step(len(self.review.flag(item).ids) > 0)

    @rule(item=items)
    def clear(self, item: ItemId) -> None:
        self.took_a_step(len(self.review.clear(item).ids) > 0)

    @rule(chosen=some_items)
    def accept_all(self, chosen: list[int]) -> None:
        self.took_a_step(len(self.review.accept_all(chosen).ids) > 0)

    @rule(chosen=some_items)
    def take_clean_forms(self, chosen: list[int]) -> None:
        self.took_a_step(len(self.review.take_clean_forms(chosen).ids) > 0)

    @rule(chosen=some_items)
    def take_predictions(self, chosen: list[int]) -> None:
        if self.review.model is not None:
            self.took_a_step(len(self.review.take_predictions(chosen).ids) > 0)

    @rule(chosen=some_items)
    def clear_all(self, chosen: list[int]) -> None:
        self.took_a_step(len(self.review.clear_all(chosen).ids) > 0)

    @rule(version=st.sampled_from("12"))
    def use_model(self, version: str) -> None:
        self.review.use_model(ModelIdentity("a", version))
        assert self.picture() == self.present

    @rule(item=items, nats=st.floats(0, 20))
    def predict(self, item: ItemId, nats: float) -> None:
        before = self.picture()
        self.review.store_predictions(
            [
                StoredPrediction(
                    item,
                    self.review.model or ModelIdentity("a", "1"),
                    "하교",
                    log_prob=0.0,
                    label_log_prob=-nats,
                    label_char_log_probs=(0.0,) * len(self.review.imported_label(item)) + (-nats,),
                )
            ]
        )
        assert self.picture() == before

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self.review.undo()
        self.future.append(self.present)
        self.present = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.review.redo()
        self.past.append(self.present)
        self.present = self.future.pop()

    @rule(killed=st.booleans())
    def restart(self, killed: bool) -> None:
        before = self.columns()
        doubts = self.review.doubts.copy()
        self.review.close()
        if killed:  # nothing is saved then but what is in the tables
            with closing(sqlite3.connect(self.path)) as connection, connection:
                connection.execute("DELETE FROM snapshots")
        self.review = Review.open(self.path, who="reviewer")
        for name, column in before.items():
            np.testing.assert_equal(self.columns()[name], column, name)
        # Small changes of the prior wait until they add up, and then come at once.
        np.testing.assert_allclose(self.review.doubts, doubts, atol=0.05)

    def columns(self) -> dict[str, object]:
        columns = self.review._columns
        shown = {
            name: getattr(columns, name).copy()
            for name in ("classes", "nats", "confusions", "predicted", "failed")
        }
        return {**shown, "texts": dict(columns.texts)}

    @invariant()
    def shows_the_present(self) -> None:
        assert self.picture() == self.present
        assert self.review.can_undo == bool(self.past)
        assert self.review.can_redo == bool(self.future)

    def teardown(self) -> None:
        self.review.close()
        with closing(sqlite3.connect(self.path)) as connection:
            state = connection.execute(
                "SELECT item, verdict, reason, coalesce(text, label), decided_by,"
                " iif(verdict, doubt, NULL), iif(verdict, confusion, NULL)"
                " FROM state JOIN items ON id = item"
            ).fetchall()
            assert {item: how for item, *how in state} == folded(connection)
        self.folder.cleanup()


def folded(connection: sqlite3.Connection) -> dict[int, list[object]]:
    """Read the journal from its first step to its last: how each item stands by it."""
    standing: dict[int, list[object]] = {}
    for seq, kind, target in connection.execute(
        "SELECT seq, kind, target FROM journal ORDER BY seq"
    ).fetchall():
        side = "before" if kind == "undo" else "after"
        step = seq if target is None else target
        decided_by = "j.decided_by_before" if side == "before" else "j.seq"
        for item, *how in connection.execute(
            f"SELECT j.item, j.verdict_{side}, j.reason_{side}, j.text_{side}, {decided_by},"
            f" iif(j.verdict_{side}, by.doubt, NULL), iif(j.verdict_{side}, by.confusion, NULL)"
            " FROM journal_items AS j LEFT JOIN journal_items AS by"
            f" ON by.seq = {decided_by} AND by.item = j.item WHERE j.seq = ?",
            (step,),
        ):
            standing[item] = how
    return standing


TestReviewMachine = ReviewMachine.TestCase
TestReviewMachine.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
