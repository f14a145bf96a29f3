"""The SavedModel of an archive: one graph that TensorFlow runs from 1.14 to today.

Traced with today's TensorFlow, its variables frozen into constants and its control flow lowered to
the loops of TensorFlow 1, then written with the SavedModel builder of that time. Only operations
that 1.14 has may occur; `tests/e2e/test_tf114.py` loads the result there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf.meta_graph_pb2 import SignatureDef, TensorInfo
from tensorflow.python.framework.convert_to_constants import (
    convert_variables_to_constants_v2,
)

from recognizer import jamo
from recognizer.network.decoder import SHUT, Logits
from recognizer.network.rare import Rare
from recognizer.preprocess import LUMA_WEIGHTS, MIN_DEVIATION, Boxes
from recognizer.review_signature import (
    ALTERNATIVE_PROBS,
    ALTERNATIVES,
    ATTENTION,
    CODEPOINTS,
    CONFIDENCE,
    DEFAULT_SIGNATURE,
    IMAGE,
    LABEL,
    LABEL_ALTERNATIVE_PROBS,
    LABEL_ALTERNATIVES,
    LABEL_CHAR_LOG_PROB,
    LABEL_LOG_PROB,
    LOG_PROB,
    OUTPUTS,
    REVIEW_SIGNATURE,
    WORD_SHARE,
)

ALTERNATIVES_KEPT = 5
REVIEW_OUTPUTS = tuple(OUTPUTS)


class _Ids(NamedTuple):
    """Texts as head ids, each (B, L) int32; 0 behind the EOS."""

    first: tf.Tensor
    vowel: tf.Tensor
    final: tf.Tensor


class _Labels(NamedTuple):
    """Labels as ids, how many characters each has, (B,), and which can be spelled, (B,) bool."""

    ids: _Ids
    length: tf.Tensor
    spelled: tf.Tensor


class _Memory(NamedTuple):
    """What the decoder attends to: (B, T, C), its keys (B, T, A), and what shuts columns out.

    padding: (B, T), 0 where a row may look, SHUT behind its own columns.
    """

    values: tf.Tensor
    keys: tf.Tensor
    padding: tf.Tensor


class _Scores(NamedTuple):
    """What teacher forcing says of (R, L) characters, the EOS among them.

    log_probs: (R, L); attention: (R, L, T); alternatives: (R, L, K) int64 code points, best first,
    and their probabilities.
    """

    log_probs: tf.Tensor
    attention: tf.Tensor
    alternatives: tf.Tensor
    alternative_probs: tf.Tensor


def write_saved_model(model: Rare, folder: Path) -> None:
    """Write `saved_model.pb` with both signatures into `folder`, which must not exist."""
    frozen = convert_variables_to_constants_v2(_trace(model), lower_control_flow=True)
    outputs = dict(zip(REVIEW_OUTPUTS, frozen.outputs, strict=True))
    builder = tf.compat.v1.saved_model.Builder(str(folder))
    with tf.Graph().as_default() as graph, tf.compat.v1.Session(graph=graph) as session:
        tf.import_graph_def(_in_old_words(frozen.graph.as_graph_def()), name="")

        def signature(inputs: Sequence[str], names: Sequence[str]) -> Any:
            return SignatureDef(
                inputs={name: _tensor_info(graph, f"{name}:0") for name in inputs},
                outputs={name: _tensor_info(graph, outputs[name].name) for name in names},
                method_name="tensorflow/serving/predict",
            )

        builder.add_meta_graph_and_variables(
            session,
            [tf.compat.v1.saved_model.tag_constants.SERVING],
            signature_def_map={
                DEFAULT_SIGNATURE: signature([IMAGE], [CODEPOINTS]),
                REVIEW_SIGNATURE: signature([IMAGE, LABEL], REVIEW_OUTPUTS),
            },
            strip_default_attrs=True,
        )
        builder.save()


def _in_old_words(graph_def: Any) -> Any:
    """Replace the one operation of Keras's gathers that 1.14 lacks.

    `SelectV2` is `Select` that also broadcasts; Keras selects between tensors of one shape. Were
    that to change, importing the graph would fail.
    """
    for node in graph_def.node:
        if node.op == "SelectV2":
            node.op = "Select"
    return graph_def


def _tensor_info(graph: tf.Graph, name: str) -> TensorInfo:
    tensor = graph.get_tensor_by_name(name)
    shape = tensor.shape.as_proto()
    return TensorInfo(name=name, dtype=tensor.dtype.as_datatype_enum, tensor_shape=shape)


def _trace(model: Rare) -> Any:
    def answer(image: tf.Tensor, label: tf.Tensor) -> list[tf.Tensor]:
        outputs = _ServingGraph(model).answer(image, label)
        # TensorFlow orders a structure's outputs by itself; a list stays as it is.
        return [tf.identity(outputs[name], name=name) for name in REVIEW_OUTPUTS]

    # Not tf.function: it ties every loop to the one before it, and the default signature would
    # wait for labels that nobody feeds.
    return tf.compat.v1.wrap_function(
        answer,
        [tf.TensorSpec([None], tf.string, IMAGE), tf.TensorSpec([None], tf.string, LABEL)],
    )


def decode_image(content: tf.Tensor) -> tf.Tensor:
    """Decode one BMP, JPEG, PNG or unanimated GIF file to (H, W, 3) uint8 RGB."""
    # `decode_image` is an operation of its own today, and one that 1.14 does not know.
    return tf.cond(
        tf.equal(tf.strings.substr(content, 0, 2), b"BM"),
        lambda: _three_channels(tf.raw_ops.DecodeBmp(contents=content, channels=0)),
        lambda: tf.cond(
            tf.equal(tf.strings.substr(content, 0, 3), b"\xff\xd8\xff"),
            # The default (INTEGER_FAST) is off by up to 14 levels from what OpenCV and everyone
            # else decode; this one agrees with them to the bit.
            lambda: tf.raw_ops.DecodeJpeg(
                contents=content, channels=3, dct_method="INTEGER_ACCURATE"
            ),
            lambda: tf.raw_ops.DecodePng(contents=content, channels=3),
        ),
    )


def _three_channels(image: tf.Tensor) -> tf.Tensor:
    """Make grey or BGRA's RGB of what `DecodeBmp` gives: (H, W, 1, 3 or 4) to (H, W, 3)."""
    last = tf.shape(image)[2] - 1
    return tf.gather(image, tf.minimum([0, 1, 2], last), axis=2)


