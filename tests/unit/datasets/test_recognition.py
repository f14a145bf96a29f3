"""A format is recognised by lines from all through a file: its first ones may say nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from datasets.opening import Dataset, open_dataset
from datasets.record import Record

SaveImage = Callable[..., Path]
Problems = Callable[[Dataset], list[str]]

_WORD = '[{"transcription": "%s", "points": [[0, 0], [20, 0], [20, 8], [0, 8]]}]'
ROWS = {
    "gt.txt": ("gt", "{image}\t{label}"),
    "labels.txt": ("gt", "{image} {label}"),
    "rec_gt.txt": ("paddle_rec", "{image}\t{label}"),
    "Label.txt": ("ppocrlabel", "{image}\t" + _WORD.replace("%s", "{label}")),
    "words.tsv": ("tsv", "{image}\t{label}\t0.9"),
    "words.csv": ("csv", '{image},"{label}"'),
    "words.jsonl": ("jsonl", '{"image": "{image}", "text": "{label}"}'),
}


def spelled(row: str, image: str, label: str) -> str:
    return row.replace("{image}", image).replace("{label}", label)


@pytest.fixture
def hangul_images(tmp_path: Path, save_image: SaveImage) -> Path:
    """A folder that would otherwise be read by the names of its images."""
    for name in ("가게.png", "나무.png"):
        save_image(tmp_path / "data" / name)
    return tmp_path / "data"


def labels(dataset: Dataset) -> list[str]:
    return [entry.label for entry in dataset.records() if isinstance(entry, Record)]


@pytest.mark.parametrize("first", ["정답 목록", "", "{}", "\t", "[]"])
@pytest.mark.parametrize("name", ROWS)
def test_first_line_that_is_no_row_does_not_hide_the_others(
    hangul_images: Path, problems: Problems, name: str, first: str
) -> None:
    format_name, row = ROWS[name]
    lines = [first, spelled(row, "가게.png", "하나"), spelled(row, "나무.png", "둘")]
    (hangul_images / name).write_text("\n".join(lines) + "\n", "utf-8")

    dataset = open_dataset(hangul_images)

    assert dataset.format == format_name
    assert labels(dataset) == ["하나", "둘"]
    assert [problem.split(": ")[0] for problem in problems(dataset)] == (
        [f"{name}:1"] if first.strip() else []
    )


@pytest.mark.parametrize("name", ROWS)
def test_image_deleted_of_the_first_row_is_a_problem_and_the_rest_loads(
    hangul_images: Path, problems: Problems, name: str
) -> None:
    format_name, row = ROWS[name]
    images = ("gone.png", "가게.png", "나무.png")
    lines = [spelled(row, image, f"말{n}") for n, image in enumerate(images)]
    (hangul_images / name).write_text("\n".join(lines), "utf-8")

    dataset = open_dataset(hangul_images)

    assert dataset.format == format_name
    assert labels(dataset) == ["말1", "말2"]
    assert problems(dataset) == [f"{name}:1: the image gone.png is not there"]


@pytest.mark.parametrize(
    ("name", "format_name", "header", "row"),
    [
        ("t.csv", "csv", "label,filename", "하나,가게.png"),
        ("t.tsv", "tsv", "label\tfilename", "하나\t가게.png"),
        ("labels.csv", "easyocr", "filename,words", "가게.png,하나"),
    ],
)
def test_header_below_a_title_is_found(
    hangul_images: Path, problems: Problems, name: str, format_name: str, header: str, row: str
) -> None:
    (hangul_images / name).write_text(f"\n2019년 자료\n{header}\n{row}\n", "utf-8")

    dataset = open_dataset(hangul_images)

    assert dataset.format == format_name
    assert labels(dataset) == ["하나"]
    assert [problem.split(": ")[0] for problem in problems(dataset)] == [f"{name}:2"]


def test_header_of_easyocr_in_a_file_that_it_does_not_read_is_one_of_csv(
    hangul_images: Path,
) -> None:
    (hangul_images / "train.csv").write_text('filename,words\n가게.png,"하나, 둘"\n', "utf-8")
    alone = open_dataset(hangul_images)
    assert (alone.format, labels(alone)) == ("csv", ["하나, 둘"])

    (hangul_images / "labels.csv").write_text('filename,label\n나무.png,"셋, 넷"\n', "utf-8")
    both = open_dataset(hangul_images)
    assert (both.format, labels(both)) == ("csv", ["셋, 넷", "하나, 둘"])


@pytest.mark.parametrize("label", ["[{", "[{가}]", '["transcription"]', "[]"])
@pytest.mark.parametrize("name", ["gt.txt", "labels.txt", "Label.txt", "rec_gt.txt"])
def test_label_in_brackets_is_no_json(
    hangul_images: Path, problems: Problems, name: str, label: str
) -> None:
    said = [*[label] * 5, "하나"]
    (hangul_images / name).write_text("".join(f"가게.png\t{text}\n" for text in said), "utf-8")

    dataset = open_dataset(hangul_images)

    assert dataset.format == ("paddle_rec" if name == "rec_gt.txt" else "gt")
    assert labels(dataset) == said
    assert problems(dataset) == []


def test_ppocrlabel_is_known_by_few_pages_with_words_and_by_none(hangul_images: Path) -> None:
    word = ROWS["Label.txt"][1].replace("{image}", "가게.png").replace("{label}", "하나")
    empty = "나무.png\t[]\n"
    for rows, found in ((empty * 9 + word, ["하나"]), (empty, [])):
        (hangul_images / "Label.txt").write_text(rows, "utf-8")
        dataset = open_dataset(hangul_images)
        assert dataset.format == "ppocrlabel"
        assert labels(dataset) == found


def test_list_of_something_else_is_not_taken_for_labels(hangul_images: Path) -> None:
    (hangul_images / "labels.txt").write_text("가\n나\n다\n라\n마\n바.png\n", "utf-8")

    assert open_dataset(hangul_images).format == "names"


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_rows_far_into_a_file_show_its_format(hangul_images: Path, encoding: str) -> None:
    remarks = "이 줄에는 라벨이 없음\n" * 4_000
    rows = "가게.png\t하나\n" * 9_000
    (hangul_images / "gt.txt").write_text(remarks + rows, encoding)

    dataset = open_dataset(hangul_images)

    assert dataset.format == "gt"
    assert len(labels(dataset)) == 9_000


def test_stray_tab_in_a_label_does_not_make_the_tab_the_separator(
    hangul_images: Path, problems: Problems
) -> None:
    lines = ["가게.png 하나\t둘", *["나무.png 셋"] * 9]
    (hangul_images / "gt.txt").write_text("\n".join(lines), "utf-8")

    dataset = open_dataset(hangul_images)

    assert labels(dataset) == ["셋"] * 9
    assert problems(dataset) == ["gt.txt:1: has more than one tab: where the label ends is unclear"]


def test_pages_without_a_word_do_not_hide_the_pages_of_icdar(
    tmp_path: Path, save_image: SaveImage
) -> None:
    for page in range(8):
        save_image(tmp_path / f"{page}.png")
        words = "0,0,20,0,20,8,0,8,가게\n" if page == 7 else ""
        (tmp_path / f"gt_{page}.txt").write_text(words, "utf-8")

    dataset = open_dataset(tmp_path)

    assert dataset.format == "icdar"
    assert labels(dataset) == ["가게"]


def test_language_is_taken_off_where_the_first_line_is_damaged(
    tmp_path: Path, save_image: SaveImage
) -> None:
    save_image(tmp_path / "1.png")
    lines = ["0,0,20", "0,0,20,0,20,8,0,8,Korean,가게", "0,0,20,0,20,8,0,8,Korean,나무"]
    (tmp_path / "gt_1.txt").write_text("\n".join(lines), "utf-8")

    assert labels(open_dataset(tmp_path)) == ["가게", "나무"]
