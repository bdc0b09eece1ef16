"""Shapes with symbols: exact for every number the symbols can stand for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ops.harness import every, graph_of, symbolic_shapes
from ops.sampling import Fixed

from graphrt.dims import dim_max, dim_min, evaluate, symbol
from graphrt.errors import GraphrtError, ShapeError
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate as run
from graphrt.ops import lookup
from graphrt.ops.axes import at_least_zero, never_negative, smallest
from graphrt.ops.slicing import sliced_extent
from graphrt.ops.source import Constant, Input, ShapeOf
from graphrt.types import ValueType

N, M = symbol("N"), symbol("M")
small = st.integers(-6, 6)
atoms = st.sampled_from([N, M, N * M, N // 2, N // 3, dim_max(N - 2, 0), dim_min(N, M), N % 3])


@st.composite
def extents(draw):
    total = draw(small)
    for _ in range(draw(st.integers(0, 3))):
        total = total + draw(atoms) * draw(st.integers(-2, 3))
    return total


POINTS = [{"N": n, "M": m} for n in (0, 1, 2, 3, 7) for m in (0, 1, 5)]


@given(extents(), extents())
@settings(max_examples=150, deadline=None)
def test_what_is_said_of_extents_holds_for_all_numbers(left, right):
    least, positive = smallest(left, right, N), at_least_zero(left)
    for point in POINTS:
        a, b = evaluate(left, point), evaluate(right, point)
        assert evaluate(least, point) == min(a, b, point["N"])
        assert evaluate(positive, point) == max(a, 0)
        if never_negative(left):
            assert a >= 0


FAR = 2**63 - 1
bounds = st.one_of(st.integers(-5, 5), st.sampled_from([FAR, -FAR]))


@given(st.integers(0, 6), bounds, bounds, st.sampled_from([1, 2, 3, -1, -2, -3]), st.booleans())
@settings(max_examples=400, deadline=None)
def test_a_slice_of_a_symbolic_axis_is_what_python_takes(n, start, end, step, doubled):
    extent, number = (2 * N + 1, 2 * n + 1) if doubled else (N, n)
    want = len(range(number)[start:end:step])
    assert sliced_extent(number, start, end, step) == want
    assert evaluate(sliced_extent(extent, start, end, step), {"N": n}) == want


def test_slices_of_symbols_read_well():
    assert sliced_extent(N, 0, FAR, 1) == N
    assert sliced_extent(N, 0, N, 1) == N
    assert sliced_extent(N + M, N, N + M, 1) == M
    assert sliced_extent(N, -1, -FAR, -1) == N
    assert sliced_extent(2 * N, 0, FAR, 2) == N
    assert str(sliced_extent(N, 1, FAR, 1)) == "max(N-1, 0)"
    assert sliced_extent(N, 1, FAR, 1) == sliced_extent(N, 0, -1, 1)
    assert sliced_extent(N, 2, -1, 1) == sliced_extent(N, 1, -2, 1)
    assert str(sliced_extent(N, 0, 3, 1)) == "min(N, 3)"
    assert sliced_extent(N, -3, FAR, 1) == sliced_extent(N, 0, 3, 1)
    assert str(sliced_extent(N, 1, 3, 1)) == "max(min(N-1, 2), 0)"
    assert sliced_extent(N + 5, 1, 3, 1) == 2
    assert sliced_extent(N, N - 1, FAR, 1) is None  # N - 1 counts from the end where N is 0
    assert sliced_extent(None, 0, 3, 1) is None


def emitted(op, shapes, *others, **attributes):
    emit = Emitter(locate=lambda: None)
    values = [emit(Input(ValueType("float32", shape)), name=f"x{i}")
              for i, shape in enumerate(shapes)]  # fmt: skip
    return emit(lookup(op)(**attributes), *values, *others)


@pytest.mark.parametrize(
    ("op", "shapes", "others", "attributes", "want"),
    [
        ("reshape", [("N", 8)], [[-1, 4]], {}, (2 * N, 4)),
        ("reshape", [("N", "M", 8)], [[-1, 2]], {}, (4 * N * M, 2)),
        ("reshape", [("N", 3)], [[-1, 2]], {}, (3 * N // 2, 2)),
        ("concat", [("N", 2), ("M", 2), (3, 2)], [], {}, (N + M + 3, 2)),
        ("concat", [("N", 2), ("N", 2)], [], {"axis": 0}, (2 * N, 2)),
        ("concat", [("N", None), (None, 2)], [], {"axis": 1}, (N, None)),
        ("matmul", [("B", "N", 3), (3, "M")], [], {}, ("B", N, M)),
        ("matmul", [(1, "N", "K"), ("B", "K", 2)], [], {}, ("B", N, 2)),
        ("mean", [("N", "M")], [], {"axis": 0}, (M,)),
        ("topk", [("N", 9)], [4], {}, (N, 4)),
        ("gather", [("N", 9)], [[1, 2]], {"axis": 1}, (N, 2)),
        ("one_hot", [], [np.zeros((2, 2), int), 5], {"axis": 0}, (5, 2, 2)),
        ("expand_dims", [("N",)], [], {"axes": (0, 2)}, (1, N, 1)),
        ("broadcast_to", [("N", 1)], [[2, 1, 5]], {}, None),
    ],
)
def test_results_in_terms_of_symbols(op, shapes, others, attributes, want):
    if want is None:
        with pytest.raises(ShapeError, match=r"shape \[N, 1\] does not broadcast to \[2, 1, 5\]"):
            emitted(op, shapes, *others, **attributes)
        return
    result = emitted(op, shapes, *others, **attributes)
    result = result[0] if isinstance(result, tuple) else result
    assert result.type == ValueType(result.type.dtype, want)


@pytest.mark.parametrize(
    ("op", "shapes", "message"),
    [
        ("matmul", [("N", 3), ("M", 3)], r"inner dimensions differ: lhs\[-1\] = 3, rhs\[-2\] = M"),
        ("concat", [(2, "N"), (2, "M")], "axis 1 is N in one operand and M in another"),
        ("add", [("N",), (8,)], "declare both axes with the same symbol"),
    ],
)
def test_different_symbols_are_different_extents(op, shapes, message):
    with pytest.raises(ShapeError, match=message):
        emitted(op, shapes)


def test_a_symbolic_number_of_classes():
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float32", ("N", "C"))), name="x")
    depth = emit(lookup("gather")(), emit(ShapeOf(), x), 1)
    assert depth.known == symbol("C")
    hot = emit(lookup("one_hot")(), emit(lookup("argmax")(), x), depth)
    assert hot.type == x.type


def test_shape_arithmetic_is_known_without_running():
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float32", ("N", 3, "M"))), name="x")
    shape = emit(ShapeOf(), x)
    first = emit(lookup("slice")(), shape, [0], [1])
    rest = emit(lookup("slice")(), shape, [-1], [-9], [0], [-1])
    assert first.known == (N,)
    assert rest.known == (M, 3, N)
    merged = emit(lookup("mul")(), first, emit(lookup("gather")(), shape, [2]))
    joined = emit(lookup("concat")(), merged, [3])
    assert joined.known == (N * M, 3)
    assert emit(lookup("reshape")(), x, joined).type.shape == (N * M, 3)
    assert emit(lookup("size")(), x).known == 3 * N * M
    assert emit(lookup("neg")(), joined).known == (-(N * M), -3)
    assert emit(lookup("cast")("int32"), joined).known == (N * M, 3)
    assert emit(lookup("cast")("int8"), joined).known is None


@every
def test_what_is_known_is_what_is_computed(sample):
    """On integer operands, constant and symbolic: `known` against the kernel."""
    operands = [None if x is None else as_integers(x) for x in sample.operands]
    if not operands or any(x is not None and x.ndim > 1 for x in operands):
        return
    emit = Emitter(locate=lambda: None)
    try:
        values = [None if x is None else emit(Constant(x)) for x in operands]
        results = emit(lookup(sample.op)(**sample.attributes), *values)
        found = run(emit.freeze(), [results] if not isinstance(results, tuple) else results, {})
    except (GraphrtError, IndexError):
        return  # not an op on integers
    if not isinstance(results, tuple) and results.known is not None:
        np.testing.assert_array_equal(np.array(results.known), found[0])


def as_integers(operand):
    data = np.asarray(operand.value if isinstance(operand, Fixed) else operand)
    with np.errstate(invalid="ignore"):
        return data if data.dtype.kind == "b" else np.nan_to_num(data * 2).astype(np.int64)


def test_arithmetic_that_would_wrap_around_is_left_to_the_kernel():
    emit = Emitter(locate=lambda: None)
    for dtype, value in (("int8", 100), ("int32", 2**31 - 1), ("uint8", 200), ("int64", 2**62)):
        x = emit(Constant(np.array([value], dtype)))
        assert emit(lookup("add")(), x, x).known is None
        assert emit(lookup("sub")(), x, x).known == (0,)
    one = emit(Constant(np.array(1, "uint8")))
    assert emit(lookup("sub")(), one, emit(lookup("add")(), one, one)).known is None
    assert emit(lookup("neg")(), emit(Constant(np.array(-128, "int8")))).known is None


@every
def test_symbolic_shapes_name_every_extent(sample):
    shapes, bindings = symbolic_shapes(sample)
    assert all(e in bindings or e in (0, 1) for shape in shapes for e in shape)
    assert graph_of(sample)[1]
