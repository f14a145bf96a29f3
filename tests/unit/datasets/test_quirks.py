"""The oddities of files in the wild, one by one."""

import io
import json
import os
import re
import shutil
import struct
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import cv2
import lmdb
import numpy as np
import pytest
from PIL import Image, ImageOps

from datasets.errors import ImageMissingError, ImageUnreadableError, LabelFileError
from datasets.image_bytes import cut, decode_page, encode_png
from datasets.image_header import size_of, suffix_of
from datasets.opening import Dataset, open_dataset
from datasets.record import Box, Entry, ImageRef, Polygon, Record, Sample
from datasets.regions import polygon, upright
from datasets.writing import write_back, write_dataset

SaveImage = Callable[..., Path]
Records = Callable[[Dataset], list[Record]]
Problems = Callable[[Dataset], list[str]]
Folder = Callable[[str, bytes], Dataset]


@pytest.fixture
def folder(tmp_path: Path, save_image: SaveImage) -> Folder:
    """Make a dataset of one label file beside a.png and b.png."""

    def make(name: str, content: bytes) -> Dataset:
        save_image(tmp_path / "data/a.png")
        save_image(tmp_path / "data/b.png")
        (tmp_path / "data" / name).write_bytes(content)
        return open_dataset(tmp_path / "data")

    return make


def labels(dataset: Dataset) -> list[str]:
    return [entry.label for entry in dataset.records() if isinstance(entry, Record)]


@pytest.mark.parametrize(
    ("encoding", "end"), [("cp949", "\r\n"), ("utf-8-sig", "\n"), ("utf-16", "\r\n")]
)
def test_encodings_boms_and_line_ends(
    folder: Folder, encoding: str, end: str, problems: Problems
) -> None:
    dataset = folder("gt.txt", f"a.png\t뷁{end}{end}b.png\t가 나{end}".encode(encoding))

    assert labels(dataset) == ["뷁", "가 나"]
    assert problems(dataset) == []


def test_a_label_that_the_encoding_cannot_hold_is_refused_by_name(
    folder: Folder, tmp_path: Path
) -> None:
    dataset = folder("gt.txt", "a.png\t가\n".encode("cp949"))

    with pytest.raises(Exception, match="cp949, which cannot hold '😀'"):
        write_back(dataset, {"gt.txt:1": "😀"}, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_bad_bytes_cost_their_own_line(folder: Folder, problems: Problems) -> None:
    dataset = folder("gt.txt", "a.png\t가\n".encode() + b"b.png\t\xff\xfe\xfa\nb.png\tok\n")

    assert labels(dataset) == ["가", "ok"]
    assert problems(dataset) == ["gt.txt:2: has bytes that its encoding does not know"]


def test_a_label_keeps_its_raw_form_beside_nfc(folder: Folder, records: Records) -> None:
    stored = unicodedata.normalize("NFD", "학교")
    dataset = folder("labels.txt", f"a.png\t{stored}\n".encode())

    record = records(dataset)[0]

    assert (record.label, record.raw_label) == ("학교", stored)


def test_a_second_tab_is_a_problem_not_a_guess(folder: Folder, problems: Problems) -> None:
    dataset = folder("gt.txt", b"a.png\tx\ty\nb.png\tz\n")

    assert labels(dataset) == ["z"]
    assert problems(dataset) == ["gt.txt:1: has more than one tab: where the label ends is unclear"]


def test_spaces_separate_where_there_are_no_tabs(folder: Folder) -> None:
    assert labels(folder("labels.txt", "a.png 여러 낱말\nb.png 하나\n".encode())) == [
        "여러 낱말",
        "하나",
    ]


def test_an_empty_label_is_a_record_to_review(folder: Folder) -> None:
    assert labels(folder("gt.txt", b"a.png\t\nb.png\tx\n")) == ["", "x"]


DECISION = {"path": "a.png", "region": None, "label": "전", "text": "후", "verdict": "accepted"}


@pytest.mark.parametrize(
    ("region", "read"),
    [
        ("xywh=1,2,3.5,4", Box(1, 2, 3.5, 4)),
        ("points=0,0;9,0;9,5;0,5", Polygon(((0, 0), (9, 0), (9, 5), (0, 5)))),
        (None, None),
    ],
)
def test_a_decision_of_a_review_is_read_with_its_region_and_attributes(
    folder: Folder, records: Records, region: str | None, read: Box | Polygon | None
) -> None:
    line = DECISION | {"region": region, "attributes": {"writer": "김", "verdict": "flagged"}}

    (record,) = records(folder("t.jsonl", json.dumps(line).encode()))

    assert record.image == ImageRef("a.png", read)
    assert record.label == "후"
    assert record.attributes == (("writer", "김"), ("verdict", "accepted"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"verdict": "excluded", "reason": "cut_off"}, "was excluded in the review (cut_off)"),
        ({"verdict": "excluded"}, "was excluded in the review (no reason)"),
        ({"verdict": None}, "has no verdict"),
        ({"region": "key=image-1"}, "is about an image in a database"),
        ({"region": "xywh=nan,0,9,9"}, "is not 4 numbers"),
        ({"region": "points=0,0;9,0"}, "is not 3 corners or more"),
        ({"region": "somewhere"}, "region is 'somewhere', not a part of an image"),
        ({"region": 7}, "region is 7, not a text"),
        ({"attributes": []}, None),
        ({"attributes": [1]}, "'attributes' is not an object"),
        ({"text": 7}, "text is 7, not a text"),
    ],
)
def test_a_decision_that_gives_no_item_is_listed(
    folder: Folder, problems: Problems, change: dict[str, object], message: str | None
) -> None:
    lines = [json.dumps(DECISION), json.dumps(DECISION | change)]
    dataset = folder("t.jsonl", "\n".join(lines).encode())

    assert labels(dataset) == ["후"] * (1 if message else 2)
    assert [message in said for said in problems(dataset)] == ([True] if message else [])


