"""From trained weights to a version of an archive, written whole or not at all.

A version is built in a folder beside the archive, flushed to disk, and moved in by renames: the
folder that TensorFlow Serving polls never holds half a model, and `archive.json`, which comes last,
never speaks of files that are not there.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from recognizer.archive import (
    DESCRIPTION,
    SAVED_MODEL,
    Archive,
    Description,
    Signature,
    read_description,
    sha256_of,
)
from recognizer.errors import ArchiveError
from recognizer.network.rare import Rare
from recognizer.review_signature import (
    CODEPOINTS,
    DEFAULT_SIGNATURE,
    IMAGE,
    LABEL,
    REVIEW_SIGNATURE,
)
from training.history import read_history
from training.onnx_graph import write_onnx
from training.serving_graph import REVIEW_OUTPUTS, write_saved_model

LICENSE_TEXT = """\
This archive is part of hangul-ocr-review and under its licence, GPL-3.0-or-later.
Its weights were trained on synthetic images alone, drawn by `python -m training`.
"""


def export_archive(
    model: Rare,
    folder: Path,
    *,
    training: Mapping[str, Any] | None = None,
    figures: Mapping[str, float] | None = None,
    notice: str = LICENSE_TEXT,
    beside_weights: Sequence[Path] = (),
    replace: bool = False,
) -> Archive:
    """Write `model` as the next version of the archive `folder`, or as a new archive.

    The weight matrices of `model` are rounded to half precision first, so that every runtime's
    file carries the same values in half the space. `notice` becomes LICENSE.txt; the files
    `beside_weights` are copied to where training resumes from. With `replace` the new version
    takes the place of those before it. Raises ArchiveError where `folder` is there and no archive
    of ours.
    """
    existing = _existing(folder)
    version = existing.version + 1 if existing else 1
    round_to_half(model)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _building_place(folder) as built:
        _write_version(model, built, version, notice=notice)
        for path in beside_weights:
            shutil.copyfile(path, built / "training" / str(version) / path.name)
        new = {_name(path, built): sha256_of(path) for path in _files_below(built)}
        files = new if existing is None or replace else {**existing.files, **new}
        description = _describe(model, folder.name, version, files, training or {}, figures or {})
        text = json.dumps(description.to_json(), ensure_ascii=False, indent=2)
        (built / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
        _flush(built)
        if existing is None:
            built.replace(folder)
        else:
            _move_in(built, folder, version)
            if replace:
                _remove_versions(folder, but=version)
        _flush_folder(folder.parent)
    return Archive.open(folder)


def last_figures(run: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """Give where a training run stood when it was last measured, and what it measured.

    Both are empty for a run that was never measured.
    """
    for progress in reversed(read_history(run)):
        if progress.figures:
            training = asdict(progress)
            return training, training.pop("figures")
    return {}, {}


def round_to_half(model: Rare) -> None:
    """Round the weight matrices (not biases, not norms) to values that float16 can hold."""
    for variable in model.weights:
        if len(variable.shape) >= 2:
            variable.assign(variable.numpy().astype(np.float16).astype(np.float32))


def _describe(
    model: Rare,
    name: str,
    version: int,
    files: Mapping[str, str],
    training: Mapping[str, Any],
    figures: Mapping[str, float],
) -> Description:
    config = model.config
    return Description(
        name=name,
        version=version,
        charset=model.charset,
        boxes=config.boxes,
        max_length=config.max_length,
        signatures={
            DEFAULT_SIGNATURE: Signature((IMAGE,), (CODEPOINTS,)),
            REVIEW_SIGNATURE: Signature((IMAGE, LABEL), REVIEW_OUTPUTS),
        },
        network=config.to_json(),
        training=training,
        figures=figures,
        files=files,
    )


def _existing(folder: Path) -> Description | None:
    if not folder.exists():
        return None
    if not (folder / DESCRIPTION).is_file():
        raise ArchiveError(f"{folder}: is there already, and no archive; name another folder")
    return read_description(folder)


def _write_version(model: Rare, built: Path, version: int, *, notice: str) -> None:
    serving, local, training = (
        built / part / str(version) for part in ("serving", "local", "training")
    )
    for parent in (serving.parent, local, training):
        parent.mkdir(parents=True)
    write_saved_model(model, serving)
    write_onnx(model, encoder=local / "encoder.onnx", decoder=local / "decoder.onnx")
    _write_weights(model, training / "weights.weights.h5")
    (built / "LICENSE.txt").write_text(notice, encoding="utf-8")
    for path in serving.iterdir():
        if path.name != SAVED_MODEL:  # the builder leaves an empty folder for variables
            path.rmdir()


def _write_weights(model: Rare, path: Path) -> None:
    """Save the weights as Keras does, compressed: rounded to half they shrink to half."""
    loose = path.with_name("loose.weights.h5")
    model.save_weights(loose)
    with h5py.File(loose, "r") as source, h5py.File(path, "w") as target:

        def copy(name: str, item: h5py.Group | h5py.Dataset) -> None:
            if isinstance(item, h5py.Dataset):
                packing = {"compression": "gzip", "shuffle": True} if item.size > 1 else {}
                made = target.create_dataset(name, data=item[()], **packing)
            else:
                made = target.require_group(name)
            made.attrs.update(item.attrs)

        target.attrs.update(source.attrs)
        source.visititems(copy)
    loose.unlink()


@contextmanager
def _building_place(folder: Path) -> Iterator[Path]:
    """Give a fresh hidden folder beside `folder`; what is left of it in the end is removed."""
    place = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    place.chmod(0o755)  # mkdtemp's 0700 would keep a server of another user out
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _move_in(built: Path, folder: Path, version: int) -> None:
    """Move a version into an archive: `serving` whole in one rename, `archive.json` last."""
    for part in ("training", "local", "serving"):
        target = folder / part / str(version)
        target.parent.mkdir(exist_ok=True)
        if target.exists():  # of an export that was killed: no archive.json speaks of it
            shutil.rmtree(target)
        (built / part / str(version)).replace(target)
        _flush_folder(target.parent)
    for name in ("LICENSE.txt", DESCRIPTION):
        (built / name).replace(folder / name)
    _flush_folder(folder)


def _remove_versions(folder: Path, *, but: int) -> None:
    """Remove the other versions, of which archive.json no longer speaks."""
    for part in ("serving", "local", "training"):
        for path in (folder / part).iterdir():
            if path.name != str(but):
                shutil.rmtree(path)


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _flush(folder: Path) -> None:
    for path in _files_below(folder):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        _flush_folder(path)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
