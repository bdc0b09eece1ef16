"""Activations made of two or three pieces, most of them lines. (`relu` is in `activation.py`.)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import OpError
from graphrt.ir.op import POINTWISE, Array, Onnx, op
from graphrt.ops.arithmetic import Add, Div, Mul
from graphrt.ops.compare import Greater, Less, LogicalAnd, Where
from graphrt.ops.pointwise import FLOATS, IntoBuffer, SameType, broadcast_type, require
from graphrt.types import ValueType


def _where_positive(emit: Any, x: Any, above: Any, otherwise: Any) -> Any:
    return emit(Where(), emit(Greater(), x, 0), above, otherwise)


def _positive(s: Any, x: Any, above: Any, otherwise: Any) -> Any:
    return s.select(s.less(s.const(0), x), above, otherwise)


@op("leaky_relu", traits=POINTWISE, gate="multiplies by 1, or alpha below 0",
    onnx=Onnx("LeakyRelu", 6))  # fmt: skip
class LeakyRelu(SameType, IntoBuffer):
    """``y = x where x > 0, else alpha x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else alpha g (so at the kink).
    Source: ONNX LeakyRelu-16.
    """

    alpha: float = 0.01

    def compute(self, x: Array, out: Array | None = None) -> Any:
        slopes = np.where(x > 0, x.dtype.type(1), x.dtype.type(self.alpha))
        return np.multiply(x, slopes, out=out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (_where_positive(emit, node.inputs[0], grad, emit(Mul(), grad, self.alpha)),)

    def scalar(self, s: Any, x: Any) -> Any:
        return _positive(s, x, x, s.mul(x, s.const(self.alpha)))


@op("prelu", traits=POINTWISE, gate="multiplies by 1, or slope below 0", onnx=Onnx("PRelu", 7))
class PRelu(IntoBuffer):
    """``z = x where x > 0, else slope x``, elementwise, with a slope that can be learned.

    Shapes: x, slope broadcast -> z.  Gradient: to x, g where x > 0, else g slope (so at the
    kink); to slope, g x where x <= 0, else 0.  Source: ONNX PRelu-16.
    """

    def infer(self, x: Any, slope: Any) -> ValueType:
        require(x, FLOATS)
        return broadcast_type(x, slope)

    def compute(self, x: Array, slope: Array, out: Array | None = None) -> Any:
        return np.multiply(x, np.where(x > 0, x.dtype.type(1), slope), out=out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, slope = node.inputs
        to_x = _where_positive(emit, x, grad, emit(Mul(), grad, slope))
        return (to_x, _where_positive(emit, x, 0, emit(Mul(), grad, x)))

    def scalar(self, s: Any, x: Any, slope: Any) -> Any:
        return _positive(s, x, x, s.mul(x, slope))


@op("thresholded_relu", traits=POINTWISE, gate="routes to where x > alpha",
    onnx=Onnx("ThresholdedRelu", 10))  # fmt: skip
class ThresholdedRelu(SameType):
    """``y = x where x > alpha, else 0``, elementwise; 0 for NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > alpha, else 0; the jump does not
    count.  Source: ONNX ThresholdedRelu-10.
    """

    alpha: float = 1.0

    def compute(self, x: Array) -> Any:
        return np.where(x > self.alpha, x, x.dtype.type(0))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Where(), emit(Greater(), node.inputs[0], self.alpha), grad, 0),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.select(s.less(s.const(self.alpha), x), x, s.const(0))


class _Exponential(SameType, IntoBuffer):
    """An activation that is ``scale (e^(x / width) - 1)`` below 0 and ``above x`` above."""

    def constants(self) -> tuple[float, float, float]:
        """``above``, ``scale``, ``width``."""
        raise NotImplementedError(f"{type(self).__name__}.constants")

    def compute(self, x: Array, out: Array | None = None) -> Any:
        above, scale, width = map(x.dtype.type, self.constants())
        below = np.expm1(np.minimum(x, 0) / width) * scale  # 0 where x > 0
        return np.add(np.maximum(x, 0) * above, below, out=out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        above, scale, width = self.constants()
        slope = emit(Div(), emit(Add(), y, scale), width)
        return (_where_positive(emit, x, emit(Mul(), grad, above), emit(Mul(), grad, slope)),)

    def scalar(self, s: Any, x: Any) -> Any:
        above, scale, width = map(s.const, self.constants())
        below = s.mul(s.expm1(s.div(s.min(x, s.const(0)), width)), scale)
        return _positive(s, x, s.mul(x, above), below)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * results[0].size


@op("elu", traits=POINTWISE, gate="multiplies by 1, or y + alpha below 0", onnx=Onnx("Elu", 6))
class Elu(_Exponential):
    """``y = x where x > 0, else alpha (e^x - 1)``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else g (y + alpha), so g alpha
    at 0, a kink unless alpha = 1.  Source: ONNX Elu-22; Clevert et al. 2015.
    """

    alpha: float = 1.0

    def constants(self) -> tuple[float, float, float]:
        return 1.0, self.alpha, 1.0


@op("selu", traits=POINTWISE, gate="multiplies by gamma, or y + gamma alpha below 0",
    onnx=Onnx("Selu", 6))  # fmt: skip
class Selu(_Exponential):
    """``y = gamma x where x > 0, else gamma alpha (e^x - 1)``, elementwise. The constants keep
    a mean of 0 and a variance of 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g gamma where x > 0, else g (y + gamma alpha)
    (so at the kink).  Source: ONNX Selu-22; Klambauer et al. 2017.
    """

    alpha: float = 1.6732632423543772
    gamma: float = 1.0507009873554805

    def constants(self) -> tuple[float, float, float]:
        return self.gamma, self.gamma * self.alpha, 1.0


@op("celu", traits=POINTWISE, gate="multiplies by 1, or e^(x/alpha) below 0", onnx=Onnx("Celu", 12))
class Celu(_Exponential):
    """``y = x where x > 0, else alpha (e^(x / alpha) - 1)``, elementwise; alpha is not 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else g e^(x / alpha); no kink.
    Source: ONNX Celu-12; Barron 2017.
    """

    alpha: float = 1.0

    def check(self) -> None:
        if self.alpha == 0:
            raise OpError("celu: alpha cannot be 0")

    def constants(self) -> tuple[float, float, float]:
        return 1.0, self.alpha, self.alpha


@op(
    "hard_sigmoid", traits=POINTWISE, gate="multiplies by alpha inside", onnx=Onnx("HardSigmoid", 6)
)
class HardSigmoid(SameType, IntoBuffer):
    """``y = max(0, min(1, alpha x + beta))``, elementwise. (Some libraries have alpha = 1/6.)

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g alpha where 0 < y < 1, else 0 (so at the
    kinks).  Source: ONNX HardSigmoid-22.
    """

    alpha: float = 0.2
    beta: float = 0.5

    def compute(self, x: Array, out: Array | None = None) -> Any:
        line = x * x.dtype.type(self.alpha) + x.dtype.type(self.beta)
        return np.maximum(np.minimum(line, 1), 0, out=out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y = node.outputs[0]
        inside = emit(LogicalAnd(), emit(Greater(), y, 0), emit(Less(), y, 1))
        return (emit(Where(), inside, emit(Mul(), grad, self.alpha), 0),)

    def scalar(self, s: Any, x: Any) -> Any:
        return _unit(s, s.add(s.mul(x, s.const(self.alpha)), s.const(self.beta)))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * results[0].size


@op("hard_swish", traits=POINTWISE, gate="multiplies by x/3 + 1/2 inside",
    onnx=Onnx("HardSwish", 14))  # fmt: skip
class HardSwish(SameType, IntoBuffer):
    """``y = x max(0, min(1, x / 6 + 1/2))``, elementwise; NaN at ``-inf``.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: 0 where x <= -3, g where x >= 3, between them
    g (x / 3 + 1/2).  Source: ONNX HardSwish-22; Howard et al. 2019.
    """

    def compute(self, x: Array, out: Array | None = None) -> Any:
        line = x * x.dtype.type(1 / 6) + x.dtype.type(0.5)
        return np.multiply(x, np.maximum(np.minimum(line, 1), 0), out=out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        slope = emit(Add(), emit(Mul(), x, 1 / 3), 0.5)
        below = emit(Where(), emit(Less(), x, 3), emit(Mul(), grad, slope), grad)
        return (emit(Where(), emit(Greater(), x, -3), below, 0),)

    def scalar(self, s: Any, x: Any) -> Any:
        line = s.add(s.mul(x, s.const(1 / 6)), s.const(0.5))
        return s.mul(x, _unit(s, line))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 5 * results[0].size


def _unit(s: Any, line: Any) -> Any:
    """``line`` between 0 and 1."""
    return s.max(s.const(0), s.min(s.const(1), line))
