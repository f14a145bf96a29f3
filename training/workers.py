"""The processes that train one model together, one for each GPU of one or several hosts.

Every process holds the whole model, reads batches of its own and applies the mean of all
processes' gradients, so all stay the same. The first, the chief, writes and measures.
"""

import json
import os
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import keras
import numpy as np

from recognizer.network.rare import Rare
from training.errors import WorkersError

Step = Callable[[dict[str, np.ndarray]], Any]
CONFIGURATION = "TF_CONFIG"
# Images that one process can draw before it comes to the seeds of the next.
SEEDS_APART = 20_000_000


class Workers(Protocol):
    """What one process knows of all, and what they do together.

    The methods are called by every process, at the same point of the run.
    """

    @property
    def count(self) -> int:
        """How many processes there are."""

    @property
    def index(self) -> int:
        """Which one this is, from 0."""

    @property
    def is_chief(self) -> bool:
        """Whether this one writes the files of the run."""

    def from_chief(self, value: float) -> float:
        """Give the chief's `value` to all."""

    def any(self, flag: bool) -> bool:
        """Tell whether `flag` is set in any process."""

    def share(self, variables: Sequence[Any]) -> None:
        """Set the variables of all processes to the chief's."""

    def make_step(
        self,
        model: Rare,
        optimizer: keras.optimizers.Optimizer,
        loss_of: Callable[..., Any],
        step: Callable[[], Step],
    ) -> Step:
        """Make the optimiser step that all take together; `step` makes that of one alone."""


class Alone:
    """A training in one process."""

    count = 1
    index = 0
    is_chief = True

    def from_chief(self, value: float) -> float:
        """Give `value`."""
        return value

    def any(self, flag: bool) -> bool:
        """Give `flag`."""
        return flag

    def share(self, variables: Sequence[Any]) -> None:
        """Leave the variables as they are."""

    def make_step(
        self,
        model: Rare,
        optimizer: keras.optimizers.Optimizer,
        loss_of: Callable[..., Any],
        step: Callable[[], Step],
    ) -> Step:
        """Make the step of one."""
        del model, optimizer, loss_of
        return step()


def join_workers() -> Workers:
    """Meet the other processes that TF_CONFIG names; alone where it names none.

    To be called before anything else of TensorFlow; returns when all are there. Raises
    WorkersError.
    """
    text = os.environ.get(CONFIGURATION)
    if not text:
        return Alone()
    try:
        cluster = json.loads(text)["cluster"]
        several = sum(len(addresses) for addresses in cluster.values()) > 1
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WorkersError(f"{CONFIGURATION} cannot be read ({error!r}): {text}") from error
    if not several:
        return Alone()
    if keras.backend.backend() != "tensorflow":
        raise WorkersError(
            f"{CONFIGURATION} names several processes: they train on TensorFlow only; "
            "set KERAS_BACKEND=tensorflow"
        )
    from training.tensorflow_workers import TensorFlowWorkers

    return TensorFlowWorkers()
