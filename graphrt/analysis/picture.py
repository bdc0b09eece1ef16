"""Pictures of models: the graph of a signature with values and gradients on its wires.

::

    drawing = gr.visualize(model, "predict", feeds={"x": -2, "y": 5, "z": -4}, backward=True)
    drawing.save("backpropagation.svg")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphrt.analysis.boxes import box_of, foldable
from graphrt.analysis.readings import read
from graphrt.autodiff import gradients_of
from graphrt.errors import FeedError, UsageError, nearest
from graphrt.ir.emitter import Emitter, paused_gc
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Node, Role, Value
from graphrt.ir.model import Model, Signature, require_model
from graphrt.ir.op import Array, Trait
from graphrt.lowering.binding import bind_symbols
from graphrt.runtime.feeds import as_feed
from graphrt.viz import (
    Box,
    Drawing,
    Fold,
    Kind,
    Picture,
    Reading,
    Wire,
    blanked,
    neighbourhood,
    render,
)

Feeds = Mapping[str, Any]


def visualize(
    model: Model,
    signature: str | None = None,
    *,
    format: str = "svg",
    feeds: Feeds | None = None,
    backward: bool | str | None = None,
    full: bool = False,
    focus: str | None = None,
    depth: int = 2,
    expand: Iterable[str] = (),
    collapse: Iterable[str] = (),
    blank: str | None = None,
) -> Drawing:
    """Draw a signature of ``model`` as ``"svg"``, ``"html"``, ``"dot"``, ``"mermaid"`` or
    ``"text"``.

    Values stand above the wires in green, gradients below in red. Arguments other than
    ``format`` are those of `picture_of`; ``full`` draws gradient and update nodes too.

    Scopes and repeated blocks of a large graph are drawn as one box each. ``expand`` and
    ``collapse`` name groups to open and to close: scopes, ids of groups as the picture shows
    them, or ``"all"``. ``focus`` names a node: only what lies within ``depth`` wires of it is
    drawn, and where a wire is cut, a stub says what lies beyond. ``blank`` makes a worksheet:
    ``"grads"`` or ``"values"`` become lines to write on; without it, the picture is the solution.

    Raises as `picture_of` does, and `UsageError` for a node, group or format there is not.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder("square")
    >>> x = b.input("x")
    >>> b.signature("predict", inputs=[x], outputs={"y": x * x})
    >>> print(gr.visualize(b.build(), format="text", feeds={"x": 3}, backward=True))
    square
    signature predict
    gradients are those of y
    <BLANKLINE>
                       type   value  gradient  what it does to the gradient
      x      input     f32[]  3.00   6.00
      mul_0  * (x, x)  f32[]  9.00   1.00      swaps the operands
      y      = mul_0   f32[]  9.00   1.00
    <BLANKLINE>
    """
    require_model("visualize", model)
    if blank == "grads" and backward is None:
        backward = True
    picture = picture_of(model, signature, feeds=feeds, backward=backward, show_backward_nodes=full)
    if blank is not None:
        picture = blanked(picture, blank)
    if focus is not None:
        picture = neighbourhood(picture, focus, depth)
    fold = Fold(tuple(expand), tuple(collapse))
    return Drawing(picture, format, render(picture, format, fold), fold)


def drawing_of_model(model: Model) -> str:
    """How a model shows itself in a notebook: its structure, nothing is run; as SVG."""
    name = "predict" if "predict" in model.signatures else next(iter(model.signatures), None)
    if name is None:
        return render(Picture(model.name, (), ()))
    return render(_structure(model, model.signatures[name]))


def drawing_of_graph(graph: Graph) -> str:
    """How a graph shows itself in a notebook: down to what it returns, or what nobody reads."""
    ends = graph.outputs or [
        value
        for node, users in zip(graph.nodes, graph.users, strict=True)
        if not users
        for value in node.outputs
    ]
    inputs = {value.name: value for value in graph.inputs}
    signature = Signature("graph", graph, inputs, {value.name: value for value in ends})
    return render(_structure(Model(graph.name, {}, {"graph": signature}), signature))


def _structure(model: Model, signature: Signature) -> Picture:
    """All nodes of ``signature``, without a number."""
    sketch = _Sketch(signature, full=True)
    return Picture(
        title=model.name,
        subtitle=f"signature {signature.name}",
        boxes=tuple(sketch.boxes(model)),
        wires=tuple(sketch.wires()),
    )


def picture_of(
    model: Model,
    signature: str | None = None,
    *,
    feeds: Feeds | None = None,
    backward: bool | str | None = None,
    show_backward_nodes: bool = False,
) -> Picture:
    """The forward nodes that the outputs of a signature need, with readings on the wires.

    ``feeds`` are inputs by name; without any, the first example stored in the model is used,
    and what then stays unknown is ``?``. ``backward`` names the scalar output whose gradients
    are shown; ``True`` stands for the loss the model trains on, or for the only scalar float
    output. Without a signature, ``backward=True`` means the one that trains, else `predict`.
    ``show_backward_nodes`` draws gradient and update nodes of the graph, too; where it has
    none, those that compute the gradients shown.

    Raises `UsageError` for an unknown signature or output, and where ``backward=True`` has no
    or several outputs to choose from; `FeedError` for a feed that does not fit.
    """
    if signature is None and backward is True and model.train and model.train.loss:
        signature = model.train.signature
    chosen = model.signature(signature)
    loss = _loss_name(model, chosen, backward)
    arrays = _feeds(chosen, feeds)
    asked = feeds is not None or bool(arrays) or loss is not None or not chosen.inputs
    with paused_gc():
        sketch = _Sketch(chosen, show_backward_nodes)
        gradients: dict[Value, Value] = {}
        if loss is not None:
            gradients = sketch.differentiate(chosen.outputs[loss], loss)
        if asked:
            variables = {name: variable.value for name, variable in model.variables.items()}
            values = sketch.values()
            fetched = [*values, *gradients.values()]
            found = read(sketch.graph, fetched, arrays, variables)
            sketch.forward = {value: found[value] for value in values}
            sketch.gradient = {value: found[each] for value, each in gradients.items()}
        return Picture(
            title=model.name,
            subtitle=f"signature {chosen.name}",
            boxes=tuple(sketch.boxes(model)),
            wires=tuple(sketch.wires()),
            gradient_of=loss,
        )


# -- what the caller asked for ---------------------------------------------------------------


def _loss_name(model: Model, signature: Signature, backward: bool | str | None) -> str | None:
    if backward is None or backward is False:
        return None
    candidates = [name for name, value in signature.outputs.items() if _is_scalar_float(value)]
    if isinstance(backward, str):
        value = signature.output(backward)
        if backward not in candidates:
            raise UsageError(
                f"output {backward!r} is {value.type}; only a scalar float has gradients to show",
                hint=f"scalar outputs are: {', '.join(candidates)}" if candidates else None,
            )
        return backward
    trained = model.train
    if trained and trained.signature == signature.name and trained.loss in candidates:
        return trained.loss
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise UsageError(
            f"signature {signature.name!r} has no scalar float output to take gradients of",
            rows=[f"{name}: {value.type}" for name, value in signature.outputs.items()],
            hint="choose a signature that returns a loss",
        )
    raise UsageError(
        f"signature {signature.name!r} has {len(candidates)} scalar outputs to take gradients of",
        rows=[f"{name}: {signature.outputs[name].type}" for name in candidates],
        hint=f"name one: backward={candidates[0]!r}",
    )


def _is_scalar_float(value: Value) -> bool:
    return value.type.dtype.is_float and value.type.shape == ()


def _feeds(signature: Signature, given: Feeds | None) -> dict[str, Array]:
    """The arrays to compute with, checked; inputs may be missing."""
    if given is None:
        given = signature.examples[0].inputs if signature.examples else {}
    arrays: dict[str, Array] = {}
    for name, value in given.items():
        if name not in signature.inputs:
            raise FeedError(
                f"signature {signature.name!r} has no input {name!r}",
                hint=nearest(name, signature.inputs) or "it takes no inputs",
            )
        arrays[name] = as_feed(name, signature.inputs[name].type, value)
    bind_symbols((name, signature.inputs[name].type, a.shape) for name, a in arrays.items())
    return arrays


# -- nodes to boxes --------------------------------------------------------------------------


class _Sketch:
    """The nodes a picture shows, and what is known about their values."""

    def __init__(self, signature: Signature, full: bool) -> None:
        self.graph: Graph = signature.graph
        self.full = full
        self.outputs: dict[str, Value] = dict(signature.outputs)
        self.updates: dict[str, Value] = dict(signature.updates) if full else {}
        self.forward: Mapping[Value, Reading] = {}
        self.gradient: Mapping[Value, Reading] = {}
        self._choose()

    def _choose(self) -> None:
        """Fix the nodes that become boxes: all but constants that fold into their users."""
        roots = [*self.outputs.values(), *self.updates.values()]
        nodes = [
            node for node in needed(self.graph, roots) if self.full or node.role is Role.FORWARD
        ]
        drawn = {node.index for node in nodes}
        self.outputs = {k: v for k, v in self.outputs.items() if v.node.index in drawn}
        self.folded: dict[int, int] = {}  # node index -> position of the folded operand
        kept = {value.node.index for value in (*self.outputs.values(), *self.updates.values())}
        for node in nodes:
            fold = foldable(node)
            if fold is not None:
                self.folded[node.index] = fold
            for position, value in enumerate(node.inputs):
                if value is not None and position != fold:
                    kept.add(value.node.index)
        self.nodes: list[Node] = [
            node for node in nodes if node.op.name != "constant" or node.index in kept
        ]

    def differentiate(self, loss: Value, name: str) -> dict[Value, Value]:
        """The gradient of ``loss`` for each float value drawn that it depends on."""
        values = [
            value
            for node in self.nodes
            if node.role is Role.FORWARD
            for value in node.outputs
            if value.type.dtype.is_float
        ]
        emitter = Emitter(self.graph.nodes, locate=lambda: None)
        found = gradients_of(emitter, loss, values, missing="none")
        gradients = {
            value: gradient
            for value, gradient in zip(values, found, strict=True)
            if gradient is not None
        }
        self.graph = emitter.freeze(name=self.graph.name)
        if self.full and not any(node.role is Role.GRADIENT for node in self.nodes):
            for value, gradient in gradients.items():
                if Trait.SOURCE in value.node.op.traits:
                    self.outputs[f"d{name}/d{value.name}"] = gradient
            self._choose()
        return gradients

    def values(self) -> list[Value]:
        return [value for node in self.nodes for value in node.outputs]

    def boxes(self, model: Model) -> Iterator[Box]:
        for node in self.nodes:
            yield box_of(node, self.folded.get(node.index), model.variables)
        for kind, sinks in ((Kind.OUTPUT, self.outputs), (Kind.UPDATE, self.updates)):
            for name, value in sinks.items():
                yield Box(
                    id=f"{kind.value} {name}",
                    title=name,
                    op=kind.value,
                    kind=kind,
                    subtitle="new value" if kind is Kind.UPDATE else "",
                    scope=value.node.scope if kind is Kind.UPDATE else "",
                    role=value.node.role,
                )

    def wires(self) -> Iterator[Wire]:
        drawn = {node.index for node in self.nodes}
        for node in self.nodes:
            fold = self.folded.get(node.index)
            for slot, value in enumerate(node.inputs):
                if value is not None and slot != fold and value.node.index in drawn:
                    yield self._wire(value, node.name, slot)
        for kind, sinks in ((Kind.OUTPUT, self.outputs), (Kind.UPDATE, self.updates)):
            for name, value in sinks.items():
                yield self._wire(value, f"{kind.value} {name}", 0)

    def _wire(self, value: Value, target: str, slot: int) -> Wire:
        return Wire(
            source=value.node.name,
            target=target,
            slot=slot,
            name=value.name,
            type=str(value.type),
            forward=self.forward.get(value),
            gradient=self.gradient.get(value),
        )
