"""Losses that are one op because their parts would lose precision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.op import POINTWISE, PURE, Array, Onnx, Op, op
from graphrt.ops.activation import Sigmoid, log1p_decay, log1p_decay_of_one
from graphrt.ops.arithmetic import Mul, Neg, Sub
from graphrt.ops.axes import agree
from graphrt.ops.pointwise import FLOATS, IntoBuffer, broadcast_type, require
from graphrt.ops.selecting import OneHot
from graphrt.ops.shape import ExpandDims
from graphrt.ops.softmax import Softmax, shifted
from graphrt.ops.source import SizeOf
from graphrt.types import INT64, DType, ValueType


def _type_of_loss(scores: Any, labels: Any, what: str) -> ValueType:
    """One number for each label, which must lie beside all axes of ``scores`` but the last."""
    require(scores, FLOATS, what)
    if not labels.type.dtype.is_integer:
        raise DTypeError(
            f"labels must be integer class numbers, got {labels.type.dtype}",
            hint="for one-hot labels use argmax(labels)",
        )
    if scores.type.shape == ():
        raise ShapeError(f"{what} need a last axis of classes")
    shape, given = scores.type.shape, labels.type.shape
    if shape is None or given is None:
        return ValueType(scores.type.dtype, given if shape is None else shape[:-1])
    if not agree(shape[:-1], given):
        raise ShapeError(f"labels must be {list(shape[:-1])}, got {list(given)}")
    return ValueType(scores.type.dtype, shape[:-1])


class _OfClasses(Op):
    """A loss of class scores and class numbers."""

    beside_row = (1,)

    def chosen(self, scores: Array, labels: Array) -> Array:
        """The score of each label. Raises `IndexError` for a label that is no class."""
        classes = scores.shape[-1]
        wrong = (labels < 0) | (labels >= classes)
        if wrong.any():
            bad = labels[wrong].flat[0]
            raise IndexError(f"{self.name}: label {bad} is outside 0 .. {classes - 1}")
        found: Array = np.take_along_axis(scores, labels[..., None].astype(np.int64), -1)[..., 0]
        return found

    def row_axes(self, rank: int) -> tuple[int, ...]:
        return (rank - 1,)

    def chosen_of_row(self, s: Any, score: Any, label: Any) -> Any:
        """`chosen`, for `row`."""
        label = s.cast(label, INT64)
        is_class = s.logical_and(s.less_equal(s.const(0), label), s.less(label, s.row_count(label)))
        here = s.equal(s.position(score), s.require(label, is_class))
        return s.row_sum(s.select(here, score, s.const(0)))

    def spread(self, emit: Any, node: Any, grad: Any) -> Any:
        """The gradient of the losses beside the axis of classes."""
        return emit(ExpandDims((node.inputs[0].type.rank - 1,)), grad)

    def one_hot(self, emit: Any, node: Any) -> Any:
        scores, labels = node.inputs
        return emit(OneHot(dtype=scores.type.dtype), labels, emit(SizeOf((-1,)), scores))

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)


@op("cross_entropy", traits=PURE, gate="gives softmax minus one-hot",
    onnx=Onnx("SoftmaxCrossEntropyLoss", 12))  # fmt: skip
class CrossEntropy(_OfClasses):
    """``L = ln(sum_j e^logits_j) - logits_label``, per example, computed by log-sum-exp.

    The largest logit is subtracted first, so no finite logits overflow. A logit of ``-inf``
    is a class that cannot be: it adds nothing, and as the label it costs ``inf``. A NaN or
    ``+inf`` makes its example NaN. Shapes: logits ``[..., C]``, labels integer ``[...]`` ->
    ``[...]``.  A label outside ``0 .. C-1`` is an IndexError.
    Gradient: g (softmax(logits) - one_hot(labels)) to logits, none to labels.
    Source: ONNX SoftmaxCrossEntropyLoss-13 with reduction none.
    """

    def infer(self, logits: Any, labels: Any) -> ValueType:
        return _type_of_loss(logits, labels, "logits")

    def compute(self, logits: Array, labels: Array) -> Any:
        moved = shifted(logits, -1)
        chosen = self.chosen(moved, labels)
        return np.log(np.sum(np.exp(moved), axis=-1)) - chosen

    def row(self, s: Any, logits: Any, label: Any) -> Any:
        moved = s.sub(logits, s.row_max(logits))
        return s.sub(s.log(s.row_sum(s.exp(moved))), self.chosen_of_row(s, moved, label))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        error = emit(Sub(), emit(Softmax(), node.inputs[0]), self.one_hot(emit, node))
        return (emit(Mul(), self.spread(emit, node, grad), error), None)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * int(operands[0].size)


@op("nll", traits=PURE, gate="gives minus one-hot", onnx=Onnx("NegativeLogLikelihoodLoss", 12))
class Nll(_OfClasses):
    """``L = -log_probs_label``, per example: the negative log-likelihood.

    Shapes: log_probs ``[..., C]``, labels integer ``[...]`` -> ``[...]``.  A label outside
    ``0 .. C-1`` is an IndexError.
    Gradient: -g one_hot(labels) to log_probs, none to labels.
    Source: ONNX NegativeLogLikelihoodLoss-22 with reduction none.
    """

    def infer(self, log_probs: Any, labels: Any) -> ValueType:
        return _type_of_loss(log_probs, labels, "log_probs")

    def compute(self, log_probs: Array, labels: Array) -> Any:
        return np.negative(self.chosen(log_probs, labels))

    def row(self, s: Any, log_probs: Any, label: Any) -> Any:
        return s.neg(self.chosen_of_row(s, log_probs, label))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        weighted = emit(Mul(), self.spread(emit, node, grad), self.one_hot(emit, node))
        return (emit(Neg(), weighted), None)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return results[0].size


@op("bce_with_logits", traits=POINTWISE, gate="gives sigmoid minus target")
class BceWithLogits(IntoBuffer):
    """``L = -t ln s - (1 - t) ln(1 - s)`` with s = sigmoid(logits), t = targets, elementwise:
    the binary cross-entropy, computed as ``max(x, 0) - x t + ln(1 + e^-|x|)``.

    No finite logits overflow, and a loss near 0 keeps its digits; NaN at an infinite logit.
    Shapes: logits, targets broadcast -> L.
    Gradient: g (s - t) to logits, -g logits to targets.
    """

    def infer(self, logits: Any, targets: Any) -> ValueType:
        require(logits, FLOATS, "logits")
        return broadcast_type(logits, targets)

    def compute(self, logits: Array, targets: Array, out: Array | None = None) -> Any:
        linear = np.maximum(logits, 0) - logits * targets
        return np.add(linear, log1p_decay(logits), out=out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        logits, targets = node.inputs
        error = emit(Sub(), emit(Sigmoid(), logits), targets)
        return (emit(Mul(), grad, error), emit(Neg(), emit(Mul(), grad, logits)))

    def scalar(self, s: Any, logits: Any, targets: Any) -> Any:
        linear = s.sub(s.max(logits, s.const(0)), s.mul(logits, targets))
        return s.add(linear, log1p_decay_of_one(s, logits))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 7 * results[0].size
