"""The operators of a tensor that round, divide with a rest, and work on bits."""

import math

import numpy as np
import pytest
from frontend.support import value_of

import graphrt as gr

FLOATS = np.array([-3.7, -1.5, -0.5, 0.4, 2.5, 7.0])
INTEGERS = np.array([-9, -1, 0, 5, 12])
TRUTHS = np.array([True, False, True])


def tensor(data):
    return gr.GraphBuilder().input("x", data.shape, data.dtype)


@pytest.mark.parametrize("data", [FLOATS, INTEGERS], ids=["float64", "int64"])
@pytest.mark.parametrize(
    "function",
    [lambda x: x // 2, lambda x: -7 // (x * x + 1), lambda x: x % 3, lambda x: x % -3,
     lambda x: 7 % (x * x + 1), abs, lambda x: divmod(x, 2)[0], lambda x: divmod(x, 2)[1]],
)  # fmt: skip
def test_divisions_that_round_are_numpys_and_pythons(function, data):
    found = value_of(function(tensor(data)), x=data)
    np.testing.assert_array_equal(found, function(data))
    np.testing.assert_array_equal(found, [function(each) for each in data.tolist()])


@pytest.mark.parametrize("function", [round, math.floor, math.ceil, math.trunc])
def test_python_functions_that_round(function):
    found = value_of(function(tensor(FLOATS)), x=FLOATS)
    np.testing.assert_array_equal(found, [function(each) for each in FLOATS.tolist()])


@pytest.mark.parametrize(
    "function",
    [lambda x: x & 6, lambda x: 6 & x, lambda x: x | 3, lambda x: 3 | x, lambda x: x ^ 5,
     lambda x: 5 ^ x, lambda x: ~x, lambda x: x << 2, lambda x: x >> 1, lambda x: 1 << (x & 7),
     lambda x: -256 >> (x & 7)],
)  # fmt: skip
def test_operators_on_integers_work_on_bits(function):
    found = value_of(function(tensor(INTEGERS)), x=INTEGERS)
    np.testing.assert_array_equal(found, function(INTEGERS))


@pytest.mark.parametrize(
    "function",
    [lambda x: x & True, lambda x: True & x, lambda x: x | False, lambda x: False | x,
     lambda x: x ^ True, lambda x: True ^ x, lambda x: ~x],
)  # fmt: skip
def test_operators_on_truth_values_are_logic(function):
    found = value_of(function(tensor(TRUTHS)), x=TRUTHS)
    assert found.dtype == np.bool_
    np.testing.assert_array_equal(found, function(TRUTHS))


def test_extents_divide_without_running():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 6), "float64")
    rows = gr.shape(x)[0]
    assert (rows // 2).value.known == x.shape[0] // 2
    assert (rows % 4).value.known == x.shape[0] % 4
    assert (gr.shape(x)[1] // 4).value.known == 1
    assert (gr.shape(x)[1] // rows).value.known is None  # N may be 0


def test_what_they_refuse():
    x, n = tensor(FLOATS), tensor(INTEGERS)
    with pytest.raises(gr.DTypeError, match="logical_and: operand must be bool, got float64"):
        x & x
    with pytest.raises(gr.DTypeError, match="logical_not: operand must be bool, got float64"):
        ~x
    with pytest.raises(gr.DTypeError, match="shift_left: operand must be int/uint, got float64"):
        x << 1
    with pytest.raises(gr.DTypeError, match="round: operand must be float, got int64"):
        round(n)
    with pytest.raises(
        gr.UsageError, match=r"round: digits must be 0, got 2\n  hint round\(t \* 1e2\) / 1e2"
    ):
        round(x, 2)
    with pytest.raises(gr.UsageError, match="mod: 'a' is no operand"):
        x % "a"
