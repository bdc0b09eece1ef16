"""The gradients a training signature has in it already, found by what its updates read.

A file keeps its backward pass. What ``check --grad`` differentiates is the forward pass as it is
now; whether the nodes that train it compute the same is another question, asked here.
"""

from __future__ import annotations

from collections.abc import Iterable

from graphrt.ir.graph import Node, Role, Value
from graphrt.ir.model import Model, Signature


def stored_gradients(model: Model, signature: Signature, loss: Value) -> dict[str, list[Value]]:
    """Variable -> the gradients of ``loss`` that its update is computed from, of its type.

    Where gradients are clipped together an update reads those of all variables. A variable is left
    out where its update comes from no gradient, or from that of another loss.
    """
    if model.train is not None and model.train.signature == signature.name:
        recorded = signature.outputs.get(model.train.loss)
        if recorded is not loss:
            return {}
    before = {node.name for node in _ancestors([loss.node])}
    known = {node.name for node in signature.graph.nodes}
    found: dict[str, list[Value]] = {}
    for name, value in signature.updates.items():
        variable = model.variables[name]
        read = [each for each in _first_gradients(value) if each.type == variable.type]
        if variable.trainable and read and _is_of(read, before, known):
            found[name] = read
    return found


def _first_gradients(update: Value) -> list[Value]:
    """The results of gradient nodes that the update nodes behind ``update`` read."""
    found: dict[Value, None] = {}
    stack, seen = [update], {update}
    while stack:
        value = stack.pop()
        if value.node.role is Role.GRADIENT:
            found[value] = None
        elif value.node.role is Role.UPDATE:
            fresh = {each for each in value.node.inputs if each is not None} - seen
            seen |= fresh
            stack.extend(fresh)
    return list(found)


def _is_of(gradients: Iterable[Value], before: set[str], known: set[str]) -> bool:
    """Whether the rules that made ``gradients`` are those of nodes ``before`` the loss alone."""
    nodes = _ancestors([each.node for each in gradients])
    of = {each.grad_of.label for each in nodes if each.grad_of is not None}
    return bool(of & before) and of & known <= before


def _ancestors(nodes: Iterable[Node]) -> set[Node]:
    """The nodes, and all they are computed from."""
    found = set(nodes)
    stack = list(found)
    while stack:
        for value in stack.pop().inputs:
            if value is not None and value.node not in found:
                found.add(value.node)
                stack.append(value.node)
    return found
