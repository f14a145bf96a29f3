"""What goes into the desktop bundle; `make test-bundle` builds one and runs it."""

import os
import runpy
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from datasets.registry import BUILT_IN

ROOT = Path(__file__).parents[3]
BUNDLE = ROOT / "packaging" / "bundle"
IMPORTED_AS = {"QDarkStyle": "qdarkstyle", "opencv-python-headless": "cv2"}


@pytest.fixture
def contents(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(BUNDLE)
    import bundle_contents

    yield bundle_contents
    sys.modules.pop("bundle_contents", None)


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Install a distribution with a format plug-in; give its name."""
    site = tmp_path / "site"
    metadata = site / "our_formats-1.dist-info"
    metadata.mkdir(parents=True)
    (site / "our_formats.py").touch()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: our-formats\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[hangul_ocr_review.formats]\nours = our_formats:X")
    monkeypatch.syspath_prepend(site)
    return "our-formats"


@dataclass
class Told:
    """What the spec tells PyInstaller, which finds nothing by itself here."""

    scripts: list[str]
    datas: list[tuple[str, ...]] = field(default_factory=list)
    hiddenimports: list[str] = field(default_factory=list)
    pathex: list[str] = field(default_factory=list)
    hookspath: list[str] = field(default_factory=list)
    runtime_hooks: list[str] = field(default_factory=list)
    excludes: list[str] = field(default_factory=list)
    module_collection_mode: dict[str, str] = field(default_factory=dict)
    pure: list[tuple[str, ...]] = field(default_factory=list)
    binaries: list[tuple[str, ...]] = field(default_factory=list)


@pytest.fixture
def read_spec(contents: ModuleType) -> Callable[[], Told]:
    """Run the spec; give what it told."""
    pytest.importorskip("PyInstaller", reason="no PyInstaller: requirements-dev.txt has it")
    spec = BUNDLE / "hangul-ocr-review.spec"

    def read() -> Told:
        told: list[Told] = []

        def analyse(*arguments: Any, **more: Any) -> Told:
            told.append(Told(*arguments, **more))
            told[-1].datas = [(place, file, "DATA") for file, place in told[-1].datas]
            return told[-1]

        def make(*arguments: Any, **more: Any) -> None:
            """Take what is found; nothing is built here."""

        given = {"SPECPATH": str(BUNDLE), "Analysis": analyse, "PYZ": make, "EXE": make}
        exec(compile(spec.read_text("utf-8"), spec, "exec"), given | {"COLLECT": make})
        return told[0]

    return read


def test_what_comes_along_lies_where_the_program_looks(
    contents: ModuleType, tmp_path: Path
) -> None:
    for folder, place in contents.CARRIED:
        shutil.copytree(ROOT / folder, tmp_path / place)
    shutil.copy(ROOT / "app/resources.py", tmp_path / "app")
    unpacked = runpy.run_path(str(tmp_path / "app/resources.py"))
    archive = unpacked["bundled_archive"](unpacked["DEFAULT_ARCHIVE"])

    assert (archive / "archive.json").is_relative_to(tmp_path)
    assert (archive / "archive.json").is_file()
    for name in (path.name for path in (ROOT / "resources").iterdir()):
        assert unpacked["resource"](name).exists(), name


def test_archives_that_were_made_here_stay_here(contents: ModuleType) -> None:
    carried = [folder for folder, _ in contents.CARRIED if folder.startswith("archieve")]

    assert carried == ["archieve/alpha"]


def test_the_spec_names_files_that_are_there(read_spec: Callable[[], Told]) -> None:
    told = read_spec()
    files = [file for _, file, _ in told.datas]
    named = (*told.scripts, *told.pathex, *told.hookspath, *told.runtime_hooks, *files)

    assert len(files) > 3
    assert [path for path in named if not Path(path).exists()] == []


def test_an_installed_plug_in_travels_with_its_metadata(
    plug_in: str, read_spec: Callable[[], Told]
) -> None:
    told = read_spec()

    assert "our_formats" in told.hiddenimports
    assert "our_formats-1.dist-info" in [Path(place).name for place, _, _ in told.datas]


def test_nothing_the_program_stands_on_is_left_out(contents: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [requirement.partition(">=")[0] for requirement in project["dependencies"]]
    needed = {IMPORTED_AS.get(name, name) for name in names}
    needed |= {kind.__module__.partition(".")[0] for kind in BUILT_IN} | {"lmdb"}

    assert all(find_spec(name) for name in needed)
    assert needed & set(contents.LEFT_OUT) == set()


def test_what_another_python_runs_is_a_file(read_spec: Callable[[], Told]) -> None:
    assert read_spec().module_collection_mode == {"recognizer.backends.tf114_worker": "py"}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("PyQt5/Qt5/plugins/platforms/libqxcb.so", True),
        ("PyQt5/Qt5/plugins/platforms/libqwayland-generic.so", True),
        ("PyQt5/Qt5/plugins/platforms/libqoffscreen.so", True),
        ("PyQt5/Qt5/plugins/platforms/libqwebgl.so", False),
        ("PyQt5/Qt5/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PyQt5/Qt5/translations/qtbase_ko.qm", True),
        ("PyQt5/Qt5/translations/qtbase_fr.qm", False),
        ("app/bundled/resources/translations/review_ko.qm", True),
    ],
)
def test_of_qt_goes_along_what_a_desktop_needs(
    contents: ModuleType, file: str, wanted: bool
) -> None:
    assert contents.is_wanted(file) is wanted


def test_licences_go_along(contents: ModuleType) -> None:
    modules = ["numpy.linalg", "cv2", "onnxruntime", "requests", "app.main"]
    found = list(contents.licences(modules, [sys.executable]))
    folders = {folder for _, folder in found}

    assert all(Path(file).is_file() for file, _ in found)
    for name in ("hangul-ocr-review", "numpy", "onnxruntime", "opencv-python-headless", "requests"):
        assert f"licenses/{name}" in folders


@pytest.mark.parametrize("before", [None, "/usr/local/lib"])
def test_what_the_bundle_starts_loads_the_libraries_of_the_system(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/hangul-ocr-review/_internal")
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    runpy.run_path(str(BUNDLE / "system_libraries_for_others.py"))

    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
