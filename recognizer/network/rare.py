"""The whole network: rectify, encode, decode."""

from typing import Any, NamedTuple

import keras
from keras import ops

from recognizer.charset import Charset
from recognizer.network.config import RareConfig
from recognizer.network.decoder import AttentionDecoder, Logits
from recognizer.network.encoder import ConvEncoder
from recognizer.network.rectifier import Rectifier


class Reading(NamedTuple):
    """Greedy reading of a batch, L = max_length + 1 steps.

    first, vowel, final: (B, L) int32 ids; log_probs: (B, L) of each chosen character (the EOS
    too); attention: (B, L, T).
    """

    first: Any
    vowel: Any
    final: Any
    log_probs: Any
    attention: Any


class Rare(keras.Model):
    """RARE (Shi et al. 2016) with jamo heads.

    Input: (B, height_px, W, 1) float32 as `recognizer.preprocess.to_input` gives, images whose
    boxes are of one width W.
    """

    def __init__(self, config: RareConfig, charset: Charset, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.config = config
        self.charset = charset
        self.rectifier = Rectifier(
            height_px=config.height_px,
            widths_px=config.widths_px,
            columns=config.localiser_columns,
            fiducials=config.fiducials,
            channels=config.localisation_channels,
            name="rectifier",
        )
        self.convolutions = ConvEncoder(
            stem_channels=config.stem_channels,
            stages=config.stages,
            sequence_channels=config.sequence_channels,
            stem_rank=config.stem_rank,
            sequence_stride=config.sequence_stride,
            name="convolutions",
        )
        self.context = [
            keras.layers.Bidirectional(
                keras.layers.GRU(config.rnn_units, return_sequences=True), name=f"context{i}"
            )
            for i in range(config.rnn_layers)
        ]
        self.decoder = AttentionDecoder(
            units=config.decoder_units,
            attention_units=config.attention_units,
            embedding_units=config.embedding_units,
            first_size=charset.first_size,
            vowel_size=charset.vowel_size,
            final_size=charset.final_size,
            name="decoder",
        )
        self.build((None, config.height_px, config.widths_px[0], 1))

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create every weight for (B, H, W, 1)."""
        self.rectifier.build(input_shape)
        self.convolutions.build(input_shape)
        shape: tuple[int | None, ...] = (None, None, self.config.sequence_channels)
        for layer in self.context:
            layer.build(shape)
            shape = (None, None, 2 * self.config.rnn_units)
        self.decoder.build(shape)
        self.built = True

    def encode(self, images: Any, training: bool = False) -> Any:
        """Read (B, H, W, 1) into the memory (B, T, C) the decoder attends to."""
        x = self.convolutions(self.rectifier(images), training=training)
        for layer in self.context:
            x = layer(x, training=training)
        return x

    def call(
        self, images: Any, first: Any, vowel: Any, final: Any, training: bool = False
    ) -> Logits:
        """Score texts under teacher forcing; (B, L) int32 inputs begin with the start of text."""
        memory = self.encode(images, training=training)
        logits: Logits = self.decoder(memory, first, vowel, final)
        return logits

    def read(self, images: Any) -> Reading:
        """Read greedily, always max_length + 1 steps (an unrolled, static graph)."""
        memory = self.encode(images)
        keys = self.decoder.key(memory)
        state = self.decoder.initial_state(memory)
        zeros = ops.zeros((ops.shape(memory)[0],), "int32")
        first, vowel, final = zeros + self.charset.start_id, zeros, zeros
        steps = []
        for _ in range(self.config.max_length + 1):
            embedded = self.decoder.embed(first, vowel, final)
            state, context, attention = self.decoder.step(embedded, state, memory, keys)
            first, vowel, final, log_prob = self.choose(self.decoder.heads(state, context))
            steps.append((first, vowel, final, log_prob, attention))
        return Reading(*(ops.stack(parts, 1) for parts in zip(*steps, strict=True)))

    def choose(self, logits: Logits) -> tuple[Any, Any, Any, Any]:
        """Pick the likeliest character of (B, classes) logits: ids (B,) int32 and log p (B,).

        The best triple is the best id of each head unless another character beats the best
        syllable once the vowel and the final are counted in: p(syllable) is a product of three.
        """
        logp_first = ops.log_softmax(logits.first, -1)
        logp_vowel = ops.max(ops.log_softmax(logits.vowel, -1), -1)
        logp_final = ops.max(ops.log_softmax(logits.final, -1), -1)
        is_initial = self._is_initial(logp_first.dtype)
        whole = logp_first + is_initial * ops.expand_dims(logp_vowel + logp_final, -1)
        first = ops.argmax(whole, -1)
        log_prob = ops.max(whole, -1)
        syllable = ops.cast(ops.take(self.charset.is_initial_table(), first), "int32")
        vowel = ops.cast(ops.argmax(logits.vowel, -1), "int32") * syllable
        final = ops.cast(ops.argmax(logits.final, -1), "int32") * syllable
        return ops.cast(first, "int32"), vowel, final, log_prob

    def _is_initial(self, dtype: Any) -> Any:
        return ops.cast(self.charset.is_initial_table(), dtype)


def character_log_probs(logits: Logits, first: Any, vowel: Any, final: Any, syllable: Any) -> Any:
    """Give log p of given characters, (B, L), from their ids (B, L) and (B, L, classes) logits.

    `syllable` (B, L) is 1 where the vowel and final heads count.
    """
    picked = [
        ops.squeeze(
            ops.take_along_axis(ops.log_softmax(scores, -1), ops.expand_dims(ids, -1), axis=-1), -1
        )
        for scores, ids in zip(logits, (first, vowel, final), strict=True)
    ]
    return picked[0] + ops.cast(syllable, picked[0].dtype) * (picked[1] + picked[2])
