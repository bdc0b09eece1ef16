"""`where` on bits: the same choice as `np.where`, NaN and all, wherever the result is written."""

import itertools

import numpy as np
import pytest

from graphrt.ops.choice import bind_choice
from graphrt.ops.compare import Where

DTYPES = ("bool", "int8", "uint16", "int32", "int64", "float32", "float64")


def operands(dtype, shape=(3, 5)):
    rng = np.random.default_rng(0)
    condition = rng.random(shape) < 0.5
    x, y = (rng.integers(0, 2, shape).astype(dtype) for _ in range(2))
    if np.dtype(dtype).kind == "f":
        x.flat[:6] = [np.nan, np.inf, -np.inf, -0.0, 1.5, np.nan]
        y.flat[3:9] = [np.nan, -np.nan, 0.0, -0.0, np.inf, -2.5]
    return condition, x, y


def same_bits(left, right):
    assert left.tobytes() == np.ascontiguousarray(right).tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("over", ["apart", "over x", "over y"])
def test_the_choice_is_that_of_numpy_bit_by_bit(dtype, over):
    condition, x, y = operands(dtype)
    want = np.where(condition, x, y)
    out = {"apart": np.empty_like(x), "over x": x, "over y": y}[over]
    call = bind_choice(out, condition, x, y)
    call()
    same_bits(out, want)


@pytest.mark.parametrize("dtype", DTYPES)
def test_against_a_constant_zero_nothing_that_is_not_chosen_leaves_a_trace(dtype):
    condition, x, _ = operands(dtype)
    zero = np.zeros((), dtype)
    zero.flags.writeable = False
    want = np.where(condition, x, zero)
    call = bind_choice(x, condition, x, zero)
    assert call.func is np.multiply  # one call
    call()
    same_bits(x, want)


def test_a_zero_that_may_change_is_no_constant():
    condition, x, _ = operands("float32")
    y, out = np.zeros((), np.float32), np.empty_like(x)
    call = bind_choice(out, condition, x, y)
    y[...] = 3
    call()
    same_bits(out, np.where(condition, x, y))


def test_a_negative_zero_is_not_taken_for_zero():
    condition, x, _ = operands("float32")
    y, out = np.array(-0.0, np.float32), np.empty_like(x)
    y.flags.writeable = False
    bind_choice(out, condition, x, y)()
    same_bits(out, np.where(condition, x, y))


def test_operands_broadcast_and_may_be_views():
    shapes = [(4, 3), (3,), (4, 1), ()]
    for c, a, b in itertools.product(shapes, repeat=3):
        condition, (x, y) = operands("float64", c)[0], (
            operands("float64", (6, 6))[i][: s[0] if s else 1, : s[-1] if s else 1].reshape(s)
            if s == (4, 3) else np.full(s, 2.0 + i)
            for i, s in ((1, a), (2, b))
        )  # fmt: skip
        want = np.where(condition, x, y)
        out = np.empty(want.shape)
        Where().bind([out], condition, x, y)()
        same_bits(out, want)


def test_what_lies_over_the_condition_or_both_operands_still_comes_out_right():
    condition, x, y = operands("bool")
    want = np.where(condition, x, y)
    Where().bind([condition], condition, x, y)()
    same_bits(condition, want)
    condition, x, _ = operands("float64")
    want = x.copy()
    Where().bind([x], condition, x, x)()
    same_bits(x, want)
    z = np.array([1 + 2j, 3 + 4j])
    out = np.empty_like(z)
    Where().bind([out], np.array([True, False]), z, -z)()
    same_bits(out, np.array([1 + 2j, -3 - 4j]))
