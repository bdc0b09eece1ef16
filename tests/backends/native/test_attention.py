"""Attention as machine code: every size, mask, layout and vector unit, against NumPy."""

import itertools
import platform
import re
from types import SimpleNamespace

import numpy as np
import pytest
from backends.native.products import Guarded, run_calls
from backends.native.units import every_unit
from hypothesis import given, settings
from hypothesis import strategies as st

import graphrt as gr
from graphrt.backends.native.attention import attention_calls
from graphrt.backends.native.compiler import assembly
from graphrt.backends.native.host import host
from graphrt.backends.native.isa import AVX512
from graphrt.ops.attention import Attention

FLOATS = ("float32", "float64")
KINDS = []  # of the kernels that were run last


def random(seed, dtype, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def attend(q, k, v, mask=None, *, isa=None, grain=None, on_fault=None, **attributes):
    """What the kernel computes."""
    op = Attention(**attributes)

    def select(read, written):
        step = SimpleNamespace(node=SimpleNamespace(op=op), inputs=read, outputs=written)
        return attention_calls(step, isa or host().isa)

    arrays = (q, k, v) if mask is None else (q, k, v, mask)
    shape = (*np.broadcast_shapes(*(each.shape[:-2] for each in (q, k, v))), q.shape[-2])
    if mask is not None:
        shape = np.broadcast_shapes((*shape, 1), (*mask.shape[:-1], 1))[:-1]
    out = np.full((*shape, v.shape[-1]), np.nan, q.dtype)
    (found,), kinds = run_calls(select, arrays, [out], grain, on_fault)
    KINDS[:] = kinds
    return found


def check(q, k, v, mask=None, **options):
    attributes = {key: options[key] for key in ("causal", "scale") if key in options}
    want = Attention(**attributes).compute(q, k, v, mask)
    found = attend(q, k, v, mask, **options)
    assert found.shape == want.shape
    rounding = 64 * np.finfo(q.dtype).eps
    np.testing.assert_allclose(found, want, rtol=rounding, atol=rounding)


def heads(dtype, batch, tokens, count, width, which=3):
    """Queries, keys and values as views of one projection."""
    packed = random(1, dtype, batch, tokens, which, count, width)
    return tuple(packed[:, :, i].transpose(0, 2, 1, 3) for i in range(which))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("width", [5, 32, 64])
@pytest.mark.parametrize("tokens", [1, 7, 33, 129, 300])
def test_heads_are_read_where_they_lie(dtype, tokens, width):
    q, k, v = heads(dtype, 2, tokens, 3, width)
    for causal in (False, True):
        check(q, k, v, causal=causal)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("rows", "keys"), [(1, 300), (40, 150), (150, 40), (33, 1), (5, 0)])
def test_masks_of_every_form(dtype, rows, keys):
    q, k, v = (
        random(1, dtype, 2, 3, rows, 8),
        random(2, dtype, 3, keys, 8),
        random(3, dtype, keys, 7),
    )
    shapes = [(rows, keys), (3, 1, keys), (2, 1, rows, keys), (rows, 1), (1, 1), (keys,), ()]
    for shape, causal in itertools.product(shapes, (False, True)):
        check(q, k, v, random(4, "float64", *shape) > -0.3, causal=causal)
        check(q, k, v, random(4, dtype, *shape), causal=causal, scale=0.1)
    turned = np.asfortranarray(random(4, "float64", rows, keys) > 0)
    check(q, k, v, turned, causal=True)


@pytest.mark.parametrize("dtype", FLOATS)
def test_queries_that_see_no_key_get_zeros(dtype):
    q, k, v = (random(seed, dtype, 40, 6) for seed in (1, 2, 3))
    mask = np.ones((40, 40), bool)
    mask[[0, 17, 39]] = False
    check(q, k, v, mask)
    np.testing.assert_array_equal(attend(q, k, v, mask)[17], 0)
    check(q, k, v, np.where(mask, 0, -np.inf).astype(dtype), causal=True)


@pytest.mark.parametrize("dtype", FLOATS)
def test_operands_that_do_not_run_on_along_their_last_axis(dtype):
    q, k, v = (random(seed, dtype, 2, 20, 45) for seed in (1, 2, 3))
    turned = [each.swapaxes(-1, -2) for each in (q, k, v)]
    check(*turned, causal=True)
    check(*(each[:, ::2, ::-3] for each in turned))
    check(np.broadcast_to(q[:, :1], q.shape), k, np.broadcast_to(v[:, :1, :1], (2, 20, 4)))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("rows", [1, 3, 4, 16, 17])
def test_few_queries_are_rows_and_more_are_lanes(dtype, rows):
    q, k, v = heads(dtype, 2, 70, 3, 20)
    q = q[:, :, :rows]
    check(q, k, v)
    assert KINDS == (["dot_products", "rows", "direct_product"] if rows < 4 else ["attention"])
    check(q, k, v, random(4, "float64", 70) > 0)
    check(q, k, v, random(4, dtype, 3, rows, 1))
    check(q, k, v, np.zeros((rows, 70), bool), scale=2.0)
    check(q, k[:1, :1], v)
    check(q, k, v, causal=True)
    assert KINDS == ["attention"]


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_few_queries_with_what_is_not_finite(number):
    for where in range(3):
        arrays = [each.copy() for each in heads("float32", 1, 50, 2, 4)]
        arrays[0] = arrays[0][:, :, :2]
        arrays[where][0, 0, 1, 2] = number
        with np.errstate(all="ignore"):
            check(*arrays)


