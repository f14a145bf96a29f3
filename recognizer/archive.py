"""Model archives: what `archive.json` says, whether the files are the ones it speaks of.

    archieve/<name>/
        archive.json            what this module reads
        LICENSE.txt
        serving/<version>/      the SavedModel that TensorFlow Serving mounts as it is
        local/<version>/        encoder.onnx and decoder.onnx, for the fast local runtime
        training/<version>/     weights.weights.h5, from which training resumes; of a tuned one
                                also tuned_on.txt, digests of the images it was tuned on

`archive.json` describes the newest version and holds the sha256 of every file of every version. A
SavedModel without it (the first generation's, other people's) is an archive too: one with the
default signature, as far as anyone can tell before it is loaded.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from recognizer.charset import Charset
from recognizer.contract import ModelIdentity
from recognizer.errors import ArchiveError
from recognizer.preprocess import Boxes

DESCRIPTION: Final = "archive.json"
SAVED_MODEL: Final = "saved_model.pb"
# 1 had boxes of one width, 2 stretched no word, 3 stretched by half
FORMAT: Final = 4


@dataclass(frozen=True)
class Signature:
    """The names of a signature's inputs and outputs."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """What `archive.json` holds.

    network: the sizes of the network, as `RareConfig.to_json` gives them.
    training, figures: of the run that made the weights; plain values for people to read.
    files: sha256 of every other file, by its path inside the archive with forward slashes.
    """

    name: str
    version: int
    charset: Charset
    boxes: Boxes
    max_length: int
    signatures: Mapping[str, Signature]
    network: Mapping[str, Any]
    training: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give plain values, in the order in which people want to read them."""
        return {
            "format": FORMAT,
            "name": self.name,
            "version": self.version,
            "license": "GPL-3.0-or-later",
            "input": {
                "height_px": self.boxes.height_px,
                "widths_px": [*self.boxes.widths_px],
                "stretched_px": self.boxes.stretched_px,
                "stretch_percent": self.boxes.stretch_percent,
            },
            "max_length": self.max_length,
            "charset": {"others": self.charset.others, "sha256": self.charset.sha256},
            "signatures": {
                name: {"inputs": [*signature.inputs], "outputs": [*signature.outputs]}
                for name, signature in self.signatures.items()
            },
            "network": dict(self.network),
            "training": dict(self.training),
            "figures": dict(self.figures),
            "files": dict(sorted(self.files.items())),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Description":
        """Read what `to_json` gave. Raises ArchiveError naming what is wrong with it."""
        try:
            if values["format"] not in range(1, FORMAT + 1):
                raise ArchiveError(
                    f"archive format {values['format']!r} is newer than this program"
                )
            charset = Charset(values["charset"]["others"])
            if charset.sha256 != values["charset"]["sha256"]:
                raise ArchiveError("the charset is not the one its sha256 speaks of")
            return cls(
                name=_name(values["name"]),
                version=int(values["version"]),
                charset=charset,
                boxes=_boxes(values["input"]),
                max_length=_max_length(values["max_length"]),
                signatures={
                    name: Signature(tuple(one["inputs"]), tuple(one["outputs"]))
                    for name, one in values["signatures"].items()
                },
                network=dict(values["network"]),
                training=dict(values["training"]),
                figures=dict(values["figures"]),
                files=dict(values["files"]),
            )
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
            raise ArchiveError(f"it is damaged ({type(error).__name__}: {error})") from error


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is no name")
    value.encode()  # a lone surrogate could not be stored with what the model reads
    return value


def _boxes(values: Mapping[str, Any]) -> Boxes:
    """Read the sizes of an input.

    The first archives have one width, the next stretch nothing, those after them by half.
    """
    widths = values["widths_px"] if "widths_px" in values else [values["width_px"]]
    boxes = Boxes(
        int(values["height_px"]),
        tuple(map(int, widths)),
        int(values.get("stretched_px", 0)),
        int(values.get("stretch_percent", 150)),
    )
    ascending = [*boxes.widths_px] == sorted({*boxes.widths_px})
    if not (boxes.widths_px and ascending and boxes.widths_px[0] > 0 and boxes.height_px > 0):
        raise ValueError(f"{boxes} are no boxes")
    return boxes


def _max_length(value: Any) -> int:
    length = int(value)
    if length < 1:
        raise ValueError(f"max_length {length} has no room for text")
    return length


@dataclass(frozen=True)
class Archive:
    """An archive whose files are what they should be.

    saved_model: the folder of the version in use, with `saved_model.pb`.
    description: None for a SavedModel without `archive.json`.
    fingerprint: sha256 that changes with any byte of the version in use; consent is given to it.
    """

    folder: Path
    saved_model: Path
    identity: ModelIdentity
    fingerprint: str
    description: Description | None = None

    @classmethod
    def open(cls, path: Path) -> "Archive":
        """Open an archive folder, or a SavedModel's own or one above its versions.

        Checks every file against `archive.json`. Raises ArchiveError naming the file that is
        missing, damaged or too many.
        """
        if not path.is_dir():
            raise ArchiveError(f"{path}: no such folder")
        if (path / DESCRIPTION).is_file():
            return _open_described(path)
        return _open_foreign(path)

    @property
    def encoder(self) -> Path:
        """The encoder of the fast local runtime."""
        return self._local("encoder.onnx")

    @property
    def decoder(self) -> Path:
        """The decoder's loop, for the fast local runtime."""
        return self._local("decoder.onnx")

    @property
    def has_local_runtime(self) -> bool:
        """Whether the fast local runtime's files are there."""
        if self.description is None:
            return False
        folder = f"local/{self.description.version}/"
        return {folder + "encoder.onnx", folder + "decoder.onnx"} <= self.description.files.keys()

    def _local(self, name: str) -> Path:
        if self.description is None or not self.has_local_runtime:
            raise ArchiveError(f"{self.folder}: has no {name}, only a SavedModel")
        return self.folder / "local" / str(self.description.version) / name


def read_description(folder: Path) -> Description:
    """Read `archive.json` of an archive. Raises ArchiveError."""
    path = folder / DESCRIPTION
    try:
        return Description.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError, ArchiveError) as error:
        raise ArchiveError(f"{path}: cannot be read: {error}") from error