def test_decisions_are_about_the_folder_they_lie_beside_alone(
    folder: Folder, problems: Problems
) -> None:
    dataset = folder("words.corrections.jsonl", json.dumps(DECISION).encode())
    assert labels(dataset) == ["후"]

    (dataset.root / "words").mkdir()
    dataset = open_dataset(dataset.root / "words.corrections.jsonl")

    assert labels(dataset) == []
    assert problems(dataset) == ["words.corrections.jsonl:1: the image words/a.png is not there"]


def test_a_line_with_a_verdict_of_its_own_is_no_decision(folder: Folder, records: Records) -> None:
    line = {"filename": "a.png", "path": "elsewhere/1.png", "text": "가", "verdict": True}

    (record,) = records(folder("t.jsonl", json.dumps(line).encode()))

    assert (record.image.path, record.label, record.attributes) == ("a.png", "가", ())


def test_easyocr_splits_at_the_first_comma_and_never_quotes(folder: Folder) -> None:
    dataset = folder("labels.csv", 'filename,words\na.png,"가", 나\nb.png,5" x\n'.encode())

    assert dataset.format == "easyocr"
    assert labels(dataset) == ['"가", 나', '5" x']


def test_csv_quotes_hold_commas_quotes_and_lines(folder: Folder, problems: Problems) -> None:
    dataset = folder(
        "t.csv", 'label,file\n"a ""b"", c",a.png\n"두\r\n줄",b.png\nplain "q",a.png\n'.encode()
    )

    assert dataset.format == "csv"
    assert labels(dataset) == ['a "b", c', "두\r\n줄", 'plain "q"']
    assert problems(dataset) == []


def test_a_csv_line_that_ends_in_a_doubled_quote_goes_on(
    folder: Folder, tmp_path: Path, problems: Problems
) -> None:
    content = 'image,text\na.png,"그는 ""네""\n했다"\nb.png,나무\n'
    dataset = folder("t.csv", content.encode())

    assert labels(dataset) == ['그는 "네"\n했다', "나무"]
    assert problems(dataset) == []
    first = next(entry for entry in dataset.records() if isinstance(entry, Record))
    write_back(dataset, {first.key: "학교"}, tmp_path / "out")
    assert (tmp_path / "out/t.csv").read_text("utf-8") == ('image,text\na.png,"학교"\nb.png,나무\n')


