"""The text form of graphs: what it looks like, and that it reads back bit for bit."""

from __future__ import annotations

import struct

import ml_dtypes
import numpy as np
import pytest

import graphrt as gr
from graphrt.dims import dim_max, symbol
from graphrt.dtypes import DTYPES
from graphrt.errors import GraphError
from graphrt.ir.attributes import AttributeKind
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node, Origin, Role, Value
from graphrt.ir.location import Location
from graphrt.ir.op import REGISTRY, Op, op
from graphrt.ir.parser import parse_graph, parse_text
from graphrt.ir.printer import large_constants, print_graph, print_node
from graphrt.ir.unknown import UnknownOp
from graphrt.ir.verify import verify
from graphrt.ops.activation import Clip
from graphrt.ops.arithmetic import Add, Mul, Neg
from graphrt.ops.control import Call, Cond
from graphrt.ops.joining import Concat, Split
from graphrt.ops.source import Constant, Input, VariableOp
from graphrt.types import ValueType, bytes_of

F32 = ValueType("float32", ())


@pytest.fixture
def samples():
    """Ops of the tests alone, whose names are taken back afterwards."""
    before = dict(REGISTRY)
    yield
    REGISTRY.clear()
    REGISTRY.update(before)


def round_trip(graph: Graph) -> Graph:
    text = print_graph(graph)
    again = parse_graph(text, large_constants(graph))
    assert again == graph
    assert print_graph(again) == text
    return again


def constant(array) -> np.ndarray:
    """``array`` after a trip through the text of a graph."""
    emit = Emitter()
    emit(Constant(array))
    return round_trip(emit.freeze()).nodes[0].op.value


# -- how it looks ----------------------------------------------------------------------------


def test_the_two_layer_net():
    place = Location("net.py", 4)
    emit = Emitter(locate=lambda: place)
    x = emit(Input(ValueType("float32", ("N", 8))), name="x")
    w1 = emit(VariableOp("w1", ValueType("float32", (1, 8))), name="layer1/w1")
    product = emit(Mul(), x, w1)
    half = emit(Mul(), product, 0.5)
    with emit.on_behalf_of(product.node, Role.GRADIENT, Origin("mul_0", "mul")):
        emit.origins = (Origin("a", "add"), Origin("b:c", "v::op"))
        emit(Add(), half, half)
        emit.origins = ()
    emit.role = Role.UPDATE
    emit._locate = lambda: None
    parts = emit(Split((3, 5), -1), x)
    graph = emit.freeze([half, parts[1]], "two_layer_net")
    assert print_graph(graph) == (
        "graph two_layer_net {\n"
        "  %x: f32[N, 8] = input()  # net.py:4\n"
        '  %layer1/w1: f32[1, 8] = variable(variable="w1")  # net.py:4\n'
        "  %mul_0: f32[N, 8] = mul(%x, %layer1/w1)  # net.py:4\n"
        "  %constant_0: f32[] = constant(value=f32[](0.5))  # net.py:4\n"
        "  %mul_1: f32[N, 8] = mul(%mul_0, %constant_0)  # net.py:4\n"
        "  %add_0: f32[N, 8] = add(%mul_1, %mul_1)"
        ' {gradient of mul_0:mul; from a:add, "b:c":"v::op"}  # net.py:4\n'
        "  %split_0: (f32[N, 3], f32[N, 5]) = split(%x, sizes=[3, 5], axis=-1) {update}\n"
        "  return %mul_1, %split_0.1\n"
        "}\n"
    )
    round_trip(graph)


def test_bodies_stand_before_the_graph_each_once():
    def doubled(name):
        inner = Emitter(locate=lambda: None)
        p = inner(Input(F32), name="p")
        return inner.freeze([inner(Add(), p, p)], name)

    shared = doubled("double")
    emit = Emitter(locate=lambda: None)
    x = emit(Input(F32), name="x")
    y = emit(Call(shared), emit(Call(doubled("double")), x))
    flag = emit.constant(True)
    emit(Cond(shared, doubled("my branch")), flag, y)
    graph = emit.freeze()
    assert print_graph(graph) == (
        "body @double {\n"
        "  %p: f32[] = input()\n"
        "  %add_0: f32[] = add(%p, %p)\n"
        "  return %add_0\n"
        "}\n"
        "\n"
        'body @"my branch" {\n'
        "  %p: f32[] = input()\n"
        "  %add_0: f32[] = add(%p, %p)\n"
        "  return %add_0\n"
        "}\n"
        "\n"
        "graph graph {\n"
        "  %x: f32[] = input()\n"
        "  %call_0: f32[] = call(%x, body=@double)\n"
        "  %call_1: f32[] = call(%call_0, body=@double)\n"
        "  %constant_0: bool[] = constant(value=bool[](true))\n"
        "  %cond_0: f32[] = cond(%constant_0, %call_1, then_body=@double,"
        ' else_body=@"my branch")\n'
        "}\n"
    )
    again = round_trip(graph)
    assert again.node("cond_0").op.bodies[1].name == "my branch"


