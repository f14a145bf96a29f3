"""The decoder in the serving graph: greedy reading, and scoring under teacher forcing."""

from typing import Any, NamedTuple

import tensorflow as tf

from recognizer import jamo
from recognizer.charset import Charset
from recognizer.network.decoder import Logits
from recognizer.network.rare import Rare
from training.serving_encoder import Memory
from training.serving_texts import Ids

ALTERNATIVES_KEPT = 5


class Scores(NamedTuple):
    """What teacher forcing says of (R, L) characters, the EOS among them.

    log_probs: (R, L); attention: (R, L, T); alternatives: (R, L, K) int64 code points, best first,
    and their probabilities.
    """

    log_probs: tf.Tensor
    attention: tf.Tensor
    alternatives: tf.Tensor
    alternative_probs: tf.Tensor


def read(model: Rare, memory: Memory) -> Ids:
    """Read greedily until every text has ended: (B, L) ids, L up to max_length + 1.

    The last step that there is room for can only be the EOS.
    """
    charset, limit = model.charset, model.config.max_length
    batch = tf.shape(memory.values)[0]
    zeros = tf.zeros([batch], tf.int32)
    start = (zeros + charset.start_id, zeros, zeros)
    none = tf.zeros([batch, 0], tf.int32)

    def running(step: tf.Tensor, state: Any, last: Any, ended: tf.Tensor, ids: Any) -> Any:
        del state, last, ids
        return tf.logical_and(step < limit, tf.logical_not(tf.reduce_all(ended)))

    def advance(step: tf.Tensor, state: Any, last: Any, ended: tf.Tensor, ids: Any) -> Any:
        state, context, _ = model.decoder.step(model.decoder.embed(*last), state, *memory)
        first, vowel, final = _choose(charset, model.decoder.heads(state, context))
        ended = tf.logical_or(ended, tf.equal(first, charset.eos_id))
        going_on = tf.cast(tf.logical_not(ended), tf.int32)
        chosen = (first * going_on, vowel * going_on, final * going_on)
        # Growing by concatenation: the lists of tensors that today's loops keep are unknown
        # to the oldest servers, and a word is short.
        longer = [tf.concat([a, b[:, None]], 1) for a, b in zip(ids, chosen, strict=True)]
        return step + 1, state, chosen, ended, tuple(longer)

    growing = tf.TensorShape([None, None])
    vector = tf.TensorShape([None])
    *_, ids = tf.while_loop(
        running,
        advance,
        (
            tf.constant(0),
            model.decoder.initial_state(memory.values),
            start,
            tf.zeros([batch], tf.bool),
            (none, none, none),
        ),
        shape_invariants=(
            tf.TensorShape([]),
            tf.TensorShape([None, model.decoder.units]),
            (vector, vector, vector),
            vector,
            (growing, growing, growing),
        ),
    )
    return Ids(*(tf.pad(part, [[0, 0], [0, 1]]) for part in ids))  # the last EOS


def _choose(charset: Charset, logits: Logits) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Give the ids that `Rare.choose` does: Keras's argmax is more than 1.14 knows."""
    log_first, log_vowel, log_final = (tf.nn.log_softmax(scores) for scores in logits)
    syllable = tf.reduce_max(log_vowel, axis=1) + tf.reduce_max(log_final, axis=1)
    is_initial = tf.constant(charset.is_initial_table(), tf.float32)
    first = tf.argmax(log_first + is_initial * syllable[:, None], 1, output_type=tf.int32)
    counts = tf.cast(_is_syllable(charset, first), tf.int32)
    vowel = tf.argmax(log_vowel, 1, output_type=tf.int32) * counts
    return first, vowel, tf.argmax(log_final, 1, output_type=tf.int32) * counts


def score(model: Rare, memory: Memory, texts: Ids) -> Scores:
    """Score texts under teacher forcing."""
    charset = model.charset
    rows, steps = tf.unstack(tf.shape(texts.first))
    start = tf.fill([rows, 1], charset.start_id)
    nothing = tf.zeros([rows, 1], tf.int32)
    inputs = [
        tf.concat([before, part[:, :-1]], 1)
        for before, part in zip((start, nothing, nothing), texts, strict=True)
    ]
    embedded = tf.transpose(model.decoder.embed(*inputs), [1, 0, 2])  # (L, R, 3E)
    states = tf.zeros([rows, 0, model.decoder.units])
    contexts = tf.zeros([rows, 0, memory.values.shape[2]])
    attentions = tf.zeros([rows, 0, tf.shape(memory.values)[1]])

    def advance(step: tf.Tensor, state: Any, *past: Any) -> Any:
        now = model.decoder.step(tf.gather(embedded, step), state, *memory)
        longer = [tf.concat([a, b[:, None]], 1) for a, b in zip(past, now, strict=True)]
        return step + 1, now.state, *longer

    _, _, states, contexts, attentions = tf.while_loop(
        lambda step, *_: step < steps,
        advance,
        (
            tf.constant(0),
            model.decoder.initial_state(memory.values),
            states,
            contexts,
            attentions,
        ),
        shape_invariants=(
            tf.TensorShape([]),
            tf.TensorShape([None, model.decoder.units]),
            *(tf.TensorShape([None, None, x.shape[2]]) for x in (states, contexts, attentions)),
        ),
    )
    heads = [tf.nn.log_softmax(scores) for scores in model.decoder.heads(states, contexts)]
    first, vowel, final = (
        tf.reduce_sum(scores * tf.one_hot(ids, scores.shape[2]), axis=2)
        for scores, ids in zip(heads, texts, strict=True)
    )
    log_probs = first + _is_syllable(charset, texts.first) * (vowel + final)
    return Scores(log_probs, attentions, *_likeliest(charset, *heads))


def _likeliest(
    charset: Charset, first: tf.Tensor, vowel: tf.Tensor, final: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Give the likeliest characters: (R, L, K) code points, and probabilities."""
    kept = ALTERNATIVES_KEPT
    # The best K characters are among the best K of each head.
    initials = 1 + len(jamo.INITIALS)
    initial, i = tf.nn.top_k(first[:, :, 1:initials], kept)
    vowel, v = tf.nn.top_k(vowel, kept)
    final, t = tf.nn.top_k(final, kept)
    other, o = tf.nn.top_k(first[:, :, initials:], kept)
    syllables = (
        initial[:, :, :, None, None] + vowel[:, :, None, :, None] + final[:, :, None, None, :]
    )
    codes = (
        (i[:, :, :, None, None] * len(jamo.VOWELS) + v[:, :, None, :, None]) * len(jamo.FINALS)
        + t[:, :, None, None, :]
        + jamo.FIRST_SYLLABLE
    )
    shape = tf.concat([tf.shape(first)[:2], [kept**3]], 0)
    log_probs = tf.concat([tf.reshape(syllables, shape), other], 2)  # (R, L, K^3 + K)
    others = tf.gather(tf.constant([*map(ord, charset.others)]), o)
    codes = tf.concat([tf.reshape(codes, shape), others], 2)
    best, place = tf.nn.top_k(log_probs, kept)  # (R, L, K)
    picked = tf.one_hot(place, kept**3 + kept, dtype=tf.int32)  # (R, L, K, K^3 + K)
    chosen = tf.reduce_sum(picked * codes[:, :, None, :], axis=3)
    return tf.cast(chosen, tf.int64), tf.exp(best)


def _is_syllable(charset: Charset, first: tf.Tensor) -> tf.Tensor:
    return tf.gather(tf.constant(charset.is_initial_table(), tf.float32), first)
