import math
import os
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.domain.items import ItemId
from app.domain.label_hygiene import LabelFault
from app.domain.predictions import StoredPrediction
from app.domain.queue import Order, QueueFilter
from app.domain.verdict import ExcludeReason, Verdict
from app.services.errors import CancelledError, EmptyLabelError, NothingToDoError
from app.services.review import Action, Review
from app.store.errors import StoreError, UnreachableError
from app.store.journal import Journal, Tops
from app.store.review_file import NewReviewFile
from datasets.record import ImageRef, Record, Source
from recognizer.contract import Alternative, ModelIdentity

ALPHA = ModelIdentity("alpha", "1")
BETA = ModelIdentity("beta", "1")
OpenReview = Callable[[], Review]


# Of the labels in `conftest.LABELS`, in NFC.
_LENGTHS = (2, 3, 2, 2, 3, 3, 3, 2)


def read(
    item: int, text: str, *, nats: float = 0.0, model: ModelIdentity = ALPHA, seen: bool = False
) -> StoredPrediction:
    return StoredPrediction(
        ItemId(item),
        model,
        text,
        log_prob=-0.25,
        label_log_prob=-0.25 - nats,
        label_char_log_probs=(-0.25 - nats, *[0.0] * _LENGTHS[item]),
        seen_in_training=seen,
    )


def standing(review: Review, item: int) -> tuple[Verdict, str]:
    return review.verdict(ItemId(item)), review.label(ItemId(item))


def test_a_new_review_is_undecided_with_the_imported_labels(review: Review) -> None:
    assert review.count == 8
    assert standing(review, 0) == (Verdict.UNDECIDED, "학교")
    assert review.item(ItemId(1)).image.path == "images/1.png"
    assert not review.can_undo
    assert not review.can_redo


def test_accepting_keeps_the_label(review: Review) -> None:
    change = review.accept(ItemId(0))
    assert change.ids.tolist() == [0]
    assert change.action == Action.ACCEPT
    assert standing(review, 0) == (Verdict.ACCEPTED, "학교")


def test_correcting_changes_the_label_but_not_the_imported_one(review: Review) -> None:
    review.correct(ItemId(0), "하교")
    assert standing(review, 0) == (Verdict.CORRECTED, "하교")
    assert review.imported_label(ItemId(0)) == "학교"


def test_entered_labels_are_nfc(review: Review) -> None:
    review.correct(ItemId(0), unicodedata.normalize("NFD", "하교"))
    assert review.label(ItemId(0)) == "하교"


def test_correcting_to_the_imported_label_accepts(review: Review) -> None:
    review.correct(ItemId(0), "학교")
    assert review.verdict(ItemId(0)) == Verdict.ACCEPTED


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_an_empty_label_is_refused_and_changes_nothing(review: Review, text: str) -> None:
    with pytest.raises(EmptyLabelError, match="exclude the image"):
        review.correct(ItemId(0), text)
    assert standing(review, 0) == (Verdict.UNDECIDED, "학교")
    assert not review.can_undo


@pytest.fixture
def partly_empty(
    tmp_path: Path, make_review: Callable[[Path, Sequence[str]], Path]
) -> Iterator[Review]:
    review = Review.open(make_review(tmp_path / "empty.sqlite", ("학교", "", "\u3000", " 하늘")))
    yield review
    review.close()


@pytest.mark.parametrize("item", [1, 2])
def test_an_empty_label_is_not_accepted(partly_empty: Review, item: int) -> None:
    with pytest.raises(EmptyLabelError, match="exclude the image"):
        partly_empty.accept(ItemId(item))
    assert partly_empty.verdict(ItemId(item)) is Verdict.UNDECIDED
    assert not partly_empty.can_undo


def test_accepting_many_labels_leaves_out_the_empty_ones(partly_empty: Review) -> None:
    assert partly_empty.accept_all(range(4)).ids.tolist() == [0, 3]
    partly_empty.correct(ItemId(1), "바다")
    partly_empty.flag(ItemId(1))
    assert partly_empty.accept_all([1, 2]).ids.tolist() == [1]
    assert standing(partly_empty, 1) == (Verdict.CORRECTED, "바다")


