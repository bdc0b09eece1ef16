"""The message classes of the model file, made at run time in a pool of their own.

Generated ``_pb2`` modules register themselves in protobuf's global pool, where they clash
with other copies, and each wants the protobuf release it was generated for. These classes
work with protobuf 4.25 to 7. Types for them are in ``messages.pyi``.
"""

from __future__ import annotations

from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message_factory import GetMessageClass

from graphrt.serde.descriptor import FILE_DESCRIPTOR_SET


def _only_file(descriptor_set: bytes) -> bytes:
    """The one file of a set: what comes after its tag and its length. (Parsing the set would need
    ``descriptor_pb2``, which takes longer to import than the rest of this module.)"""
    start = 1
    while descriptor_set[start] & 0x80:
        start += 1
    return descriptor_set[start + 1 :]


_POOL = DescriptorPool()
_POOL.AddSerializedFile(_only_file(FILE_DESCRIPTOR_SET))

DESCRIPTOR = _POOL.FindFileByName("graphrt/v1/model.proto")

for _name, _message in DESCRIPTOR.message_types_by_name.items():
    globals()[_name] = GetMessageClass(_message)

for _name, _enum in DESCRIPTOR.enum_types_by_name.items():
    globals()[_name] = EnumTypeWrapper(_enum)
    globals().update({value.name: value.number for value in _enum.values})
