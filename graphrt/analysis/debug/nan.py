"""`find_nan`: the first value that is not finite, in the order of the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphrt.analysis.debug.causes import cause_of
from graphrt.analysis.feeds import some_feeds
from graphrt.errors import UsageError, table
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.tensor import Tensor, apply
from graphrt.ir.evaluate import apply as compute
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Node, Role, Value
from graphrt.ir.model import Model, Signature, require_model
from graphrt.ir.op import Trait
from graphrt.runtime.session import Session

Array = np.ndarray[Any, Any]
ORDER = {Role.FORWARD: "forward", Role.GRADIENT: "backward", Role.UPDATE: "update"}


@dataclass(frozen=True)
class Tally:
    """What an array holds: how many elements are NaN or infinite, and the rest in brief."""

    name: str
    type: str
    nan: int
    infinite: int
    lowest: float
    highest: float

    @staticmethod
    def of(name: str, array: Array) -> Tally:
        wide = array.astype(np.float64) if array.dtype.kind != "c" else np.abs(array)
        finite = wide[np.isfinite(wide)]
        return Tally(
            name,
            f"{array.dtype}{list(array.shape)}",
            int(np.isnan(wide).sum()),
            int(np.isinf(wide).sum()),
            float(finite.min()) if finite.size else float("nan"),
            float(finite.max()) if finite.size else float("nan"),
        )

    def row(self) -> tuple[str, ...]:
        return (
            self.name, self.type, f"from {self.lowest:.6g} to {self.highest:.6g}",
            f"{self.nan} NaN", f"{self.infinite} infinite",
        )  # fmt: skip


@dataclass(frozen=True)
class NanReport:
    """Where the first non-finite value arose; ``node`` is empty where every value is finite."""

    signature: str
    step: int
    steps: int
    node: str = ""
    op: str = ""
    phase: str = ""
    location: str = ""
    cause: str = ""
    result: Tally | None = None
    operands: tuple[Tally, ...] = ()
    repro: Model | None = None

    @property
    def ok(self) -> bool:
        return not self.node

    def text(self) -> str:
        if self.ok:
            return f"every value of {self.signature} is finite in {self.steps} steps"
        head = f"step {self.step}, {self.phase}: %{self.node} = {self.op} is the first that is not"
        lines = [f"{head} finite", f"  {self.cause}", f"  at {self.location}"]
        rows = [each.row() for each in (self.result, *self.operands) if each is not None]
        return "\n".join([*lines, *(f"  {row}" for row in table(rows))])

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "signature": self.signature,
            "step": self.step,
            "steps": self.steps,
            "node": self.node,
            "op": self.op,
            "phase": self.phase,
            "location": self.location,
            "cause": self.cause,
            "result": None if self.result is None else self.result.__dict__,
            "operands": [each.__dict__ for each in self.operands],
        }


def find_nan(
    model: Model,
    signature: str | None = None,
    *,
    feeds: Mapping[str, Any] | None = None,
    steps: int = 1,
) -> NanReport:
    """Run ``steps`` steps and name the first value that is NaN or infinite.

    Nodes are looked at in the order of the graph: forward, then backward, then updates. The report
    has the statistics of what the node read, the rule that was broken, and a model of that one
    node with those operands. ``feeds`` default to the signature's example, else to random numbers.
    The unoptimised graph runs on NumPy.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (2,))
    >>> b.signature("predict", inputs=[x], outputs={"y": gr.sum(gr.log(x))})
    >>> gr.find_nan(b.build(), feeds={"x": [1.0, -2.0]}).cause
    'log of a non-positive number: 1 of 2 elements, the least -2'
    """
    require_model("find_nan", model)
    if steps < 1:
        raise UsageError(f"steps must be 1 or more, got {steps}")
    chosen = model.signature(signature)
    arrays, _ = some_feeds(chosen, feeds)
    session = Session(model, optimize="O0", backend="numpy")
    for step in range(1, steps + 1):
        before = session.state()
        found = session.run(chosen.name, **arrays)
        after = session.state()
        if _all_finite([*found.values(), *(after[name] for name in chosen.updates)]) and (
            step < steps
        ):
            continue
        report = _look(chosen, arrays, before, step, steps)
        if report is not None:
            return report
    return NanReport(chosen.name, steps, steps)


def _look(
    signature: Signature,
    feeds: Mapping[str, Array],
    variables: Mapping[str, Array],
    step: int,
    steps: int,
) -> NanReport | None:
    """The first node of a step whose result is not finite."""
    for node, operands, results in _computed(signature, feeds, variables):
        if _all_finite(results):
            continue
        result = next(each for each in results if not _all_finite([each]))
        given = [each for each in operands if each is not None]
        finite = _all_finite(given)
        if Trait.SOURCE in node.op.traits:
            cause = f"the {node.op.name} itself is not finite"
        elif finite:
            cause = cause_of(node, given, result)
        else:
            cause = "an infinite operand is an ordinary result until now"
        names = [f"%{each.name}" for each in node.inputs if each is not None]
        return NanReport(
            signature.name,
            step,
            steps,
            node.name,
            node.op.name,
            ORDER[node.role],
            str(node.location),
            cause,
            Tally.of(f"%{node.name}", result),
            tuple(Tally.of(n, a) for n, a in zip(names, given, strict=True)),
            _repro(node, operands),
        )
    return None


def _computed(
    signature: Signature, feeds: Mapping[str, Array], variables: Mapping[str, Array]
) -> Iterator[tuple[Node, list[Array | None], tuple[Array, ...]]]:
    """Every node of a step with its operands and results: forward, backward, updates."""
    arrays: dict[Value, Array] = {}
    nodes = needed(signature.graph, signature.fetches)
    with np.errstate(all="ignore"):
        for node in sorted(nodes, key=lambda each: (each.role.value, each.index)):
            if Trait.SOURCE in node.op.traits:
                source = feeds if node.op.name == "input" else variables
                key = node.op.attributes().get("variable", node.name)
                arrays[node.outputs[0]] = source[key]
                yield node, [], (source[key],)
                continue
            operands = [None if each is None else arrays[each] for each in node.inputs]
            results = compute(node.op, operands, [value.type for value in node.outputs])
            arrays.update(zip(node.outputs, results, strict=True))
            yield node, operands, results


def _all_finite(arrays: Any) -> bool:
    return all(each.dtype.kind not in "fc" or bool(np.isfinite(each).all()) for each in arrays)


def _repro(node: Node, operands: list[Array | None]) -> Model | None:
    """A model of one node, with the operands it had as its example."""
    if Trait.SOURCE in node.op.traits or node.op.bodies:
        return None
    b = GraphBuilder(f"repro_{node.op.name}")
    inputs: list[Tensor | None] = []
    example: dict[str, Array] = {}
    for position, array in enumerate(operands):
        if array is None:
            inputs.append(None)
            continue
        name = f"x{position}"
        inputs.append(b.input(name, array.shape, array.dtype))
        example[name] = array
    fed = [each for each in inputs if each is not None]
    results = apply(node.op, *inputs, name="result") if fed else None
    if results is None:
        return None
    several = results if isinstance(results, tuple) else (results,)
    outputs = {f"y{i}" if i else "y": each for i, each in enumerate(several)}
    b.signature("predict", inputs=fed, outputs=outputs, examples=[example])
    return b.build()
