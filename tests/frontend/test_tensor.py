"""Building: operators, literals, indexing, names, and every mistake's message."""

import numpy as np
import pytest
from frontend.support import value_of

import graphrt as gr


def vector(shape=(3,), dtype="float64"):
    b = gr.GraphBuilder()
    return b, b.input("x", shape, dtype)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x + 1, lambda x: 1 + x, lambda x: x - 2, lambda x: 2 - x, lambda x: x * 3,
        lambda x: 3 * x, lambda x: x / 2, lambda x: 2 / x, lambda x: x**2, lambda x: x**3,
        lambda x: 2.0**x, lambda x: -x, lambda x: +x, lambda x: x < 2, lambda x: x <= 2,
        lambda x: x > 2, lambda x: x >= 2, lambda x: x == 2, lambda x: x != 2,
        lambda x: ~(x > 1), lambda x: (x > 1) & (x < 3), lambda x: (x > 2) | (x < 2),
        lambda x: np.array([1.0, 2.0, 3.0]) * x, lambda x: x - np.float64(1),
        lambda x: x[0], lambda x: x[-1], lambda x: x[1:], lambda x: x[::-1], lambda x: x[None],
        lambda x: x[..., None], lambda x: x[:2], lambda x: x[-2:], lambda x: x[::2],
    ],
)  # fmt: skip
def test_operators_mean_what_they_mean_in_numpy(function):
    _, x = vector()
    data = np.array([1.0, 2.0, 4.0])
    found = value_of(function(x), x=data)
    want = function(data)
    np.testing.assert_array_equal(found, want)
    assert found.shape == np.shape(want)


@pytest.mark.parametrize(
    "index",
    [(0,), (slice(None), 0), (0, slice(1, 3)), (..., -1), (slice(None, None, -1), 1),
     (None, 0), (slice(1, None), None, slice(None, 2)), (slice(-2, None),), (-1, -1)],
)  # fmt: skip
def test_indexing_a_matrix_with_a_symbolic_axis(index):
    _, x = vector(("N", 4))
    data = np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(value_of(x[index], x=data), data[index])


def test_python_numbers_take_the_tensors_dtype():
    _, x = vector(dtype="float32")
    assert (x * 2.5).dtype.name == "float32"
    _, n = vector(dtype="int8")
    assert (n + 1).dtype.name == "int8"
    with pytest.raises(gr.DTypeError, match=r"the number 1.5 does not fit a int8 tensor"):
        n + 1.5
    with pytest.raises(gr.DTypeError, match="the number 300 does not fit int8"):
        n + 300


def test_mixing_dtypes_is_an_error_that_says_cast():
    b = gr.GraphBuilder()
    x, n = b.input("x", (3,), "float32"), b.input("n", (3,), "int64")
    match = r"add: operands have different dtypes, float32 and int64\n" r"(.|\n)*hint .*cast"
    with pytest.raises(gr.DTypeError, match=match):
        x + n


def test_a_shape_error_has_the_operands_the_users_line_and_a_hint():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 784))
    w1 = b.parameter("w1", np.zeros((100, 64), np.float32))
    with pytest.raises(gr.ShapeError) as caught:
        x @ w1
    lines = str(caught.value).splitlines()
    assert lines[0] == "matmul: inner dimensions differ: lhs[-1] = 784, rhs[-2] = 100"
    assert lines[1].startswith("  lhs  %x   f32[N, 784]   from input     at ")
    assert lines[2].startswith("  rhs  %w1  f32[100, 64]  from variable  at ")
    assert lines[3].startswith("  in   matmul(%x, %w1) at ")
    assert "test_tensor.py:" in lines[3]


@pytest.mark.parametrize(
    ("use", "match"),
    [
        (bool, "the truth of a symbolic tensor is not known before the graph runs"),
        (list, "hint use split, or index it"),
        (len, "hint use its .shape"),
        (float, "hint fetch it from a session"),
        (int, "hint fetch it from a session"),
        (np.asarray, "the array of a symbolic tensor"),
        (lambda x: 1 in x, "hint compare with equal"),
        (lambda x: x["a"], "cannot be indexed with str"),
        (lambda x: x[0, 0], "2 indices for a tensor of rank 1"),
        (lambda x: x[5], "index 5 is out of range for axis 0 of extent 3"),
        (lambda x: x + "a", "add: 'a' is no operand"),
        (lambda x: x + None, "add: None is no operand"),
    ],
)
def test_what_a_symbolic_tensor_cannot_do(use, match):
    _, x = vector()
    with pytest.raises(gr.UsageError, match=match):
        use(x)