def test_accepting_a_corrected_and_flagged_label_keeps_the_correction(review: Review) -> None:
    review.correct(ItemId(0), "하교")
    review.flag(ItemId(0))
    assert standing(review, 0) == (Verdict.FLAGGED, "하교")
    review.accept(ItemId(0))
    assert standing(review, 0) == (Verdict.CORRECTED, "하교")


def test_excluding_keeps_its_reason(review: Review) -> None:
    review.exclude(ItemId(0), ExcludeReason.CUT_OFF)
    assert review.verdict(ItemId(0)) == Verdict.EXCLUDED
    assert review.reason(ItemId(0)) == ExcludeReason.CUT_OFF


def test_clearing_takes_verdict_and_text_back(review: Review) -> None:
    review.correct(ItemId(0), "하교")
    review.clear(ItemId(0))
    assert standing(review, 0) == (Verdict.UNDECIDED, "학교")


def test_taking_the_clean_form(review: Review) -> None:
    review.take_clean_form(ItemId(4))
    assert standing(review, 4) == (Verdict.CORRECTED, "하늘")
    with pytest.raises(NothingToDoError):
        review.take_clean_form(ItemId(0))


def test_the_clean_form_is_taken_once(review: Review) -> None:
    assert review.has_clean_form(ItemId(4))
    review.take_clean_form(ItemId(4))
    assert not review.has_clean_form(ItemId(4))
    with pytest.raises(NothingToDoError):
        review.take_clean_form(ItemId(4))


@pytest.fixture
def stored_as_nfd(tmp_path: Path) -> Iterator[Review]:
    """A review of labels that are as they should be, but for the form in which they are stored."""
    new = NewReviewFile(tmp_path / "nfd.sqlite")
    labels = ("학교", "하늘")
    records = (
        Record(ImageRef(f"{i}.png"), label, unicodedata.normalize("NFD", label), Source("gt", i))
        for i, label in enumerate(labels)
    )
    list(new.file.items.add(records))
    with closing(Review(new.finish(), who="reviewer")) as review:
        yield review


def test_accepting_a_label_whose_form_was_corrected_keeps_the_correction(
    stored_as_nfd: Review,
) -> None:
    stored_as_nfd.take_clean_forms([0, 1])
    for accept in (
        lambda: stored_as_nfd.accept(ItemId(0)),
        lambda: stored_as_nfd.correct(ItemId(0), "학교"),
        lambda: stored_as_nfd.accept_all([0, 1]),
    ):
        assert accept().ids.tolist() == []
    assert standing(stored_as_nfd, 0) == (Verdict.CORRECTED, "학교")
    stored_as_nfd.correct(ItemId(0), "하교")
    stored_as_nfd.correct(ItemId(0), "학교")
    assert standing(stored_as_nfd, 0) == (Verdict.ACCEPTED, "학교")


@pytest.fixture
def odd_spellings(
    tmp_path: Path, make_review: Callable[[Path, Sequence[str]], Path]
) -> Iterator[Review]:
    labels = ("그래ㅋㅋ", unicodedata.normalize("NFD", "하늘"))
    review = Review.open(make_review(tmp_path / "odd.sqlite", labels))
    yield review
    review.close()


def test_a_stray_jamo_alone_is_not_said_to_be_corrected(odd_spellings: Review) -> None:
    assert odd_spellings.faults(ItemId(0)) == LabelFault.STRAY_JAMO
    with pytest.raises(NothingToDoError):
        odd_spellings.take_clean_form(ItemId(0))
    assert odd_spellings.take_clean_forms(range(2)).ids.tolist() == [1]
    assert standing(odd_spellings, 0) == (Verdict.UNDECIDED, "그래ㅋㅋ")
    assert standing(odd_spellings, 1) == (Verdict.CORRECTED, "하늘")


