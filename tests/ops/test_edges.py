"""Kinks, ties, NaN, infinities and empty axes: what each docstring promises."""

import re

import numpy as np
import pytest

from graphrt.autodiff import gradients_of
from graphrt.errors import ShapeError
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ops import lookup
from graphrt.ops.source import Input
from graphrt.types import DType, ValueType

NAN, INF = np.nan, np.inf


def run(op, *arrays, seed=None, **attributes):
    """The results of an op, and its gradients for the float operands under cotangent 1."""
    emit = Emitter(locate=lambda: None)
    feeds, values = {}, []
    for i, each in enumerate(arrays):
        if each is None:
            values.append(None)
            continue
        array = np.asarray(each)
        feeds[f"x{i}"] = array
        values.append(emit(Input(ValueType(DType.of(array.dtype), array.shape)), name=f"x{i}"))
    results = emit(lookup(op)(**attributes), *values)
    result = results[0] if isinstance(results, tuple) else results
    floats = [v for v in values if v is not None and v.type.dtype.is_float]
    grads = []
    if result.type.dtype.is_float:
        grads = gradients_of(emit, emit(lookup("sum")(), result), floats, missing="zeros")
    found = evaluate(emit.freeze(), [result, *grads], feeds)
    return found[0].tolist(), [each.tolist() for each in found[1:]]