def test_a_csv_quote_never_closed_costs_one_line(folder: Folder, problems: Problems) -> None:
    rest = "".join(f"b.png,x{n}\n" for n in range(30))
    dataset = folder("t.csv", f'image,label\na.png,"open\n{rest}'.encode())

    assert labels(dataset) == [f"x{n}" for n in range(30)]
    assert problems(dataset) == ["t.csv:2: has a quote that is never closed"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [("t.csv", "filename,label\nb.png,x\na.png\n"), ("t.tsv", "image\ttext\nb.png\tx\na.png\n")],
)
def test_a_row_with_too_few_columns_is_listed(
    folder: Folder, problems: Problems, name: str, rows: str
) -> None:
    dataset = folder(name, rows.encode())

    assert labels(dataset) == ["x"]
    assert problems(dataset) == [f"{name}:3: has too few columns: 1 instead of 2"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("t.csv", "filename,label\nb.png,x,\na.png,하나, 둘\n"),
        ("t.tsv", "image\ttext\nb.png\tx\t\na.png\t하나\t둘\n"),
    ],
)
def test_a_row_with_more_columns_than_the_header_is_listed_not_cut(
    folder: Folder, problems: Problems, name: str, rows: str
) -> None:
    dataset = folder(name, rows.encode())

    assert labels(dataset) == ["x"]
    assert problems(dataset) == [f"{name}:3: has more columns than the header: 3 instead of 2"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"image": "a.png", "text": 7}', "text is 7, not a text"),
        ('{"image": "a.png", "text": null}', "has no text"),
        ('{"image": "a.png"}', "has no key for a label among image"),
        ('{"image": ["a.png"], "text": "x"}', "image is ['a.png'], not a text"),
        ('{"image": "a.png", "text": "\\ud800"}', "text is not valid Unicode"),
        (
            '{"image": "../a.png", "text": "x"}',
            "../a.png leads outside the dataset: open the folder that holds both, or bring the "
            "file into the dataset and correct the path",
        ),
        ("__import__('os').abort()", "is not JSON: Expecting value"),
        ("[]", "an object is expected"),
    ],
)
def test_a_bad_json_line_is_listed(
    folder: Folder, problems: Problems, line: str, message: str
) -> None:
    dataset = folder("t.jsonl", f'{{"image": "b.png", "text": "x"}}\n{line}\n'.encode())

    assert labels(dataset) == ["x"]
    assert problems(dataset) == [f"t.jsonl:2: {message}"]


def test_escapes_in_json_are_kept_as_the_file_spells_them(folder: Folder, tmp_path: Path) -> None:
    dataset = folder("t.jsonl", b'{"image": "a.png", "text": "\\uac00"}\n')

    write_back(dataset, {"t.jsonl:1#/text": "나"}, tmp_path / "out")

    written = (tmp_path / "out/t.jsonl").read_bytes()
    assert written == b'{"image": "a.png", "text": "\\ub098"}\n'


def test_repeated_ids_and_repeated_images_keep_their_own_labels(
    tmp_path: Path, save_image: SaveImage, problems: Problems, records: Records
) -> None:
    save_image(tmp_path / "a.png")
    save_image(tmp_path / "b.png")
    path = tmp_path / "printed_data_info.json"
    path.write_text(json.dumps({
        "info": {},
        "images": [
            {"id": "1", "file_name": "a.png"},
            {"id": "2", "file_name": "a.png"},
            {"id": "1", "file_name": "b.png"},
            {"id": "3"},
        ],
        "annotations": [
            {"id": "1", "image_id": "1", "text": "하나"},
            {"id": "1", "image_id": "2", "text": "둘"},
        ],
    }, indent=0))  # fmt: skip
    dataset = open_dataset(tmp_path)

    assert [(r.image.path, r.label) for r in records(dataset)] == [
        ("a.png", "하나"),
        ("a.png", "둘"),
    ]
    assert len({record.key for record in records(dataset)}) == 2
    assert [problem.split(": ", 1)[1] for problem in problems(dataset)] == [
        "repeats the id 1 for another image",
        "has no 'file_name'",
    ]


def test_broken_json_gives_what_came_before_and_its_line(
    folder: Folder, problems: Problems
) -> None:
    word = '{"transcription": "가", "points": [[0,0],[9,0],[9,5],[0,5]]}'
    dataset = folder(
        "t.json",
        f'{{"images": {{"a.png": {{"words": {{"0": {word}}}}},\n"b.png": oops'.encode(),
    )

    assert labels(dataset) == ["가"]
    assert problems(dataset) == ["t.json: is not JSON at line 2: Expecting value"]


def test_what_follows_a_page_is_listed_and_the_page_loads(
    folder: Folder, problems: Problems
) -> None:
    page = (
        '{"shapes": [{"label": "가", "points": [[0,0],[9,0],[9,5],[0,5]]}], "imagePath": "a.png"}'
    )
    dataset = folder("t.json", f"{page}\n\x1a".encode())

    assert labels(dataset) == ["가"]
    assert problems(dataset) == [
        "t.json: is not JSON at line 2: something follows what should be all"
    ]


