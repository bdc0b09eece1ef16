"""Every way a file can be wrong has its message."""

from __future__ import annotations

import pytest

from graphrt.errors import FormatError
from graphrt.ir.emitter import Emitter
from graphrt.ops.source import Input
from graphrt.serde import decode_model, encode_model
from graphrt.serde import messages as pb
from graphrt.types import ValueType


def node(message: pb.Model, name: str) -> pb.Node:
    at = list(message.debug.functions[-1].names).index(name)
    return message.functions[-1].nodes[at]


def op(message: pb.Model, name: str) -> int:
    return [each.op for each in message.ops].index(name)


def typed(message: pb.Model, **fields: object) -> int:
    """The index of a new type."""
    message.types.add(**fields)
    return len(message.types) - 1


def body_reads_variable(message: pb.Model) -> None:
    message.functions[0].nodes.append(node(message, "w"))
    message.ClearField("debug")


def set_(path: str, value: object):
    """An edit that sets a field: ``functions.-1.nodes.0.role``."""

    def edit(message: pb.Model) -> None:
        *steps, last = path.split(".")
        for step in steps:
            message = message[int(step)] if step.lstrip("-").isdigit() else getattr(message, step)
        if last.lstrip("-").isdigit():
            message[int(last)] = value
        else:
            setattr(message, last, value)

    return edit


def on(name: str, change):
    """An edit of the node called ``name``."""
    return lambda message: change(node(message, name), message)


