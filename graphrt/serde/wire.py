"""The records of a file, one by one, before protobuf sees them.

Walking them costs a few bytes read per record. It tells what protobuf does not: where a file is cut
short, how much of it is graph rather than weights, how many entries each table has. And it lets
`records` hand protobuf one entry at a time: a file parsed as a whole may take 40 times its
size in memory before anything in it can be judged.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator
from functools import cache
from typing import Any

from graphrt.errors import FormatError
from graphrt.io import Limits
from graphrt.serde.schema import MESSAGES

MAGIC = b"\x0a\x07graphrt"  # field 1, a string of 7 bytes

NODES_FIELD = 2  # of Function
_FUNCTIONS_FIELD = 8  # of Model, as those below
_TENSORS_FIELD = 18
_SIZE_FIELD = 19
_CRC_FIELD = 20
PATIENCE = 2**16  # entries that are still counted beyond a limit, for its message
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

Record = tuple[int, int, int, int, int]


def records(data: bytes, position: int, end: int) -> Iterator[Record]:
    """Field, kind, start of the record, start and end of its content, for each record.

    Raises `FormatError` when one is damaged or does not end before ``end``.
    """
    while position < end:
        start = position
        tag = data[position]
        position += 1
        if tag >= 0x80:
            tag, position = number_at(data, start, end)
        kind = tag & 7
        if kind == BYTES:
            length = data[position] if position < end else 0x80
            if length < 0x80:
                content = position + 1
            else:
                length, content = number_at(data, position, end)
            position = content + length
        elif kind == VARINT:
            content = position
            _, position = number_at(data, position, end)
        elif kind == FIXED64:
            content, position = position, position + 8
        elif kind == FIXED32:
            content, position = position, position + 4
        else:
            raise FormatError(f"the file is damaged at byte {start}: no record begins there")
        if position > end:
            raise _beyond(data, end, position)
        yield tag >> 3, kind, start, content, position


class Ranges:
    """Where the records of one table stand: their contents, in order."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts = array("q")  # 16 bytes per record, where tuples would take 120
        self.ends = array("q")

    def add(self, start: int, end: int) -> None:
        self.starts.append(start)
        self.ends.append(end)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)


class Outline:
    """The outermost records of ``data``, which begins with `MAGIC`: by table, and the rest.

    Raises `FormatError` when a record is damaged, the file is shorter or longer than it says or
    does not have the checksum it says, `LimitError` when it has too much graph.
    """

    def __init__(self, data: bytes, tables: frozenset[int], limits: Limits) -> None:
        self.tables = {field: Ranges() for field in tables}
        self.rest = Ranges()
        allowed = limits.entries + PATIENCE
        tensors = count = 0
        for count, (field, kind, start, content, end) in enumerate(records(data, 0, len(data))):
            if field == _TENSORS_FIELD:
                tensors += end - start
            elif field == _SIZE_FIELD and kind == FIXED64:
                _check_size(int.from_bytes(data[content:end], "little"), len(data))
            elif field == _CRC_FIELD and kind == FIXED32:
                _check_crc(int.from_bytes(data[content:end], "little"), data, end)
            if field in tables and kind == BYTES:
                self.tables[field].add(content, end)
            else:
                self.rest.add(start, end)
            if count >= allowed:
                break
        limits.check("entries", count + 1)
        self.graph_bytes = len(data) - tensors
        limits.check("graph_bytes", self.graph_bytes)


def _check_size(stated: int, actual: int) -> None:
    if stated > actual:
        raise _cut_short(actual, str(stated))
    if stated < actual:
        raise FormatError(f"the file has {actual} bytes but was written with {stated}")


def _check_crc(stated: int, data: bytes, start: int) -> None:
    if stated != zlib.crc32(memoryview(data)[start:]):
        raise FormatError(
            "the file is damaged: its checksum is not the one it was written with",
            hint="copy or download it again",
        )


# -- how much memory a record takes ------------------------------------------------------------

_MESSAGE = 160  # bytes that protobuf takes at most for an empty message, and for a string beside
_STRING = 64  # its own bytes
_TEXT = ("string", "bytes")
_PLAIN = object()
_CHEAP = 2**20  # a record below this is not worth a look: it takes less than 80 MiB

# number of a field -> its layout if it is a message, None if it is a list of numbers. Absent are
# fields that take what they have in bytes. Messages are not recursive.
Layout = dict[int, Any]


@cache
def layout(message: str) -> Layout:
    """The fields of a message that may take much more memory than they have in bytes."""
    return {
        number: layout(kind) if kind in MESSAGES else None
        for number, (_, kind, several, _) in MESSAGES[message].items()
        if kind in MESSAGES or (several and kind not in _TEXT)
    }


def check_parsed(data: bytes, start: int, end: int, inside: Layout, limits: Limits) -> None:
    """Raise `LimitError` if a record would take more memory than allowed once protobuf has
    parsed it. Stops counting there."""
    if end - start > _CHEAP and inside:
        _parsed(data, start, end, inside, 0, limits)


def _parsed(data: bytes, start: int, end: int, inside: Layout, total: int, limits: Limits) -> int:
    allowed = limits.record_bytes
    for field, kind, _, content, stop in records(data, start, end):
        if kind == BYTES:
            within = inside.get(field, _PLAIN)
            if within is _PLAIN:
                total += _STRING + stop - content
            elif within is None:
                total += 8 * (stop - content)
            else:
                total = _parsed(data, content, stop, within, total + _MESSAGE, limits)
        else:
            total += 16
        if total > allowed:
            limits.check("record_bytes", total)
    return total


# -- numbers -----------------------------------------------------------------------------------


def number_at(data: bytes, position: int, end: int) -> tuple[int, int]:
    """The varint that begins at ``position``, and where it ends."""
    value = shift = 0
    start = position
    while shift < 70:
        if position >= end:
            raise _beyond(data, end, position + 1)
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise FormatError(f"the file is damaged at byte {start}: a number has no end")


def _beyond(data: bytes, end: int, position: int) -> FormatError:
    if end == len(data):
        return _cut_short(end, f"at least {position}")
    return FormatError(f"the file is damaged at byte {end}: a record goes on where it must end")


def _cut_short(end: int, total: str) -> FormatError:
    return FormatError(
        f"the file is cut short: it ends at byte {end} of {total}",
        hint="copy or download it again",
    )
