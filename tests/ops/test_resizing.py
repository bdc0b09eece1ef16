"""Interpolation against ONNX's reference, against its adjoint, and at its edges."""

import numpy as np
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

import graphrt as gr
from graphrt.errors import ShapeError
from graphrt.ops.resizing import COORDINATES, ROUNDINGS, Resize, Unresize

RNG = np.random.default_rng(3)


def onnx_resize(x, sizes=None, scales=None, **attributes):
    """What the reference evaluator of ONNX makes of a Resize-19 node."""
    inputs = ["x", "", "scales" if scales is not None else "", "sizes" if sizes else ""]
    node = helper.make_node("Resize", inputs, ["y"], **attributes)
    given = [helper.make_tensor_value_info("x", TensorProto.DOUBLE, x.shape)]
    feeds = {"x": x}
    if scales is not None:
        given.append(helper.make_tensor_value_info("scales", TensorProto.FLOAT, [x.ndim]))
        feeds["scales"] = np.array(scales, np.float32)
    if sizes:
        given.append(helper.make_tensor_value_info("sizes", TensorProto.INT64, [x.ndim]))
        feeds["sizes"] = np.array(sizes)
    out = helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)
    graph = helper.make_graph([node], "g", given, [out])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)])
    return ReferenceEvaluator(model).run(None, feeds)[0]


HOW = [{"sizes": (3, 7)}, {"sizes": (9, 2)}, {"sizes": (1, 5)}, {"scales": (0.5, 1.75)},
       {"scales": (2.0, 0.75)}]  # fmt: skip


def follows_the_text(coordinates, how):
    """Where ONNX's reference departs from the text of its operator, graphrt has the text: with
    "align_corners" the corners meet for every scale, "pytorch_half_pixel" of one element is 0."""
    if coordinates == "align_corners":
        return "scales" in how
    return coordinates == "pytorch_half_pixel" and how.get("sizes", (2,))[0] == 1


@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
@pytest.mark.parametrize(
    ("coordinates", "how"),
    [(c, how) for c in COORDINATES for how in HOW if not follows_the_text(c, how)],
    ids=str,
)
def test_resizing_is_onnxs(mode, coordinates, how):
    x = RNG.standard_normal((4, 5))
    named = {"mode": mode, "coordinate_transformation_mode": coordinates}
    want = onnx_resize(x, **how, **named)
    op = Resize(mode, coordinates, axes=(0, 1), scales=how.get("scales"))
    found = op.compute(x, *([np.array(how["sizes"])] if "sizes" in how else []))
    # its scales are float32: 6e-8 of a coordinate up to 5, times slopes of a few units
    np.testing.assert_allclose(found, want, rtol=0, atol=5e-6)


@pytest.mark.parametrize("mode", ["linear", "cubic"])
def test_where_graphrt_has_the_text_of_onnx(mode):
    x = RNG.standard_normal(7)
    (found,) = Resize(mode, "pytorch_half_pixel", axes=0).compute(x, np.array([1]))
    assert found == x[0]
    scaled = Resize(mode, "align_corners", axes=0, scales=1.4).compute(x)
    np.testing.assert_allclose(scaled[[0, -1]], x[[0, -1]], rtol=1e-14)
    np.testing.assert_allclose(
        scaled, Resize(mode, "align_corners", axes=0).compute(x, np.array([9])), rtol=1e-14
    )


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("coordinates", ["half_pixel", "asymmetric"])
@pytest.mark.parametrize("size", [2, 3, 8, 9])
def test_rounding_is_onnxs(rounding, coordinates, size):
    x = RNG.standard_normal(4)
    want = onnx_resize(x, (size,), mode="nearest", nearest_mode=rounding,
                       coordinate_transformation_mode=coordinates)  # fmt: skip
    op = Resize(coordinates=coordinates, axes=0, rounding=rounding)
    np.testing.assert_array_equal(op.compute(x, np.array([size])), want)


@pytest.mark.parametrize("mode", ["linear", "cubic"])
@pytest.mark.parametrize("size", [3, 5, 11])
def test_weights_outside_are_dropped_as_in_onnx(mode, size):
    x = RNG.standard_normal(6)
    want = onnx_resize(x, (size,), mode=mode, exclude_outside=1)
    found = Resize(mode, axes=0, exclude_outside=True).compute(x, np.array([size]))
    np.testing.assert_allclose(found, want, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("mode", ["linear", "cubic"])
@pytest.mark.parametrize("size", [2, 3, 5, 12])
def test_antialiasing_is_onnxs(mode, size):
    x = RNG.standard_normal(12)
    want = onnx_resize(x, (size,), mode=mode, antialias=1)
    found = Resize(mode, axes=0, antialias=True).compute(x, np.array([size]))
    np.testing.assert_allclose(found, want, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
@pytest.mark.parametrize("coordinates", COORDINATES)
def test_unresize_is_the_adjoint(mode, coordinates):
    """<resize x, y> = <x, unresize y> for all x and y."""
    x = RNG.standard_normal((2, 4, 5))
    op = Resize(mode, coordinates, axes=(2, 1))
    resized = op.compute(x, np.array([3, 6]))
    y = RNG.standard_normal(resized.shape)
    back = Unresize(**op.attributes()).compute(y, np.array(x.shape))
    np.testing.assert_allclose((resized * y).sum(), (x * back).sum(), rtol=1e-12)


@pytest.mark.parametrize("mode", ["linear", "cubic"])
def test_a_constant_stays_and_a_line_stays_a_line_inside(mode):
    line = np.arange(9.0)
    op = Resize(mode, "align_corners", axes=0)
    np.testing.assert_allclose(op.compute(np.ones(9), np.array([17])), 1, rtol=1e-14)
    inside = op.compute(line, np.array([17]))[4:-4]
    np.testing.assert_allclose(inside, np.arange(2, 6.5, 0.5), atol=1e-14)


def test_nearest_copies_whatever_there_is():
    x = np.array([np.nan, np.inf, -0.0, 1.0])
    up = Resize(axes=0).compute(x, np.array([8]))
    np.testing.assert_array_equal(up, np.repeat(x, 2))
    for dtype in ("bool", "int8", "uint64", "float32"):
        assert Resize(axes=0).compute(np.ones(2, dtype), np.array([3])).dtype == dtype


def test_an_axis_that_keeps_its_extent_is_left_as_it_is():
    x = np.array([1.0, np.inf, 2.0])
    np.testing.assert_array_equal(Resize("cubic", axes=0).compute(x, np.array([3])), x)


def test_nothing_to_show_is_found_while_running():
    with pytest.raises(ShapeError, match="resize: axis 0 of extent 0 has nothing to show"):
        Resize(axes=0).compute(np.ones(0), np.array([2]))


def test_scales_of_symbols():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3, "H", "W"))
    assert str(gr.resize(x, scales=(2.0, 0.5)).type) == "f32[N, 3, 2*H, (W//2)]"
    assert str(gr.resize(x, scales=(1.5, 1 / 3)).type) == "f32[N, 3, ((3*H)//2), ?]"
    assert str(gr.resize(x, scales=3.0).type) == "f32[N, 3, 3*H, 3*W]"
    assert str(gr.resize(x, (7, 9)).type) == "f32[N, 3, 7, 9]"
