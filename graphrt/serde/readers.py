"""The flat tables of a file while it is read: each entry checked before it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from graphrt.dims import DERIVED_RULES, Dim, Extent, Known, derived, symbol
from graphrt.dtypes import BY_NUMBER, DType
from graphrt.errors import FormatError, GraphError, GraphrtError
from graphrt.io import Array, Limits, tensor_from_bytes
from graphrt.ir.graph import Origin
from graphrt.ir.op import Op, Trait
from graphrt.ops import lookup
from graphrt.serde.records import Records
from graphrt.types import ValueType
from graphrt.version import __version__

if TYPE_CHECKING:
    from graphrt.serde import messages as pb
    from graphrt.serde.sidecar import WeightsFile

Entry = TypeVar("Entry")

_OP_NAME = r"(?:[A-Za-z_][\w.-]*::)?[A-Za-z_][\w.-]*\Z"
_RULE_OF_NUMBER = {2 + i: rule for i, rule in enumerate(DERIVED_RULES)}
_NAMED = 1
_WRAPPER_OF_NUMBER = {1: "optional", 2: "sequence", 3: "map"}


def at(table: Sequence[Entry], index: int, what: str) -> Entry:
    """Entry ``index`` of a table; raises `FormatError` when there is none."""
    if index >= len(table):
        raise FormatError(f"{what} {index} does not exist: the file has {len(table)}")
    return table[index]


class OpEntry:
    """An op of the file: its class here, or ``None`` where this release does not know it."""

    __slots__ = ("kind", "name", "version")

    def __init__(self, name: str, version: int, kind: type[Op] | None) -> None:
        self.name = name
        self.version = version
        self.kind = kind


class TableReader:
    """Reads the tables of ``model`` in the order in which they refer to each other."""

    def __init__(
        self,
        model: Records,
        limits: Limits,
        allow_unknown_ops: bool,
        weights: WeightsFile | None = None,
    ) -> None:
        self._limits = limits
        self._producer = model.head.producer
        self._weights = weights
        self.ops = self._read_ops(model.ops, allow_unknown_ops)
        self.symbols: list[Dim] = []
        for record in model.symbols:
            self.symbols.append(self._read_symbol(record))
        self.types = [self._read_type(record, i) for i, record in enumerate(model.types)]
        self.tensors = self._read_tensors(model.tensors)
        self.origins = [
            Origin(self.name(record.label), self.name(record.op)) for record in model.origins
        ]

    def name(self, text: str, what: str = "a name") -> str:
        """``text`` as a name: not empty, not too long."""
        if not text:
            raise FormatError(f"{what} is empty")
        self._limits.check("name_length", len(text))
        return text

    def string(self, text: str) -> str:
        """``text`` as a string: not too long."""
        self._limits.check("string_length", len(text))
        return text

    # -- ops -----------------------------------------------------------------------------

    def _read_ops(self, records: Iterable[pb.OpUse], allow_unknown: bool) -> list[OpEntry]:
        entries: list[OpEntry] = []
        unknown: list[str] = []
        newer: list[str] = []
        must: list[str] = []  # newer ones that no placeholder can stand in for
        for record in records:
            name, version = self.name(record.op, "the name of an op"), record.version
            if not re.match(_OP_NAME, name, re.ASCII):
                raise FormatError(f"{name!r} is not the name of an op")
            if version == 0:
                raise FormatError(f"op {name!r} has no version")
            kind: type[Op] | None = None
            try:
                kind = lookup(name)
            except GraphError:
                unknown.append(f"{name!r} (version {version})")
            else:
                if version > kind.version:
                    newer.append(f"{name!r} version {version} (known: {kind.version})")
                    if Trait.SOURCE in kind.traits:  # signatures and variables hang on it
                        must.append(newer[-1])
                    kind = None
            entries.append(OpEntry(name, version, kind))
        if allow_unknown:
            self._refuse([], must)
        else:
            self._refuse(unknown, newer)
        used = [(entry.name, entry.version) for entry in entries]
        if len(set(used)) != len(used):
            raise FormatError("an op is listed twice")
        return entries

    def _refuse(self, unknown: list[str], newer: list[str]) -> None:
        for problem, ops in (("does not know", unknown), ("knows older versions of", newer)):
            if ops:
                shown = ", ".join(ops[:8]) + (", ..." if len(ops) > 8 else "")
                raise FormatError(
                    f"the model uses ops graphrt {__version__} {problem}: {shown}; it was written"
                    f" by {self._producer!r}",
                    hint="install the release or the package that has them; a file with unknown"
                    " ops can still be inspected, drawn and compared",
                )

    # -- types ---------------------------------------------------------------------------

    def _read_symbol(self, record: pb.Symbol) -> Dim:
        index = len(self.symbols)
        try:
            if record.rule == _NAMED:
                if record.args:
                    raise FormatError("a named symbol has no arguments")
                return symbol(self.name(record.name, "its name"))
            rule = _RULE_OF_NUMBER.get(record.rule)
            if rule is None:
                raise FormatError(f"its rule {record.rule} is not known")
            args = tuple(self._known(each) for each in record.args)
            self._limits.check("symbol_length", sum(len(str(arg)) for arg in args))
            if all(isinstance(arg, int) for arg in args):
                raise FormatError("it is derived from numbers alone")
            made = derived(rule, args)
        except (GraphrtError, ArithmeticError, TypeError) as error:
            raise _wrapped(f"symbol {index}", error) from None
        if not (isinstance(made, Dim) and _is_symbol(made) and made.terms[0][0].args == args):
            raise FormatError(f"symbol {index}: {rule} of {args} is not in its simplest form")
        return made

    def _known(self, record: pb.Dim) -> Known:
        extent = self._extent(record)
        if extent is None:
            raise FormatError("an argument is unknown")
        return extent

    def _extent(self, record: pb.Dim) -> Extent:
        match record.WhichOneof("kind"):
            case "fixed":
                if record.fixed >= 2**63:
                    raise FormatError(f"the extent {record.fixed} is too large")
                return record.fixed
            case "symbol":
                return at(self.symbols, record.symbol, "symbol")
            case "expr":
                total: Known = record.expr.constant
                terms = record.expr.terms
                length = sum(
                    len(str(at(self.symbols, each.symbol, "symbol"))) + 4 for each in terms
                )
                self._limits.check("symbol_length", length)
                for term in terms:
                    total = total + self.symbols[term.symbol] * term.factor
                return total
            case _:
                return None

    def _read_type(self, record: pb.Type, index: int) -> ValueType:
        try:
            dtype = _dtype(record.dtype)
            wrappers = tuple(_wrapper(each) for each in record.wrappers)
            if record.unknown_rank:
                if record.dims:
                    raise FormatError("its rank is unknown, yet it has extents")
                return ValueType(dtype, None, wrappers)
            self._limits.check("rank", len(record.dims))
            return ValueType(dtype, [self._extent(each) for each in record.dims], wrappers)
        except GraphrtError as error:
            raise _wrapped(f"type {index}", error) from None

    # -- tensors -------------------------------------------------------------------------

    def _read_tensors(self, records: Iterable[pb.Tensor]) -> list[Array]:
        """All arrays; none takes more memory than it has bytes, and those are in the file."""
        total = 0
        arrays: list[Array] = []
        for index, record in enumerate(records):
            type = at(self.types, record.type, "type")
            if not type.is_static or type.wrappers:
                raise FormatError(f"tensor {index} has the type {type}, which no array can have")
            where = record.WhichOneof("where")
            if where != "entry":  # those of a weights file take no memory but when looked at
                total += type.nbytes
                self._limits.check("tensor_bytes", total)
            try:
                arrays.append(self._array(record, where, type))
            except FormatError as error:
                raise _wrapped(f"tensor {index}", error) from None
        return arrays

    def _array(self, record: pb.Tensor, where: str | None, type: ValueType) -> Array:
        if where == "raw":
            return tensor_from_bytes(record.raw, type.dtype, type.static_shape)
        if where is None:
            raise FormatError("it has no bytes")
        if self._weights is None:
            raise FormatError("its bytes are in a weights file, but the file states none")
        return self._weights.array(self.name(record.entry, "the name of an entry"), type)


def _dtype(number: int) -> DType:
    dtype = BY_NUMBER.get(number)
    if dtype is None:
        raise FormatError(f"its dtype {number} is not known")
    return dtype


def _wrapper(record: pb.Wrapper) -> str:
    name = _WRAPPER_OF_NUMBER.get(record.kind)
    if name is None:
        raise FormatError(f"its wrapper {record.kind} is not known")
    return f"map:{_dtype(record.key).name}" if name == "map" else name


def _is_symbol(dim: Dim) -> bool:
    return dim.constant == 0 and len(dim.terms) == 1 and dim.terms[0][1] == 1


def _wrapped(what: str, error: Exception) -> GraphrtError:
    """``error`` with what it happened in; a limit stays a limit."""
    if isinstance(error, GraphrtError):
        kind = type(error) if type(error).exit_code == 4 else FormatError
        return kind(f"{what}: {error.rule}", hint=error.hint, rows=error.rows)
    return FormatError(f"{what}: {error}")
