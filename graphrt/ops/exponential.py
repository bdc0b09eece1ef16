"""Powers, exponentials and logarithms, element by element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.ir.op import POINTWISE, Onnx, op
from graphrt.ops.arithmetic import Div, Mul, Sub
from graphrt.ops.compare import Equal, Where
from graphrt.ops.pointwise import FLOATS, Binary, Unary, ufunc


@op("exp", traits=POINTWISE, gate="multiplies by its output", onnx=Onnx("Exp", 6))
class Exp(Unary):
    """``y = e^x``, elementwise; infinite above 709.78 in float64 and 88.72 in float32.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g y.  Source: ONNX Exp-13.
    """

    ufunc = ufunc(np.exp)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Mul(), grad, node.outputs[0]),)


@op("log", traits=POINTWISE, gate="divides by x", onnx=Onnx("Log", 6))
class Log(Unary):
    """``y = ln x``, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / x.  Source: ONNX Log-13.
    """

    ufunc = ufunc(np.log)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Div(), grad, node.inputs[0]),)


@op("pow", traits=POINTWISE, gate="multiplies by y x^(y-1)", onnx=Onnx("Pow", 7))
class Pow(Binary):
    """``z = x^y``, elementwise, floats; NaN for x < 0 and a fractional y.

    Shapes: x, y broadcast -> z.  Gradient: g y x^(y-1) to x, which is 0 where y = 0;
    g z ln x to y, which is 0 where x = 0.  Source: ONNX Pow-15, for one dtype.
    """

    ufunc = ufunc(np.power)
    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs
        slope = emit(Mul(), y, emit(Pow(), x, emit(Sub(), y, 1)))
        to_x = emit(Mul(), grad, emit(Where(), emit(Equal(), y, 0), 0, slope))
        zero = emit(Equal(), x, 0)
        log_x = emit(Where(), zero, 0, emit(Log(), emit(Where(), zero, 1, x)))
        return (to_x, emit(Mul(), grad, emit(Mul(), node.outputs[0], log_x)))
