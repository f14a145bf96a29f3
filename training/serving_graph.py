"""The SavedModel of an archive: one graph that TensorFlow runs from 1.14 to today.

Traced with today's TensorFlow, its variables frozen into constants and its control flow lowered to
the loops of TensorFlow 1, then written with the SavedModel builder of that time. Only operations
that 1.14 has may occur; `tests/e2e/test_tf114.py` loads the result there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf.meta_graph_pb2 import SignatureDef, TensorInfo
from tensorflow.python.framework.convert_to_constants import (
    convert_variables_to_constants_v2,
)

from recognizer.network.rare import Rare
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
from training.serving_decoder import Scores, read, score
from training.serving_encoder import Memory, encode, widest_box
from training.serving_images import prepare
from training.serving_texts import codepoints, parse_labels, stack

REVIEW_OUTPUTS = tuple(OUTPUTS)


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
        outputs = _answer(model, image, label)
        # TensorFlow orders a structure's outputs by itself; a list stays as it is.
        return [tf.identity(outputs[name], name=name) for name in REVIEW_OUTPUTS]

    # Not tf.function: it ties every loop to the one before it, and the default signature would
    # wait for labels that nobody feeds.
    return tf.compat.v1.wrap_function(
        answer,
        [tf.TensorSpec([None], tf.string, IMAGE), tf.TensorSpec([None], tf.string, LABEL)],
    )


def _answer(model: Rare, image: tf.Tensor, label: tf.Tensor) -> dict[str, tf.Tensor]:
    """Give every output of both signatures for files and UTF-8 labels, (B,) strings each."""
    config, charset = model.config, model.charset
    boxes = config.boxes
    images, word_px = tf.map_fn(
        lambda content: prepare(content, boxes),
        image,
        fn_output_signature=(
            tf.TensorSpec([boxes.height_px, boxes.widest_px, 1]),
            tf.TensorSpec([], tf.int32),
        ),
    )
    memory = encode(model, images, word_px)
    reading = read(model, memory)
    length = tf.reduce_sum(tf.cast(tf.not_equal(reading.first, 0), tf.int32), axis=1)  # (B,)
    longest = tf.reduce_max(length)
    labels = parse_labels(charset, label, max_length=config.max_length)
    both, steps = stack(reading, labels.ids)
    scores = score(model, Memory(*(tf.concat([part, part], 0) for part in memory)), both)
    batch = tf.shape(image)[0]
    of_reading = Scores(*(part[:batch] for part in scores))
    of_label = Scores(*(part[batch:] for part in scores))
    inside = _mask(length, steps)  # (B, L): the characters
    inside_label = _mask(labels.length, steps)
    with_end = _mask(length + 1, steps)
    label_steps = tf.reduce_max(labels.length)
    unspelled = tf.compat.v1.where(labels.spelled, tf.zeros([batch]), tf.fill([batch], np.nan))
    label_log_probs = of_label.log_probs * _mask(labels.length + 1, steps)
    label_log_probs += unspelled[:, None]
    return {
        CODEPOINTS: codepoints(charset, reading)[:, :longest],
        CONFIDENCE: (tf.exp(of_reading.log_probs) * inside)[:, :longest],
        LOG_PROB: tf.reduce_sum(of_reading.log_probs * with_end, axis=1),
        LABEL_LOG_PROB: tf.reduce_sum(label_log_probs, axis=1),
        LABEL_CHAR_LOG_PROB: label_log_probs[:, : label_steps + 1],
        ATTENTION: (of_reading.attention * inside[:, :, None])[:, :longest],
        WORD_SHARE: tf.cast(word_px, tf.float32) / tf.cast(widest_box(config, word_px), tf.float32),
        **_alternatives(of_reading, inside, longest, ALTERNATIVES, ALTERNATIVE_PROBS),
        **_alternatives(
            of_label, inside_label, label_steps, LABEL_ALTERNATIVES, LABEL_ALTERNATIVE_PROBS
        ),
    }


def _mask(length: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
    return tf.sequence_mask(length, steps, tf.float32)  # (B, L)


def _alternatives(
    scores: Scores, inside: tf.Tensor, steps: tf.Tensor, names: str, probabilities: str
) -> dict[str, tf.Tensor]:
    codes = scores.alternatives * tf.cast(inside, tf.int64)[:, :, None]
    likely = scores.alternative_probs * inside[:, :, None]
    return {names: codes[:, :steps], probabilities: likely[:, :steps]}
