"""The files of the fast local runtime: the encoder, and one step of the decoder, as ONNX.

The decoder's loop stays outside, in `recognizer.backends.onnx`: there greedy and teacher-forced
rows advance together and stop when the last of them has ended.
"""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from recognizer.network.rare import Rare

OPSET = 18

FloatArray = NDArray[np.float32]


def write_onnx(model: Rare, *, encoder: Path, step: Path) -> None:
    """Write the two files.

    Encoder: `images` (B, H, W, 1) to `memory` (B, T, C) and `keys` (B, T, A).
    Step: `first`, `vowel`, `final` (R,) int32, `state` (R, U), `memory` and `keys` of the rows, to
    the heads' log-softmaxes `log_first`, `log_vowel`, `log_final`, `next_state` and `attention`
    (R, T).
    """
    onnx.save(_encoder(model), encoder)
    onnx.save(_step(model), step)


def _encoder(model: Rare) -> onnx.ModelProto:
    config = model.config
    box = tf.TensorSpec([None, config.height_px, config.width_px, 1], tf.float32, "images")

    def convolve(images: tf.Tensor) -> tf.Tensor:
        return model.convolutions(model.rectifier(images))

    proto = _convert(convolve, [box], ["features"])
    _append_recurrent_layers(proto.graph, model)
    return _finished(proto)


def _step(model: Rare) -> onnx.ModelProto:
    decoder, config = model.decoder, model.config
    columns, channels = None, 2 * config.rnn_units

    def advance(
        first: tf.Tensor,
        vowel: tf.Tensor,
        final: tf.Tensor,
        state: tf.Tensor,
        memory: tf.Tensor,
        keys: tf.Tensor,
    ) -> list[tf.Tensor]:
        now = decoder.step(decoder.embed(first, vowel, final), state, memory, keys)
        heads = decoder.heads(now.state, now.context)
        return [*map(tf.nn.log_softmax, heads), now.state, now.attention]

    inputs = [
        *(tf.TensorSpec([None], tf.int32, name) for name in ("first", "vowel", "final")),
        tf.TensorSpec([None, config.decoder_units], tf.float32, "state"),
        tf.TensorSpec([None, columns, channels], tf.float32, "memory"),
        tf.TensorSpec([None, columns, config.attention_units], tf.float32, "keys"),
    ]
    outputs = ["log_first", "log_vowel", "log_final", "next_state", "attention"]
    return _finished(_convert(advance, inputs, outputs))


def _convert(function: Any, inputs: list[tf.TensorSpec], outputs: list[str]) -> onnx.ModelProto:
    traced = tf.function(function, autograph=False)
    proto, _ = tf2onnx.convert.from_function(traced, inputs, opset=OPSET)
    given = {output.name: name for output, name in zip(proto.graph.output, outputs, strict=True)}
    for node in proto.graph.node:
        node.input[:] = [given.get(name, name) for name in node.input]
        node.output[:] = [given.get(name, name) for name in node.output]
    for output in proto.graph.output:
        output.name = given[output.name]
    return proto


def _append_recurrent_layers(graph: onnx.GraphProto, model: Rare) -> None:
    """Lead `features` on through ONNX's own GRU, twice as fast as a converted loop."""
    _constant(graph, "both_directions", np.array([0, 0, -1], np.int64))
    _node(graph, "Transpose", ["features"], "context_in", perm=[1, 0, 2])  # (T, B, C)
    inner = "context_in"
    for i, layer in enumerate(model.context):
        inner = _append_gru(graph, layer, inner, f"context{i}")
    _node(graph, "Transpose", [inner], "memory", perm=[1, 0, 2])  # (B, T, C)
    kernel, bias = (v.numpy() for v in model.decoder.key.weights)
    _constant(graph, "key_kernel", kernel)
    _constant(graph, "key_bias", bias)
    _node(graph, "MatMul", ["memory", "key_kernel"], "unbiased_keys")
    _node(graph, "Add", ["unbiased_keys", "key_bias"], "keys")
    del graph.output[:]
    for name, channels in (("memory", 2 * model.config.rnn_units), ("keys", len(bias))):
        value = helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, None, channels])
        graph.output.append(value)


def _append_gru(
    graph: onnx.GraphProto, layer: keras.layers.Bidirectional, inner: str, name: str
) -> str:
    """Append a Keras BiGRU over (T, B, C); give the name of its (T, B, 2 * units) output.

    Keras and ONNX keep their gates in the same order (update, reset, new); Keras's `reset_after`
    is ONNX's `linear_before_reset`.
    """
    cells = [layer.forward_layer.cell, layer.backward_layer.cell]
    _constant(graph, f"{name}_w", np.stack([cell.kernel.numpy().T for cell in cells]))
    _constant(graph, f"{name}_r", np.stack([cell.recurrent_kernel.numpy().T for cell in cells]))
    _constant(graph, f"{name}_b", np.stack([cell.bias.numpy().ravel() for cell in cells]))
    _node(
        graph,
        "GRU",
        [inner, f"{name}_w", f"{name}_r", f"{name}_b"],
        f"{name}_y",  # (T, directions, B, units)
        direction="bidirectional",
        hidden_size=cells[0].units,
        linear_before_reset=1,
    )
    _node(graph, "Transpose", [f"{name}_y"], f"{name}_t", perm=[0, 2, 1, 3])
    _node(graph, "Reshape", [f"{name}_t", "both_directions"], f"{name}_out")
    return f"{name}_out"


def _node(
    graph: onnx.GraphProto, operation: str, inputs: list[str], output: str, **attributes: Any
) -> None:
    graph.node.append(
        helper.make_node(operation, inputs, [output], name=f"{output}/{operation}", **attributes)
    )


def _constant(graph: onnx.GraphProto, name: str, values: NDArray[Any]) -> None:
    graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))


def _finished(proto: onnx.ModelProto) -> onnx.ModelProto:
    """Halve what can be, check the model, and drop what the conversion tells of itself."""
    _store_as_half(proto.graph)
    proto.producer_name = "hangul-ocr-review"
    proto.producer_version = ""
    onnx.checker.check_model(proto, full_check=True)
    return proto


def _store_as_half(graph: onnx.GraphProto) -> None:
    """Store matrices that float16 holds exactly as such; the runtime widens them when it loads."""
    for initializer in graph.initializer:
        values = numpy_helper.to_array(initializer)
        half = values.astype(np.float16) if values.dtype == np.float32 else values
        if values.size < 1024 or half is values or not np.array_equal(half, values):
            continue
        name = initializer.name
        initializer.CopyFrom(numpy_helper.from_array(half, f"{name}/half"))
        cast = helper.make_node(
            "Cast", [initializer.name], [name], name=f"{name}/Cast", to=TensorProto.FLOAT
        )
        graph.node.insert(0, cast)