@pytest.mark.parametrize("name", ["t.json", "gt.txt", "t.csv", "Label.txt", "t.jsonl", "t.tsv"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\0\0\0", b"\xff\xfe\xd8", b"{" * 9999])
def test_rubbish_never_raises(folder: Folder, name: str, content: bytes) -> None:
    dataset = folder(name, content)
    for kind in (dataset.format, "gt", "csv", "ufo", "ppocrlabel", "jsonl", "aihub_font"):
        for entry in open_dataset(dataset.root, format=kind).records():
            assert str(entry)


def test_a_broken_lmdb_is_listed(folder: Folder, problems: Problems) -> None:
    dataset = folder("data.mdb", b"not a database" * 1000)

    assert labels(dataset) == []
    assert problems(dataset)[0].startswith("data.mdb: cannot be opened as LMDB")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_an_lmdb_that_is_cut_off_is_listed(
    samples: Path, tmp_path: Path, problems: Problems, share: float
) -> None:
    content = (samples / "lmdb/data.mdb").read_bytes()
    (tmp_path / "data.mdb").write_bytes(content[: int(len(content) * share)])
    dataset = open_dataset(tmp_path)

    assert labels(dataset) == []
    assert re.search(r"data\.mdb: (is cut off|cannot be opened)", problems(dataset)[0])
    with pytest.raises((LabelFileError, ImageUnreadableError)):
        dataset.read_image(ImageRef("data.mdb", Entry("image-000000001")))
    dataset.close()


def test_an_lmdb_that_boasts_of_samples_is_counted(tmp_path: Path, problems: Problems) -> None:
    samples = [Sample(ImageRef("a.png"), "가")]
    write_dataset("lmdb", samples, tmp_path / "data", read_image=lambda _: b"")
    with (
        lmdb.open(str(tmp_path / "data"), lock=False) as environment,
        environment.begin(write=True) as write,
    ):
        write.put(b"num-samples", b"999999999999")
    dataset = open_dataset(tmp_path / "data")

    assert labels(dataset) == ["가"]
    assert problems(dataset) == [
        "data.mdb: has num-samples 999999999999, which is wrong: samples are counted"
    ]
    dataset.close()


def test_icdar_reads_languages_and_commas(folder: Folder, records: Records) -> None:
    dataset = folder("gt_a.txt", "0,0,9,0,9,5,0,5,Korean,가, 나\r\n".encode("utf-8-sig"))

    assert labels(dataset) == ["가, 나"]
    assert records(dataset)[0].attribute("language") == "Korean"


@pytest.mark.parametrize("label", ["Korean,", "Mixed, 가", "none,Latin,"])
def test_an_icdar_label_that_begins_like_a_language_is_whole(
    folder: Folder, records: Records, label: str
) -> None:
    lines = [f"0,0,9,0,9,5,0,5,{text}\n" for text in ("가", label, "나")]
    dataset = folder("gt_a.txt", "".join(lines).encode())
    (dataset.root / "gt_b.txt").write_text(f"0,0,9,0,9,5,0,5,{label}\n", "utf-8")

    assert labels(open_dataset(dataset.root)) == ["가", label, "나", label]
    assert {record.attribute("language") for record in records(dataset)} == {None}


def test_icdar_pages_without_words_say_nothing_of_languages(folder: Folder) -> None:
    empty = {f"gt_{number:02}.txt": b"" for number in range(60)}
    dataset = folder("gt_a.txt", "0,0,9,0,9,5,0,5,Korean,가\n".encode())
    for name, content in empty.items():
        (dataset.root / name).write_bytes(content)

    assert labels(open_dataset(dataset.root, format="icdar")) == ["가"]


def test_an_icdar_file_of_one_label_that_is_a_language_name_and_a_comma(folder: Folder) -> None:
    assert labels(folder("gt_a.txt", b"0,0,9,0,9,5,0,5,Korean,\n")) == ["Korean,"]


def test_ppocrlabel_finds_its_pages_in_a_folder_that_was_renamed(
    samples: Path, tmp_path: Path, records: Records
) -> None:
    shutil.copytree(samples / "ppocrlabel", tmp_path / "all" / "another name")
    usual = records(open_dataset(samples / "ppocrlabel"))

    for root, folder in (("all/another name", ""), ("all", "another name/")):
        moved = records(open_dataset(tmp_path / root))
        assert [r.image.path for r in moved] == [folder + r.image.path for r in usual]
        assert [r.attribute("checked") for r in moved] == [r.attribute("checked") for r in usual]


def test_ppocrlabel_never_takes_a_page_of_another_folder(
    samples: Path, tmp_path: Path, problems: Problems
) -> None:
    shutil.copytree(samples / "ppocrlabel", tmp_path / "words")
    (tmp_path / "words/other").mkdir()
    for page in ("photo.png", "next.png"):
        (tmp_path / "words" / page).rename(tmp_path / "words/other" / page)

    missing = [said for said in problems(open_dataset(tmp_path / "words")) if "not there" in said]
    assert missing[0] == "Label.txt:1: the image ppocrlabel/photo.png is not there"


def test_ppocrlabel_pages_of_two_folders_are_not_one_page(
    folder: Folder, problems: Problems
) -> None:
    word = '[{"transcription": "가", "points": [[0, 0], [9, 0], [9, 5], [0, 5]]}]'
    pages = ("one/a.png", "two/a.png", "two/b.png")
    dataset = folder("Label.txt", "".join(f"{page}\t{word}\n" for page in pages).encode())

    assert labels(dataset) == ["가"]
    assert problems(dataset) == [
        "Label.txt:1: the image one/a.png is not there",
        "Label.txt:2: the image two/a.png is not there",
    ]


def test_ppocrlabel_never_takes_a_page_of_another_label_file(
    folder: Folder, problems: Problems
) -> None:
    word = '[{"transcription": "가", "points": [[0, 0], [9, 0], [9, 5], [0, 5]]}]'
    dataset = folder("Label.txt", f"old/a.png\t{word}\n".encode())
    (dataset.root / "other").mkdir()
    (dataset.root / "other/Label.txt").write_text(f"other-old/a.png\t{word}\n", "utf-8")
    dataset = open_dataset(dataset.root)

    assert labels(dataset) == ["가"]
    assert problems(dataset) == [
        "other/Label.txt:1: the image other-old/a.png is not there",
    ]


def task(image: str, *annotations: tuple[str, bool]) -> dict[str, object]:
    """A task of Label Studio, an annotation a text, some of them cancelled."""
    sides = {"x": 0, "y": 0, "width": 50, "height": 50}
    size = {"original_width": 24, "original_height": 8, "from_name": "t", "to_name": "i"}
    return {
        "data": {"image": image},
        "annotations": [
            {"result": [{**size, "value": {**sides, "text": [text]}}], "was_cancelled": cancelled}
            for text, cancelled in annotations
        ],
    }


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("/data/local-files/?d=one/a.png", "/data/local-files/?d=two/a.png"),
        ("/data/upload/1/0123abcd-a.png", "/data/upload/1/4567cdef-a.png"),
    ],
)
def test_label_studio_tasks_of_one_name_do_not_share_an_image(
    folder: Folder, one: str, two: str, problems: Problems
) -> None:
    tasks = [task(one, ("가", False)), task(one, ("나", False))]
    assert labels(folder("t.json", json.dumps(tasks).encode())) == ["가", "나"]

    dataset = folder("t.json", json.dumps([*tasks, task(two, ("다", False))]).encode())
    assert labels(dataset) == []
    assert len(problems(dataset)) == 3


def test_label_studio_annotations_that_were_cancelled_do_not_count(folder: Folder) -> None:
    tasks = [task("a.png", ("취소", True), ("가", False), ("나", False)), task("b.png", ("", True))]

    assert labels(folder("t.json", json.dumps(tasks).encode())) == ["가"]


def test_clova_pages_do_not_share_the_image_called_like_their_file(
    folder: Folder, records: Records, problems: Problems
) -> None:
    vertices = [{"x": x, "y": y} for x, y in ((0, 0), (9, 0), (9, 5), (0, 5))]
    pages = [
        {"name": name, "fields": [{"inferText": name, "boundingPoly": {"vertices": vertices}}]}
        for name in ("첫째", "둘째")
    ]
    dataset = folder("a.json", json.dumps({"images": pages}, ensure_ascii=False).encode())

    assert [(record.image.path, record.label) for record in records(dataset)] == [("a.png", "첫째")]
    assert problems(dataset) == ["a.json:1: no image is called '둘째'"]


def test_ppocrlabel_is_written_back_where_space_stands_before_the_words(
    folder: Folder, tmp_path: Path
) -> None:
    word = '{"transcription": "가", "points": [[0, 0], [9, 0], [9, 5], [0, 5]]}'
    root = folder("Label.txt", f"a.png\t  [ {word} ]\n".encode()).root

    write_back(
        open_dataset(root, format="ppocrlabel"),
        {"Label.txt:1#/0/transcription": "나"},
        tmp_path / "out",
    )

    written = (tmp_path / "out/Label.txt").read_text("utf-8")
    assert written == f"a.png\t  [ {word.replace('가', '나')} ]\n"


def test_two_readings_of_a_dataset_do_not_meet(samples: Path, tmp_path: Path) -> None:
    for page in "ab":
        shutil.copytree(samples / "ppocrlabel", tmp_path / page)
        shutil.copy(samples / "icdar/img_1.png", tmp_path / page)
        shutil.copy(samples / "icdar/gt_img_1.txt", tmp_path / page)
    (tmp_path / "b/fileState.txt").unlink()
    for name in ("ppocrlabel", "icdar"):
        dataset = open_dataset(tmp_path, format=name)
        alone = [*dataset.records()]

        late = dataset.records()
        first = next(late)
        assert [*dataset.records()] == alone
        assert [first, *late] == alone


def test_ppocrlabel_marks_checked_and_difficult_words(samples: Path, records: Records) -> None:
    dataset = open_dataset(samples / "ppocrlabel")

    assert [record.attribute("checked") for record in records(dataset)] == ["true", "true", None]


def test_writers_of_a_table_are_groups(samples: Path, records: Records) -> None:
    dataset = open_dataset(samples / "tsv")

    assert [record.group for record in records(dataset)] == ["w1", "w2", "w3"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("학교_17.jpg", "학교"),
        ("A_3_0.png", "A_3"),
        ("17.png", "17"),
        ("_17.png", "_17"),
        ("a.b.png", "a.b"),
        (" 두  칸 _1.png", " 두  칸 "),
    ],
)
def test_names_are_labels_without_their_number(
    tmp_path: Path, save_image: SaveImage, name: str, label: str
) -> None:
    save_image(tmp_path / name)

    assert labels(open_dataset(tmp_path)) == [label]


