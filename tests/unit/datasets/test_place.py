"""Nothing outside the root is found or read; names are found in any Unicode form."""

import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from datasets.errors import ImageMissingError, ImageUnreadableError, OutsideRootError
from datasets.opening import Dataset, open_dataset
from datasets.place import Place
from datasets.record import ImageRef, Problem, Record
from datasets.writing import write_back

SaveImage = Callable[..., Path]
Records = Callable[[Dataset], list[Record]]
Problems = Callable[[Dataset], list[str]]


@pytest.fixture
def root(tmp_path: Path, save_image: SaveImage) -> Path:
    save_image(tmp_path / "secret.png")
    save_image(tmp_path / "data/inside.png")
    save_image(tmp_path / "data/images/deep.png")
    return tmp_path / "data"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.png",
        "images/../../secret.png",
        "..\\secret.png",
        "images\\..\\..\\secret.png",
        "/etc/hostname.png",
        "C:\\secret.png",
        "inside.png\0.png",
        "in\0side/inside.png",
        "./../data/../secret.png",
        "\udcff.png",
        "a" * 5000 + "/x.png",
        "",
        ".",
        "..",
    ],
)
def test_a_label_cannot_lead_outside_the_root(root: Path, path: str) -> None:
    with pytest.raises((OutsideRootError, ImageMissingError)):
        Place(root).locate(path)
    with pytest.raises((OutsideRootError, ImageMissingError, ImageUnreadableError)):
        open_dataset(root).read_image(ImageRef(path))


@pytest.mark.parametrize(
    "written",
    [
        "../elsewhere.jpg",
        "..\\pages\\elsewhere.jpg",
        "images/../../elsewhere.jpg",
        "/mnt/pages/elsewhere.jpg",
        "folder/elsewhere.jpg",
    ],
)
def test_a_path_outside_is_named_whole_with_its_place_and_what_to_do(
    root: Path, problems: Problems, written: str
) -> None:
    (root / "folder").symlink_to(root.parent)
    (root / "gt.txt").write_text(f"inside.png\t안\n{written}\t밖\n", "utf-8")

    said, about_the_link = problems(open_dataset(root))
    assert said == (
        f"gt.txt:2: {written} leads outside the dataset: open the folder that holds both, or "
        "bring the file into the dataset and correct the path"
    )
    assert about_the_link.startswith("folder: folder leads outside the dataset through a symbolic")


def test_an_image_that_links_outside_is_named_with_what_to_do(
    root: Path, problems: Problems
) -> None:
    (root / "link.png").symlink_to(root.parent / "secret.png")
    (root / "gt.txt").write_text("inside.png\t안\nlink.png\t밖\n", "utf-8")

    assert problems(open_dataset(root)) == [
        "gt.txt:2: link.png leads outside the dataset through a symbolic link: open the folder "
        "that holds both, or put the file itself in the place of the link"
    ]


def test_a_missing_image_is_named_as_it_was_written(root: Path) -> None:
    with pytest.raises(ImageMissingError, match=r"images\\none\.png"):
        Place(root).locate("images\\none.png")


def test_an_absolute_path_into_the_root_is_found(root: Path) -> None:
    assert Place(root).locate(f"{root}/images/deep.png") == "images/deep.png"


def test_links_out_of_the_root_are_neither_found_nor_read(root: Path) -> None:
    (root / "link.png").symlink_to(root.parent / "secret.png")
    (root / "folder").symlink_to(root.parent)
    place = Place(root)

    for path in ("link.png", "folder/secret.png"):
        with pytest.raises(OutsideRootError):
            place.locate(path)
        with pytest.raises(OutsideRootError):
            place.read_bytes(path)
    found = [str(entry) for entry in open_dataset(root).records() if isinstance(entry, Problem)]
    assert found == [
        f"{name}: {name} leads outside the dataset through a symbolic link: open the folder that "
        "holds both, or put the file itself in the place of the link"
        for name in ("link.png", "folder")
    ]


