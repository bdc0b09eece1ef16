"""Losses that are one op because their parts would lose precision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Mul, Sub
from graphrt.ops.axes import agree
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.selecting import OneHot
from graphrt.ops.shape import ExpandDims
from graphrt.ops.softmax import Softmax, shifted
from graphrt.ops.source import SizeOf
from graphrt.types import INT64, DType, ValueType


@op("cross_entropy", traits=PURE, gate="gives softmax minus one-hot",
    onnx=Onnx("SoftmaxCrossEntropyLoss", 12))  # fmt: skip
class CrossEntropy(Op):
    """``L = ln(sum_j e^logits_j) - logits_label``, per example, computed by log-sum-exp.

    The largest logit is subtracted first, so no finite logits overflow. A logit of ``-inf``
    is a class that cannot be: it adds nothing, and as the label it costs ``inf``. A NaN or
    ``+inf`` makes its example NaN. Shapes: logits ``[..., C]``, labels integer ``[...]`` ->
    ``[...]``.  A label outside ``0 .. C-1`` is an IndexError.
    Gradient: g (softmax(logits) - one_hot(labels)) to logits, none to labels.
    Source: ONNX SoftmaxCrossEntropyLoss-13 with reduction none.
    """

    def infer(self, logits: Any, labels: Any) -> ValueType:
        require(logits, FLOATS, "logits")
        if not labels.type.dtype.is_integer:
            raise DTypeError(
                f"labels must be integer class numbers, got {labels.type.dtype}",
                hint="for one-hot labels use argmax(labels)",
            )
        if logits.type.shape == ():
            raise ShapeError("logits need a last axis of classes")
        shape, given = logits.type.shape, labels.type.shape
        if shape is None or given is None:
            return ValueType(logits.type.dtype, given if shape is None else shape[:-1])
        if not agree(shape[:-1], given):
            raise ShapeError(f"labels must be {list(shape[:-1])}, got {list(given)}")
        return ValueType(logits.type.dtype, shape[:-1])

    def compute(self, logits: Array, labels: Array) -> Any:
        classes = logits.shape[-1]
        wrong = (labels < 0) | (labels >= classes)
        if wrong.any():
            bad = labels[wrong].flat[0]
            raise IndexError(f"cross_entropy: label {bad} is outside 0 .. {classes - 1}")
        moved = shifted(logits, -1)
        chosen = np.take_along_axis(moved, labels[..., None].astype(np.int64), -1)[..., 0]
        return np.log(np.sum(np.exp(moved), axis=-1)) - chosen

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        logits, labels = node.inputs
        dtype = logits.type.dtype
        target = emit(OneHot(dtype=dtype), labels, emit(SizeOf((-1,)), logits))
        error = emit(Sub(), emit(Softmax(), logits), target)
        return (emit(Mul(), emit(ExpandDims((logits.type.rank - 1,)), grad), error), None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * int(operands[0].size)
