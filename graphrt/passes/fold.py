"""Constant folding: what can be computed before running is."""

from __future__ import annotations

from typing import Any

import numpy as np

from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import apply
from graphrt.ir.graph import Graph, Node, Origin, Value
from graphrt.ir.op import Array
from graphrt.ops.source import Constant
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier, interchangeable, joined
from graphrt.passes.rewriter import is_deterministic
from graphrt.passes.term import constant_of


class Fold(Pass):
    """Compute nodes whose operands are constants, and shapes that are known.

    The reference interpreter computes them, so a folded node has the value it would have had.
    Nothing is folded whose results take more than ``max_bytes`` and more than its operands, that
    draws random numbers, runs a body, or fails when it is run: that error belongs to the run.
    A node that reads variables is not folded either: their values change. `optimize` with
    ``freeze`` turns them into constants first.
    """

    max_bytes: int = 65536

    name = "fold"
    reports = ("fold",)

    def run(self, graph: Graph, log: Log) -> Graph:
        sweep = _Sweep(self, log, graph)
        for node in graph.nodes:
            sweep.visit(node)
        return sweep.copier.freeze(graph) if sweep.changed else graph


class _Sweep:
    """The next graph so far, and which of its values are made of constants and variables."""

    def __init__(self, options: Fold, log: Log, graph: Graph) -> None:
        self.emit = Emitter(locate=lambda: None)
        self.graph = graph
        self.max_bytes = options.max_bytes
        self.log = log
        self.watched = "fold" in log.watched
        self.copier = Copier(graph)
        self.state: dict[Value, str] = {}  # value -> a variable it is made of, with constants
        self.changed = False

    def visit(self, node: Node) -> None:
        op = node.op
        if op.name == "constant":
            self.copier.keep(node)
            return
        inputs = self.copier.operands(node)
        known = _known(node)
        arrays = None if known is not None else _arrays(inputs)
        if known is None and arrays is None:
            kept = self.copier.place(node, inputs)
            if self.watched:
                self._trace(kept)
            return
        if self.watched:
            self.log.looked["fold"] += 1
        results = [known] if known is not None else self._computed(node, arrays)
        if results is None or not self._replaced(node, results):
            self.copier.place(node, inputs)
            return
        self.changed = True
        self.log.fired["fold"] += 1

    def _computed(self, node: Node, arrays: Any) -> list[Array] | None:
        """The results of ``node``, unless there is a reason not to fold it."""
        op = node.op
        reason = None
        if not is_deterministic(op):
            reason = f"{op.name} is not the same in every run"
        elif op.bodies:
            reason = f"{op.name} runs a body"
        elif any(value.type.is_data_dependent for value in node.outputs):
            reason = "its shape would become known, and with it the types of its users"
        else:
            reason = self._too_large(node, arrays)
        if reason is not None:
            self.log.refuse("fold", node, reason)
            return None
        try:
            with np.errstate(all="ignore"):
                return list(apply(op, arrays, [value.type for value in node.outputs]))
        except (ArithmeticError, IndexError, MemoryError, TypeError, ValueError) as error:
            self.log.refuse("fold", node, f"it fails when it is run: {error}")
            return None

    def _too_large(self, node: Node, arrays: Any) -> str | None:
        if not all(value.type.is_static for value in node.outputs):
            return "its shape is not known"
        size = sum(value.type.nbytes for value in node.outputs)
        given = sum(each.nbytes for each in arrays if each is not None)
        if size > max(self.max_bytes, given):
            return f"the result takes {size} bytes, the limit is {self.max_bytes} (max_bytes)"
        return None

    def _replaced(self, node: Node, results: list[Array]) -> bool:
        """Whether constants could take the place of the results of ``node``; if so, they do."""
        emit = self.emit
        if not emit.names:
            emit.names.update(self.graph.by_name)
        emit.origins = joined(node.origins, [Origin(node.name, node.op.name)])
        emit.scopes = f"{node.scope}/" if node.scope else ""
        emit.nodes.clear()
        with emit.on_behalf_of(node, node.role, node.grad_of):
            made: list[Value] = [emit(Constant(array)) for array in results]
        if len(made) == 1:
            emit.names.discard(made[0].node.name)
            made[0].node.name = node.name
        if not all(map(interchangeable, node.outputs, made)):
            self.log.refuse(
                "fold", node, "its users would know its number, and so infer other types"
            )
            return False
        for old, new in zip(node.outputs, made, strict=True):
            new.node.index = len(self.copier.nodes)
            self.copier.nodes.append(new.node)
            self.copier.values[old] = new
        return True

    def _trace(self, node: Node) -> None:
        """Follow what is made of constants and variables, to say why it is not folded."""
        if node.op.name == "variable":
            self.state[node.outputs[0]] = node.op.attributes()["variable"]
            return
        read = None
        for value in node.inputs:
            if value is None or constant_of(value) is not None:
                continue
            read = self.state.get(value)
            if read is None:
                return
        if read is not None:
            for value in node.outputs:
                self.state[value] = read
            self.log.looked["fold"] += 1
            reason = f"it reads the variable {read!r}, whose value may change; --freeze folds it"
            self.log.refuse("fold", node, reason)


def _arrays(inputs: tuple[Value | None, ...]) -> list[Array | None] | None:
    """The operands' arrays where all are constants, and there is at least one."""
    arrays: list[Array | None] = []
    for value in inputs:
        array = None if value is None else constant_of(value)
        if value is not None and array is None:
            return None
        arrays.append(array)
    return arrays if any(each is not None for each in arrays) else None


def _known(node: Node) -> Array | None:
    """The result of ``node`` where its shape or type says it: ``shape(x)`` of a known shape."""
    if len(node.outputs) != 1:
        return None
    value = node.outputs[0]
    known = value.known
    if known is None or not node.inputs:
        return None
    entries = known if isinstance(known, tuple) else (known,)
    if not all(type(entry) is int for entry in entries):
        return None
    array = np.array(known, dtype=value.type.dtype.numpy)
    return array if array.shape == value.type.shape else None