def resample_matrix(size_in: tf.Tensor, size_out: tf.Tensor) -> tf.Tensor:
    """Give the weights of `preprocess.resample`, (size_out, size_in) float32."""
    scale = tf.cast(size_in, tf.float32) / tf.cast(size_out, tf.float32)
    support = tf.maximum(scale, 1.0)
    centers = (tf.cast(tf.range(size_out), tf.float32) + 0.5) * scale - 0.5
    columns = tf.cast(tf.range(size_in), tf.float32)
    distance = tf.abs(tf.expand_dims(columns, 0) - tf.expand_dims(centers, 1))
    weights = tf.maximum(0.0, 1.0 - distance / support)
    return weights / tf.reduce_sum(weights, axis=1, keepdims=True)


def prepare(content: tf.Tensor, boxes: Boxes) -> tuple[tf.Tensor, tf.Tensor]:
    """Give `preprocess.to_input` of one file, (H, widest W, 1) float32, and the word's width."""
    image = decode_image(content)
    shape = tf.shape(image)
    height_in, width_in = shape[0], shape[1]
    luma = tf.reduce_sum(tf.cast(image, tf.float32) * LUMA_WEIGHTS, axis=2) / 255.0  # (H, W)
    at_height = (2 * width_in * boxes.height_px + height_in) // (2 * height_in)
    stretched = tf.minimum(boxes.stretched_px, 3 * at_height // 2)
    width = tf.minimum(boxes.widest_px, tf.maximum(1, tf.maximum(at_height, stretched)))
    rows = resample_matrix(height_in, tf.constant(boxes.height_px))
    columns = resample_matrix(width_in, width)
    word = tf.matmul(tf.matmul(rows, luma), columns, transpose_b=True)  # (height_px, width)
    mean = tf.reduce_mean(word)
    deviation = tf.sqrt(tf.reduce_mean(tf.square(word - mean)))
    word = (word - mean) / tf.maximum(deviation, MIN_DEVIATION)
    padded = tf.pad(word, [[0, 0], [0, boxes.widest_px - width]])
    return tf.reshape(padded, [boxes.height_px, boxes.widest_px, 1]), width


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


class _ServingGraph:
    """Builds the graph of one model; every method adds operations to the graph being traced."""

    def __init__(self, model: Rare) -> None:
        self.model = model
        self.config = model.config
        self.charset = model.charset

    def answer(self, image: tf.Tensor, label: tf.Tensor) -> dict[str, tf.Tensor]:
        """Give every output of both signatures for files and UTF-8 labels, (B,) strings each."""
        boxes = self.config.boxes
        images, word_px = tf.map_fn(
            lambda content: prepare(content, boxes),
            image,
            fn_output_signature=(
                tf.TensorSpec([boxes.height_px, boxes.widest_px, 1]),
                tf.TensorSpec([], tf.int32),
            ),
        )
        memory = self._encode(images, word_px)
        read = self._read(memory)
        length = tf.reduce_sum(tf.cast(tf.not_equal(read.first, 0), tf.int32), axis=1)  # (B,)
        longest = tf.reduce_max(length)
        labels = self._parse_labels(label)
        both, steps = _stacked(read, labels.ids)
        scores = self._score(_Memory(*(tf.concat([part, part], 0) for part in memory)), both)
        batch = tf.shape(image)[0]
        of_reading = _Scores(*(part[:batch] for part in scores))
        of_label = _Scores(*(part[batch:] for part in scores))
        inside = _mask(length, steps)  # (B, L): the characters
        inside_label = _mask(labels.length, steps)
        with_end = _mask(length + 1, steps)
        label_steps = tf.reduce_max(labels.length)
        unspelled = tf.compat.v1.where(labels.spelled, tf.zeros([batch]), tf.fill([batch], np.nan))
        label_log_probs = of_label.log_probs * _mask(labels.length + 1, steps)
        label_log_probs += unspelled[:, None]
        return {
            CODEPOINTS: self._codepoints(read)[:, :longest],
            CONFIDENCE: (tf.exp(of_reading.log_probs) * inside)[:, :longest],
            LOG_PROB: tf.reduce_sum(of_reading.log_probs * with_end, axis=1),
            LABEL_LOG_PROB: tf.reduce_sum(label_log_probs, axis=1),
            LABEL_CHAR_LOG_PROB: label_log_probs[:, : label_steps + 1],
            ATTENTION: (of_reading.attention * inside[:, :, None])[:, :longest],
            WORD_SHARE: tf.cast(word_px, tf.float32) / tf.cast(self._widest(word_px), tf.float32),
            **_alternatives(of_reading, inside, longest, ALTERNATIVES, ALTERNATIVE_PROBS),
            **_alternatives(
                of_label, inside_label, label_steps, LABEL_ALTERNATIVES, LABEL_ALTERNATIVE_PROBS
            ),
        }

    def _encode(self, images: tf.Tensor, word_px: tf.Tensor) -> _Memory:
        """Read (B, H, widest W, 1), each image in the box that its word takes.

        A batch holds words of several boxes: each box's images go through the network by
        themselves, and T is that of the widest box among them.
        """
        columns = self.config.columns(self._widest(word_px))
        channels = 2 * self.config.rnn_units
        narrower = 0
        places, parts, counts = [], [], []
        for width in self.config.widths_px:
            inside = tf.logical_and(word_px > narrower, word_px <= width)
            place = tf.cast(tf.compat.v1.where(inside)[:, 0], tf.int32)
            steps = self.config.columns(width)

            def encode(place: tf.Tensor = place, width: int = width) -> tf.Tensor:
                x = self.model.rectifier(tf.gather(images, place)[:, :, :width])
                x = self.model.convolutions(x)
                for layer in self.model.context:
                    x = bidirectional_gru(layer, x)
                return tf.reshape(x, [-1, self.config.columns(width), channels])

            def leave_out(steps: int = steps) -> tf.Tensor:
                return tf.zeros([0, steps, channels])

            encoded = tf.cond(tf.size(place) > 0, encode, leave_out)
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
        return _Memory(memory, self.model.decoder.key(memory), shut)

    def _widest(self, word_px: tf.Tensor) -> tf.Tensor:
        """Give the width of the widest box that words of these widths take."""
        widths = tf.constant(self.config.widths_px)
        return tf.gather(widths, tf.reduce_sum(tf.cast(widths < tf.reduce_max(word_px), tf.int32)))

    def _read(self, memory: _Memory) -> _Ids:
        """Read greedily until every text has ended: (B, L) ids, L up to max_length + 1.

        The last step that there is room for can only be the EOS.
        """
        model, limit = self.model, self.config.max_length
        batch = tf.shape(memory.values)[0]
        zeros = tf.zeros([batch], tf.int32)
        start = (zeros + self.charset.start_id, zeros, zeros)
        none = tf.zeros([batch, 0], tf.int32)

        def running(step: tf.Tensor, state: Any, last: Any, ended: tf.Tensor, ids: Any) -> Any:
            del state, last, ids
            return tf.logical_and(step < limit, tf.logical_not(tf.reduce_all(ended)))

        def advance(step: tf.Tensor, state: Any, last: Any, ended: tf.Tensor, ids: Any) -> Any:
            state, context, _ = model.decoder.step(model.decoder.embed(*last), state, *memory)
            first, vowel, final = self._choose(model.decoder.heads(state, context))
            ended = tf.logical_or(ended, tf.equal(first, self.charset.eos_id))
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
        return _Ids(*(tf.pad(part, [[0, 0], [0, 1]]) for part in ids))  # the last EOS

    def _choose(self, logits: Logits) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Give the ids that `Rare.choose` does: Keras's argmax is more than 1.14 knows."""
        log_first, log_vowel, log_final = (tf.nn.log_softmax(scores) for scores in logits)
        syllable = tf.reduce_max(log_vowel, axis=1) + tf.reduce_max(log_final, axis=1)
        is_initial = tf.constant(self.charset.is_initial_table(), tf.float32)
        first = tf.argmax(log_first + is_initial * syllable[:, None], 1, output_type=tf.int32)
        counts = tf.cast(self._is_syllable(first), tf.int32)
        vowel = tf.argmax(log_vowel, 1, output_type=tf.int32) * counts
        return first, vowel, tf.argmax(log_final, 1, output_type=tf.int32) * counts

    def _score(self, memory: _Memory, texts: _Ids) -> _Scores:
        """Score texts under teacher forcing."""
        model = self.model
        rows, steps = tf.unstack(tf.shape(texts.first))
        start = tf.fill([rows, 1], self.charset.start_id)
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
        log_probs = first + self._is_syllable(texts.first) * (vowel + final)
        return _Scores(log_probs, attentions, *self._likeliest(*heads))

    def _likeliest(
        self, first: tf.Tensor, vowel: tf.Tensor, final: tf.Tensor
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
        others = tf.gather(tf.constant([*map(ord, self.charset.others)]), o)
        codes = tf.concat([tf.reshape(codes, shape), others], 2)
        best, place = tf.nn.top_k(log_probs, kept)  # (R, L, K)
        picked = tf.one_hot(place, kept**3 + kept, dtype=tf.int32)  # (R, L, K, K^3 + K)
        chosen = tf.reduce_sum(picked * codes[:, :, None, :], axis=3)
        return tf.cast(chosen, tf.int64), tf.exp(best)

    def _codepoints(self, ids: _Ids) -> tf.Tensor:
        table = tf.constant(self.charset.codepoint_table())
        code = tf.gather(table, ids.first) + ids.vowel * len(jamo.FINALS) + ids.final
        return tf.cast(code, tf.int64)

    def _is_syllable(self, first: tf.Tensor) -> tf.Tensor:
        return tf.gather(tf.constant(self.charset.is_initial_table(), tf.float32), first)

    def _parse_labels(self, label: tf.Tensor) -> _Labels:
        """Spell UTF-8 labels as ids.

        A label with characters outside the charset, or with too many, is not spelled: it becomes
        the empty text.
        """
        codes, length = _unicode_codes(label, self.config.max_length)
        offset = codes - jamo.FIRST_SYLLABLE
        syllable = tf.logical_and(offset >= 0, codes <= jamo.LAST_SYLLABLE)
        is_syllable = tf.cast(syllable, tf.int32)
        others = tf.constant([*map(ord, self.charset.others)])
        same = tf.cast(tf.equal(codes[:, :, None], others), tf.int32)  # (B, L, others)
        known = tf.reduce_max(same, axis=2)
        other_id = 1 + len(jamo.INITIALS) + tf.argmax(same, axis=2, output_type=tf.int32)
        final = offset % len(jamo.FINALS) * is_syllable
        vowel = offset // len(jamo.FINALS) % len(jamo.VOWELS) * is_syllable
        initial = offset // (len(jamo.FINALS) * len(jamo.VOWELS))
        first = (1 + initial) * is_syllable + other_id * known
        inside = tf.cast(tf.sequence_mask(length, tf.shape(codes)[1]), tf.int32)
        unknown = tf.reduce_sum(inside * (1 - is_syllable) * (1 - known), axis=1)
        spelled = tf.logical_and(tf.equal(unknown, 0), length <= self.config.max_length)
        kept = inside * tf.cast(spelled, tf.int32)[:, None]
        ids = _Ids(*(tf.pad(part * kept, [[0, 0], [0, 1]]) for part in (first, vowel, final)))
        return _Labels(ids, length * tf.cast(spelled, tf.int32), spelled)


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


def _mask(length: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
    return tf.sequence_mask(length, steps, tf.float32)  # (B, L)


def _stacked(above: _Ids, below: _Ids) -> tuple[_Ids, tf.Tensor]:
    """Lay two batches of texts on each other, padded to the longer: (2B, L), and L."""
    steps = tf.maximum(tf.shape(above.first)[1], tf.shape(below.first)[1])

    def padded(ids: tf.Tensor) -> tf.Tensor:
        return tf.pad(ids, [[0, 0], [0, steps - tf.shape(ids)[1]]])

    pairs = zip(above, below, strict=True)
    return _Ids(*(tf.concat([padded(a), padded(b)], 0) for a, b in pairs)), steps


def _alternatives(
    scores: _Scores, inside: tf.Tensor, steps: tf.Tensor, names: str, probabilities: str
) -> dict[str, tf.Tensor]:
    codes = scores.alternatives * tf.cast(inside, tf.int64)[:, :, None]
    likely = scores.alternative_probs * inside[:, :, None]
    return {names: codes[:, :steps], probabilities: likely[:, :steps]}
