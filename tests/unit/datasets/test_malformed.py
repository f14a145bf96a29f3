"""Whatever a label file holds, it becomes records and problems that can be stored and printed."""

import copy
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datasets.errors import DatasetError
from datasets.opening import Dataset, open_dataset
from datasets.record import ImageRef, Problem, Record

SaveImage = Callable[..., Path]
Problems = Callable[[Dataset], list[str]]
Records = Callable[[Dataset], list[Record]]

# folder of the sample -> its label file and its format
FORMATS = {
    "aihub_font": ("handwriting_data_info1.json", "aihub_font"),
    "aihub_handwriting": ("[라벨]P.Paper/IMG_OCR_53_000001.json", "aihub_handwriting"),
    "aihub_outdoor": ("[라벨]간판/sign_01.json", "aihub_outdoor"),
    "aihub_public": ("labels/form_0001.json", "aihub_public"),
    "aihub_various": ("labels/1.json", "aihub_various"),
    "aihub_wild": ("textinthewild_data_info.json", "aihub_font"),
    "clova": ("answer.json", "clova"),
    "csv": ("table.csv", "csv"),
    "easyocr": ("labels.csv", "easyocr"),
    "gt": ("gt.txt", "gt"),
    "icdar": ("gt_img_1.txt", "icdar"),
    "jsonl": ("labels.jsonl", "jsonl"),
    "karplate": ("plates.json", "karplate"),
    "label_studio": ("project.json", "label_studio"),
    "labelme": ("json/shop.json", "labelme"),
    "mmocr": ("textrecog.json", "mmocr"),
    "paddle_rec": ("rec_gt.txt", "paddle_rec"),
    "ppocrlabel": ("Label.txt", "ppocrlabel"),
    "tsv": ("labels.tsv", "tsv"),
    "ufo": ("train.json", "ufo"),
    "yeonwoo": ("form.jpg.json", "yeonwoo"),
}
STRANGE: list[Any] = [
    None, True, 0, -1, 1e308, 10**400, float("nan"), float("inf"), "", "\ud800", "\ud800/a.png",
    "../../etc/passwd", "a\0b.png", "C:\\a.png", "x" * 5000, [], {}, [[]], [1, 2, 3, 4],
    [[0, 0], [9, 0], [9, 9]], {"x": 1}, [None] * 4, [{}], list(range(50_000)),
]  # fmt: skip
SPLICED = [
    b'"', b"[", b"{", b"}", b"\t", b"\n", b"\r", b",", b"\\", b"\xef\xbb\xbf", b"\xff\xfe", b"\0",
    b"\xb0\xa1", b"9" * 5000, b"[" * 2000, b"1e400", b"\\ud800", b"\xed\xa0\x80", b"\x1d",
]  # fmt: skip


def changed_value(value: Any, chance: random.Random) -> Any:
    """Put something strange in the place of one value, or take it away."""
    holders = [value]
    for holder in holders:
        inner = holder.values() if isinstance(holder, dict) else holder
        holders += [one for one in inner if isinstance(one, dict | list) and one]
    holder = chance.choice(holders)
    key = chance.choice([*holder] if isinstance(holder, dict) else range(len(holder)))
    if chance.random() < 0.2:
        del holder[key]
    else:
        holder[key] = copy.deepcopy(chance.choice(STRANGE))
    return value


