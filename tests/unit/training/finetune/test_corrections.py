import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datasets.errors import UnknownFormatError
from datasets.record import Box, Entry, ImageRef
from recognizer.charset import Charset
from training.errors import FineTuningError
from training.finetune.corrections import Export, read_exports

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x04\x00\x00\x00\x04\x08\x00\x00\x00\x00"
    b"\x8c\x9a\xc1\xa2"
)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "words"
    folder.mkdir()
    for name in ("a.png", "b.png", "page.png"):
        (folder / name).write_bytes(PNG)
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write a corrections.jsonl, beside the dataset unless said otherwise."""

    def write(*decisions: dict[str, Any], name: str = "words.corrections.jsonl") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(one) + "\n" for one in decisions), encoding="utf-8")
        return path

    return write


def decided(path: str, text: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "region": None, "text": text, "verdict": verdict, **more}


def read(
    *paths: Path, datasets: tuple[Path, ...] = (), formats: tuple[str, ...] = ()
) -> list[Export]:
    return read_exports(paths, datasets=datasets, formats=formats, charset=Charset(), max_length=25)


def test_accepted_and_corrected_items_count(dataset: Path, export: Callable[..., Path]) -> None:
    (found,) = read(
        export(
            decided("a.png", "가", "accepted"),
            decided("b.png", "나", "corrected"),
            decided("c.png", "다", "excluded"),
            decided("d.png", "라", "flagged"),
        )
    )
    assert [(item.image.path, item.label, item.corrected) for item in found.items] == [
        ("a.png", "가", False),
        ("b.png", "나", True),
    ]
    assert found.verdicts == {"accepted": 1, "corrected": 1, "excluded": 1, "flagged": 1}
    assert found.dataset.root == dataset


@pytest.mark.parametrize("in_front", ["\ufeff", "\n", "\ufeff\r\n"])
@pytest.mark.parametrize("name", ["words.corrections.jsonl", "reviewed.txt"])
def test_decisions_are_known_by_what_they_say(
    dataset: Path, export: Callable[..., Path], name: str, in_front: str
) -> None:
    path = export(
        decided("a.png", "가", "corrected", label="거"),
        decided("b.png", "나", "excluded", label="나"),
        name=f"words/{name}",
    )
    path.write_text(in_front + path.read_text("utf-8"), "utf-8")
    (found,) = read(path, formats=("names",))
    assert [(item.image.path, item.label) for item in found.items] == [("a.png", "가")]


def test_labels_are_read_in_nfc(dataset: Path, export: Callable[..., Path]) -> None:
    (found,) = read(export(decided("a.png", "\u1100\u1161", "accepted")))
    assert found.items[0].label == "가"


def test_what_cannot_be_written_is_left_out_by_name(
    dataset: Path, export: Callable[..., Path]
) -> None:
    (found,) = read(
        export(
            decided("a.png", "漢", "accepted"),
            decided("b.png", "", "corrected"),
            decided("page.png", "가" * 26, "corrected"),
        )
    )
    assert not found.items
    assert [reason.split(":")[0] for reason in found.left_out] == ["a.png", "b.png", "page.png"]
    assert "U+6F22" in found.left_out[0]


def test_parts_of_pages_keep_their_place_and_page(
    dataset: Path, export: Callable[..., Path]
) -> None:
    (found,) = read(
        export(
            decided("page.png", "가", "accepted", region="xywh=1,2,3,4"),
            decided("a.png", "나", "accepted", region="key=image-1", attributes={"page": "7"}),
            decided("b.png", "다", "accepted", attributes={"writer": "kim", "page": "7"}),
        )
    )
    assert [item.image for item in found.items] == [
        ImageRef("page.png", Box(1, 2, 3, 4)),
        ImageRef("a.png", Entry("image-1")),
        ImageRef("b.png"),
    ]
    assert [item.group for item in found.items] == ["page.png", "7", "kim"]


def test_any_dataset_is_an_export(dataset: Path) -> None:
    (dataset / "gt.txt").write_text("a.png\t가\nb.png\t나\nmissing.png\t다\n", encoding="utf-8")
    (found,) = read(dataset)
    assert [item.label for item in found.items] == ["가", "나"]
    assert found.verdicts == {"labelled": 3}
    assert "missing.png" in found.left_out[0]


def test_the_dataset_may_be_named(dataset: Path, export: Callable[..., Path]) -> None:
    path = export(decided("a.png", "가", "accepted"), name="elsewhere/x.jsonl")
    with pytest.raises(FineTuningError, match="name the dataset's folder with --dataset"):
        read(path)
    (found,) = read(path, datasets=(dataset,))
    assert found.dataset.root == dataset


def test_as_many_datasets_as_exports(dataset: Path, export: Callable[..., Path]) -> None:
    path = export(decided("a.png", "가", "accepted"))
    with pytest.raises(FineTuningError, match="name one for each"):
        read(path, datasets=(dataset, dataset))


def test_the_format_that_was_chosen_stands_against_the_one_recognised(
    dataset: Path, export: Callable[..., Path]
) -> None:
    (dataset / "gt.txt").write_text("a.png\t가\n", encoding="utf-8")
    path = export(decided("a.png", "가", "accepted"))
    assert [one.dataset.format for one in read(path, dataset)] == ["gt", "gt"]
    of_all = read(path, dataset, formats=("names",))
    assert [one.dataset.format for one in of_all] == ["names", "names"]
    of_each = read(path, dataset, formats=("names", "tsv"))
    assert [one.dataset.format for one in of_each] == ["names", "tsv"]


def test_the_chosen_format_says_which_labels_a_dataset_has(dataset: Path) -> None:
    (dataset / "gt.txt").write_text("a.png\t가\n", encoding="utf-8")
    (found,) = read(dataset, formats=("names",))
    assert [item.label for item in found.items] == ["a", "b", "page"]


def test_as_many_formats_as_exports(dataset: Path, export: Callable[..., Path]) -> None:
    path = export(decided("a.png", "가", "accepted"))
    with pytest.raises(FineTuningError, match="2 formats for 1 exports: name one for each"):
        read(path, formats=("gt", "tsv"))


def test_a_format_that_there_is_not_is_named(dataset: Path, export: Callable[..., Path]) -> None:
    with pytest.raises(UnknownFormatError, match="no format 'gtt'"):
        read(export(decided("a.png", "가", "accepted")), formats=("gtt",))


def test_a_damaged_line_is_named(dataset: Path, export: Callable[..., Path]) -> None:
    path = export(decided("a.png", "가", "accepted"), {"path": "b.png"})
    with pytest.raises(FineTuningError, match=r"words\.corrections\.jsonl:2: not a decision"):
        read(path)