def test_images_that_link_outside_are_told_of_where_a_label_names_them(
    root: Path, problems: Problems
) -> None:
    (root / "link.png").symlink_to(root.parent / "secret.png")
    (root / "gt.txt").write_text("inside.png\t안\n", "utf-8")

    assert problems(open_dataset(root, format="gt")) == []


def test_links_within_the_root_are_followed(root: Path) -> None:
    (root / "link.png").symlink_to("images/deep.png")
    place = Place(root)

    assert place.locate("link.png") == "link.png"
    assert place.read_bytes("link.png").startswith(b"\x89PNG")


def test_a_root_that_is_itself_a_link_works(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(root)

    place = Place(tmp_path / "alias")

    assert place.read_bytes(place.locate("images/deep.png")).startswith(b"\x89PNG")


def test_a_label_file_that_links_outside_is_listed(
    root: Path, records: Records, problems: Problems
) -> None:
    (root.parent / "gt.txt").write_text("inside.png\t비밀\n")
    (root / "gt.txt").symlink_to(root.parent / "gt.txt")

    dataset = open_dataset(root, format="gt")

    assert records(dataset) == []
    assert [said.partition(" leads outside")[0] for said in problems(dataset)] == ["gt.txt: gt.txt"]


@pytest.mark.parametrize("name", ["gt.txt", "data.mdb"])
def test_a_label_file_chosen_that_links_outside_is_listed(
    root: Path, problems: Problems, name: str
) -> None:
    (root.parent / name).write_text("inside.png\t안\n", "utf-8")
    (root / name).symlink_to(root.parent / name)
    format_name = "lmdb" if name == "data.mdb" else "gt"

    (said,) = problems(open_dataset(root / name, format=format_name))

    assert said.startswith(f"{name}: {name} leads outside the dataset")


def test_a_named_pipe_is_no_image(root: Path) -> None:
    os.mkfifo(root / "pipe.png")

    with pytest.raises(ImageUnreadableError, match="not a file"):
        Place(root).read_bytes("pipe.png")


@pytest.mark.parametrize("name", ["labels.csv", "gt.txt", "a.json", "notes"])
def test_a_named_pipe_is_no_label_file(root: Path, records: Records, name: str) -> None:
    os.mkfifo(root / name)

    assert [record.image.path for record in records(open_dataset(root))] == [
        "inside.png",
        "images/deep.png",
    ]


def test_a_label_file_whose_link_leads_nowhere_is_listed(root: Path, problems: Problems) -> None:
    (root / "gt.txt").symlink_to("gone.txt")

    assert problems(open_dataset(root, format="gt"))[0].startswith("gt.txt: cannot be read")


def test_a_name_in_two_unicode_forms_in_two_folders_is_not_guessed(
    root: Path, save_image: SaveImage
) -> None:
    save_image(root / "a" / "각.png")
    save_image(root / "b" / unicodedata.normalize("NFD", "각.png"))

    with pytest.raises(ImageMissingError, match=r"could be any of a/.*, b/"):
        Place(root).locate("각.png")


def test_a_folder_called_like_an_image_is_a_folder(root: Path, records: Records) -> None:
    (root / "images").rename(root / "page.png")

    assert [record.image.path for record in records(open_dataset(root))] == [
        "inside.png",
        "page.png/deep.png",
    ]


@pytest.mark.parametrize("name", ["latest", "latest.png", "gt.txt"])
def test_a_link_to_a_folder_is_no_file(
    root: Path, records: Records, problems: Problems, name: str
) -> None:
    (root / name).symlink_to("images")
    dataset = open_dataset(root)

    assert [record.image.path for record in records(dataset)] == ["inside.png", "images/deep.png"]
    assert problems(dataset) == []
    assert write_back(dataset, {"inside.png": "안"}, root.parent / "out") == 1


@pytest.mark.parametrize("target", ["gone.txt", "notes"])  # nowhere, and in a circle
def test_a_link_without_an_end_hinders_nothing(root: Path, records: Records, target: str) -> None:
    (root / "notes").symlink_to(target)
    dataset = open_dataset(root)

    assert [record.image.path for record in records(dataset)] == ["inside.png", "images/deep.png"]
    assert write_back(dataset, {"inside.png": "안"}, root.parent / "out") == 1


def test_a_folder_that_may_not_be_entered_is_listed_and_the_rest_loads(
    root: Path, records: Records, problems: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "lost+found").mkdir()
    (root / "gt.txt").write_text("inside.png\t안\nlost+found/x.png\t밖\n", "utf-8")
    scan = os.scandir

    def guarded(folder: str) -> object:  # root, who may run this, may enter every folder
        if os.fspath(folder).endswith("lost+found"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", guarded)

    for name, label in (("gt", "안"), ("names", "inside")):
        dataset = open_dataset(root, format=name)
        assert records(dataset)[0].label == label
        assert problems(dataset)[-1] == "lost+found: the folder cannot be read: Permission denied"


def test_a_file_that_went_away_is_missing(root: Path) -> None:
    place = Place(root)
    (root / "inside.png").unlink()

    with pytest.raises(ImageMissingError):
        place.read_bytes("inside.png")


@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("in_label", ["NFC", "NFD"])
def test_names_are_found_in_either_form(
    tmp_path: Path, save_image: SaveImage, on_disk: str, in_label: str
) -> None:
    name = "각도/학교.png"
    save_image(tmp_path / unicodedata.normalize(on_disk, name))

    found = Place(tmp_path).locate(unicodedata.normalize(in_label, name))

    assert (tmp_path / found).is_file()


def test_a_name_in_mixed_form_is_found(tmp_path: Path, save_image: SaveImage) -> None:
    mixed = unicodedata.normalize("NFD", "학") + "교.png"
    save_image(tmp_path / mixed)

    assert Place(tmp_path).locate("학교.png") == mixed


def test_a_bare_name_is_looked_for_everywhere(root: Path) -> None:
    assert Place(root).locate("deep.png") == "images/deep.png"


def test_a_bare_name_that_is_ambiguous_is_not_guessed(root: Path, save_image: SaveImage) -> None:
    save_image(root / "other/deep.png")

    with pytest.raises(ImageMissingError, match="could be any of"):
        Place(root).locate("deep.png")


@pytest.mark.parametrize("images", ["a", "a/images", "images/a"])
def test_an_image_of_another_label_file_is_not_taken(
    tmp_path: Path, save_image: SaveImage, records: Records, problems: Problems, images: str
) -> None:
    save_image(tmp_path / images / "1.png")
    for folder, label in (("a", "가"), ("b", "나")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "gt.txt").write_text(f"1.png\t{label}\n", "utf-8")
    dataset = open_dataset(tmp_path)

    assert [(each.image.path, each.label) for each in records(dataset)] == [
        (f"{images}/1.png", "가")
    ]
    assert problems(dataset) == [
        f"b/gt.txt:1: the image 1.png is not there; {images}/1.png belongs to a/gt.txt"
    ]


def test_an_image_above_that_another_label_file_lies_beside_is_not_taken(
    tmp_path: Path, save_image: SaveImage, records: Records, problems: Problems
) -> None:
    save_image(tmp_path / "1.png")
    for file, name in (("gt.txt", "1.png"), ("a/gt.txt", "./1.png")):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(f"{name}\t가\n", "utf-8")
    dataset = open_dataset(tmp_path)

    assert [each.source.file for each in records(dataset)] == ["gt.txt"]
    assert problems(dataset) == [
        "a/gt.txt:1: the image ./1.png is not there; 1.png belongs to gt.txt"
    ]


def test_label_files_of_one_name_share_a_folder_of_images(
    tmp_path: Path, save_image: SaveImage, records: Records
) -> None:
    for name, split in (("1.png", "train"), ("2.png", "val")):
        save_image(tmp_path / "images" / name)
        (tmp_path / split).mkdir()
        (tmp_path / split / "gt.txt").write_text(f"{name}\t가\n", "utf-8")

    assert [each.image.path for each in records(open_dataset(tmp_path))] == [
        "images/1.png",
        "images/2.png",
    ]


def page(text: str) -> str:
    return json.dumps({"images": [{}], "annotations": [{"bbox": [0, 0, 9, 5], "text": text}]})


@pytest.mark.parametrize(
    ("images", "read"),
    [
        (["images/a/1.jpg"], {"labels/a/1.json": "images/a/1.jpg"}),
        (
            ["images/a/1.jpg", "images/b/1.png"],
            {"labels/a/1.json": "images/a/1.jpg", "labels/b/1.json": "images/b/1.png"},
        ),
        (
            ["images/a/1.jpg", "labels/b/1.png"],
            {
                "labels/a/1.json": "images/a/1.jpg",
                "labels/b/1.json": "labels/b/1.png",
            },
        ),
        (["images/1.jpg"], {}),
        (["1.jpg", "labels/b/1.png"], {"labels/b/1.json": "labels/b/1.png"}),
    ],
)
def test_an_image_called_like_two_label_files_is_that_of_the_nearer_one(
    tmp_path: Path, save_image: SaveImage, images: list[str], read: dict[str, str]
) -> None:
    for image in images:
        save_image(tmp_path / image)
    for file in ("labels/a/1.json", "labels/b/1.json"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(page("가"), "utf-8")
    entries = list(open_dataset(tmp_path, format="aihub_outdoor").records())

    assert {e.source.file: e.image.path for e in entries if isinstance(e, Record)} == read
    assert len(entries) == 2  # what is not read is listed


@pytest.mark.parametrize(
    ("one", "two"),
    [("가.json", unicodedata.normalize("NFD", "가.json")), ("1.json", "1.JSON")],
)
def test_label_files_have_one_name_however_it_is_spelled(
    tmp_path: Path, save_image: SaveImage, records: Records, one: str, two: str
) -> None:
    save_image(tmp_path / f"images/a/{one[0]}.jpg")
    for file in (f"labels/a/{one}", f"labels/b/{two}"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text(page("가"), "utf-8")
    dataset = open_dataset(tmp_path, format="aihub_outdoor")

    assert [each.source.file for each in records(dataset)] == [f"labels/a/{one}"]


def test_an_image_beside_comes_before_those_of_other_suffixes_elsewhere(
    tmp_path: Path, save_image: SaveImage, records: Records
) -> None:
    save_image(tmp_path / "other/1.jpg")
    save_image(tmp_path / "1.png")
    (tmp_path / "gt_1.txt").write_text("0,0,20,0,20,8,0,8,가\n", "utf-8")

    assert [each.image.path for each in records(open_dataset(tmp_path))] == ["1.png"]


def test_an_image_with_another_suffix_elsewhere_is_not_guessed(
    tmp_path: Path, save_image: SaveImage, problems: Problems
) -> None:
    for image in ("a/1.jpg", "b/1.png"):
        save_image(tmp_path / image)
    (tmp_path / "1.json").write_text(page("가"), "utf-8")

    assert problems(open_dataset(tmp_path)) == [
        "1.json:1: the image of 1.json could be any of a/1.jpg, b/1.png"
    ]


def test_paths_are_found_from_the_label_file_the_root_and_its_parent(
    root: Path, save_image: SaveImage
) -> None:
    save_image(root / "train/crops/a.png")
    place = Place(root)

    for path in ("crops/a.png", "train/crops/a.png", "data/train/crops/a.png", "crops\\a.png"):
        assert place.locate(path, by="train/gt.txt") == "train/crops/a.png"
    assert place.locate("../train/crops/a.png", by="labels/gt.txt") == "train/crops/a.png"


def test_a_backslash_in_a_name_is_itself(tmp_path: Path, save_image: SaveImage) -> None:
    save_image(tmp_path / "a\\b.png")

    assert Place(tmp_path).locate("a\\b.png") == "a\\b.png"
    assert [record.label for record in open_dataset(tmp_path).records()] == ["a\\b"]
