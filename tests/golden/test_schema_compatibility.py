"""The schema of every release so far is part of today's: nothing renumbered, retyped or gone."""

from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2

from graphrt.serde.descriptor import FILE_DESCRIPTOR_SET

SCHEMAS = sorted(Path(__file__).parent.glob("*/schema.binpb"))


def described(data):
    """What a reader of files depends on: number -> type of fields, number -> name of enums."""
    (file,) = descriptor_pb2.FileDescriptorSet.FromString(data).file
    found = {}
    for message in file.message_type:
        for field in message.field:
            kind = (field.type, field.label, field.type_name)
            found[message.name, field.number] = (field.name, *kind)
    for enum in file.enum_type:
        for value in enum.value:
            found[enum.name, value.number] = value.name
    return found


def breaks(old, new):
    """The places where a file written by ``old`` would be misread by ``new``."""
    return [key for key, meaning in old.items() if new.get(key) != meaning]


@pytest.mark.parametrize("path", SCHEMAS, ids=[path.parent.name for path in SCHEMAS])
def test_an_earlier_schema_is_kept(path):
    assert breaks(described(path.read_bytes()), described(FILE_DESCRIPTOR_SET)) == []


def test_there_is_a_schema_of_this_release():
    assert len(SCHEMAS) >= 1


def test_a_renumbered_field_and_a_missing_enum_value_are_found():
    changed = descriptor_pb2.FileDescriptorSet.FromString(FILE_DESCRIPTOR_SET)
    message = changed.file[0].message_type[0]
    message.field[1].number = 999
    enum = changed.file[0].enum_type[0]
    gone = enum.value.pop()
    found = breaks(described(FILE_DESCRIPTOR_SET), described(changed.SerializeToString()))
    old = descriptor_pb2.FileDescriptorSet.FromString(FILE_DESCRIPTOR_SET).file[0]
    number = old.message_type[0].field[1].number
    assert found == [(message.name, number), (enum.name, gone.number)]
