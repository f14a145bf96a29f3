import json
import math
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recognizer.archive import FORMAT, Archive, Description
from recognizer.errors import ArchiveError
from recognizer.preprocess import Boxes

LEGACY = Path(__file__).parents[2] / "samples" / "legacy_tf114"


@pytest.fixture
def archive(tiny_archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_archive, tmp_path / "tiny"))


def listed_files(folder: Path) -> list[str]:
    description = json.loads((folder / "archive.json").read_text(encoding="utf-8"))
    return list(description["files"])


def test_description_says_what_the_archive_is(tiny_archive: Path) -> None:
    archive = Archive.open(tiny_archive)

    assert archive.identity.name == "tiny"
    assert archive.identity.version == "1"
    assert archive.has_local_runtime
    description = archive.description
    assert description is not None
    assert description.training == {"images": 7}
    assert description.figures == {"print": 0.5}
    assert set(description.signatures) == {"serving_default", "review"}
    assert description.signatures["serving_default"].outputs == ("codepoints",)


def test_every_file_is_listed(tiny_archive: Path) -> None:
    there = {p.relative_to(tiny_archive).as_posix() for p in tiny_archive.rglob("*") if p.is_file()}

    assert there == {*listed_files(tiny_archive), "archive.json"}


def test_description_survives_json(tiny_archive: Path) -> None:
    description = Archive.open(tiny_archive).description
    assert description is not None

    assert Description.from_json(json.loads(json.dumps(description.to_json()))) == description


@pytest.mark.parametrize(
    "name",
    [
        "serving/1/saved_model.pb",
        "local/1/encoder.onnx",
        "local/1/decoder.onnx",
        "training/1/weights.weights.h5",
        "LICENSE.txt",
    ],
)
def test_changed_or_missing_file_is_refused_by_name(archive: Path, name: str) -> None:
    path = archive / name
    content = path.read_bytes()

    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ArchiveError, match=rf"{name}: is not the file"):
        Archive.open(archive)

    path.unlink()
    with pytest.raises(ArchiveError, match=rf"{name}: is missing"):
        Archive.open(archive)


def test_file_that_nobody_listed_beside_the_graph_is_refused(archive: Path) -> None:
    stranger = archive / "serving" / "1" / "variables" / "variables.index"
    stranger.parent.mkdir()
    stranger.write_bytes(b"weights of someone else")

    with pytest.raises(ArchiveError, match=r"variables\.index: is not listed"):
        Archive.open(archive)


def test_archive_of_one_box_opens_as_before(archive: Path) -> None:
    path = archive / "archive.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values |= {"format": 1, "input": {"height_px": 16, "width_px": 48}}
    path.write_text(json.dumps(values), encoding="utf-8")

    description = Archive.open(archive).description

    assert description is not None
    assert description.boxes == Boxes(16, (48,))


def test_archive_before_stretching_opens_as_before(archive: Path) -> None:
    path = archive / "archive.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values |= {"format": 2, "input": {"height_px": 16, "widths_px": [24, 48]}}
    path.write_text(json.dumps(values), encoding="utf-8")

    description = Archive.open(archive).description

    assert description is not None
    assert description.boxes == Boxes(16, (24, 48), stretched_px=0)


def test_archive_before_other_stretches_stretches_by_half(archive: Path) -> None:
    path = archive / "archive.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    sizes = {"height_px": 16, "widths_px": [24, 48], "stretched_px": 24}
    values |= {"format": 3, "input": sizes}
    path.write_text(json.dumps(values), encoding="utf-8")

    description = Archive.open(archive).description

    assert description is not None
    assert description.boxes == Boxes(16, (24, 48), stretched_px=24, stretch_percent=150)


def newer(values: dict[str, Any]) -> None:
    values["format"] = FORMAT + 1


def other_charset(values: dict[str, Any]) -> None:
    values["charset"]["others"] += "龍"


def no_version(values: dict[str, Any]) -> None:
    del values["version"]


def no_graph(values: dict[str, Any]) -> None:
    values["version"] = 9


def boundless_version(values: dict[str, Any]) -> None:
    values["version"] = math.inf


def no_boxes(values: dict[str, Any]) -> None:
    values["input"]["widths_px"] = []


def boxes_in_disorder(values: dict[str, Any]) -> None:
    values["input"]["widths_px"] = [48, 24]


def no_height(values: dict[str, Any]) -> None:
    values["input"]["height_px"] = 0


def nameless(values: dict[str, Any]) -> None:
    values["name"] = None