def test_taking_the_prediction(review: Review) -> None:
    with pytest.raises(NothingToDoError):
        review.take_prediction(ItemId(0))
    review.store_predictions([read(0, "하교", nats=3), read(1, "서울역")])
    review.take_prediction(ItemId(0))
    review.take_prediction(ItemId(1))
    assert standing(review, 0) == (Verdict.CORRECTED, "하교")
    assert standing(review, 1) == (Verdict.ACCEPTED, "서울역")


def test_saying_the_same_twice_is_one_step(review: Review) -> None:
    review.accept(ItemId(0))
    assert review.accept(ItemId(0)).ids.tolist() == []
    review.undo()
    assert not review.can_undo


def test_bulk_commands_are_one_step(review: Review) -> None:
    review.accept(ItemId(1))
    change = review.accept_all([3, 1, 0, 3])
    assert change.ids.tolist() == [0, 3]
    undone = review.undo()
    assert undone.ids.tolist() == [0, 3]
    assert undone.of == Action.ACCEPT
    assert review.verdicts.tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


def test_bulk_commands_leave_out_what_they_do_not_apply_to(review: Review) -> None:
    assert review.take_clean_forms(range(8)).ids.tolist() == [4, 5, 6]
    assert [review.label(ItemId(i)) for i in (4, 5, 6)] == ["하늘", "바다", "제3회"]
    review.store_predictions([read(0, "하교", nats=2)])
    assert review.take_predictions(range(8)).ids.tolist() == [0]
    assert review.take_clean_forms([0, 1]).ids.tolist() == []


def test_a_step_for_an_item_that_is_not_there_is_refused(review: Review) -> None:
    for item in (-1, 8):
        with pytest.raises(IndexError):
            review.accept(ItemId(item))
    assert not review.can_undo


def test_undo_restores_label_and_cursor(review: Review) -> None:
    review.correct(ItemId(2), "가개")
    review.accept(ItemId(5))
    assert review.undo().cursor == 5
    undone = review.undo()
    assert (undone.cursor, undone.of) == (2, Action.CORRECT)
    assert standing(review, 2) == (Verdict.UNDECIDED, "가게")
    with pytest.raises(NothingToDoError):
        review.undo()


