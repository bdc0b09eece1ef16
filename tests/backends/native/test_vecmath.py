"""Elementary functions in machine code: distance from the true value, everywhere on the line.

The distance is counted in units in the last place of the rounded true value, which comes from
the wider arithmetic of C's ``long double``, or from series in `Decimal` for the error functions.
"""

import math
from decimal import Decimal, localcontext
from pathlib import Path

import fit_vecmath
import numpy as np
import pytest
from backends.native.kernels import run

from graphrt.backends.native.isa import ISAS

WIDE = np.longdouble
DTYPES = ("float32", "float64")
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e-30, 710, -745.5]


def sigmoid(x):
    power = np.exp(-np.abs(x))
    return np.where(x < 0, power, 1) / (1 + power)


FUNCTIONS = {
    "exp": (np.exp, 1.5),
    "expm1": (np.expm1, 2),
    "log": (np.log, 1),
    "log1p": (np.log1p, 1),
    "sigmoid": (sigmoid, 2),
    "tanh": (np.tanh, 3),
    "sin": (np.sin, 2),
    "cos": (np.cos, 2),
    "sqrt": (np.sqrt, 0.5),
}  # word -> the function, and how far from it a result may be


def special(dtype):
    """Numbers at which formulas change, and their neighbours."""
    info = np.finfo(dtype)
    ends = [info.tiny, info.smallest_subnormal, info.max, info.eps, 1 + info.eps, 1 - info.epsneg]
    with np.errstate(over="ignore"):
        points = np.array([*SPECIAL, *ends, *(-each for each in ends)], dtype)
    near = [math.sqrt(0.5), math.pi / 2, math.pi, 0.6, 0.83, 9.02, 10.19, 27.3, 65536, 2.0**40]
    near = np.array([*near, math.log(2) / 2, 88.72, -87.33, -103.97, 709.78, -708.4], dtype)
    around = [np.nextafter(near, dtype_of(dtype, side)) for side in (-np.inf, np.inf)]
    return np.concatenate([points, near, -near, *around])


def dtype_of(dtype, number):
    return np.dtype(dtype).type(number)


def patterns(dtype, step=4099):
    """Every 4099th float32 by its bits, or as many random float64; ordinary numbers; special ones."""
    rng = np.random.default_rng(0)
    if dtype == "float32":
        bits = np.arange(0, 2**32, step, dtype=np.uint64).astype(np.uint32)
    else:
        bits = rng.integers(0, 2**64, 2**32 // step // 3, dtype=np.uint64)
    ordinary = [scale * rng.standard_normal(60_000) for scale in (1e-3, 1, 5, 40, 1000)]
    ordinary = np.concatenate(ordinary).astype(dtype)
    return np.concatenate([bits.view(dtype), ordinary, special(dtype)])


def ulps(found, true):
    """How far results are from true values; infinities, NaN and signs of zeros must be right."""
    with np.errstate(over="ignore", under="ignore"):
        want = true.astype(found.dtype)
    finite = np.isfinite(want)
    np.testing.assert_array_equal(found[~finite], want[~finite])
    zero = want == 0
    np.testing.assert_array_equal(np.signbit(found[zero]), np.signbit(want[zero]))
    distance = np.abs(found[finite].astype(WIDE) - true[finite])
    size = np.minimum(np.abs(want[finite]), np.finfo(found.dtype).max / 2)
    return distance / np.spacing(size).astype(WIDE)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("word", FUNCTIONS)
def test_a_function_of_one_number_is_within_its_bound(word, dtype):
    function, bound = FUNCTIONS[word]
    x = patterns(dtype)
    with np.errstate(all="ignore"):
        true = function(x.astype(WIDE))
    assert ulps(run(word, x), true).max() <= bound


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("word", "function", "bound"), [
    ("pow", np.power, 1.5), ("atan2", np.arctan2, 3), ("rem", np.fmod, 0),
])  # fmt: skip
def test_a_function_of_two_numbers_is_within_its_bound(word, function, bound, dtype):
    every, ends = patterns(dtype, 4099 * 3), special(dtype)
    other = np.random.default_rng(1).permutation(every)
    pairs = [each.ravel() for each in np.meshgrid(ends, ends)]
    x, y = (np.concatenate(each) for each in zip((every, other), (np.abs(every), other), pairs,
                                                 strict=True))  # fmt: skip
    with np.errstate(all="ignore"):
        true = function(x.astype(WIDE), y.astype(WIDE))
    assert ulps(run(word, x, y), true).max() <= bound


