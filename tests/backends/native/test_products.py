"""Matrix products as machine code: every shape, layout and vector unit, against NumPy."""

import itertools
import platform
import re

import numpy as np
import pytest
from backends.native.products import Guarded, multiply
from backends.native.units import every_unit

from graphrt.backends.native.compiler import assembly
from graphrt.backends.native.gemm import product_calls, product_of
from graphrt.backends.native.host import host

FLOATS = ("float32", "float64")
ULPS = 8.0


def random(seed, dtype, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def product_in_double(a, b):
    return np.matmul(a.astype(np.longdouble), b.astype(np.longdouble))


def assert_close(found, a, b):
    """Within a few units in the last place of the sum of the magnitudes."""
    bound = np.matmul(np.abs(a).astype(np.float64), np.abs(b).astype(np.float64))
    error = np.abs(found.astype(np.longdouble) - product_in_double(a, b))
    limit = ULPS * np.finfo(found.dtype).eps * np.sqrt(max(1, a.shape[-1])) * bound
    assert (error <= limit).all()


def check(a, b, **options):
    (found,), kinds = multiply(a, b, **options)
    assert_close(found, a, b)
    return kinds


SHAPES = [
    *((1, 1, 1), (3, 5, 7), (8, 32, 4), (17, 33, 13), (64, 10, 64), (9, 1, 1), (1, 9, 1)),
    *((1, 64, 256), (64, 1, 256), (1, 65, 37), (65, 1, 37), (2, 70, 33), (3, 300, 1)),
    *((130, 200, 150), (37, 129, 1100), (129, 65, 257), (7, 4100, 100), (200, 10, 1030)),
    *((61, 801, 130), (61, 801, 2100)),
]


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("rows", "columns", "depth"), SHAPES)
def test_operands_turned_over(dtype, rows, columns, depth):
    for left, right in itertools.product((False, True), repeat=2):
        a, b = random(1, dtype, rows, depth), random(2, dtype, depth, columns)
        a = np.ascontiguousarray(a.T).T if left else a
        b = np.ascontiguousarray(b.T).T if right else b
        check(a, b)


@pytest.mark.parametrize("dtype", FLOATS)
def test_slices_reversals_and_broadcast_operands(dtype):
    for rows, columns, depth in ((10, 11, 12), (150, 161, 170), (1, 90, 50), (90, 1, 50)):
        a, b = random(1, dtype, 2 * rows, 3 * depth), random(2, dtype, 3 * depth, 2 * columns)
        check(a[::2, ::3], b[::3, ::2])
        check(a[rows:, :depth], b[:depth, columns:])
        check(a[rows - 1 :: -1, :depth], b[depth - 1 :: -1, columns - 1 :: -1])
        check(np.broadcast_to(a[:1, :depth], (rows, depth)), b[:depth, :columns])
        check(a[:rows, :depth], np.broadcast_to(b[:depth, :1], (depth, columns)))
        check(np.broadcast_to(a[:rows, :1], (rows, depth)), b[:depth, :columns])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((3, 5, 7), (3, 7, 9)),
        ((3, 1, 5, 7), (4, 7, 9)),
        ((5, 7), (4, 7, 9)),
        ((2, 6, 8), (8, 3)),
        ((4, 1, 7), (4, 7, 9)),
        ((4, 5, 7), (4, 7, 1)),
        ((4, 1, 7), (7, 9)),
        ((2, 1, 150, 160), (3, 160, 140)),
        ((2, 40, 1100), (2, 1100, 200)),
        ((0, 5, 7), (0, 7, 9)),
        ((2, 0, 7), (7, 9)),
        ((2, 5, 0), (2, 0, 9)),
        ((0, 0), (0, 0)),
    ],
)
def test_batches(dtype, left, right):
    a, b = random(1, dtype, *left), random(2, dtype, *right)
    check(a, b)
    turned = np.ascontiguousarray(b.swapaxes(-1, -2)).swapaxes(-1, -2)
    check(a, turned)
    check(np.ascontiguousarray(a.swapaxes(-1, -2)).swapaxes(-1, -2), turned)


def test_attention():
    """Heads are an axis in the middle; keys are turned over; nothing is copied beforehand."""
    query, key = (random(seed, "float32", 2, 96, 4, 32) for seed in (1, 2))
    heads, keys = query.transpose(0, 2, 1, 3), key.transpose(0, 2, 3, 1)
    check(heads, keys)
    weights = random(3, "float32", 2, 4, 96, 96)
    check(weights, key.transpose(0, 2, 1, 3))
    check(weights.swapaxes(-1, -2), key.transpose(0, 2, 1, 3))


@pytest.mark.parametrize("dtype", FLOATS)
def test_an_empty_sum_is_zero(dtype):
    (found,), _ = multiply(np.zeros((3, 0), dtype), np.zeros((0, 5), dtype))
    np.testing.assert_array_equal(found, np.zeros((3, 5)))


