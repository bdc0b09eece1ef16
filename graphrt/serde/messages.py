"""The message classes of the model file, made at run time in a pool of their own.

Generated ``_pb2`` modules register themselves in protobuf's global pool, where they clash
with other copies, and each wants the protobuf release it was generated for. These classes
work with protobuf 4.25 to 7. Types for them are in ``messages.pyi``.
"""

from __future__ import annotations

from google.protobuf import descriptor_pb2
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message_factory import GetMessageClass

from graphrt.serde.descriptor import FILE_DESCRIPTOR_SET

_FILES = descriptor_pb2.FileDescriptorSet.FromString(FILE_DESCRIPTOR_SET).file
_POOL = DescriptorPool()
for _file in _FILES:
    _POOL.AddSerializedFile(_file.SerializeToString())

DESCRIPTOR = _POOL.FindFileByName(_FILES[0].name)

for _name, _message in DESCRIPTOR.message_types_by_name.items():
    globals()[_name] = GetMessageClass(_message)

for _name, _enum in DESCRIPTOR.enum_types_by_name.items():
    globals()[_name] = EnumTypeWrapper(_enum)
    globals().update({value.name: value.number for value in _enum.values})
