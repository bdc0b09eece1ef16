"""What makes a graph valid: one integer sweep that says where it is not.

The emitter keeps these rules as nodes are added; `verify` proves them of a graph that came
from elsewhere: a file, a pass, a hand-made list of nodes. 100,000 nodes take half a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphrt.errors import GraphError, GraphrtError, nearest
from graphrt.ir.bodies import all_bodies
from graphrt.ir.emitter import check_name, paused_gc
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Node, Role, Value
from graphrt.ir.model import Model, Signature, Variable, VariableKind
from graphrt.ir.op import Array
from graphrt.types import ValueType

_AROUND = 2  # nodes shown on either side of the one that is wrong


def verify(graph: Graph) -> None:
    """Raise `GraphError` unless ``graph`` and every body inside it are valid.

    Every operand is a value of an earlier node; indices are positions; names are valid and
    unique; arity, roles and types are what the ops say; bodies are nested at most 64 deep.
    """
    with paused_gc():
        _verify_graphs([graph])


def verify_model(model: Model) -> None:
    """Raise `GraphError` unless the graphs of ``model`` are valid and its parts fit together.

    Signatures name values of their graph and list every input they need; an update has the
    type of its variable; a slot has a parameter; labels match the last axis; examples fit.
    """
    with paused_gc():
        _verify_graphs(model.graphs)
        verify_bindings(model)


def _verify_graphs(graphs: Iterable[Graph]) -> None:
    roots = list(graphs)
    for holder, body in all_bodies(roots):
        _verify_nodes(body, f"in   the body {body.name!r} of {holder!r}")
    for graph in roots:
        _verify_nodes(graph)


# What `Op.infer` says of an op and operands: their types, or themselves where numbers of them are
# known. All by identity; a large graph has few different ones.
Inferred = dict[tuple[int, ...], Any]

# -- nodes -----------------------------------------------------------------------------------


def _verify_nodes(graph: Graph, place: str = "") -> None:
    nodes = graph.nodes
    names: set[str] = set()
    inferred: Inferred = {}
    for index, node in enumerate(nodes):
        problem = _problem(nodes, index, node, names, inferred, bool(place))
        if problem is not None:
            raise _failure(graph, index, problem, place)
        names.add(node.name)
    for position, value in enumerate(graph.outputs):
        if not _is_value_of(nodes, value):
            raise GraphError(
                f"output {position} of the graph, %{value.name}, belongs to another graph",
                rows=[place] if place else (),
            )


def _problem(
    nodes: tuple[Node, ...],
    index: int,
    node: Node,
    names: set[str],
    inferred: Inferred,
    in_body: bool,
) -> GraphError | None:
    """What is wrong with the node at ``index``; ``names`` and ``inferred`` are of those before."""
    if node.index != index:
        return GraphError(f"%{node.name} has index {node.index} at position {index}")
    if node.name in names:
        return GraphError(f"the graph has two nodes named {node.name!r}")
    alike = [id(node.op)]  # what its arity and the types of its results depend on
    for position, value in enumerate(node.inputs):
        if value is None:
            alike.append(0)
            continue
        producer = value.node
        at = producer.index
        if not (0 <= at < len(nodes) and nodes[at] is producer):
            return GraphError(f"%{node.name}: operand %{value.name} belongs to another graph")
        if at >= index:
            return GraphError(f"%{node.name}: operand %{value.name} is defined later, at {at}")
        if not (0 <= value.result < len(producer.outputs)) or (
            producer.outputs[value.result] is not value
        ):
            return GraphError(f"%{node.name}: operand {position} is no result of %{producer.name}")
        alike.append(id(value.type) if value.known is None else id(value))
    if not isinstance(node.role, Role):
        return GraphError(f"%{node.name} has no role: {node.role!r}")
    if node.grad_of is not None and node.role is Role.FORWARD:
        return GraphError(f"%{node.name} is a forward node but is a gradient of {node.grad_of}")
    if in_body and node.op.name == "variable":
        return GraphError(f"%{node.name}: a body cannot read a variable; make it an operand")
    try:
        check_name(node.name)
        key = tuple(alike)
        types = inferred.get(key)
        if types is None:
            problem = _arity_problem(node)
            if problem is not None:
                return problem
            types = inferred[key] = node.op.infer(*node.inputs)
    except GraphrtError as error:
        rule = f"%{node.name}: {node.op.name}: {error.rule}"
        return GraphError(rule, rows=error.rows, hint=error.hint)
    return _result_problem(node, (types,) if type(types) is ValueType else types)


def _arity_problem(node: Node) -> GraphError | None:
    """What is wrong with the number of operands, or with those that are absent."""
    parameters = node.op.parameters
    least = sum(not each.optional and not each.variadic for each in parameters)
    is_variadic = bool(parameters) and parameters[-1].variadic
    count = len(node.inputs)
    if count < least or (count > len(parameters) and not is_variadic):
        expected = ", ".join(parameter.name for parameter in parameters)
        return GraphError(f"%{node.name}: {node.op.name} takes ({expected}), got {count} operands")
    for position, value in enumerate(node.inputs):
        parameter = parameters[min(position, len(parameters) - 1)]
        if value is None and not parameter.optional:
            return GraphError(f"%{node.name}: operand {parameter.name!r} is missing")
    return None


def _result_problem(node: Node, inferred: Any) -> GraphError | None:
    if len(node.outputs) != len(inferred):
        return GraphError(
            f"%{node.name}: {node.op.name} has {len(inferred)} results, not {len(node.outputs)}"
        )
    for position, (value, type_) in enumerate(zip(node.outputs, inferred, strict=True)):
        if value.node is not node or value.result != position:
            return GraphError(f"%{node.name}: result {position} says it is {value!r}")
        if value.type is not type_ and value.type != type_:
            return GraphError(
                f"%{value.name} has the type {value.type}, but {node.op.name} gives {type_}"
            )
    return None


def _is_value_of(nodes: tuple[Node, ...], value: Value) -> bool:
    at = value.node.index
    return (
        0 <= at < len(nodes)
        and nodes[at] is value.node
        and 0 <= value.result < len(value.node.outputs)
        and value.node.outputs[value.result] is value
    )


def _failure(graph: Graph, index: int, problem: GraphError, place: str) -> GraphError:
    """``problem`` with the nodes around it and the place it was found in."""
    from graphrt.ir.printer import print_node  # every load verifies, few print

    first = max(0, index - _AROUND)
    rows = list(problem.rows)
    for at in range(first, min(len(graph.nodes), index + _AROUND + 1)):
        node = graph.nodes[at]
        try:
            text = print_node(node)
        except Exception:  # the node is broken; whatever still prints is better than nothing
            text = f"%{node.name} = {node.op.name}(...)"
        rows.append(f"{'->' if at == index else '  '} {at:>5}  {text}")
    if place:
        rows.append(place)
    return GraphError(problem.rule, rows=rows, hint=problem.hint)


# -- models ----------------------------------------------------------------------------------


def verify_bindings(model: Model) -> None:
    """The part of `verify_model` that takes the graphs themselves for valid."""
    for name, variable in model.variables.items():
        _verify_variable(model, name, variable)
    for graph in model.graphs:
        for node in graph.nodes:
            if node.op.name == "variable":
                _verify_read(model, node)
    for name, signature in model.signatures.items():
        if name != signature.name:
            raise GraphError(f"signature {signature.name!r} is stored under the name {name!r}")
        _SignatureCheck(model, signature).run()


def _verify_variable(model: Model, name: str, variable: Variable) -> None:
    if name != variable.name:
        raise GraphError(f"variable {variable.name!r} is stored under the name {name!r}")
    if (variable.slot_of is None) == (variable.kind is VariableKind.SLOT):
        rule = "has no parameter" if variable.slot_of is None else "is no slot but names one"
        raise GraphError(f"variable {name!r}, a {variable.kind.name.lower()}, {rule}")
    if variable.slot_of is not None:
        owner = model.variables.get(variable.slot_of)
        if owner is None or owner.kind is not VariableKind.PARAMETER:
            known = [each.name for each in model.variables.values() if each.trainable]
            raise GraphError(
                f"slot {name!r} belongs to {variable.slot_of!r}, which is no parameter",
                hint=nearest(variable.slot_of, known),
            )


def _verify_read(model: Model, node: Node) -> None:
    name = node.op.attributes()["variable"]
    variable = model.variables.get(name)
    if variable is None:
        hint = nearest(name, model.variables)
        raise GraphError(f"%{node.name} reads the variable {name!r}, which is not there", hint=hint)
    if variable.type != node.outputs[0].type:
        raise GraphError(
            f"%{node.name} reads the variable {name!r} as {node.outputs[0].type},"
            f" but it is {variable.type}"
        )


class _SignatureCheck:
    """The rules of one signature; every message begins with its name."""

    def __init__(self, model: Model, signature: Signature) -> None:
        self.model = model
        self.signature = signature

    def fail(self, rule: str, hint: str | None = None) -> GraphError:
        return GraphError(f"signature {self.signature.name!r}: {rule}", hint=hint)

    def run(self) -> None:
        signature = self.signature
        for kind in ("input", "output", "update"):
            values: Mapping[str, Value] = getattr(signature, f"{kind}s")
            for name, value in values.items():
                if not _is_value_of(signature.graph.nodes, value):
                    raise self.fail(f"{kind} {name!r}, %{value.name}, is not in its graph")
        for name, value in signature.inputs.items():
            if value.node.op.name != "input":
                raise self.fail(f"input {name!r} is %{value.name}, a {value.node.op.name} node")
        self._needs()
        self._updates()
        self._gradients()
        self._labels()
        for number, example in enumerate(signature.examples):
            self._example(number, "input", example.inputs, signature.inputs)
            self._example(number, "output", example.outputs, signature.outputs)

    def _needs(self) -> None:
        listed = {value.node.index for value in self.signature.inputs.values()}
        for node in needed(self.signature.graph, self.signature.fetches):
            if node.op.name == "input" and node.index not in listed:
                raise self.fail(
                    f"it needs the input %{node.name}, which it does not list",
                    hint=f"add {node.name!r} to its inputs",
                )

    def _updates(self) -> None:
        for name, value in self.signature.updates.items():
            variable = self.model.variables.get(name)
            if variable is None:
                hint = nearest(name, self.model.variables)
                raise self.fail(f"it updates {name!r}, which is no variable", hint)
            if value.type != variable.type:
                raise self.fail(
                    f"the update of {name!r} is {value.type}, but the variable is {variable.type}"
                )

    def _gradients(self) -> None:
        """An output ``grad_w`` made of gradient nodes has the type of ``w``."""
        for name, value in self.signature.outputs.items():
            source = name.removeprefix("grad_")
            if source == name or value.node.role is not Role.GRADIENT:
                continue
            expected = self._type_of(source)
            if expected is not None and value.type != expected:
                raise self.fail(f"{name!r} is {value.type}, but {source!r} is {expected}")

    def _type_of(self, name: str) -> ValueType | None:
        if name in self.signature.inputs:
            return self.signature.inputs[name].type
        variable = self.model.variables.get(name)
        return None if variable is None else variable.type

    def _labels(self) -> None:
        for name, labels in self.signature.labels.items():
            value = self.signature.outputs.get(name)
            if value is None:
                hint = nearest(name, self.signature.outputs)
                raise self.fail(f"it has labels for {name!r}, which is no output", hint)
            extent = value.type.shape[-1] if value.type.shape else None
            if extent != len(labels):
                raise self.fail(
                    f"{name!r} has {len(labels)} labels, but its last axis is {extent}",
                    f"%{value.name} is {value.type}",
                )

    def _example(
        self, number: int, kind: str, arrays: Mapping[str, Array], values: Mapping[str, Value]
    ) -> None:
        for name, array in arrays.items():
            if name not in values:
                rule = f"example {number} has the {kind} {name!r}, which it does not list"
                raise self.fail(rule, nearest(name, values))
            if not _fits(array, values[name].type):
                raise self.fail(
                    f"example {number}: {kind} {name!r} is {array.dtype}{list(array.shape)},"
                    f" declared {values[name].type}"
                )


def _fits(array: Array, declared: ValueType) -> bool:
    """Whether an array can be fed for ``declared``, as far as one array can tell."""
    if array.dtype != declared.dtype.numpy:
        return False
    if declared.shape is None:
        return True
    return array.ndim == len(declared.shape) and all(
        not isinstance(extent, int) or extent == given
        for extent, given in zip(declared.shape, array.shape, strict=True)
    )