@every_unit
@pytest.mark.parametrize("dtype", FLOATS)
def test_every_vector_unit(isa, dtype):
    kinds = set()
    for rows, columns, depth in ((13, 21, 18), (150, 131, 140), (1, 37, 29), (37, 1, 29)):
        a, b = random(1, dtype, rows, depth), random(2, dtype, columns, depth).T
        kinds |= {*check(a, b, isa=isa), *check(np.asfortranarray(a), np.copy(b), isa=isa)}
    assert kinds >= {"direct_product", "dot_products", "blocked_product", "pack_left", "pack_right"}


@pytest.mark.parametrize("shape", [(90, 70, 60), (300, 200, 1100), (1, 900, 300), (900, 1, 300)])
def test_the_same_bits_however_units_are_shared(shape):
    rows, columns, depth = shape
    for turned in (False, True):
        a, b = random(1, "float32", rows, depth), random(2, "float32", depth, columns)
        b = np.asfortranarray(b) if turned else b
        (alone,), _ = multiply(a, b, grain=1 << 40)
        (shared,), _ = multiply(a, b, grain=1)
        np.testing.assert_array_equal(alone, shared)


@pytest.mark.parametrize("dtype", FLOATS)
def test_nan_and_infinity(dtype):
    a, b = np.zeros((20, 40), dtype), random(2, dtype, 40, 20)
    a[3, 5], a[7, 8] = np.nan, np.inf
    (found,), _ = multiply(a, b)
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(found, np.matmul(a, b))


PACKED = ["pack_left", "pack_right", "blocked_product"]


def test_the_choice_of_kernels():
    """A vector is read along its memory; what is small or narrow is not packed, nor is a left
    operand that few columns need. A right one in rows is packed inside."""
    one, wide, square = random(1, "float32", 1, 300), random(2, "float32", 300, 500), None
    assert check(one, wide) == ["direct_product"]
    assert check(one, np.asfortranarray(wide)) == ["dot_products"]
    assert check(wide, random(3, "float32", 500, 1)) == ["dot_products"]
    assert check(np.asfortranarray(wide), random(3, "float32", 500, 1)) == ["direct_product"]
    assert check(random(4, "float32", 128, 1024), random(5, "float32", 1024, 10)) == [
        "direct_product"
    ]
    square = random(6, "float32", 160, 160)
    assert check(square, square.copy()) == ["blocked_product"]
    assert check(square, np.asfortranarray(square)) == ["pack_right", "blocked_product"]
    assert check(np.asfortranarray(square), square.copy()) == ["pack_left", "blocked_product"]
    assert check(square, random(7, "float32", 160, 800)) == ["pack_left", "blocked_product"]
    assert check(np.asfortranarray(square), np.asfortranarray(square)) == PACKED


RECORDS = {
    "bias": lambda r, s: [r.add(s, r.operand(0, s.kind))],
    "two results": lambda r, s: [r.max(s, 0.0), r.less(r.operand(0, s.kind), s)],
    "long": lambda r, s: [r.mul(r.sigmoid(r.tanh(s)), r.exp(r.operand(0, s.kind)))],
}


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("record", RECORDS, ids=str)
@pytest.mark.parametrize("shape", [(13, 21, 18), (150, 131, 140), (70, 100, 1100), (1, 50, 30),
                                   (50, 1, 30), (50, 1, 0)])  # fmt: skip
@every_unit
def test_results_from_the_sums(dtype, record, shape, isa):
    rows, columns, depth = shape
    a, b = random(1, dtype, rows, depth), random(2, dtype, depth, columns)
    for other in (
        random(3, dtype, columns),
        random(3, dtype, rows, columns),
        random(3, dtype, rows, 1),
        random(3, dtype, columns, rows).T,
        random(3, dtype, 1, 1),
    ):
        outs = [np.full((rows, columns), np.nan, dtype)]
        sums = product_in_double(a, b).astype(dtype)
        if record == "bias":
            want = [sums + other]
        elif record == "long":
            want = [1 / (1 + np.exp(-np.tanh(sums))) * np.exp(other)]
        else:
            want = [np.maximum(sums, 0), other < sums]
            outs.append(np.zeros((rows, columns), bool))
        found, _ = multiply(a, b, inputs=[other], record=RECORDS[record], outs=outs, isa=isa)
        tolerance = 1e-4 if dtype == "float32" else 1e-12
        np.testing.assert_allclose(found[0], want[0], rtol=tolerance, atol=tolerance)
        if len(want) > 1:
            near = np.abs(sums - other) < 1e-3
            np.testing.assert_array_equal(found[1] | near, want[1] | near)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="it reads x86 assembly")
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(160, 160, 160), (32, 64, 8), (1, 400, 300), (400, 1, 300)])
def test_sums_stay_in_registers(dtype, shape):
    """No vector is put on the stack: a tile that is too large would be, in its innermost loop."""
    rows, columns, depth = shape
    arrays = [np.zeros(each, dtype) for each in ((rows, depth), (depth, columns), (rows, columns))]
    a, b, c = (Guarded(f"x{k}", each).buffer for k, each in enumerate(arrays))
    calls = product_calls(product_of(a, b, [], [c]), host().isa)
    for call in calls:
        lines = assembly(call.kernel.write(call.kernel.name)).splitlines()
        assert any("mm" in line for line in lines)
        assert not [line for line in lines if re.search(r"[xyz]mm", line) and "(%rsp" in line]
