"""The entries of a file's tables as protobuf messages: one at a time, when they are read.

What is parsed at any moment is one entry, so that a hostile file costs its own size and no
multiple of it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from google.protobuf.message import DecodeError

from graphrt.errors import FormatError
from graphrt.io import Limits
from graphrt.serde import messages as pb
from graphrt.serde.wire import (
    BYTES,
    NODES_FIELD,
    PATIENCE,
    Layout,
    Outline,
    Ranges,
    check_parsed,
    layout,
)
from graphrt.serde.wire import records as walk

M = TypeVar("M")
_TABLES = {
    field.number: field
    for field in pb.Model.DESCRIPTOR.fields
    if field.message_type is not None and field.name not in ("train", "sidecar", "debug")
}


class Table(Generic[M]):
    """The entries of a table, parsed anew whenever they are gone through."""

    def __init__(self, kind: Any, data: bytes, ranges: Ranges, limits: Limits) -> None:
        self._parse: Callable[[bytes], M] = kind.FromString
        self._layout: Layout = layout(kind.DESCRIPTOR)
        self._data = data
        self._ranges = ranges
        self._limits = limits

    def __len__(self) -> int:
        return len(self._ranges)

    def __iter__(self) -> Iterator[M]:
        data, parse = self._data, self._parse
        for start, end in self._ranges:
            check_parsed(data, start, end, self._layout, self._limits)
            yield _parsed(parse, data[start:end])


class FunctionRecord:
    """A function: `nodes` are read one at a time, and after the last one `outputs` are there."""

    def __init__(self, data: bytes, start: int, end: int, count: NodeCount) -> None:
        self.outputs: list[int] = []
        self._data = data
        self._place = start, end
        self._count = count

    def nodes(self) -> Iterator[pb.Node]:
        data, parse, count, rest = self._data, pb.Node.FromString, self._count, Ranges()
        for field, kind, begin, content, stop in walk(data, *self._place):
            count.add()
            if field == NODES_FIELD and kind == BYTES:
                check_parsed(data, content, stop, _NODE_LAYOUT, count.limits)
                yield _parsed(parse, data[content:stop])
            else:
                rest.add(begin, stop)
        self.outputs = list(_parsed(pb.Function.FromString, _join(data, rest)).outputs)


class NodeCount:
    """The nodes of all functions, counted as they are read."""

    def __init__(self, data: bytes, functions: Ranges, limits: Limits) -> None:
        self.limits = limits
        self._left = limits.nodes
        self._data = data
        self._functions = functions

    def add(self) -> None:
        """One more; raises `LimitError` above the limit, with the number there really are."""
        self._left -= 1
        if self._left < 0:
            self.limits.check("nodes", max(self._in_file(), self.limits.nodes + 1))

    def _in_file(self) -> int:
        total = 0
        for start, end in self._functions:
            for field, *_ in walk(self._data, start, end):
                total += field == NODES_FIELD
                if total > self.limits.nodes + PATIENCE:
                    return total
        return total


class Records:
    """A whole file: its tables, and in ``head`` the fields that are there once.

    Raises what `Outline` raises.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        outline = Outline(data, frozenset(_TABLES), limits)
        rest = _join(data, outline.rest)
        check_parsed(rest, 0, len(rest), layout(pb.Model.DESCRIPTOR), limits)
        self.head = _parsed(pb.Model.FromString, rest)

        def table(name: str, kind: type[M]) -> Table[M]:
            return Table(kind, data, outline.tables[_NUMBERS[name]], limits)

        self.ops = table("ops", pb.OpUse)
        self.symbols = table("symbols", pb.Symbol)
        self.types = table("types", pb.Type)
        self.tensors = table("tensors", pb.Tensor)
        self.origins = table("origins", pb.Origin)
        self.variables = table("variables", pb.Variable)
        self.signatures = table("signatures", pb.Signature)
        self.meta = table("meta", pb.Meta)
        self.history = table("history", pb.Rewrite)
        limits.check("signatures", len(self.signatures))
        functions = outline.tables[_NUMBERS["functions"]]
        limits.check("functions", len(functions))
        count = NodeCount(data, functions, limits)
        self.functions = [FunctionRecord(data, start, end, count) for start, end in functions]


_NODE_LAYOUT = layout(pb.Node.DESCRIPTOR)
_NUMBERS = {field.name: number for number, field in _TABLES.items()}


def _join(data: bytes, ranges: Ranges) -> bytes:
    return b"".join([data[start:end] for start, end in ranges])


def _parsed(parse: Callable[[bytes], M], data: bytes) -> M:
    try:
        return parse(data)
    except (DecodeError, ValueError, RecursionError, struct.error) as error:
        # which one depends on protobuf's release and implementation
        detail = str(error).partition("\n")[0]
        raise FormatError(f"the file is damaged: {detail}") from None
