"""Every limit is checked, and its error names limit, value and flag."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import LimitError
from graphrt.io import Limits
from graphrt.ir.emitter import Emitter
from graphrt.ir.model import Variable
from graphrt.ops.source import Input
from graphrt.serde import decode_model, encode_model, load, save
from graphrt.serde import messages as pb
from graphrt.serde.sidecar import open_weights
from graphrt.serde.wire import MAGIC
from graphrt.types import ValueType

TIGHT = {
    "file_bytes": (100, "the size of the file in bytes is"),
    "graph_bytes": (100, "the size of the file without its tensors, in bytes, is"),
    "weights_bytes": (100, "the size of the weights file in bytes is"),
    "entries": (10, "the number of entries of all tables is"),
    "record_bytes": (1000, "the memory of one entry once parsed, in bytes, is"),
    "tensor_bytes": (10, "the size of all tensors together in bytes is"),
    "nodes": (10, "the number of nodes is"),
    "signatures": (1, "the number of signatures is 2, the limit is 1"),
    "functions": (3, "the number of functions is"),
    "nesting": (1, "the nesting of bodies is 2, the limit is 1"),
    "trips": (0, "the number of trips that nested loops make together is 1, the limit is 0"),
    "rank": (1, "the number of axes of a type is 2, the limit is 1"),
    "name_length": (4, "the length of a name is"),
    "string_length": (3, "the length of a string is"),
    "symbol_length": (2, "the length of a symbolic extent as text is"),
}


def with_weights() -> bytes:
    head = pb.Model(format="graphrt", format_version=1, sidecar=pb.Sidecar(size=101))
    head.sidecar.sha256 = bytes(32)
    return head.SerializeToString()


def with_a_large_entry() -> bytes:
    return (
        MAGIC
        + pb.Model(
            format_version=1, signatures=[pb.Signature(inputs=[pb.Binding()] * 2**20)]
        ).SerializeToString()
    )


SPECIAL = {"weights_bytes": with_weights, "record_bytes": with_a_large_entry}


def test_every_limit_is_tested():
    assert set(TIGHT) == {field.name for field in dataclasses.fields(Limits)} == set(Limits.flags())


@pytest.mark.parametrize("limit", TIGHT)
def test_a_file_above_the_limit(data, limit):
    allowed, message = TIGHT[limit]
    limits = Limits(**{limit: allowed})
    if limit in SPECIAL:
        data = SPECIAL[limit]()
    with pytest.raises(LimitError, match=message) as caught:
        decode_model(data, limits=limits, weights=lambda each: open_weights("m", each, limits))
    text = str(caught.value)
    value = re.search(r"is (\d+), the limit is (\d+)", text)
    assert value is not None
    assert int(value[1]) > int(value[2]) == allowed
    flag = Limits.flags()[limit]
    assert f"hint if you trust the file, allow it: {flag} {value[1]}, or Limits({limit}=" in text


def test_tensors_count_towards_the_tensor_limit_only(one_signature):
    weights = Variable("w", np.arange(10_000, dtype=np.float64))
    data = encode_model(
        one_signature(lambda emit: emit(Input(ValueType("float32", ())), name="x"), weights)
    )
    model = decode_model(data, limits=Limits(graph_bytes=300, tensor_bytes=80_000))
    assert model.variables["w"].value[-1] == 9_999


def test_a_declared_size_is_refused_before_anything_is_allocated(tamper):
    def edit(message: pb.Model) -> None:
        message.types.add(dtype=12, dims=[pb.Dim(fixed=2**40), pb.Dim(fixed=2**40)])
        message.tensors.add(type=len(message.types) - 1, raw=b"")

    with pytest.raises(LimitError, match=r"tensors together in bytes is \d{25}, the limit is"):
        decode_model(tamper(edit))


def test_symbols_that_double_in_length(tamper):
    def edit(message: pb.Model) -> None:
        first = len(message.symbols)
        message.symbols.add(rule=2).args.extend([pb.Dim(symbol=1), pb.Dim(symbol=0)])  # M*N
        for index in range(first, first + 40):
            terms = [pb.DimTerm(factor=1, symbol=index)]
            sums = [pb.Dim(expr=pb.DimExpr(constant=constant, terms=terms)) for constant in (1, 2)]
            message.symbols.add(rule=2).args.extend(sums)

    with pytest.raises(LimitError, match="the length of a symbolic extent as text is"):
        decode_model(tamper(edit))


def test_bodies_as_deep_as_can_be_saved(one_signature, apply_op):
    def nested(depth: int):
        inner = Emitter(locate=lambda: None)
        body = inner.freeze([inner(Input(ValueType("float32", ())))])
        for _ in range(depth - 1):
            outer = Emitter(locate=lambda: None)
            body = outer.freeze([outer(apply_op(body), outer(Input(ValueType("float32", ()))))])
        return body

    body = nested(64)
    data = encode_model(
        one_signature(lambda emit: emit(apply_op(body), emit(Input(ValueType("float32", ())))))
    )
    assert encode_model(decode_model(data)) == data


def test_trips_of_nested_loops_multiply():
    b = gr.GraphBuilder()
    x = b.input("x")

    def outer(y):
        return gr.scan(lambda z: gr.cond(z > 0, lambda: -z, lambda: z), y, length=5_000)

    y = gr.while_loop(lambda y: y > 0, outer, x, max_trips=20_001)
    b.signature("predict", inputs=[x], outputs={"y": y})
    data = encode_model(b.build())
    with pytest.raises(LimitError, match="trips that nested loops make together is 100005000, the"):
        decode_model(data)
    again = decode_model(data, limits=Limits(trips=100_005_000))
    assert encode_model(again) == data


def test_a_limit_names_the_file(tmp_path, sample):
    save(sample, tmp_path / "m.pb")
    with pytest.raises(LimitError, match=r"m\.pb: the number of nodes is"):
        load(tmp_path / "m.pb", limits=Limits(nodes=1))
