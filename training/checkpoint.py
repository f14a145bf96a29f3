"""Checkpoints: everything a run needs to go on, in one file that is swapped in whole."""

import zipfile
from pathlib import Path

import keras
import numpy as np
from keras import ops

from recognizer.network.rare import Rare
from training.errors import WeightsError
from training.whole_file import whole_file

FILE = "checkpoint.npz"


def save_checkpoint(
    folder: Path,
    model: Rare,
    optimizer: keras.optimizers.Optimizer,
    images: int,
    seconds: float,
) -> None:
    """Write weights, optimiser state (moments, averages, step) and progress into `folder`."""
    values = {f"model/{i}": ops.convert_to_numpy(v) for i, v in enumerate(model.variables)}
    values |= {f"optimizer/{i}": ops.convert_to_numpy(v) for i, v in enumerate(optimizer.variables)}
    with whole_file(folder / FILE) as part, part.open("wb") as file:
        np.savez(file, images=images, seconds=seconds, **values)


def load_checkpoint(
    folder: Path, model: Rare, optimizer: keras.optimizers.Optimizer
) -> tuple[int, float]:
    """Load the checkpoint of `folder`, if any; give images seen and seconds trained.

    Raises WeightsError where it is damaged or of another network.
    """
    path = folder / FILE
    if not path.exists():
        return 0, 0.0
    try:
        with np.load(path) as saved:
            held, wanted = len(saved.files), 2 + len(model.variables) + len(optimizer.variables)
            if held != wanted:
                raise ValueError(f"{held} arrays, {wanted} wanted")
            for i, variable in enumerate(model.variables):
                variable.assign(saved[f"model/{i}"])
            for i, variable in enumerate(optimizer.variables):
                variable.assign(saved[f"optimizer/{i}"])
            return int(saved["images"]), float(saved["seconds"])
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split())
        raise WeightsError(
            f"{path}: is damaged, or of another network ({why}); begin again in another --folder"
        ) from error
