"""A workload as an ONNX model: tensors with operators that record nodes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from onnx import helper, numpy_helper

from peerbench.optimizers import slots, updated
from peerbench.workload import Array, Workload

OPSET = 20  # the first with Gelu


class Recorder:
    """The nodes and constants recorded so far."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Array, name: str | None = None) -> Tensor:
        name = name or f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return Tensor(self, name, value.dtype)

    def node(self, op: str, *operands: Any, dtype: Any = None, **attributes: Any) -> Tensor:
        first = next(each for each in operands if isinstance(each, Tensor))
        names = [
            each.name
            if isinstance(each, Tensor)
            else self.constant(
                each if isinstance(each, np.ndarray) else np.asarray(each, first.dtype)
            ).name
            for each in operands
        ]
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, names, [name], **attributes))
        return Tensor(self, name, dtype or first.dtype)


class Tensor:
    """A name in the model; arithmetic on it records a node."""

    __array_ufunc__ = None  # NumPy's operators leave it to ours

    def __init__(self, recorder: Recorder, name: str, dtype: Any) -> None:
        self.recorder, self.name, self.dtype = recorder, name, dtype

    def __add__(self, other: Any) -> Tensor:
        return self.recorder.node("Add", self, other)

    def __radd__(self, other: Any) -> Tensor:
        return self.recorder.node("Add", other, self)

    def __sub__(self, other: Any) -> Tensor:
        return self.recorder.node("Sub", self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return self.recorder.node("Sub", other, self)

    def __mul__(self, other: Any) -> Tensor:
        return self.recorder.node("Mul", self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return self.recorder.node("Mul", other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return self.recorder.node("Div", self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return self.recorder.node("Div", other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return self.recorder.node("MatMul", self, other)

    def __neg__(self) -> Tensor:
        return self.recorder.node("Neg", self)


def recording(op: str, **attributes: Any) -> Any:
    """The function that records one node of ``op``."""
    return lambda x, *rest: x.recorder.node(op, x, *rest, **attributes)


def positive(x: Tensor) -> Tensor:
    mask = x.recorder.node("Greater", x, 0, dtype=np.dtype(bool))
    to = helper.np_dtype_to_tensor_dtype(np.dtype(x.dtype))
    return x.recorder.node("Cast", mask, to=to, dtype=x.dtype)


def causal_attention(qkv: Tensor, heads: int) -> Tensor:
    """The sizes are those of the one workload that attends: 128 tokens, width 256."""
    from peerbench.workloads.transformer import TOKENS, WIDTH

    node, each = qkv.recorder.node, WIDTH // heads

    def part(index: int) -> Tensor:
        bounds = [np.array([bound]) for bound in (index * WIDTH, (index + 1) * WIDTH, 2)]
        sliced = node("Slice", qkv, *bounds)
        split = node("Reshape", sliced, np.array([0, 0, heads, each]))
        return node("Transpose", split, perm=[0, 2, 1, 3])

    q, k, v = (part(i) for i in range(3))
    scores = (q @ node("Transpose", k, perm=[0, 1, 3, 2])) * each**-0.5
    later = np.triu(np.full((TOKENS, TOKENS), -np.inf, np.float32), 1)
    mixed = node("Softmax", scores + later, axis=-1) @ v
    joined = node("Transpose", mixed, perm=[0, 2, 1, 3])
    return node("Reshape", joined, np.array([0, 0, WIDTH]))


OPS = SimpleNamespace(
    exp=recording("Exp"), log=recording("Log"), tanh=recording("Tanh"), sqrt=recording("Sqrt"),
    square=lambda x: x * x, abs=recording("Abs"), maximum=recording("Max"),
    minimum=recording("Min"), sigmoid=recording("Sigmoid"), relu=recording("Relu"),
    positive=positive, sum=recording("ReduceSum", keepdims=0),
    mean=recording("ReduceMean", keepdims=0),
    sum_rows=lambda x: x.recorder.node("ReduceSum", x, np.array([0]), keepdims=0),
    transpose=recording("Transpose"), matvec=recording("MatMul"), vecmat=recording("MatMul"),
    reshape=lambda x, shape: x.recorder.node("Reshape", x, np.array(shape)),
    softmax=recording("Softmax", axis=-1), gelu=recording("Gelu"),
    layer_norm=recording("LayerNormalization", axis=-1, epsilon=1e-5),
    embedding=lambda table, ids: table.recorder.node("Gather", table, ids),
    causal_attention=causal_attention,
)  # fmt: skip


def declared(name: str, array: Array) -> Any:
    return helper.make_tensor_value_info(
        name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
    )


def onnx_model(workload: Workload) -> tuple[bytes, dict[str, str]]:
    """The workload as a serialised model, and what its outputs are called there. A training step
    takes the state as inputs and returns first the loss, then the new state."""
    params, batches = workload.data()
    recorder = Recorder()
    inputs = dict(batches[0])
    feeds = {name: Tensor(recorder, name, array.dtype) for name, array in inputs.items()}
    if workload.kind == "forward":
        held = {name: recorder.constant(value, name) for name, value in params.items()}
        results = {"y": workload.compute(OPS, held, feeds)}
    elif workload.by_hand is None or workload.optimizer is None:
        raise NotImplementedError("needs a gradient by hand")
    else:
        state = {**params, **slots(workload.optimizer, params)}
        inputs |= state
        held = {name: Tensor(recorder, name, value.dtype) for name, value in state.items()}
        loss, grads = workload.by_hand(OPS, held, feeds)
        results = {"loss": loss, **updated(OPS, workload.optimizer, held, grads)}
    outputs = {name: tensor.name for name, tensor in results.items()}
    graph = helper.make_graph(
        recorder.nodes,
        "workload",
        [declared(name, array) for name, array in inputs.items()],
        [
            helper.make_tensor_value_info(
                tensor.name, helper.np_dtype_to_tensor_dtype(np.dtype(tensor.dtype)), None
            )
            for tensor in results.values()
        ],
        recorder.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    return model.SerializeToString(), outputs
