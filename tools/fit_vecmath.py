"""Compute the coefficients of the native backend's elementary functions.

    python tools/fit_vecmath.py    # writes graphrt/backends/native/vecmath/coefficients.py

Each function is interpolated at the Chebyshev points of its interval in many digits, which
comes within a small factor of the best polynomial (Trefethen, Approximation Theory and
Approximation Practice, ch. 16); the coefficients are rounded to doubles last. Nothing but the
standard library is needed.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from decimal import Decimal, getcontext, localcontext
from pathlib import Path
from typing import NamedTuple

Real = Callable[[Decimal], Decimal]
TARGET = Path(__file__).parents[1] / "graphrt/backends/native/vecmath/coefficients.py"
TWO_OVER_PI_BITS = 1280
DIGITS = 480  # erfc(27) is 1 - erf(27), which begins with 318 nines
getcontext().prec = DIGITS


def series(term: Decimal, ratio: Callable[[int], Decimal]) -> Decimal:
    """The sum of terms, the k-th of which is ``ratio(k)`` times the one before."""
    total, k = Decimal(0), 0
    while term and abs(term) > abs(total).scaleb(-getcontext().prec):
        total += term
        k += 1
        term *= ratio(k)
    return total


def arctangent(x: Decimal) -> Decimal:
    """Euler's series, of terms with one sign."""
    square = x * x / (1 + x * x)
    return series(x / (1 + x * x), lambda k: square * 2 * k / (2 * k + 1))


PI = 4 * (4 * arctangent(Decimal(1) / 5) - arctangent(Decimal(1) / 239))  # Machin
LN2 = Decimal(2).ln()


def sine(x: Decimal) -> Decimal:
    return series(x, lambda k: -x * x / (2 * k * (2 * k + 1)))


def cosine(x: Decimal) -> Decimal:
    return series(Decimal(1), lambda k: -x * x / (2 * k * (2 * k - 1)))


def artanh(x: Decimal) -> Decimal:
    return ((1 + x) / (1 - x)).ln() / 2


def erf(x: Decimal) -> Decimal:
    """Of terms with one sign, so that nothing cancels."""
    total = series(x, lambda k: 2 * x * x / (2 * k + 1))
    return 2 / PI.sqrt() * (-x * x).exp() * total


# -- fits --------------------------------------------------------------------------------------


def solve(rows: list[list[Decimal]]) -> list[Decimal]:
    """Gaussian elimination with pivots; the last column is the right-hand side."""
    size = len(rows)
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        for i in range(size):
            if i != k:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[-1] / row[k] for k, row in enumerate(rows)]


def points(count: int, low: Decimal, high: Decimal) -> list[Decimal]:
    """The Chebyshev points of an interval."""
    angles = [PI * (2 * k + 1) / (2 * count) for k in range(count)]
    return [(low + high) / 2 + (high - low) / 2 * cosine(angle) for angle in angles]


def polynomial(function: Real, low: Decimal, high: Decimal, count: int) -> list[float]:
    """``count`` coefficients of ``function`` on an interval, highest power first."""
    rows = [[*(x**power for power in range(count)), function(x)] for x in points(count, low, high)]
    return [float(each) for each in reversed(solve(rows))]


def quotient(
    function: Real, weight: Real, grid: list[Decimal], above: int, below: int
) -> tuple[list[float], ...]:
    """A function on a grid as ``P(x) / Q(x)``, highest power first: ``above`` coefficients of P and
    ``below`` of Q, the last of which is 1. The largest error times ``weight`` is the least there
    is: Remez' exchange."""
    count = above + below - 1
    values, weights = ([each(x) for x in grid] for each in (function, weight))
    top, bottom = [Decimal(0)] * above, [Decimal(0)] * (below - 1) + [Decimal(1)]
    level = Decimal(0)
    chosen = [round(GRID * (k / count) ** 2 * 0.999) for k in range(count + 1)]
    for _ in range(30):
        rows = []
        for sign, k in enumerate(chosen):
            x, value = grid[k], values[k]
            error = horner(bottom, x) / weights[k] * (-1) ** sign
            powers = [-value * x**power for power in range(1, below)]
            rows.append([*(x**power for power in range(above)), *powers, error, value])
        *found, level = solve(rows)
        top, bottom = found[:above][::-1], [*found[above:][::-1], Decimal(1)]
        errors = [
            (horner(top, x) / horner(bottom, x) - value) * each
            for x, value, each in zip(grid, values, weights, strict=True)
        ]
        chosen = alternating(errors, count + 1)
        if max(map(abs, errors)) < abs(level) * Decimal("1.01"):
            break
    return [float(each) for each in top], [float(each) for each in bottom]


def horner(coefficients: Iterable[Decimal], x: Decimal) -> Decimal:
    total = Decimal(0)
    for each in coefficients:
        total = total * x + each
    return total


def alternating(errors: list[Decimal], count: int) -> list[int]:
    """Where an error is largest between its changes of sign: ``count`` places."""
    runs = [[0]]
    for k in range(1, len(errors)):
        if (errors[k] > 0) == (errors[k - 1] > 0):
            runs[-1].append(k)
        else:
            runs.append([k])
    peaks = [max(run, key=lambda k: abs(errors[k])) for run in runs]
    while len(peaks) > count:  # the error at an end is worth least
        peaks.remove(min(peaks[0], peaks[-1], key=lambda k: abs(errors[k])))
    return peaks


def exponential_tail(r: Decimal) -> Decimal:
    """``(e^r - 1 - r) / r^2``, also at 0."""
    return series(Decimal("0.5"), lambda k: r / (k + 2))


def scaled_erfc(q: Decimal) -> Decimal:
    """``(1 + 2x) e^(x^2) erfc x`` where ``q = (x - 4) / (x + 4)``."""
    x = 4 * (1 + q) / (1 - q)
    return (1 + 2 * x) * (x * x).exp() * (1 - erf(x))


