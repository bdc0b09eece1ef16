"""Functions of a file as graphs: every node rebuilt, its types inferred again and compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphrt.errors import FormatError, GraphrtError
from graphrt.io import Limits
from graphrt.ir.attributes import AttributeKind
from graphrt.ir.emitter import check_name, operand_rows
from graphrt.ir.graph import Graph, Node, Origin, Role, Value
from graphrt.ir.location import Location
from graphrt.ir.op import Op
from graphrt.ir.unknown import UnknownOp
from graphrt.serde.attributes import read_attribute
from graphrt.serde.compare import FreshSymbols
from graphrt.serde.names import DEFAULT_GRAPH_NAME, Names
from graphrt.serde.readers import OpEntry, TableReader, at
from graphrt.serde.records import FunctionRecord
from graphrt.serde.version import upgrade
from graphrt.types import ValueType

if TYPE_CHECKING:
    from graphrt.serde import messages as pb

_ROLES = {role.value: role for role in Role}


class FunctionReader:
    """Reads the functions in order; ``graphs`` and ``values`` are those read so far."""

    def __init__(self, tables: TableReader, debug: pb.Debug | None, limits: Limits) -> None:
        self.tables = tables
        self.limits = limits
        self.graphs: list[Graph] = []
        self.values: list[list[Value | None]] = []  # per function, by number; 0 is absent
        self.data_dependent = [type.is_data_dependent for type in tables.types]
        self._depths: list[int] = []  # how deep bodies are nested in each function
        self._reads_variables: list[bool] = []
        self._bare: dict[int, Op] = {}  # ops without attributes, by index in the table
        self._debug = debug
        self._locations: dict[tuple[int, int], Location] = {}

    def read(self, record: FunctionRecord) -> Graph:
        """The next function as a graph. Raises `FormatError` naming function and node."""
        index = len(self.graphs)
        debug, described = self._function_debug(index)
        reader = _GraphReader(self, index, debug)
        for position, node in enumerate(record.nodes()):
            if position == described:
                raise FormatError(f"function {index} has debug entries for {described} nodes only")
            reader.add(node, position)
        if described is not None and described != len(reader.nodes):
            raise FormatError(
                f"function {index} has {len(reader.nodes)} nodes but debug entries for {described}"
            )
        values = reader.values
        outputs = []
        for number in record.outputs:
            value = values[number] if number < len(values) else None
            if value is None:
                raise FormatError(f"function {index} returns value {number}, which it has not")
            outputs.append(value)
        name = debug.name if debug is not None and debug.name else DEFAULT_GRAPH_NAME
        graph = Graph(reader.nodes, outputs, self.tables.name(name))
        self.graphs.append(graph)
        self.values.append(values)
        self._depths.append(reader.depth)
        self._reads_variables.append(any(node.op.name == "variable" for node in reader.nodes))
        return graph

    def _function_debug(self, index: int) -> tuple[pb.FunctionDebug | None, int | None]:
        """What is said of the function, and of how many nodes: None if of none in particular."""
        if self._debug is None or not self._debug.functions:
            return None, None
        debug = at(self._debug.functions, index, "debug entry")
        lengths = {len(column) for column in (debug.names, debug.files, debug.lines)} - {0}
        if len(lengths) > 1:
            raise FormatError(f"the debug entries of function {index} differ in number")
        if len(debug.files) != len(debug.lines):
            raise FormatError(f"function {index} has source files without lines")
        return debug, lengths.pop() if lengths else None

    def location(self, file: int, line: int) -> Location | None:
        """A source line; one object per line."""
        if file == 0 or self._debug is None:
            return None
        found = self._locations.get((file, line))
        if found is None:
            path = self.tables.name(at(self._debug.files, file - 1, "source file"))
            found = self._locations[file, line] = Location(path, line)
        return found

    def op(self, record: pb.Node, entry: OpEntry, types: tuple[ValueType, ...]) -> tuple[Op, int]:
        """The op of a node, and how deep the bodies in it are nested."""
        attrs = record.attrs
        if not attrs and entry.kind is not None and entry.version == entry.kind.version:
            bare = self._bare.get(record.op)
            if bare is None:
                bare = self._bare[record.op] = _make(entry.kind, {})
            return bare, 0
        depth = 0
        kinds: dict[str, AttributeKind] = {}
        values: dict[str, Any] = {}
        for attr in attrs:
            name = self.tables.name(attr.name, "the name of an attribute")
            if name in values:
                raise FormatError(f"attribute {name!r} is given twice")
            kinds[name], values[name] = read_attribute(attr, self.tables, self.graphs, self.limits)
            if kinds[name] is AttributeKind.GRAPH:
                if self._reads_variables[attr.function]:
                    raise FormatError(f"the body {name!r} reads a variable; it must be an operand")
                depth = max(depth, 1 + self._depths[attr.function])
        self.limits.check("nesting", depth)
        if entry.kind is None:
            stored = tuple((name, kinds[name], values[name]) for name in values)
            return UnknownOp(entry.name, entry.version, stored, types), depth
        if entry.version < entry.kind.version:
            values = upgrade(entry.name, entry.version, entry.kind.version, values)
        else:
            _check_kinds(entry.kind, kinds, values)
        return _make(entry.kind, values), depth


class _GraphReader:
    """The nodes of one function, in order."""

    def __init__(
        self, functions: FunctionReader, index: int, debug: pb.FunctionDebug | None
    ) -> None:
        self.functions = functions
        self.index = index
        self.nodes: list[Node] = []
        self.values: list[Value | None] = [None]
        self.depth = 0
        self._names = Names()
        self._fresh = FreshSymbols()
        # plain lists: reading one item of a protobuf list costs a call
        self._stored_names = list(debug.names) if debug is not None else []
        self._files = list(debug.files) if debug is not None else []
        self._lines = list(debug.lines) if debug is not None else []
        tables = functions.tables
        self._types = tables.types
        self._ops = tables.ops
        self._data_dependent = functions.data_dependent

    def add(self, record: pb.Node, position: int) -> None:
        try:
            self._add(record, position)
        except GraphrtError as error:
            if not isinstance(error, FormatError):
                raise  # a limit
            where = f"node {position} of function {self.index}"
            raise FormatError(
                f"{where}: {error.rule}", rows=error.rows, hint=error.hint
            ) from error.__cause__

    def _add(self, record: pb.Node, position: int) -> None:
        type_numbers = list(record.outputs)
        try:
            stored = tuple([self._types[i] for i in type_numbers])
        except IndexError:
            raise FormatError("the type of a result does not exist") from None
        if not stored:
            raise FormatError("the node has no results")
        entry = at(self._ops, record.op, "op")
        op, depth = self.functions.op(record, entry, stored)
        self.depth = max(self.depth, depth)
        operands = self._operands(record, op)
        name = self._name(position, op)
        role = _ROLES.get(record.role)
        if role is None:
            raise FormatError(f"the role {record.role} is not known")
        types = _infer(op, name, operands)
        if types != stored and not self._fresh.agree(types, stored):
            raise FormatError(
                f"{op.name}: %{name} is stored as {_shown(stored)}, inferred as {_shown(types)}",
                rows=operand_rows(op, operands),
            )
        for number in type_numbers:
            if self._data_dependent[number]:
                self._fresh.see(stored)
                break
        node = Node(op, operands, name, position, role)
        if record.HasField("grad_of"):
            if role is Role.FORWARD:
                raise FormatError(f"%{name} is a forward node, yet it is a gradient")
            node.grad_of = at(self.functions.tables.origins, record.grad_of, "origin")
        if record.origins:
            node.origins = self._origins(record.origins)
        if self._files:
            node.location = self.functions.location(self._files[position], self._lines[position])
        # the table's own type objects: equal types stay one object, and compare at once
        node.outputs = tuple([Value(node, i, each) for i, each in enumerate(stored)])
        first = stored[0]
        if len(stored) == 1 and first.dtype.kind != "float" and len(first.shape or ()) <= 1:
            node.outputs[0].known = _known(op, operands)
        self.nodes.append(node)
        self.values += node.outputs

    def _operands(self, record: pb.Node, op: Op) -> tuple[Value | None, ...]:
        values = self.values
        try:
            operands = tuple([values[number] for number in record.inputs])
        except IndexError:
            raise FormatError(
                f"{op.name} reads value {max(record.inputs)},"
                f" but the last one before it is {len(values) - 1}"
            ) from None
        parameters = op.parameters
        count = len(parameters)
        variadic = count > 0 and parameters[-1].variadic
        if len(operands) == count and not variadic and None not in operands:
            return operands
        fixed = count - 1 if variadic else count
        least = sum(not each.optional and not each.variadic for each in parameters)
        if len(operands) < least or (len(operands) > fixed and not variadic):
            names = ", ".join(each.name for each in parameters)
            raise FormatError(f"{op.name} takes operands ({names}), got {len(operands)}")
        for place, value in enumerate(operands):
            if value is None and not parameters[min(place, count - 1)].optional:
                missing = parameters[min(place, count - 1)].name
                raise FormatError(f"{op.name}: operand {missing!r} is missing")
        return operands

    def _name(self, position: int, op: Op) -> str:
        names = self._names
        name = self._stored_names[position] if self._stored_names else ""
        if name:
            self.functions.tables.name(name)
            try:
                check_name(name)
            except GraphrtError as error:
                raise FormatError(error.rule, hint=error.hint) from None
            if name in names.taken:
                raise FormatError(f"two nodes are named {name!r}")
        else:
            name = names.free(op.name)
        names.taken.add(name)
        return name

    def _origins(self, numbers: Sequence[int]) -> tuple[Origin, ...]:
        return tuple(at(self.functions.tables.origins, each, "origin") for each in numbers)


def _make(kind: type[Op], attributes: dict[str, Any]) -> Op:
    try:
        return kind(**attributes)
    except GraphrtError as error:
        raise FormatError(error.rule, rows=error.rows, hint=error.hint) from error
    except Exception as error:  # what an op's checks raise on values nobody foresaw
        raise FormatError(f"{kind.name}: attributes cannot be used: {error!r}") from error


def _check_kinds(kind: type[Op], kinds: dict[str, AttributeKind], values: dict[str, Any]) -> None:
    for field in kind.fields:
        stored = kinds.get(field.name)
        if stored is not None and stored is not field.kind and values[field.name] is not None:
            raise FormatError(
                f"{kind.name}: attribute {field.name!r} is stored as {stored.value},"
                f" it must be {field.kind.value}"
            )


def _infer(op: Op, name: str, operands: tuple[Value | None, ...]) -> tuple[ValueType, ...]:
    try:
        types = op.infer(*operands)
    except GraphrtError as error:
        rows = [*operand_rows(op, operands), *error.rows]
        raise FormatError(
            f"{op.name}: %{name}: {error.rule}", rows=rows, hint=error.hint
        ) from error
    except Exception as error:  # a type rule meets operands no builder would give it
        raise FormatError(f"{op.name}: %{name}: its types cannot be inferred: {error!r}") from error
    return (types,) if type(types) is ValueType else tuple(types)  # type: ignore[arg-type]


def _known(op: Op, operands: tuple[Value | None, ...]) -> Any:
    try:
        return op.known(*operands)
    except Exception as error:  # as above
        raise FormatError(f"{op.name}: its value cannot be inferred: {error!r}") from error


def _shown(types: tuple[ValueType, ...]) -> str:
    more = f", ... ({len(types)} results)" if len(types) > 8 else ""
    return ", ".join(map(str, types[:8])) + more
