"""What fusion leaves alone."""

import numpy as np

import graphrt as gr
from graphrt.ir.graph import Graph
from graphrt.passes import fuse
from graphrt.passes.pipeline import parse_pipeline


def test_numbers_that_shapes_rest_on_stay_known():
    b = gr.GraphBuilder()
    x = b.input("x", (2, 3))
    doubled = gr.shape(x) * 2
    b.signature("go", inputs=[x], outputs={"y": gr.zeros(doubled + 1) + 1.0, "n": doubled})
    model = b.build()
    for backend in ("numpy", "native"):
        found = gr.Session(model, backend=backend, optimize="fuse").run(
            "go", x=np.zeros((2, 3), "f")
        )
        assert found["y"].shape == (5, 7)
        np.testing.assert_array_equal(found["n"], [4, 6])


def test_too_many_groups_that_differ_stay_single_nodes():
    b = gr.GraphBuilder()
    x = b.input("x", (4,))
    outputs = {}
    for k in range(6):
        y = x
        for each in f"{k:b}":
            y = gr.tanh(y) if each == "1" else gr.exp(y)
            y = gr.sin(y)
        outputs[f"y{k}"] = gr.softmax(y)
    b.signature("go", inputs=[x], outputs=outputs)
    model = b.build()

    def names(passes):
        return {node.op.name for node in gr.optimize(model, passes=passes).signatures["go"].graph}

    assert "fused" in names("fuse")
    assert "fused" not in names("fuse{max_fused=4}")


def test_what_nobody_reads_is_in_the_way_of_nothing():
    b = gr.GraphBuilder()
    x = b.input("x", ("N",))
    x * 2.0
    y = gr.tanh(x) + 1.0
    b.signature("go", inputs=[x], outputs={"y": y})
    fused, _ = parse_pipeline("fuse").run(Graph(b.build().graph.nodes, [y.value]))
    assert [node.op.name for node in fused] == ["input", "constant", "mul", "constant", "fused"]


def chain(length, name_of):
    """A long row of pointwise nodes; ``name_of`` a position says which."""
    b = gr.GraphBuilder()
    x = b.input("x", ("N",))
    y = x
    for k in range(length):
        y = getattr(gr, name_of(k))(y)
    b.signature("go", inputs=[x], outputs={"y": y})
    return b.build()


def test_a_large_graph_of_equal_groups_is_fused():
    size = 2 * fuse.FIRST_LOOK + 500
    graph = gr.optimize(chain(size, lambda k: "sin"), passes="fuse").signatures["go"].graph
    assert len(graph) == 1 + -(-size // fuse.Fuse().max_nodes)


def test_a_large_graph_is_looked_at_no_longer_than_until_it_is_too_much():
    size = 2 * fuse.FIRST_LOOK

    def name_of(k):
        return "sin" if k >= fuse.FIRST_LOOK else ("exp", "tanh")[k.bit_count() % 2]

    graph = gr.optimize(chain(size, name_of), passes="fuse").signatures["go"].graph
    assert len(graph) == 1 + size


def test_looking_early_changes_no_group(monkeypatch):
    model = gr.load("models/digits_mlp.pb")

    def texts():
        passes = "canonicalize,fold,cse,fuse"
        return [str(each.graph) for each in gr.optimize(model, passes=passes).signatures.values()]

    at_once = texts()
    assert any("fused" in each for each in at_once)
    monkeypatch.setattr(fuse, "FIRST_LOOK", 3)
    assert texts() == at_once