EDITS = {
    "layout newer": (
        set_("format_version", 2),
        r"the file has layout 2, this release reads up to 1; it was written by 'graphrt 0\.1\.0'",
    ),
    "layout missing": (set_("format_version", 0), "does not say which layout it has"),
    "reader too old": (
        set_("min_reader", 10402),
        r"the file needs graphrt 1\.4\.2 or newer, this is 0\.1\.0",
    ),
    "sidecar": (
        lambda m: m.sidecar.SetInParent(),
        "the digest of the weights file has not 32 bytes",
    ),
    "sidecar without a folder": (
        set_("sidecar.sha256", bytes(32)),
        r"in a file of their own, .* one whose name ends in \.0{12}\.safetensors",
    ),
    "sidecar entry": (
        set_("tensors.0.entry", "w"),
        "tensor 0: its bytes are in a weights file, but the file states none",
    ),
    # tables
    "op name": (set_("ops.0.op", "a b"), "'a b' is not the name of an op"),
    "op name empty": (set_("ops.0.op", ""), "the name of an op is empty"),
    "op version": (set_("ops.0.version", 0), "op 'add' has no version"),
    "op twice": (lambda m: m.ops.add(op="add", version=1), "an op is listed twice"),
    "symbol rule": (set_("symbols.0.rule", 0), "symbol 0: its rule 0 is not known"),
    "symbol rule unknown": (set_("symbols.0.rule", 99), "symbol 0: its rule 99 is not known"),
    "symbol name": (set_("symbols.0.name", "a-b"), "symbol 0: 'a-b' is not a symbol name"),
    "symbol no name": (set_("symbols.0.name", ""), "symbol 0: its name is empty"),
    "symbol with arguments": (
        lambda m: m.symbols[0].args.add(fixed=1),
        "symbol 0: a named symbol has no arguments",
    ),
    "symbol without arguments": (
        lambda m: m.symbols.add(rule=2),
        "symbol 6: it is derived from numbers alone",
    ),
    "symbol with too few arguments": (
        lambda m: m.symbols.add(rule=2).args.add(symbol=0),
        "symbol 6: no derived extent 'mul' with 1 arguments",
    ),
    "symbol of a later one": (
        lambda m: m.symbols.add(rule=5).args.add(symbol=50),
        "symbol 50 does not exist: the file has",
    ),
    "symbol of the unknown": (
        lambda m: m.symbols.add(rule=5).args.add(),
        "an argument is unknown",
    ),
    "symbol not simplest": (
        lambda m: m.symbols.add(rule=3).args.extend([pb.Dim(symbol=0), pb.Dim(symbol=0)]),
        "floordiv of .* is not in its simplest form",
    ),
    "symbol divides by zero": (
        lambda m: m.symbols.add(rule=4).args.extend([pb.Dim(fixed=3), pb.Dim(fixed=0)]),
        "symbol 6: it is derived from numbers alone",
    ),
    "type dtype": (set_("types.0.dtype", 0), "type 0: its dtype 0 is not known"),
    "type dtype unknown": (set_("types.0.dtype", 99), "type 0: its dtype 99 is not known"),
    "type extent": (lambda m: typed(m, dtype=1, dims=[pb.Dim(fixed=2**63)]), "is too large"),
    "type negative": (
        lambda m: typed(m, dtype=1, dims=[pb.Dim(expr=pb.DimExpr(constant=-1))]),
        "an extent cannot be negative: -1",
    ),
    "type symbol": (
        lambda m: typed(m, dtype=1, dims=[pb.Dim(symbol=99)]),
        "symbol 99 does not exist",
    ),
    "type rank unknown with extents": (
        lambda m: typed(m, dtype=1, unknown_rank=True, dims=[pb.Dim()]),
        "its rank is unknown, yet it has extents",
    ),
    "type wrapper": (
        lambda m: typed(m, dtype=1, wrappers=[pb.Wrapper()]),
        "its wrapper 0 is not known",
    ),
    "tensor type": (set_("tensors.0.type", 99), "type 99 does not exist"),
    "tensor not static": (
        lambda m: m.tensors.add(type=typed(m, dtype=1, dims=[pb.Dim()]), raw=b""),
        r"has the type bool\[\?\], which no array can have",
    ),
    "tensor empty": (lambda m: m.tensors[0].ClearField("raw"), "tensor 0: it has no bytes"),
    "tensor short": (
        lambda m: m.tensors.add(type=typed(m, dtype=12, dims=[pb.Dim(fixed=3)]), raw=b"abc"),
        "a tensor of 3 float32 has 3 bytes, not 12",
    ),
    "tensor bool": (
        lambda m: m.tensors.add(type=typed(m, dtype=1), raw=b"\2"),
        "a bool tensor has a byte that is neither 0 nor 1",
    ),
    "tensor huge and empty": (
        lambda m: m.tensors.add(
            type=typed(m, dtype=12, dims=[pb.Dim(fixed=n) for n in (0, 2**62, 2**62)]), raw=b""
        ),
        "no array can have the shape",
    ),
    # functions
    "value from later": (
        on("layer1/add_0", lambda n, m: n.inputs.__setitem__(0, 99)),
        r"add reads value 99, but the last one before it is 5",
    ),
    "operand absent": (
        on("layer1/add_0", lambda n, m: n.inputs.__setitem__(0, 0)),
        "add: operand 'x' is missing",
    ),
    "operands too many": (
        on("layer1/add_0", lambda n, m: n.inputs.append(1)),
        r"add takes operands \(x, y\), got 3",
    ),
    "operands too few": (
        on("layer1/add_0", lambda n, m: n.inputs.pop()),
        r"node 5 of function 6: add takes operands \(x, y\), got 1",
    ),
    "op out of range": (on("x", lambda n, m: setattr(n, "op", 99)), "op 99 does not exist"),
    "role": (on("x", lambda n, m: n.ClearField("role")), "the role 0 is not known"),
    "no results": (on("x", lambda n, m: n.outputs.pop()), "the node has no results"),
    "result type": (
        on("x", lambda n, m: n.outputs.__setitem__(0, 99)),
        "the type of a result does not exist",
    ),
    "stored type": (
        on("layer1/add_0", lambda n, m: n.outputs.__setitem__(0, typed(m, dtype=1))),
        r"add: %layer1/add_0 is stored as bool\[\], inferred as f32\[N, 8\]",
    ),
    "result count": (
        on("layer1/add_0", lambda n, m: n.outputs.append(0)),
        r"is stored as .*, .*, inferred as f32\[N, 8\]",
    ),
    "shapes do not broadcast": (
        on("layer1/add_0", lambda n, m: n.inputs.__setitem__(1, 2)),
        "add: %layer1/add_0: operands have different dtypes, float32 and float64",
    ),
    "grad_of": (
        on("x", lambda n, m: (setattr(n, "grad_of", 99), setattr(n, "role", 2))),
        "origin 99 does not exist",
    ),
    "gradient of role forward": (
        on("x", lambda n, m: setattr(n, "grad_of", 0)),
        "%x is a forward node, yet it is a gradient",
    ),
    "body that reads a variable": (
        body_reads_variable,
        "the body 'body' reads a variable; it must be an operand",
    ),
    "origin": (on("x", lambda n, m: n.origins.append(99)), "origin 99 does not exist"),
    "function output": (set_("functions.0.outputs.0", 99), "function 0 returns value 99"),
    "function output absent": (set_("functions.0.outputs.0", 0), "function 0 returns value 0"),
    # attributes
    "attribute missing": (
        on("kinds0", lambda n, m: n.attrs.pop()),
        "test::all_kinds: attribute 'count' is missing",
    ),
    "attribute unknown": (
        on("kinds0", lambda n, m: n.attrs.add(name="colour", i=1)),
        "test::all_kinds has no attribute 'colour'",
    ),
    "attribute twice": (
        on("kinds0", lambda n, m: n.attrs.add(name="count", i=1)),
        "attribute 'count' is given twice",
    ),
    "attribute without value": (
        on("kinds0", lambda n, m: n.attrs.add(name="mode")),
        "attribute 'mode' has no value",
    ),
    "attribute none false": (
        on("kinds0", lambda n, m: n.attrs.add(name="mode", none=False)),
        "attribute 'mode' has no value",
    ),
    "attribute cannot be none": (
        on("kinds0", lambda n, m: n.attrs.add(name="mode", none=True)),
        "attribute 'mode' cannot be None",
    ),
    "attribute kind": (
        on("kinds0", lambda n, m: n.attrs.add(name="axes", i=1)),
        r"attribute 'axes' is stored as int, it must be tuple\[int, \.\.\.\]",
    ),
    "attribute dtype": (
        on("kinds0", lambda n, m: n.attrs.add(name="to", dtype=0)),
        "attribute 'to' has the unknown dtype 0",
    ),
    "attribute tensor": (
        on("kinds0", lambda n, m: n.attrs.add(name="table", tensor=99)),
        "tensor 99 does not exist",
    ),
    "attribute type": (
        on("kinds0", lambda n, m: n.attrs.add(name="shape", type=99)),
        "type 99 does not exist",
    ),
    "attribute unused name": (
        on("kinds0", lambda n, m: n.attrs.add(i=1)),
        "the name of an attribute is empty",
    ),
    "body of itself": (
        set_("functions.1.nodes.-1.attrs.0.function", 1),
        "attribute 'body' names function 1 in function 1; a body must stand before",
    ),
    # debug
    "debug names": (
        lambda m: m.debug.functions[-1].names.pop(),
        "the debug entries of function 6 differ in number",
    ),
    "debug functions": (lambda m: m.debug.functions.pop(), "debug entry 6 does not exist"),
    "debug lines": (
        lambda m: m.debug.functions[-1].ClearField("lines"),
        "function 6 has source files without lines",
    ),
    "debug file": (set_("debug.functions.-1.files.0", 99), "source file 98 does not exist"),
    "node named twice": (set_("debug.functions.-1.names.1", "x"), "two nodes are named 'x'"),
    "node name": (set_("debug.functions.-1.names.1", "a b"), "'a b' is not a name"),
    # model
    "variable twice": (set_("variables.1.name", "w"), "two variables are named 'w'"),
    "variable name": (set_("variables.1.name", ""), "the name of a variable is empty"),
    "variable kind": (set_("variables.0.kind", 0), "variable 'w' has the unknown kind 0"),
    "variable value": (set_("variables.0.value", 99), "tensor 99 does not exist"),
    "variable slot": (set_("variables.0.slot_of", 99), "variable 99 does not exist"),
    "variable missing": (
        set_("variables.0.name", "v"),
        "%w reads the variable 'w', which is not there",
    ),
    "variable type": (
        lambda m: setattr(m.variables[0], "value", m.variables[2].value),
        r"%w reads the variable 'w' as f32\[8\], but it is i64\[\]",
    ),
    "signature twice": (set_("signatures.1.name", "train"), "two signatures are named 'train'"),
    "signature function": (set_("signatures.0.function", 99), "function 99 does not exist"),
    "signature value": (
        set_("signatures.0.inputs.0.value", 99),
        "signature 'train' names value 99, which its function has not",
    ),
    "signature input": (
        set_("signatures.0.inputs.0.value", 6),
        "signature 'train': input 'x' is %layer1/add_0, a add node",
    ),
    "signature input twice": (
        lambda m: m.signatures[0].inputs.add(name="x2", value=1),
        "signature 'train' feeds one input under two names",
    ),
    "signature name twice": (
        lambda m: m.signatures[0].inputs.add(name="x", value=2),
        "signature 'train' has two values named 'x'",
    ),
    "update twice": (
        lambda m: m.signatures[0].updates.append(m.signatures[0].updates[0]),
        "signature 'train' updates 'w' twice",
    ),
    "update type": (
        set_("signatures.0.updates.0.variable", 2),
        r"signature 'train': the update of 'step' is f32\[8\], but the variable is i64\[\]",
    ),
    "example": (
        set_("signatures.1.examples.0.inputs.0.name", "z"),
        "signature 'predict': example 0 has the input 'z', which it does not list",
    ),
    "labels": (
        set_("signatures.1.labels.0.output", "z"),
        "signature 'predict': it has labels for 'z', which is no output",
    ),
    "example twice": (
        lambda m: m.signatures[1].examples[0].inputs.append(m.signatures[1].examples[0].inputs[0]),
        "signature 'predict' has an example with two arrays for 'x'",
    ),
    "labels twice": (
        lambda m: m.signatures[1].labels.append(m.signatures[1].labels[0]),
        "signature 'predict' has labels for 'y' twice",
    ),
    "input not listed": (
        lambda m: m.signatures[0].ClearField("inputs") or m.signatures[1].ClearField("inputs"),
        "signature 'predict': it needs the input %x, which it does not list",
    ),
    "meta twice": (set_("meta.1.key", "a"), "a key of the meta entries occurs twice"),
}