@pytest.mark.parametrize(
    ("op", "arrays", "attributes", "result", "grads"),
    [
        ("relu", [[-1.0, 0.0, 2.0, NAN]], {}, [0, 0, 2, NAN], [[0, 0, 1, 0]]),
        ("max", [[1.0, 2.0, NAN], [2.0, 2.0, 1.0]], {}, [2, 2, NAN], [[0, 0.5, 0], [1, 0.5, 0]]),
        ("min", [[1.0, 2.0, NAN], [2.0, 2.0, 1.0]], {}, [1, 2, NAN], [[1, 0.5, 0], [0, 0.5, 0]]),
        ("sigmoid", [[-INF, -800.0, 0.0, 800.0]], {}, [0, 0, 0.5, 1], [[0, 0, 0.25, 0]]),
        ("pow", [[0.0, 0.0, 2.0], [0.0, 2.0, 0.0]], {}, [1, 0, 1], [[0, 0, 0], [0, 0, np.log(2)]]),
        ("where", [[True, False], [1.0, NAN], [NAN, 2.0]], {}, [1, 2], [[1, 0], [0, 1]]),
        ("clip", [[-3.0, -1.0, 0.0, 5.0, NAN], -1.0, 1.0], {}, [-1, -1, 0, 1, NAN],
         [[0, 1, 1, 0, 1], 1, 1]),
        ("clip", [[-3.0, 0.0, 9.0], 5.0, 2.0], {}, [2, 2, 2], [[0, 0, 0], 0, 3]),
        ("sum", [np.zeros((2, 0))], {"axis": 1}, [0, 0], [[[], []]]),
        ("mean", [np.zeros((2, 0))], {"axis": 1}, [NAN, NAN], [[[], []]]),
        ("mean", [np.zeros((0, 2))], {"axis": 1}, [], [[]]),
        ("reduce_max", [np.zeros((2, 0))], {"axis": 1}, [-INF, -INF], [[[], []]]),
        ("reduce_min", [np.zeros((1, 0))], {"axis": 1}, [INF], [[[]]]),
        ("reduce_max", [np.zeros((2, 0), "int8")], {"axis": 1}, [-128, -128], []),
        ("reduce_min", [np.zeros((1, 0), "uint16")], {"axis": 1}, [65535], []),
        ("reduce_max", [[[1.0, 3.0, 3.0], [NAN, 1.0, 2.0]]], {"axis": 1}, [3, NAN],
         [[[0, 0.5, 0.5], [0, 0, 0]]]),
        ("reduce_min", [[[INF, INF]]], {"axis": 1}, [INF], [[[0.5, 0.5]]]),
        ("prod", [np.zeros((2, 0))], {"axis": 1}, [1, 1], [[[], []]]),
        ("prod", [[[2.0, 0.0, 3.0], [0.0, 5.0, 0.0]]], {"axis": 1}, [0, 0],
         [[[0, 6, 0], [0, 0, 0]]]),
        ("prod", [[[2.0, 0.0], [3.0, 4.0]]], {}, 0, [[[0, 24], [0, 0]]]),
        ("prod", [np.array([100, 100], "int8")], {}, 16, []),
        ("any", [np.zeros((2, 0), bool)], {"axis": 1}, [False, False], []),
        ("all", [np.zeros((2, 0), bool)], {"axis": 1}, [True, True], []),
        ("var", [np.zeros((1, 0))], {"axis": 1}, [NAN], [[[]]]),
        ("var", [[[3.0], [4.0]]], {"axis": 1, "correction": 1.0}, [NAN, NAN], [[[NAN], [NAN]]]),
        ("var", [[1.0, 3.0]], {"correction": 2.0}, INF, [[-INF, INF]]),
        ("std", [[2.0, 2.0]], {}, 0, [[0, 0]]),
        ("std", [[1.0, 3.0]], {}, 1, [[-0.5, 0.5]]),
        ("norm", [[[0.0, 0.0], [3.0, 4.0]]], {"axis": 1}, [0, 5], [[[0, 0], [0.6000000000000001, 0.8]]]),
        ("norm", [np.zeros((1, 0))], {"axis": 1}, [0], [[[]]]),
        ("norm", [[1e200, 0.0]], {}, INF, [[0, 0]]),
        ("l1_norm", [[-2.0, 0.0, 3.0]], {}, 5, [[-1, 0, 1]]),
        ("sum_square", [np.zeros((1, 0))], {"axis": 1}, [0], [[[]]]),
        ("logsumexp", [[[1e308, 0.0], [-INF, -INF], [INF, 0.0]]], {"axis": 1}, [1e308, -INF, INF],
         [[[1, 0], [0, 0], [NAN, 0]]]),
        ("logsumexp", [np.zeros((1, 0))], {"axis": 1}, [-INF], [[[]]]),
        ("cumsum", [[1.0, NAN, 2.0]], {}, [1, NAN, NAN], [[3, 2, 1]]),
        ("cumsum", [np.array([100, 100], "int8")], {"reverse": True}, [-56, 100], []),
        ("cumprod", [[2.0, 0.0, 3.0]], {}, [2, 0, 0], [[1, 8, 0]]),
        ("cumprod", [[0.0, 0.0, 3.0]], {"exclusive": True}, [1, 0, 0], [[1, 0, 0]]),
        ("cumprod", [np.zeros((2, 0))], {"exclusive": True}, [[], []], [[[], []]]),
        ("linear_recurrence", [[NAN, 2.0, 3.0], [1.0, 1.0, 1.0]], {}, [1, 3, 10],
         [[0, 4, 3], [9, 4, 1]]),
        ("shift", [[1.0, 2.0, 3.0]], {"by": 2}, [0, 0, 1], [[1, 0, 0]]),
        ("shift", [[1.0, 2.0, 3.0]], {"by": -5}, [0, 0, 0], [[0, 0, 0]]),
        ("argmin", [[[1.0, NAN, NAN], [2.0, 1.0, 1.0]]], {}, [1, 1], []),
        ("argmax", [[[1.0, NAN, NAN], [2.0, 2.0, 1.0]]], {}, [1, 0], []),
        ("softmax", [[[1e308, 0.0], [-INF, 0.0], [INF, 0.0]]], {}, [[1, 0], [0, 1], [NAN, NAN]],
         [[[0, 0], [0, 0], [NAN, NAN]]]),
        ("log_softmax", [[[-INF, 0.0]]], {}, [[-INF, 0]], [[[1, -1]]]),
        ("softmax", [np.zeros((2, 0))], {}, [[], []], [[[], []]]),
        ("cross_entropy", [[[1e6, 0.0], [0.0, -INF], [0.0, -INF]], [0, 0, 1]], {}, [0, 0, INF],
         [[[0, 0], [0, 0], [1, -1]]]),
        ("nll", [[[-1.0, -2.0], [-INF, 0.0]], [1, 0]], {}, [2, INF], [[[0, -1], [-1, 0]]]),
        ("bce_with_logits", [[800.0, -800.0, 0.0], [1.0, 1.0, 0.0]], {}, [0, 800, np.log(2)],
         [[0, -1, 0.5], [-800, 800, 0]]),
        ("topk", [[3.0, NAN, 3.0, 1.0], 3], {}, None, None),
        ("nonzero", [[0.0, NAN, -0.0, 2.0]], {"extent": "?n"}, [[1, 3]], []),
        ("matmul", [np.zeros((2, 0)), np.zeros((0, 1))], {}, [[0], [0]], [[[], []], []]),
        ("gather", [[1.0, 2.0, 3.0], [-1, -1, 0]], {}, [3, 3, 1], [[1, 0, 2]]),
        ("one_hot", [[-1, 3, -4], 3], {}, [[0, 0, 1], [0, 0, 0], [0, 0, 0]], []),
        ("cast", [[-1.7, 1.7, 0.0]], {"dtype": "int8"}, [-1, 1, 0], []),
        ("cast", [[0.5, NAN, 0.0]], {"dtype": "bool"}, [True, True, False], []),
        ("abs", [[-2.0, 0.0, -0.0, NAN]], {}, [2, 0, 0, NAN], [[-1, 0, 0, NAN]]),
        ("abs", [np.array([-128, 127], "int8")], {}, [-128, 127], []),
        ("sign", [[-2.0, 0.0, NAN, INF]], {}, [-1, 0, NAN, 1], [[0, 0, 0, 0]]),
        ("round", [[-0.5, 0.5, 1.5, 2.5, -1.5]], {}, [0, 0, 2, 2, -2], [[0] * 5]),
        ("floor", [[-0.5, 0.5, -INF, NAN]], {}, [-1, 0, -INF, NAN], [[0] * 4]),
        ("ceil", [[-0.5, 0.5]], {}, [0, 1], [[0, 0]]),
        ("trunc", [[-1.5, 1.5]], {}, [-1, 1], [[0, 0]]),
        ("floordiv", [[7.0, -7.0, 7.0, 1.0, -1.0, 1.0, 0.0], [2.0, 2.0, -2.0, 0.1, INF, 0.0, 0.0]],
         {}, [3, -4, -4, 9, -1, INF, NAN], [[0] * 7, [0] * 7]),
        ("floordiv", [[7, -7, 5], [2, 2, 0]], {}, [3, -4, 0], []),
        ("mod", [[7.0, -7.0, 7.0, -1.0, 1.0], [2.0, 2.0, -2.0, INF, 0.0]], {},
         [1, 1, -1, INF, NAN], [[1] * 5, [-3, 4, 4, 1, -INF]]),
        ("mod", [[7, -7, 7, 5], [3, 3, -3, 0]], {}, [1, 2, -2, 0], []),
        ("fmod", [[7.0, -7.0, 7.0, -1.0], [2.0, 2.0, -2.0, INF]], {}, [1, -1, 1, -1],
         [[1] * 4, [-3, 3, 3, 0]]),
        ("fmod", [[7, -7, 7, 5], [3, 3, -3, 0]], {}, [1, -1, 1, 0], []),
        ("rsqrt", [[4.0, 0.0, -1.0, INF]], {}, [0.5, INF, NAN, 0], [[-0.0625, -INF, NAN, 0]]),
        ("xlogy", [[0.0, 0.0, 2.0], [0.0, NAN, 0.0]], {}, [0, 0, -INF],
         [[-INF, NAN, -INF], [0, 0, INF]]),
        ("log1p", [[-1.0, -2.0, 1e-300]], {}, [-INF, NAN, 1e-300], [[INF, -1, 1]]),
        ("exp2", [[-INF, 1024.0, 10.0]], {}, [0, INF, 1024], [[0, INF, 1024 * np.log(2)]]),
        ("log2", [[0.0, 8.0]], {}, [-INF, 3], [[INF, 1 / (8 * np.log(2))]]),
        ("sin", [[INF, 0.0]], {}, [NAN, 0], [[NAN, 1]]),
        ("asin", [[1.0, 2.0]], {}, [np.pi / 2, NAN], [[INF, NAN]]),
        ("acos", [[-1.0, 2.0]], {}, [np.pi, NAN], [[-INF, NAN]]),
        ("atan2", [[0.0, -0.0, 0.0], [-1.0, -1.0, 0.0]], {}, [np.pi, -np.pi, 0],
         [[-1, -1, NAN], [0, 0, NAN]]),
        ("hypot", [[0.0, 3.0, 1e200, INF], [0.0, 0.0, 0.0, NAN]], {}, [0, 3, 1e200, INF],
         [[0, 1, 1, NAN], [0, 0, 0, NAN]]),
        ("acosh", [[1.0, 0.5]], {}, [0, NAN], [[INF, NAN]]),
        ("atanh", [[1.0, -1.0, 2.0]], {}, [INF, -INF, NAN], [[INF, INF, -1 / 3]]),
        ("erf", [[-INF, INF, NAN, 0.0]], {}, [-1, 1, NAN, 0],
         [[0, 0, NAN, 2 / np.sqrt(np.pi)]]),
        ("erfc", [[-INF, 30.0, 0.0]], {}, [2, 0, 1], [[0, 0, -2 / np.sqrt(np.pi)]]),
        ("isnan", [[NAN, INF, 1.0]], {}, [True, False, False], []),
        ("isinf", [[NAN, -INF, 1.0]], {}, [False, True, False], []),
        ("isfinite", [[NAN, INF, 1.0]], {}, [False, False, True], []),
        ("logical_xor", [[True, True, False], [True, False, False]], {}, [False, True, False], []),
        ("bitwise_not", [np.array([5, 255], "uint8")], {}, [250, 0], []),
        ("shift_left", [[1, 1, 1], [63, 64, -1]], {}, [-(2**63), 0, 0], []),
        ("shift_right", [[-5, -5, 5], [1, 64, -1]], {}, [-3, -1, 0], []),
        ("leaky_relu", [[-1.0, 0.0, 2.0, NAN, -INF]], {"alpha": 0.5}, [-0.5, 0, 2, NAN, -INF],
         [[0.5, 0.5, 1, 0.5, 0.5]]),
        ("prelu", [[-1.0, 0.0, 2.0], [0.5, 0.5, 0.5]], {}, [-0.5, 0, 2],
         [[0.5, 0.5, 1], [-1, 0, 0]]),
        ("thresholded_relu", [[0.5, 1.0, 2.0, NAN, -INF]], {}, [0, 0, 2, 0, 0], [[0, 0, 1, 0, 0]]),
        ("elu", [[-INF, 0.0, 2.0]], {"alpha": 2.0}, [-2, 0, 2], [[0, 2, 1]]),
        ("celu", [[-INF, 0.0, 2.0]], {"alpha": 2.0}, [-2, 0, 2], [[0, 1, 1]]),
        ("hard_sigmoid", [[-2.5, 0.0, 2.5, NAN]], {}, [0, 0.5, 1, NAN], [[0, 0.2, 0, 0]]),
        ("hard_swish", [[-3.0, 0.0, 3.0, -INF]], {}, [0, 0, 3, NAN], [[0, 0.5, 1, 0]]),
        ("softplus", [[-INF, -800.0, 0.0, 800.0]], {}, [0, 0, np.log(2), 800], [[0, 0, 0.5, 1]]),
        ("log_sigmoid", [[-INF, -800.0, 0.0, 800.0]], {}, [-INF, -800, -np.log(2), 0],
         [[1, 1, 0.5, 0]]),
        ("softsign", [[INF, 1.0, 0.0]], {}, [NAN, 0.5, 0], [[0, 0.25, 1]]),
        ("silu", [[-INF, 0.0, 800.0]], {}, [NAN, 0, 800], [[NAN, 0.5, 1]]),
        ("gelu", [[-INF, 0.0, 40.0]], {}, [NAN, 0, 40], [[NAN, 0.5, 1]]),
        ("gelu", [[-40.0, 0.0, 40.0]], {"approximate": "tanh"}, [0, 0, 40], [[0, 0.5, 1]]),
        ("mish", [[-INF, 800.0]], {}, [NAN, 800], [[NAN, 1]]),
        ("exp", [[-INF, 800.0]], {}, [0, INF], [[0, INF]]),
        ("log", [[0.0, -1.0]], {}, [-INF, NAN], [[INF, -1]]),
        ("div", [[1.0, 0.0], [0.0, 0.0]], {}, [INF, NAN], [[INF, INF], [-INF, NAN]]),
    ],
)  # fmt: skip
def test_edges(op, arrays, attributes, result, grads):
    found, slopes = run(op, *arrays, **attributes)
    if op == "topk":  # NaN is the largest; of equal values the first comes first
        np.testing.assert_array_equal(found, [NAN, 3, 3])
        np.testing.assert_array_equal(slopes, [[1, 1, 1, 0]])
        return
    np.testing.assert_array_equal(np.array(found), np.array(result))
    assert len(slopes) == len(grads)
    for have, want in zip(slopes, grads, strict=True):
        np.testing.assert_array_equal(np.array(have).reshape(np.shape(want)), np.array(want))