@pytest.mark.parametrize("label", ["A_3", "나", ".", "b_1", "🙂", "a#b"])
def test_a_renamed_image_reads_as_its_new_label(
    tmp_path: Path, save_image: SaveImage, label: str
) -> None:
    for name in ("가.png", "나.png", "나_0.png"):
        save_image(tmp_path / "data" / name)

    write_back(open_dataset(tmp_path / "data"), {"가.png": label}, tmp_path / "out")

    assert sorted(labels(open_dataset(tmp_path / "out"))) == sorted([label, "나", "나"])


def test_a_renamed_image_takes_no_name_that_differs_in_its_unicode_form_alone(
    tmp_path: Path, save_image: SaveImage
) -> None:
    save_image(tmp_path / "data/가.png")
    save_image(tmp_path / "data" / unicodedata.normalize("NFD", "나.png"))

    write_back(open_dataset(tmp_path / "data"), {"가.png": "나"}, tmp_path / "out")

    # On a Mac's disk the two would be one file.
    written = [unicodedata.normalize("NFC", path.name) for path in (tmp_path / "out").iterdir()]
    assert sorted(written) == ["나.png", "나_0.png"]


@pytest.mark.parametrize("label", ["", "a/b", "a\0b", "가" * 90])
def test_a_label_that_cannot_be_a_name_is_refused(
    tmp_path: Path, save_image: SaveImage, label: str
) -> None:
    save_image(tmp_path / "data/가.png")

    with pytest.raises(Exception, match="cannot be the name of a file"):
        write_back(open_dataset(tmp_path / "data"), {"가.png": label}, tmp_path / "out")


