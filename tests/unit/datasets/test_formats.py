"""Every format's sample: recognised, read, cut and written back."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from make_formats import BOXES, COLOURS, WORDS

from datasets.errors import NotWritableError, UnknownFormatError
from datasets.opening import Dataset, open_dataset, recognise
from datasets.record import Box, Polygon, Record
from datasets.registry import formats
from datasets.writing import write_back

Records = Callable[[Dataset], list[Record]]
Problems = Callable[[Dataset], list[str]]

# folder of the sample -> its format
SAMPLES = {
    "aihub_font": "aihub_font",
    "aihub_handwriting": "aihub_handwriting",
    "aihub_outdoor": "aihub_outdoor",
    "aihub_public": "aihub_public",
    "aihub_wild": "aihub_font",
    "aihub_various": "aihub_various",
    "clova": "clova",
    "csv": "csv",
    "easyocr": "easyocr",
    "gt": "gt",
    "icdar": "icdar",
    "jsonl": "jsonl",
    "karplate": "karplate",
    "label_studio": "label_studio",
    "labelme": "labelme",
    "lmdb": "lmdb",
    "mmocr": "mmocr",
    "names": "names",
    "paddle_rec": "paddle_rec",
    "ppocrlabel": "ppocrlabel",
    "tsv": "tsv",
    "ufo": "ufo",
    "yeonwoo": "yeonwoo",
}
PROBLEMS = {
    "aihub_font": ["handwriting_data_info1.json:66: the image 4.png is not there"],
    "aihub_handwriting": ["[라벨]P.Paper/IMG_OCR_53_000001.json:67: has no data"],
    "aihub_outdoor": ["[라벨]간판/sign_01.json:1: [1, 2, 3] is not 4 numbers"],
    "aihub_wild": [
        "textinthewild_data_info.json:1: has no text",
        "textinthewild_data_info.json:1: the box [5, 5, -3, 0] is empty",
        "textinthewild_data_info.json:1: there is no image with the id 0002",
    ],
    "gt": [
        "gt.txt:5: the image images/4.png is not there",
        "gt.txt:6: a path, a tab and a label are expected",
    ],
    "icdar": ["gt_img_1.txt:4: is marked illegible (###) and left out"],
    "jsonl": ["labels.jsonl:4: has no text", "labels.jsonl:5: is not JSON: Expecting value"],
    "label_studio": [
        "project.json:111: is turned by 30°, which is not read",
        "project.json:133: has no image among its data",
    ],
    "mmocr": ["textrecog.json:1: the box [0, 0, 0, 9] is empty"],
    "labelme": ["json/shop.json:69: is a point, not a rectangle or polygon"],
    "ppocrlabel": ["Label.txt:1: word 2 is marked illegible (###) and left out"],
    "ufo": [
        "train.json:85: has no transcription",
        "train.json:111: is marked illegible and left out",
    ],
}
PLATES = {"빨강": "12가3456", "초록": "78나9012", "파랑": "34허5678"}


def expected_words(sample: str) -> dict[str, str]:
    return PLATES if sample == "karplate" else WORDS


def test_every_built_in_format_has_a_sample() -> None:
    assert set(SAMPLES.values()) >= set(formats())


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_is_recognised_with_a_reason(samples: Path, sample: str) -> None:
    best = recognise(samples / sample)[0]
    dataset = open_dataset(samples / sample)

    assert best.format == dataset.format == SAMPLES[sample]
    assert best.why in dataset.why


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_gives_its_words_and_lists_the_rest(
    samples: Path, sample: str, records: Records, problems: Problems
) -> None:
    dataset = open_dataset(samples / sample)

    labels = [record.label for record in records(dataset)]

    assert sorted(labels) == sorted(expected_words(sample).values())
    assert problems(dataset) == PROBLEMS.get(sample, [])
    dataset.close()


@pytest.mark.parametrize("sample", SAMPLES)
def test_word_images_are_the_right_parts_the_right_way_up(
    samples: Path, sample: str, records: Records
) -> None:
    dataset = open_dataset(samples / sample)
    colour_of = {label: colour for colour, label in expected_words(sample).items()}

    for record in records(dataset):
        image = cv2.imdecode(
            np.frombuffer(dataset.read_image(record.image), np.uint8), cv2.IMREAD_COLOR
        )
        _, _, width, height = BOXES[colour_of[record.label]]
        assert image.shape == (height, width, 3)
        wanted = COLOURS[colour_of[record.label]]
        assert np.abs(image[height // 2 :].mean((0, 1)) - wanted).max() < 12  # JPEG
        assert image[:4, :4].mean() > 230
        if isinstance(record.image.region, Box | Polygon):
            assert dataset.page(record.image) == (dataset.root / record.image.path).read_bytes()
            assert record.group == record.image.path or record.attribute("writer")
    dataset.close()


@pytest.mark.parametrize("sample", sorted(set(SAMPLES) - {"names", "lmdb"}))
def test_writing_back_changes_one_label_and_no_other_byte(
    samples: Path, sample: str, records: Records, tmp_path: Path
) -> None:
    dataset = open_dataset(samples / sample)
    label = expected_words(sample)["초록"]
    record = next(r for r in records(dataset) if r.label == label)
    encoding = "cp949" if sample in ("tsv", "aihub_handwriting") else "utf-8"

    assert write_back(dataset, {record.key: "쀍 햏"}, tmp_path / "out") == 1

    for path in files_below(tmp_path / "out"):
        old = (samples / sample / path).read_bytes()
        if str(path) == record.source.file:
            assert old.count(label.encode(encoding)) == 1
            old = old.replace(label.encode(encoding), "쀍 햏".encode(encoding))
        assert (tmp_path / "out" / path).read_bytes() == old
    assert Path(record.source.file) in files_below(tmp_path / "out")


def test_writing_back_names_renames_one_image_and_copies_the_rest(
    samples: Path, tmp_path: Path
) -> None:
    dataset = open_dataset(samples / "names")

    write_back(dataset, {"inner/봄, 여름_17.jpg": "제3관"}, tmp_path / "out")

    assert [str(path) for path in files_below(tmp_path / "out")] == [
        "inner/제3관_17.jpg",
        "가온누리.png",
        "제3관_0.png",
    ]
    moved = tmp_path / "out/inner/제3관_17.jpg"
    assert moved.read_bytes() == (samples / "names/inner/봄, 여름_17.jpg").read_bytes()


def test_writing_back_lmdb_changes_one_label(
    samples: Path, records: Records, tmp_path: Path
) -> None:
    dataset = open_dataset(samples / "lmdb")
    second = records(dataset)[1]

    write_back(dataset, {second.key: "새 이름"}, tmp_path / "out")
    dataset.close()

    written = open_dataset(tmp_path / "out")
    assert [record.label for record in records(written)] == ["가온누리", "새 이름", "제3관"]
    assert written.read_image(second.image).startswith(b"\x89PNG")
    written.close()


@pytest.mark.parametrize("sample", ["gt", "ufo", "lmdb", "names"])
def test_writing_back_an_unknown_record_writes_nothing(
    samples: Path, sample: str, tmp_path: Path
) -> None:
    dataset = open_dataset(samples / sample)

    with pytest.raises(NotWritableError, match="has no record nowhere"):
        write_back(dataset, {"nowhere:1": "새"}, tmp_path / "out")

    assert list(tmp_path.iterdir()) == []
    dataset.close()


def test_writing_back_into_the_dataset_is_refused(samples: Path) -> None:
    dataset = open_dataset(samples / "gt")

    with pytest.raises(NotWritableError, match="never written to"):
        write_back(dataset, {}, samples / "gt" / "out")


def test_the_format_can_be_chosen_against_recognition(samples: Path, records: Records) -> None:
    dataset = open_dataset(samples / "easyocr", format="csv")

    assert dataset.format == "csv"
    assert records(dataset)[0].label == "가온누리"
    assert "chosen by hand" in dataset.why


def test_a_label_file_can_be_opened_itself(samples: Path, records: Records) -> None:
    dataset = open_dataset(samples / "gt/gt.txt")

    assert dataset.format == "gt"
    assert dataset.root == samples / "gt"
    assert len(records(dataset)) == 3


def test_unknown_formats_and_empty_folders_say_what_to_do(tmp_path: Path, samples: Path) -> None:
    with pytest.raises(UnknownFormatError, match="open the folder that holds both"):
        open_dataset(tmp_path)
    with pytest.raises(UnknownFormatError, match="there are aihub_font, "):
        open_dataset(samples / "gt", format="gtt")
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        open_dataset(tmp_path / "nothing")


def files_below(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
