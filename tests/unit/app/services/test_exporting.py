import json
import resource
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.domain.verdict import ExcludeReason, Verdict
from app.services.errors import CancelledError, ExportError
from app.services.exporting import (
    Stock,
    _line,
    export_back,
    export_corrections,
    export_labels,
    prepare_unfit,
)
from app.services.importing import open_dataset_review
from app.services.review import Review
from app.store.journal import Decided
from app.store.review_file import NewReviewFile
from datasets.opening import open_dataset
from datasets.record import ImageRef, Record, Source
from recognizer.contract import ModelIdentity

OpenReview = Callable[[], Review]


def test_gt_holds_accepted_and_corrected_labels(review: Review, tmp_path: Path) -> None:
    review.accept(ItemId(0))
    review.correct(ItemId(2), "가개")
    review.exclude(ItemId(3), ExcludeReason.NOT_TEXT)
    review.flag(ItemId(4))
    exported = export_labels(review, tmp_path / "out" / "gt.txt")
    assert exported.path.read_text("utf-8") == "images/0.png\t학교\nimages/2.png\t가개\n"
    assert exported.written == 2


def test_gt_holds_undecided_labels_if_asked(review: Review, tmp_path: Path) -> None:
    review.exclude(ItemId(0), ExcludeReason.NOT_TEXT)
    exported = export_labels(review, tmp_path / "gt.txt", undecided=True)
    assert exported.written == 7
    assert "학교" not in exported.path.read_text("utf-8")


def unlike_review(path: Path) -> Review:
    """Make a review of images and labels of which a label file can hold only some."""
    images = ("a.png", "b.png#xywh=1,2,3,4", "c#d.png#", "e\tf.png", "g.png", "h.png")
    labels = ("가", "나", "다", "라", "마\r", "")
    new = NewReviewFile(path)
    list(
        new.file.items.add(
            Record(ImageRef.parse(image), label, label, Source("x.json", line))
            for line, (image, label) in enumerate(zip(images, labels, strict=True))
        )
    )
    return Review(new.finish())


