"""``graphrt grad``, as a user calls it."""

import numpy as np
import pytest
from surface.cli_support import good, good_json, graphrt, write_all

import graphrt as gr


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grad")
    write_all(folder)
    return folder


@pytest.fixture(autouse=True)
def _there(files, monkeypatch):
    monkeypatch.chdir(files)


def test_gradients_of_the_lecture_circuit():
    out = good("grad", "gates.pb", "-o", "g1.pb")
    assert "grad(x: f64[], y: f64[], z: f64[]) -> f: f64[], grad_x: f64[], grad_y: f64[]" in out
    assert good("run", "g1.pb", "-s", "grad") == "f = -12\ngrad_x = -4\ngrad_y = -4\ngrad_z = 3\n"


def test_second_order_and_hessian():
    good("grad", "gates.pb", "--wrt", "x", "--hessian", "x,z", "--order", "3", "-o", "g2.pb")
    found = gr.Session(gr.load("g2.pb")).run("grad", x=-2.0, y=5.0, z=-4.0)
    assert {name: float(value) for name, value in found.items()} == {
        "f": -12, "grad_x": -4, "grad2_x": 0, "grad3_x": 0,
        "hessian_x": 0, "hessian_x_z": 1, "hessian_z": 0,
    }  # fmt: skip


def test_gradients_are_those_that_check_finds_and_the_training_goes_on():
    record = good_json("grad", "two_layer_net.pb", "--wrt", "w1,x", "-o", "g3.pb")
    assert record["after"]["signatures"] == 3
    model = gr.load("g3.pb")
    with np.load("batch.npz") as file:
        batch = dict(file)
    found = gr.Session(model).run("grad", **batch)
    b = gr.GraphBuilder.from_model(gr.load("two_layer_net.pb"))
    w1, x = b["w1"], b["x"]
    grads = gr.gradients(b["loss"], [w1, x])
    b.signature("own", [x, b["y"]], {"w1": grads[0], "x": grads[1]})
    want = gr.Session(b.build()).run("own", **batch)
    np.testing.assert_array_equal(found["grad_w1"], want["w1"])
    np.testing.assert_array_equal(found["grad_x"], want["x"])
    assert "grad_w2" not in found
    assert gr.Session(model).run("train", **batch)["loss"] == found["loss"]


def test_a_hessian_by_differences():
    b = gr.GraphBuilder()
    x = b.input("x", (3,), "float64")
    b.signature("predict", inputs=[x], outputs={"y": gr.sum(gr.sin(x) * x[::-1])})
    b.build().save("sine.pb")
    good("grad", "sine.pb", "--hessian", "x", "-o", "g4.pb")
    good("grad", "sine.pb", "-o", "g5.pb")
    at = np.array([0.3, -1.2, 2.0])
    hessian = gr.Session(gr.load("g4.pb")).run("grad", x=at)["hessian_x"]
    session = gr.Session(gr.load("g5.pb"))
    for i, unit in enumerate(np.eye(3) * 1e-6):
        ends = [session.run("grad", x=at + step)["grad_x"] for step in (unit, -unit)]
        np.testing.assert_allclose(hessian[i], (ends[0] - ends[1]) / 2e-6, atol=1e-8)
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("two_layer_net.pb --wrt w11 -o e.pb", "wrt: no input or variable 'w11'"),
        ("two_layer_net.pb --wrt w1 --order 2 -o e.pb", "order 2: 'w1' is f32[8, 64], no scalar"),
        ("two_layer_net.pb --loss y_hat -o e.pb", "must be a scalar, its type is f32[N, 8]"),
        ("two_layer_net.pb --loss cost -o e.pb", "the graph has no node 'cost'"),
        ("two_layer_net.pb -s trian -o e.pb", "no signature 'trian'"),
        ("flowers.pb -o e.pb", "signature 'predict' has no output to differentiate"),
        ("gates.pb --order 0 -o e.pb", "0 is not in the range x>=1"),
        ("gates.pb", "missing option '-o' / '--output'"),
        ("gates.pb -o gates.pb", "'gates.pb' exists already"),
    ],
)
def test_mistakes(call, message, files):
    result = graphrt("grad", *call.split())
    assert result.exit_code in (2, 3, 5)
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (files / "e.pb").exists()
