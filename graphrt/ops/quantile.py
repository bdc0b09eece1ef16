"""The quantile function of the standard normal distribution, with the same bits everywhere.

It uses +, -, *, / and square roots only, which IEEE 754 rounds alike on every machine; logarithms
of NumPy differ in the last bit between processors. Source: Wichura, Algorithm AS 241
(PPND16), Applied Statistics 37, 1988.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

CENTRE = (
    (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
     5.2264952788528545610e3),
)  # fmt: skip
MIDDLE = (
    (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9),
)  # fmt: skip
FAR = (
    (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15),
)  # fmt: skip
LN2 = 0.6931471805599453
SERIES = tuple(1 / (2 * k + 1) for k in range(12, 0, -1))  # of artanh x / x - 1, in x^2


def normal_quantile(p: Array) -> Array:
    """The x below which a standard normal number lies with probability ``p``, 0 < p < 1."""
    q = p - 0.5
    x = q * _ratio(CENTRE, 0.180625 - q * q)
    tail = np.abs(q) > 0.425
    if tail.any():
        near = np.where(q[tail] < 0, p[tail], 1 - p[tail])
        r = np.sqrt(-logarithm(near))
        far = np.where(r <= 5, _ratio(MIDDLE, r - 1.6), _ratio(FAR, r - 5))
        x[tail] = np.where(q[tail] < 0, -far, far)
    return x


def logarithm(x: Array) -> Array:
    """ln x for x > 0: of the fraction by ``2 artanh((m - 1) / (m + 1))``, as a series."""
    fraction, exponent = np.frexp(x)
    small = fraction < 0.7071067811865476
    fraction = np.where(small, fraction + fraction, fraction)
    exponent = np.where(small, exponent - 1, exponent)
    ratio = (fraction - 1) / (fraction + 1)
    square = ratio * ratio
    series = np.zeros_like(square)
    for each in SERIES:
        series = (series + each) * square
    result: Array = exponent * LN2 + (ratio + ratio) * (series + 1)
    return result


def _ratio(coefficients: tuple[Sequence[float], Sequence[float]], x: Array) -> Array:
    above, below = (_polynomial(each, x) for each in coefficients)
    return above / below


def _polynomial(coefficients: Sequence[float], x: Array) -> Array:
    """By Horner's rule, from the last coefficient on."""
    total = np.full_like(x, coefficients[-1])
    for each in coefficients[-2::-1]:
        total *= x
        total += each
    return total