@given(
    verdicts=st.lists(st.sampled_from(list(Verdict)), min_size=6, max_size=6),
    undecided=st.booleans(),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_will_be_written_is_known_before(
    tmp_path_factory: pytest.TempPathFactory, verdicts: list[Verdict], undecided: bool
) -> None:
    folder = tmp_path_factory.mktemp("known")
    review = unlike_review(folder / "a.sqlite")
    for item, verdict in enumerate(verdicts):
        decide(review, ItemId(item), verdict)
    stock = Stock(review.verdict_counts(), prepare_unfit(review)())

    labels = export_labels(review, folder / "gt.txt", undecided=undecided)
    outlook = stock.of_labels(undecided=undecided)
    assert (outlook.total, outlook.left_out) == (labels.written, labels.left_out)
    decisions = export_corrections(review, folder / "all.jsonl")
    assert stock.of_corrections().total == decisions.written
    assert stock.of_back().total == verdicts.count(Verdict.CORRECTED)
    review.close()


def decide(review: Review, item: ItemId, verdict: Verdict) -> None:
    if verdict is Verdict.ACCEPTED:
        review.accept_all([item])  # one that is empty stays undecided
    elif verdict is Verdict.CORRECTED:
        review.correct(item, "바뀐")
    elif verdict is Verdict.EXCLUDED:
        review.exclude(item, ExcludeReason.NOT_TEXT)
    elif verdict is Verdict.FLAGGED:
        review.flag(item)


def test_what_a_line_cannot_hold_is_left_out_and_named(tmp_path: Path) -> None:
    new = NewReviewFile(tmp_path / "a.sqlite")
    images = (ImageRef("a.png"), ImageRef.parse("page.png#xywh=1,2,3,4"), ImageRef("c.png"))
    labels = ("탭\t탭", "부분", "줄\n줄")
    list(
        new.file.items.add(
            Record(image, label, label, Source("x.json"))
            for image, label in zip(images, labels, strict=True)
        )
    )
    review = Review(new.finish())
    review.accept_all(range(3))
    review.correct(ItemId(2), "줄줄")
    exported = export_labels(review, tmp_path / "gt.txt")
    assert exported.path.read_text("utf-8") == "c.png\t줄줄\n"
    assert [left.partition(":")[0] for left in exported.named] == [
        "a.png",
        "page.png#xywh=1,2,3,4",
    ]
    assert exported.left_out == 2
    review.close()


def test_of_very_many_left_out_the_first_are_named(tmp_path: Path) -> None:
    new = NewReviewFile(tmp_path / "a.sqlite")
    parts = (ImageRef.parse(f"page.png#xywh={i},0,9,9") for i in range(250))
    list(new.file.items.add(Record(part, "가", "가", Source("x.json")) for part in parts))
    with closing(Review(new.finish())) as review:
        exported = export_labels(review, tmp_path / "gt.txt", undecided=True)
    assert (exported.written, exported.left_out, len(exported.named)) == (0, 250, 100)


def test_corrections_tell_everything_about_every_verdict(review: Review, tmp_path: Path) -> None:
    model = ModelIdentity("alpha", "1")
    review.store_predictions(
        [StoredPrediction(ItemId(0), model, "하교", log_prob=-0.5, label_log_prob=-6.0)]
    )
    doubt = round(float(review.doubts[0]), 6)
    review.take_prediction(ItemId(0))
    review.exclude(ItemId(1), ExcludeReason.CUT_OFF)
    review.accept(ItemId(2))
    review.undo()
    exported = export_corrections(review, tmp_path / "corrections.jsonl")
    rows = [json.loads(line) for line in exported.path.read_text("utf-8").splitlines()]
    assert rows[0] == {
        "path": "images/0.png",
        "region": None,
        "label": "학교",
        "text": "하교",
        "verdict": "corrected",
        "reason": None,
        "who": "reviewer",
        "time": "2026-01-31T09:00:03.000+00:00",
        "model": {"name": "alpha", "version": "1"},
        "prediction": "하교",
        "doubt": doubt,
        "source": "gt.txt:1",
        "raw_label": "학교",
        "attributes": {},
    }
    assert [(r["path"], r["verdict"], r["reason"]) for r in rows[1:]] == [
        ("images/1.png", "excluded", "cut_off")
    ]


def test_an_image_that_could_not_be_read_has_no_prediction(review: Review, tmp_path: Path) -> None:
    model = ModelIdentity("alpha", "1")
    review.store_predictions(
        [
            StoredPrediction(ItemId(0), model, error="the image is cut off"),
            StoredPrediction(ItemId(1), model, ""),  # read, and nothing seen on it
        ]
    )
    review.exclude_all([0, 1], ExcludeReason.UNREADABLE)
    exported = export_corrections(review, tmp_path / "corrections.jsonl")
    rows = [json.loads(line) for line in exported.path.read_text("utf-8").splitlines()]
    assert [row["prediction"] for row in rows] == [None, ""]


def test_an_undone_step_leaves_the_time_of_the_one_before(review: Review, tmp_path: Path) -> None:
    review.accept(ItemId(0))
    review.correct(ItemId(0), "하교")
    review.undo()
    exported = export_corrections(review, tmp_path / "corrections.jsonl")
    row = json.loads(exported.path.read_text("utf-8"))
    assert (row["verdict"], row["time"][11:19]) == ("accepted", "09:00:03")
    review.redo()
    row = json.loads(export_corrections(review, tmp_path / "c.jsonl").path.read_text("utf-8"))
    assert (row["verdict"], row["time"][11:19]) == ("corrected", "09:00:06")


def test_the_same_review_exports_the_same_bytes(open_review: OpenReview, tmp_path: Path) -> None:
    review = open_review()
    review.accept_all([5, 1])
    review.correct(ItemId(0), "하교")
    first = [export(review, tmp_path / "1").path.read_bytes() for export in EXPORTS]
    review.close()
    review = open_review()
    assert [export(review, tmp_path / "2").path.read_bytes() for export in EXPORTS] == first


EXPORTS = (export_labels, export_corrections)


@pytest.mark.parametrize("export", EXPORTS)
def test_a_failing_export_leaves_what_was_there(
    review: Review, tmp_path: Path, export: Callable[..., object]
) -> None:
    review.accept_all(range(8))
    target = tmp_path / "out" / "export"
    target.parent.mkdir()
    target.write_text("before")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, usual[1]))
    try:
        with pytest.raises(ExportError, match="Nothing was changed"):
            export(review, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert target.read_text() == "before"
    assert [p.name for p in target.parent.iterdir()] == ["export"]


@pytest.mark.parametrize("target", ["words/gt.txt", "words/new/gt.txt", "link/gt.txt"])
def test_an_export_into_the_dataset_is_refused(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"")
    (folder / "gt.txt").write_text("a.png\t학교\n", encoding="utf-8")
    (tmp_path / "link").symlink_to(folder)
    for place in (folder, folder / "gt.txt"):
        opened = open_dataset_review(place)
        with closing(opened.dataset), closing(opened.review) as review:
            for export in (*EXPORTS, partial(export_back, dataset=opened.dataset)):
                with pytest.raises(ExportError, match="lies in the dataset"):
                    export(review=review, target=tmp_path / target)
    assert sorted(path.name for path in folder.iterdir()) == ["a.png", "gt.txt"]
    assert (folder / "gt.txt").read_text("utf-8") == "a.png\t학교\n"


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_never_takes_the_place_of_the_review(
    review: Review, export: Callable[..., object]
) -> None:
    link = review.path.with_name("link")
    link.symlink_to(review.path)
    before = review.path.read_bytes()
    for target in (review.path, link):
        with pytest.raises(ExportError, match="the review itself"):
            export(review, target)
    assert review.path.read_bytes() == before


def test_a_stopped_export_leaves_what_was_there(tmp_path: Path) -> None:
    new = NewReviewFile(tmp_path / "a.sqlite")
    records = (Record(ImageRef(f"{i}.png"), "가", "가", Source("gt.txt", i)) for i in range(10_001))
    list(new.file.items.add(records))
    review = Review(new.finish())
    target = tmp_path / "gt.txt"
    with pytest.raises(CancelledError):
        export_labels(review, target, undecided=True, progress=lambda *_: False)
    assert not target.exists()
    review.close()


@given(
    labels=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(
            lambda text: text.strip() == text and text
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_export_imports_as_the_reviews_labels(
    labels: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("data")
    (folder / "words").mkdir()
    rows = []
    for number, _ in enumerate(labels):
        (folder / "words" / f"{number}.png").write_bytes(b"")
        rows.append(f"{number}.png\t라벨\n")
    (folder / "words" / "gt.txt").write_text("".join(rows), encoding="utf-8")
    review = open_dataset_review(folder / "words").review
    for number, label in enumerate(labels):
        review.correct(ItemId(number), label)
    expected = [review.label(ItemId(i)) for i in range(review.count)]
    exported = export_labels(review, folder / "gt.txt")
    review.close()
    exported.path.replace(folder / "words" / "gt.txt")
    records = [r for r in open_dataset(folder / "words").records() if isinstance(r, Record)]
    assert [record.label for record in records] == expected


@pytest.mark.parametrize("inside", [False, True])
def test_exported_corrections_open_as_the_reviews_labels(tmp_path: Path, inside: bool) -> None:
    root = tmp_path / "data/words"
    (root / "images").mkdir(parents=True)
    for number in range(5):
        (root / f"images/{number}.png").touch()
    rows = "".join(f"images/{number}.png\t말{number}\n" for number in range(5))
    (root / "gt.txt").write_text(rows, "utf-8")
    review = open_dataset_review(root).review
    review.accept(ItemId(0))
    review.correct(ItemId(1), "글")
    review.exclude(ItemId(2), ExcludeReason.NOT_TEXT)
    review.flag(ItemId(3))
    target = tmp_path / "data/words.corrections.jsonl"
    export_corrections(review, target)
    if inside:
        target = target.rename(root / "done.jsonl")

    opened = open_dataset_review(target)
    dataset, again = opened.dataset, opened.review

    assert dataset.format == "jsonl"
    *records, excluded = sorted(dataset.records(), key=lambda e: not isinstance(e, Record))
    assert [(r.image.path.removeprefix("words/"), r.label, r.attributes) for r in records] == [
        ("images/0.png", "말0", (("verdict", "accepted"),)),
        ("images/1.png", "글", (("verdict", "corrected"),)),
        ("images/3.png", "말3", (("verdict", "flagged"),)),
    ]
    assert str(excluded) == (
        f"{target.name}:3: was excluded in the review (not_text) and is left out"
    )
    again.correct(ItemId(1), "곰")
    with pytest.raises(ExportError, match="holds the decisions of a review"):
        export_back(again, dataset, tmp_path / "out")
    export_corrections(again, tmp_path / "again.jsonl")
    line = json.loads((tmp_path / "again.jsonl").read_text("utf-8"))
    assert (line["label"], line["text"]) == ("글", "곰")
    for each in (review, again):
        each.close()


def test_exporting_back_changes_only_corrected_lines(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(b"")
    (folder / "gt.txt").write_bytes("a.png\t학교\r\nb.png\t가 개\r\n".encode())
    opened = open_dataset_review(folder)
    opened.review.accept(ItemId(0))
    opened.review.correct(ItemId(1), "가게")
    export_back(opened.review, opened.dataset, tmp_path / "out")
    assert (tmp_path / "out" / "gt.txt").read_bytes() == "a.png\t학교\r\nb.png\t가게\r\n".encode()
    opened.review.close()


@pytest.mark.parametrize(
    "since",
    ["c.png\t새로\na.png\t학교\nb.png\t가개\n", "a.png\t학교\nb.png\t가계\n", "a.png\t학교\n"],
    ids=["a line more", "another label", "a line less"],
)
def test_exporting_back_to_a_dataset_that_has_changed_is_refused(
    tmp_path: Path, since: str
) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.png").write_bytes(b"")
    (folder / "gt.txt").write_text("a.png\t학교\nb.png\t가개\n", encoding="utf-8")
    opened = open_dataset_review(folder)
    with closing(opened.review) as review:
        review.correct(ItemId(1), "가게")
        (folder / "gt.txt").write_text(since, encoding="utf-8")
        with pytest.raises(ExportError, match=r"gt\.txt:2: the dataset has changed"):
            export_back(review, opened.dataset, tmp_path / "out")
    assert not (tmp_path / "out").exists()


STEP = ("n", "2026-01-31T09:00:03.000+00:00")
WITH_ESCAPES = Decided(
    'a"b\\c.png',
    '따\t옴"',
    "따\u1100",
    "a\n.txt",
    None,
    "/x/~1",
    json.dumps([["쓴 이", "\\"]]),
    "\x00\x1f\u2028",
    Verdict.CORRECTED,
    None,
    *STEP,
    None,
    None,
    None,
    None,
)
WITH_EVERYTHING = Decided(
    "p.png#xywh=1,2,3,4",
    "가",
    None,
    "gt.txt",
    3,
    "",
    None,
    "가",
    Verdict.EXCLUDED,
    "other",
    *STEP,
    "m",
    'v"1',
    "각",
    1e-7,
)


@pytest.mark.parametrize("decided", [WITH_ESCAPES, WITH_EVERYTHING])
def test_a_line_of_corrections_is_what_json_would_write(decided: Decided) -> None:
    line = _line(decided)
    assert json.dumps(json.loads(line), ensure_ascii=False) + "\n" == line
    assert json.loads(line)["label"] == decided.label
    assert json.loads(line)["text"] == decided.text
