"""The error function and its complement, element by element.

NumPy has neither, so the kernel is here: three rational approximations, one per range of ``|x|``.
Source: W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of
Computation 23 (1969), pages 631-637, with the coefficients of his CALERF (netlib specfun).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.ir.op import POINTWISE, Array, Onnx, op
from graphrt.ops.arithmetic import Mul, Neg, Square
from graphrt.ops.exponential import Exp
from graphrt.ops.pointwise import SameType
from graphrt.types import ValueType

# numerator and denominator, highest power first
_NEAR = (  # of erf(x) / x in x^2, for |x| <= 0.46875
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2,
     3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
     2.84423683343917062e3),
)  # fmt: skip
_MIDDLE = (  # of e^(x^2) erfc(x) in x, for 0.46875 < x <= 4
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0,
     6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
     1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
     1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3,
     3.43936767414372164e3, 1.23033935480374942e3),
)  # fmt: skip
_FAR = (  # of (1 / sqrt(pi) - x e^(x^2) erfc(x)) x^2 in 1 / x^2, for x > 4
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
     1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242e0, 1.87295284992346047e0, 5.27905102951428412e-1,
     6.05183413124413191e-2, 2.33520497626869185e-3),
)  # fmt: skip
_ZERO_FROM = 28.0  # erfc is below the least positive number


def erf(x: Array) -> Array:
    """``2 / sqrt(pi) * integral of e^(-t^2) from 0 to x``, in the dtype of ``x``."""
    return _by_range(x, near=lambda value: value, far=lambda tail: (0.5 - tail) + 0.5, odd=True)


def erfc(x: Array) -> Array:
    """``1 - erf(x)``, without cancellation where that is near 0, in the dtype of ``x``."""
    return _by_range(x, near=lambda value: 1 - value, far=lambda tail: tail, odd=False)


def _by_range(x: Array, near: Any, far: Any, odd: bool) -> Array:
    """Either function: ``near`` takes erf(x), ``far`` erfc(|x|)."""
    wide = np.asarray(x, np.float64)
    size = np.abs(wide)
    result = np.empty_like(wide)
    is_near = size <= 0.46875
    chosen = wide[is_near]
    result[is_near] = near(chosen * _ratio(_NEAR, chosen * chosen))
    is_far = ~is_near
    chosen = size[is_far]
    found = far(_tail(chosen))
    below = wide[is_far] < 0
    result[is_far] = np.where(below, -found if odd else 2 - found, found)
    return result.astype(x.dtype, copy=False)


def _tail(size: Array) -> Array:
    """erfc where ``size`` is above 0.46875, or NaN."""
    size = np.minimum(size, _ZERO_FROM)
    scaled = np.empty_like(size)
    is_middle = size <= 4
    chosen = size[is_middle]
    scaled[is_middle] = _ratio(_MIDDLE, chosen)
    is_far = ~is_middle
    chosen = size[is_far]
    inverse = 1 / (chosen * chosen)
    scaled[is_far] = (1 / math.sqrt(math.pi) - inverse * _ratio(_FAR, inverse)) / chosen
    # e^(-x^2) with x^2 in two parts, the larger one exact: x^2 itself would be rounded
    coarse = np.trunc(size * 16) / 16
    fine = (size - coarse) * (size + coarse)
    result: Array = np.exp(-coarse * coarse) * np.exp(-fine) * scaled
    return result


def _ratio(coefficients: Any, x: Array) -> Array:
    """A rational function, both of its polynomials by Horner's rule."""
    above, below = (np.full_like(x, each[0]) for each in coefficients)
    for a, b in zip(*(each[1:] for each in coefficients), strict=True):
        above *= x
        above += a
        below *= x
        below += b
    return np.divide(above, below, out=above)


class _ErrorFunction(SameType):
    """Shared gradient, and cost."""

    def bell(self, emit: Any, node: Any, grad: Any) -> Any:
        """``g 2 / sqrt(pi) e^(-x^2)``."""
        bell = emit(Exp(), emit(Neg(), emit(Square(), node.inputs[0])))
        return emit(Mul(), grad, emit(Mul(), bell, 2 / math.sqrt(math.pi)))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 40 * results[0].size


@op("erf", traits=POINTWISE, gate="multiplies by 2/sqrt(pi) e^-x^2", onnx=Onnx("Erf", 9))
class Erf(_ErrorFunction):
    """``y = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x``, elementwise, to 4 units in the
    last place.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g 2 / sqrt(pi) e^(-x^2).
    Source: ONNX Erf-13; Cody 1969.
    """

    def compute(self, x: Array) -> Any:
        return erf(x)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (self.bell(emit, node, grad),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.erf(x)


@op("erfc", traits=POINTWISE, gate="multiplies by -2/sqrt(pi) e^-x^2")
class Erfc(_ErrorFunction):
    """``y = 1 - erf(x)``, elementwise, to 8 units in the last place, also where it is small.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g 2 / sqrt(pi) e^(-x^2).
    Source: Cody 1969.
    """

    def compute(self, x: Array) -> Any:
        return erfc(x)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Neg(), self.bell(emit, node, grad)),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.erfc(x)
