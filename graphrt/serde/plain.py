"""The messages of a small file, read without protobuf: importing that takes longer.

The classes here have what a reader asks of protobuf's: attributes, ``HasField`` and
``WhichOneof``. They say the same of the same bytes, but for fields of a newer release, which are
gone; and a message that is not there is ``None``.
Source: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from graphrt.errors import FormatError
from graphrt.serde.schema import MESSAGES
from graphrt.serde.wire import BYTES, FIXED32, FIXED64, VARINT, number_at, records


class Message:
    """What a message of the file says: its fields as attributes, else their defaults."""

    fields: ClassVar[dict[int, Field]]

    @classmethod
    def FromString(cls, data: bytes) -> Any:
        """The message in ``data``; raises `FormatError` when it is damaged."""
        message = cls()
        message._read(data, 0, len(data))
        return message

    def HasField(self, name: str) -> bool:
        """Whether the field is there, be it with the value it has by default."""
        return name in self.__dict__

    def WhichOneof(self, group: str) -> str | None:
        """The one field of a group that is there."""
        found = (each.name for each in self.fields.values() if each.group == group)
        return next((name for name in found if name in self.__dict__), None)

    def _read(self, data: bytes, position: int, end: int) -> None:
        fields, state = self.fields, self.__dict__
        for number, wire, _, start, stop in records(data, position, end):
            field = fields.get(number)
            if field is None:
                continue
            if wire == field.wire:
                value = field.read(data, start, stop, state.get(field.name))
                if field.several:
                    state.setdefault(field.name, []).append(value)
                    continue
                if field.group:
                    self._clear(field)
                state[field.name] = value
            elif field.several and wire == BYTES:
                state.setdefault(field.name, []).extend(field.packed(data, start, stop))

    def _clear(self, field: Field) -> None:
        """Of a group, the field read last is there."""
        for each in self.fields.values():
            if each.group == field.group:
                self.__dict__.pop(each.name, None)


class Field:
    """A field: how it is called and how its value is read."""

    __slots__ = ("group", "name", "read", "several", "wire")

    def __init__(self, name: str, kind: str, several: bool, group: str) -> None:
        self.name = name
        self.several = several
        self.group = group
        if kind in _SCALARS:
            self.wire, self.read = _SCALARS[kind]
        else:
            self.wire, self.read = BYTES, _submessage(kind, several)

    def packed(self, data: bytes, position: int, end: int) -> list[Any]:
        """The numbers of a list that is one record."""
        values = []
        while position < end:
            if self.wire == VARINT:
                _, stop = number_at(data, position, end)
            else:
                stop = position + (8 if self.wire == FIXED64 else 4)
                if stop > end:
                    raise FormatError(f"the file is damaged: a number in {self.name!r} is cut")
            values.append(self.read(data, position, stop, None))
            position = stop
        return values


Read = Callable[[bytes, int, int, Any], Any]  # bytes, start, end, the value before


def _varint(convert: Callable[[int], Any]) -> Read:
    def read(data: bytes, start: int, end: int, _: Any) -> Any:
        return convert(number_at(data, start, end)[0] & 0xFFFF_FFFF_FFFF_FFFF)

    return read


def _signed(number: int) -> int:
    """ZigZag: 0, -1, 1, -2, ..."""
    return (number >> 1) ^ -(number & 1)


def _enum(number: int) -> int:
    low = number & 0xFFFF_FFFF
    return low - 2**32 if low >= 2**31 else low


def _text(data: bytes, start: int, end: int, _: Any) -> str:
    try:
        return data[start:end].decode()
    except UnicodeDecodeError:
        raise FormatError("the file is damaged: a text is not UTF-8") from None


_SCALARS: dict[str, tuple[int, Read]] = {
    "uint32": (VARINT, _varint(lambda number: number & 0xFFFF_FFFF)),
    "uint64": (VARINT, _varint(int)),
    "sint64": (VARINT, _varint(_signed)),
    "bool": (VARINT, _varint(bool)),
    "enum": (VARINT, _varint(_enum)),
    "fixed32": (FIXED32, lambda data, start, end, _: int.from_bytes(data[start:end], "little")),
    "fixed64": (FIXED64, lambda data, start, end, _: int.from_bytes(data[start:end], "little")),
    "double": (FIXED64, lambda data, start, end, _: struct.unpack("<d", data[start:end])[0]),
    "string": (BYTES, _text),
    "bytes": (BYTES, lambda data, start, end, _: data[start:end]),
}
_DEFAULTS = {"string": "", "bytes": b"", "bool": False, "double": 0.0}


def _submessage(kind: str, several: bool) -> Read:
    def read(data: bytes, start: int, end: int, before: Any) -> Any:
        message = message_class(kind)() if several or before is None else before
        message._read(data, start, end)
        return message

    return read


@cache
def message_class(name: str) -> type[Message]:
    """The class of the messages of this name."""
    namespace: dict[str, Any] = {"fields": {}}
    for number, (field, kind, several, group) in MESSAGES[name].items():
        namespace["fields"][number] = Field(field, kind, several, group)
        if several:
            namespace[field] = ()
        elif kind in _SCALARS:
            namespace[field] = _DEFAULTS.get(kind, 0)
        else:
            namespace[field] = None
    return type(name, (Message,), namespace)
