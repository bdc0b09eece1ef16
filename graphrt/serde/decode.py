"""The bytes of a file as a model. Nothing in the file is believed before it is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

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
from graphrt.serde.graphs import FunctionReader
from graphrt.serde.readers import TableReader, at
from graphrt.serde.records import Records
from graphrt.serde.sniff import not_a_model
from graphrt.serde.version import check_readable
from graphrt.serde.wire import MAGIC

if TYPE_CHECKING:
    from graphrt.serde import messages as pb
    from graphrt.serde.sidecar import Reference, WeightsFile

    OpenWeights = Callable[[Reference], WeightsFile]

_KINDS = {kind.value: kind for kind in VariableKind}


def decode_model(
    data: bytes,
    *,
    limits: Limits | None = None,
    allow_unknown_ops: bool = False,
    weights: OpenWeights | None = None,
) -> Model:
    """The model that ``data``, the bytes of a model file, holds.

    With ``allow_unknown_ops``, ops this release does not know become placeholders that can be
    looked at but not run. ``weights`` opens the weights file the model states. Raises
    `FormatError` for anything that is not a valid model and `LimitError` for one that asks for
    more than ``limits`` allow; nothing else, whatever the bytes are.
    """
    limits = limits or Limits()
    limits.check("file_bytes", len(data))
    if not data.startswith(MAGIC):
        raise not_a_model(data)
    with paused_gc():
        return _ModelReader(Records(data, limits), limits, allow_unknown_ops, weights).read()


class _ModelReader:
    def __init__(
        self,
        record: Records,
        limits: Limits,
        allow_unknown_ops: bool,
        weights: OpenWeights | None,
    ) -> None:
        self.record = record
        self.limits = limits
        head = record.head
        check_readable(head.format_version, head.min_reader, head.producer)
        if head.format != "graphrt":
            raise FormatError(f"the file says it is {head.format!r}, not 'graphrt'")
        opened = _open_weights(head, weights) if head.HasField("sidecar") else None
        self.tables = TableReader(record, limits, allow_unknown_ops, opened)
        debug = head.debug if head.HasField("debug") else None
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
            name=tables.string(record.head.name),
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
        variables: list[Variable] = []
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
        if not self.record.head.HasField("train"):
            return None
        train, string = self.record.head.train, self.tables.string
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


def _open_weights(head: pb.Model, weights: OpenWeights | None) -> WeightsFile:
    if len(head.sidecar.sha256) != 32:
        raise FormatError("the digest of the weights file has not 32 bytes")
    from graphrt.serde.sidecar import Reference  # most small models have no weights file

    reference = Reference(head.sidecar.size, head.sidecar.sha256)
    if weights is None:
        raise FormatError(
            "the weights of the model are in a file of their own, which its bytes alone do not"
            f" lead to: one whose name ends in {reference.ending}",
            hint="load the model by its path",
        )
    return weights(reference)


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
