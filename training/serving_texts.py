"""Texts in the serving graph: labels from UTF-8 to ids, readings from ids to code points."""

from typing import NamedTuple

import tensorflow as tf

from recognizer import jamo
from recognizer.charset import Charset


class Ids(NamedTuple):
    """Texts as head ids, each (B, L) int32; 0 behind the EOS."""

    first: tf.Tensor
    vowel: tf.Tensor
    final: tf.Tensor


class Labels(NamedTuple):
    """Labels as ids, how many characters each has, (B,), and which can be spelled, (B,) bool."""

    ids: Ids
    length: tf.Tensor
    spelled: tf.Tensor


def parse_labels(charset: Charset, label: tf.Tensor, *, max_length: int) -> Labels:
    """Spell UTF-8 labels as ids.

    A label with characters outside the charset, or with too many, is not spelled: it becomes
    the empty text.
    """
    codes, length = _unicode_codes(label, max_length)
    offset = codes - jamo.FIRST_SYLLABLE
    syllable = tf.logical_and(offset >= 0, codes <= jamo.LAST_SYLLABLE)
    is_syllable = tf.cast(syllable, tf.int32)
    others = tf.constant([*map(ord, charset.others)])
    same = tf.cast(tf.equal(codes[:, :, None], others), tf.int32)  # (B, L, others)
    known = tf.reduce_max(same, axis=2)
    other_id = 1 + len(jamo.INITIALS) + tf.argmax(same, axis=2, output_type=tf.int32)
    final = offset % len(jamo.FINALS) * is_syllable
    vowel = offset // len(jamo.FINALS) % len(jamo.VOWELS) * is_syllable
    initial = offset // (len(jamo.FINALS) * len(jamo.VOWELS))
    first = (1 + initial) * is_syllable + other_id * known
    inside = tf.cast(tf.sequence_mask(length, tf.shape(codes)[1]), tf.int32)
    unknown = tf.reduce_sum(inside * (1 - is_syllable) * (1 - known), axis=1)
    spelled = tf.logical_and(tf.equal(unknown, 0), length <= max_length)
    kept = inside * tf.cast(spelled, tf.int32)[:, None]
    ids = Ids(*(tf.pad(part * kept, [[0, 0], [0, 1]]) for part in (first, vowel, final)))
    return Labels(ids, length * tf.cast(spelled, tf.int32), spelled)


def codepoints(charset: Charset, ids: Ids) -> tf.Tensor:
    """Give the code points of texts, (B, L) int64, 0 behind the EOS."""
    table = tf.constant(charset.codepoint_table())
    code = tf.gather(table, ids.first) + ids.vowel * len(jamo.FINALS) + ids.final
    return tf.cast(code, tf.int64)


def stack(above: Ids, below: Ids) -> tuple[Ids, tf.Tensor]:
    """Lay two batches of texts on each other, padded to the longer: (2B, L), and L."""
    steps = tf.maximum(tf.shape(above.first)[1], tf.shape(below.first)[1])

    def padded(ids: tf.Tensor) -> tf.Tensor:
        return tf.pad(ids, [[0, 0], [0, steps - tf.shape(ids)[1]]])

    pairs = zip(above, below, strict=True)
    return Ids(*(tf.concat([padded(a), padded(b)], 0) for a, b in pairs)), steps


def _unicode_codes(texts: tf.Tensor, at_most: int) -> tuple[tf.Tensor, tf.Tensor]:
    """Give the code points of UTF-8 texts, (B, L <= at_most) int32, and their lengths, (B,).

    Bytes that are not UTF-8 become U+FFFD. What a row holds behind its length means nothing.
    """
    splits, values = tf.raw_ops.UnicodeDecode(input=texts, input_encoding="UTF-8", Tsplits=tf.int64)
    splits = tf.cast(splits, tf.int32)
    length = splits[1:] - splits[:-1]
    steps = tf.minimum(at_most, tf.reduce_max(length))
    place = splits[:-1, None] + tf.range(steps)[None, :]  # (B, L)
    values = tf.pad(values, [[0, 1]])  # all texts may be empty
    return tf.gather(values, tf.minimum(place, tf.shape(values)[0] - 1)), length
