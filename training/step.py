"""One step of an optimiser, on the Keras backend in use: TensorFlow, JAX or torch."""

from typing import Any

import keras
import numpy as np
from keras import ops

from recognizer.network.rare import Rare, character_log_probs
from training.data import Batch
from training.workers import Alone, Step, Workers


def batch_loss(batch: dict[str, Any], logits: Any) -> Any:
    """Give the mean negative log-likelihood of a character, EOS included, padding left out."""
    log_probs = character_log_probs(
        logits, batch["first"], batch["vowel"], batch["final"], batch["syllable"]
    )
    return -ops.sum(log_probs * batch["weight"]) / ops.sum(batch["weight"])


def to_tensors(batch: Batch, start_id: int) -> dict[str, np.ndarray]:
    """Lay out a batch for a step: targets, the inputs shifted by one, and the padding's weight."""
    text = batch.text

    def shifted(ids: np.ndarray, start: int) -> np.ndarray:
        column = np.full((len(ids), 1), start, np.int32)
        return np.concatenate([column, ids[:, :-1]], 1)

    return {
        "images": batch.images,
        "first": text.first,
        "vowel": text.vowel,
        "final": text.final,
        "syllable": text.syllable.astype(np.float32),
        "first_in": shifted(text.first, start_id),
        "vowel_in": shifted(text.vowel, 0),
        "final_in": shifted(text.final, 0),
        "weight": (np.arange(text.first.shape[1]) < text.length[:, None]).astype(np.float32),
    }


def make_step(
    model: Rare,
    optimizer: keras.optimizers.Optimizer,
    *,
    mixed_precision: bool = False,
    workers: Workers | None = None,
) -> Step:
    """Make the step that updates `model` by a batch and gives its loss; of several, together.

    `mixed_precision` is torch's own; on the others the global policy that the model was made
    under decides.
    """
    optimizer.build(model.trainable_variables)

    def step_alone() -> Step:
        return _make_step(model, optimizer, mixed_precision=mixed_precision)

    return (workers or Alone()).make_step(model, optimizer, batch_loss, step_alone)


def _make_step(
    model: Rare, optimizer: keras.optimizers.Optimizer, *, mixed_precision: bool
) -> Step:
    if keras.backend.backend() == "torch":
        from training.torch_step import make_torch_step

        return make_torch_step(model, optimizer, batch_loss, mixed_precision=mixed_precision)
    if keras.backend.backend() == "jax":
        from training.jax_step import make_jax_step

        return make_jax_step(model, optimizer, batch_loss)
    from training.tensorflow_step import make_tensorflow_step

    return make_tensorflow_step(model, optimizer, batch_loss)
