"""What the desktop bundle holds beside the modules that PyInstaller finds by their imports.

`hangul-ocr-review.spec` asks here. Nothing of PyInstaller is needed to read this, or to test it.
"""

import shutil
import subprocess
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint, distribution, entry_points, packages_distributions
from pathlib import Path, PurePath

from app.resources import DEFAULT_ARCHIVE
from datasets.registry import ENTRY_POINT_GROUP

ROOT = Path(__file__).resolve().parents[2]

# Where `app.resources` looks in an installed program. Of the archives only the one that comes
# along: others beside it were made here, from somebody's images.
CARRIED = (
    ("resources", "app/bundled/resources"),
    (f"archieve/{DEFAULT_ARCHIVE}", f"app/bundled/archieve/{DEFAULT_ARCHIVE}"),
)

# Imported where it is there, and heavy: SavedModels in this process, gRPC and training are for an
# installation with pip.
LEFT_OUT = (
    "training", "benchmarks", "tensorflow", "tensorflow_serving", "keras", "torch", "jax",
    "onnx", "grpc", "google", "h5py", "matplotlib", "PIL", "scipy", "pandas", "wordfreq",
    "onnxruntime.quantization", "onnxruntime.tools", "onnxruntime.transformers",
    "tkinter", "setuptools", "pip", "pytest",
)  # fmt: skip

# Another Python runs it as a script (`recognizer.backends.worker`): it has to be there as a file.
SCRIPTS = ("recognizer.backends.tf114_worker",)

# A desktop's screens, and none. Qt's others bring Qt Quick, EGL and a web server along.
_PLATFORMS = ("libqxcb.", "libqwayland-", "libqoffscreen.", "libqminimal.")
_QT_LANGUAGES = ("_ko.qm", "_en.qm")
_LICENCES = ("licen", "copying", "notice", "thirdparty")
_PROSE = ("", ".md", ".rst", ".txt")


def plug_ins() -> list[EntryPoint]:
    """Give the format plug-ins that are installed here; they travel with their metadata."""
    return sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)


def is_wanted(file: str) -> bool:
    """Tell whether a file of Qt goes into the bundle."""
    path = PurePath(file)
    if path.parent.name == "platforms":
        return path.name.startswith(_PLATFORMS)
    return path.suffix != ".qm" or path.name.endswith(_QT_LANGUAGES)


def licences(modules: Iterable[str], libraries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the licences of what is bundled, each file with the folder that it goes to.

    modules: names of what is imported. libraries: files, of which some are the system's.
    """
    yield str(ROOT / "LICENSE"), "licenses/hangul-ocr-review"
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.exists():
        yield str(python), "licenses/Python"
    for name in _distributions(modules):
        for file in distribution(name).files or ():
            if _is_licence(file):
                within = [part for part in file.parts[1:-1] if part != "licenses"]
                yield str(file.locate()), str(PurePath("licenses", name, *within))
    for package in _system_packages(libraries):
        copyright_file = Path("/usr/share/doc", package, "copyright")
        if copyright_file.exists():
            yield str(copyright_file), f"licenses/system/{package}"


def _is_licence(file: PurePath) -> bool:
    """Tell whether a file of a distribution is a licence; some wheels have it beside the code."""
    is_on_top = len(file.parts) == 2 or file.parts[0].endswith(".dist-info")
    return is_on_top and file.name.lower().startswith(_LICENCES) and file.suffix in _PROSE


def _distributions(modules: Iterable[str]) -> list[str]:
    known = packages_distributions()
    return sorted({name for module in modules for name in known.get(module.split(".")[0], ())})


def _system_packages(files: Iterable[str]) -> list[str]:
    """Give Debian's packages that files came from; none where there is no dpkg."""
    if shutil.which("dpkg-query") is None:
        return []
    found = subprocess.run(
        ["dpkg-query", "--search", *sorted({str(Path(file).resolve()) for file in files})],
        capture_output=True,
        text=True,
        check=False,  # it fails where one file is of no package; those of pip are of none
    )
    return sorted({line.partition(":")[0] for line in found.stdout.splitlines()})
