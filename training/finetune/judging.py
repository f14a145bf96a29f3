"""How good a model is on labelled words, while it is tuned: words right, and how likely they are.

The likelihood, the mean probability that the model gives to the whole label, is what the best
weights are chosen by: on the few dozen words that can be held out, the count of words right jumps
by a point or two a word, and log-probabilities are ruled by the one word that is hopeless.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops
from numpy.typing import NDArray

from recognizer.metrics import word_accuracy
from recognizer.network.rare import Rare, character_log_probs
from recognizer.preprocess import by_box
from training.data import Batch
from training.evaluate import READ_BATCH, Compiled, Reader, TestSet
from training.step import to_tensors

HELD_OUT = "held_out"
REPLAY = "replay"
LIKELIHOOD = "_likelihood"


@dataclass(frozen=True)
class Judge:
    """Reads the held-out words, if there are any, and some synthetic ones."""

    reader: Reader
    encode: Compiled
    sets: tuple[TestSet, ...]

    def figures(self) -> dict[str, float]:
        """Give word accuracy and likelihood of every set, by its name."""
        found = {}
        for words in self.sets:
            texts = self.reader.texts(words.images)
            found[words.name] = word_accuracy(words.labels, texts)
            likely = label_probabilities(self.reader.rare, self.encode, words)
            found[words.name + LIKELIHOOD] = float(likely.mean())
        return found


def merit(figures: dict[str, float]) -> float:
    """Give what the best weights are best in: likely held-out words, and none forgotten."""
    return sum(value for name, value in figures.items() if name.endswith(LIKELIHOOD))


def label_probabilities(model: Rare, encode: Compiled, words: TestSet) -> NDArray[np.float64]:
    """Give p(label | image) of every word, (N,), under teacher forcing.

    encode: `model.encode`, compiled.
    """
    probabilities = np.empty(len(words.labels))
    lengths = np.array([len(label) for label in words.labels])
    for rows, images in by_box(words.images):
        by_length = np.argsort(lengths[rows], kind="stable")
        for start in range(0, len(rows), READ_BATCH):
            part = by_length[start : start + READ_BATCH]
            labels = [words.labels[row] for row in rows[part]]
            text = model.charset.encode(labels, max_length=model.config.max_length)
            batch = to_tensors(Batch(images[part], text), model.charset.start_id)
            probabilities[rows[part]] = np.exp(_log_probs(model, encode, batch))
    return probabilities


def _log_probs(model: Rare, encode: Compiled, batch: dict[str, np.ndarray]) -> NDArray[np.float64]:
    """Give log p of every label of a batch: encoded in one graph, decoded without any.

    A graph of the decoder for every length would cost more than the few steps that it runs.
    """
    memory = np.asarray(encode(batch["images"]), np.float32)
    logits: Any = model.decoder(memory, batch["first_in"], batch["vowel_in"], batch["final_in"])
    of_characters = character_log_probs(
        logits, batch["first"], batch["vowel"], batch["final"], batch["syllable"]
    )
    values = ops.convert_to_numpy(of_characters).astype(np.float64)
    return np.asarray((values * batch["weight"]).sum(1))
