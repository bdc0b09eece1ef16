"""A model as text and back, weights alone and back, and every way this can be refused."""

from __future__ import annotations

import os

import ml_dtypes
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import graphrt as gr
from graphrt.errors import GraphError, LimitError, UsageError
from graphrt.ir.attributes import AttributeKind
from graphrt.ir.emitter import Emitter
from graphrt.ir.model import Model, Signature
from graphrt.ir.parser import parse_text
from graphrt.ir.printer import print_model
from graphrt.ir.unknown import UnknownOp
from graphrt.ops.source import Input
from graphrt.types import ValueType

F32 = ValueType("float32", ("N",))


@pytest.fixture
def net() -> gr.Model:
    rng = np.random.default_rng(0)
    b = gr.GraphBuilder("net")
    x = b.input("x", ("N", 16))
    w = b.parameter("layer/w", rng.standard_normal((16, 8)).astype(np.float32))
    b.variable("narrow", rng.standard_normal(70).astype(ml_dtypes.bfloat16))
    b.variable("nibbles", rng.integers(-8, 8, 5).astype(ml_dtypes.int4))
    b.variable("step", np.int64(3))
    b.signature("predict", inputs=[x], outputs={"y": gr.relu(x @ w)})
    return b.build()


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def zeroed(model: gr.Model) -> gr.Model:
    return model.with_values({n: np.zeros_like(v.value) for n, v in model.variables.items()})


@pytest.mark.usefixtures("here")
class TestExport:
    def test_text_and_back(self, net):
        done = gr.export(net, "net.txt")
        assert done.files == ("net.txt", "net.npz")
        assert gr.load_text("net.txt") == net
        assert gr.load_text("net.txt").to_bytes() == net.to_bytes()
        assert "net.npz  " in done.text()
        assert [each["path"] for each in done.to_json()["files"]] == ["net.txt", "net.npz"]

    def test_text_without_large_arrays_is_one_file(self):
        assert gr.export(gr.example("gates"), "g.txt").files == ("g.txt",)
        assert os.listdir() == ["g.txt"]

    @pytest.mark.parametrize("suffix", ["npz", "safetensors", "pb"])
    def test_weights_and_back(self, net, suffix):
        gr.export(net, f"w.{suffix}")
        assert gr.load_weights(zeroed(net), f"w.{suffix}") == net
        assert zeroed(net) != net

    def test_others_read_the_weights(self, net):
        gr.export(net, "w.npz")
        gr.export(net, "w.safetensors")
        with np.load("w.npz") as ours:
            np.testing.assert_array_equal(ours["layer/w"], net.variables["layer/w"].value)
        np.testing.assert_array_equal(
            load_file("w.safetensors")["layer/w"], net.variables["layer/w"].value
        )

    def test_weights_that_others_wrote(self, net):
        part = {"layer/w": np.ones((16, 8), np.float32), "other": np.zeros(3)}
        save_file(part, "theirs.safetensors")
        np.savez("theirs.npz", **part)
        for name in ("theirs.safetensors", "theirs.npz"):
            with pytest.raises(UsageError, match="3 are missing, 1 unknown\n(.*\n)*.*--partial"):
                gr.load_weights(net, name)
            new = gr.load_weights(net, name, partial=True)
            assert new.variables["layer/w"].value.tolist() == np.ones((16, 8)).tolist()
            assert new.variables["step"].value == 3

    @pytest.mark.parametrize("array", [np.ones((16, 8)), np.ones((8, 16), np.float32)])
    def test_weights_of_another_type(self, net, array):
        np.savez("w.npz", **{"layer/w": array})
        save_file({"layer/w": array}, "w.safetensors")
        for name in ("w.npz", "w.safetensors"):
            with pytest.raises(
                UsageError, match=r"for 1 variables\n  layer/w  f32\[16, 8\]  the f"
            ):
                gr.load_weights(net, name, partial=True)

    def test_weights_that_have_nothing_to_do_with_the_model(self, net):
        np.savez("w.npz", layer_w=np.ones(3))
        with pytest.raises(
            UsageError, match="has no variable of the model\n.*did you mean 'layer/w"
        ):
            gr.load_weights(net, "w.npz", partial=True)

    def test_files_that_hold_no_weights(self, net):
        np.save("one.npy", np.ones(3))
        os.rename("one.npy", "one.npz")
        np.savez("objects.npz", x=np.array([{}], object))
        for name, message in (
            ("none.npz", "there is no file 'none.npz'"),
            ("none.safetensors", "cannot read 'none.safetensors': No such file"),
            ("one.npz", "cannot read 'one.npz' as .npz: File is not a zip file"),
            ("objects.npz", "it holds Python objects, which are never loaded"),
            ("w.onnx", "weights come from .npz, .safetensors, .pb, not .onnx"),
        ):
            with pytest.raises(UsageError, match=message):
                gr.load_weights(net, name)
        with open("junk.safetensors", "wb") as file:
            file.write(b"\xff" * 100)
        with pytest.raises(UsageError, match="its header does not fit into it"):
            gr.load_weights(net, "junk.safetensors")

    def test_archives_that_unpack_to_more_than_the_limit(self, net):
        np.savez_compressed("w.npz", x=np.zeros(10**6))
        with pytest.raises(LimitError, match="the size of all tensors together"):
            gr.load_weights(net, "w.npz", limits=gr.Limits(tensor_bytes=10**5))

    def test_pictures(self, net):
        assert gr.export(net, "g.dot", signature="predict").format == "dot"
        gr.export(net, "g.mmd")
        with open("g.dot") as dot, open("g.mmd") as mermaid:
            assert dot.read().startswith("digraph")
            assert "flowchart" in mermaid.read()

    def test_requests_that_cannot_be(self, net):
        with pytest.raises(UsageError, match=r"the suffix is not known\n.*\.safetensors"):
            gr.export(net, "net.xyz")
        with pytest.raises(UsageError, match="holds the whole model, not one signature"):
            gr.export(net, "net.txt", signature="predict")
        with pytest.raises(UsageError, match="its directory does not exist"):
            gr.export(net, "no/net.txt")
        gr.export(net, "net.npz")
        with pytest.raises(UsageError, match="'net.npz' exists already"):
            gr.export(net, "net.txt", force=False)  # its arrays would go there
        assert os.listdir() == ["net.npz"]

    def test_text_that_is_no_model(self, net):
        gr.export(net, "net.txt")
        os.unlink("net.npz")
        with pytest.raises(UsageError, match="values of 2 large arrays .*\n(.*\n)*.*'net.npz'"):
            gr.load_text("net.txt")
        for name, text, message in (
            ("a.txt", b"\xff", "a.txt: not text: byte 0 is not UTF-8"),
            ("b.txt", b"graph g {\n}\n", "b.txt: the text is a graph, not a model"),
            ("c.txt", b"model m\nmode", "c.txt: line 2: unknown keyword 'mode'"),
        ):
            with open(name, "wb") as file:
                file.write(text)
            with pytest.raises(GraphError, match=message):
                gr.load_text(name)


