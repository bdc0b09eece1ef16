"""Whether two models compute the same numbers, and where they part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphrt.analysis.array_diff import ArrayDiff, array_diff
from graphrt.analysis.feeds import some_feeds
from graphrt.analysis.matching import Pairs
from graphrt.analysis.weight_table import Statistics, statistics_of
from graphrt.errors import table
from graphrt.ir.evaluate import evaluate, needed
from graphrt.ir.graph import Role, Value
from graphrt.ir.model import Model, Signature

Array = np.ndarray[Any, Any]
_ORDER = {Role.FORWARD: 0, Role.GRADIENT: 1, Role.UPDATE: 2}


@dataclass(frozen=True)
class Divergence:
    """The first tensor that is not the same on both sides, forward before backward."""

    left: str
    right: str
    op: str
    role: str
    type: str
    location: str | None
    difference: ArrayDiff
    statistics: tuple[Statistics, Statistics]


@dataclass(frozen=True)
class SignatureDiff:
    """The outputs, and new values of variables, of one signature. ``reason`` says why it was
    not run."""

    name: str
    feeds: str
    outputs: tuple[tuple[str, ArrayDiff], ...]
    first: Divergence | None = None
    reason: str = ""

    @property
    def equal(self) -> bool:
        return not self.reason and all(each.ok for _, each in self.outputs)


@dataclass(frozen=True)
class BehaviourDiff:
    """A row per signature that both models have."""

    signatures: tuple[SignatureDiff, ...]

    @property
    def equal(self) -> bool:
        return all(each.equal for each in self.signatures)

    def text(self) -> str:
        """A block per signature."""
        lines = []
        for each in self.signatures:
            if each.reason:
                lines.append(f"behaviour of {each.name}: not compared, {each.reason}")
                continue
            lines.append(f"behaviour of {each.name}, {each.feeds} inputs")
            lines += table([(f"  {name}", found.text()) for name, found in each.outputs])
            if each.first is not None:
                lines += [f"  {line}" for line in _first_text(each.first)]
        return "\n".join(lines) or "behaviour: no signature in common"

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"equal": self.equal, "signatures": [_json(each) for each in self.signatures]}


def behaviour_diff(
    left: Model,
    right: Model,
    pairs: Pairs,
    *,
    signature: str | None = None,
    feeds: Mapping[str, Any] | None = None,
    dims: Mapping[str, int] | None = None,
    rtol: float = 0.0,
    atol: float = 0.0,
) -> BehaviourDiff:
    """Run the signatures both have on the same inputs, in the reference interpreter.

    ``pairs`` says which nodes correspond. Without ``feeds``, the example stored in either
    model, else random numbers.
    """
    if signature is not None:
        names = [left.signature(signature).name, right.signature(signature).name][:1]
    elif feeds:
        names = [left.signature().name]
    else:
        names = [name for name in left.signatures if name in right.signatures]
    found = []
    for name in names:
        a, b = left.signature(name), right.signature(name)
        reason = _why_not(a, b)
        if reason:
            found.append(SignatureDiff(name, "", (), reason=reason))
            continue
        source = b if b.examples and not a.examples else a
        arrays, kind = some_feeds(source, feeds, dims, default=3)
        found.append(_signature_diff(_Side(left, a, arrays), _Side(right, b, arrays),
                                     pairs, kind, rtol, atol))  # fmt: skip
    return BehaviourDiff(tuple(found))


class _Side:
    """One of the two models, ready to be asked for values."""

    def __init__(self, model: Model, signature: Signature, arrays: Mapping[str, Array]) -> None:
        self.signature = signature
        self.feeds = {v.node.name: arrays[name] for name, v in signature.inputs.items()}
        self.state = {name: variable.value for name, variable in model.variables.items()}
        self.fetches = {
            **signature.outputs,
            **{f"new {name}": value for name, value in signature.updates.items()},
        }

    def values(self, wanted: list[Value]) -> tuple[Array, ...]:
        return evaluate(self.signature.graph, wanted, self.feeds, self.state)


def _why_not(a: Signature, b: Signature) -> str:
    if sorted(a.inputs) != sorted(b.inputs):
        return (
            f"the inputs are {', '.join(b.inputs) or 'none'}, were {', '.join(a.inputs) or 'none'}"
        )
    for name, value in a.inputs.items():
        if b.inputs[name].type.dtype is not value.type.dtype:
            return f"input {name} is {b.inputs[name].type}, was {value.type}"
    return ""


def _signature_diff(
    left: _Side, right: _Side, pairs: Pairs, kind: str, rtol: float, atol: float
) -> SignatureDiff:
    common = [name for name in left.fetches if name in right.fetches]
    sides = [side.values([side.fetches[name] for name in common]) for side in (left, right)]
    outputs = tuple(
        (name, array_diff(a, b, rtol, atol)) for name, a, b in zip(common, *sides, strict=True)
    )
    first = None
    if not all(each.ok for _, each in outputs):
        first = _first(left, right, pairs, rtol, atol)
    return SignatureDiff(left.signature.name, kind, outputs, first)


def _first(left: _Side, right: _Side, pairs: Pairs, rtol: float, atol: float) -> Divergence | None:
    reachable = set(needed(right.signature.graph, right.signature.fetches))
    nodes = [
        node
        for node in needed(left.signature.graph, left.signature.fetches)
        if node in pairs and pairs[node] in reachable
    ]
    nodes.sort(key=lambda node: (_ORDER[node.role], node.index))
    values = [
        (value, other)
        for node in nodes
        for value, other in zip(node.outputs, pairs[node].outputs, strict=False)
    ]
    ours = left.values([a for a, _ in values])
    theirs = right.values([b for _, b in values])
    for (a, b), x, y in zip(values, ours, theirs, strict=True):
        found = array_diff(x, y, rtol, atol)
        if not found.ok:
            node = a.node
            return Divergence(
                a.name, b.name, node.op.name, node.role.name.lower(), str(a.type),
                None if node.location is None else str(node.location),
                found, (statistics_of(x), statistics_of(y)),
            )  # fmt: skip
    return None


def _first_text(first: Divergence) -> list[str]:
    also = f", in the second model %{first.right}" if first.right != first.left else ""
    where = f" at {first.location}" if first.location else ""
    head = f"they part at %{first.left} ({first.op}, {first.role}){where}{also}: "
    rows: list[tuple[str, ...]] = [("", "mean", "std", "min", "max", "zeros", "NaN", "inf")]
    for name, each in zip(("first", "second"), first.statistics, strict=True):
        numbers = (each.mean, each.std, each.min, each.max)
        counts = (each.zeros, each.nan, each.inf)
        shown = ["" if x is None else f"{x:.6g}" for x in numbers]
        rows.append((f"  {name}", *shown, *map(str, counts)))
    return [head + first.difference.text(), *table(rows, right=range(1, 8))]


def _json(each: SignatureDiff) -> dict[str, Any]:
    first = None
    if each.first is not None:
        first = dict(each.first.__dict__, difference=dict(each.first.difference.__dict__))
        first["statistics"] = [dict(side.__dict__) for side in each.first.statistics]
    return {
        "name": each.name,
        "feeds": each.feeds,
        "reason": each.reason,
        "outputs": [dict(found.__dict__, name=name, ok=found.ok) for name, found in each.outputs],
        "first": first,
    }
