"""Nodes as boxes: symbol, name, attributes, and what else the details panel tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from graphrt.ir.graph import Graph, Node
from graphrt.ir.model import Variable
from graphrt.ir.op import Trait
from graphrt.viz import Box, Kind
from graphrt.viz.symbols import INFIX, symbol_of, symbol_with


def foldable(node: Node) -> int | None:
    """The operand that may stand in the gate itself: a scalar constant, ``+ 1``."""
    if node.op.name not in INFIX:
        return None
    for position in (1, 0):
        value = node.inputs[position]
        if value is not None and value.node.op.name == "constant" and value.type.shape == ():
            return position
    return None


def box_of(node: Node, fold: int | None, variables: Mapping[str, Variable]) -> Box:
    """What is drawn for ``node``; its operand at ``fold`` stands in the gate itself."""
    op = node.op
    attributes = op.attributes()
    type_ = ", ".join(str(value.type) for value in node.outputs)
    details = [(name, _brief(value)) for name, value in attributes.items() if name != "type"]
    if node.grad_of is not None:
        details.append(("gradient of", node.grad_of.label))
    if node.origins:
        details.append(("made from", ", ".join(origin.label for origin in node.origins)))
    kind = _KINDS.get(op.name, Kind.GATE)
    title, subtitle = node.name, type_ if node.outputs[0].type.shape != () else ""
    if kind is Kind.VARIABLE:
        title = attributes["variable"]
        variable = variables.get(title)
        if variable is not None:
            details.append(("kind", variable.kind.name.lower()))
    elif kind is Kind.CONSTANT:
        array = attributes["value"]
        if array.size <= _SHORT and array.ndim <= 1:
            title = _brief(array)
    elif kind is Kind.GATE:
        title, subtitle = _symbol(node, fold), _chosen_name(node)
    return Box(
        id=node.name,
        title=title,
        op=op.name,
        kind=kind,
        subtitle=subtitle,
        gate=op.gate,
        scope=node.scope,
        role=node.role,
        location=str(node.location or ""),
        details=(("type", type_), *details),
    )


_KINDS = {"input": Kind.INPUT, "variable": Kind.VARIABLE, "constant": Kind.CONSTANT}
_SHORT = 4  # constants of up to this many elements are written out


def _symbol(node: Node, fold: int | None) -> str:
    if fold is None:
        return symbol_of(node.op.name)
    constant = node.inputs[fold]
    assert constant is not None  # only constants fold
    number = _brief(constant.node.op.attributes()["value"])
    commutative = Trait.COMMUTATIVE in node.op.traits
    return symbol_with(node.op.name, number, fold, commutative)


def _chosen_name(node: Node) -> str:
    """The last part of a name the user gave; nothing for the default ``add_0``."""
    short = node.name.rpartition("/")[2]
    stem, _, count = short.rpartition("_")
    default = node.op.name.rpartition(":")[2]
    return "" if stem == default and count.isdigit() else short


def _brief(value: Any) -> str:
    """An attribute or a small constant in few characters: ``1``, ``[2, 3]``, ``f32[64, 10]``."""
    if isinstance(value, Graph):
        return f"body of {len(value)} nodes"
    if not isinstance(value, np.ndarray):
        return str(value)
    if value.ndim == 0:
        return _plain_number(value.item())
    if value.size <= _SHORT and value.ndim == 1:
        return f"[{', '.join(_plain_number(each) for each in value.tolist())}]"
    return f"array of shape {list(value.shape)}"


def _plain_number(value: Any) -> str:
    """As short as it was written: 1 rather than 1.0, and four digits of a fraction."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
