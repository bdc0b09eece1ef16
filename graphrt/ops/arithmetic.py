"""Arithmetic on one or two tensors, element by element.

Operands broadcast as in NumPy. What happens at infinities and NaN is IEEE 754's business:
nothing is caught or replaced. Gradient formulas write g for the gradient of the result.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from graphrt.dims import dim_max, dim_min
from graphrt.ir.op import ARITHMETIC, COMMUTATIVE, POINTWISE, Array, Onnx, op
from graphrt.ops.compare import Equal, Greater, Where, fits
from graphrt.ops.pointwise import FLOATS, NUMBERS, Binary, IntoBuffer, SameType, Step, Unary, ufunc


def known_pair(function: Callable[[Any, Any], Any], x: Any, y: Any) -> Any:
    """Arithmetic on what is known of two small integer operands."""
    left, right = x.known, y.known
    if left is None or right is None:
        return None
    lefts, rights = (v if isinstance(v, tuple) else (v,) for v in (left, right))
    length = len(rights) if len(lefts) == 1 else len(lefts)
    if len(rights) not in (1, length):
        return None
    lefts, rights = (v * length if len(v) == 1 else v for v in (lefts, rights))
    result = tuple(map(function, lefts, rights))
    if not all(fits(each, x.type.dtype) for each in result):
        return None  # the kernel would wrap around; leave it to the kernel
    scalar = not isinstance(left, tuple) and not isinstance(right, tuple)
    return result[0] if scalar else result


@op("add", traits=ARITHMETIC | COMMUTATIVE, gate="distributes the gradient", onnx=Onnx("Add", 7))
class Add(Binary):
    """``z = x + y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g to both.  Source: ONNX Add-14.
    """

    ufunc = ufunc(np.add)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (grad, grad)

    def known(self, x: Any, y: Any) -> Any:
        return known_pair(operator.add, x, y)


@op("sub", traits=ARITHMETIC, gate="distributes it, negated to the second", onnx=Onnx("Sub", 7))
class Sub(Binary):
    """``z = x - y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g to x, -g to y.  Source: ONNX Sub-14.
    """

    ufunc = ufunc(np.subtract)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (grad, emit(Neg(), grad))

    def known(self, x: Any, y: Any) -> Any:
        return known_pair(operator.sub, x, y)


@op("mul", traits=ARITHMETIC | COMMUTATIVE, gate="swaps the operands", onnx=Onnx("Mul", 7))
class Mul(Binary):
    """``z = x * y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g y to x, g x to y.  Source: ONNX Mul-14.
    """

    ufunc = ufunc(np.multiply)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs
        return (emit(Mul(), grad, y), emit(Mul(), grad, x))

    def known(self, x: Any, y: Any) -> Any:
        return known_pair(operator.mul, x, y)


@op("div", traits=POINTWISE, gate="divides by y; -z/y to y", onnx=Onnx("Div", 7))
class Div(Binary):
    """``z = x / y``, elementwise, floats only. ``x / 0`` is an infinity, ``0 / 0`` NaN.

    Shapes: x, y broadcast -> z.  Gradient: g / y to x, -g z / y to y.
    Source: ONNX Div-14, for floats.
    """

    ufunc = ufunc(np.divide)
    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y, z = node.inputs[1], node.outputs[0]
        to_x = emit(Div(), grad, y)
        return (to_x, emit(Neg(), emit(Mul(), to_x, z)))


@op("neg", traits=ARITHMETIC, gate="negates", onnx=Onnx("Neg", 6))
class Neg(Unary):
    """``y = -x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g.  Source: ONNX Neg-13.
    """

    ufunc = ufunc(np.negative)
    kinds: ClassVar[tuple[str, ...]] = ("float", "int")

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Neg(), grad),)

    def known(self, x: Any) -> Any:
        entries = x.known if isinstance(x.known, tuple) else (x.known,)
        if None in entries or not all(fits(-each, x.type.dtype) for each in entries):
            return None
        return tuple(-each for each in entries) if isinstance(x.known, tuple) else -x.known


class Chain(SameType):
    """An op of one operand that states its derivative; the chain rule does the rest."""

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        """``dy/dx`` as a value, from the operand and the result."""
        raise NotImplementedError(f"{type(self).__name__}.derivative")

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Mul(), grad, self.derivative(emit, node.inputs[0], node.outputs[0])),)


class ChainUfunc(Chain, Unary):
    """A ufunc of one operand that states its derivative."""


@op("abs", traits=ARITHMETIC, gate="multiplies by the sign", onnx=Onnx("Abs", 6))
class Abs(ChainUfunc):
    """``y = |x|``, elementwise; the least integer of a dtype wraps around to itself.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sign(x), so 0 at the kink.
    Source: ONNX Abs-13.
    """

    ufunc = ufunc(np.absolute)
    kinds: ClassVar[tuple[str, ...]] = NUMBERS

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Sign(), x)


@op("sign", traits=POINTWISE, gate="blocks", onnx=Onnx("Sign", 9))
class Sign(Step):
    """``y = -1, 0 or 1`` as x is below, at or above 0, elementwise; NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Sign-13.
    """

    ufunc = ufunc(np.sign)
    kinds: ClassVar[tuple[str, ...]] = NUMBERS

    def scalar(self, s: Any, x: Any) -> Any:
        zero = s.const(0)
        below = s.select(s.less(x, zero), s.const(-1), x)
        return s.select(s.less(zero, x), s.const(1), below)


@op("reciprocal", traits=POINTWISE, gate="multiplies by -1/x^2", onnx=Onnx("Reciprocal", 6))
class Reciprocal(Unary):
    """``y = 1 / x``, elementwise; ``1 / 0`` is an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g y^2.  Source: ONNX Reciprocal-13.
    """

    ufunc = ufunc(np.reciprocal)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Neg(), emit(Mul(), grad, emit(Square(), node.outputs[0]))),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.div(s.const(1), x)


@op("square", traits=POINTWISE, gate="multiplies by 2x")
class Square(Unary):
    """``y = x^2``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: 2 g x.
    """

    ufunc = ufunc(np.square)
    kinds: ClassVar[tuple[str, ...]] = NUMBERS

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Mul(), grad, emit(Mul(), node.inputs[0], 2)),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.mul(x, x)


@op("sqrt", traits=POINTWISE, gate="divides by 2 sqrt(x)", onnx=Onnx("Sqrt", 6))
class Sqrt(Unary):
    """``y = sqrt(x)``, elementwise; NaN below 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (2 y), infinite at 0.
    Source: ONNX Sqrt-13.
    """

    ufunc = ufunc(np.sqrt)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Div(), grad, emit(Mul(), node.outputs[0], 2)),)


@op("rsqrt", traits=POINTWISE, gate="multiplies by -y^3/2")
class Rsqrt(Chain, IntoBuffer):
    """``y = 1 / sqrt(x)``, elementwise; infinite at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g y^3 / 2.
    """

    def compute(self, x: Array, out: Array | None = None) -> Any:
        return np.reciprocal(np.sqrt(x), out=out)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Mul(), emit(Mul(), emit(Square(), y), y), -0.5)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.div(s.const(1), s.sqrt(x))


class _Extremum(Binary):
    """Shared gradient of max and min: to the operand that won, half to each at a tie."""

    def bind(self, outs: Sequence[Any], *xs: Any) -> Callable[[], object]:
        return partial(self.ufunc, *xs, out=outs[0])  # NumPy wants it named for these two

    def _route(self, emit: Any, won: Any, tied: Any, grad: Any) -> Any:
        half = emit(Mul(), grad, 0.5)
        return emit(Where(), won, grad, emit(Where(), tied, half, 0))

    def _routes(self, emit: Any, node: Any, grad: Any, first: Any, second: Any) -> Sequence[Any]:
        tied = emit(Equal(), *node.inputs)
        return (self._route(emit, first, tied, grad), self._route(emit, second, tied, grad))


# No COMMUTATIVE: which of 0.0 and -0.0 comes out depends on the order of the operands.
@op("max", traits=POINTWISE, gate="routes to the larger", onnx=Onnx("Max", 8))
class Max(_Extremum):
    """``z = max(x, y)``, elementwise; NaN if either is NaN. (`reduce_max` goes along axes.)

    Shapes: x, y broadcast -> z.  Gradient: g to the larger operand, g / 2 to each where
    they are equal, 0 to both where one is NaN.  Source: ONNX Max-13, with two operands.
    """

    ufunc = ufunc(np.maximum)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs
        return self._routes(emit, node, grad, emit(Greater(), x, y), emit(Greater(), y, x))

    def known(self, x: Any, y: Any) -> Any:
        return known_pair(dim_max, x, y)


@op("min", traits=POINTWISE, gate="routes to the smaller", onnx=Onnx("Min", 8))
class Min(_Extremum):
    """``z = min(x, y)``, elementwise; NaN if either is NaN.

    Shapes: x, y broadcast -> z.  Gradient: g to the smaller operand, g / 2 to each where
    they are equal, 0 to both where one is NaN.  Source: ONNX Min-13, with two operands.
    """

    ufunc = ufunc(np.minimum)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs
        return self._routes(emit, node, grad, emit(Greater(), y, x), emit(Greater(), x, y))

    def known(self, x: Any, y: Any) -> Any:
        return known_pair(dim_min, x, y)