@pytest.mark.parametrize(
    ("op", "attributes", "arrays", "error", "message"),
    [
        ("gather", {"axis": 1}, [np.ones((2, 3)), np.array([0, -4])], IndexError,
         "gather: index -4 is out of range for axis 1 of extent 3"),
        ("scatter_add", {}, [np.ones(1), np.array([2]), np.array([2])], IndexError,
         "scatter_add: index 2 is out of range for axis 0 of extent 2"),
        ("gather_elements", {}, [np.ones(3), np.array([3])], IndexError,
         "gather_elements: index 3 is out of range for axis 0 of extent 3"),
        ("scatter_add_elements", {}, [np.ones(1), np.array([-3]), np.array([2])], IndexError,
         "scatter_add_elements: index -3 is out of range for axis 0 of extent 2"),
        ("cross_entropy", {}, [np.ones((2, 3)), np.array([2, -1])], IndexError,
         "cross_entropy: label -1 is outside 0 .. 2"),
        ("nll", {}, [np.ones((2, 3)), np.array([2, 3])], IndexError,
         "nll: label 3 is outside 0 .. 2"),
        ("topk", {}, [np.ones(3), np.array(4)], ShapeError, "k = 4 of axis 0, which has extent 3"),
        ("argmax", {"axis": 0}, [np.ones((0, 2))], ShapeError, "no largest element: axis 0 has"),
        ("argmin", {"axis": 0}, [np.ones((0, 2))], ShapeError, "no smallest element: axis 0 has"),
        ("split", {"sizes": (1, 2)}, [np.ones(4)], ShapeError, "add up to 3, axis 0 is 4"),
        ("squeeze", {"axes": (0,)}, [np.ones(2)], ShapeError, "only 1 can be squeezed"),
        ("reshape", {}, [np.ones(6), np.array([4, -1])], ShapeError, "6 elements do not fit"),
        ("unslice", {}, [np.ones(1), *map(np.array, ([4], [0], [2]))], ShapeError,
         "the slice is [2], x is [1]"),
    ],
)  # fmt: skip
def test_what_is_found_while_running(op, attributes, arrays, error, message):
    with pytest.raises(error, match=re.escape(message)):
        lookup(op)(**attributes).compute(*arrays)


