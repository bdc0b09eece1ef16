"""A model as the bytes of a file: the same model gives the same bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from google.protobuf.message import EncodeError

from graphrt.errors import FormatError, GraphError
from graphrt.io import MIB, Array
from graphrt.ir.attributes import AttributeKind
from graphrt.ir.emitter import MAX_BODY_NESTING, paused_gc
from graphrt.ir.graph import Graph, Node
from graphrt.ir.model import Model, Signature
from graphrt.serde import messages as pb
from graphrt.serde.attributes import write_attributes
from graphrt.serde.names import DEFAULT_GRAPH_NAME, Names
from graphrt.serde.sidecar import Reference, Weights
from graphrt.serde.tables import MAX_FILE_BYTES, TableWriter, check_size
from graphrt.serde.version import FORMAT_VERSION, MIN_READER, producer

INLINE_BYTES = 32 * MIB  # a file that would be larger has its weights beside it


def encode_model(model: Model, *, debug: bool = True) -> bytes:
    """The bytes of a model file that holds its weights; without ``debug``, stripped of names and
    source lines.

    Raises `FormatError` for a model above 2 GiB, `GraphError` for one that is not valid.
    """
    return encode(model, debug=debug, most=None).file(None)


class Encoded(NamedTuple):
    """A model as bytes, but for what its head says of them and of its weights file."""

    body: bytes
    weights: Weights | None

    def file(self, sidecar: Reference | None) -> bytes:
        """The bytes of the model file."""
        head = pb.Model(format="graphrt", size=1, crc32=zlib.crc32(self.body))
        if sidecar is not None:
            head.sidecar.size, head.sidecar.sha256 = sidecar
        size = head.ByteSize() + len(self.body)
        check_size(size)
        head.size = size
        # concatenated messages are one message: the magic comes first whatever protobuf does,
        # and what the checksum covers is all behind it
        return _serialize(head) + self.body


def encode(model: Model, *, debug: bool = True, most: int | None) -> Encoded:
    """``model`` as bytes; if they were more than ``most``, the weights are left to a file."""
    with paused_gc():
        record = pb.Model(
            format_version=FORMAT_VERSION,
            min_reader=MIN_READER,
            producer=producer(),
            name=model.name,
        )
        try:
            writer = _ModelWriter(model, record, debug, inline=most is None)
            writer.write()
        except UnicodeEncodeError as error:
            raise FormatError(f"cannot save {error.object!r}: it is not valid Unicode") from None
        tables = writer.tables
        if most is None or record.ByteSize() + tables.tensor_bytes <= most:
            tables.write_tensors()
            return Encoded(_serialize(record), None)
        weights = Weights(tables.write_entries())
        return Encoded(_serialize(record), weights)


def _serialize(record: pb.Model) -> bytes:
    try:
        return record.SerializeToString(deterministic=True)
    except EncodeError:  # all fields are set, so only the size is left to go wrong
        check_size(MAX_FILE_BYTES + 1)
        raise


class _ModelWriter:
    def __init__(self, model: Model, record: pb.Model, debug: bool, inline: bool) -> None:
        self.model = model
        self.record = record
        self.debug = pb.Debug() if debug else None
        self.tables = TableWriter(record, _ops_of(model.graphs), inline=inline)
        self.functions: dict[int, int] = {}  # id of a graph -> index
        self.bodies: dict[tuple[bytes, bytes], int] = {}  # content of a body -> index
        self.first_values: dict[int, list[int]] = {}  # id of a graph -> value number per node

    def write(self) -> None:
        model, record, tables = self.model, self.record, self.tables
        for graph in model.graphs:
            function, debug = self._function(graph, 0)
            self._append(graph, function, debug)
        indices = {name: i for i, name in enumerate(model.variables)}
        for variable in model.variables.values():
            written = record.variables.add(
                name=variable.name,
                value=tables.tensor(variable.value, variable.name),
                kind=variable.kind.value,
                trainable=variable.trainable,
            )
            if variable.slot_of is not None:
                if variable.slot_of not in indices:
                    raise GraphError(
                        f"variable {variable.name!r} is a slot of {variable.slot_of!r},"
                        " which the model lacks"
                    )
                written.slot_of = indices[variable.slot_of]
        for signature in model.signatures.values():
            self._write_signature(record.signatures.add(name=signature.name), signature, indices)
        for key in sorted(model.meta):
            record.meta.add(key=key, value=model.meta[key])
        self._write_records()
        if self.debug is not None and any(each.ByteSize() for each in self.debug.functions):
            record.debug.CopyFrom(self.debug)

    def _write_records(self) -> None:
        train = self.model.train
        if train is not None:
            self.record.train.CopyFrom(
                pb.TrainSpec(
                    signature=train.signature,
                    loss=train.loss,
                    optimizer=train.optimizer,
                    hyper=train.hyper,
                    parameters=train.parameters,
                )
            )
        for receipt in self.model.history:
            self.record.history.add(
                name=receipt.name,
                options=receipt.options,
                nodes_before=receipt.nodes_before,
                nodes_after=receipt.nodes_after,
                details=receipt.details,
            )

    def _write_signature(
        self, record: pb.Signature, signature: Signature, variables: Mapping[str, int]
    ) -> None:
        numbers = self.first_values[id(signature.graph)]
        record.function = self.functions[id(signature.graph)]
        for name, value in signature.inputs.items():
            record.inputs.add(name=name, value=numbers[value.node.index] + value.result)
        for name, value in signature.outputs.items():
            record.outputs.add(name=name, value=numbers[value.node.index] + value.result)
        for name, value in signature.updates.items():
            if name not in variables:
                raise GraphError(
                    f"signature {signature.name!r} updates {name!r}, which the model lacks"
                )
            number = numbers[value.node.index] + value.result
            record.updates.add(variable=variables[name], value=number)
        for example in signature.examples:
            written = record.examples.add()
            for name, array in _sorted(example.inputs):
                written.inputs.add(name=name, tensor=self.tables.tensor(array))
            for name, array in _sorted(example.outputs):
                written.outputs.add(name=name, tensor=self.tables.tensor(array))
        for output in sorted(signature.labels):
            record.labels.add(output=output, labels=signature.labels[output])

    # -- graphs --------------------------------------------------------------------------

    def _append(self, graph: Graph, function: pb.Function, debug: pb.FunctionDebug | None) -> int:
        self.record.functions.append(function)
        if self.debug is not None and debug is not None:
            self.debug.functions.append(debug)
        index = self.functions[id(graph)] = len(self.record.functions) - 1
        return index

    def _body(self, graph: Graph, depth: int) -> int:
        """The index of a body; bodies that are stored alike are stored once."""
        index = self.functions.get(id(graph))
        if index is not None:
            return index
        if depth > MAX_BODY_NESTING:
            raise GraphError(f"bodies are nested deeper than {MAX_BODY_NESTING}")
        function, debug = self._function(graph, depth)
        content = (
            function.SerializeToString(deterministic=True),
            b"" if debug is None else debug.SerializeToString(deterministic=True),
        )
        index = self.bodies.get(content)
        if index is None:
            index = self.bodies[content] = self._append(graph, function, debug)
        self.functions[id(graph)] = index
        return index

    def _function(self, graph: Graph, depth: int) -> tuple[pb.Function, pb.FunctionDebug | None]:
        function = pb.Function()
        tables = self.tables
        nodes = function.nodes
        numbers: list[int] = []
        next_number = 1
        for position, node in enumerate(graph.nodes):
            op = node.op
            record = nodes.add()
            record.op = tables.op(op.name, op.version)
            if node.index != position:
                raise GraphError(f"node %{node.name} is at {position} but says {node.index}")
            for value in node.inputs:
                if value is None:
                    record.inputs.append(0)
                    continue
                source = value.node.index
                if source >= position or graph.nodes[source] is not value.node:
                    raise GraphError(f"{node!r} reads %{value.name}, which no node before it has")
                record.inputs.append(numbers[source] + value.result)
            if op.fields:
                write_attributes(record, op, tables, lambda body: self._body(body, depth + 1))
            record.outputs.extend([tables.type(value.type) for value in node.outputs])
            record.role = node.role.value  # type: ignore[assignment]  # an enum's number
            if node.grad_of is not None:
                record.grad_of = tables.origin(node.grad_of)
            if node.origins:
                record.origins.extend([tables.origin(each) for each in node.origins])
            numbers.append(next_number)
            next_number += len(node.outputs)
        function.outputs.extend([numbers[v.node.index] + v.result for v in graph.outputs])
        self.first_values[id(graph)] = numbers
        debug = None if self.debug is None else self._debug(graph, self.debug)
        return function, debug

    def _debug(self, graph: Graph, debug: pb.Debug) -> pb.FunctionDebug:
        record = pb.FunctionDebug(name="" if graph.name == DEFAULT_GRAPH_NAME else graph.name)
        given = Names()
        names = [_name_to_store(node, given) for node in graph.nodes]
        if any(names):
            record.names.extend(names)
        located = [node.location for node in graph.nodes]
        if any(located):
            record.files.extend([self.tables.file(at.file, debug) if at else 0 for at in located])
            record.lines.extend([at.line if at else 0 for at in located])
        return record


def _name_to_store(node: Node, names: Names) -> str:
    """The node's name, or nothing where a reader finds it by itself."""
    stored = "" if names.free(node.op.name) == node.name else node.name
    names.taken.add(node.name)
    return stored


def _sorted(arrays: Mapping[str, Array]) -> list[tuple[str, Array]]:
    return sorted(arrays.items(), key=lambda item: item[0])


def _ops_of(graphs: Iterable[Graph]) -> set[tuple[str, int]]:
    """Name and version of every op in ``graphs`` and the bodies inside them."""
    ops: set[tuple[str, int]] = set()
    pending = list(graphs)
    seen = {id(graph) for graph in pending}
    while pending:
        for node in pending.pop().nodes:
            op = node.op
            ops.add((op.name, op.version))
            for field in op.fields:
                if field.kind is AttributeKind.GRAPH:
                    body = op.attributes()[field.name]
                    if body is not None and id(body) not in seen:
                        seen.add(id(body))
                        pending.append(body)
    return ops
