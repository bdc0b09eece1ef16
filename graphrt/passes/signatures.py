"""Signatures as graphs, which passes work on, and back.

The graph of a signature has the nodes it needs, its inputs, and as outputs what it returns and
stores. Each optimised signature gets a graph of its own: training and inference differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphrt.errors import UsageError
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Value
from graphrt.ir.model import Model, Receipt, Signature
from graphrt.ops.source import Constant
from graphrt.passes.copying import Copier


def graph_of(signature: Signature) -> Graph:
    """The nodes ``signature`` needs, with its outputs and updates as outputs."""
    copier = Copier(signature.graph)
    for node in needed(signature.graph, (*signature.fetches, *signature.inputs.values())):
        copier.keep(node)
    return copier.freeze(Graph((), signature.fetches, signature.name))


def with_graph(signature: Signature, graph: Graph) -> Signature:
    """``signature`` over ``graph``, an equivalent of its `graph_of`."""
    results = iter(graph.outputs)
    return replace(
        signature,
        graph=Graph(graph.nodes, name=graph.name),
        inputs={
            name: graph.node(value.node.name).outputs[0] for name, value in signature.inputs.items()
        },
        outputs={name: next(results) for name in signature.outputs},
        updates={name: next(results) for name in signature.updates},
    )


def frozen(model: Model, name: str) -> Model:
    """``model`` with the one signature called ``name``, its variables constants.

    Raises `UsageError` for a signature that stores new values of variables.
    """
    signature = model.signature(name)
    if signature.updates:
        pure = [each.name for each in model.signatures.values() if not each.updates]
        raise UsageError(
            f"signature {name!r} stores {', '.join(signature.updates)}: it cannot be frozen",
            hint=f"freeze one of: {', '.join(pure)}" if pure else None,
        )
    graph, names = _without_variables(graph_of(signature), model)
    receipt = Receipt(
        "freeze",
        f"signature={name}",
        sum(map(len, model.graphs)),
        len(graph),
        tuple(f"{each} is a constant" for each in names),
    )
    return replace(
        model,
        variables={},
        signatures={name: with_graph(signature, graph)},
        train=None,
        history=(*model.history, receipt),
    )


def _without_variables(graph: Graph, model: Model) -> tuple[Graph, list[str]]:
    """``graph`` with constants for its variables, and their names.

    Every node is emitted anew: a constant tells its users more than a variable did, so that
    extents which depend on one become known.
    """
    emit = Emitter(locate=lambda: None)
    values: dict[Value, Value] = {}
    found: dict[str, None] = {}
    for node in graph.nodes:
        op = node.op
        if op.name == "variable":
            variable = op.attributes()["variable"]
            found[variable] = None
            op = Constant(model.variables[variable].value)
        operands = [None if each is None else values[each] for each in node.inputs]
        emit.origins = node.origins
        with emit.on_behalf_of(node, node.role, node.grad_of):
            results = emit(op, *operands, name=node.name)
        several = results if isinstance(results, tuple) else (results,)
        values.update(zip(node.outputs, several, strict=True))
    return emit.freeze([values[each] for each in graph.outputs], graph.name), list(found)


def chosen_signatures(model: Model, names: tuple[str, ...] | None) -> Mapping[str, Signature]:
    """The signatures called ``names``, all of them for ``None``."""
    if names is None:
        return model.signatures
    return {name: model.signature(name) for name in names}
