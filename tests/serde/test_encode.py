"""What is written, and what cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from google.protobuf.message import EncodeError

from graphrt.errors import FormatError, GraphError
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph
from graphrt.ir.model import Model, Signature, Variable
from graphrt.ops.arithmetic import Add
from graphrt.ops.source import Constant, Input
from graphrt.serde import decode_model, encode, encode_model, tables
from graphrt.serde import messages as pb
from graphrt.types import ValueType

SCALAR = ValueType("float32", ())


def attributes(data, label):
    """Stored attributes of the node the file calls ``label``, by name."""
    message = pb.Model.FromString(data)
    names = list(message.debug.functions[-1].names)
    node = message.functions[-1].nodes[names.index(label)]
    return {attr.name: attr for attr in node.attrs}


def test_the_magic_comes_first(data):
    assert data[:9].hex(" ") == "0a 07 67 72 61 70 68 72 74"


def test_head(data):
    message = pb.Model.FromString(data)
    assert message.producer == "graphrt 0.1.0"
    assert (message.format, message.format_version, message.min_reader) == ("graphrt", 1, 100)
    assert message.size == len(data)


def test_only_attributes_that_differ_from_their_default_are_written(data):
    assert list(attributes(data, "kinds0")) == ["count"]


def test_an_attribute_that_is_none_although_its_default_is_not(data):
    stored = attributes(data, "kinds1")
    assert list(stored) == ["count", "scale", "limit"]
    assert stored["limit"].none


def test_tables_are_sorted_or_in_order_of_use(data):
    message = pb.Model.FromString(data)
    ops = [(each.op, each.version) for each in message.ops]
    assert ops == sorted(set(ops))
    assert [each.key for each in message.meta] == ["a", "b"]
    types = [each.SerializeToString(deterministic=True) for each in message.types]
    assert len(set(types)) == len(types)


def test_bodies_stand_before_what_holds_them(data):
    for index, function in enumerate(pb.Model.FromString(data).functions):
        for node in function.nodes:
            for attr in node.attrs:
                if attr.HasField("function"):
                    assert attr.function < index


def test_a_model_above_two_gigabytes(one_signature, monkeypatch):
    huge = np.broadcast_to(np.float32(0), (2**30,))  # one number, seen 2^30 times
    model = one_signature(lambda emit: emit(Input(SCALAR)), Variable("w", huge))
    with pytest.raises(FormatError, match=r"the model takes 4\.00 GiB; one file holds up to 2 GiB"):
        encode_model(model)
    small = one_signature(lambda emit: emit(Input(SCALAR)))
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 20)
    with pytest.raises(FormatError, match="one file holds up to 2 GiB"):
        encode_model(small)


def test_a_message_protobuf_finds_too_large():
    class Huge:
        def SerializeToString(self, deterministic):
            raise EncodeError("Failed to serialize proto")

    with pytest.raises(FormatError, match="one file holds up to 2 GiB"):
        encode._serialize(Huge())


def test_empty_tuples_are_values(one_signature, all_kinds):
    def build(emit):
        return emit(all_kinds(1, axes=(), weights=()), emit(Input(SCALAR)))[0]

    data = encode_model(one_signature(build))
    node = pb.Model.FromString(data).functions[-1].nodes[-1]
    assert [attr.name for attr in node.attrs] == ["count", "axes"]
    assert decode_model(data).graph.nodes[-1].op.axes == ()


def test_a_slot_of_nothing(one_signature):
    slot = Variable("m", np.zeros(1), slot_of="w")
    with pytest.raises(GraphError, match="variable 'm' is a slot of 'w', which the model lacks"):
        encode_model(one_signature(lambda emit: emit(Input(SCALAR)), slot))


def test_an_update_of_nothing():
    emit = Emitter()
    x = emit(Constant(np.float32(1)))
    signature = Signature("train", emit.freeze(), {}, {}, {"w": x})
    with pytest.raises(GraphError, match="signature 'train' updates 'w', which the model lacks"):
        encode_model(Model("m", {}, {"train": signature}))


def test_text_that_is_not_unicode(one_signature):
    model = one_signature(lambda emit: emit(Input(SCALAR)))
    broken = Model("m", {}, model.signatures, {"note": "\ud800"})
    with pytest.raises(FormatError, match=r"cannot save '\\ud800': it is not valid Unicode"):
        encode_model(broken)


def test_an_extent_beyond_64_bits(one_signature):
    model = one_signature(lambda emit: emit(Input(ValueType("float32", (2**64,)))))
    with pytest.raises(FormatError, match=f"an extent with the number {2**64}: it exceeds 64 bits"):
        encode_model(model)


def test_a_list_of_nodes_that_is_not_in_order():
    emit = Emitter()
    x = emit(Input(SCALAR))
    y = emit(Add(), x, x)
    graph = Graph(reversed(emit.nodes))
    with pytest.raises(GraphError, match="node %add_0 is at 0 but says 1"):
        encode_model(Model("m", {}, {"p": Signature("p", graph, {"x": x}, {"y": y})}))


def test_a_value_of_another_graph():
    emit, other = Emitter(), Emitter()
    x = emit(Input(SCALAR))
    y = emit(Add(), x, x)
    stranger = other(Input(SCALAR), name="stranger")
    y.node.inputs = (x, stranger)
    with pytest.raises(GraphError, match="reads %stranger, which no node before it has"):
        encode_model(Model("m", {}, {"p": Signature("p", emit.freeze(), {"x": x}, {"y": y})}))


def test_bodies_nested_too_deep(one_signature, apply_op):
    inner = Emitter()
    body = inner.freeze([inner(Input(SCALAR))])
    for _ in range(64):
        outer = Emitter()
        body = outer.freeze([outer(apply_op(body), outer(Input(SCALAR)))])
    with pytest.raises(GraphError, match="bodies are nested deeper than 64"):
        encode_model(one_signature(lambda emit: emit(apply_op(body), emit(Input(SCALAR)))))
