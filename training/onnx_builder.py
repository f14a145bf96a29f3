"""Writing ONNX graphs by hand: nodes and constants, one call each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 18
# What onnxruntime 1.23, the oldest one that is asked for, reads for certain.
IR_VERSION = 9
# Below this many values, halving an array saves less than the node that widens it takes.
_WORTH_HALVING = 1024


class GraphBuilder:
    """Collects nodes in order. Tensors are their names; an array stands for a constant."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def add(
        self, operation: str, *inputs: str | NDArray[Any], output: str = "", **attributes: Any
    ) -> str:
        """Append a node; give the name of its output."""
        (name,) = self.add_many(operation, *inputs, outputs=[output], **attributes)
        return name

    def add_many(
        self,
        operation: str,
        *inputs: str | NDArray[Any],
        outputs: Sequence[str],
        **attributes: Any,
    ) -> list[str]:
        """Append a node with several outputs; those named "" get names of their own."""
        given = [one if isinstance(one, str) else self._constant(one) for one in inputs]
        place = f"{self._name}/{operation}{len(self._nodes)}"
        names = [output or f"{place}:{i}" for i, output in enumerate(outputs)]
        self._nodes.append(helper.make_node(operation, given, names, name=place, **attributes))
        return names

    def split(self, tensor: str, sizes: Sequence[int], *, axis: int = 1) -> list[str]:
        """Cut a tensor into parts of `sizes` along `axis`."""
        return self.add_many("Split", tensor, ints(*sizes), outputs=[""] * len(sizes), axis=axis)

    def graph(
        self, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
    ) -> onnx.GraphProto:
        """Give the graph, also as the body of a loop."""
        return helper.make_graph(self._nodes, self._name, inputs, outputs, self._constants)

    def model(
        self, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """Give the graph as a model of its own, checked."""
        model = helper.make_model(
            self.graph(inputs, outputs),
            producer_name="hangul-ocr-review",
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    def _constant(self, values: NDArray[Any]) -> str:
        """Store an array; matrices that float16 holds exactly as such, widened by a node.

        The runtime computes what hangs on constants alone once, when it loads.
        """
        name = f"{self._name}/constant{len(self._constants)}"
        worth = values.dtype == np.float32 and values.size >= _WORTH_HALVING
        half = values.astype(np.float16) if worth else values
        if not worth or not np.array_equal(half, values):
            self._constants.append(numpy_helper.from_array(np.array(values, order="C"), name))
            return name
        self._constants.append(numpy_helper.from_array(np.array(half, order="C"), name))
        return self.add("Cast", name, to=TensorProto.FLOAT)


def ints(*values: int) -> NDArray[np.int64]:
    """Give int64 values in a row, as shapes and axes want them."""
    return np.array(values, np.int64)


def floats(name: str, *shape: int | str | None) -> onnx.ValueInfoProto:
    """Declare a float32 input or output."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def int64s(name: str, *shape: int | str | None) -> onnx.ValueInfoProto:
    """Declare an int64 input or output."""
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)


def booleans(name: str, *shape: int | str | None) -> onnx.ValueInfoProto:
    """Declare a boolean input or output."""
    return helper.make_tensor_value_info(name, TensorProto.BOOL, shape)
