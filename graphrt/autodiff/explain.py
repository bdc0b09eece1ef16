"""Why a value gets no gradient: the path from the loss to it, and where it is cut."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from graphrt.errors import GradientError
from graphrt.ir.graph import Node, Value
from graphrt.ir.op import Trait


class Cut(NamedTuple):
    """The edge at which a path from the loss stops carrying a gradient."""

    node: Node
    operand: Value
    reason: str


def no_gradient(
    nodes: Sequence[Node],
    results: Sequence[Value],
    value: Value,
    silent: set[tuple[int, int]],
) -> GradientError:
    """The error for ``value``, on which no result differentiably depends."""
    loss = results[0]
    if not value.type.dtype.is_float:
        return GradientError(
            f"%{value.name} has no gradient: its dtype is {value.type.dtype}, not a float"
        )
    path = shortest_path(loss, value)
    if path is None:
        users = [f"%{node.name}" for node in nodes if value in node.inputs]
        read_by = f"it is read by {', '.join(users[:5])} only" if users else "nothing reads it"
        return GradientError(
            f"no gradient for %{value.name}: the loss %{loss.name} does not depend on it"
            f" (not connected; {read_by})",
            rows=[_site("loss", loss), _site("wrt ", value)],
            hint="leave it out of wrt, or let the loss use it",
        )
    cut = find_cut(path, silent)
    shown = " <- ".join(
        f"%{each.name}" + (" [cut]" if cut is not None and each is cut.node.outputs[0] else "")
        for each in path
    )
    reason = cut.reason if cut else "its gradient is zero by rule"
    rows = [f"path {shown}"]
    if cut:
        rows.append(f"cut  at {cut.node!r} at {cut.node.location}")
    return GradientError(
        f"no gradient for %{value.name}: every path from the loss %{loss.name} is cut, {reason}",
        rows=rows,
    )


def shortest_path(loss: Value, value: Value) -> list[Value] | None:
    """Values from ``loss`` back to ``value`` along operands, or ``None``."""
    if loss is value:
        return [loss]
    came_from: dict[Value, Value] = {}
    queue = deque([loss])
    seen = {loss}
    while queue:
        current = queue.popleft()
        for operand in current.node.inputs:
            if operand is None or operand in seen:
                continue
            came_from[operand] = current
            if operand is value:
                path = [operand]
                while path[-1] is not loss:
                    path.append(came_from[path[-1]])
                return path[::-1]
            seen.add(operand)
            queue.append(operand)
    return None


def find_cut(path: Sequence[Value], silent: set[tuple[int, int]]) -> Cut | None:
    """The first edge of ``path``, seen from the loss, that carries no gradient."""
    for result, operand in pairwise(path):
        node = result.node
        position = node.inputs.index(operand)
        if Trait.CUT in node.op.traits:
            return Cut(node, operand, f"{node.op.name} blocks it")
        if not result.type.dtype.is_float:
            return Cut(node, operand, f"{node.op.name} gives {result.type.dtype}, not a float")
        if not operand.type.dtype.is_float:
            return Cut(node, operand, f"{node.op.name} reads {operand.type.dtype}, not a float")
        if (node.index, position) in silent:
            parameter = node.op.parameters[min(position, len(node.op.parameters) - 1)].name
            return Cut(node, operand, f"{node.op.name} has no gradient for its {parameter!r}")
    return None


def _site(label: str, value: Value) -> str:
    return f"{label} {value!r} from {value.node.op.name} at {value.node.location}"
