"""Elementary functions on vectors: range reduction, then a polynomial.

exp, expm1, log, log1p, sigmoid, sin, cos, erf and pow are within 2 ulp, tanh and atan2 within 3,
erfc within 4 (5 in float32), for every argument: NaN gives NaN, infinities their limits, zeros
keep their signs, subnormal arguments and results are as good as others, and sin and cos know where
the largest number lies on the circle. Remainders are exact.

The coefficients are computed by ``tools/fit_vecmath.py``.
"""

from graphrt.backends.native.vecmath.error_function import erf, erfc
from graphrt.backends.native.vecmath.exponential import exp, expm1, sigmoid, tanh
from graphrt.backends.native.vecmath.logarithm import log, log1p
from graphrt.backends.native.vecmath.power import power
from graphrt.backends.native.vecmath.remainder import remainder
from graphrt.backends.native.vecmath.trigonometric import atan2, cos, sin

__all__ = [
    "atan2", "cos", "erf", "erfc", "exp", "expm1", "log", "log1p", "power", "remainder",
    "sigmoid", "sin", "tanh",
]  # fmt: skip
