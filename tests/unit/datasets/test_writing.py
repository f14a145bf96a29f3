"""Exports come back as they went out, whole or not at all, and always as the same bytes."""

import errno
import os
import stat
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from datasets.errors import MissingDependencyError, NotWritableError, OutputExistsError
from datasets.opening import Dataset, open_dataset
from datasets.record import Box, ImageRef, Record, Sample
from datasets.writing import exportable, write_back, write_dataset, write_labels

Records = Callable[[Dataset], list[Record]]

ASCII = "".join(map(chr, range(0x20, 0x7F)))
JAMO = "".join(map(chr, range(0x3131, 0x3164)))
LABELS = st.text(
    st.sampled_from(ASCII + JAMO + "\t\u2028\x85\x0b·…℃")
    | st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
    | st.characters(min_codepoint=0x1100, max_codepoint=0x11C2),  # what NFD input is made of
    max_size=8,
).map(lambda text: unicodedata.normalize("NFC", text))
LABEL_FILES = {
    "gt": "gt.txt", "paddle_rec": "rec_gt.txt", "csv": "t.csv", "tsv": "t.tsv",
    "jsonl": "t.jsonl", "easyocr": "labels.csv",
}  # fmt: skip
REFUSED = {"gt": "\t", "paddle_rec": "\t", "tsv": "\t"}
IMAGE = b"\x89PNG any bytes will do: nothing decodes them here"


def samples_of(labels: list[str]) -> list[Sample]:
    return [Sample(ImageRef(f"images/{i}.png"), label) for i, label in enumerate(labels)]


