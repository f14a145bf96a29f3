"""The wheel holds all that the program needs: it runs from nothing else."""

import os
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = "hangul-ocr-review"
IMAGE = ROOT / "tests" / "images" / "가게.png"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, as an installation does."""
    pytest.importorskip("hatchling", reason="no hatchling: requirements-dev.txt has it")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(unpacked: Path, folder: Path, *arguments: str) -> str:
    """Run the program of the wheel on a machine without a display; give what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "HOME": str(folder)}
    for of_the_desk in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_DATA_HOME"):
        environment.pop(of_the_desk, None)
    command = [sys.executable, "-m", "app.main", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.mark.parametrize("folder", ["resources", "archieve"])
def test_what_lies_beside_the_source_is_in_the_wheel(unpacked: Path, folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]

    assert len(files) > 4
    for path in files:
        bundled = unpacked / "app" / "bundled" / path.relative_to(ROOT)
        assert bundled.read_bytes() == path.read_bytes()


def test_the_command_is_announced(unpacked: Path) -> None:
    announced = ConfigParser()
    announced.read(*unpacked.glob("*.dist-info/entry_points.txt"), encoding="utf-8")

    assert dict(announced["console_scripts"]) == {PROGRAM: "app.main:main"}


def test_the_desktop_finds_the_program_under_the_name_it_goes_by(unpacked: Path) -> None:
    (share,) = unpacked.glob("*.data/data/share")
    (entry,) = (share / "applications").iterdir()
    desktop = ConfigParser(interpolation=None)
    desktop.read(entry, encoding="utf-8")
    said = desktop["Desktop Entry"]

    assert entry.stem == PROGRAM  # what windows tell Wayland to look for
    assert said["Exec"].split() == [PROGRAM, "%f"]
    (icon,) = (share / "icons/hicolor/scalable/apps").iterdir()
    assert icon.stem == said["Icon"]
    assert icon.read_bytes() == (ROOT / "resources/icons/program.svg").read_bytes()


def test_an_image_is_read_with_the_bundled_archive(unpacked: Path, tmp_path: Path) -> None:
    path, text, confidence = run(unpacked, tmp_path, "predict", str(IMAGE)).rstrip().split("\t")

    assert (path, text) == (str(IMAGE), "가게")
    assert float(confidence) > 0.5


def test_the_bundled_sample_is_reviewed(unpacked: Path, tmp_path: Path) -> None:
    printed = run(unpacked, tmp_path, "--lang", "ko").splitlines()

    assert len(printed) == 1 + len([*(ROOT / "resources/sample/images").iterdir()])
    assert (tmp_path / "hangul-ocr-review.png").stat().st_size > 10_000
