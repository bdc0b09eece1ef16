"""Circular and hyperbolic functions, element by element; angles are in radians."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.ir.op import POINTWISE, Onnx, op
from graphrt.ops.arithmetic import Mul, Sub
from graphrt.ops.pointwise import Unary, ufunc


@op("tanh", traits=POINTWISE, gate="multiplies by 1 - y^2", onnx=Onnx("Tanh", 6))
class Tanh(Unary):
    """``y = tanh x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - y^2).  Source: ONNX Tanh-13.
    """

    ufunc = ufunc(np.tanh)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y = node.outputs[0]
        return (emit(Mul(), grad, emit(Sub(), 1, emit(Mul(), y, y))),)
