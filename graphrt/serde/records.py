"""The entries of a file's tables as messages: one at a time, when they are read.

What is parsed at any moment is one entry, so that a hostile file costs its own size and no
multiple of it. Protobuf parses them, but for small files, which `plain` has read before protobuf
is imported.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from graphrt.errors import FormatError
from graphrt.io import Limits
from graphrt.serde.plain import message_class
from graphrt.serde.schema import MESSAGES
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

if TYPE_CHECKING:
    from graphrt.serde import messages as pb

M = TypeVar("M")
Parse = Callable[[bytes], Any]

SMALL_FILE, SMALL_GRAPH = 2**20, 2**15  # bytes: with its weights, and without

_TABLES = {
    name: number for number, (name, kind, several, _) in MESSAGES["Model"].items()
    if several and kind in MESSAGES
}  # fmt: skip


class Table(Generic[M]):
    """The entries of a table, parsed anew whenever they are gone through."""

    def __init__(
        self, parse: Parse, inside: Layout, data: bytes, ranges: Ranges, limits: Limits
    ) -> None:
        self._parse: Callable[[bytes], M] = parse
        self._layout = inside
        self._data = data
        self._ranges = ranges
        self._limits = limits

    def __len__(self) -> int:
        return len(self._ranges)

    def __iter__(self) -> Iterator[M]:
        data, parse = self._data, self._parse
        for start, end in self._ranges:
            check_parsed(data, start, end, self._layout, self._limits)
            yield parse(data[start:end])


class FunctionRecord:
    """A function: `nodes` are read one at a time, and after the last one `outputs` are there."""

    def __init__(
        self, parser: Callable[[str], Parse], data: bytes, start: int, end: int, count: NodeCount
    ) -> None:
        self.outputs: list[int] = []
        self._parser = parser
        self._data = data
        self._place = start, end
        self._count = count

    def nodes(self) -> Iterator[pb.Node]:
        data, parse, count, rest = self._data, self._parser("Node"), self._count, Ranges()
        inside = layout("Node")
        for field, kind, begin, content, stop in walk(data, *self._place):
            count.add()
            if field == NODES_FIELD and kind == BYTES:
                check_parsed(data, content, stop, inside, count.limits)
                yield parse(data[content:stop])
            else:
                rest.add(begin, stop)
        self.outputs = list(self._parser("Function")(_join(data, rest)).outputs)


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
        outline = Outline(data, frozenset(_TABLES.values()), limits)
        is_small = len(data) <= SMALL_FILE and outline.graph_bytes <= SMALL_GRAPH
        parser = _plain if is_small else _protobuf
        rest = _join(data, outline.rest)
        check_parsed(rest, 0, len(rest), layout("Model"), limits)
        self.head: pb.Model = parser("Model")(rest)

        def table(name: str, kind: str) -> Table[Any]:
            ranges = outline.tables[_TABLES[name]]
            return Table(parser(kind), layout(kind), data, ranges, limits)

        self.ops: Table[pb.OpUse] = table("ops", "OpUse")
        self.symbols: Table[pb.Symbol] = table("symbols", "Symbol")
        self.types: Table[pb.Type] = table("types", "Type")
        self.tensors: Table[pb.Tensor] = table("tensors", "Tensor")
        self.origins: Table[pb.Origin] = table("origins", "Origin")
        self.variables: Table[pb.Variable] = table("variables", "Variable")
        self.signatures: Table[pb.Signature] = table("signatures", "Signature")
        self.meta: Table[pb.Meta] = table("meta", "Meta")
        self.history: Table[pb.Rewrite] = table("history", "Rewrite")
        limits.check("signatures", len(self.signatures))
        functions = outline.tables[_TABLES["functions"]]
        limits.check("functions", len(functions))
        count = NodeCount(data, functions, limits)
        self.functions = [
            FunctionRecord(parser, data, start, end, count) for start, end in functions
        ]


def _plain(kind: str) -> Parse:
    return message_class(kind).FromString


def _protobuf(kind: str) -> Parse:
    from google.protobuf.message import DecodeError

    from graphrt.serde import messages

    from_string: Parse = getattr(messages, kind).FromString

    def parse(data: bytes) -> Any:
        try:
            return from_string(data)
        except (DecodeError, ValueError, RecursionError, struct.error) as error:
            # which one depends on protobuf's release and implementation
            detail = str(error).partition("\n")[0]
            raise FormatError(f"the file is damaged: {detail}") from None

    return parse


def _join(data: bytes, ranges: Ranges) -> bytes:
    return b"".join([data[start:end] for start, end in ranges])