def exactly(function, x):
    """A function in Decimal, with as many digits as 1 - erf(x) cancels and 40 more."""
    found = []
    for number in x.tolist():
        with localcontext() as context:
            context.prec = 40 + int(number * number / 2.3)
            found.append(function(Decimal(number)))
    return found


@pytest.mark.parametrize(("word", "bound"), [("erf", 2), ("erfc", 4)])
def test_error_functions_in_float64_are_within_their_bounds(word, bound):
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.uniform(-6, 6, 500), rng.uniform(6, 27.3, 60),
                        1e-3 * rng.standard_normal(60), np.nextafter([0.5, 0.83], 0)])  # fmt: skip
    erf = fit_vecmath.erf
    true = exactly(erf if word == "erf" else lambda number: 1 - erf(number), x)
    for number, found, want in zip(x, run(word, x), true, strict=True):
        unit = Decimal(float(np.spacing(abs(float(want)))))
        assert abs(Decimal(float(found)) - want) <= bound * unit, number


@pytest.mark.parametrize(("word", "function", "bound"), [
    ("erf", math.erf, 2), ("erfc", math.erfc, 5),
])  # fmt: skip
def test_error_functions_in_float32_are_within_their_bounds(word, function, bound):
    x = patterns("float32", 4099 * 5)
    true = np.array([function(number) for number in x.tolist()]).astype(WIDE)
    assert ulps(run(word, x), true).max() <= bound


@pytest.mark.parametrize("word", ["erf", "erfc"])
def test_error_functions_at_special_numbers(word):
    x = special("float64")
    found = run(word, x)
    want = np.array([getattr(math, word)(number) for number in x.tolist()])
    np.testing.assert_allclose(found, want, rtol=1e-15, atol=5e-324)
    np.testing.assert_array_equal(np.signbit(found), np.signbit(want))


def test_numbers_far_out_that_lie_next_to_a_quarter_turn():
    """The float64 and the float32 nearest to a multiple of pi / 2. Source: Muller and others,
    Handbook of Floating-Point Arithmetic, 11.2."""
    x = np.ldexp(np.float64(6381956970095103), 797)
    assert abs(run("cos", np.array([x]))[0] / -4.68716592425462761112e-19 - 1) < 4e-16
    far = np.ldexp(np.float32(16367173), 72).astype("f4")
    np.testing.assert_allclose(run("cos", np.array([far])), np.cos(np.float64(far)), rtol=2e-7)


def test_results_stay_within_the_range_of_the_function():
    x = np.linspace(-40, 40, 1_000_001).astype("f4")
    for word, low, high in [("tanh", -1, 1), ("erf", -1, 1), ("sigmoid", 0, 1), ("erfc", 0, 2)]:
        for dtype in DTYPES:
            found = run(word, x.astype(dtype))
            assert found.min() == low if word != "sigmoid" else found.min() > 0
            assert found.max() == high


ONE = [*FUNCTIONS, "erf", "erfc"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("word", [*ONE, "pow", "atan2", "rem"])
def test_the_width_of_vectors_and_the_end_of_a_row_change_no_bit(word, dtype):
    rng = np.random.default_rng(2)
    x = np.concatenate([special(dtype), (50 * rng.standard_normal(300)).astype(dtype)])
    operands = [x] if word in ONE else [x, rng.permutation(x)]
    whole = run(word, *operands)
    np.testing.assert_array_equal(run(word, *operands, isa=ISAS["neon"]), whole)
    for size in (1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33):
        out = np.full(size + 16, 7, dtype)
        found = run(word, *(each[:size] for each in operands), out=out)[:size]
        np.testing.assert_array_equal(found, whole[:size])
        assert (out[size:] == 7).all()


def test_the_coefficients_are_what_the_tool_computes():
    text = Path(fit_vecmath.TARGET).read_text(encoding="utf-8")
    assert fit_vecmath.text() == text
