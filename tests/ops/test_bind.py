"""`bind`: kernels that write into given buffers, in place too, as the executor uses them."""

import itertools

import numpy as np
import pytest
from ops.harness import POINTWISE, every, graph_of, over

from graphrt.ir.evaluate import evaluate
from graphrt.ir.op import Trait
from graphrt.types import DType


def arrays_of(sample, dtype="float64"):
    """The sample's op, operand arrays and result arrays."""
    emit, results, _, feeds = graph_of(sample, dtype)
    node = results[0].node
    graph = emit.freeze()
    operands = [None if v is None else evaluate(graph, [v], feeds)[0] for v in node.inputs]
    return node.op, operands, evaluate(graph, results, feeds)


@every
def test_a_bound_kernel_fills_its_buffers(sample):
    op, operands, want = arrays_of(sample)
    buffers = [np.full(each.shape, 99).astype(each.dtype) for each in want]
    with np.errstate(all="ignore"):
        call = op.bind(buffers, *operands)
        call()
        for have, expected in zip(buffers, want, strict=True):
            np.testing.assert_array_equal(have, expected)
        first = [each.copy() for each in buffers]
        call()  # a step runs again and again
    for have, expected in zip(buffers, first, strict=True):
        np.testing.assert_array_equal(have, expected)


@over(POINTWISE)
def test_a_pointwise_kernel_may_write_over_an_operand(sample):
    op, operands, (want,) = arrays_of(sample)
    for position, operand in enumerate(operands):
        if operand is None or operand.shape != want.shape or operand.dtype != want.dtype:
            continue
        given = [None if each is None else each.copy() for each in operands]
        with np.errstate(all="ignore"):
            op.bind([given[position]], *given)()
        np.testing.assert_array_equal(given[position], want)


@over([s for s in POINTWISE if Trait.TOTAL in graph_of(s)[1][0].node.op.traits])
def test_a_total_kernel_is_one_call_into_numpy(sample):
    """No Python code runs in it, so that an interrupt cannot come between two stores."""
    op, operands, want = arrays_of(sample)
    call = op.bind([np.empty_like(each) for each in want], *operands)
    assert isinstance(getattr(call, "func", None), np.ufunc)


def test_every_dtype_a_sum_accepts_keeps_its_dtype():
    from graphrt.ops.reduce import Sum

    for name in ("int8", "uint8", "int32", "uint64", "int64", "float32", "float64"):
        x = np.full((3, 50), 3, DType.of(name).numpy)
        out = np.empty(3, x.dtype)
        Sum((1,)).bind([out], x)()
        np.testing.assert_array_equal(out, np.full(3, 150).astype(x.dtype))
        np.testing.assert_array_equal(Sum((1,)).compute(x), out)


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "int32"])
def test_a_bound_product_of_matrices_has_the_bits_of_matmul(dtype):
    from graphrt.ops.linalg import MatMul

    rng = np.random.default_rng(0)
    for rows, inner, columns in itertools.product((1, 2, 7, 64), (0, 1, 5, 128), (1, 3, 64)):
        a = rng.integers(-9, 9, (rows, inner)) / 7
        b = rng.integers(-9, 9, (columns, inner)) / 7
        lhs, rhs = a.astype(dtype), b.astype(dtype).T
        for left, right in ((lhs, rhs), (np.ascontiguousarray(lhs.T).T, rhs.copy())):
            out = np.full((rows, columns), 99, dtype)
            MatMul().bind([out], left, right)()
            np.testing.assert_array_equal(out, np.matmul(left, right))


def test_a_product_into_a_view_that_is_not_contiguous():
    from graphrt.ops.linalg import MatMul

    out = np.zeros((4, 3)).T
    MatMul().bind([out], np.ones((3, 2)), np.ones((2, 4)))()
    np.testing.assert_array_equal(out, np.full((3, 4), 2.0))