def test_a_name_that_is_not_utf8_is_listed(
    tmp_path: Path, save_image: SaveImage, problems: Problems
) -> None:
    save_image(tmp_path / "가.png")
    (tmp_path / os.fsdecode("나라.png".encode("cp949"))).touch()
    dataset = open_dataset(tmp_path)

    assert labels(dataset) == ["가"]
    assert problems(dataset) == ["나라.png: the file's name is not UTF-8: rename it"]


PAGE = np.zeros((40, 60, 3), np.uint8)


@pytest.mark.parametrize(
    ("region", "shape"),
    [
        (Box(-5, -5, 15, 15), (10, 10, 3)),
        (Box(50, 30, 100, 100), (10, 10, 3)),
        (Polygon(((-10, 0), (20, 0), (20, 10), (-10, 10))), (10, 20, 3)),
        (Polygon(((0, 0), (20, 0), (30, 5), (20, 10), (0, 10))), (10, 30, 3)),
    ],
)
def test_what_hangs_over_the_edge_is_left_out(
    region: Box | Polygon, shape: tuple[int, ...]
) -> None:
    assert cut(PAGE, region).shape == shape


@pytest.mark.parametrize(
    "region",
    [
        Box(60, 0, 5, 5),
        Box(-9, -9, 5, 5),
        Polygon(((100, 0), (900, 0), (900, 10), (100, 10))),
        Polygon(((1e8, 1e8), (1e9, 1e8), (1e9, 1e9), (1e8, 1e9))),
    ],
)
def test_a_region_off_the_page_is_an_error(region: Box | Polygon) -> None:
    with pytest.raises(ImageUnreadableError, match="nothing of"):
        cut(PAGE, region)