def sha256_of(path: Path) -> str:
    """Give the sha256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open_described(folder: Path) -> Archive:
    description = read_description(folder)
    for name, expected in description.files.items():
        path = folder / name
        if not path.is_file():
            raise ArchiveError(f"{path}: is missing; {DESCRIPTION} lists it")
        if _readable_sha256(path) != expected:
            raise ArchiveError(f"{path}: is not the file that {DESCRIPTION} speaks of (sha256)")
    saved_model = folder / "serving" / str(description.version)
    if not (saved_model / SAVED_MODEL).is_file():
        raise ArchiveError(f"{saved_model / SAVED_MODEL}: is missing")
    # A file that nobody vouched for beside the graph would be loaded with it.
    for path in _files_below(saved_model):
        if path.relative_to(folder).as_posix() not in description.files:
            raise ArchiveError(f"{path}: is not listed in {DESCRIPTION}")
    identity = ModelIdentity(description.name, str(description.version))
    return Archive(
        folder, saved_model, identity, _readable_sha256(folder / DESCRIPTION), description
    )


def _open_foreign(folder: Path) -> Archive:
    saved_model = _find_saved_model(folder)
    version = saved_model.name if saved_model.name.isdecimal() else "0"
    named_by = saved_model if version == "0" else saved_model.parent
    if named_by.name == "serving":
        named_by = named_by.parent
    digest = hashlib.sha256()
    for path in _files_below(saved_model):
        name = path.relative_to(saved_model).as_posix()
        digest.update(f"{_readable_sha256(path)} {name}\n".encode("utf-8", "surrogateescape"))
    identity = ModelIdentity(named_by.resolve().name, version)
    return Archive(folder, saved_model, identity, digest.hexdigest())


def _find_saved_model(folder: Path) -> Path:
    """Find the SavedModel in `folder`, or its newest version one or two folders below."""
    if (folder / SAVED_MODEL).is_file():
        return folder
    for parent in (folder, folder / "serving"):
        versions = [path.parent for path in parent.glob(f"*/{SAVED_MODEL}")]
        numbered = [path for path in versions if path.name.isdecimal()]
        if numbered:
            return max(numbered, key=lambda path: int(path.name))
    raise ArchiveError(f"{folder}: holds neither {DESCRIPTION} nor a SavedModel ({SAVED_MODEL})")


def _readable_sha256(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


def _files_below(folder: Path) -> list[Path]:
    """Give every file that loading the folder may read, those behind links included."""
    seen: set[str] = set()
    files: list[Path] = []
    for inner, _, names in os.walk(folder, followlinks=True, onerror=_unreadable):
        if (real := os.path.realpath(inner)) in seen:
            raise ArchiveError(f"{inner}: links to a folder that is in the archive already")
        seen.add(real)
        files += (Path(inner, name) for name in names)
    return sorted(path for path in files if path.is_file())


def _unreadable(error: OSError) -> None:
    raise ArchiveError(f"{error.filename}: cannot be read: {error.strerror}") from error