def test_different_bodies_of_one_name_are_told_apart():
    emit = Emitter(locate=lambda: None)
    x = emit(Input(F32), name="x")
    for operand in (1.0, 2.0):
        inner = emit.body()
        emit(Call(inner.freeze([inner(Mul(), inner(Input(F32)), operand)], "f")), x)
    again = round_trip(emit.freeze())
    assert [node.op.body.name for node in again.nodes[1:]] == ["f", "f"]
    assert "body=@f.1)" in str(again)


@pytest.mark.parametrize("name", ["v1.2", "two words", "", 'q"\\\n', "f.1", "né"])
def test_any_graph_name(name):
    assert round_trip(Emitter().freeze(name=name)).name == name


def test_absent_operands():
    emit = Emitter(locate=lambda: None)
    x = emit(Input(F32), name="x")
    for bounds in ((), (None,), (None, None), (None, x), (x,)):
        emit(Clip(), x, *bounds)
    lines = print_graph(emit.freeze()).splitlines()
    calls = [line.partition("= ")[2] for line in lines[2:-1]]
    assert calls == [
        "clip(%x)", "clip(%x, none)", "clip(%x, none, none)", "clip(%x, none, %x)", "clip(%x, %x)",
    ]  # fmt: skip
    round_trip(emit.freeze())


def test_variadic_operands():
    emit = Emitter()
    x = emit(Input(ValueType("float32", (2,))), name="x")
    emit(Concat(axis=0), *[x] * 5)
    assert len(round_trip(emit.freeze()).nodes[1].inputs) == 5


def test_names_with_colons_dots_and_slashes():
    emit = Emitter()
    value = emit(Input(F32), name="a:b:")
    for name in ("none", "c.d", "e/f-g", ":", "f32", "é"):
        value = emit(Neg(), value, name=name)
    emit(Split((1,), 0), emit(Input(ValueType("float32", (1,))), name="one"))
    again = round_trip(emit.freeze([value]))
    assert [node.name for node in again][:3] == ["a:b:", "none", "c.d"]


@pytest.mark.parametrize(
    "file", ["a b.py", "<stdin>", "C:/x.py", '"q".py', " x.py", "a\nb.py", "#"]
)
def test_any_source_file(file):
    emit = Emitter(locate=lambda: Location(file, 12))
    emit(Input(F32))
    assert round_trip(emit.freeze()).nodes[0].location == Location(file, 12)


# -- types -----------------------------------------------------------------------------------


N, M = symbol("N"), symbol("M")


