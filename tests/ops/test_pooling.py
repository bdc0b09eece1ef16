"""Pooling against its definition, window by window, and its edges."""

import math

import numpy as np
import pytest
from ops.cases.adaptive import SIZES
from ops.cases.pooling import SETTINGS
from ops.sampling import spread

import graphrt as gr
from graphrt.ops import lookup
from graphrt.ops.pooling import ArgmaxPool, AvgPool, LpPool, MaxPool, MaxPoolSpread


def windows_of(op, shape):
    """(index of the window, places inside the axes, places of the window with its padding)."""
    spans = op.windows(len(shape) - 2).spans(shape[2:])
    for o in np.ndindex(*(span.windows for span in spans)):
        inside, counted = [], 0
        for k in np.ndindex(*(span.taps for span in spans)):
            place = [i * s.stride + j * s.dilation - s.begin
                     for i, j, s in zip(o, k, spans, strict=True)]  # fmt: skip
            if all(0 <= p < s.extent for p, s in zip(place, spans, strict=True)):
                inside.append(tuple(place))
            counted += all(p < s.extent + s.end for p, s in zip(place, spans, strict=True))
        yield o, inside, counted


@pytest.mark.parametrize(("shape", "settings"), SETTINGS)
def test_sliding_windows_are_what_the_formulas_say(shape, settings):
    x = spread(*shape)
    found = {
        op.name: op.compute(x)
        for op in (
            MaxPool(**settings),
            ArgmaxPool(**settings),
            AvgPool(**settings),
            LpPool(p=3, **settings),
        )
    }
    padded = AvgPool(count_include_pad=True, **settings).compute(x)
    for o, inside, counted in windows_of(MaxPool(**settings), shape):
        elements = np.array([x[:, :, *place] for place in inside])
        at = (slice(None), slice(None), *o)
        np.testing.assert_array_equal(found["max_pool"][at], elements.max(0))
        numbers = [np.ravel_multi_index(place, shape[2:]) for place in inside]
        want = np.array(numbers)[elements.argmax(0)]
        np.testing.assert_array_equal(found["argmax_pool"][at], want)
        np.testing.assert_allclose(found["avg_pool"][at], elements.mean(0), atol=1e-14)
        np.testing.assert_allclose(padded[at], elements.sum(0) / counted, atol=1e-14)
        norm = (np.abs(elements) ** 3).sum(0) ** (1 / 3)
        np.testing.assert_allclose(found["lp_pool"][at], norm, rtol=1e-13)


@pytest.mark.parametrize(("shape", "size"), SIZES)
def test_adaptive_windows_are_what_the_formulas_say(shape, size):
    x = spread(*shape)
    highest = lookup("adaptive_max_pool")(size).compute(x)
    mean = lookup("adaptive_avg_pool")(size).compute(x)
    for o in np.ndindex(*highest.shape[2:]):
        places = tuple(
            slice(math.floor(i * d / n), math.ceil((i + 1) * d / n))
            for i, d, n in zip(o, shape[2:], highest.shape[2:], strict=True)
        )
        axes = tuple(range(2, x.ndim))
        window = x[:, :, *places]
        np.testing.assert_array_equal(highest[:, :, *o], window.max(axes))
        np.testing.assert_allclose(mean[:, :, *o], window.mean(axes), atol=1e-14)


def test_ties_share_evenly_as_in_reduce_max():
    x = np.array([[[3.0, 3.0, 1.0, 3.0]]])
    for kernel, strides, want in ((4, 4, [1 / 3, 1 / 3, 0, 1 / 3]), (2, 2, [0.5, 0.5, 0, 1]),
                                  (3, 1, [0.5, 0.5 + 0.5, 0, 0.5])):  # fmt: skip
        b = gr.GraphBuilder()
        v = b.input("x", (1, 1, 4), "float64")
        (g,) = gr.gradients(gr.sum(gr.max_pool(v, kernel, strides)), [v])
        (same,) = gr.gradients(gr.reduce_max(v), [v])
        b.signature("predict", inputs=[v], outputs={"g": g, "same": same})
        found = gr.Session(b.build()).run(x=x)
        assert found["g"].ravel().tolist() == want
        if kernel == 4:
            assert found["same"].ravel().tolist() == want


def test_nan_and_padding_alone():
    x = np.array([[[np.nan, 1.0, 2.0, -np.inf]]])
    y = MaxPool(2).compute(x)
    np.testing.assert_array_equal(y, [[[np.nan, 2]]])
    assert ArgmaxPool(2).compute(x).tolist() == [[[0, 2]]]
    spread_back = MaxPoolSpread(2).compute(x, y, np.ones_like(y))
    assert spread_back.tolist() == [[[0, 0, 1, 0]]]
    wild = MaxPoolSpread(2).compute(np.array([[[1.0, 2.0]]]), np.array([[[2.0]]]),
                                    np.array([[[np.nan]]]))  # fmt: skip
    np.testing.assert_array_equal(wild, [[[0, np.nan]]])  # to the winner alone
    far = {"kernel": 1, "pads": 1}
    one = np.array([[[5.0]]])
    assert MaxPool(**far).compute(one).tolist() == [[[-np.inf, 5, -np.inf]]]
    assert ArgmaxPool(**far).compute(one).tolist() == [[[-1, 0, -1]]]
    assert LpPool(**far).compute(one).tolist() == [[[0, 5, 0]]]
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(AvgPool(**far).compute(one), [[[np.nan, 5, np.nan]]])
    padded = AvgPool(count_include_pad=True, **far).compute(one)
    assert padded.tolist() == [[[0, 5, 0]]]


def test_a_last_window_is_clipped_and_counts_what_it_has():
    x = np.arange(1.0, 6.0).reshape(1, 1, 5)
    assert AvgPool(2).compute(x).tolist() == [[[1.5, 3.5]]]
    assert AvgPool(2, ceil_mode=True).compute(x).tolist() == [[[1.5, 3.5, 5]]]
    both = AvgPool(2, pads=(0, 1), count_include_pad=True, ceil_mode=True)
    assert both.compute(x).tolist() == [[[1.5, 3.5, 2.5]]]
    # a window that would begin in the padding at the end is left out
    assert MaxPool(1, strides=3, pads=(0, 1), ceil_mode=True).compute(x).tolist() == [[[1, 4]]]


def test_a_norm_neither_overflows_nor_vanishes():
    x = np.array([[[3e200, 4e200]], [[3e-200, 4e-200]]])
    np.testing.assert_allclose(LpPool(2).compute(x).ravel(), [5e200, 5e-200], rtol=1e-15)


def test_symbolic_extents_of_pooling():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3, "H", 8), "float64")
    assert str(gr.max_pool(x, 2).type) == "f64[N, 3, (H//2), 4]"
    assert str(gr.max_pool(x, 3, 1, 1).type) == "f64[N, 3, H, 8]"
    assert str(gr.avg_pool(x, 2, ceil_mode=True).type) == "f64[N, 3, ((H+1)//2), 4]"
    assert str(gr.adaptive_avg_pool(x, (2, 1)).type) == "f64[N, 3, 2, 1]"
