"""A look at the outermost records of a file before protobuf parses it.

It costs a few bytes read per record, and it tells what protobuf does not: where a file is cut
short, and how many bytes are graph rather than weights. (Protobuf may take 40 times the
memory of a hostile graph, but a tensor takes no more than its own bytes.)
"""

from __future__ import annotations

from graphrt.errors import FormatError
from graphrt.io import Limits

MAGIC = b"\x0a\x07graphrt"  # field 1, a string of 7 bytes

_SIZE_FIELD = 19
_TENSORS_FIELD = 18
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def check_outline(data: bytes, limits: Limits) -> None:
    """Walk the outermost records of ``data``, which begins with `MAGIC`.

    Raises `FormatError` when a record is damaged or the file is shorter or longer than it
    says, `LimitError` when there is more graph than ``limits.graph_bytes``.
    """
    end = len(data)
    position = 0
    tensors = 0
    while position < end:
        start = position
        tag, position = _varint(data, position, start)
        field, kind = tag >> 3, tag & 7
        if kind == _BYTES:
            length, position = _varint(data, position, start)
            position += length
            if field == _TENSORS_FIELD:
                tensors += position - start
        elif kind == _FIXED64:
            if field == _SIZE_FIELD and position + 8 <= end:
                _check_size(int.from_bytes(data[position : position + 8], "little"), end)
            position += 8
        elif kind == _FIXED32:
            position += 4
        elif kind == _VARINT:
            _, position = _varint(data, position, start)
        else:
            raise FormatError(f"the file is damaged at byte {start}: no record begins there")
        if position > end:
            raise _cut_short(end, f"at least {position}")
    limits.check("graph_bytes", end - tensors)


def _check_size(stated: int, actual: int) -> None:
    if stated > actual:
        raise _cut_short(actual, str(stated))
    if stated < actual:
        raise FormatError(f"the file has {actual} bytes but was written with {stated}")


def _cut_short(end: int, total: str) -> FormatError:
    return FormatError(
        f"the file is cut short: it ends at byte {end} of {total}",
        hint="copy or download it again",
    )


def _varint(data: bytes, position: int, start: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        if position >= len(data):
            raise _cut_short(len(data), f"at least {position + 1}")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise FormatError(f"the file is damaged at byte {start}: a number has no end")
