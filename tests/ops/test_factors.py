"""Factors of matrices multiply to the matrix; blocks of pixels are ONNX's."""

import numpy as np
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from graphrt.ops import lookup

RNG = np.random.default_rng(9)


def adjoint(x):
    return np.swapaxes(x, -1, -2)


@pytest.mark.parametrize("shape", [(4, 4), (5, 3), (3, 5), (2, 3, 4, 2), (0, 3, 3)])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_factors_multiply_to_the_matrix(shape, dtype):
    x = RNG.standard_normal(shape).astype(dtype)
    close = {"atol": 1e-12 if dtype == "float64" else 2e-5}
    q, r = lookup("qr")().compute(x)
    np.testing.assert_allclose(q @ r, x, **close)
    np.testing.assert_allclose(adjoint(q) @ q, np.eye(q.shape[-1]) + 0 * (adjoint(q) @ q), **close)
    np.testing.assert_array_equal(r, np.triu(r))
    u, s, vh = lookup("svd")().compute(x)
    np.testing.assert_allclose(u * s[..., None, :] @ vh, x, **close)
    assert (np.diff(s, axis=-1) <= 0).all()
    if shape[-1] == shape[-2]:
        w, v = lookup("eigh")().compute(x)
        np.testing.assert_allclose(v * w[..., None, :] @ adjoint(v), (x + adjoint(x)) / 2, **close)
        assert (np.diff(w, axis=-1) >= 0).all()
        square = x @ adjoint(x) + np.eye(shape[-1], dtype=dtype)
        factor = lookup("cholesky")().compute(square)
        np.testing.assert_allclose(factor @ adjoint(factor), square, rtol=1e-4, **close)
        np.testing.assert_allclose(
            lookup("inverse")().compute(square) @ square, np.eye(shape[-1]) + 0 * square, **close
        )
        sign, log = lookup("slogdet")().compute(square)
        np.testing.assert_allclose(sign * np.exp(log), lookup("det")().compute(square), rtol=1e-4)


def test_a_determinant_too_large_for_its_dtype():
    x = np.eye(200, dtype=np.float32) * -1000
    with np.errstate(over="ignore"):
        assert lookup("det")().compute(x) == np.inf
    sign, log = lookup("slogdet")().compute(x)
    assert sign == 1
    np.testing.assert_allclose(log, 200 * np.log(1000), rtol=1e-6)


def onnx(name, x, **attributes):
    node = helper.make_node(name, ["x"], ["y"], **attributes)
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, x.shape)],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    return ReferenceEvaluator(model).run(None, {"x": x})[0]


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
def test_blocks_of_pixels_are_onnxs_and_turn_back(mode):
    x = RNG.standard_normal((2, 12, 3, 5))
    image = lookup("depth_to_space")(2, mode).compute(x)
    np.testing.assert_array_equal(image, onnx("DepthToSpace", x, blocksize=2, mode=mode))
    np.testing.assert_array_equal(lookup("space_to_depth")(2, mode).compute(image), x)
    if mode == "DCR":
        np.testing.assert_array_equal(onnx("SpaceToDepth", image, blocksize=2), x)
