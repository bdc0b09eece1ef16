"""The flat tables of a file while it is written: each thing once, named by its index."""

from __future__ import annotations

import os
from collections.abc import Iterable

from graphrt.dims import DERIVED_RULES, Dim, Extent, Symbol
from graphrt.dtypes import DTYPES, DType
from graphrt.errors import FormatError
from graphrt.io import Array, Buffer, release, tensor_buffer, tensor_to_bytes
from graphrt.ir.graph import Origin
from graphrt.serde import messages as pb
from graphrt.serde.safetensors import METADATA
from graphrt.types import ValueType

MAX_FILE_BYTES = 2**31 - 1  # what protobuf can parse

# Numbers in the file; "" is the rule of a symbol that is not derived.
RULE_NUMBERS = {"": 1, **{rule: 2 + i for i, rule in enumerate(DERIVED_RULES)}}
WRAPPER_NUMBERS = {"optional": 1, "sequence": 2, "map": 3}


SMALL = 1024  # bytes; less stays inline

# Bytes up to which an array is its own key among those stored already; above, its digest is.
_PLAIN_KEY = 2**16


def _key(content: Buffer) -> bytes:
    if len(content) <= _PLAIN_KEY:
        return bytes(content)
    import hashlib  # OpenSSL takes longer to load than most models

    return hashlib.sha256(content).digest()


class _Stored:
    """An array of the table, and the variable it is called after if it goes to a weights file."""

    __slots__ = ("array", "index", "nbytes", "type", "variable")

    def __init__(self, index: int, type: ValueType, array: Array, nbytes: int) -> None:
        self.index = index
        self.type = type
        self.array = array
        self.nbytes = nbytes
        self.variable = ""


class TableWriter:
    """Fills the tables of ``model`` in order of first use."""

    def __init__(self, model: pb.Model, ops: Iterable[tuple[str, int]], *, inline: bool) -> None:
        self._model = model
        self._inline = inline
        self._ops: dict[tuple[str, int], int] = {}
        self._types: dict[ValueType, int] = {}
        self._symbols: dict[Symbol, int] = {}
        self._tensors: dict[tuple[int, bytes], int] = {}  # type and content -> index
        self._arrays: list[_Stored] = []
        self._origins: dict[Origin, int] = {}
        self._files: dict[str, int] = {}
        self.tensor_bytes = 0
        for op in sorted(ops):
            self._ops[op] = len(self._ops)
            model.ops.add(op=op[0], version=op[1])

    def op(self, name: str, version: int) -> int:
        return self._ops[name, version]

    def type(self, type: ValueType) -> int:
        index = self._types.get(type)
        if index is None:
            record = pb.Type(dtype=type.dtype.number)  # type: ignore[arg-type]  # an enum's number
            for wrapper in type.wrappers:
                _write_wrapper(record, wrapper)
            if type.shape is None:
                record.unknown_rank = True
            else:
                for extent in type.shape:
                    self._write_extent(record.dims.add(), extent)
            self._model.types.append(record)
            index = self._types[type] = len(self._types)
        return index

    def symbol(self, symbol: Symbol) -> int:
        index = self._symbols.get(symbol)
        if index is None:
            rule = RULE_NUMBERS[symbol.rule]
            record = pb.Symbol(rule=rule)  # type: ignore[arg-type]  # an enum's number
            if not symbol.rule:
                record.name = symbol.name
            for arg in symbol.args:  # no deeper than a symbol may be nested
                self._write_extent(record.args.add(), arg)
            self._model.symbols.append(record)
            index = self._symbols[symbol] = len(self._symbols)
        return index

    def tensor(self, array: Array, variable: str = "") -> int:
        """The index of an array; the first ``variable`` that has it gives it its name."""
        type = ValueType(DType.of(array.dtype), array.shape)
        if self._inline and type.dtype.kind != "string":
            check_size(self.tensor_bytes + type.nbytes)  # before the bytes are made
        content = tensor_buffer(array)
        key = self.type(type), _key(content)
        release(array)
        index = self._tensors.get(key)
        if index is None:
            index = self._tensors[key] = len(self._arrays)
            self._arrays.append(_Stored(key[0], type, array, len(content)))
            self.tensor_bytes += len(content)
        if variable and not self._arrays[index].variable:
            self._arrays[index].variable = variable
        return index

    def write_tensors(self) -> None:
        """Fill the table of tensors with the arrays themselves."""
        for each in self._arrays:
            self._model.tensors.add(type=each.index, raw=tensor_to_bytes(each.array))

    def write_entries(self) -> dict[str, tuple[ValueType, Array, int]]:
        """Fill the table of tensors with names; type, array and bytes of each name.

        All variables have one, and whatever else takes more bytes than naming it would.
        """
        taken = {each.variable for each in self._arrays}
        entries: dict[str, tuple[ValueType, Array, int]] = {}
        for number, each in enumerate(self._arrays):
            if not each.variable and each.nbytes < SMALL:
                self._model.tensors.add(type=each.index, raw=tensor_to_bytes(each.array))
                continue
            name = each.variable
            if not name or name == METADATA:
                name = f"tensor {number}"
                while name in taken:
                    name += "'"
            self._model.tensors.add(type=each.index, entry=name)
            entries[name] = each.type, each.array, each.nbytes
        return entries

    def origin(self, origin: Origin) -> int:
        index = self._origins.get(origin)
        if index is None:
            self._model.origins.add(label=origin.label, op=origin.op)
            index = self._origins[origin] = len(self._origins)
        return index

    def file(self, path: str, debug: pb.Debug) -> int:
        """1 + the index of a source file, whose folder is dropped should it be absolute."""
        number = self._files.get(path)
        if number is None:
            absolute = os.path.isabs(path) or path[1:2] == ":"
            debug.files.append(path.replace("\\", "/").rpartition("/")[2] if absolute else path)
            number = self._files[path] = len(self._files) + 1
        return number

    def _write_extent(self, record: pb.Dim, extent: Extent) -> None:
        if extent is None:
            return
        if isinstance(extent, int):
            if 0 <= extent < 2**63:
                record.fixed = extent
            else:
                record.expr.constant = _int64(extent)
        elif extent.constant == 0 and len(extent.terms) == 1 and extent.terms[0][1] == 1:
            record.symbol = self.symbol(extent.terms[0][0])
        else:
            self._write_linear(record.expr, extent)

    def _write_linear(self, record: pb.DimExpr, extent: Dim) -> None:
        record.constant = _int64(extent.constant)
        for symbol, factor in extent.terms:
            record.terms.add(factor=_int64(factor), symbol=self.symbol(symbol))


def _write_wrapper(record: pb.Type, wrapper: str) -> None:
    name, _, key = wrapper.partition(":")
    written = record.wrappers.add(kind=WRAPPER_NUMBERS[name])
    if key:
        written.key = DTYPES[key].number  # type: ignore[assignment]  # an enum's number


def _int64(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise FormatError(f"cannot save an extent with the number {number}: it exceeds 64 bits")
    return number


def check_size(size: int) -> None:
    """Raise `FormatError` for a model that does not fit one file."""
    if size > MAX_FILE_BYTES:
        raise FormatError(
            f"the model takes {size / 2**30:.2f} GiB; one file holds up to 2 GiB",
            hint="save it to a path: its weights then go to a file of their own",
        )
