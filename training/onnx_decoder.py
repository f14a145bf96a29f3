"""The rest of the network as ONNX: recurrent layers, then one loop that reads and weighs labels.

The loop is in the graph because a step is little work: called from outside, every choice of
characters would wait for the interpreter.
"""

import keras
import numpy as np
import onnx

from recognizer.backends.onnx_decoder import FREE
from recognizer.network.decoder import SHUT, AttentionDecoder
from recognizer.network.rare import Rare
from training.onnx_builder import GraphBuilder, booleans, floats, int64s, ints


def decoder_model(model: Rare) -> onnx.ModelProto:
    """Give what is written to `features` (T, B, C), `columns` (B,), `image_of` (R,), `forced`.

    Of image b the first `columns[b]` features count. Row r writes on image `image_of[r]`.
    `forced` (L, R, 3) holds the ids of the three heads that a row has to write at a step, or FREE
    where it writes what is likeliest. The loop ends after L steps, or earlier, when every row has
    written an EOS. Outputs over its l steps: `ids` (l, R, 3) int64;
    `log_first`, `log_vowel`, `log_final` (l, R, classes), log-softmaxes; `attention` (l, R, T).
    Behind a row's EOS they mean nothing.
    """
    decoder = model.decoder
    heads = [decoder.first, decoder.vowel, decoder.final]
    graph = GraphBuilder("decoder")
    _remember(graph, model)
    limit = graph.add("Shape", "forced", start=0, end=1)
    rows = graph.add("Shape", "forced", start=1, end=2)
    state = graph.add("Expand", np.zeros((1, 1), np.float32), _shape(graph, rows, decoder.units))
    start = np.array([[model.charset.start_id, 0, 0]], np.int64)
    last = graph.add("Expand", start, _shape(graph, rows, 3))
    ended = graph.add("Expand", np.array([[False]]), _shape(graph, rows, 1))
    *_, logits, attention = graph.add_many(
        "Loop",
        *(graph.add("Squeeze", limit), "", state, last, ended),
        outputs=["", "", "", "ids", "", ""],
        body=_body(model),
    )
    graph.add("Squeeze", attention, ints(2), output="attention")
    names = ["log_first", "log_vowel", "log_final"]
    parts = graph.split(logits, [head.units for head in heads], axis=2)
    for part, name in zip(parts, names, strict=True):
        graph.add("LogSoftmax", part, axis=2, output=name)
    return graph.model(
        [
            floats("features", "T", "B", model.config.sequence_channels),
            int64s("columns", "B"),
            int64s("image_of", "R"),
            int64s("forced", "L", "R", 3),
        ],
        [
            int64s("ids", "l", "R", 3),
            *(floats(name, "l", "R", head.units) for name, head in zip(names, heads, strict=True)),
            floats("attention", "l", "R", "T"),
        ],
    )


def _remember(graph: GraphBuilder, model: Rare) -> None:
    """Turn `features` (T, B, C) into the rows' `memory` (R, T, M) and `keys` (R, T, A).

    And `padding` (R, 1, T): 0 where a row may look, SHUT behind its columns.
    """
    x = "features"
    lengths = graph.add("Cast", "columns", to=onnx.TensorProto.INT32)
    for layer in model.context:
        x = _read_both_ways(graph, layer, x, lengths)
    memory = graph.add("Transpose", x, perm=[1, 0, 2])  # (B, T, M)
    kernel, bias = (variable.numpy() for variable in model.decoder.key.weights)
    keys = graph.add("Add", graph.add("MatMul", memory, kernel), bias)
    graph.add("Gather", memory, "image_of", output="memory")
    graph.add("Gather", keys, "image_of", output="keys")
    count = graph.add("Squeeze", graph.add("Shape", "features", start=0, end=1))
    places = graph.add("Range", np.array(0, np.int64), count, np.array(1, np.int64))  # (T,)
    own = graph.add("Unsqueeze", graph.add("Gather", "columns", "image_of"), ints(1, 2))
    inside = graph.add("Less", places, own)  # (R, 1, T)
    nothing, shut = np.zeros(1, np.float32), np.full(1, SHUT, np.float32)
    graph.add("Where", inside, nothing, shut, output="padding")


def _read_both_ways(
    graph: GraphBuilder, layer: keras.layers.Bidirectional, x: str, lengths: str
) -> str:
    """Turn (T, B, C) into (T, B, 2 * units), each image from its own last column backwards.

    Keras and ONNX keep their gates in the same order (update, reset, new); Keras's `reset_after`
    is ONNX's `linear_before_reset`.
    """
    cells = [layer.forward_layer.cell, layer.backward_layer.cell]
    y = graph.add(
        "GRU",
        x,
        np.stack([cell.kernel.numpy().T for cell in cells]),
        np.stack([cell.recurrent_kernel.numpy().T for cell in cells]),
        np.stack([cell.bias.numpy().ravel() for cell in cells]),
        lengths,
        direction="bidirectional",
        hidden_size=cells[0].units,
        linear_before_reset=1,
    )  # (T, directions, B, units)
    return graph.add("Reshape", graph.add("Transpose", y, perm=[0, 2, 1, 3]), ints(0, 0, -1))


def _shape(graph: GraphBuilder, rows: str, size: int) -> str:
    return graph.add("Concat", rows, ints(size), axis=0)


