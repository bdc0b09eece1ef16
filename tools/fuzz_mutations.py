"""Files that a stranger might send: the mutations of `fuzz_loader`, each a function of bytes and a
random generator.

A model file is taken apart into its records, so that lies can be told at any depth: about lengths,
wire types, numbers, how often something occurs.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable
from typing import Any

from graphrt.serde import messages as pb

Record = list[Any]  # [field, wire kind, int or bytes or list of records]
EXTREMES = (0, 1, 2, 7, 127, 128, 255, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63 - 1,
            2**63, 2**64 - 1)  # fmt: skip
_SIZE, _CRC = 19, 20


# -- records -----------------------------------------------------------------------------------


def take_apart(data: bytes, descriptor: Any = pb.Model.DESCRIPTOR) -> list[Record]:
    """The records of a message, messages inside it taken apart as well."""
    inside = {f.number: f.message_type for f in descriptor.fields if f.message_type is not None}
    records: list[Record] = []
    position = 0
    while position < len(data):
        tag, position = _read(data, position)
        field, kind = tag >> 3, tag & 7
        if kind == 0:
            value, position = _read(data, position)
        elif kind == 2:
            length, position = _read(data, position)
            value, position = data[position : position + length], position + length
            if field in inside:
                value = take_apart(value, inside[field])
        else:
            size = 8 if kind == 1 else 4
            value, position = data[position : position + size], position + size
        records.append([field, kind, value])
    return records


def put_together(records: list[Record]) -> bytes:
    parts = []
    for field, kind, value in records:
        parts.append(varint(field << 3 | kind))
        if isinstance(value, list):
            value = put_together(value)
        if isinstance(value, int):
            parts.append(varint(value))
        elif kind == 2:
            parts.append(varint(len(value)) + value)
        else:
            parts.append(value)
    return b"".join(parts)


def _read(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, position
        shift += 7


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def unsealed(data: bytes) -> list[Record]:
    """A file without its stated size and checksum, so that what is wrong with it is looked at."""
    return [each for each in take_apart(data) if each[0] not in (_SIZE, _CRC)]


def _lists(records: list[Record]) -> list[list[Record]]:
    """Every list of records, at any depth."""
    found, pending = [], [records]
    while pending:
        now = pending.pop()
        found.append(now)
        pending += [each[2] for each in now if isinstance(each[2], list)]
    return found


def _some(records: list[Record], rng: random.Random) -> tuple[list[Record], int]:
    """A list of records somewhere, and a place in it."""
    holder = rng.choice([each for each in _lists(records) if each])
    return holder, rng.randrange(len(holder))


# -- mutations of models -----------------------------------------------------------------------


def flip(data: bytes, other: bytes, rng: random.Random) -> bytes:
    broken = bytearray(put_together(unsealed(data)) if rng.random() < 0.9 else data)
    for _ in range(rng.randint(1, 8)):
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
    return bytes(broken)


def truncate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    plain = put_together(unsealed(data)) if rng.random() < 0.7 else data
    return plain[: rng.randrange(len(plain))]


def splice(data: bytes, other: bytes, rng: random.Random) -> bytes:
    a, b = put_together(unsealed(data)), put_together(unsealed(other))
    return a[: rng.randrange(len(a))] + b[rng.randrange(len(b)) :]


def noise(data: bytes, other: bytes, rng: random.Random) -> bytes:
    plain = bytearray(put_together(unsealed(data)))
    at = rng.randrange(len(plain))
    plain[at : at + rng.randint(0, 12)] = rng.randbytes(rng.randint(0, 12))
    return bytes(plain)


def transplant(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """Records doubled, dropped, moved, and taken from another model."""
    records, strangers = unsealed(data), unsealed(other)
    for _ in range(rng.randint(1, 5)):
        holder, at = _some(records, rng)
        match rng.randrange(4):
            case 0:
                holder.insert(rng.randint(0, len(holder)), holder[at])
            case 1:
                del holder[at]
                if not records:
                    return b""
            case 2:
                holder.insert(0, holder.pop(at))
            case 3:
                source, place = _some(strangers, rng)
                holder.insert(at, source[place])
    return put_together(records)


def lie(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """Wrong numbers, lengths, wire types and field numbers, and fields nobody knows."""
    records = unsealed(data)
    for _ in range(rng.randint(1, 4)):
        holder, at = _some(records, rng)
        record = holder[at]
        match rng.randrange(6):
            case 0 if record[1] == 0:
                record[2] = rng.choice(EXTREMES)
            case 1:
                record[1] = rng.choice((0, 1, 2, 3, 4, 5, 6, 7))
                if record[1] == 0 and not isinstance(record[2], int):
                    record[2] = rng.choice(EXTREMES)
                elif record[1] != 0 and isinstance(record[2], int):
                    record[2] = rng.randbytes(8)
            case 2:
                record[0] = rng.choice((0, 1, 2, 3, 5, 8, 12, 18, 99, 2**29 - 1))
            case 3:
                holder.insert(
                    at, [rng.choice((77, 536870911)), 2, rng.randbytes(rng.randint(0, 99))]
                )
            case 4:  # a length that is not that of the content
                body = record[2]
                body = put_together(body) if isinstance(body, list) else body
                if isinstance(body, bytes):
                    size = rng.choice((*EXTREMES, max(0, len(body) + rng.randint(-3, 3))))
                    holder[at] = [0, 9, varint(record[0] << 3 | 2) + varint(size) + body]
                    return _raw(records)
            case 5:  # a number with more bytes than it needs, or that does not end
                holder[at] = [0, 9, varint(record[0] << 3) + b"\x80" * rng.randint(1, 14) + b"\1"]
                return _raw(records)
    return put_together(records)


def _raw(records: list[Record]) -> bytes:
    """As `put_together`, where kind 9 stands for bytes that are no record."""
    parts = []
    for record in records:
        if record[1] == 9:
            parts.append(record[2])
        elif isinstance(record[2], list):
            body = _raw(record[2])
            parts.append(varint(record[0] << 3 | 2) + varint(len(body)) + body)
        else:
            parts.append(put_together([record]))
    return b"".join(parts)


def numbers(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """Hostile extents, indices and counts in a file that parses."""
    records = unsealed(data)
    plain = [each for holder in _lists(records) for each in holder if each[1] == 0]
    for _ in range(rng.randint(1, 4)):
        rng.choice(plain)[2] = rng.choice(EXTREMES)
    packed = [e for h in _lists(records) for e in h if e[1] == 2 and isinstance(e[2], bytes)]
    if rng.random() < 0.5:
        rng.choice(packed)[2] = b"".join(
            varint(rng.choice(EXTREMES)) for _ in range(rng.randint(0, 40))
        )
    return put_together(records)


def bomb(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """One record as often as fits into some megabytes."""
    records = unsealed(data)
    holder, at = _some(records, rng)
    body = holder[at][2]
    content = b"" if rng.random() < 0.5 or isinstance(body, int) else body
    if isinstance(content, list):
        content = put_together(content)
    one = varint(holder[at][0] << 3 | 2) + varint(len(content)) + content
    # what is empty is wrong at once; what is right takes its time, rightly
    most = 8_000_000 if not content else 200_000
    count = rng.choice((1_000, 100_000, most)) // len(one) + 1
    holder[at] = [0, 9, one * count]
    return _raw(records)


MODEL_MUTATIONS: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    flip, truncate, splice, noise, transplant, lie, lie, numbers, numbers,
)  # fmt: skip


# -- mutations of weights files and texts ------------------------------------------------------


def header(data: bytes, rng: random.Random) -> bytes:
    """A weights file whose header lies, or is no header."""
    length = int.from_bytes(data[:8], "little")
    text, body = data[8 : 8 + length], data[8 + length :]
    match rng.randrange(6):
        case 0:
            return struct.pack("<Q", rng.choice(EXTREMES)) + text + body
        case 1:
            broken = bytearray(text)
            for _ in range(rng.randint(1, 4)):
                broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
            text = bytes(broken)
        case 2:
            places = list(re.finditer(rb"\d+", text))
            place = rng.choice(places)
            number = str(rng.choice(EXTREMES)).encode()
            text = text[: place.start()] + number + text[place.end() :]
        case 3:
            piece = rng.choice((b'{"a":', b"[", b'"', b",", b"{}", b"\\u0000", b"1e999", b"\xff"))
            at = rng.randrange(len(text))
            text = text[:at] + piece * rng.choice((1, 1, 2, 100_000)) + text[at:]
        case 4:
            text = text[: rng.randrange(len(text))]
        case 5:
            body = body[: rng.randrange(len(body) + 1)]
    return struct.pack("<Q", len(text)) + text + body


def text(data: bytes, rng: random.Random) -> bytes:
    """The text form with characters, tokens or lines changed."""
    lines = data.decode().split("\n")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        line = lines[at]
        match rng.randrange(5):
            case 0:
                lines.insert(rng.randrange(len(lines)), line)
            case 1:
                lines[at] = line[: rng.randint(0, len(line))]
            case 2:
                place = rng.randint(0, len(line))
                lines[at] = line[:place] + rng.choice("%()[]{},=#\"'\\@:9x \0é") + line[place + 1 :]
            case 3:
                found = list(re.finditer(r"\d+", line))
                if found:
                    spot = rng.choice(found)
                    lines[at] = (
                        line[: spot.start()] + str(rng.choice(EXTREMES)) + line[spot.end() :]
                    )
            case 4:
                lines[at] = line.replace("f32", rng.choice(("f64", "i4", "str", "f32[f32", "q7")))
    return "\n".join(lines).encode()
