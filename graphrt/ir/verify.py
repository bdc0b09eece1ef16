"""The verifier: what must hold of every graph and model, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphrt.errors import GraphError, GraphrtError
from graphrt.ir.bodies import all_bodies
from graphrt.ir.emitter import check_name, paused_gc
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.model import Model, Signature
from graphrt.ir.op import Trait
from graphrt.types import ValueType

NEIGHBOURS = 3  # nodes shown either side of the one that is wrong


def verify(graph: Graph) -> None:
    """Raise `GraphError` unless ``graph`` and its bodies are well formed.

    Every operand is defined earlier in the same list, names are unique and valid, operand
    counts fit the ops, and the stored types are what inference gives.
    """
    with paused_gc():
        _verify_nodes(graph, graph.nodes)
        for holder, body in all_bodies([graph]):
            try:
                _verify_nodes(body, body.nodes)
                _verify_body(body)
            except GraphError as error:
                error.add_note(f"in the body {body.name!r} of %{holder.name}")
                raise


def verify_model(model: Model) -> None:
    """Raise `GraphError` unless the graphs, variables and signatures of ``model`` fit together."""
    for graph in model.graphs:
        verify(graph)
        for node in graph.nodes:
            if node.op.name == "variable":
                _verify_variable_node(model, node)
    for name, variable in model.variables.items():
        if variable.name != name:
            raise GraphError(f"variable {variable.name!r} is stored as {name!r}")
        if variable.slot_of is not None and variable.slot_of not in model.variables:
            raise GraphError(
                f"variable {name!r} is a slot of {variable.slot_of!r}, which does not exist"
            )
    for signature in model.signatures.values():
        _verify_signature(model, signature)


def _verify_nodes(graph: Graph, nodes: Sequence[Node]) -> None:
    names: set[str] = set()
    for index, node in enumerate(nodes):
        try:
            if node.index != index:
                raise GraphError(f"node %{node.name} says it is number {node.index}, is {index}")
            check_name(node.name)
            if node.name in names:
                raise GraphError(f"two nodes are named {node.name!r}")
            names.add(node.name)
            _verify_operands(nodes, node)
            _verify_types(node)
        except GraphrtError as error:
            raise _located(error, nodes, index) from None
    for value in graph.outputs:
        _verify_member(graph, value, "an output")


def _verify_operands(nodes: Sequence[Node], node: Node) -> None:
    parameters = node.op.parameters
    variadic = bool(parameters) and parameters[-1].variadic
    least = sum(not each.optional and not each.variadic for each in parameters)
    count = len(node.inputs)
    if count < least or (count > len(parameters) and not variadic):
        raise GraphError(f"%{node.name} has {count} operands, {node.op.name} takes {least}")
    for position, operand in enumerate(node.inputs):
        if operand is None:
            parameter = parameters[min(position, len(parameters) - 1)]
            if not parameter.optional:
                raise GraphError(f"%{node.name} lacks the operand {parameter.name!r}")
            continue
        source = operand.node
        if source.index >= node.index or nodes[source.index] is not source:
            raise GraphError(f"%{node.name} reads %{operand.name}, which is not defined before it")
        if operand.result >= len(source.outputs) or source.outputs[operand.result] is not operand:
            raise GraphError(f"%{node.name} reads a result %{source.name} does not have")


def _verify_types(node: Node) -> None:
    inferred = node.op.infer(*node.inputs)
    types = (inferred,) if isinstance(inferred, ValueType) else inferred
    stored = tuple(value.type for value in node.outputs)
    if stored != types:
        raise GraphError(
            f"%{node.name} is declared as {_listed(stored)}, inference gives {_listed(types)}"
        )


def _verify_member(graph: Graph, value: Value, what: str) -> None:
    index = value.node.index
    if index >= len(graph.nodes) or graph.nodes[index] is not value.node:
        raise GraphError(f"{what} %{value.name} is not a value of the graph {graph.name!r}")


def _verify_body(body: Graph) -> None:
    if not body.outputs:
        raise GraphError(f"the body {body.name!r} returns nothing")
    for node in body.nodes:
        if Trait.SOURCE in node.op.traits and node.op.name != "input":
            raise GraphError(
                f"the body {body.name!r} holds the {node.op.name} %{node.name};"
                " it must be an operand"
            )


def _verify_variable_node(model: Model, node: Node) -> None:
    name = node.op.attributes()["variable"]
    if name not in model.variables:
        raise GraphError(f"%{node.name} reads the variable {name!r}, which does not exist")
    variable = model.variables[name]
    if variable.type != node.outputs[0].type:
        raise GraphError(
            f"%{node.name} reads {name!r} as {node.outputs[0].type}, it is {variable.type}"
        )


def _verify_signature(model: Model, signature: Signature) -> None:
    graph, what = signature.graph, f"signature {signature.name!r}"
    for name, value in signature.inputs.items():
        _verify_member(graph, value, f"{what}: input")
        if value.node.op.name != "input":
            raise GraphError(f"{what}: input {name!r} is %{value.name}, which is not an input")
    for value in signature.outputs.values():
        _verify_member(graph, value, f"{what}: output")
    for name, value in signature.updates.items():
        _verify_member(graph, value, f"{what}: update")
        if name not in model.variables:
            raise GraphError(f"{what} updates the variable {name!r}, which does not exist")
        if model.variables[name].type != value.type:
            raise GraphError(
                f"{what} stores {value.type} into {name!r}, which is {model.variables[name].type}"
            )
    _verify_labels(what, signature.outputs, signature.labels)


def _verify_labels(
    what: str, outputs: Mapping[str, Value], labels: Mapping[str, tuple[str, ...]]
) -> None:
    for name, classes in labels.items():
        if name not in outputs:
            raise GraphError(f"{what} has labels for {name!r}, which is not an output")
        shape = outputs[name].type.shape
        if shape and isinstance(shape[-1], int) and shape[-1] != len(classes):
            raise GraphError(
                f"{what} has {len(classes)} labels for {name!r}, whose last axis is {shape[-1]}"
            )


def _located(error: GraphrtError, nodes: Sequence[Node], index: int) -> GraphError:
    """``error`` with the nodes around the wrong one, which is marked."""
    first = max(index - NEIGHBOURS, 0)
    rows = [
        f"{'->' if each.index == index or number == index else '  '} {each!r}"
        for number, each in enumerate(nodes[first : index + NEIGHBOURS + 1], first)
    ]
    return GraphError(error.rule, rows=[*error.rows, *rows], hint=error.hint)


def _listed(types: Iterable[ValueType]) -> str:
    return ", ".join(map(str, types))