def test_a_slanted_word_is_rectified() -> None:
    page = PAGE.copy()
    corners = ((10.0, 20.0), (40.0, 5.0), (45.0, 15.0), (15.0, 30.0))
    cv2.fillConvexPoly(page, np.array(corners, np.int32), (255, 255, 255))

    word = cut(page, Polygon(corners))

    assert word.shape == (11, 34, 3)
    assert word[2:-2, 2:-2].min() > 200


def test_outlines_are_turned_clockwise_and_upright() -> None:
    assert polygon([[0, 0], [0, 5], [9, 5], [9, 0]]).points == ((0, 0), (9, 0), (9, 5), (0, 5))
    turned = polygon([[9, 5], [0, 5], [0, 0], [9, 0]])
    assert upright(turned).points == ((0, 0), (9, 0), (9, 5), (0, 5))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".gif", ".tif", ".webp"])
def test_the_size_is_read_from_the_header(suffix: str) -> None:
    _, encoded = cv2.imencode(suffix, PAGE)

    assert size_of(encoded.tobytes()) == (60, 40)
    assert suffix_of(encoded.tobytes(), "page.mdb") == suffix
    for length in range(40):
        assert size_of(encoded.tobytes()[:length]) in ((60, 40), (0, 0))


@pytest.mark.parametrize("mode", [cv2.IMWRITE_WEBP_LOSSLESS_ON, cv2.IMWRITE_WEBP_LOSSLESS_OFF])
def test_the_size_of_either_webp_is_read(mode: int) -> None:
    _, encoded = cv2.imencode(".webp", PAGE, [cv2.IMWRITE_WEBP_LOSSLESS_MODE, mode])

    assert size_of(encoded.tobytes()) == (60, 40)


def test_the_size_of_an_old_bitmap_is_read() -> None:
    core = struct.pack("<2sIHHIIHHHH", b"BM", 26, 0, 0, 26, 12, 60, 40, 1, 24)

    assert size_of(core) == (60, 40)


def test_bytes_between_the_segments_of_a_jpeg_are_passed_over() -> None:
    _, encoded = cv2.imencode(".jpg", PAGE)
    start, rest = encoded.tobytes()[:20], encoded.tobytes()[20:]

    assert size_of(start + b"\0\x12" + rest) == (60, 40)
    assert decode_page(start + b"\0\x12" + rest).shape == (40, 60, 3)


def bomb(suffix: str, at: int, size: bytes) -> bytes:
    """Encode a small page and let its header announce a large one."""
    image = bytearray(cv2.imencode(suffix, PAGE)[1].tobytes())
    image[at : at + len(size)] = size
    return bytes(image)


LARGE_TIFF = struct.pack("<2sHIH", b"II", 42, 8, 2) + b"".join(
    struct.pack("<HHII", tag, 4, 1, 100_000) for tag in (256, 257)
)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (bomb(".png", 16, (100_000).to_bytes(4, "big") * 2), "100000x100000"),
        (bomb(".bmp", 18, (100_000).to_bytes(4, "little") * 2), "100000x100000"),
        (bomb(".gif", 6, b"\xff\xff" * 2), "65535x65535"),
        (LARGE_TIFF, "100000x100000"),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\xff\xff\0" * 2, "65536x65536"),
        (bomb(".png", 33, (1 << 31).to_bytes(4, "big")), "cut off or damaged"),
        (b"P6 100000 100000 255\n" + bytes(1000), "is no PNG, JPEG, BMP, GIF, TIFF or WebP"),
    ],
)
def test_a_page_too_large_is_refused_before_it_is_decoded(image: bytes, message: str) -> None:
    with pytest.raises(ImageUnreadableError, match=message):
        decode_page(image)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no image",
        b"\x89PNG\r\n\x1a\n broken",
        b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR\0\0\0\1\0\0\0\1",
    ],
)
def test_a_page_that_cannot_be_decoded_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)

    with pytest.raises(ImageUnreadableError):
        open_dataset(tmp_path).read_image(ImageRef("a.png", Box(0, 0, 5, 5)))


