"""Saving and loading 100,000 nodes keep their budgets, two seconds each."""

from __future__ import annotations

import time

from graphrt.ir.emitter import Emitter, paused_gc
from graphrt.ir.model import Model, Signature
from graphrt.ops.arithmetic import Add
from graphrt.ops.source import Input
from graphrt.serde import decode_model, encode_model
from graphrt.types import ValueType

NODES = 100_000


def chain(nodes: int) -> Model:
    emit = Emitter(locate=lambda: None)
    x = y = emit(Input(ValueType("float32", ("N", 8))), name="x")
    with paused_gc():
        for _ in range(nodes - 1):
            y = emit(Add(), y, x)
    signature = Signature("predict", emit.freeze(), {"x": x}, {"y": y})
    return Model("chain", {}, {"predict": signature})


def test_a_chain_of_100_000_nodes():
    model = chain(NODES)
    started = time.process_time()  # CPU time: other processes do not count
    data = encode_model(model)
    saved = time.process_time()
    loaded = decode_model(data)
    ended = time.process_time()
    assert len(loaded.graph) == NODES
    assert loaded.graph.nodes[-1].name == f"add_{NODES - 2}"
    assert saved - started < 2
    assert ended - saved < 2
