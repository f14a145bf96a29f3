"""Checkpoints: everything a run needs to go on, in one file that is swapped in whole."""

import os
from pathlib import Path

import keras
import numpy as np
from keras import ops

from recognizer.network.rare import Rare

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
    temporary = folder / (FILE + ".part")
    with temporary.open("wb") as file:
        np.savez(file, images=images, seconds=seconds, **values)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / FILE)


def load_checkpoint(
    folder: Path, model: Rare, optimizer: keras.optimizers.Optimizer
) -> tuple[int, float]:
    """Load the checkpoint of `folder`, if any; give images seen and seconds trained."""
    path = folder / FILE
    if not path.exists():
        return 0, 0.0
    with np.load(path) as saved:
        for i, variable in enumerate(model.variables):
            variable.assign(saved[f"model/{i}"])
        for i, variable in enumerate(optimizer.variables):
            variable.assign(saved[f"optimizer/{i}"])
        return int(saved["images"]), float(saved["seconds"])