def test_an_undo_that_is_written_is_shown_whatever_the_file_says_next(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.correct(ItemId(0), "하교")
    tops, asked = Journal.tops, []

    def once(journal: Journal) -> Tops:
        if asked:
            raise UnreachableError("the share has gone")
        asked.append(True)
        return tops(journal)

    monkeypatch.setattr(Journal, "tops", once)
    review.undo()
    assert standing(review, 0) == (Verdict.UNDECIDED, "학교")
    assert review.can_redo
    assert not review.can_undo


def test_a_new_step_ends_redoing(review: Review) -> None:
    review.accept(ItemId(0))
    review.undo()
    review.accept(ItemId(1))
    assert not review.can_redo
    with pytest.raises(NothingToDoError):
        review.redo()


def test_undo_and_redo_go_on_after_a_restart(open_review: OpenReview) -> None:
    review = open_review()
    review.correct(ItemId(0), "하교")
    review.exclude(ItemId(1), ExcludeReason.NOT_TEXT)
    review.undo()
    review.close()
    review = open_review()
    assert review.redo().ids.tolist() == [1]
    assert review.reason(ItemId(1)) == ExcludeReason.NOT_TEXT
    review.undo()
    review.close()
    review = open_review()
    assert review.undo().ids.tolist() == [0]
    assert standing(review, 0) == (Verdict.UNDECIDED, "학교")


def test_predictions_give_doubts_and_come_back_whole(open_review: OpenReview) -> None:
    review = open_review()
    whole = StoredPrediction(
        ItemId(0),
        ALPHA,
        "하교",
        confidence=(0.5, 0.75),
        log_prob=-0.5,
        label_log_prob=-6.5,
        label_char_log_probs=(-6.0, -0.25, -0.25),
        alternatives=((Alternative("하", 0.5), Alternative("학", 0.25)), ()),
        label_alternatives=((Alternative("하", 0.5),), (), (Alternative("", 1.0),)),
    )
    changed = review.store_predictions([whole, StoredPrediction(ItemId(1), ALPHA, error="gone")])
    assert changed.tolist() == [0, 1]
    doubt = float(review.doubts[0])
    assert doubt > 1.9
    assert math.isnan(review.doubts[1])
    assert review.failed.tolist() == [False, True, *[False] * 6]
    review.close()
    review = open_review()
    assert review.model == ALPHA
    assert review.prediction(ItemId(0)) == whole
    assert float(review.doubts[0]) == doubt
    assert review.predicted.tolist() == [True, True, *[False] * 6]


def test_new_predictions_never_touch_decided_items(review: Review) -> None:
    review.store_predictions([read(0, "하교", nats=3), read(1, "서울역")])
    review.correct(ItemId(0), "하고")
    review.accept(ItemId(1))
    before = review.doubts[:2].tolist()
    changed = review.store_predictions([read(0, "학교"), read(1, "서울", nats=9), read(2, "가개")])
    assert changed.tolist() == [2]
    assert standing(review, 0) == (Verdict.CORRECTED, "하고")
    assert standing(review, 1) == (Verdict.ACCEPTED, "서울역")
    assert review.doubts[:2].tolist() == before


def test_undoing_a_decision_gives_the_present_models_doubt_again(review: Review) -> None:
    review.store_predictions([read(0, "하교", nats=3)])
    review.accept(ItemId(0))
    review.store_predictions([read(0, "하교", nats=30)])
    review.undo()
    assert float(review.doubts[0]) > 20
    review.redo()
    assert float(review.doubts[0]) < 4


@pytest.mark.parametrize("steps_back", [2, 3])
def test_a_decision_that_comes_back_has_the_doubt_it_was_made_in(
    open_review: OpenReview, steps_back: int
) -> None:
    review = open_review()
    review.store_predictions([read(0, "하교", nats=3)])
    review.correct(ItemId(0), "하교")
    then = float(review.doubts[0])
    review.clear(ItemId(0))
    review.use_model(BETA)
    review.store_predictions([read(0, "하교", nats=30, model=BETA)])
    review.accept(ItemId(0))
    for _ in range(steps_back):
        review.undo()
    if steps_back == 3:
        review.redo()
    assert standing(review, 0) == (Verdict.CORRECTED, "하교")
    assert float(review.doubts[0]) == then
    review.close()
    assert float(open_review().doubts[0]) == then


def test_another_model_reorders_undecided_items_and_the_old_one_comes_back(
    open_review: OpenReview,
) -> None:
    review = open_review()
    review.store_predictions([read(0, "하교", nats=6), read(1, "서울", nats=3)])
    review.accept(ItemId(1))
    first = review.doubts.copy()
    review.use_model(BETA)
    assert not review.predicted.any()
    assert review.doubts[1] == first[1]
    review.store_predictions([read(0, "학교", model=BETA)])
    assert review.doubts[0] < first[0]
    review.close()
    review = open_review()
    assert review.model == BETA
    review.use_model(ALPHA)
    np.testing.assert_allclose(review.doubts[:2], first[:2], rtol=1e-6)
    assert review.models() == [ALPHA, BETA]


def test_until_another_model_has_read_an_item_the_old_reading_stays(
    open_review: OpenReview,
) -> None:
    review = open_review()
    review.store_predictions([read(0, "하교", nats=6), read(2, "가계", nats=4)])
    first = review.doubts.copy()
    review.use_model(BETA)
    review.store_predictions([read(2, "가게", model=BETA)])
    review.close()
    review = open_review()  # and over a restart
    old, new = review.prediction(ItemId(0)), review.prediction(ItemId(2))
    assert old is not None and (old.model, old.text) == (ALPHA, "하교")
    assert new is not None and (new.model, new.text) == (BETA, "가게")
    assert review.doubts[0] == first[0]
    assert review.doubts[2] < first[2]
    assert review.predicted.tolist()[:3] == [False, False, True]
    assert review.prediction(ItemId(1)) is None


def test_the_old_reading_can_be_taken_and_is_journalled_as_such(
    open_review: OpenReview, review_file: Path
) -> None:
    review = open_review()
    review.store_predictions([read(i, text) for i, text in enumerate(("하교", "서울", "가계"))])
    review.use_model(BETA)
    review.store_predictions([read(2, "가개", model=BETA)])
    review.take_prediction(ItemId(0))
    review.take_predictions([1, 2])
    assert [review.label(ItemId(i)) for i in range(3)] == ["하교", "서울", "가개"]
    review.close()
    with closing(sqlite3.connect(review_file)) as database:
        models = database.execute(
            "SELECT name FROM journal JOIN models ON models.id = model ORDER BY seq"
        ).fetchall()
    assert models == [("alpha",), ("beta",)]


def test_taking_readings_where_there_are_none_changes_nothing(review: Review) -> None:
    review.store_predictions([read(0, "하교")])
    assert review.take_predictions([1, 2]).ids.tolist() == []
    assert not review.can_undo


def test_what_a_model_learnt_by_heart_is_taken_from_the_one_that_is_shown(
    open_review: OpenReview, review_file: Path
) -> None:
    review = open_review()
    review.store_predictions([read(i, text) for i, text in enumerate(("하교", "서울"))])
    review.use_model(BETA)
    by_heart = (
        read(i, text, model=BETA, seen=True) for i, text in enumerate(("학교", "서울역", "게"))
    )
    review.store_predictions(by_heart)
    shown = [review.prediction(ItemId(i)) for i in range(3)]
    review.take_prediction(ItemId(0))
    review.take_predictions([1, 2])
    labels = [review.label(ItemId(i)) for i in range(3)]
    assert labels == ["하교", "서울", "게"] == [each and each.text for each in shown]
    (first, *_) = review._file.journal.decided()
    assert (first.model_name, first.reading) == ("alpha", "하교")


def test_doubt_of_items_seen_in_training_comes_from_a_model_that_has_not(review: Review) -> None:
    review.store_predictions([read(0, "하교", nats=6)])
    doubt = float(review.doubts[0])
    review.use_model(BETA)
    review.store_predictions([read(0, "학교", model=BETA, seen=True)])
    assert float(review.doubts[0]) == doubt
    shown = review.prediction(ItemId(0))
    assert shown is not None
    assert (shown.model, shown.text) == (ALPHA, "하교")
    assert review.seen_in_training(ItemId(0))
    assert not review.seen_in_training(ItemId(1))


def test_what_is_to_be_read_anew_keeps_its_doubt_when_the_review_is_opened_again(
    open_review: OpenReview,
) -> None:
    review = open_review()
    review.store_predictions([replace(read(0, "하교", nats=6), image_crc=1)])
    doubt = float(review.doubts[0])
    assert review.read_anew(ItemId(0), 2)
    assert float(review.doubts[0]) == doubt
    review.close()
    again = open_review()
    shown = again.prediction(ItemId(0))
    assert shown is not None
    assert shown.text == "하교"
    assert float(again.doubts[0]) == doubt
    assert not again.predicted[0]


def test_after_a_crash_the_doubt_of_items_seen_in_training_is_still_the_other_models(
    open_review: OpenReview, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = open_review()
    review.store_predictions([read(0, "하교", nats=6)])
    review.use_model(BETA)
    review.store_predictions([read(0, "학교", model=BETA, seen=True)])
    doubt = float(review.doubts[0])
    monkeypatch.setattr(review._file.snapshots, "save", lambda _: None)
    review.close()
    again = open_review()
    assert float(again.doubts[0]) == doubt
    assert again.queue(only=QueueFilter(disagreeing=True)).ids.tolist() == [0]


def test_a_model_that_could_not_be_loaded_spoils_no_other(open_review: OpenReview) -> None:
    review = open_review()
    review.store_predictions([read(0, "하교", nats=3.0), read(1, "서울역", nats=1.0)])
    review.store_predictions([read(0, "학교", model=BETA)])
    doubts = review.doubts.tolist()
    connection = review._file._database.connection
    connection.set_authorizer(
        lambda _, table, column, *__: (
            sqlite3.SQLITE_DENY if (table, column) == ("predictions", "nats") else sqlite3.SQLITE_OK
        )
    )
    with pytest.raises(StoreError):
        review.use_model(BETA)
    connection.set_authorizer(None)
    review.close()
    again = open_review()
    assert again.model == ALPHA
    np.testing.assert_equal(again.doubts.tolist(), doubts)


def test_a_user_without_a_name_signs_with_a_number(
    review_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(number: int) -> None:
        raise KeyError(number)

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    with closing(Review.open(review_file)) as review:
        review.accept(ItemId(0))
        (decided,) = review._file.journal.decided()
    assert decided.who == f"user {os.getuid()}"


def test_an_item_seen_in_training_that_no_other_model_read_shows_the_reading_and_the_mark(
    review: Review,
) -> None:
    review.store_predictions([read(0, "학교", seen=True)])
    shown = review.prediction(ItemId(0))
    assert shown is not None
    assert (shown.model, shown.text) == (ALPHA, "학교")
    assert review.seen_in_training(ItemId(0))


def test_an_image_that_the_other_model_could_not_read_is_no_reading_to_show(
    review: Review,
) -> None:
    review.store_predictions([StoredPrediction(ItemId(0), ALPHA, error="damaged")])
    review.use_model(BETA)
    review.store_predictions([read(0, "학교", model=BETA, seen=True)])
    shown = review.prediction(ItemId(0))
    assert shown is not None
    assert (shown.model, shown.text) == (BETA, "학교")


def test_corrections_raise_the_doubt_of_the_same_confusion_elsewhere(review: Review) -> None:
    review.store_predictions(
        [read(0, "핰교", nats=3), read(1, "서울옄", nats=3), read(2, "가겤", nats=3)]
        + [read(i, f"{review.label(ItemId(i))}가나", nats=3) for i in (3, 4, 5)]
    )
    before = review.doubts.copy()
    for item in (3, 4, 5):
        review.accept(ItemId(item))
    review.correct(ItemId(0), "핰교")
    assert review.doubts[1] > before[1]
    for _ in range(4):
        review.undo()
    np.testing.assert_allclose(review.doubts, before, atol=0.02)


def test_queues_by_doubt_import_and_name(review: Review) -> None:
    review.store_predictions([read(3, "하눌", nats=3), read(6, "제3호", nats=9)])
    assert review.queue(Order.DOUBT).ids.tolist() == [6, 3, 0, 1, 2, 4, 5, 7]
    assert review.queue(Order.IMPORT).ids.tolist() == list(range(8))
    assert review.queue(Order.NAME).ids.tolist() == list(range(8))


def test_queues_filter(review: Review) -> None:
    review.correct(ItemId(0), "하늘색")
    review.store_predictions(
        [read(1, "서울력", nats=1), StoredPrediction(ItemId(2), ALPHA, error="gone")]
    )

    def ids(**only: object) -> list[int]:
        return review.queue(Order.IMPORT, QueueFilter(**only)).ids.tolist()  # type: ignore[arg-type]

    assert ids(text="하늘") == [0, 3]
    assert ids(text="학교") == []
    assert ids(text="a동") == [7]
    assert ids(faulty=True) == [4, 5, 6]
    assert ids(failed=True) == [2]
    assert ids(disagreeing=True) == [1]
    assert ids(verdicts=frozenset({Verdict.CORRECTED})) == [0]
    assert ids(verdicts=frozenset({Verdict.UNDECIDED}), text="하늘") == [3]


def test_next_doubtful_skips_decided_items(review: Review) -> None:
    review.store_predictions([read(3, "하눌", nats=3), read(6, "제3호", nats=9)])
    assert review.next_doubtful() == 6
    review.accept(ItemId(6))
    assert review.next_doubtful(ItemId(6)) == 3
    review.accept_all(range(8))
    assert review.next_doubtful() is None


def test_arrays_cannot_be_written_by_others(review: Review) -> None:
    for column in (review.verdicts, review.doubts, review.predicted):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


def test_standing_counts_and_tells_the_pace(review: Review) -> None:
    for item in range(6):
        review.accept(ItemId(item))
    stands = review.standing()
    assert (stands.total, stands.decided) == (8, 6)
    assert stands.pace.per_minute == pytest.approx(20)
    assert stands.pace.minutes_left == pytest.approx(0.1)


def test_statistics_name_the_confusions(review: Review) -> None:
    review.correct(ItemId(0), "하교")
    review.correct(ItemId(1), "서우역")
    found = review.prepare_statistics()()
    assert [(c.pair.given, c.pair.read, c.count) for c in found.confusions] == [
        ("ㄱ", "", 1),
        ("ㄹ", "", 1),
    ]
    assert [(d.hour, d.done) for d in found.done] == [("2026-01-31T09", 2)]


def test_faults_of_spelling_say_nothing_of_the_error_rate_left(
    tmp_path: Path, make_review: Callable[..., Path]
) -> None:
    labels = ["학교"] * 60 + [" 바다"] * 60
    review = Review.open(make_review(tmp_path / "a.sqlite", labels), who="reviewer")
    review.accept_all(range(40))
    before = review.standing().residual
    review.take_clean_forms(range(120))
    assert review.standing().residual == before
    review.close()


def test_a_step_of_many_items_can_be_stopped_and_leaves_nothing(review: Review) -> None:
    told: list[tuple[int, int | None]] = []

    def stop(done: int, total: int | None) -> bool:
        told.append((done, total))
        return False

    with pytest.raises(CancelledError):
        review.accept_all(range(8), stop)
    assert told == [(0, 8)]
    assert not review.verdicts.any()
    assert not review.can_undo
    assert len(review.accept_all(range(8)).ids) == 8


def test_statistics_are_counted_beside_the_review_as_it_was(open_review: OpenReview) -> None:
    review = open_review()
    review.correct(ItemId(0), "하교")
    count = review.prepare_statistics()
    review.close()  # what counts has a connection of its own
    assert count().standing.decided == 1


def test_it_is_told_beforehand_whether_undoing_takes_long(review: Review) -> None:
    assert not review.undoes_many(1)
    review.accept_all([1, 2, 3])
    assert review.undoes_many(3)
    assert not review.undoes_many(4)
    assert not review.redoes_many(1)
    review.undo()
    assert review.redoes_many(3)
    assert not review.redoes_many(4)


def test_evidence_of_another_definition_of_doubt_is_weighed_anew_and_decisions_stay(
    open_review: OpenReview, review_file: Path
) -> None:
    review = open_review()
    review.store_predictions([read(0, "학교", nats=9.0), read(2, "가개", nats=5.0)])
    review.accept(ItemId(2))
    fresh = review.doubts.tolist()
    review.close()
    with closing(sqlite3.connect(review_file)) as connection, connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'doubt'")
        connection.execute("UPDATE predictions SET nats = 77.0, confusion = 0")
        saved = np.full(8, 77.0, np.float32).tobytes()
        connection.execute("UPDATE snapshots SET body = ? WHERE name LIKE 'nats:%'", (saved,))
    review = open_review()
    np.testing.assert_array_equal(review.doubts, np.array(fresh, np.float32))
    assert review.verdict(ItemId(2)) == Verdict.ACCEPTED
    review.clear(ItemId(2))
    assert 1 < review.doubts[2] < 77


def test_evidence_of_the_present_definition_is_taken_as_it_is(
    open_review: OpenReview, review_file: Path
) -> None:
    review = open_review()
    review.store_predictions([read(0, "학교", nats=9.0)])
    review.close()
    with closing(sqlite3.connect(review_file)) as connection, connection:
        connection.execute("UPDATE predictions SET nats = 77.0")
        connection.execute("DELETE FROM snapshots")
    assert open_review().doubts[0] == 77.0


def test_several_items_come_in_the_order_they_are_asked_for(review: Review) -> None:
    asked = [ItemId(5), ItemId(0), ItemId(3), ItemId(0)]
    assert review.items(asked) == [review.item(item) for item in asked]
    assert review.items([]) == []
    with pytest.raises(IndexError, match="no item 99"):
        review.items([ItemId(1), ItemId(99)])
