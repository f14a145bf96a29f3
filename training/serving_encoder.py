"""The encoder in the serving graph: a batch of words in boxes of several widths."""

from typing import NamedTuple

import keras
import tensorflow as tf

from recognizer.network.config import RareConfig
from recognizer.network.decoder import SHUT
from recognizer.network.rare import Rare


class Memory(NamedTuple):
    """What the decoder attends to: (B, T, C), its keys (B, T, A), and what shuts columns out.

    padding: (B, T), 0 where a row may look, SHUT behind its own columns.
    """

    values: tf.Tensor
    keys: tf.Tensor
    padding: tf.Tensor


def encode(model: Rare, images: tf.Tensor, word_px: tf.Tensor) -> Memory:
    """Read (B, H, widest W, 1), each image in the box that its word takes.

    A batch holds words of several boxes: each box's images go through the network by
    themselves, and T is that of the widest box among them.
    """
    config = model.config
    columns = config.columns(widest_box(config, word_px))
    channels = 2 * config.rnn_units
    narrower = 0
    places, parts, counts = [], [], []
    for width in config.widths_px:
        inside = tf.logical_and(word_px > narrower, word_px <= width)
        place = tf.cast(tf.compat.v1.where(inside)[:, 0], tf.int32)
        steps = config.columns(width)

        def encode_box(place: tf.Tensor = place, width: int = width) -> tf.Tensor:
            x = model.rectifier(tf.gather(images, place)[:, :, :width])
            x = model.convolutions(x)
            for layer in model.context:
                x = bidirectional_gru(layer, x)
            return tf.reshape(x, [-1, config.columns(width), channels])

        def leave_out(steps: int = steps) -> tf.Tensor:
            return tf.zeros([0, steps, channels])

        encoded = tf.cond(tf.size(place) > 0, encode_box, leave_out)
        # Boxes wider than the widest word have no images: what is cut off there is nothing.
        missing = tf.maximum(0, columns - steps)
        parts.append(tf.pad(encoded, [[0, 0], [0, missing], [0, 0]])[:, :columns])
        places.append(place)
        counts.append(tf.fill(tf.shape(place), steps))
        narrower = width
    order = tf.argsort(tf.concat(places, 0))
    memory = tf.gather(tf.concat(parts, 0), order)
    memory = tf.reshape(memory, [-1, columns, channels])
    count = tf.gather(tf.concat(counts, 0), order)
    shut = SHUT * (1.0 - tf.sequence_mask(count, columns, tf.float32))
    return Memory(memory, model.decoder.key(memory), shut)


def widest_box(config: RareConfig, word_px: tf.Tensor) -> tf.Tensor:
    """Give the width of the widest box that words of these widths take."""
    widths = tf.constant(config.widths_px)
    return tf.gather(widths, tf.reduce_sum(tf.cast(widths < tf.reduce_max(word_px), tf.int32)))


def bidirectional_gru(layer: keras.layers.Bidirectional, x: tf.Tensor) -> tf.Tensor:
    """Run a Keras BiGRU over (B, T, C), giving (B, T, 2 * units).

    Both directions in one batched product per step and the inputs' share in one product for all
    steps: Keras's own loops, two after each other with one small product a step, take three times
    as long.
    """
    cells = [layer.forward_layer.cell, layer.backward_layer.cell]
    units = cells[0].units
    steps, channels = x.shape[1], x.shape[2]
    flat = tf.reshape(x, [-1, channels])
    projected = []
    for cell in cells:
        gates = tf.matmul(flat, tf.convert_to_tensor(cell.kernel)) + cell.bias[0]
        projected.append(tf.unstack(tf.reshape(gates, [-1, steps, 3 * units]), axis=1))
    recurrent = tf.stack([tf.convert_to_tensor(cell.recurrent_kernel) for cell in cells])
    bias = tf.stack([cell.bias[1] for cell in cells])[:, None, :]  # (2, 1, 3U)
    state = tf.zeros([2, tf.shape(x)[0], units])
    forward, backward = [], []
    for ahead, behind in zip(projected[0], reversed(projected[1]), strict=True):
        update_x, reset_x, new_x = tf.split(tf.stack([ahead, behind]), 3, axis=2)
        update_h, reset_h, new_h = tf.split(tf.matmul(state, recurrent) + bias, 3, axis=2)
        update = tf.sigmoid(update_x + update_h)  # (2, B, U)
        new = tf.tanh(new_x + tf.sigmoid(reset_x + reset_h) * new_h)
        state = update * state + (1.0 - update) * new
        forward.append(state[0])
        backward.append(state[1])
    return tf.concat([tf.stack(forward, 1), tf.stack(backward[::-1], 1)], axis=2)
