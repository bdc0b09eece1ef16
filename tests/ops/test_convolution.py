"""Convolutions against their definition, and against each other as adjoints."""

import numpy as np
import pytest
from ops.cases.convolution import SAMPLES, SETTINGS
from ops.harness import over
from ops.sampling import spread
from ops.test_bind import arrays_of

import graphrt as gr
from graphrt.errors import ShapeError
from graphrt.ops import columns
from graphrt.ops.convolution import Conv, ConvTranspose, ConvWeight

NONEMPTY = [s for s in SETTINGS if 0 not in s[0] and 0 not in s[1]]


def by_definition(conv, x, w):
    """Every product of the sum in the docstring of `Conv`, one after the other."""
    groups = conv.groups
    spans = conv.windows(w.shape[2:]).spans(x.shape[2:])
    y = np.zeros((len(x), len(w), *(span.windows for span in spans)))
    per_group = len(w) // groups
    for m, c, *rest in np.ndindex(w.shape[0], w.shape[1], *y.shape[2:], *w.shape[2:]):
        o, k = rest[: len(spans)], rest[len(spans) :]
        place = [i * s.stride + j * s.dilation - s.begin
                 for i, j, s in zip(o, k, spans, strict=True)]  # fmt: skip
        if all(0 <= p < s.extent for p, s in zip(place, spans, strict=True)):
            channel = m // per_group * w.shape[1] + c
            y[:, m, *o] += w[m, c, *k] * x[:, channel, *place]
    return y


@pytest.mark.parametrize(("wide", "weights", "settings"), NONEMPTY)
def test_conv_is_its_definition(wide, weights, settings):
    x, w, conv = spread(*wide), spread(*weights, seed=1), Conv(**settings)
    np.testing.assert_allclose(conv.compute(x, w), by_definition(conv, x, w), atol=1e-13)


@pytest.mark.parametrize(("wide", "weights", "settings"), NONEMPTY)
def test_the_three_ops_are_adjoint(wide, weights, settings):
    x, w = spread(*wide), spread(*weights, seed=1)
    y = Conv(**settings).compute(x, w)
    g = spread(*y.shape, seed=2)
    back = ConvTranspose(**settings).compute(g, w, None, np.array(wide))
    weight = ConvWeight(**settings).compute(x, g, np.array(weights))
    np.testing.assert_allclose(np.sum(back * x), np.sum(g * y), rtol=1e-12)
    np.testing.assert_allclose(np.sum(weight * w), np.sum(g * y), rtol=1e-12)


@over(SAMPLES)
@pytest.mark.parametrize("most", [1, 20, 60, 200])
def test_parts_of_a_batch_and_of_an_example_add_up(sample, most, monkeypatch):
    """Parts of one window row, of several, of one example, of several and a smaller rest."""
    op, operands, (want,) = arrays_of(sample)
    monkeypatch.setattr(columns, "COLUMNS", most)
    out = np.full_like(want, 99)
    call = op.bind([out], *operands)
    for _ in range(2):
        call()
        np.testing.assert_allclose(out, want, rtol=1e-12, atol=1e-13)


def test_the_columns_of_a_large_image_are_not_all_there_at_once():
    x, w, conv = np.ones((2, 8, 200, 200), "float32"), np.ones((4, 8, 3, 3), "float32"), Conv()
    out = np.empty(conv.narrow_shape(x.shape, w.shape), "float32")
    assert max(part.columns.size for part in conv.parts(x, w.shape, out)) <= columns.COLUMNS
    conv.bind([out], x, w)()
    np.testing.assert_array_equal(out, np.full_like(out, 72))


def test_auto_pad_puts_the_odd_one_where_its_name_says():
    x, w = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[10.0, 1.0]]])
    assert Conv(auto_pad="SAME_UPPER").compute(x, w).tolist() == [[[12, 23, 30]]]
    assert Conv(auto_pad="SAME_LOWER").compute(x, w).tolist() == [[[1, 12, 23]]]
    assert Conv(auto_pad="VALID").compute(x, w).tolist() == [[[12, 23]]]


def test_transposed_weights_are_read_as_they_are():
    """Operands that are views: their memory is not in the order of their axes."""
    b = gr.GraphBuilder()
    x, w = b.input("x", (2, 5, 3), "float64"), b.input("w", (2, 3, 4), "float64")
    y = gr.conv(gr.transpose(x, (0, 2, 1)), gr.transpose(w, (2, 1, 0)))
    b.signature("predict", inputs=[x, w], outputs={"y": y})
    session = gr.Session(b.build())
    for seed in (0, 1):  # the second run must not see the first one's weights
        xs, ws = spread(2, 5, 3, seed=seed), spread(2, 3, 4, seed=seed + 1)
        want = by_definition(Conv(), xs.transpose(0, 2, 1), ws.transpose(2, 1, 0))
        np.testing.assert_allclose(session.run(x=xs, w=ws)["y"], want, atol=1e-13)


def test_symbolic_extents():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 1, "H", "W"), "float64")
    w = b.constant(spread(2, 1, 3, 3))
    assert str(gr.conv(x, w, pads=1).type) == "f64[N, 2, H, W]"
    assert str(gr.conv(x, w, pads=1, strides=2).type) == "f64[N, 2, ((H+1)//2), ((W+1)//2)]"
    assert str(gr.conv(x, w).type) == "f64[N, 2, max(H-2, 0), max(W-2, 0)]"
    halved = gr.conv(x, w, auto_pad="SAME_UPPER", strides=2)
    wider = gr.conv_transpose(gr.conv(x, w, pads=1), w, strides=2, auto_pad="SAME_UPPER")
    assert str(wider.type) == "f64[N, 1, 2*H, 2*W]"
    loss = gr.sum(halved**2) + gr.sum(wider**2)
    (g,) = gr.gradients(loss, [x])
    b.signature("grad", inputs=[x], outputs={"loss": loss, "g": g})
    session = gr.Session(b.build())
    for shape in ((2, 1, 5, 4), (1, 1, 3, 7)):
        xs = spread(*shape)
        found = session.run("grad", x=xs)
        step = spread(*shape, seed=3)
        ahead, behind = (session.run("grad", x=xs + s * step)["loss"] for s in (1e-5, -1e-5))
        np.testing.assert_allclose(np.sum(found["g"] * step), (ahead - behind) / 2e-5, rtol=1e-8)


def test_a_window_that_does_not_fit_is_found_while_running():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 1, "L"), "float64")
    b.signature("predict", inputs=[x], outputs={"y": gr.conv(x, b.constant(np.ones((1, 1, 3))))})
    session = gr.Session(b.build())
    assert session.run(x=np.ones((1, 1, 4)))["y"].tolist() == [[[3, 3]]]
    with pytest.raises(ShapeError, match="a window of 3 does not fit spatial axis 0 of extent 2"):
        session.run(x=np.ones((1, 1, 2)))