def test_topk_keeps_the_order_of_equal_values_both_ways():
    x = np.array([2.0, 1.0, 2.0, 1.0])
    for largest, want in ((True, [0, 2, 1, 3]), (False, [1, 3, 0, 2])):
        values, indices = lookup("topk")(largest=largest).compute(x, np.array(4))
        assert indices.tolist() == want
        np.testing.assert_array_equal(values, x[want])


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_floats_round_once(dtype):
    """Through `apply`, a narrow kernel is the float32 kernel and one rounding."""
    from graphrt.ir.evaluate import apply

    narrow = DType.of(dtype)
    x = np.random.default_rng(1).standard_normal((64, 300)).astype(narrow.numpy)
    wide = x.astype(np.float32)
    names = ("softmax", "sigmoid", "square", "cumsum", "cumprod", "gelu", "mish", "erf")
    reductions = ("sum", "mean", "prod", "var", "std", "norm", "l1_norm", "sum_square", "logsumexp")
    for op in (*(lookup(n)() for n in names), *(lookup(n)((1,)) for n in reductions)):
        with np.errstate(all="ignore"):
            (found,) = apply(op, [x], [op.infer(_Of(x, narrow))])
            np.testing.assert_array_equal(found, op.compute(wide).astype(narrow.numpy))
    (product,) = apply(lookup("matmul")(), [x, x.T], [ValueType(narrow, (64, 64))])
    np.testing.assert_array_equal(product, (wide @ wide.T).astype(narrow.numpy))


