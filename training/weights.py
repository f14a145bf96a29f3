"""Weight files (`.weights.h5`): written whole, refused by name where they do not fit."""

from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np
from keras import ops

from recognizer.network.rare import Rare
from training.errors import WeightsError
from training.whole_file import whole_file

SUFFIX = ".weights.h5"


def save_weights(model: Rare, path: Path) -> None:
    """Write the weights of `model` to `path`, whole."""
    with whole_file(path) as part:
        model.save_weights(part)


def load_weights(model: Rare, path: Path) -> None:
    """Set the weights of `model` to those in `path`.

    Raises WeightsError where there is no such file, it is damaged, or of another network; `model`
    is then of no use.
    """
    if not path.is_file():
        raise WeightsError(f"{path}: no such file")
    if not path.name.endswith(SUFFIX):
        raise WeightsError(f"{path}: is not called *{SUFFIX}, as weight files are")
    try:
        held = _count_arrays(path)
        if held != len(model.weights):
            raise WeightsError(_of_another_network(path, model, held))
        model.load_weights(path)
    except ValueError as error:  # Keras's: shapes that differ, layers without a counterpart
        raise WeightsError(_of_another_network(path, model, held)) from error
    except (OSError, RuntimeError, KeyError) as error:  # h5py's
        why = " ".join(str(error).split())
        raise WeightsError(
            f"{path}: is no weight file, or a damaged one ({why}); take another, e.g. "
            f"average{SUFFIX} of a run or an archive's training/VERSION/weights{SUFFIX}"
        ) from error


def average_weights(model: Rare, paths: Sequence[Path]) -> None:
    """Set the weights of `model` to the mean of those in `paths`, one or more.

    Weights that one training passed through, far apart at a high rate, lie around a place that
    reads images unlike its own better than any of them (Izmailov et al. 2018, "Averaging weights
    leads to wider optima and better generalization"). Raises WeightsError, as `load_weights`.
    """
    sums = [np.zeros(variable.shape) for variable in model.weights]
    for path in paths:
        load_weights(model, path)
        for total, variable in zip(sums, model.weights, strict=True):
            total += ops.convert_to_numpy(variable)
    for total, variable in zip(sums, model.weights, strict=True):
        variable.assign((total / len(paths)).astype(np.float32))


def _count_arrays(path: Path) -> int:
    """Count the arrays in a file: Keras passes over those that its model has no place for."""
    count = 0

    def visit(_: str, item: h5py.Group | h5py.Dataset) -> None:
        nonlocal count
        count += isinstance(item, h5py.Dataset)

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    return count


def _of_another_network(path: Path, model: Rare, held: int) -> str:
    return (
        f"{path}: holds the weights of another network ({held} arrays, {len(model.weights)} "
        "wanted, or of other sizes); choose the --config that it was trained with"
    )
