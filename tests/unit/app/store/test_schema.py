import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.verdict import Verdict
from app.services.review import Review
from app.store import schema
from recognizer.contract import ModelIdentity


@pytest.fixture
def make_old_review(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make_review: Callable[[Path, Sequence[str]], Path],
) -> Callable[[int], Path]:
    """Make a review file as that version of it was."""

    def make(version: int) -> Path:
        with monkeypatch.context() as older:
            older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:version])
            older.setattr(schema, "VERSION", version)
            return make_review(tmp_path / "old.review.sqlite", ["학교", "가게"])

    return make


def test_readings_of_version_1_come_over_as_of_an_unknown_image(
    make_old_review: Callable[[int], Path],
) -> None:
    path = make_old_review(1)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO models (name, version) VALUES ('alpha', '1')")
        connection.execute(
            "INSERT INTO predictions (model, item, text, log_prob, seen_in_training, nats,"
            " confusion) VALUES (1, 0, '하교', -0.5, 0, 3.0, 0)"
        )
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    review = Review.open(path)
    read = StoredPrediction(ItemId(0), ModelIdentity("alpha", "1"), "하교", log_prob=-0.5)
    assert review.prediction(ItemId(0)) == read
    review.read_anew(ItemId(0), 7)
    assert review.predicted.tolist() == [True, False]
    anew = replace(read, text="학교", image_crc=0xFFFFFFFF)
    review.store_predictions([anew])
    review.accept(ItemId(1))
    review.close()
    review = Review.open(path)
    assert review.prediction(ItemId(0)) == anew
    assert review.verdict(ItemId(1)) == Verdict.ACCEPTED
    review.close()


def test_a_decision_of_version_2_comes_back_with_its_doubt(
    make_old_review: Callable[[int], Path],
) -> None:
    path = make_old_review(2)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO journal VALUES"
            " (1, '2026-01-31T09:00:00.000+00:00', 'kim', 'decision', 'accept', NULL, NULL, NULL,"
            " 1, NULL)"
        )
        connection.execute(
            "INSERT INTO journal_items VALUES (1, 0, 0, 1, NULL, NULL, '학교', '학교', NULL)"
        )
        connection.execute("INSERT INTO state VALUES (0, 1, 1, 1, NULL, NULL, 3.5, 2)")
    review = Review.open(path)
    review.clear(ItemId(0))
    review.store_predictions(
        [StoredPrediction(ItemId(0), ModelIdentity("beta", "1"), "하교", label_log_prob=-30.0)]
    )
    review.flag(ItemId(0))
    review.undo()
    review.undo()
    assert review.verdict(ItemId(0)) == Verdict.ACCEPTED
    assert float(review.doubts[0]) == 3.5
    review.close()