@pytest.mark.parametrize("suffix", [".png", ".webp", ".gif"])
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0)])
def test_words_are_cut_from_a_transparent_page_on_paper(
    tmp_path: Path, suffix: str, ink: int, paper: int
) -> None:
    page = np.zeros((40, 60, 4), np.uint8)  # behind the letters: transparent black
    page[12:16, 12:24] = (ink, ink, ink, 255)
    (tmp_path / f"a{suffix}").write_bytes(cv2.imencode(suffix, page)[1].tobytes())
    region = Box(10, 10, 20, 10)

    word = decode_page(open_dataset(tmp_path).read_image(ImageRef(f"a{suffix}", region)))

    assert abs(int(word[4, 8].mean()) - ink) < 10
    assert abs(int(word[8, 18].mean()) - paper) < 10


def test_sixteen_bits_of_a_transparent_page_become_eight() -> None:
    page = np.zeros((4, 6, 4), np.uint16)
    page[1] = (0x4040, 0x8080, 0xC0C0, 0xFFFF)

    decoded = decode_page(cv2.imencode(".png", page)[1].tobytes())

    assert decoded[1, 0].tolist() == [0x40, 0x80, 0xC0]
    assert decoded[0, 0].tolist() == [255, 255, 255]


@pytest.mark.filterwarnings("default")
def test_a_page_of_numbers_that_are_no_pixels_is_read_or_an_error() -> None:
    page = np.zeros((8, 24, 4), np.float32)

    with suppress(ImageUnreadableError):
        assert decode_page(cv2.imencode(".tif", page)[1].tobytes()).shape == (8, 24, 3)


def drawn(mode: str) -> Image.Image:
    """Grey ink and half of it on transparent black, as another library has it."""
    page = Image.new("LA", (60, 40), (0, 0))
    page.paste((100, 255), (10, 10, 30, 16))
    if mode == "RGBA":
        page = page.convert(mode)
        page.paste((200, 100, 50, 128), (10, 20, 30, 26))
    return page if mode == "RGBA" else page.getchannel(0)


@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "L"), ("WEBP", "RGBA"), ("TIFF", "RGBA")]
)
def test_a_transparent_page_is_laid_on_paper_and_turned_as_its_file_says(
    kind: str, mode: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    said = {"PNG": {"exif": exif}, "WEBP": {"exif": exif, "lossless": True, "exact": True}}
    more = said.get(kind, {"tiffinfo": {0x0112: orientation}})
    file = io.BytesIO()
    drawn(mode).save(file, kind, **more, **({"transparency": 0} if mode == "L" else {}))

    page = decode_page(file.getvalue())

    turned = ImageOps.exif_transpose(Image.open(file)).convert("RGBA")
    white = Image.new("RGBA", turned.size, "white")
    expected = np.asarray(Image.alpha_composite(white, turned).convert("RGB"))
    assert page.shape == expected.shape
    assert np.abs(page[:, :, ::-1].astype(int) - expected).max() <= 1


def test_a_tiff_that_does_not_say_what_its_alpha_is_is_laid_on_paper() -> None:
    page = np.full((8, 24, 4), 255, np.uint8)
    page[2:5, 4:9] = (150, 120, 100, 60)
    page[:2, :, 3] = 0

    tiff, png = (decode_page(cv2.imencode(kind, page)[1].tobytes()) for kind in (".tif", ".png"))

    np.testing.assert_array_equal(tiff, png)


def test_words_are_cut_from_the_page_as_it_is_now(tmp_path: Path) -> None:
    word, size = ImageRef("a.png", Box(10, 10, 20, 10)), PAGE.shape
    (tmp_path / "a.png").write_bytes(encode_png(np.full(size, 90, np.uint8)))
    dataset = open_dataset(tmp_path)
    before = dataset.read_image(word)
    (tmp_path / "b.png").write_bytes(encode_png(np.full(size, 200, np.uint8)))
    (tmp_path / "b.png").replace(tmp_path / "a.png")

    assert decode_page(before).max() == 90
    assert decode_page(dataset.read_image(word)).min() == 200
    (tmp_path / "a.png").unlink()
    (tmp_path / "b.png").touch()  # the folder is there, the page is not
    with pytest.raises(ImageMissingError, match=r"a\.png is not there"):
        dataset.read_image(word)


@pytest.mark.parametrize("key", ["", "image-9", "가" * 300])
def test_an_lmdb_entry_that_is_not_there_is_an_error_of_its_own(samples: Path, key: str) -> None:
    dataset = open_dataset(samples / "lmdb")

    with pytest.raises((ImageMissingError, ImageUnreadableError)):
        dataset.read_image(ImageRef("data.mdb", Entry(key)))
    dataset.close()
