"""Reverse accumulation: one backward sweep that inserts gradient nodes.

For each node between the variables and the loss, in reverse order, the gradients of its
results are complete when it is reached (all users come later in the list); its `vjp` rule
turns them into gradients of its operands, and where a value is used twice they add up:

    dL/dx = sum over users u of x:  dL/du * du/dx,       dL/dL = 1

The nodes inserted are plain nodes with role GRADIENT, so they can be differentiated again.
Source: Griewank and Walther, Evaluating Derivatives, 2nd ed., section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from graphrt.autodiff.explain import no_gradient
from graphrt.errors import GradientError
from graphrt.ir.emitter import Emitter, paused_gc
from graphrt.ir.graph import Graph, Node, Origin, Role, Value
from graphrt.ir.op import Trait
from graphrt.ops.arithmetic import Add
from graphrt.ops.reduce import Sum
from graphrt.ops.shape import Reshape
from graphrt.ops.source import Constant, Input, ShapeOf, ZerosLike
from graphrt.types import ValueType

Missing = Literal["error", "zeros", "none"]


def gradients_of(
    emit: Emitter, loss: Value, wrt: Sequence[Value], missing: Missing = "error"
) -> list[Any]:
    """Insert the gradients of the scalar ``loss`` with respect to each of ``wrt``.

    Each has the type of its value. Raises `GradientError` when the loss is not a float
    scalar, and, unless ``missing`` asks for zeros or ``None``, for a value the loss does not
    differentiably depend on, with the path and the place where it is cut.
    """
    if not loss.type.dtype.is_float:
        raise GradientError(f"the loss %{loss.name} is {loss.type}; only a float has a gradient")
    if loss.type.shape != ():
        raise GradientError(
            f"the loss %{loss.name} must be a scalar, its type is {loss.type}",
            hint="reduce it first, for example with sum or mean; for a gradient weighted by a"
            " cotangent use vjp",
        )
    with emit.on_behalf_of(loss.node, Role.GRADIENT, origin(loss.node)):
        seed = emit(Constant(np.ones((), loss.type.dtype.numpy)))
    return cotangents_of(emit, [loss], [seed], wrt, missing)


def cotangents_of(
    emit: Emitter,
    results: Sequence[Value],
    seeds: Sequence[Value],
    wrt: Sequence[Value],
    missing: Missing = "error",
) -> list[Any]:
    """Insert the vector-Jacobian product: for each x of ``wrt``, ``sum_i seed_i^T dr_i/dx``.

    ``seeds`` have the types of ``results``. ``missing`` says what a value gets on which no
    result depends: an error, zeros of its shape, or ``None``.
    """
    with paused_gc():
        sweep = _Sweep(emit, wrt)
        found = sweep.run(results, seeds)
        answers: list[Value | None] = []
        for value in wrt:
            gradient = found.get(value)
            if gradient is None and missing == "error":
                raise no_gradient(emit.nodes[: sweep.end], results, value, sweep.silent)
            if gradient is None and missing == "zeros":
                with emit.on_behalf_of(value.node, Role.GRADIENT, origin(value.node)):
                    gradient = emit(ZerosLike(), value)
            answers.append(gradient)
        drop_unused(emit, sweep.end, answers)
    return answers


class _Sweep:
    """State of one backward sweep over the nodes an emitter has so far."""

    def __init__(self, emit: Emitter, wrt: Sequence[Value]) -> None:
        self.emit = emit
        self.end = len(emit.nodes)
        self.wrt = set(wrt)
        self.gradients: dict[Value, Value] = {}
        self.silent: set[tuple[int, int]] = set()  # (node, operand) whose rule gave no gradient
        self.active = self._active_nodes()

    def _active_nodes(self) -> bytearray:
        """Nodes that a change in ``wrt`` reaches through float operands."""
        active = bytearray(self.end)
        wrt = self.wrt
        if not wrt:
            return active
        for node in self.emit.nodes[min(value.node.index for value in wrt) : self.end]:
            if Trait.CUT in node.op.traits:
                continue
            for value in node.inputs:
                if (
                    value is not None
                    and (active[value.node.index] or value in wrt)
                    and value.type.dtype.is_float
                ):
                    active[node.index] = 1
                    break
        return active

    def run(self, results: Sequence[Value], seeds: Sequence[Value]) -> dict[Value, Value]:
        for result, seed in zip(results, seeds, strict=True):
            self._add(result, seed)
        gradients = self.gradients
        emit = self.emit
        before = emit.scopes, emit.differentiate, emit.wants
        emit.differentiate, emit.wants = vjp_body, self._wants
        last = max((result.node.index for result in results), default=-1)
        try:
            for index in range(last, -1, -1):
                if self.active[index]:
                    node = emit.nodes[index]
                    grads = [gradients.get(value) for value in node.outputs]
                    if any(grad is not None for grad in grads):
                        scope = node.scope
                        emit.scopes = f"{scope}/" if scope else ""
                        with emit.on_behalf_of(node, Role.GRADIENT, origin(node)):
                            self._visit(node, grads)
        finally:
            emit.scopes, emit.differentiate, emit.wants = before
        return gradients

    def _wants(self, value: Value) -> bool:
        """Whether the gradient of an operand is of use: a change in ``wrt`` reaches it."""
        return bool(self.active[value.node.index]) or value in self.wrt

    def _visit(self, node: Node, grads: list[Value | None]) -> None:
        if not node.op.has_gradient:
            raise GradientError(
                f"{node.op.name} has no gradient rule, and the loss depends on %{node.name}",
                rows=[f"in   {node!r} at {node.location}"],
                hint="wrap its operand in stop_gradient to treat it as a constant",
            )
        given = node.op.vjp(self.emit, node, *grads)
        if len(given) != len(node.inputs):
            raise GradientError(
                f"the gradient rule of {node.op.name} gave {len(given)} gradients"
                f" for {len(node.inputs)} operands"
            )
        for position, (operand, gradient) in enumerate(zip(node.inputs, given, strict=True)):
            if operand is None or not operand.type.dtype.is_float:
                continue
            if not self._wants(operand):
                continue
            if gradient is None:
                self.silent.add((node.index, position))
                continue
            if gradient.type != operand.type:
                gradient = sum_to(self.emit, gradient, operand)
            self._add(operand, gradient)

    def _add(self, value: Value, gradient: Value) -> None:
        """One more contribution to the gradient of ``value``; they add up."""
        before = self.gradients.get(value)
        if before is None:
            self.gradients[value] = gradient
        else:
            with self.emit.on_behalf_of(value.node, Role.GRADIENT, origin(value.node)):
                self.gradients[value] = self.emit(Add(), before, gradient)


def sum_to(emit: Emitter, gradient: Value, operand: Value) -> Value:
    """Undo broadcasting: sum ``gradient`` over the axes along which ``operand`` was repeated.

    Raises `GradientError` when the two types do not go together even so: then a gradient
    rule is wrong.
    """
    have, want = gradient.type, operand.type
    if have.dtype is want.dtype and have.shape is not None and want.shape is not None:
        lead = len(have.shape) - len(want.shape)
        inner = [
            lead + axis
            for axis, extent in enumerate(want.shape)
            if lead >= 0 and extent == 1 and have.shape[lead + axis] != 1
        ]
        axes = (*range(max(lead, 0)), *inner)
        if axes:
            gradient = emit(Sum(axis=axes, keepdims=False), gradient)
        if inner:
            gradient = emit(Reshape(), gradient, emit(ShapeOf(), operand))
        if same_type(gradient.type, want):
            return gradient
    raise GradientError(
        f"the gradient of %{operand.name} came out as {have}, its value is {want}",
        rows=[f"in   the gradient rule that emitted {gradient.node!r}"],
    )


def same_type(left: ValueType, right: ValueType) -> bool:
    """Whether two types agree as far as both are known."""
    if left == right:
        return True
    if left.dtype is not right.dtype or left.shape is None or right.shape is None:
        return left.dtype is right.dtype and (left.shape is None or right.shape is None)
    return len(left.shape) == len(right.shape) and all(
        a == b or a is None or b is None for a, b in zip(left.shape, right.shape, strict=True)
    )


def vjp_body(body: Graph, wanted: tuple[bool, ...], given: tuple[bool, ...]) -> Graph:
    """The vector-Jacobian product of a body, as a body.

    Its inputs are those of ``body``, then one cotangent for each result marked in ``given``;
    its outputs are the gradients of the inputs marked in ``wanted``, zeros where none flows.
    """
    emit = Emitter(body.nodes, locate=lambda: None)
    results = [value for value, flag in zip(body.outputs, given, strict=True) if flag]
    seeds = [emit(Input(value.type), name=_unused(emit, f"grad_{i}"))
             for i, value in enumerate(results)]  # fmt: skip
    wrt = [value for value, flag in zip(body.inputs, wanted, strict=True) if flag]
    outputs = cotangents_of(emit, results, seeds, wrt, missing="zeros")
    return emit.freeze(outputs, name=f"{body.name}_vjp")


def origin(node: Node) -> Origin:
    """How a gradient node names the forward node it belongs to."""
    return Origin(node.name, node.op.name)


def _unused(emit: Emitter, name: str) -> str:
    while name in emit.names:
        name += "_"
    return name


def drop_unused(emit: Emitter, start: int, results: Sequence[Value | None]) -> None:
    """Take back the nodes after ``start`` that no result needs.

    A rule computes the gradients of all its operands in one line each; those nobody asked
    for are still at the end of the list, unread, and go here.
    """
    nodes = emit.nodes
    live = bytearray(len(nodes))
    for value in results:
        if value is not None:
            live[value.node.index] = 1
    for index in range(len(nodes) - 1, start - 1, -1):
        if live[index]:
            for operand in nodes[index].inputs:
                if operand is not None:
                    live[operand.node.index] = 1
    kept = nodes[:start]
    for node in nodes[start:]:
        if live[node.index]:
            node.index = len(kept)
            kept.append(node)
        else:
            emit.names.discard(node.name)
    emit.nodes = kept
