"""The bytes of a file as a model. Nothing in the file is believed before it is checked."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from google.protobuf.message import DecodeError

from graphrt.errors import FormatError, GraphError
from graphrt.io import Array, Limits
from graphrt.ir.bodies import most_trips
from graphrt.ir.emitter import paused_gc
from graphrt.ir.graph import Value
from graphrt.ir.model import (
    Example,
    Model,
    Receipt,
    Signature,
    TrainSpec,
    Variable,
    VariableKind,
)
from graphrt.ir.verify import verify_bindings
from graphrt.serde import messages as pb
from graphrt.serde.graphs import FunctionReader
from graphrt.serde.readers import TableReader, at
from graphrt.serde.sniff import not_a_model
from graphrt.serde.version import check_readable
from graphrt.serde.wire import MAGIC, check_outline
from graphrt.version import __version__

_KINDS = {kind.value: kind for kind in VariableKind}


def decode_model(
    data: bytes, *, limits: Limits | None = None, allow_unknown_ops: bool = False
) -> Model:
    """The model that ``data``, the bytes of a model file, holds.

    With ``allow_unknown_ops``, ops this release does not know become placeholders that can be
    looked at but not run. Raises `FormatError` for anything that is not a valid model and
    `LimitError` for one that asks for more than ``limits`` allow; nothing else, whatever
    the bytes are.
    """
    limits = limits or Limits()
    limits.check("file_bytes", len(data))
    if not data.startswith(MAGIC):
        raise not_a_model(data)
    check_outline(data, limits)
    with paused_gc():
        return _ModelReader(_parse(data), limits, allow_unknown_ops).read()


def _parse(data: bytes) -> pb.Model:
    try:
        return pb.Model.FromString(data)
    except (DecodeError, ValueError, RecursionError, struct.error) as error:
        # which one depends on protobuf's release and implementation
        detail = str(error).partition("\n")[0]
        raise FormatError(f"the file is damaged: {detail}") from None


class _ModelReader:
    def __init__(self, record: pb.Model, limits: Limits, allow_unknown_ops: bool) -> None:
        self.record = record
        self.limits = limits
        check_readable(record.format_version, record.min_reader, record.producer)
        if record.HasField("sidecar") or any(each.entry for each in record.tensors):
            raise FormatError(
                "the weights are in a file of their own, which graphrt"
                f" {__version__} cannot read; the model was written by {record.producer!r}",
                hint="install a newer release of graphrt",
            )
        if record.format != "graphrt":
            raise FormatError(f"the file says it is {record.format!r}, not 'graphrt'")
        limits.check("signatures", len(record.signatures))
        limits.check("functions", len(record.functions))
        limits.check("nodes", sum(len(each.nodes) for each in record.functions))
        self.tables = TableReader(record, limits, allow_unknown_ops)
        debug = record.debug if record.HasField("debug") else None
        self.functions = FunctionReader(self.tables, debug, limits)

    def read(self) -> Model:
        record, tables = self.record, self.tables
        for function in record.functions:
            self.functions.read(function)
        self.limits.check("trips", most_trips(self.functions.graphs))
        variables = self._variables()
        signatures: dict[str, Signature] = {}
        for each in record.signatures:
            signature = self._signature(each, variables)
            if signature.name in signatures:
                raise FormatError(f"two signatures are named {signature.name!r}")
            signatures[signature.name] = signature
        meta = {tables.name(each.key): tables.string(each.value) for each in record.meta}
        if len(meta) != len(record.meta):
            raise FormatError("a key of the meta entries occurs twice")
        model = Model(
            name=tables.string(record.name),
            variables={variable.name: variable for variable in variables},
            signatures=signatures,
            meta=meta,
            train=self._train(),
            history=tuple(self._receipt(each) for each in record.history),
        )
        try:
            verify_bindings(model)
        except GraphError as error:
            raise FormatError(error.rule, rows=error.rows, hint=error.hint) from None
        return model

    # -- variables -----------------------------------------------------------------------

    def _variables(self) -> list[Variable]:
        records = self.record.variables
        names = [self.tables.name(each.name, "the name of a variable") for each in records]
        _check_unique(names, "variables")
        variables = []
        for name, record in zip(names, records, strict=True):
            kind = _KINDS.get(record.kind)
            if kind is None:
                raise FormatError(f"variable {name!r} has the unknown kind {record.kind}")
            slot_of = at(names, record.slot_of, "variable") if record.HasField("slot_of") else None
            value = at(self.tables.tensors, record.value, "tensor")
            variables.append(Variable(name, value, kind, record.trainable, slot_of))
        return variables

    # -- signatures ----------------------------------------------------------------------

    def _signature(self, record: pb.Signature, variables: list[Variable]) -> Signature:
        name = self.tables.name(record.name, "the name of a signature")
        graph = at(self.functions.graphs, record.function, "function")
        values = self.functions.values[record.function]
        inputs = self._bindings(record.inputs, values, f"signature {name!r}")
        if len(set(inputs.values())) != len(inputs):
            raise FormatError(f"signature {name!r} feeds one input under two names")
        outputs = self._bindings(record.outputs, values, f"signature {name!r}")
        updates: dict[str, Value] = {}
        for update in record.updates:
            variable = at(variables, update.variable, "variable")
            value = _value(values, update.value, f"signature {name!r}")
            if variable.name in updates:
                raise FormatError(f"signature {name!r} updates {variable.name!r} twice")
            updates[variable.name] = value
        examples = tuple(
            Example(self._arrays(each.inputs, name), self._arrays(each.outputs, name))
            for each in record.examples
        )
        labels: dict[str, tuple[str, ...]] = {}
        for entry in record.labels:
            if entry.output in labels:
                raise FormatError(f"signature {name!r} has labels for {entry.output!r} twice")
            labels[entry.output] = tuple(self.tables.string(each) for each in entry.labels)
        return Signature(name, graph, inputs, outputs, updates, examples, labels)

    def _bindings(
        self, records: Iterable[pb.Binding], values: list[Value | None], where: str
    ) -> dict[str, Value]:
        bound: dict[str, Value] = {}
        for record in records:
            name = self.tables.name(record.name, f"{where}: a name")
            if name in bound:
                raise FormatError(f"{where} has two values named {name!r}")
            bound[name] = _value(values, record.value, where)
        return bound

    def _arrays(self, records: Iterable[pb.NamedTensor], signature: str) -> dict[str, Array]:
        arrays: dict[str, Array] = {}
        for record in records:
            if record.name in arrays:
                raise FormatError(
                    f"signature {signature!r} has an example with two arrays for {record.name!r}"
                )
            arrays[record.name] = at(self.tables.tensors, record.tensor, "tensor")
        return arrays

    # -- records -------------------------------------------------------------------------

    def _train(self) -> TrainSpec | None:
        if not self.record.HasField("train"):
            return None
        train, string = self.record.train, self.tables.string
        return TrainSpec(
            string(train.signature),
            string(train.loss),
            string(train.optimizer),
            tuple(string(each) for each in train.hyper),
            tuple(string(each) for each in train.parameters),
        )

    def _receipt(self, record: pb.Rewrite) -> Receipt:
        string = self.tables.string
        return Receipt(
            string(record.name),
            string(record.options),
            record.nodes_before,
            record.nodes_after,
            tuple(string(each) for each in record.details),
        )


def _value(values: list[Value | None], number: int, where: str) -> Value:
    value = values[number] if number < len(values) else None
    if value is None:
        raise FormatError(f"{where} names value {number}, which its function has not")
    return value


def _check_unique(names: list[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FormatError(f"two {what} are named {name!r}")
        seen.add(name)