class _Of:
    def __init__(self, array, dtype):
        self.type = ValueType(dtype, array.shape)
        self.known = None


def test_the_hint_of_a_matrix_product_that_would_fit_transposed():
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float32", ("N", 784))), name="x")
    w1 = emit(Input(ValueType("float32", (100, 784))), name="w1")
    y = emit(Input(ValueType("float32", ("N", 3))), name="y")
    v = emit(Input(ValueType("float32", (784,))), name="v")
    with pytest.raises(ShapeError) as caught:
        emit(lookup("matmul")(), x, w1)
    assert str(caught.value).splitlines() == [
        "matmul: inner dimensions differ: lhs[-1] = 784, rhs[-2] = 100",
        "  lhs  %x   f32[N, 784]    from input",
        "  rhs  %w1  f32[100, 784]  from input",
        "  in   matmul(%x, %w1)",
        "  hint transpose(%w1) has shape [784, 100]; did you swap rows and columns of w1?",
    ]
    with pytest.raises(ShapeError, match=r"hint transpose\(%x\) has shape \[784, N\]"):
        emit(lookup("matmul")(), x, y)
    with pytest.raises(ShapeError, match=r"rhs needs at least two axes\n(.*\n)*  hint dot and @"):
        emit(lookup("matmul")(), x, v)
    with pytest.raises(ShapeError, match=r"lhs needs at least two axes\n(.*\n)*  hint dot and @"):
        emit(lookup("matmul")(), v, x)