def _body(model: Rare) -> onnx.GraphProto:
    """Give one step: (step, go on, state, last ids, ended) to the next ones and what is kept."""
    decoder, units = model.decoder, model.decoder.units
    graph = GraphBuilder("step")
    # What hangs on the state alone, in one product: the query and the GRU's recurrent half.
    input_bias, recurrent_bias = decoder.cell.bias.numpy()
    query_bias = np.zeros(decoder.attention_units, np.float32)
    recurrent = graph.add(
        "Gemm",
        "state",
        np.concatenate([decoder.query.kernel.numpy(), decoder.cell.recurrent_kernel.numpy()], 1),
        np.concatenate([query_bias, recurrent_bias]),
    )
    query, gates, inner = graph.split(recurrent, [decoder.attention_units, 2 * units, units])
    attention, context = _look(graph, decoder, query)
    x_gates, x_new = graph.split(_enter(graph, decoder, context, input_bias), [2 * units, units])
    gates = graph.add("Sigmoid", graph.add("Add", x_gates, gates))
    update, reset = graph.split(gates, [units, units])
    new = graph.add("Tanh", graph.add("Add", x_new, graph.add("Mul", reset, inner)))
    kept = graph.add("Mul", update, graph.add("Sub", "state", new))
    state = graph.add("Add", new, kept, output="next_state")  # u * state + (1 - u) * new

    kernel, bias = (variable.numpy() for variable in decoder.hidden.weights)
    hidden = graph.add("Concat", state, context, axis=1)
    hidden = graph.add("Relu", graph.add("Gemm", hidden, kernel, bias))
    heads = [decoder.first, decoder.vowel, decoder.final]
    kernel = np.concatenate([head.kernel.numpy() for head in heads], 1)
    bias = np.concatenate([head.bias.numpy() for head in heads])
    logits = graph.add("Gemm", hidden, kernel, bias, output="step_logits")
    ids = _choose(graph, model, logits)

    eos = graph.add("Equal", graph.add("Gather", ids, ints(0), axis=1), ints(model.charset.eos_id))
    ended = graph.add("Or", "ended", eos, output="next_ended")  # (R, 1)
    going = graph.add("Cast", graph.add("Not", ended), to=onnx.TensorProto.INT32)
    going = graph.add("ReduceMax", going, keepdims=0)
    graph.add("Cast", going, to=onnx.TensorProto.BOOL, output="go_on")
    graph.add("Identity", attention, output="step_attention")
    return graph.graph(
        [
            int64s("step"),
            booleans("going_on"),
            floats("state", "R", units),
            int64s("last", "R", 3),
            booleans("ended", "R", 1),
        ],
        [
            booleans("go_on"),
            floats("next_state", "R", units),
            int64s("next_ids", "R", 3),
            booleans("next_ended", "R", 1),
            int64s("step_ids", "R", 3),
            floats("step_logits", "R", len(bias)),
            floats("step_attention", "R", 1, "T"),
        ],
    )


def _look(graph: GraphBuilder, decoder: AttentionDecoder, query: str) -> tuple[str, str]:
    """Give the attention (R, 1, T) and the context (R, C) of a query (R, A)."""
    scores = graph.add("Tanh", graph.add("Add", "keys", graph.add("Unsqueeze", query, ints(1))))
    energy = graph.add("MatMul", scores, decoder.energy.kernel.numpy())  # (R, T, 1)
    energy = graph.add("Add", graph.add("Reshape", energy, ints(0, 1, -1)), "padding")
    attention = graph.add("Softmax", energy, axis=2)
    context = graph.add("MatMul", attention, "memory")  # (R, 1, C)
    return attention, graph.add("Squeeze", context, ints(1))


def _enter(graph: GraphBuilder, decoder: AttentionDecoder, context: str, bias: np.ndarray) -> str:
    """Give the GRU's input half (R, 3 * units) from the last ids and the context.

    The characters' embeddings go through their part of the kernel when the runtime loads: what is
    left of them is a table of rows to add up.
    """
    kernel = decoder.cell.kernel.numpy()
    size = decoder.embedding_units
    embeddings = [decoder.embed_first, decoder.embed_vowel, decoder.embed_final]
    tables = [
        graph.add("MatMul", layer.embeddings.numpy(), kernel[i * size : (i + 1) * size])
        for i, layer in enumerate(embeddings)
    ]
    starts = np.cumsum([0, *(layer.input_dim for layer in embeddings[:2])])
    rows = graph.add(
        "Gather", graph.add("Concat", *tables, axis=0), graph.add("Add", "last", starts)
    )
    embedded = graph.add("ReduceSum", rows, ints(1), keepdims=0)
    seen = graph.add("Gemm", context, kernel[len(embeddings) * size :], bias)
    return graph.add("Add", embedded, seen)


def _choose(graph: GraphBuilder, model: Rare, logits: str) -> str:
    """Give the ids (R, 3) that are written: what is forced, else the likeliest character.

    A syllable's probability is the product of three heads, so the likeliest initial need not be
    the likeliest character. The first head is compared with itself alone: its logits will do.
    """
    decoder = model.decoder
    sizes = [head.units for head in (decoder.first, decoder.vowel, decoder.final)]
    first, vowel, final = graph.split(logits, sizes)
    best = [
        graph.add("ReduceMax", graph.add("LogSoftmax", part, axis=1), ints(1))
        for part in (vowel, final)
    ]
    initials = model.charset.is_initial_table()
    syllable = graph.add("Mul", graph.add("Add", *best), initials.astype(np.float32))
    first_id, vowel_id, final_id = (
        graph.add("ArgMax", scores, axis=1)
        for scores in (graph.add("Add", first, syllable), vowel, final)
    )
    counts = graph.add("Gather", initials.astype(np.int64), first_id)  # (R, 1)
    others = graph.add("Mul", graph.add("Concat", vowel_id, final_id, axis=1), counts)
    likeliest = graph.add("Concat", first_id, others, axis=1)
    forced = graph.add("Gather", "forced", "step")  # (R, 3)
    free = graph.add("Equal", forced, ints(FREE))
    ids = graph.add("Where", free, likeliest, forced, output="next_ids")
    return graph.add("Identity", ids, output="step_ids")
