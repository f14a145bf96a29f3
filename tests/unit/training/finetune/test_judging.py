from typing import TYPE_CHECKING

import numpy as np
import pytest
from keras import ops

from recognizer.network.rare import character_log_probs
from training.data import Batch
from training.evaluate import Compiled, TestSet
from training.finetune.judging import label_probabilities, merit
from training.step import to_tensors

if TYPE_CHECKING:
    from recognizer.network.rare import Rare

LABELS = ("가", "나다라", "A1")


def test_a_label_is_as_likely_as_the_network_says(tiny_model: "Rare") -> None:
    images = np.random.default_rng(2).normal(size=(3, 16, 48, 1)).astype(np.float32)
    narrow = images[:1, :, :24]
    words = TestSet("words", (*images, *narrow), (*LABELS, LABELS[0]))
    likely = label_probabilities(tiny_model, Compiled(tiny_model.encode), words)

    text = tiny_model.charset.encode(LABELS, max_length=25)
    batch = to_tensors(Batch(images, text), tiny_model.charset.start_id)
    inputs = (batch[name] for name in ("images", "first_in", "vowel_in", "final_in"))
    expected = character_log_probs(
        tiny_model(*inputs), batch["first"], batch["vowel"], batch["final"], batch["syllable"]
    )
    for row, label in enumerate(LABELS):
        log_probs = ops.convert_to_numpy(expected)[row, : len(label) + 1]
        assert likely[row] == pytest.approx(np.exp(log_probs.sum()), rel=1e-4)
    assert likely[len(LABELS)] != likely[0]


def test_merit_is_of_likelihoods_alone() -> None:
    figures = {"held_out": 0.9, "held_out_likelihood": 0.5, "replay_likelihood": 0.25}
    assert merit(figures) == 0.75
