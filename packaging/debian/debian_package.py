"""Make the .deb of the desktop bundle: `make deb`.

Owners, modes and times are fixed (SOURCE_DATE_EPOCH), so the same bundle gives the same bytes.
"""

import argparse
import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NAME = "hangul-ocr-review"
HOME = Path("opt") / NAME
_DOCUMENTS = Path("usr/share/doc") / NAME
_DESCRIPTION = """\
 Shows each word image next to its label and the reading of a text recogniser,
 brings the labels most likely to be wrong first, and takes a verdict with one
 key. What was corrected is exported as the dataset it came from, as gt.txt, or
 as the journal of all decisions that the recogniser is retrained with.
 .
 The recogniser, a sample dataset and everything else it needs are inside.
 Training is not: that needs an installation from source with pip."""


@dataclass(frozen=True)
class Control:
    """The fields of the package that differ from build to build."""

    version: str
    architecture: str
    installed_kib: int
    depends: tuple[str, ...]
    maintainer: str

    def __str__(self) -> str:
        """Give the control file."""
        return (
            f"Package: {NAME}\n"
            f"Version: {self.version}\n"
            f"Architecture: {self.architecture}\n"
            f"Maintainer: {self.maintainer}\n"
            f"Installed-Size: {self.installed_kib}\n"
            f"Depends: {', '.join(self.depends)}\n"
            "Suggests: ibus-hangul, gnome-keyring\n"
            "Section: science\n"
            "Priority: optional\n"
            "Description: verify and correct the labels of Korean OCR datasets\n"
            f"{_DESCRIPTION}\n"
        )


def depends() -> tuple[str, ...]:
    """Give what the package needs: libraries that Qt opens by name, and a libc as new as here."""
    libraries = (ROOT / "packaging" / "system_libraries.txt").read_text("ascii").split()
    return (f"libc6 (>= {platform.libc_ver()[1]})", *libraries)


def program_version() -> str:
    """Give the version of the program, as pyproject.toml says."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def maintainer() -> str:
    """Give who answers for this package, named as Debian's tools have it."""
    name = os.environ.get("DEBFULLNAME", f"{NAME} maintainers")
    return f"{name} <{os.environ.get('DEBEMAIL', f'{NAME}@localhost')}>"


def lay_out(bundle: Path, tree: Path) -> None:
    """Put everything where it is to be on the system, under `tree`."""
    shutil.copytree(bundle, tree / HOME, symlinks=True)
    command = tree / "usr/bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("/") / HOME / NAME)
    icons = "usr/share/icons/hicolor/scalable/apps"
    for source, place in (
        (ROOT / "packaging" / f"{NAME}.desktop", f"usr/share/applications/{NAME}.desktop"),
        (ROOT / "resources/icons/program.svg", f"{icons}/{NAME}.svg"),
        (HERE / "copyright", _DOCUMENTS / "copyright"),
    ):
        target = tree / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    changes = gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), mtime=0)
    (tree / _DOCUMENTS / "changelog.gz").write_bytes(changes)


def add_control(tree: Path, architecture: str) -> None:
    """Add the control file and the digests, of everything that lies in `tree` by now."""
    files = [path for path in _walk(tree) if path.is_file() and not path.is_symlink()]
    kib = sum(-(-path.stat().st_size // 1024) for path in files)
    control = Control(program_version(), architecture, kib, depends(), maintainer())
    sums = [f"{_md5(path)}  {path.relative_to(tree)}\n" for path in files]
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(str(control), "utf-8")
    (tree / "DEBIAN/md5sums").write_text("".join(sums), "utf-8")


def settle(tree: Path, time_s: int) -> None:
    """Give everything the mode and time that it has on every machine that builds this."""
    for path in (*_walk(tree), tree):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (time_s, time_s), follow_symlinks=False)


def build(bundle: Path, folder: Path, *, architecture: str, time_s: int) -> Path:
    """Write the package of a bundle into `folder`; give its path."""
    folder.mkdir(parents=True, exist_ok=True)
    package = folder / f"{NAME}_{program_version()}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=folder, prefix="deb-") as temporary:
        tree, part = Path(temporary, "tree"), Path(temporary, package.name)
        lay_out(bundle, tree)
        add_control(tree, architecture)
        settle(tree, time_s)
        # xz: a Debian 11 or older does not read the zstd that Ubuntu's dpkg takes by itself.
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(part)]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(time_s)}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        part.replace(package)
    return package


def _walk(tree: Path) -> Iterator[Path]:
    return iter(sorted(tree.rglob("*")))


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def _architecture() -> str:
    said = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    )
    return said.stdout.strip()


def main() -> int:
    """Build the package from the command line; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder that `make bundle` made")
    parser.add_argument("folder", type=Path, help="where the package goes")
    options = parser.parse_args()
    program = options.bundle / NAME
    if not program.is_file():
        print(f"{options.bundle}: holds no bundle; `make bundle` makes it", file=sys.stderr)
        return 1
    if shutil.which("dpkg-deb") is None:
        print("dpkg-deb is missing: a .deb is built on Debian or its children", file=sys.stderr)
        return 1
    time_s = int(os.environ.get("SOURCE_DATE_EPOCH", program.stat().st_mtime))
    print(build(options.bundle, options.folder, architecture=_architecture(), time_s=time_s))
    return 0


if __name__ == "__main__":
    sys.exit(main())
