"""The circuits of the lecture: scalars through gates, with the numbers on the slides."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr

NEURON = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}


def test_gates(agree):
    def formula(v, _):
        x, y, z = v["x"], v["y"], v["z"]
        return {"f": (x + y) * z, "grad_x": z, "grad_y": z, "grad_z": x + y}

    session = agree("gates", formula, {"x": 1.5, "y": 0.25, "z": 3.0})
    found = session.run("grad", x=-2, y=5, z=-4)
    assert {k: float(a) for k, a in found.items()} == {
        "f": -12.0, "grad_x": -4.0, "grad_y": -4.0, "grad_z": 3.0
    }  # fmt: skip


def sigmoid_formula(v, _):
    w0, x0, w1, x1, w2 = v.values()
    f = 1 / (1 + np.exp(-(w0 * x0 + w1 * x1 + w2)))
    slope = (1 - f) * f
    return {
        "f": f,
        "grad_w0": slope * x0,
        "grad_x0": slope * w0,
        "grad_w1": slope * x1,
        "grad_x1": slope * w1,
        "grad_w2": slope,
    }


@pytest.mark.parametrize("name", ["sigmoid_neuron", "sigmoid_gate"])
def test_sigmoid(agree, name):
    other = {"w0": 0.3, "x0": 1.2, "w1": -0.7, "x1": 0.4, "w2": 0.1}
    session = agree(name, sigmoid_formula, other)
    found = {k: round(float(a), 4) for k, a in session.run("grad", **NEURON).items()}
    assert found == {
        "f": 0.7311, "grad_w0": -0.1966, "grad_x0": 0.3932,
        "grad_w1": -0.3932, "grad_x1": -0.5898, "grad_w2": 0.1966,
    }  # fmt: skip


def test_gradients_along_the_chain(load):
    """1/x, +1, exp, *-1: what arrives at the operand of each gate, as on the slide."""
    b = gr.GraphBuilder.from_model(load("sigmoid_neuron"))
    chain = [b[name] for name in ("plus_one", "e", "negated", "a")]
    grads = gr.gradients(b["f"], chain)
    inputs = [b[name] for name in NEURON]
    outputs = {t.name: g for t, g in zip(chain, grads, strict=True)}
    b.signature("chain", inputs=inputs, outputs=outputs)
    found = gr.Session(b.build()).run("chain", **NEURON)
    assert [round(float(each), 2) for each in found.values()] == [-0.53, -0.53, -0.2, 0.2]
    e = np.exp(-1.0)
    exact = [-1 / (1 + e) ** 2, -1 / (1 + e) ** 2, -e / (1 + e) ** 2, e / (1 + e) ** 2]
    np.testing.assert_allclose(list(found.values()), exact, rtol=1e-14)


def test_the_neuron_is_built_from_the_gates_of_the_slide(load):
    model = load("sigmoid_neuron")
    forward = ["mul", "mul", "add", "add", "neg", "exp", "add", "reciprocal"]
    ops = [n.op.name for n in model.graph if n.role is model.graph.node("f").role]
    assert [name for name in ops if name not in ("input", "constant")] == forward
    gate = load("sigmoid_gate")
    ops = [n.op.name for n in gate.graph if n.role is gate.graph.node("f").role]
    assert [name for name in ops if name not in ("input", "constant")] == [
        "mul", "mul", "add", "add", "sigmoid"
    ]  # fmt: skip


def test_relu_neuron(agree):
    def formula(v, _):
        w, x = v["w"], v["x"]
        a = w * x
        on = np.float64(a > 0)
        return {"y": np.maximum(0, a), "grad_w": on * x, "grad_x": on * w}

    session = agree("relu_neuron", formula, {"w": -1.5, "x": 2.0}, {"w": -1.5, "x": -2.0})
    # the gate is shut: nothing flows back
    assert [float(a) for a in session.run("grad", w=-1.5, x=2).values()] == [0.0, 0.0, 0.0]


def test_vector_norm(agree):
    def formula(v, _):
        w, x = v["W"], v["x"]
        q = w @ x
        return {"f": np.sum(q * q), "grad_W": 2 * q @ x.T, "grad_x": 2 * w.T @ q}

    rng = np.random.default_rng(0)
    other = {"W": rng.standard_normal((3, 4)), "x": rng.standard_normal((4, 1))}
    session = agree("vector_norm", formula, other)
    found = session.run("grad", W=[[0.1, 0.5], [-0.3, 0.8]], x=[[0.2], [0.4]])
    np.testing.assert_allclose(found["f"], 0.116, rtol=1e-12)
    np.testing.assert_allclose(found["grad_W"], [[0.088, 0.176], [0.104, 0.208]], rtol=1e-12)
    np.testing.assert_allclose(found["grad_x"], [[-0.112], [0.636]], rtol=1e-12)
