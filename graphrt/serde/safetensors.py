"""The safetensors format: a header in JSON, then the bytes of all arrays without gaps.

::

    8 bytes   length of the header, little-endian
    header    {"w": {"dtype": "F32", "shape": [784, 100], "data_offsets": [0, 313600]}, ...}
    data      data_offsets count from its first byte

The header comes from a stranger, so it is not handed to a JSON reader, which would build
whatever it says: `read_header` takes this one form, in one sweep, and keeps a tuple per entry.
Source: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graphrt.dtypes import DType
from graphrt.errors import FormatError

LENGTH_BYTES = 8
ALIGNMENT = 64  # of the first byte of data; an entry is aligned to its elements, the widest first

# What readers of every release know. A dtype that is not here is stored as its bytes.
CODES = {
    "bool": "BOOL",
    "int8": "I8",
    "int16": "I16",
    "int32": "I32",
    "int64": "I64",
    "uint8": "U8",
    "uint16": "U16",
    "uint32": "U32",
    "uint64": "U64",
    "float16": "F16",
    "bfloat16": "BF16",
    "float32": "F32",
    "float64": "F64",
    "float8_e4m3fn": "F8_E4M3",
    "float8_e5m2": "F8_E5M2",
}
DTYPE_OF_CODE = {code: name for name, code in CODES.items()}


METADATA = "__metadata__"  # no array can be called so


class Entry(NamedTuple):
    """An array of the file: its dtype as a code, and where its bytes are within the data."""

    code: str
    shape: tuple[int, ...]
    start: int
    end: int


def code_and_shape(
    dtype: DType, shape: tuple[int, ...], nbytes: int
) -> tuple[str, tuple[int, ...]]:
    """How an array stands in the file."""
    code = CODES.get(dtype.name)
    return ("U8", (nbytes,)) if code is None else (code, shape)


def write_header(entries: Iterable[tuple[str, str, tuple[int, ...], int]]) -> bytes:
    """Length and header for ``(name, code, shape, bytes)``, whose data follow in this order."""
    described = {}
    position = 0
    for name, code, shape, nbytes in entries:
        described[name] = {
            "dtype": code,
            "shape": shape,
            "data_offsets": [position, position + nbytes],
        }
        position += nbytes
    text = json.dumps(described, separators=(",", ":")).encode()
    text += b" " * (-(LENGTH_BYTES + len(text)) % ALIGNMENT)
    return len(text).to_bytes(LENGTH_BYTES, "little") + text


_TOKEN = re.compile(r'[ \t\n\r]*("(?:[^"\\\x00-\x1f]|\\.)*"|-?\d+|[{}\[\]:,])')
_DAMAGED = "the header of the weights file is damaged"


def read_header(text: bytes, data_bytes: int, max_rank: int) -> Mapping[str, Entry]:
    """The entries of a header, by name, for ``data_bytes`` of data behind it.

    Raises `FormatError` for anything but a header whose entries cover the data exactly.
    """
    try:
        reader = _Header(text.decode(), max_rank)
    except UnicodeDecodeError:
        raise FormatError(f"{_DAMAGED}: it is not UTF-8") from None
    entries = reader.read()
    position = 0
    for name, entry in sorted(entries.items(), key=lambda item: (item[1].start, item[1].end)):
        if entry.start != position:
            raise FormatError(f"{_DAMAGED}: {name!r} begins at {entry.start}, not at {position}")
        position = entry.end
    if position != data_bytes:
        raise FormatError(f"{_DAMAGED}: it describes {position} bytes, the file has {data_bytes}")
    return entries


class _Header:
    """Reads tokens from left to right; nothing nests deeper than the form says."""

    def __init__(self, text: str, max_rank: int) -> None:
        self.text = text
        self.position = 0
        self.max_rank = max_rank

    def read(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        seen_metadata = False
        for name in self._keys():
            if name == METADATA and not seen_metadata:
                seen_metadata = True
                for _ in self._keys():
                    self._string()
            elif name in entries or name == METADATA:
                raise self._wrong(f"{name[:100]!r} is there twice")
            else:
                entries[name] = self._entry(name)
        if self.text[self.position :].strip(" \t\n\r"):
            raise self._wrong("there is text behind it")
        return entries

    def _entry(self, name: str) -> Entry:
        code: str | None = None
        shape: tuple[int, ...] | None = None
        offsets: tuple[int, ...] | None = None
        for key in self._keys():
            if key == "dtype" and code is None:
                code = self._string()
            elif key == "shape" and shape is None:
                shape = self._numbers(self.max_rank)
            elif key == "data_offsets" and offsets is None:
                offsets = self._numbers(2)
            else:
                raise self._wrong(f"{name[:100]!r} has a field {key[:100]!r}")
        if code is None or shape is None or offsets is None or len(offsets) != 2:
            raise self._wrong(f"{name[:100]!r} is not whole")
        start, end = offsets
        if start > end:
            raise self._wrong(f"{name[:100]!r} ends before it begins")
        dtype = DTYPE_OF_CODE.get(code)
        if dtype is not None and DType.of(dtype).nbytes(math.prod(shape)) != end - start:
            raise self._wrong(f"{name[:100]!r} has {end - start} bytes, which its shape does not")
        return Entry(code, shape, start, end)

    # -- tokens ---------------------------------------------------------------------------

    def _keys(self) -> Iterable[str]:
        """The keys of an object; whoever asks for the next one has read the value of the last."""
        self._expect("{")
        token = self._token()
        while token != "}":
            key = self._text(token)
            self._expect(":")
            yield key
            token = self._token()
            if token == ",":
                token = self._token()
                if token == "}":
                    raise self._wrong("a key is missing")
            elif token != "}":
                raise self._wrong(f"',' or '}}' is missing before {token[:20]!r}")

    def _numbers(self, most: int) -> tuple[int, ...]:
        self._expect("[")
        numbers: list[int] = []
        token = self._token()
        while token != "]":
            if not token.isdecimal() or len(token) > 19:
                raise self._wrong(f"{token[:20]!r} is no extent")
            numbers.append(int(token))
            if len(numbers) > most:
                raise self._wrong(f"a list has more than {most} numbers")
            token = self._token()
            if token == ",":
                token = self._token()
                if token == "]":
                    raise self._wrong("a number is missing")
            elif token != "]":
                raise self._wrong(f"',' or ']' is missing before {token[:20]!r}")
        return tuple(numbers)

    def _string(self) -> str:
        return self._text(self._token())

    def _text(self, token: str) -> str:
        if not token.startswith('"'):
            raise self._wrong(f"expected a string, found {token[:20]!r}")
        try:
            text = str(json.loads(token))
            text.encode()
        except ValueError:
            raise self._wrong("a string has a bad escape") from None
        return text

    def _expect(self, token: str) -> None:
        found = self._token()
        if found != token:
            raise self._wrong(f"expected {token!r}, found {found[:20]!r}")

    def _token(self) -> str:
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            raise self._wrong("it is cut short or not JSON")
        self.position = found.end()
        return found.group(1)

    def _wrong(self, rule: str) -> FormatError:
        return FormatError(f"{_DAMAGED} at character {self.position}: {rule}")