def test_text_with_ops_nobody_knows_parses_back():
    emit = Emitter(locate=lambda: None)
    x = emit(Input(F32), name="x")
    body = Emitter(locate=lambda: None)
    inner = body.freeze([body(Input(F32), name="a")], "inner")
    attributes = (
        ("count", AttributeKind.INT, -3),
        ("scale", AttributeKind.FLOAT, 1e30),
        ("limit", AttributeKind.FLOAT, float("-inf")),
        ("odd", AttributeKind.FLOAT, float("nan")),
        ("mode", AttributeKind.STR, 'a "b"'),
        ("nothing", AttributeKind.STR, None),
        ("flag", AttributeKind.BOOL, False),
        ("axes", AttributeKind.INTS, (0, -1)),
        ("weights", AttributeKind.FLOATS, (0.5, 2.0)),
        ("to", AttributeKind.DTYPE, gr.DType.of("bfloat16")),
        ("table", AttributeKind.ARRAY, np.arange(3, dtype=np.uint8)),
        ("shape", AttributeKind.TYPE, F32),
        ("body", AttributeKind.GRAPH, inner),
    )
    y = emit(UnknownOp("new::op", 3, attributes, (F32,)), x, name="y")
    a, b = emit(UnknownOp("plain", 1, (), (F32, ValueType("bool", ()))), y, None, name="two")
    emit(UnknownOp("relu", 99, (), (F32,)), a, name="newer")
    graph = emit.freeze()
    model = Model("m", {}, {"predict": Signature("predict", graph, {"x": x}, {"y": y, "b": b})})
    text = print_model(model)
    with pytest.raises(GraphError, match="unknown op 'new::op'"):
        parse_text(text)
    parsed = parse_text(text, allow_unknown_ops=True).model
    assert parsed == model
    assert print_model(parsed) == text
    assert parsed.to_bytes() == model.to_bytes()