def changed_bytes(content: bytes, chance: random.Random) -> bytes:
    """Overwrite, cut or splice a few bytes."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 2, 8])):
        at = chance.randrange(len(changed) + 1)
        if chance.random() < 0.5:
            changed[at:at] = chance.choice(SPLICED)
        else:
            changed[at : at + chance.choice([1, 3, 100])] = bytes([chance.randrange(256)])
    return bytes(changed)


def changed_file(file: Path, chance: random.Random) -> bytes:
    content = file.read_bytes()
    if file.suffix != ".json" or chance.random() < 0.3:
        return changed_bytes(content, chance)
    value = changed_value(json.loads(content.decode("utf-8-sig", "replace")), chance)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("sample", FORMATS)
def test_a_damaged_label_file_gives_records_and_problems_and_nothing_else(
    samples: Path, tmp_path: Path, sample: str
) -> None:
    file, name = FORMATS[sample]
    shutil.copytree(samples / sample, tmp_path / "data")
    for seed in range(60):
        damaged = changed_file(samples / sample / file, random.Random(f"{sample}{seed}"))
        (tmp_path / "data" / file).write_bytes(damaged)
        dataset = open_dataset(tmp_path / "data", format=name)

        for entry in dataset.records():
            if isinstance(entry, Problem):
                assert len(str(entry).encode()) < 20_000, f"seed {seed}"
            else:
                read_whole(dataset, entry)


def read_whole(dataset: Dataset, record: Record) -> None:
    """Use everything of a record as the program does."""
    for text in (record.key, record.label, record.raw_label, *sum(record.attributes, ())):
        text.encode()
    assert ImageRef.parse(str(record.image)) == record.image
    try:
        dataset.read_image(record.image)
    except DatasetError as error:
        str(error).encode()


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ([10**400, 0, 9, 9], "is not 4 numbers"),
        ([1e999, 0, 9, 9], "is not 4 numbers"),
        ([True, 0, 9, 9], "is not 4 numbers"),
        ([[0] * 9] * 50_000, "is not 4 numbers"),
    ],
)
def test_a_bad_box_is_named_in_a_few_words(
    tmp_path: Path, save_image: SaveImage, problems: Problems, region: object, message: str
) -> None:
    save_image(tmp_path / "a.png")
    word = {"text": "가", "bbox": region}
    labels = {"data_list": [{"img_path": "a.png", "instances": [word]}]}
    (tmp_path / "t.json").write_text(json.dumps(labels))

    said = problems(open_dataset(tmp_path, format="mmocr"))

    assert len(said) == 1
    assert message in said[0]
    assert len(said[0]) < 500


@pytest.mark.parametrize("shape", [[], "x", 7, None])
def test_a_labelme_shape_that_is_no_object_is_listed(
    tmp_path: Path, save_image: SaveImage, problems: Problems, shape: object
) -> None:
    save_image(tmp_path / "a.png")
    labels = {"shapes": [shape], "imagePath": "a.png"}
    (tmp_path / "a.json").write_text(json.dumps(labels))

    said = problems(open_dataset(tmp_path, format="labelme"))

    assert said == ["a.json:1: an object with 'points' is expected"]


def test_separators_of_old_files_between_coordinates_are_listed(
    tmp_path: Path, save_image: SaveImage, problems: Problems
) -> None:
    save_image(tmp_path / "a.png")
    (tmp_path / "gt_a.txt").write_text("0,0,9,0,9,5,0,5\x1d,가\n", "utf-8")

    said = problems(open_dataset(tmp_path, format="icdar"))

    assert said == ["gt_a.txt:1: eight coordinates and a transcription are expected"]


def test_text_that_is_not_unicode_is_listed_wherever_it_stands(
    tmp_path: Path, save_image: SaveImage, problems: Problems, records: Records
) -> None:
    save_image(tmp_path / "a.png")
    lines = [
        {"image": "a.png", "text": "가", "writer": "\ud800"},
        {"image": "\ud800/a.png", "text": "나"},
        {"image": "a.png", "text": "다", "writer": "w"},
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, lines)))
    dataset = open_dataset(tmp_path)

    assert [record.label for record in records(dataset)] == ["다"]
    assert problems(dataset) == [
        "t.jsonl:1: writer is not valid Unicode",
        "t.jsonl:2: image is not valid Unicode",
    ]


CORNERS = [[0, 0], [9, 0], [9, 5], [0, 5]]
NO_PATH = "\ud800/a.png"


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("labelme", {"shapes": [{"label": "가", "points": CORNERS}], "imagePath": NO_PATH}),
        (
            "clova",
            {
                "images": [{
                    "name": NO_PATH,
                    "fields": [{
                        "inferText": "가",
                        "boundingPoly": {"vertices": [{"x": x, "y": y} for x, y in CORNERS]},
                    }],
                }]
            },
        ),
    ],
)  # fmt: skip
def test_an_image_path_that_is_not_unicode_gives_way_to_the_name_of_the_file(
    tmp_path: Path, save_image: SaveImage, records: Records, name: str, labels: object
) -> None:
    save_image(tmp_path / "t.png")
    (tmp_path / "t.json").write_text(json.dumps(labels))

    assert [r.image.path for r in records(open_dataset(tmp_path, format=name))] == ["t.png"]


def test_an_image_path_that_is_not_unicode_is_listed(tmp_path: Path, problems: Problems) -> None:
    words = {"words": {"0": {"transcription": "가", "points": CORNERS}}}
    (tmp_path / "t.json").write_text(json.dumps({"images": {NO_PATH: words}}))

    said = problems(open_dataset(tmp_path, format="ufo"))

    assert said == ["t.json:1: the image's name is not valid Unicode"]


@pytest.mark.parametrize("where", ["label file", "folder"])
def test_names_that_are_not_utf8_are_listed_whatever_the_format(
    tmp_path: Path, save_image: SaveImage, problems: Problems, records: Records, where: str
) -> None:
    bad = os.fsdecode("자료".encode("cp949"))
    row = {"image": "a.png", "text": "가"}
    if where == "folder":
        save_image(tmp_path / bad / "a.png")
        (tmp_path / "t.jsonl").write_text(json.dumps(row))
        expected = "t.jsonl:1: the name 자료/a.png is not UTF-8: rename it"
    else:
        save_image(tmp_path / "a.png")
        (tmp_path / f"{bad}.jsonl").write_text(json.dumps(row))
        expected = "자료.jsonl:1: the name 자료.jsonl is not UTF-8: rename it"
    dataset = open_dataset(tmp_path)

    assert records(dataset) == []
    assert problems(dataset) == [expected]