@pytest.mark.parametrize(
    "type_",
    [
        ValueType("float32", None),
        ValueType("int4", (None, 2, None)),
        ValueType("float64", (2 * N + 1, (N * M) // 3, N % 2)),
        ValueType("float64", (dim_max(N, M, 8), -N + 40)),
        ValueType("float32", ("?rows", 3)),
        ValueType("float32", ("N",), ("optional", "sequence")),
        ValueType("string", (), ("map:int64",)),
    ],
)
def test_every_type(type_):
    emit = Emitter()
    emit(Input(type_))
    assert round_trip(emit.freeze()).nodes[0].outputs[0].type == type_


def test_the_deepest_extent():
    """Extents that are allowed to exist are allowed to be read."""
    extent = N
    for _ in range(62):
        extent = (extent + 1) // 2
    test_every_type(ValueType("float32", (extent,)))


@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype(name):
    emit = Emitter()
    emit(Input(ValueType(name, ("N",))))
    round_trip(emit.freeze())


# -- attributes ------------------------------------------------------------------------------


def test_every_kind_of_attribute(samples):
    @op("test::all")
    class All(Op):
        i: int
        f: float
        s: str
        b: bool
        many: tuple[int, ...]
        floats: tuple[float, ...]
        dtype: DType  # noqa: F821
        type: ValueType
        array: Array  # noqa: F821
        body: Graph
        maybe: int | None = 3
        zero: float = 0.0
        text: str = "x"

        def infer(self):
            return ValueType("float32", ())

    inner = Emitter()
    body = inner.freeze([inner(Input(F32))], "inner")
    nan = struct.unpack("<d", struct.pack("<Q", 0xFFF8000000000123))[0]
    emit = Emitter(locate=lambda: None)
    emit(
        All(
            -3,
            -0.0,
            'a "b"\\\n\x7f\u2028é\ud800',
            True,
            (),
            (nan, float("nan"), float("-inf"), 0.1),
            "bfloat16",
            ValueType("float32", ("N",)),
            np.array([1, 2]),
            body,
        )
    )
    emit(All(2**63 - 1, 1e300, "", False, (1, -2), (1e-320,), "bool", F32, np.zeros((0, 3)), body,
             None, -0.0, "y"))  # fmt: skip
    graph = emit.freeze()
    first, second = print_graph(graph).splitlines()[-3:-1]
    assert first == (
        "  %all_0: f32[] = test::all(i=-3, f=-0.0, "
        r's="a \"b\"\\\n\u007f\u2028\u00e9\ud800", b=true, many=[], '
        "floats=[nan:0xfff8000000000123, nan, -inf, 0.1], dtype=bf16, type=f32[N], "
        "array=i64[2](1, 2), body=@inner)"
    )
    assert second.endswith(
        '(i=9223372036854775807, f=1e+300, s="", b=false, many=[1, -2], floats=[1e-320], '
        'dtype=bool, array=f64[0, 3](), body=@inner, maybe=none, zero=-0.0, text="y")'
    )
    round_trip(graph)


def test_a_default_is_left_out_and_its_negative_zero_is_not(samples):
    @op("test::zero")
    class Zero(Op):
        zero: float = 0.0

        def infer(self):
            return F32

    emit = Emitter(locate=lambda: None)
    emit(Zero())
    emit(Zero(-0.0))
    assert "test::zero()\n" in print_graph(emit.freeze())
    assert "test::zero(zero=-0.0)\n" in print_graph(emit.freeze())
    round_trip(emit.freeze())


def test_versions_beyond_the_first_are_stated(samples):
    @op("test::two", version=2)
    class Two(Op):
        def infer(self):
            return F32

    emit = Emitter(locate=lambda: None)
    emit(Two())
    text = print_graph(emit.freeze())
    assert "= test::two@2()" in text
    round_trip(emit.freeze())
    with pytest.raises(
        GraphError, match="the text uses version 1 of test::two, this release has 2"
    ):
        parse_graph(text.replace("@2", ""))


def test_ops_without_results_and_with_a_varying_number(samples):
    @op("test::many")
    class Many(Op):
        n: int

        def infer(self):
            return (F32,) * self.n

    emit = Emitter(locate=lambda: None)
    for n in range(3):
        emit(Many(n))
    assert print_graph(emit.freeze()) == (
        "graph graph {\n"
        "  %many_0: () = test::many(n=0)\n"
        "  %many_1: f32[] = test::many(n=1)\n"
        "  %many_2: (f32[], f32[]) = test::many(n=2)\n"
        "}\n"
    )
    round_trip(emit.freeze())


# -- constants, bit for bit ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float8_e5m2", "float8_e4m3fn"])
def test_every_bit_pattern_of_narrow_floats(name):
    dtype = DTYPES[name].numpy
    kind = np.uint16 if dtype.itemsize == 2 else np.uint8
    patterns = np.arange(2 ** (8 * dtype.itemsize), dtype=np.uint32).astype(kind)
    chosen = patterns if len(patterns) <= 256 else patterns[::61]
    for start in range(0, len(chosen), 64):
        array = chosen[start : start + 64].view(dtype)
        np.testing.assert_array_equal(constant(array).view(kind), array.view(kind))


@pytest.mark.parametrize(("dtype", "kind"), [(np.float32, np.uint32), (np.float64, np.uint64)])
def test_random_bit_patterns_of_floats(dtype, kind):
    rng = np.random.default_rng(0)
    for _ in range(20):
        array = np.frombuffer(rng.bytes(64 * np.dtype(dtype).itemsize), dtype)
        np.testing.assert_array_equal(constant(array).view(kind), array.view(kind))


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        (0x3DCCCCCD, "0.1"),
        (0x80000000, "-0.0"),
        (0x7F800000, "inf"),
        (0xFF800000, "-inf"),
        (0x7FC00000, "nan"),
        (0xFFC00000, "nan:0xffc00000"),
        (0x7F800001, "nan:0x7f800001"),  # signalling
        (0x00000001, "1e-45"),
        (0x4B800000, "16777216.0"),
    ],
)
def test_float32_spellings(bits, text):
    emit = Emitter()
    emit(Constant(np.array(bits, np.uint32).view(np.float32)))
    assert f"(value=f32[]({text}))" in print_graph(emit.freeze())
    assert round_trip(emit.freeze()).nodes[0].op.value.view(np.uint32) == bits