class Fit(NamedTuple):
    """A table: what is fitted, where, and with how many coefficients per element type."""

    formula: str
    function: Real
    low: Decimal
    high: Decimal
    counts: dict[str, int]


def both(single: int, double: int) -> dict[str, int]:
    return {"float": single, "double": double}


def of_square(function: Callable[[Decimal, Decimal], Decimal]) -> Real:
    """A function of x and its square as one of the square alone."""
    return lambda z: function(z.sqrt(), z)


ZERO, WIDE = Decimal(0), Decimal("1.001")  # rounding may lead a little beyond an interval
REACH = LN2 / 2 * WIDE
TURN = (PI / 4 * WIDE) ** 2
ROOT = (Decimal("0.2") * WIDE) ** 2
EIGHTH = ((Decimal(2).sqrt() - 1) * WIDE) ** 2
FITS = {
    "EXP": Fit("(e^r - 1 - r) / r^2", exponential_tail, -REACH, REACH, both(5, 10)),
    "LOG": Fit(
        "(2 artanh s / s - 2) / z, z = s^2",
        of_square(lambda s, z: (2 * artanh(s) / s - 2) / z), ZERO, ROOT, both(3, 8)),
    "LOG_TAIL": Fit(
        "((2 artanh s / s - 2) / z - 2/3) / z, z = s^2",
        of_square(lambda s, z: ((2 * artanh(s) / s - 2) / z - Decimal(2) / 3) / z),
        ZERO, ROOT, both(3, 9)),
    "SIN": Fit("(sin r / r - 1) / z, z = r^2",
        of_square(lambda r, z: (sine(r) / r - 1) / z), ZERO, TURN, both(3, 6)),
    "COS": Fit("((cos r - 1) / z + 1/2) / z, z = r^2",
        of_square(lambda r, z: ((cosine(r) - 1) / z + Decimal("0.5")) / z), ZERO, TURN, both(3, 6)),
    "ATAN": Fit("(arctan u / u - 1) / z, z = u^2",
        of_square(lambda u, z: (arctangent(u) / u - 1) / z), ZERO, EIGHTH, both(5, 11)),
    "ERF_NEAR": Fit("erf x / x - 1, of z = x^2 up to 0.7",
        of_square(lambda x, z: erf(x) / x - 1), ZERO, Decimal("0.7"), both(6, 12)),
    "ERFC_SCALED": Fit("(1 + 2x) e^(x^2) erfc x, of q = (x - 4) / (x + 4)",
        scaled_erfc, Decimal(-1), Decimal("0.75"), {"double": 23}),
}  # fmt: skip


ELEMENTS = ("float", "double")
GRID = 1500


def erfc_exponent(x: Decimal) -> Decimal:
    """``-ln(erfc x) / x - 1``."""
    return -(1 - erf(x)).ln() / x - 1


def lifted_erfc(x: Decimal) -> Decimal:
    return (x * x).exp() * (1 - erf(x))


def even(low: float, high: float) -> list[Decimal]:
    """Numbers from ``low``, which is left out, to ``high``."""
    return [Decimal(low + (high - low) * k / GRID) for k in range(1, GRID + 1)]


QUOTIENTS = {
    "ERFC": ("e^(x^2) erfc x, of x up to 10.2, as a quotient of polynomials, float32",
        lifted_erfc, lambda x: 1 / lifted_erfc(x), even(0, 10.2), 6, 7),
    "ERF_FAR": ("-ln(erfc x) / x - 1, of x from 0.83 to 3.93, for e to this power, float32",
        erfc_exponent, lambda x: x * (1 - erf(x)), even(0.825, 3.935), 6, 1),
}  # fmt: skip


def parts(number: Decimal, packing: str) -> list[float]:
    """Three numbers of the format that add up to one of many digits."""
    found = []
    for _ in range(3):
        (part,) = struct.unpack(packing, struct.pack(packing, float(number)))
        found.append(part)
        number -= Decimal(part)
    return found


def text() -> str:
    """The module of coefficients."""
    lines = ['"""Coefficients, highest power first. Written by tools/fit_vecmath.py."""', "",
             "# fmt: off"]  # fmt: skip
    for name, fit in FITS.items():
        lines += [f"# {fit.formula}", f"{name} = {{"]
        for element, count in fit.counts.items():
            found = polynomial(fit.function, fit.low, fit.high, count)
            lines += [f'    "{element}": [', *(f"        {each!r}," for each in found), "    ],"]
        lines += ["}"]
    with localcontext() as context:
        context.prec = 90
        for name, (formula, *rest) in QUOTIENTS.items():
            lines += [f"# {formula}"]
            top, bottom = quotient(*rest)
            tables = {f"{name}_TOP": top, f"{name}_BOTTOM": bottom} if bottom[1:] else {name: top}
            for table, found in tables.items():
                lines += [f"{table} = [", *(f"    {each!r}," for each in found), "]"]
    lines += ["# numbers that add up to pi / 2, each with all its bits", "HALF_PI = {"]
    for element, packing in zip(ELEMENTS, "fd", strict=True):
        lines += [f'    "{element}": {parts(PI / 2, packing)!r},']
    lines += ["}"]
    digits = f"{int(2 / PI * 2**TWO_OVER_PI_BITS):x}"
    lines += ["# the first bits of 2 / pi", f"TWO_OVER_PI_BITS = {TWO_OVER_PI_BITS}",
              "TWO_OVER_PI = int(", *(f'    "{digits[k : k + 64]}"' for k in range(0, 256, 64)),
              f'    "{digits[256:]}",',
              "    16,", ")", "# fmt: on", ""]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
