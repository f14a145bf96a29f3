# Python 3.6 knows neither `dict[...]` nor `X | None`.
# ruff: noqa: UP006, UP035, UP045
"""Runs a SavedModel with TensorFlow, from 1.14 on Python 3.6 to today's.

As a program it is the worker of `worker.py` and must run where this project cannot: it imports
nothing of it and keeps to the language of that time. As a module it serves `tensorflow.py`, so that
both do the same.

    tf114_worker.py FOLDER THREADS

A message is frames, each a length (4 bytes, big-endian) and as many bytes: first a JSON object
whose key `blobs` says how many frames follow. The worker says once what it holds (`tensorflow`,
`signatures`) or why it cannot (`error`), then answers requests until its standard input ends:

    {"signature": NAME, "inputs": [NAME...], "outputs": [NAME...]}, blobs: each input's, in turn
    {"outputs": [[NAME, DTYPE, SHAPE]...]}, blobs: arrays in C order; or {"error": MESSAGE}
"""

import json
import os
import struct
import sys
from typing import IO, Any, Dict, List, Optional, Sequence, Tuple, Type

import numpy as np

HEADER_BYTES = 1 << 24
BLOB_BYTES = (1 << 32) - 1


class SavedModel:
    """A loaded SavedModel.

    signatures: name to {"inputs": {key: dtype name}, "outputs": {key: dtype name}}.
    """

    def __init__(self, folder: str, threads: int) -> None:
        # Late: it takes seconds, and a missing TensorFlow must be an answer, not a traceback.
        import tensorflow

        tf = tensorflow.compat.v1
        # Today's TensorFlow advises against nearly every call that 1.14 knows.
        tf.logging.set_verbosity(tf.logging.ERROR)
        self.version = str(tensorflow.__version__)
        self.graph_errors: Tuple[Type[Exception], ...] = (tensorflow.errors.OpError, ValueError)
        config = tf.ConfigProto(
            intra_op_parallelism_threads=threads, inter_op_parallelism_threads=threads
        )
        self._session = tf.Session(graph=tf.Graph(), config=config)
        with self._session.graph.as_default():
            meta_graph = tf.saved_model.loader.load(self._session, ["serve"], folder)
        self._definitions = dict(meta_graph.signature_def)
        self.signatures: Dict[str, Dict[str, Dict[str, str]]] = {
            name: {
                "inputs": _dtypes(tf, definition.inputs),
                "outputs": _dtypes(tf, definition.outputs),
            }
            for name, definition in self._definitions.items()
        }

    def run(
        self, signature: str, outputs: Sequence[str], inputs: Dict[str, List[bytes]]
    ) -> Dict[str, Any]:
        """Give the outputs asked for, as arrays; raises one of `graph_errors`."""
        definition = self._definitions[signature]
        fetched = {name: definition.outputs[name].name for name in outputs}
        fed = {definition.inputs[name].name: values for name, values in inputs.items()}
        return dict(self._session.run(fetched, fed))

    def close(self) -> None:
        """Release the graph."""
        self._session.close()


def _dtypes(tf: Any, tensors: Any) -> Dict[str, str]:
    return {str(key): str(tf.as_dtype(info.dtype).name) for key, info in tensors.items()}


def write_message(stream: IO[bytes], header: Dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Write one message and flush it out."""
    full = dict(header, blobs=len(blobs))
    for frame in [json.dumps(full).encode("utf-8"), *blobs]:
        stream.write(struct.pack(">I", len(frame)))
        stream.write(frame)
    stream.flush()


def read_message(stream: IO[bytes]) -> Optional[Tuple[Dict[str, Any], List[bytes]]]:
    """Read one message; None where the stream has ended.

    Raises EOFError inside a message, ValueError for what is none.
    """
    first = _read_frame(stream, HEADER_BYTES)
    if first is None:
        return None
    header = json.loads(first.decode("utf-8"))
    if not isinstance(header, dict) or not isinstance(header.get("blobs"), int):
        raise ValueError(f"no header of a message: {header!r}")
    blobs = []
    for _ in range(header["blobs"]):
        blob = _read_frame(stream)
        if blob is None:
            raise EOFError("the stream ended inside a message")
        blobs.append(blob)
    return header, blobs


def _read_frame(stream: IO[bytes], most: int = BLOB_BYTES) -> Optional[bytes]:
    prefix = stream.read(4)
    if not prefix:
        return None
    if len(prefix) == 4:
        (length,) = struct.unpack(">I", prefix)
        if length > most:  # somebody else's words: waiting for so many bytes would never end
            raise ValueError(f"{prefix!r} begins no message")
        frame = stream.read(length)
        if len(frame) == length:
            return frame
    raise EOFError("the stream ended inside a frame")


def _answer(model: SavedModel, header: Dict[str, Any], blobs: List[bytes]) -> Tuple[Any, Any]:
    inputs = header["inputs"]  # names, in the order of the blobs
    count = len(blobs) // len(inputs)
    given = {name: blobs[i * count : (i + 1) * count] for i, name in enumerate(inputs)}
    try:
        outputs = model.run(header["signature"], header["outputs"], given)
    except model.graph_errors as error:
        return {"error": str(error)}, []
    arrays = [(name, np.ascontiguousarray(values)) for name, values in sorted(outputs.items())]
    described = [[name, values.dtype.str, list(values.shape)] for name, values in arrays]
    return {"outputs": described}, [values.tobytes() for _, values in arrays]


def main(folder: str, threads: int) -> int:
    """Serve requests from standard input until it ends."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever TensorFlow prints must not land among the answers
    try:
        model = SavedModel(folder, threads)
    except Exception as error:  # the parent reports it; there is nobody else here to
        write_message(answers, {"error": f"{type(error).__name__}: {error}"})
        return 1
    write_message(answers, {"tensorflow": model.version, "signatures": model.signatures})
    while True:
        request = read_message(requests)
        if request is None:
            return 0
        write_message(answers, *_answer(model, *request))


if __name__ == "__main__":
    # Beside this file lies a module that is called tensorflow too.
    sys.path.pop(0)
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
