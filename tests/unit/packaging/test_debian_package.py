"""The .deb, of a bundle that is a few small files: the same steps as with the real one."""

import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import tomllib
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
NAME = "hangul-ocr-review"
TIME_S = 1_700_000_000

pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no dpkg-deb: no Debian")


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "packaging/debian/debian_package.py"))


def make_bundle(folder: Path) -> Path:
    (folder / "_internal").mkdir(parents=True)
    (folder / NAME).write_text("#!/bin/sh\necho started\n")
    (folder / NAME).chmod(0o700)
    (folder / "_internal/library.so.1").write_bytes(bytes(5000))
    (folder / "_internal/library.so").symlink_to("library.so.1")
    return folder


@pytest.fixture(scope="module")
def package(script: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deb")
    made: Path = script["build"](
        make_bundle(folder / "bundle"), folder, architecture="amd64", time_s=TIME_S
    )
    return made


@pytest.fixture(scope="module")
def tree(package: Path) -> Path:
    """What lies on the system once it is installed."""
    folder = package.parent / "installed"
    subprocess.run(["dpkg-deb", "--extract", package, folder], check=True)
    return folder


def control(package: Path) -> Message:
    said = subprocess.run(
        ["dpkg-deb", "--field", package], check=True, capture_output=True, text=True
    )
    return message_from_string(said.stdout)


def test_the_package_is_called_by_its_version(package: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    fields = control(package)

    assert package.name == f"{NAME}_{version}_amd64.deb"
    assert (fields["Package"], fields["Version"], fields["Architecture"]) == (
        NAME,
        version,
        "amd64",
    )
    assert all(fields[name] for name in ("Maintainer", "Section", "Priority", "Description"))
    assert int(fields["Installed-Size"]) > 5


def test_it_depends_on_what_qt_opens_by_name(package: Path) -> None:
    depends = [part.strip() for part in control(package)["Depends"].split(",")]
    libraries = (ROOT / "packaging/system_libraries.txt").read_text("ascii").split()

    assert set(libraries) < set(depends)
    assert "libxcb-icccm4" in depends
    assert [name for name in depends if name.startswith("libc6 (>= 2.")]


def test_the_program_is_found_by_its_command_and_in_the_menu(tree: Path) -> None:
    command = tree / "usr/bin" / NAME
    menu = (tree / f"usr/share/applications/{NAME}.desktop").read_text("utf-8")
    icon = tree / f"usr/share/icons/hicolor/scalable/apps/{NAME}.svg"

    assert command.readlink() == Path(f"/opt/{NAME}/{NAME}")
    assert f"Exec={NAME} %f\nIcon={NAME}\n" in menu
    assert icon.read_bytes() == (ROOT / "resources/icons/program.svg").read_bytes()
    assert (tree / f"usr/share/doc/{NAME}/copyright").is_file()
    assert (tree / f"usr/share/doc/{NAME}/changelog.gz").is_file()


def test_what_was_private_to_the_builder_is_everybodys_to_run(package: Path, tree: Path) -> None:
    program = tree / "opt" / NAME / NAME
    listed = subprocess.run(
        ["dpkg-deb", "--contents", package], check=True, capture_output=True, text=True
    ).stdout.splitlines()

    assert program.stat().st_mode & 0o777 == 0o755
    assert (tree / "opt" / NAME / "_internal/library.so").is_symlink()
    assert {line.split()[1] for line in listed} == {"root/root"}


def test_the_digests_are_those_of_the_files(package: Path, tree: Path) -> None:
    said = subprocess.run(
        ["dpkg-deb", "--info", package, "md5sums"], check=True, capture_output=True, text=True
    ).stdout
    sums = {path: digest for digest, path in (line.split("  ", 1) for line in said.splitlines())}
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]

    assert set(sums) == {str(path.relative_to(tree)) for path in files}
    assert all(
        hashlib.md5(path.read_bytes()).hexdigest() == sums[str(path.relative_to(tree))]
        for path in files
    )


def test_the_same_bundle_gives_the_same_bytes(
    script: dict[str, Any], package: Path, tmp_path: Path
) -> None:
    again = make_bundle(tmp_path / "bundle")
    (again / NAME).chmod(0o755)
    os.utime(again / NAME, (1, 1))
    built = script["build"](again, tmp_path, architecture="amd64", time_s=TIME_S)

    assert built.read_bytes() == package.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", package.name]


def test_a_folder_without_a_bundle_is_refused(tmp_path: Path) -> None:
    script = ROOT / "packaging/debian/debian_package.py"
    done = subprocess.run(
        [sys.executable, script, tmp_path, tmp_path], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert f"{tmp_path}: holds no bundle" in done.stderr
