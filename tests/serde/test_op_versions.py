"""Ops that are older, newer or unknown here."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from graphrt.errors import FormatError, GraphError
from graphrt.ir.op import REGISTRY, Op, op
from graphrt.ops.source import Input
from graphrt.serde import UnknownOp, decode_model, encode_model, version
from graphrt.types import ValueType


@pytest.fixture
def old_file(one_signature):
    """A file by a release whose ``test::scale`` has version 1 and a ``by`` attribute."""

    @op("test::scale", version=1)
    class Scale(Op):
        by: float = 1.0

        def infer(self, x: Any) -> ValueType:
            return x.type

    model = one_signature(lambda e: e(Scale(2.0), e(Input(ValueType("float32", ("N",))))))
    yield encode_model(model)
    REGISTRY.pop("test::scale", None)


def newer_scale() -> None:
    """What ``test::scale`` is now: version 3, ``factors`` and ``mode``."""
    del REGISTRY["test::scale"]

    @op("test::scale", version=3)
    class Scale(Op):
        factors: tuple[float, ...]
        mode: str

        def infer(self, x: Any) -> ValueType:
            return x.type


def test_adapters_bring_an_old_op_up_to_date(old_file, monkeypatch):
    newer_scale()
    monkeypatch.setattr(version, "_ADAPTERS", {})

    @version.adapter("test::scale", from_version=1)
    def _(attributes):
        return {"factors": (attributes.get("by", 1.0),)}

    @version.adapter("test::scale", from_version=2)
    def _(attributes):
        return {"mode": "old", **attributes}

    loaded = decode_model(old_file)
    assert loaded.graph.nodes[-1].op.attributes() == {"factors": (2.0,), "mode": "old"}
    assert loaded.graph.nodes[-1].op.version == 3


def test_an_old_op_without_an_adapter(old_file):
    newer_scale()
    with pytest.raises(FormatError, match="'test::scale' version 1 cannot be read: no adapter"):
        decode_model(old_file)


def test_a_newer_op_is_refused_by_name(tamper, old_file):
    def edit(message):
        message.ops[1].version = 4

    newer = tamper(edit, old_file)
    match = (
        r"ops graphrt 0\.1\.0 knows older versions of: 'test::scale' version 4 \(known: 1\);"
        r" it was written by 'graphrt 0\.1\.0'"
    )
    with pytest.raises(FormatError, match=match):
        decode_model(newer)
    seen = decode_model(newer, allow_unknown_ops=True)
    assert isinstance(seen.graph.nodes[-1].op, UnknownOp)
    assert encode_model(seen) == newer


def test_a_newer_input_or_variable_has_no_placeholder(tamper):
    def edit(message):
        for each in message.ops:
            each.version += each.op in ("input", "variable")

    for allow in (False, True):
        with pytest.raises(FormatError, match="older versions of: 'input' version 2"):
            decode_model(tamper(edit), allow_unknown_ops=allow)


def test_an_unknown_op_is_refused_by_name(data, monkeypatch):
    monkeypatch.delitem(REGISTRY, "test::all_kinds")
    monkeypatch.delitem(REGISTRY, "test::apply")
    match = (
        r"the model uses ops graphrt 0\.1\.0 does not know: 'test::all_kinds' \(version 1\),"
        r" 'test::apply' \(version 1\); it was written by 'graphrt 0\.1\.0'"
    )
    with pytest.raises(FormatError, match=match):
        decode_model(data)


def test_a_file_with_unknown_ops_can_be_looked_at(data, sample, describe, monkeypatch):
    monkeypatch.delitem(REGISTRY, "test::all_kinds")
    monkeypatch.delitem(REGISTRY, "test::apply")
    seen = decode_model(data, allow_unknown_ops=True)
    assert encode_model(seen) == data
    assert [repr(node) for node in seen.graph] == [repr(node) for node in sample.graph]
    assert [str(v) for n in seen.graph for v in n.outputs] == [
        str(v) for n in sample.graph for v in n.outputs
    ]
    kinds = seen.graph.node("kinds1").op
    assert isinstance(kinds, UnknownOp)
    assert (kinds.name, kinds.version) == ("test::all_kinds", 1)
    assert kinds.attributes() == {"count": 3, "scale": -0.0, "limit": None}
    assert repr(kinds) == "UnknownOp('test::all_kinds', count=3, scale=-0.0, limit=None)"
    bodies = [n.op.bodies for n in seen.graph if n.op.name == "test::apply"]
    assert [body.name for (body,) in bodies] == ["body2"] * 3


def test_an_unknown_op_does_nothing_but_be_there(data, monkeypatch):
    monkeypatch.delitem(REGISTRY, "test::all_kinds")
    seen = decode_model(data, allow_unknown_ops=True)
    kinds = [seen.graph.node(name).op for name in ("kinds0", "kinds1")]
    again = decode_model(data, allow_unknown_ops=True).graph.node("kinds0").op
    assert kinds[0] == again == pickle.loads(pickle.dumps(kinds[0]))
    assert kinds[0] != kinds[1]
    with pytest.raises(GraphError, match=r"the op 'test::all_kinds' \(version 1\) is not known"):
        kinds[0].compute(np.zeros(3))
    with pytest.raises(GraphError, match="'test::all_kinds' is not known; its attributes cannot"):
        kinds[0].replace(count=2)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        kinds[0].nothing
    assert kinds[0].count == 2
    assert not kinds[0].has_gradient
    assert kinds[0].traits.value == 0


def test_release_numbers():
    assert version.release_number("1.4.2") == 10402
    assert version.release_text(10402) == "1.4.2"