@pytest.mark.parametrize("name", EDITS)
def test_refused(tamper, name):
    edit, message = EDITS[name]
    with pytest.raises(FormatError, match=message):
        decode_model(tamper(edit))


def test_the_node_and_its_operands_are_in_the_message(tamper):
    with pytest.raises(FormatError) as caught:
        decode_model(tamper(EDITS["stored type"][0]))
    assert str(caught.value).splitlines() == [
        "node 5 of function 6: add: %layer1/add_0 is stored as bool[], inferred as f32[N, 8]",
        "  x  %x  f32[N, 8]  from input     at net.py:1",
        "  y  %w  f32[8]     from variable  at net.py:5",
    ]


def test_an_op_that_fails_in_an_unforeseen_way(tamper, all_kinds, monkeypatch):
    def infer(self, x, y=None):
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr(all_kinds, "infer", infer)
    with pytest.raises(FormatError, match="its types cannot be inferred: ZeroDivisionError"):
        decode_model(tamper(lambda message: None))
    monkeypatch.setattr(all_kinds, "check", infer)
    with pytest.raises(FormatError, match="attributes cannot be used: TypeError"):
        decode_model(tamper(lambda message: None))


def fresh_model(one_signature, fresh_op):
    def build(emit: Emitter):
        x = emit(Input(ValueType("float32", (3,))), name="x")
        emit(fresh_op(), x, name="first")
        return emit(fresh_op(), x, name="second")

    return encode_model(one_signature(build))


