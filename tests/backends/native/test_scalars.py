"""The scalar builder that writes machine code: every primitive, every kind of number."""

import numpy as np
import pytest
from backends.native.kernels import run
from ops.harness import POINTWISE, NumpyScalars, graph_of, over

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.backends.native.expression import Recorder
from graphrt.backends.native.scalars import VectorScalars
from graphrt.ir.evaluate import evaluate
from graphrt.ir.scalar import RowBuilder, ScalarBuilder

INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
FLOATS = ["float32", "float64"]
BINARY = ("add", "sub", "mul", "div", "rem", "max", "min", "bitwise_and", "bitwise_or",
          "bitwise_xor", "shift_left", "shift_right")  # fmt: skip
NUMPY = NumpyScalars()


def words_of(protocol):
    return {name for name in dir(protocol) if not name.startswith("_")}


def test_every_primitive_is_written():
    for word in words_of(ScalarBuilder):
        assert getattr(VectorScalars, word) is not getattr(ScalarBuilder, word), word
    for word in words_of(RowBuilder):
        assert getattr(Recorder, word) is not getattr(RowBuilder, word), word


def pairs(dtype):
    """Every pair of numbers of 8 bits; of wider ones the ends, small numbers, and random ones."""
    info, rng = np.iinfo(dtype), np.random.default_rng(0)
    if info.bits == 8:
        every = np.arange(info.min, info.max + 1).astype(dtype)
    else:
        ends = [info.min, info.min + 1, info.max - 1, info.max, info.max // 2]
        small = np.arange(max(info.min, -70), 71).astype(dtype)
        wild = rng.integers(info.min, info.max, 100, dtype=dtype, endpoint=True)
        every = np.concatenate([np.array(ends, dtype), small, wild])
    return [each.ravel() for each in np.meshgrid(every, every)]


def quotient(a, b):
    """Without the fraction, exactly: in Python's integers."""
    whole = [0 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
             for x, y in zip(a.tolist(), b.tolist(), strict=True)]  # fmt: skip
    bits = 8 * a.dtype.itemsize
    return np.array([each & ((1 << bits) - 1) for each in whole], f"u{a.dtype.itemsize}").view(
        a.dtype
    )


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("word", BINARY)
def test_integers_of_two_operands(word, dtype):
    a, b = pairs(dtype)
    with np.errstate(all="ignore"):
        want = quotient(a, b) if word == "div" else getattr(NUMPY, word)(a, b)
    np.testing.assert_array_equal(run(word, a, b), want)


@pytest.mark.parametrize("dtype", [*INTEGERS, *FLOATS])
@pytest.mark.parametrize("word", ["less", "less_equal", "equal"])
def test_comparisons(word, dtype):
    if dtype in INTEGERS:
        a, b = pairs(dtype)
    else:
        numbers = np.array([0.0, -0.0, 1, -1, np.nan, np.inf, -np.inf, 1e-40], dtype)
        a, b = (each.ravel() for each in np.meshgrid(numbers, numbers))
    np.testing.assert_array_equal(run(word, a, b, result="bool"), getattr(NUMPY, word)(a, b))


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("word", ["neg", "abs", "floor", "round"])
def test_integers_of_one_operand(word, dtype):
    a, _ = pairs(dtype)
    want = a if word in ("floor", "round") else getattr(NUMPY, word)(a)
    np.testing.assert_array_equal(run(word, a), want)


TRUTH = [np.array([False, False, True, True]), np.array([False, True, False, True])]


@pytest.mark.parametrize("word", ["logical_and", "logical_or", "max", "min", "less", "less_equal",
                                  "equal"])  # fmt: skip
def test_truth_values(word):
    np.testing.assert_array_equal(run(word, *TRUTH), getattr(NUMPY, word)(*TRUTH))
    np.testing.assert_array_equal(run("logical_not", TRUTH[0]), ~TRUTH[0])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("word", ["max", "min", "floor", "round", "neg", "abs"])
def test_exact_functions_of_floats(word, dtype):
    numbers = np.array([0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, 7, 1e30, -1e30, np.inf, -np.inf,
                        np.nan, 1e-40, 0.49999997, 8388607.5], dtype)  # fmt: skip
    operands = [each.ravel() for each in np.meshgrid(numbers, numbers)]
    operands = operands if word in ("max", "min") else operands[:1]
    np.testing.assert_array_equal(run(word, *operands), getattr(NUMPY, word)(*operands))


@pytest.mark.parametrize("target", ["bool", *INTEGERS, *FLOATS])
@pytest.mark.parametrize("source", ["bool", *INTEGERS, *FLOATS])
def test_conversions(source, target):
    """Floats only where an integer of the target is near: elsewhere any integer will do."""
    if source == "bool":
        x = np.array([True, False] * 9)
    elif source in INTEGERS:
        x = pairs(source)[0][:300]
    elif target in INTEGERS:
        info = np.iinfo(target)
        low, high = float(info.min), np.nextafter(dtype_of(source, 2.0**info.bits), 0)
        high = np.nextafter(dtype_of(source, float(info.max)), 0) if low else high
        x = np.array([low, low / 3, 0.0, 0.9, 1.5, high, high / 3, high / 1.5], source)
    else:
        x = np.array([0.0, -0.0, 0.1, 1e30, -1e-40, np.nan, np.inf, 1e300, 5e-324, 3], "f8")
        with np.errstate(over="ignore", under="ignore"):
            x = x.astype(source)
    with np.errstate(over="ignore", under="ignore"):
        want = x.astype(target)
    np.testing.assert_array_equal(run("cast", x, result=target), want)


def dtype_of(dtype, number):
    return np.dtype(dtype).type(number)


# -- ops ---------------------------------------------------------------------------------------

UNITS = {"gelu": 8}  # else 4: both sides round, gelu's argument too
CANCELS = ("bce_with_logits",)  # a sum of terms that cancel: compared with the largest of them


def session_of(sample, dtype):
    emit, results, _, feeds = graph_of(sample, dtype)
    b = gr.GraphBuilder()
    b.emit = emit
    outputs = {str(i): gr.Tensor(value, b) for i, value in enumerate(results)}
    b.signature("go", inputs=[b[name] for name in feeds], outputs=outputs)
    want = evaluate(emit.freeze(), results, feeds)
    return gr.Session(b.build(), backend="native"), feeds, want


@over(POINTWISE)
@pytest.mark.parametrize("dtype", FLOATS)
def test_a_pointwise_op_is_native_and_equals_numpy(sample, dtype):
    session, feeds, want = session_of(sample, dtype)
    for step in session.plan("go", **feeds).steps:
        assert not isinstance(native_calls(step), str), native_calls(step)
    found = session.run("go", **feeds)
    for name, expected in zip(found, want, strict=True):
        if expected.dtype.kind != "f":
            np.testing.assert_array_equal(found[name], expected)
            continue
        info = np.finfo(expected.dtype)
        units = UNITS.get(sample.op, 4)
        least = info.eps if sample.op in CANCELS else info.smallest_subnormal
        np.testing.assert_allclose(found[name], expected, rtol=units * info.eps, atol=units * least)


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("name", ["matmul", "sum", "reduce_max", "reduce_min", "argmax"])
def test_other_ops_on_integers_equal_numpy(name, dtype):
    info, rng = np.iinfo(dtype), np.random.default_rng(0)
    x, y = (rng.integers(info.min, info.max, shape, dtype, endpoint=True)
            for shape in ((33, 47), (47, 21)))  # fmt: skip
    b = gr.GraphBuilder()
    left, right = b.input("x", x.shape, dtype), b.input("y", y.shape, dtype)
    result = left @ right if name == "matmul" else getattr(gr, name)(left, 1)
    b.signature("go", inputs=[left, right], outputs={"z": result})
    found, want = (
        gr.Session(b.build(), backend=backend).run("go", x=x, y=y)["z"]
        for backend in ("native", "numpy")
    )
    np.testing.assert_array_equal(found, want)
