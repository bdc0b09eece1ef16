"""`grad_path`: the way a gradient takes from the loss to a parameter, and where it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphrt.analysis.feeds import some_feeds
from graphrt.autodiff import gradients_of
from graphrt.autodiff.explain import find_cut, shortest_path
from graphrt.errors import GradientError, UsageError, nearest, table
from graphrt.frontend.loss import loss_name
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ir.graph import Graph, Value
from graphrt.ir.model import Model, Signature, require_model

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Station:
    """A value on the path: the gradient that reaches it."""

    name: str
    op: str
    type: str
    gradient: str
    location: str
    cut: bool = False


@dataclass(frozen=True)
class GradientPath:
    """From the loss to a parameter. ``reason`` is empty where a gradient arrives."""

    loss: str
    parameter: str
    stations: tuple[Station, ...]
    reason: str

    @property
    def ok(self) -> bool:
        return not self.reason

    def text(self) -> str:
        end = self.reason or f"the gradient of {self.loss} reaches {self.parameter}"
        rows = [
            (each.name, each.op, each.type, each.gradient, f"at {each.location}",
             "<- cut" if each.cut else "")
            for each in self.stations
        ]  # fmt: skip
        return "\n".join([end, *(f"  {row}" for row in table(rows))])

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "loss": self.loss,
            "parameter": self.parameter,
            "reason": self.reason,
            "path": [each.__dict__ for each in self.stations],
        }


def grad_path(
    model: Model,
    parameter: str,
    *,
    loss: str | None = None,
    signature: str | None = None,
    feeds: Mapping[str, Any] | None = None,
) -> GradientPath:
    """The path from the loss to a variable or input, with the gradient at every station.

    Where no gradient arrives, the cut is marked and named: stop_gradient, an integer cast,
    argmax, an op without a gradient rule, no connection; or, with the numbers of ``feeds``
    (default: the example, else random ones), the node that passes nothing on, such as a dead ReLU.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> w = b.parameter("w", [-1.0, -2.0])
    >>> b.signature("train", outputs={"loss": gr.sum(gr.relu(w))})
    >>> gr.grad_path(b.build(), "w", signature="train").reason
    'relu passes nothing on: no element of %w is above 0'
    """
    require_model("grad_path", model)
    chosen = _signature(model, signature)
    name = loss or loss_name(model, chosen)
    start = chosen.outputs.get(name) or chosen.graph.value(name)
    target = _target(model, chosen, parameter)
    path = shortest_path(start, target)
    if path is None:
        sites = [_station(start, "", False), _station(target, "", False)]
        reason = f"not connected: {name} does not depend on {parameter}"
        return GradientPath(name, parameter, tuple(sites), reason)
    arrays, _ = some_feeds(chosen, feeds)
    return _followed(model, chosen.graph, name, parameter, path, arrays)


def _followed(
    model: Model,
    graph: Graph,
    loss: str,
    parameter: str,
    path: Sequence[Value],
    feeds: Mapping[str, Array],
) -> GradientPath:
    """The gradients along a path, from the loss on, as far as they go."""
    emit = Emitter(graph.nodes, locate=lambda: None)
    start = path[0]
    gradients: list[Value | None] = []
    cut = find_cut(path, set())
    structural = cut.reason if cut is not None else ""
    for value in path:
        try:
            gradients += gradients_of(emit, start, [value])
        except GradientError as error:
            gradients.append(None)
            structural = structural or error.rule.rpartition(" is cut, ")[2]
    grown = emit.freeze()
    present = [each for each in gradients if each is not None]
    variables = {name: each.value for name, each in model.variables.items()}
    values = dict(zip(present, evaluate(grown, present, feeds, variables), strict=True))
    stations: list[Station] = []
    reason = ""
    for position, (value, gradient) in enumerate(zip(path, gradients, strict=True)):
        if gradient is None:
            stations.append(_station(value, "none", cut=not reason))
            reason = reason or structural
            continue
        array = values[gradient]
        silent = not np.any(array) and not reason
        stations.append(_station(value, _size(array), cut=silent))
        if silent and position:
            reason = _why_silent(path[position - 1], value, grown, feeds, variables)
    return GradientPath(loss, parameter, tuple(stations), reason)


def _why_silent(
    result: Value, operand: Value, graph: Graph, feeds: Mapping[str, Array], variables: Any
) -> str:
    """Why nothing comes through a node whose rule would let something through."""
    op = result.node.op.name
    (array,) = evaluate(graph, [operand], feeds, variables)
    if op == "relu" and not (array > 0).any():
        return f"{op} passes nothing on: no element of %{operand.name} is above 0"
    for other in result.node.inputs:
        if other is not None and other is not operand and other.type.dtype.is_float:
            (beside,) = evaluate(graph, [other], feeds, variables)
            if not beside.any():
                return f"{op} passes nothing on: %{other.name}, beside it, is 0 everywhere"
    low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
    return (
        f"{op} passes nothing on: the gradient of %{operand.name} is 0 everywhere, its elements"
        f" lie from {low:.4g} to {high:.4g}"
    )


def _size(array: Array) -> str:
    if array.size == 1:
        return f"{array.item():.4g}"
    norm = float(np.linalg.norm(array.astype(np.float64)))
    share = float(np.mean(array == 0)) if array.size else 0.0
    return f"norm {norm:.4g}, {100 * share:.0f} % zeros"


def _station(value: Value, gradient: str, cut: bool) -> Station:
    node = value.node
    return Station(f"%{value.name}", node.op.name, str(value.type), gradient,
                   str(node.location), cut)  # fmt: skip


def _signature(model: Model, name: str | None) -> Signature:
    if name is None and model.train is not None and model.train.signature in model.signatures:
        return model.signatures[model.train.signature]
    return model.signature(name)


def _target(model: Model, signature: Signature, name: str) -> Value:
    if name in signature.inputs:
        return signature.inputs[name]
    for node in signature.graph.nodes:
        if node.op.name == "variable" and node.op.attributes()["variable"] == name:
            return node.outputs[0]
    if name in signature.graph.by_name:
        return signature.graph.value(name)
    known = [*model.variables, *signature.inputs]
    raise UsageError(f"there is no variable, input or node {name!r}", hint=nearest(name, known))
