"""`step_player`: a page that computes forward and backward before one's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graphrt.analysis.feeds import some_feeds
from graphrt.analysis.picture import picture_of
from graphrt.autodiff import cotangents_of, gradients_of
from graphrt.errors import UsageError
from graphrt.io import write_atomically
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate, needed
from graphrt.ir.graph import Node, Role, Value
from graphrt.ir.model import Model, Signature, require_model
from graphrt.ir.op import Trait
from graphrt.ops.source import Input
from graphrt.types import ValueType
from graphrt.viz.picture import Picture
from graphrt.viz.player import PlayStep, render_player

Array = np.ndarray[Any, Any]
MOST = 400  # boxes a person can follow


@dataclass(frozen=True)
class StepPlayer:
    """The page, and the steps it plays."""

    html: str
    steps: tuple[PlayStep, ...]

    def save(self, path: Any) -> None:
        """Write the page to ``path``."""
        write_atomically(Path(path), [self.html.encode()])

    def text(self) -> str:
        """What the page says, step by step."""
        lines = []
        for number, step in enumerate(self.steps, 1):
            phase = "backward" if step.backward else "forward"
            lines.append(f"{number}  {phase}  {step.title}")
            lines += [f"     {line}" for line in step.lines]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        return {"steps": [each.__dict__ for each in self.steps]}


def step_player(
    model: Model,
    signature: str | None = None,
    *,
    loss: bool | str = True,
    feeds: Mapping[str, Any] | None = None,
) -> StepPlayer:
    """Forward, then backward from ``loss``, node by node, with "upstream x local = downstream".

    ``loss`` and ``feeds`` are those of `visualize`: the loss the model trains on or the only
    scalar output, and the stored example. Raises `UsageError` for more than 400 boxes.

    >>> import graphrt as gr
    >>> player = gr.step_player(gr.example("gates"))
    >>> print(player.steps[-1].lines[0])
    to x: upstream -4 x local 1 = downstream -4
    """
    require_model("step_player", model)
    picture = picture_of(model, signature, feeds=feeds, backward=loss)
    if len(picture.boxes) > MOST:
        raise UsageError(
            f"the picture has {len(picture.boxes)} boxes, more than the {MOST} one can follow",
            hint="play a smaller signature: graphrt edit extract",
        )
    chosen = _drawn_signature(model, signature, loss)
    name = picture.gradient_of
    assert name is not None
    arrays, _ = some_feeds(chosen, feeds)
    steps = _Steps(model, chosen, chosen.outputs[name], arrays, picture).all()
    return StepPlayer(render_player(picture, steps), tuple(steps))


def _drawn_signature(model: Model, signature: str | None, loss: bool | str) -> Signature:
    """The signature that `picture_of` draws."""
    if signature is None and loss is True and model.train and model.train.loss:
        signature = model.train.signature
    return model.signature(signature)


class _Steps:
    def __init__(
        self,
        model: Model,
        signature: Signature,
        loss: Value,
        feeds: Mapping[str, Array],
        picture: Picture,
    ) -> None:
        self.picture = picture
        self.boxes = {box.id: i for i, box in enumerate(picture.boxes)}
        graph = signature.graph
        drawn = needed(graph, signature.outputs.values())
        self.nodes = [n for n in drawn if n.role is Role.FORWARD and n.name in self.boxes]
        emit = Emitter(graph.nodes, locate=lambda: None)
        values = [value for node in drawn for value in node.outputs]
        floats = [value for value in values if value.type.dtype.is_float]
        found = gradients_of(emit, loss, floats, missing="none")
        self.gradients = {v: g for v, g in zip(floats, found, strict=True) if g is not None}
        wanted = [*values, *self.gradients.values()]
        variables = {name: each.value for name, each in model.variables.items()}
        computed = evaluate(emit.freeze(), wanted, feeds, variables)
        self.arrays = dict(zip(wanted, computed, strict=True))
        self.nets = {
            (picture.boxes[net.source].id, net.wire.name): i for i, net in enumerate(picture.nets)
        }

    def all(self) -> list[PlayStep]:
        """Forward in the order of the graph, backward against it."""
        sources = [n for n in self.nodes if Trait.SOURCE in n.op.traits or not n.inputs]
        gates = [n for n in self.nodes if n not in sources]
        steps = [self._forward(node) for node in (*sources, *gates)]
        for node in reversed(gates):
            if any(value in self.gradients for value in node.outputs):
                steps.append(self._backward(node))
        return steps

    def _forward(self, node: Node) -> PlayStep:
        result = self.arrays[node.outputs[0]]
        if not node.inputs:
            title = f"{node.name} = {_shown(result)}"
            return PlayStep(self.boxes[node.name], False, title, (), self._nets(node))
        operands = ", ".join(v.name for v in node.inputs if v is not None)
        numbers = ", ".join(_shown(self.arrays[v]) for v in node.inputs if v is not None)
        lines = (f"{node.op.name}({numbers}) = {_shown(result)}",)
        title = f"{node.name} = {node.op.name}({operands})"
        return PlayStep(self.boxes[node.name], False, title, lines, self._nets(node))

    def _backward(self, node: Node) -> PlayStep:
        lines = []
        parts = self._contributions(node)
        upstream = [self.arrays[self.gradients[v]] for v in node.outputs if v in self.gradients]
        for value, part in parts.items():
            lines.append(
                f"to {value.name}: upstream {_shown(upstream[0])} x local"
                f" {self._local(node, value, part, upstream[0])} = downstream {_shown(part)}"
            )
            total = self.arrays[self.gradients[value]]
            if not np.array_equal(total, part):
                lines.append(f"   all ways to {value.name} together: {_shown(total)}")
        if not lines:
            lines.append("no gradient goes on from here")
        gate = node.op.gate or "passes the gradient on"
        shown = tuple(self._nets(node)) + tuple(
            net for value in parts if not value.node.inputs for net in self._nets(value.node)
        )
        return PlayStep(
            self.boxes[node.name],
            True,
            f"{node.name}: {node.op.name} {gate}",
            tuple(lines),
            (),
            shown,
        )

    def _contributions(self, node: Node) -> dict[Value, Array]:
        """What the gradient rule of one node sends to each operand, other ways left out."""
        emit = Emitter(locate=lambda: None)
        inputs: list[Value | None] = []
        feeds: dict[str, Array] = {}
        for position, value in enumerate(node.inputs):
            if value is None:
                inputs.append(None)
                continue
            array = self.arrays[value]
            name = f"x{position}"
            inputs.append(emit(Input(ValueType(value.type.dtype, array.shape)), name=name))
            feeds[name] = array
        made = emit(node.op, *inputs)
        results = made if isinstance(made, tuple) else (made,)
        pairs = [
            (result, self.arrays[self.gradients[value]])
            for result, value in zip(results, node.outputs, strict=True)
            if value in self.gradients
        ]
        seeds = []
        for position, (_, array) in enumerate(pairs):
            name = f"g{position}"
            seeds.append(emit(Input(ValueType(array.dtype.name, array.shape)), name=name))
            feeds[name] = array
        floats = [each for each in inputs if each is not None and each.type.dtype.is_float]
        found = cotangents_of(emit, [each for each, _ in pairs], seeds, floats, "none")
        present = [each for each in found if each is not None]
        arrays = dict(zip(present, evaluate(emit.freeze(), present, feeds), strict=True))
        parts: dict[Value, Array] = {}
        for value, made_input in zip(node.inputs, inputs, strict=True):
            if value is None or made_input not in floats or value not in self.gradients:
                continue
            gradient = found[floats.index(made_input)]
            if gradient is not None:
                parts[value] = parts[value] + arrays[gradient] if value in parts else (
                    arrays[gradient]
                )  # fmt: skip
        return parts

    def _local(self, node: Node, value: Value, part: Array, upstream: Array) -> str:
        """The local derivative where it is one number, else the formula of the gate."""
        if part.size == 1 and upstream.size == 1 and upstream.item() != 0:
            return _number(part.item() / upstream.item())
        return f"d{node.name}/d{value.name}"

    def _nets(self, node: Node) -> tuple[int, ...]:
        return tuple(i for (box, _), i in self.nets.items() if box == node.name)


def _shown(array: Array) -> str:
    """A number as it is, a tensor as its shape and spread."""
    if array.size == 1:
        return _number(array.item())
    if array.size <= 4 and array.ndim == 1:
        return f"[{', '.join(_number(each) for each in array.tolist())}]"
    wide = array.astype(np.float64)
    mean, deviation = float(wide.mean()), float(wide.std())
    return f"{list(array.shape)} of {_number(mean)} ± {_number(deviation)}"


def _number(value: Any) -> str:
    return str(value) if isinstance(value, (bool, int)) else f"{value:.4g}"