def test_narrow_floats_are_short():
    emit = Emitter()
    emit(Constant(np.array([0.1, 1, 65504], np.float16)))
    emit(Constant(np.array([0.1, 1, 3e38], ml_dtypes.bfloat16)))
    text = print_graph(emit.freeze())
    assert "f16[3](0.1, 1.0, 65500.0)" in text
    assert "bf16[3](0.1, 1.0, 3e+38)" in text


@pytest.mark.parametrize(
    "array",
    [
        np.array([True, False]),
        np.array([-128, 127], np.int8),
        np.array([0, 2**64 - 1], np.uint64),
        np.array([-(2**63), 2**63 - 1]),
        np.array([-8, 7], ml_dtypes.int4),
        np.array([3], ml_dtypes.uint2),
        np.array([[complex(1, -0.0), complex(float("nan"), float("inf"))]], np.complex64),
        np.array(1e-3 + 2j),
        np.zeros((2, 0, 3)),
        np.arange(64.0).reshape(4, 16),
        np.array([1.5, 2.5], ">f4"),
        np.arange(12.0).reshape(3, 4)[:, ::2].T,
    ],
)
def test_arrays_of_every_kind(array):
    emit = Emitter()
    emit(Constant(array))
    assert "sha256" not in print_graph(emit.freeze())
    got = constant(array)
    assert got.shape == array.shape
    assert got.dtype == array.dtype.newbyteorder("=")
    assert bytes_of(got) == bytes_of(array)


def test_strings():
    kind = np.dtypes.StringDType()
    texts = ["", 'q"\n', "a string too long to be held in place"]
    got = constant(np.array(texts, kind))
    assert got.tolist() == texts
    longer = np.array(["A string too long to be held in place"], kind)
    assert bytes_of(longer) != bytes_of(np.array(texts[2:], kind))


# -- large constants -------------------------------------------------------------------------


def large() -> Graph:
    emit = Emitter(locate=lambda: None)
    big = np.arange(65, dtype=np.float32)
    emit(Constant(big))
    emit(Constant(big.reshape(5, 13)))
    inner = emit.body()
    p = inner(Input(ValueType("bfloat16", (65,))), name="p")
    inner_big = inner.constant(big.astype(ml_dtypes.bfloat16))
    body = inner.freeze([inner(Add(), p, inner_big)], "f")
    emit(Call(body), emit(Input(ValueType("bfloat16", (65,))), name="x"))
    return emit.freeze()


def test_large_constants_go_by_digest():
    graph = large()
    arrays = large_constants(graph)
    assert len(arrays) == 3  # equal bytes, but another shape or dtype is another array
    text = print_graph(graph)
    assert all(f"<sha256:{digest}>" in text for digest in arrays)
    assert len(text) < 1200
    round_trip(graph)


def test_without_the_arrays_the_structure_is_read_and_says_so():
    graph = large()
    text = print_graph(graph)
    parsed = parse_text(text)
    assert parsed.model is None
    assert set(parsed.missing) == set(large_constants(graph))
    assert [str(node) for node in parsed.graph] == [str(node) for node in graph]
    assert not parsed.graph.nodes[0].op.value.any()
    assert parsed.graph != graph
    assert parse_text(text, large_constants(graph)).missing == ()
    match = (
        "the values of 3 large arrays are not in the text\n  sha256:.*\n.*\n.*\n  hint pass them"
    )
    with pytest.raises(GraphError, match=match):
        parse_graph(text)


def test_arrays_may_come_from_an_npz_file(tmp_path):
    graph = large()
    np.savez(tmp_path / "w.npz", **large_constants(graph))
    with np.load(tmp_path / "w.npz") as arrays:
        assert parse_graph(print_graph(graph), arrays) == graph