def folder_of(count: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("export")
    (root / "images").mkdir()
    for number in range(count):
        (root / f"images/{number}.png").write_bytes(IMAGE)
    return root


def test_every_export_is_tested() -> None:
    assert set(exportable()) == {*LABEL_FILES, "lmdb"}


@pytest.mark.parametrize("name", LABEL_FILES)
@settings(max_examples=40)
@given(labels=st.lists(LABELS, max_size=4))
def test_label_files_come_back(
    name: str, labels: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = folder_of(len(labels), tmp_path_factory)
    out = root / LABEL_FILES[name]

    if any(c in label for c in REFUSED.get(name, "") for label in labels):
        with pytest.raises(NotWritableError, match="cannot hold"):
            write_labels(name, samples_of(labels), out)
        assert not out.exists()
        return
    assert write_labels(name, samples_of(labels), out) == len(labels)

    read = list(open_dataset(root, format=name).records())
    assert [(r.image.path, r.label) for r in read if isinstance(r, Record)] == [
        (f"images/{i}.png", label) for i, label in enumerate(labels)
    ]
    assert len(read) == len(labels)
    if labels:
        assert open_dataset(root).format == name


@pytest.mark.parametrize("name", [*LABEL_FILES, "lmdb"])
@settings(max_examples=10)
@given(labels=st.lists(LABELS, max_size=3))
def test_folders_come_back_with_their_images(
    name: str, labels: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assume(not any(c in label for c in REFUSED.get(name, "") for label in labels))
    out = tmp_path_factory.mktemp("export") / "out"
    samples = [Sample(ImageRef("page.jpg", Box(i, 0, 9, 9)), t) for i, t in enumerate(labels)]

    write_dataset(name, samples, out, read_image=lambda ref: IMAGE + str(ref).encode())

    dataset = open_dataset(out, format=name)
    read = [entry for entry in dataset.records() if isinstance(entry, Record)]
    assert [record.label for record in read] == labels
    assert [dataset.read_image(record.image) for record in read] == [
        IMAGE + str(sample.image).encode() for sample in samples
    ]
    dataset.close()


@pytest.mark.parametrize("name", LABEL_FILES)
@settings(max_examples=20)
@given(old=LABELS, new=LABELS)
def test_a_label_written_back_is_read_back(
    name: str, old: str, new: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    refused = REFUSED.get(name, "")
    assume(not any(c in old for c in refused))
    labels = ["앞", old, "뒤"]
    root = folder_of(3, tmp_path_factory)
    write_labels(name, samples_of(labels), root / LABEL_FILES[name])
    dataset = open_dataset(root, format=name)
    key = [r for r in dataset.records() if isinstance(r, Record)][1].key
    out = root.parent / f"{root.name}-out"

    if any(c in new for c in refused):
        with pytest.raises(NotWritableError):
            write_back(dataset, {key: new}, out)
        assert not out.exists()
        return
    write_back(dataset, {key: new}, out)

    (out / LABEL_FILES[name]).replace(root / LABEL_FILES[name])
    assert [r.label for r in dataset.records() if isinstance(r, Record)] == ["앞", new, "뒤"]


@pytest.mark.parametrize("name", [*LABEL_FILES, "lmdb"])
def test_the_same_samples_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    labels = [f"이름{n}" for n in range(1500)]  # LMDB commits in batches of 1000

    for out in ("a", "b"):
        write_dataset(name, samples_of(labels), tmp_path / out, read_image=lambda _: IMAGE)

    files = [path for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


def test_an_lmdb_is_what_the_benchmark_expects(tmp_path: Path) -> None:
    import lmdb

    write_dataset("lmdb", samples_of(["가", "나"]), tmp_path / "out", read_image=lambda _: IMAGE)

    with (
        lmdb.open(str(tmp_path / "out"), readonly=True, lock=False) as environment,
        environment.begin() as read,
    ):
        assert dict(read.cursor()) == {
            b"image-000000001": IMAGE, b"image-000000002": IMAGE,
            b"label-000000001": "가".encode(), b"label-000000002": "나".encode(),
            b"num-samples": b"2",
        }  # fmt: skip


@pytest.mark.parametrize("name", [*LABEL_FILES, "lmdb"])
def test_a_failure_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    def fail(ref: ImageRef) -> bytes:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_dataset(name, samples_of(["가"]), tmp_path / "out", read_image=fail)

    assert list(tmp_path.iterdir()) == []


def test_a_failed_label_file_leaves_the_old_one(tmp_path: Path) -> None:
    write_labels("gt", samples_of(["가"]), tmp_path / "gt.txt")

    with pytest.raises(NotWritableError):
        write_labels("gt", samples_of(["나", "a\nb"]), tmp_path / "gt.txt")

    assert (tmp_path / "gt.txt").read_text() == "images/0.png\t가\n"
    assert [path.name for path in tmp_path.iterdir()] == ["gt.txt"]


def test_a_folder_that_holds_something_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").touch()

    with pytest.raises(OutputExistsError, match="choose a new folder"):
        write_dataset("gt", [], tmp_path, read_image=lambda _: IMAGE)

    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


@pytest.mark.parametrize("name", ["gt", "lmdb"])
def test_what_a_link_names_is_written_and_the_link_stays(name: str, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to("disk")
    (tmp_path / "gt.txt").symlink_to("disk.txt")

    write_dataset(name, samples_of(["가"]), tmp_path / "out", read_image=lambda _: IMAGE)
    write_labels("gt", samples_of(["가"]), tmp_path / "gt.txt")

    assert (tmp_path / "out").is_symlink() and any((tmp_path / "disk").iterdir())
    assert (tmp_path / "gt.txt").is_symlink()
    assert (tmp_path / "disk.txt").read_text("utf-8") == "images/0.png\t가\n"
    assert not list(tmp_path.glob(".*.part"))


def test_a_share_that_cannot_sync_folders_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def files_alone(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_alone)

    write_labels("gt", samples_of(["가"]), tmp_path / "gt.txt")
    write_dataset("gt", samples_of(["가"]), tmp_path / "out", read_image=lambda _: IMAGE)

    assert (tmp_path / "gt.txt").is_file() and (tmp_path / "out/gt.txt").is_file()


@pytest.mark.parametrize("where", ["gt.txt", "out"])
def test_what_is_not_on_the_disk_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="Input/output error"):
        if where == "out":
            write_dataset("gt", samples_of(["가"]), tmp_path / where, read_image=lambda _: IMAGE)
        else:
            write_labels("gt", samples_of(["가"]), tmp_path / where)
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_page_needs_its_image_written_too(tmp_path: Path) -> None:
    sample = Sample(ImageRef("page.jpg", Box(0, 0, 9, 9)), "가")

    with pytest.raises(NotWritableError, match="together with the images"):
        write_labels("gt", [sample], tmp_path / "gt.txt")


@pytest.mark.parametrize("name", [*LABEL_FILES, "lmdb"])
def test_a_label_that_is_not_unicode_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotWritableError, match="not valid Unicode"):
        write_dataset(name, samples_of(["\ud800"]), tmp_path / "o", read_image=lambda _: IMAGE)


def test_a_format_that_is_only_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError, match="UFO is read, not written"):
        write_dataset("ufo", [], tmp_path / "out", read_image=lambda _: IMAGE)


def test_lmdb_without_its_package_says_how_to_get_it(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lmdb", None)

    with pytest.raises(MissingDependencyError, match=r"pip install 'hangul-ocr-review\[lmdb\]'"):
        write_dataset("lmdb", [], tmp_path / "out", read_image=lambda _: IMAGE)
    with pytest.raises(MissingDependencyError):
        list(open_dataset(samples / "lmdb").records())
