"""Long graphs: nothing recurses, and time grows with the number of nodes."""

from __future__ import annotations

import time

import pytest

from graphrt.ir.bodies import all_bodies
from graphrt.ir.emitter import Emitter, paused_gc
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.location import Location
from graphrt.ir.parser import parse_graph
from graphrt.ir.printer import print_graph
from graphrt.ir.verify import verify
from graphrt.ops.arithmetic import Add, Neg
from graphrt.ops.control import Call
from graphrt.ops.source import Input
from graphrt.types import ValueType

F32 = ValueType("float32", ("N", 8))


def chain(length: int) -> Graph:
    place = Location("net.py", 3)
    emit = Emitter(locate=lambda: place)
    with paused_gc():
        x = value = emit(Input(F32), name="x")
        for number in range(length - 1):
            value = emit(Add(), value, x) if number % 2 else emit(Neg(), value)
    return emit.freeze([value])


@pytest.fixture(scope="module")
def long() -> Graph:
    return chain(100_000)


def seconds(work, *operands):
    """The result and the CPU time of ``work``: other processes do not count."""
    start = time.process_time()
    result = work(*operands)
    return result, time.process_time() - start


def test_100_000_nodes_print_and_parse(long):
    text, printing = seconds(print_graph, long)
    again, parsing = seconds(parse_graph, text)
    assert again == long
    assert print_graph(again) == text
    assert printing < 2
    assert parsing < 3


def test_100_000_nodes_verify_in_a_second(long):
    _, taken = seconds(verify, long)
    assert taken < 1


def test_100_000_nodes_digest_in_a_second(long):
    _, taken = seconds(lambda: Graph(long.nodes, long.outputs).digest)
    assert taken < 1


def test_a_chain_of_a_million_nodes_has_a_digest():
    """Made node by node, because only the digest is tested here."""
    with paused_gc():
        first = Node(Input(F32), (), "x", 0)
        first.outputs = (Value(first, 0, F32),)
        nodes = [first]
        for index in range(1, 1_000_000):
            node = Node(Neg(), nodes[-1].outputs, f"n{index}", index)
            node.outputs = (Value(node, 0, F32),)
            nodes.append(node)
        graph = Graph(nodes)
        assert len(graph.digest) == 64
        assert Graph(nodes[:-1]).digest != graph.digest


def nested(levels: int) -> Graph:
    """Each body calls the one inside it twice: 2 ** levels calls when written out."""
    body = None
    for _ in range(levels + 1):
        emit = Emitter(locate=lambda: None)
        value = emit(Input(F32), name="p")
        for _ in range(2):
            value = emit(Neg(), value) if body is None else emit(Call(body), value)
        body = emit.freeze([value], "f")
    return body


def test_shared_bodies_cost_what_they_weigh():
    graph = nested(60)
    assert len(all_bodies([graph])) == 60
    verify(graph)
    text = print_graph(graph)
    assert text.count("body @f") == 60
    assert text.count("body=@f") == 120
    assert parse_graph(text) == graph


def test_thousands_of_bodies_of_one_name():
    emit = Emitter(locate=lambda: None)
    value = emit(Input(ValueType("float32", ())), name="x")
    for number in range(3000):
        inner = emit.body()
        p = inner(Input(value.type), name=f"p{number}")
        value = emit(Call(inner.freeze([inner(Neg(), p)], "then")), value)
    graph = emit.freeze()
    text, printing = seconds(print_graph, graph)
    assert parse_graph(text) == graph
    assert printing < 1
