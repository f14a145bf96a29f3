"""How good a model is on labelled words, while it is tuned: words right, and how likely they are.

The likelihood, the mean probability that the model gives to the whole label, is what the best
weights are chosen by: on the few dozen words that can be held out, the count of words right jumps
by a point or two a word, and log-probabilities are ruled by the one word that is hopeless.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from recognizer.metrics import word_accuracy
from recognizer.network.rare import Rare, character_log_probs
from training.data import Batch
from training.evaluate import READ_BATCH, Reader, TestSet
from training.loop import to_tensors

HELD_OUT = "held_out"
REPLAY = "replay"
LIKELIHOOD = "_likelihood"


class Encoder(keras.Model):
    """Compiled encoding on any Keras backend: (B, H, W, 1) inputs to the memory (B, T, C)."""

    def __init__(self, model: Rare) -> None:
        super().__init__()
        self.rare = model
        self.built = True

    def call(self, images: Any) -> Any:
        """Read images into what the decoder attends to."""
        return self.rare.encode(images)


@dataclass(frozen=True)
class Judge:
    """Reads the held-out words, if there are any, and some synthetic ones."""

    reader: Reader
    encoder: Encoder
    sets: tuple[TestSet, ...]

    def figures(self) -> dict[str, float]:
        """Give word accuracy and likelihood of every set, by its name."""
        found = {}
        for words in self.sets:
            texts = self.reader.texts(words.images)
            found[words.name] = word_accuracy(words.labels, texts)
            likely = label_probabilities(self.encoder, words)
            found[words.name + LIKELIHOOD] = float(likely.mean())
        return found


def merit(figures: dict[str, float]) -> float:
    """Give what the best weights are best in: likely held-out words, and none forgotten."""
    return sum(value for name, value in figures.items() if name.endswith(LIKELIHOOD))


def label_probabilities(encoder: Encoder, words: TestSet) -> NDArray[np.float64]:
    """Give p(label | image) of every word, (N,), under teacher forcing."""
    model = encoder.rare
    probabilities = np.empty(len(words.labels))
    by_length = np.argsort([len(label) for label in words.labels], kind="stable")
    for start in range(0, len(by_length), READ_BATCH):
        rows = by_length[start : start + READ_BATCH]
        labels = [words.labels[row] for row in rows]
        text = model.charset.encode(labels, max_length=model.config.max_length)
        batch = to_tensors(Batch(words.images[rows], text), model.charset.start_id)
        probabilities[rows] = np.exp(_log_probs(encoder, batch))
    return probabilities


def _log_probs(encoder: Encoder, batch: dict[str, np.ndarray]) -> NDArray[np.float64]:
    """Give log p of every label of a batch: encoded in one graph, decoded without any.

    A graph of the decoder for every length would cost more than the few steps that it runs.
    """
    images = batch["images"]
    missing = ((0, READ_BATCH - len(images)), (0, 0), (0, 0), (0, 0))  # one batch size, one graph
    memory = encoder.predict_on_batch(np.pad(images, missing))[: len(images)]
    logits: Any = encoder.rare.decoder(
        np.asarray(memory, np.float32), batch["first_in"], batch["vowel_in"], batch["final_in"]
    )
    of_characters = character_log_probs(
        logits, batch["first"], batch["vowel"], batch["final"], batch["syllable"]
    )
    values = ops.convert_to_numpy(of_characters).astype(np.float64)
    return np.asarray((values * batch["weight"]).sum(1))
