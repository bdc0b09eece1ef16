"""The embedded schema is the one in model.proto, and keeps the format's promises."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2
from google.protobuf.descriptor_pool import Default

from graphrt.dtypes import DTYPES
from graphrt.ir.graph import Role
from graphrt.ir.model import VariableKind
from graphrt.serde import descriptor, messages
from graphrt.serde.tables import RULE_NUMBERS, WRAPPER_NUMBERS

ROOT = Path(__file__).resolve().parents[2]
PROTO = ROOT / "proto" / "graphrt" / "v1" / "model.proto"


@pytest.fixture(scope="module")
def compiled():
    """The descriptor set and the stub that `model.proto` compiles to now."""
    spec = importlib.util.spec_from_file_location("gen_proto", ROOT / "tools" / "gen_proto.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.compile_schema()


def test_the_embedded_schema_is_what_the_proto_compiles_to(compiled):
    embedded = descriptor_pb2.FileDescriptorSet.FromString(descriptor.FILE_DESCRIPTOR_SET)
    assert embedded == descriptor_pb2.FileDescriptorSet.FromString(compiled[0])


def test_the_stub_is_what_the_proto_compiles_to(compiled):
    stub = (ROOT / "graphrt" / "serde" / "messages.pyi").read_text()
    assert ast.dump(ast.parse(stub)) == ast.dump(ast.parse(compiled[1]))


def test_everything_in_the_stub_exists():
    stub = ast.parse((ROOT / "graphrt" / "serde" / "messages.pyi").read_text())
    for statement in stub.body:
        if isinstance(statement, ast.ClassDef):
            assert hasattr(messages, statement.name)
        elif isinstance(statement, ast.AnnAssign):
            assert hasattr(messages, statement.target.id)


def test_the_global_pool_knows_nothing_of_it():
    with pytest.raises(KeyError):
        Default().FindFileByName("graphrt/v1/model.proto")


def test_no_message_contains_itself():
    def inside(message, path):
        assert message.name not in path
        for field in message.fields:
            if field.message_type is not None:
                inside(field.message_type, (*path, message.name))

    inside(messages.Model.DESCRIPTOR, ())


def test_every_enum_begins_with_unspecified():
    for name, enum in messages.DESCRIPTOR.enum_types_by_name.items():
        prefix = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
        assert enum.values_by_number[0].name in (f"{prefix}_UNSPECIFIED", "DTYPE_UNSPECIFIED")


def test_numbers_agree_with_the_program():
    enums = messages.DESCRIPTOR.enum_types_by_name

    def stored(enum, prefix):
        return {v.name.removeprefix(prefix): v.number for v in enums[enum].values if v.number != 0}

    assert stored("DType", "DTYPE_") == {n.upper(): d.number for n, d in DTYPES.items()}
    assert stored("Role", "ROLE_") == {role.name: role.value for role in Role}
    kinds = {kind.name: kind.value for kind in VariableKind}
    assert stored("VariableKind", "VARIABLE_KIND_") == kinds
    rules = {rule.upper() or "NAMED": number for rule, number in RULE_NUMBERS.items()}
    assert stored("SymbolRule", "SYMBOL_RULE_") == rules
    wrappers = {name.upper(): number for name, number in WRAPPER_NUMBERS.items()}
    assert stored("WrapperKind", "WRAPPER_KIND_") == wrappers


def test_every_field_of_model_has_a_comment():
    text = PROTO.read_text()
    body = text[text.index("message Model {") : text.index("\n}", text.index("message Model {"))]
    lines = [line.strip() for line in body.splitlines()[1:]]
    for above, line in zip(["", *lines], lines, strict=False):
        assert line.startswith("//") or above.startswith("//"), line


def test_there_are_no_map_fields():
    assert "map<" not in PROTO.read_text()