def test_scores_far_apart_do_not_overflow():
    q, k, v = (random(seed, "float32", 300, 4) for seed in (1, 2, 3))
    check(100 * q, 100 * k, v)
    k[150:] *= 1e4  # the greatest come late
    check(q, k, v)


@every_unit
@pytest.mark.parametrize("dtype", FLOATS)
def test_every_vector_unit(isa, dtype):
    q, k, v = heads(dtype, 2, 45, 2, 13)
    check(q, k, v, isa=isa, causal=True)
    check(q.swapaxes(0, 1).copy().swapaxes(0, 1), k, v, random(2, dtype, 45, 45) > 0, isa=isa)


def test_the_same_bits_however_units_are_shared():
    q, k, v = heads("float32", 3, 200, 2, 16)
    alone = attend(q, k, v, grain=1 << 40, causal=True)
    np.testing.assert_array_equal(alone, attend(q, k, v, grain=1, causal=True))


@pytest.mark.parametrize("where", ["q", "k", "v"])
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("causal", [False, True])
def test_what_is_not_finite_is_as_in_numpy(where, number, causal):
    """A key that no query may see as well: its weight is 0, and 0 times NaN is NaN."""
    for position in (0, 20, 59, 99):
        arrays = {"q": random(1, "float32", 60, 4), "k": random(2, "float32", 100, 4)}
        arrays["v"] = random(3, "float32", 100, 4)
        arrays[where][min(position, len(arrays[where]) - 1), 2] = number
        b = gr.GraphBuilder()
        q, k, v = (b.input(name, each.shape) for name, each in arrays.items())
        y = gr.scaled_dot_product_attention(q, k, v, causal=causal)
        b.signature("go", inputs=[q, k, v], outputs={"y": y})
        model, found = b.build(), []
        for backend in ("numpy", "native"):
            with gr.Session(model, backend=backend) as session, np.errstate(all="ignore"):
                found.append(session.run("go", **arrays)["y"])
        np.testing.assert_allclose(*found, rtol=1e-5, atol=1e-5)


def test_a_result_that_is_not_finite_raises_the_fault():
    q, k, v = (random(seed, "float32", 50, 4) for seed in (1, 2, 3))
    v[49, 0] = np.nan
    faults = []
    attend(q, k, v, causal=True, on_fault=faults.append)
    assert len(faults) == 1


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 70), st.integers(1, 140), st.integers(1, 40), st.integers(1, 40),
    st.sampled_from([None, "bool", "added"]), st.booleans(), st.sampled_from(FLOATS),
)  # fmt: skip
def test_any_sizes(rows, keys, width, out, masked, causal, dtype):
    mask = random(4, dtype, rows, keys) if masked else None
    mask = mask > 0 if masked == "bool" else mask
    shapes = ((2, rows, width), (2, keys, width), (2, keys, out))
    check(*(random(seed, dtype, *shape) for seed, shape in enumerate(shapes)), mask, causal=causal)


def test_sizes_and_strides_of_the_batch_are_numbers():
    """Another batch, or more tokens, needs no other kernel."""
    names = set()
    for batch, tokens in ((2, 30), (3, 500)):
        arrays = heads("float32", batch, tokens, 4, 16)
        buffers = [Guarded(f"x{k}", each).buffer for k, each in enumerate(arrays)]
        out = Guarded("y", np.zeros((batch, 4, tokens, 16), "float32")).buffer
        node = SimpleNamespace(op=Attention(causal=True))
        step = SimpleNamespace(node=node, inputs=buffers, outputs=[out])
        (call,) = attention_calls(step, host().isa)
        names.add(call.kernel.name)
    assert len(names) == 1


@pytest.mark.skipif(platform.machine() != "x86_64", reason="it reads x86 assembly")
def test_sums_stay_in_registers():
    """No loop with multiplications and additions of a tile puts vectors on the stack."""
    arrays = heads("float32", 2, 64, 2, 32)
    buffers = [Guarded(f"x{k}", each).buffer for k, each in enumerate(arrays)]
    out = Guarded("y", np.zeros((2, 2, 64, 32), "float32")).buffer
    node = SimpleNamespace(op=Attention())
    step = SimpleNamespace(node=node, inputs=buffers, outputs=[out])
    (call,) = attention_calls(step, AVX512)
    blocks = re.split(r"^\.LBB.*:", assembly(call.kernel.write(call.kernel.name)), flags=re.M)
    tiles = [each for each in blocks if each.count("vfmadd") >= 2 * 16]
    assert len(tiles) == 2  # of queries times keys, of weights times values
    assert not [each for each in tiles if re.search(r"zmm.*, -?\d*\(%rsp\)|\(%rsp\), %zmm", each)]