def unspeakable(values: dict[str, Any]) -> None:
    values["name"] = "\ud800"


def no_network(values: dict[str, Any]) -> None:
    values["network"] = 7


def no_length(values: dict[str, Any]) -> None:
    values["max_length"] = 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (newer, "is newer than this program"),
        (other_charset, "charset is not the one"),
        (no_version, "damaged"),
        (no_graph, r"serving/9/saved_model\.pb: is missing"),
        (boundless_version, "damaged"),
        (no_boxes, "damaged.*boxes"),
        (boxes_in_disorder, "damaged.*boxes"),
        (no_height, "damaged.*boxes"),
        (no_length, "damaged.*max_length"),
        (nameless, "damaged.*no name"),
        (unspeakable, "damaged"),
        (no_network, "damaged"),
    ],
)
def test_description_that_makes_no_sense_is_refused(
    archive: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    path = archive / "archive.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    change(values)
    path.write_text(json.dumps(values), encoding="utf-8")

    with pytest.raises(ArchiveError, match=message):
        Archive.open(archive)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 1}', "[" * 10_000, '{"format": ' + "1" * 5000 + "}"],
)
def test_damaged_json_is_an_archive_error(archive: Path, text: str) -> None:
    (archive / "archive.json").write_text(text, encoding="utf-8")

    with pytest.raises(ArchiveError, match=r"archive\.json: cannot be read"):
        Archive.open(archive)


def test_saved_model_of_the_first_generation_is_an_archive() -> None:
    archive = Archive.open(LEGACY)

    assert archive.description is None
    assert archive.saved_model == LEGACY / "1"
    assert (archive.identity.name, archive.identity.version) == ("legacy_tf114", "1")
    assert not archive.has_local_runtime
    assert Archive.open(LEGACY / "1").identity == archive.identity


def test_newest_version_is_opened_by_number(tmp_path: Path) -> None:
    for version in ("2", "10", "9", "tmp"):
        shutil.copytree(LEGACY / "1", tmp_path / "ocr" / "serving" / version)

    archive = Archive.open(tmp_path / "ocr")

    assert archive.saved_model.name == "10"
    assert (archive.identity.name, archive.identity.version) == ("ocr", "10")


def test_fingerprint_changes_with_any_byte(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(LEGACY / "1", copy)
    before = Archive.open(LEGACY / "1").fingerprint

    assert Archive.open(copy).fingerprint == before

    with (copy / "variables" / "variables.index").open("ab") as file:
        file.write(b"x")
    assert Archive.open(copy).fingerprint != before


def test_fingerprint_covers_folders_that_are_links(tmp_path: Path) -> None:
    shutil.copytree(LEGACY / "1", tmp_path / "copy")
    (tmp_path / "copy/variables").rename(tmp_path / "elsewhere")
    (tmp_path / "copy/variables").symlink_to(tmp_path / "elsewhere")
    before = Archive.open(tmp_path / "copy").fingerprint

    assert before == Archive.open(LEGACY / "1").fingerprint
    with (tmp_path / "elsewhere/variables.index").open("ab") as file:
        file.write(b"x")
    assert Archive.open(tmp_path / "copy").fingerprint != before


def test_files_in_a_linked_folder_beside_the_graph_are_refused(
    archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange/variables.index").write_bytes(b"weights of someone else")
    (archive / "serving/1/variables").symlink_to(tmp_path / "strange")

    with pytest.raises(ArchiveError, match=r"variables\.index: is not listed"):
        Archive.open(archive)


def test_folders_that_link_in_a_circle_are_an_error(tmp_path: Path) -> None:
    shutil.copytree(LEGACY / "1", tmp_path / "copy")
    (tmp_path / "copy/assets").symlink_to(tmp_path / "copy")

    with pytest.raises(ArchiveError, match="assets: links to a folder that is in"):
        Archive.open(tmp_path / "copy")


@pytest.mark.skipif(sys.platform != "linux", reason="a file that cannot be read is Linux's own")
def test_a_file_that_cannot_be_read_is_named(archive: Path) -> None:
    (archive / "LICENSE.txt").unlink()
    (archive / "LICENSE.txt").symlink_to("/proc/self/mem")

    with pytest.raises(ArchiveError, match=r"LICENSE\.txt: cannot be read"):
        Archive.open(archive)


def test_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"neither archive\.json nor a SavedModel"):
        Archive.open(tmp_path)
    with pytest.raises(ArchiveError, match="no such folder"):
        Archive.open(tmp_path / "nowhere")
