"""Python names for values: the user's own, and grad_<value> for gradients."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

from graphrt.ir.graph import Node, Role, Value
from graphrt.ir.model import Signature

RESERVED = frozenset({"np", "data", "range", "print", "len", *keyword.kwlist})


class Names:
    """Hands out identifiers, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set(RESERVED)

    def unused(self, wanted: str) -> str:
        """``wanted`` as an identifier that nothing else has."""
        stem = re.sub(r"\W", "_", wanted)
        stem = f"_{stem}" if stem[:1].isdigit() else stem
        stem = f"{stem}_" if keyword.iskeyword(stem) else stem
        name, count = stem, 2
        while name in self._taken:
            name, count = f"{stem}_{count}", count + 1
        self._taken.add(name)
        return name


def gradient_names(nodes: Iterable[Node], signature: Signature) -> dict[Value, str]:
    """What is known to be the gradient of what: ``grad_h`` for what the rule of h reads.

    The nodes that a forward node's rule put in read one gradient from outside: that of the
    node's result. What outputs are called goes first, then what the update of w reads: ``grad_w``.
    """
    found: dict[Value, str] = {}
    for name, value in signature.outputs.items():
        if value.node.role is Role.GRADIENT:
            found[value] = name
    for name, value in signature.updates.items():
        for gradient in _gradients_read(value):
            found.setdefault(gradient, f"grad_{name}")
    for node in nodes:
        if node.role is not Role.GRADIENT or node.grad_of is None:
            continue
        if node.grad_of.op in ("input", "variable"):
            continue  # adds up what came back along several ways
        for each in node.inputs:
            if each is None or each.node.role is not Role.GRADIENT or not each.node.inputs:
                continue
            if each.node.grad_of != node.grad_of and each.type.dtype.is_float:
                found.setdefault(each, f"grad_{node.grad_of.label}")
    return found


def _gradients_read(new: Value) -> list[Value]:
    """The gradients that the new value of a variable is computed from."""
    found: dict[Value, None] = {}
    stack: list[Value] = [new]
    while stack:
        value = stack.pop()
        if value.node.role is Role.GRADIENT:
            found[value] = None
        elif value.node.role is Role.UPDATE:
            stack.extend(each for each in value.node.inputs if each is not None)
    return list(found)


def is_chosen(node: Node) -> bool:
    """Whether the user gave a node its name, rather than its op."""
    return not re.fullmatch(rf"{re.escape(node.op.name)}_\d+", node.name.rpartition("/")[2])
