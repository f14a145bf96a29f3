"""The decoder of RARE: an attention GRU that writes the text, with heads factorised by jamo."""

from typing import Any, NamedTuple

import keras
from keras import ops

# Added to the energy of columns that are not there: their attention becomes exactly 0.
SHUT = -1e9


class Logits(NamedTuple):
    """Unnormalised scores of the three heads, each (B, L, classes of the head)."""

    first: Any
    vowel: Any
    final: Any


class DecoderStep(NamedTuple):
    """What one step gives: state and context (B, units), attention over the width (B, T)."""

    state: Any
    context: Any
    attention: Any


class AttentionDecoder(keras.layers.Layer):
    """One GRU with additive attention (Bahdanau et al. 2015; Shi et al. 2016, eq. 5-7).

    `memory` (B, T, C) is what the encoder read, `keys` (B, T, A) its projection, made once a word.
    A step takes the previous character as its ids in the three heads; called with the characters
    before each of S places, (B, S) ids a head, it gives the logits of the three, (B, S, size).
    """

    def __init__(
        self,
        *,
        units: int,
        attention_units: int,
        embedding_units: int,
        first_size: int,
        vowel_size: int,
        final_size: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.attention_units = attention_units
        self.embedding_units = embedding_units
        self.first_size = first_size
        self.vowel_size = vowel_size
        self.final_size = final_size
        self.key = keras.layers.Dense(attention_units, name="key")
        self.query = keras.layers.Dense(attention_units, use_bias=False, name="query")
        self.energy = keras.layers.Dense(1, use_bias=False, name="energy")
        # One more row than the head has classes: the start of text.
        self.embed_first = keras.layers.Embedding(first_size + 1, embedding_units, name="first_in")
        self.embed_vowel = keras.layers.Embedding(vowel_size, embedding_units, name="vowel_in")
        self.embed_final = keras.layers.Embedding(final_size, embedding_units, name="final_in")
        self.cell = keras.layers.GRUCell(units, name="cell")
        self.hidden = keras.layers.Dense(units, activation="relu", name="hidden")
        self.first = keras.layers.Dense(first_size, name="first")
        self.vowel = keras.layers.Dense(vowel_size, name="vowel")
        self.final = keras.layers.Dense(final_size, name="final")

    def build(self, memory_shape: tuple[int | None, ...]) -> None:
        """Build for memory (B, T, C)."""
        channels = memory_shape[-1]
        assert channels is not None
        self.key.build(memory_shape)
        self.query.build((None, self.units))
        self.energy.build((None, None, self.attention_units))
        for embedding in (self.embed_first, self.embed_vowel, self.embed_final):
            embedding.build((None,))
        self.cell.build((None, 3 * self.embedding_units + channels))
        self.hidden.build((None, self.units + channels))
        for head in (self.first, self.vowel, self.final):
            head.build((None, self.units))

    def embed(self, first: Any, vowel: Any, final: Any) -> Any:
        """Embed ids of shape (...,) as (..., 3 * embedding_units)."""
        return ops.concatenate(
            [self.embed_first(first), self.embed_vowel(vowel), self.embed_final(final)], axis=-1
        )

    def step(
        self, embedded: Any, state: Any, memory: Any, keys: Any, padding: Any = 0.0
    ) -> DecoderStep:
        """Advance by one character: look, then update the state.

        `padding` (B, T), or one number, is added to the energies: SHUT where there is nothing to
        look at.
        """
        query = ops.expand_dims(self.query(state), 1)  # (B, 1, A)
        energy = ops.squeeze(self.energy(ops.tanh(keys + query)), -1)  # (B, T)
        attention = ops.softmax(energy + padding, axis=-1)
        context = ops.squeeze(ops.matmul(ops.expand_dims(attention, 1), memory), 1)  # (B, C)
        output, _ = self.cell(ops.concatenate([embedded, context], -1), [state])
        return DecoderStep(output, context, attention)

    def heads(self, states: Any, contexts: Any) -> Logits:
        """Score the characters from states (..., units) and contexts (..., C)."""
        hidden = self.hidden(ops.concatenate([states, contexts], -1))
        return Logits(self.first(hidden), self.vowel(hidden), self.final(hidden))

    def initial_state(self, memory: Any) -> Any:
        """Give the zero state (B, units) the decoder starts from."""
        return ops.zeros((ops.shape(memory)[0], self.units), memory.dtype)

    def call(self, memory: Any, first: Any, vowel: Any, final: Any) -> Logits:
        """Score texts under teacher forcing.

        `first`, `vowel`, `final` are the (B, L) int32 inputs: start of text, then the characters.
        """
        keys = self.key(memory)
        embedded = self.embed(first, vowel, final)  # (B, L, 3E)
        state = self.initial_state(memory)
        states, contexts = [], []
        for i in range(first.shape[1]):
            state, context, _ = self.step(embedded[:, i], state, memory, keys)
            states.append(state)
            contexts.append(context)
        return self.heads(ops.stack(states, 1), ops.stack(contexts, 1))

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of `__init__`."""
        return {
            **super().get_config(),
            "units": self.units,
            "attention_units": self.attention_units,
            "embedding_units": self.embedding_units,
            "first_size": self.first_size,
            "vowel_size": self.vowel_size,
            "final_size": self.final_size,
        }
