"""Weights between the base's and the tuned ones.

On the straight line from the base to the tuned weights lie some that read the new pages about as
well, or better, and have forgotten less (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
models"). Which, the held-out labels and the synthetic words tell.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from keras import ops

from recognizer.network.rare import Rare
from training.finetune.judging import merit
from training.finetune.loop import BEST
from training.weights import SUFFIX, load_weights, save_weights

log = logging.getLogger(__name__)

BLENDED = f"blended{SUFFIX}"
SHARES = (0.25, 0.5, 0.75, 1.0)  # of the tuned weights


def write_blend(
    model: Rare,
    *,
    base: Path,
    folder: Path,
    judge: Callable[[], dict[str, float]],
    check: Callable[[], None],
) -> float:
    """Write the blend of `base` and the run's best weights that is best in merit; give its share.

    `judge` gives the figures of `model` as it stands; `check` may raise to stop.
    """
    from_base, tuned = (_weights(model, path) for path in (base, folder / BEST))
    merits = {}
    for share in SHARES:
        check()
        _blend(model, from_base, tuned, share)
        merits[share] = merit(judge())
    best = max(SHARES, key=lambda share: merits[share])
    log.info("of the tuned weights %.0f %% are best", 100 * best)
    _blend(model, from_base, tuned, best)
    save_weights(model, folder / BLENDED)
    return best


def _weights(model: Rare, path: Path) -> list[np.ndarray]:
    load_weights(model, path)
    return [ops.convert_to_numpy(variable).copy() for variable in model.weights]


def _blend(
    model: Rare, base: Sequence[np.ndarray], tuned: Sequence[np.ndarray], share: float
) -> None:
    for variable, a, b in zip(model.weights, base, tuned, strict=True):
        variable.assign(((1 - share) * a + share * b).astype(a.dtype))