def test_tensors_of_two_builders_do_not_mix():
    _, x = vector()
    _, y = vector()
    with pytest.raises(gr.GraphError, match="operands belong to different graphs"):
        x + y


def test_no_tensor_at_all():
    with pytest.raises(gr.UsageError, match="relu: no operand is a symbolic tensor"):
        gr.relu(3.0)


def test_names_and_scopes():
    b = gr.GraphBuilder()
    x = b.input("x", (3,))
    with b.scope("layer1"):
        w = b.parameter("w", np.ones(3, np.float32))
        h = gr.relu(x * w, name="h")
    assert (w.name, h.name) == ("layer1/w", "layer1/h")
    assert b["layer1/h"].name == "layer1/h"
    with pytest.raises(gr.GraphError, match="already has a node named 'x'"):
        b.input("x", (3,))
    with pytest.raises(gr.GraphError, match="already has a variable 'layer1/w'"):
        with b.scope("layer1"):
            b.parameter("w", 1.0)
    with pytest.raises(gr.GraphError, match="'a b' is not a name"):
        b.input("a b", ())
    with pytest.raises(gr.GraphError, match=r"no node 'layer1/g'\n  hint did you mean"):
        b["layer1/g"]


def test_broadcasting_two_symbols_says_what_to_do():
    b = gr.GraphBuilder()
    x, y = b.input("x", ("N",)), b.input("y", ("M",))
    match = r"axis -1 is N in one operand and M in another(.|\n)*hint declare both axes"
    with pytest.raises(gr.ShapeError, match=match):
        x + y


def test_reshaping_with_symbols():
    _, x = vector(("N", 4))
    n = x.shape[0]
    assert gr.reshape(x, (-1, 2)).shape == (2 * n, 2)
    assert gr.reshape(x, (n, 2, 2)).shape == (n, 2, 2)
    wide = gr.broadcast_to(x[:, :1], (n, 7))
    assert wide.shape == (n, 7)
    assert value_of(wide, x=np.ones((5, 4))).shape == (5, 7)


def test_signatures_say_what_is_missing():
    b = gr.GraphBuilder()
    x, y = b.input("x"), b.input("y")
    with pytest.raises(gr.GraphError, match="the model has no signature"):
        b.build()
    with pytest.raises(gr.GraphError, match="needs the input 'y', which it does not list"):
        b.signature("predict", inputs=[x], outputs={"z": x + y})
    with pytest.raises(gr.GraphError, match="neither outputs nor updates"):
        b.signature("predict", inputs=[x])
    b.signature("predict", inputs=[x], outputs={"z": x})
    with pytest.raises(gr.GraphError, match="already has a signature 'predict'"):
        b.signature("predict", inputs=[x], outputs={"z": x})


def test_building_on_a_saved_model():
    model = gr.example("two_layer_net")
    b = gr.GraphBuilder.from_model(model)
    norm = gr.sum(b["y_hat"] ** 2)
    b.signature("norm", inputs=[b["x"]], outputs={"norm": norm})
    richer = b.build()
    x = np.ones((2, 8), np.float32)
    want = gr.Session(model).run(x=x)["y_hat"]
    found = gr.Session(richer).run("norm", x=x)["norm"]
    np.testing.assert_allclose(found, (want**2).sum(), rtol=1e-6)
    assert set(richer.signatures) == {"predict", "train", "norm"}


def test_a_body_has_no_variables_of_its_own():
    b, x = vector(())
    with pytest.raises(gr.GraphError, match="a body has no variables"):
        gr.call(lambda t: t * t.builder.parameter("w", 1.0), x)


def test_data_dependent_extents_are_never_mistaken_for_each_other():
    b, x = vector(("N",))
    first, second = gr.nonzero(x), gr.nonzero(x * 2)
    assert first.shape[1] != second.shape[1]
    inner = []
    gr.call(lambda t: inner.append(gr.nonzero(t)) or t, x)
    assert inner[-1].shape[1] not in (first.shape[1], second.shape[1])
    b.signature("predict", inputs=[x], outputs={"first": first})
    again = gr.GraphBuilder.from_model(b.build())
    assert gr.nonzero(again["x"]).shape[1] not in (first.shape[1], second.shape[1])


def test_variables_of_zeros_keep_dtype_shape_and_sign():
    for start in (np.zeros((300, 300), "float32"), np.full((300, 300), -0.0), np.zeros(9, "int8")):
        b = gr.GraphBuilder()
        b.signature("predict", outputs={"v": b.variable("v", start)})
        value = b.build().variables["v"].value
        assert (value.dtype, value.shape) == (start.dtype, start.shape)
        assert value is not start
        np.testing.assert_array_equal(np.signbit(value), np.signbit(start))