@pytest.mark.parametrize("wrong", [np.ones(65, np.float32), np.arange(65.0), np.zeros(3)])
def test_an_array_must_have_the_digest_it_is_given_for(wrong):
    graph = large()
    arrays = dict.fromkeys(large_constants(graph), wrong)
    with pytest.raises(GraphError, match="array given for this digest has another type or bytes"):
        parse_graph(print_graph(graph), arrays)


# -- equality and digests --------------------------------------------------------------------


def change(graph: Graph, **changes) -> Graph:
    """``graph`` with its last node changed."""
    *rest, last = graph.nodes
    kept = ("op", "inputs", "name", "index", "role", "grad_of", "origins", "location")
    parts = {name: getattr(last, name) for name in kept}
    outputs = changes.pop("types", [value.type for value in last.outputs])
    node = Node(**{**parts, **changes})
    node.outputs = tuple(Value(node, i, type_) for i, type_ in enumerate(outputs))
    return Graph([*rest, node], (), graph.name)


def base() -> Graph:
    emit = Emitter(locate=lambda: None)
    x, y = emit(Input(F32), name="x"), emit(Input(F32), name="y")
    emit(Clip(), x, y)
    return emit.freeze()


def test_everything_the_text_says_makes_a_difference():
    graph = base()
    x, y = (node.outputs[0] for node in graph.nodes[:2])
    variants = [
        graph,
        change(graph, name="other"),
        change(graph, op=Add()),
        change(graph, op=Constant(0.0), inputs=()),
        change(graph, op=Constant(-0.0), inputs=()),
        change(graph, op=Constant(np.float32(0)), inputs=()),
        change(graph, op=Constant(np.zeros(1)), inputs=()),
        change(graph, op=Constant(np.zeros(1, np.int64)), inputs=()),
        change(graph, op=Constant(0), inputs=()),
        change(graph, op=Constant(False), inputs=()),
        change(graph, inputs=(y, x)),
        change(graph, inputs=(x, y, None)),
        change(graph, inputs=(x, None, y)),
        change(graph, role=Role.GRADIENT),
        change(graph, role=Role.GRADIENT, grad_of=Origin("x", "input")),
        change(graph, origins=(Origin("x", "input"),)),
        change(graph, types=[ValueType("float32", (1,))]),
        change(graph, types=[F32, F32]),
        Graph(graph.nodes, [x], graph.name),
        Graph(graph.nodes, [y], graph.name),
        Graph(graph.nodes, (), "other"),
        Graph(graph.nodes[:2], (), graph.name),
    ]
    assert len({each.digest for each in variants}) == len(variants)
    assert all((a == b) == (a is b) for a in variants for b in variants)


def test_source_lines_make_no_difference():
    assert change(base(), location=Location("net.py", 1)) == base()


def test_equal_graphs_built_twice_are_equal():
    assert base() == base()
    assert hash(base()) == hash(base())
    assert gr.example("two_layer_net").graph == gr.example("two_layer_net").graph


def test_a_body_counts_by_its_content():
    def with_body(number):
        emit = Emitter(locate=lambda: None)
        inner = emit.body()
        body = inner.freeze([inner(Mul(), inner(Input(F32)), number)], "f")
        emit(Call(body), emit(Input(F32)))
        return emit.freeze()

    assert with_body(1.0) == with_body(1.0) != with_body(2.0)


def test_an_op_of_another_release_prints_and_shows():
    """A file may have ops nobody here knows: all but computing works."""
    inner = Emitter(locate=lambda: None)
    body = inner.freeze([inner(Input(F32), name="p")], "f")
    attributes = (
        ("scale", AttributeKind.FLOAT, 0.5),
        ("table", AttributeKind.ARRAY, np.arange(70)),
        ("body", AttributeKind.GRAPH, body),
    )
    emit = Emitter(locate=lambda: None)
    emit(UnknownOp("new::op", 3, attributes, (F32,)), emit(Input(F32), name="x"))
    graph = emit.freeze()
    (digest,) = large_constants(graph)
    text = print_graph(graph)
    assert text.startswith("body @f {")
    expected = f"new::op@3(%x, scale=0.5, table=i64[70]<sha256:{digest}>, body=@f)"
    assert f"= {expected}\n" in text
    verify(graph)
    assert graph.dag.nodes["op_0"]["attributes"]["scale"] == 0.5
    with pytest.raises(GraphError, match="line 8: unknown op 'new::op'"):
        parse_graph(text)


def test_print_node_is_one_line():
    assert print_node(base().nodes[2]) == "%clip_0: f32[] = clip(%x, %y)"