def test_fresh_symbols_keep_the_names_in_the_file(one_signature, fresh_op):
    data = fresh_model(one_signature, fresh_op)
    first, second = decode_model(data), decode_model(data)
    assert [str(n.outputs[0]) for n in first.graph] == [str(n.outputs[0]) for n in second.graph]
    assert encode_model(first) == data


def test_a_symbol_cannot_be_fresh_twice(one_signature, fresh_op, tamper):
    def edit(message):
        nodes = message.functions[0].nodes
        nodes[2].outputs[0] = nodes[1].outputs[0]

    data = fresh_model(one_signature, fresh_op)
    with pytest.raises(FormatError, match=r"test::fresh: %second is stored as i64\[\?n"):
        decode_model(tamper(edit, data))


def test_a_fresh_symbol_is_the_same_in_all_places(one_signature, fresh_op, tamper):
    def edit(message):
        number = typed(message, dtype=5, dims=[pb.Dim(symbol=0), pb.Dim(symbol=1)])
        message.functions[0].nodes[1].outputs[0] = number

    data = fresh_model(one_signature, fresh_op)
    with pytest.raises(FormatError, match="test::fresh: %first is stored as"):
        decode_model(tamper(edit, data))


def test_a_file_without_size_and_checksum_is_read(tamper, describe, sample, data):
    message = pb.Model.FromString(data)
    message.ClearField("size")
    message.ClearField("crc32")
    assert describe(decode_model(message.SerializeToString())) == describe(sample)


def test_a_second_format(data):
    message = pb.Model.FromString(data)
    message.ClearField("size")
    message.ClearField("crc32")
    twice = message.SerializeToString() + pb.Model(format="other").SerializeToString()
    with pytest.raises(FormatError, match="the file says it is 'other', not 'graphrt'"):
        decode_model(twice)
