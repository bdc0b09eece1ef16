"""The gradient of attention as machine code: every size, mask and vector unit, against NumPy."""

from types import SimpleNamespace

import numpy as np
import pytest
from backends.native.products import run_calls
from hypothesis import given, settings
from hypothesis import strategies as st

import graphrt as gr
from graphrt.backends.native.attention_gradient import attention_gradient_calls
from graphrt.backends.native.host import host
from graphrt.backends.native.isa import AVX2, AVX512, NEON
from graphrt.ops.attention import AttentionGradient

FLOATS = ("float32", "float64")


def random(seed, dtype, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def gradients(arrays, *, isa=None, grain=None, on_fault=None, **attributes):
    """What the kernel computes from q, k, v, dy and perhaps a mask."""
    op = AttentionGradient(**attributes)

    def select(read, written):
        step = SimpleNamespace(node=SimpleNamespace(op=op), inputs=read, outputs=written)
        return attention_gradient_calls(step, isa or host().isa)

    outs = [np.full(each.shape, np.nan, each.dtype) for each in arrays[:3]]
    return run_calls(select, arrays, outs, grain, on_fault)[0]


def check(*arrays, **options):
    attributes = {key: options[key] for key in ("causal", "scale") if key in options}
    want = AttentionGradient(**attributes).compute(*arrays)
    rounding = 128 * np.finfo(arrays[0].dtype).eps
    for got, expected in zip(gradients(arrays, **options), want, strict=True):
        np.testing.assert_allclose(got, expected, rtol=rounding, atol=rounding)


def heads(dtype, batch, rows, keys, width, out, count=3):
    """q, k, v and dy, heads being an axis in the middle."""
    shapes = ((rows, width), (keys, width), (keys, out), (rows, out))
    return [
        random(seed, dtype, batch, n, count, size).transpose(0, 2, 1, 3)
        for seed, (n, size) in enumerate(shapes)
    ]


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("width", [5, 32, 64])
@pytest.mark.parametrize("tokens", [1, 7, 33, 129, 300])
def test_heads_are_read_where_they_lie(dtype, tokens, width):
    arrays = heads(dtype, 2, tokens, tokens, width, width)
    for causal in (False, True):
        check(*arrays, causal=causal)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    ("rows", "keys"), [(1, 300), (40, 150), (150, 40), (33, 1), (5, 0), (0, 5)]
)
def test_masks_of_every_form(dtype, rows, keys):
    arrays = heads(dtype, 2, rows, keys, 8, 7)
    for shape in ((rows, keys), (3, 1, keys), (2, 1, rows, keys), (rows, 1), (keys,), ()):
        for causal in (False, True):
            check(*arrays, random(4, "float64", *shape) > -0.3, causal=causal)
            check(*arrays, random(4, dtype, *shape), causal=causal, scale=0.1)


@pytest.mark.parametrize("dtype", FLOATS)
def test_queries_that_see_no_key_give_nothing(dtype):
    arrays = heads(dtype, 1, 40, 40, 6, 6, 1)
    mask = np.ones((40, 40), bool)
    mask[[0, 17, 39]] = False
    check(*arrays, mask)
    np.testing.assert_array_equal(gradients([*arrays, mask])[0][0, 0, 17], 0)
    check(*arrays, np.where(mask, 0, -np.inf).astype(dtype), causal=True)


@pytest.mark.parametrize("dtype", FLOATS)
def test_operands_that_do_not_run_on_along_their_last_axis(dtype):
    q, k, v, dy = (random(seed, dtype, 2, 20, 45).swapaxes(-1, -2) for seed in range(4))
    check(q, k, v, dy, causal=True)
    check(q, k, v, np.broadcast_to(dy[:, :1, :1], dy.shape))


@pytest.mark.parametrize("isa", [AVX512, AVX2, NEON], ids=lambda isa: isa.name)
@pytest.mark.parametrize("dtype", FLOATS)
def test_every_vector_unit(isa, dtype):
    arrays = heads(dtype, 2, 45, 45, 13, 21)
    check(*arrays, isa=isa, causal=True)
    check(*arrays, random(2, dtype, 45, 45) > 0, isa=isa)


def test_the_same_bits_however_heads_are_shared():
    arrays = heads("float32", 3, 200, 200, 16, 16)
    alone = gradients(arrays, grain=1 << 40, causal=True)
    for a, b in zip(alone, gradients(arrays, grain=1, causal=True), strict=True):
        np.testing.assert_array_equal(a, b)


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 70), st.integers(1, 140), st.integers(1, 40), st.integers(1, 40),
    st.sampled_from([None, "bool", "added"]), st.booleans(), st.sampled_from(FLOATS),
)  # fmt: skip
def test_any_sizes(rows, keys, width, out, masked, causal, dtype):
    mask = random(4, dtype, rows, keys) if masked else None
    mask = mask > 0 if masked == "bool" else mask
    given_ = heads(dtype, 2, rows, keys, width, out)
    check(*given_, *([] if mask is None else [mask]), causal=causal)


@pytest.mark.parametrize("where", range(4))
@pytest.mark.parametrize("position", [0, 20, 59])
def test_what_is_not_finite_is_left_to_numpy(where, position):
    arrays = [each.copy() for each in heads("float32", 1, 60, 60, 4, 4, 1)]
    arrays[where][0, 0, position, 2] = np.nan
    faults = []
    gradients(arrays, causal=True, on_fault=faults.append)
    assert len(faults) == 1


def test_a_model_computes_what_it_does_on_numpy():
    """Heads that share their leading axes have one node for all three gradients; keys that are
    the same for all examples, or a mask with a gradient, have nodes of the decomposition."""
    for keys, masked in (((2, 40, 6), False), ((40, 6), False), ((2, 40, 6), True)):
        b = gr.GraphBuilder()
        q, k, v = b.input("q", (2, 35, 6)), b.input("k", keys), b.input("v", keys)
        mask = b.input("mask", (35, 40))
        y = gr.scaled_dot_product_attention(q, k, v, mask, causal=True)
        wanted = [q, k, v, mask] if masked else [q, k, v]
        found = gr.gradients(gr.sum(gr.square(y)), wanted)
        outputs = {str(n): each for n, each in enumerate(found)}
        b.signature("go", inputs=[q, k, v, mask], outputs=outputs)
        model = b.build()
        ops = [node.op.name for node in model.graph.nodes]
        assert ("attention_gradient" in ops) == (keys == (2, 40, 6) and not masked)
        feeds = {
            "q": random(1, "float32", 2, 35, 6), "k": random(2, "float32", *keys),
            "v": random(3, "float32", *keys), "mask": random(4, "float32", 35, 40),
        }  # fmt: skip
        native, numpy = (
            gr.Session(model, backend=each).run("go", **feeds) for each in ("native", "numpy")
        )
        for name, want in numpy.items():
            np.testing.assert_allclose(native[name], want, rtol=1e-4, atol=1e-5)
