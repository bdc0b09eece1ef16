"""How the graphs and the interfaces of two models differ; names of nodes play no part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from graphrt.analysis.matching import Matching, Pairs, match
from graphrt.ir.attributes import canonical
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.model import Model, Signature
from graphrt.ir.op import Trait

LINES = 40


class Changed(NamedTuple):
    """A node that is on both sides and not the same: its names, and what differs."""

    left: str
    right: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class StructureDiff:
    """``removed`` and ``added`` are nodes as text; ``renamed`` are pairs of names, which alone
    make no difference; ``interface`` says what differs in signatures."""

    alike: int
    removed: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[Changed, ...]
    renamed: tuple[tuple[str, str], ...]
    interface: tuple[str, ...]
    pairs: Pairs = field(default_factory=dict, repr=False)

    @property
    def equal(self) -> bool:
        return not (self.removed or self.added or self.changed or self.interface)

    def text(self) -> str:
        """A line of counts, then a line per difference."""
        counts = [f"{self.alike} nodes alike"]
        for name in ("removed", "added", "changed", "renamed"):
            if number := len(getattr(self, name)):
                counts.append(f"{number} {name}")
        lines = [f"  {line}" for line in self.interface]
        lines += [f"  - {node}" for node in self.removed]
        lines += [f"  + {node}" for node in self.added]
        for each in self.changed:
            name = f"%{each.left}"
            if each.right != each.left:
                name += f" (now %{each.right})"
            lines.append(f"  ~ {name}: {'; '.join(each.details)}")
        lines += [f"  = %{a} is now called %{b}" for a, b in self.renamed]
        if len(lines) > LINES:
            lines[LINES:] = [f"  ... {len(lines) - LINES} more"]
        return "\n".join([f"structure: {', '.join(counts)}", *lines])

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "equal": self.equal,
            "alike": self.alike,
            "removed": list(self.removed),
            "added": list(self.added),
            "changed": [dict(each._asdict(), details=list(each.details)) for each in self.changed],
            "renamed": [list(pair) for pair in self.renamed],
            "interface": list(self.interface),
        }


def structure_diff(left: Model, right: Model) -> StructureDiff:
    """Compare the signatures two models have in common, and say which they have not."""
    alike = 0
    pairs: Pairs = {}
    removed: dict[Node, None] = {}
    added: dict[Node, None] = {}
    changed: dict[tuple[str, str], Changed] = {}
    renamed: dict[tuple[str, str], None] = {}
    interface = list(_interface(left, right))
    for common in _groups(left, right):
        nodes = [_nodes([pair[side] for pair in common]) for side in (0, 1)]
        matching = _matched(common, nodes)
        found = matching.pairs
        for a, b in found.items():
            details = tuple(_changes(a, b, matching))
            if details:
                changed[a.name, b.name] = Changed(a.name, b.name, details)
            elif a not in pairs:
                alike += 1
                if a.name != b.name:
                    renamed[a.name, b.name] = None
        pairs |= found
        images = set(found.values())
        removed |= {node: None for node in nodes[0] if node not in found}
        added |= {node: None for node in nodes[1] if node not in images}
        interface += _rewired(common, matching)
    return StructureDiff(
        alike,
        tuple(map(_text, removed)),
        tuple(map(_text, added)),
        tuple(changed.values()),
        tuple(renamed),
        tuple(interface),
        pairs,
    )


def _groups(left: Model, right: Model) -> list[list[tuple[Signature, Signature]]]:
    """The signatures both have, together where both sides keep them in one graph."""
    groups: dict[tuple[int, int], list[tuple[Signature, Signature]]] = {}
    for name, a in left.signatures.items():
        b = right.signatures.get(name)
        if b is not None:
            groups.setdefault((id(a.graph), id(b.graph)), []).append((a, b))
    return list(groups.values())


def _nodes(signatures: list[Signature]) -> list[Node]:
    graph: Graph = signatures[0].graph
    fetched = [value for each in signatures for value in each.fetches]
    given = [value for each in signatures for value in each.inputs.values()]
    return needed(graph, [*given, *fetched])


def _matched(common: list[tuple[Signature, Signature]], nodes: list[list[Node]]) -> Matching:
    roots = [
        (value, getattr(b, kind)[name])
        for a, b in common
        for kind in ("outputs", "updates")
        for name, value in getattr(a, kind).items()
        if name in getattr(b, kind)
    ]
    labels: tuple[dict[Node, str], dict[Node, str]] = ({}, {})
    for pair in common:
        for signature, found in zip(pair, labels, strict=True):
            for name, value in signature.inputs.items():
                found.setdefault(value.node, name)
    return match(nodes[0], nodes[1], roots, labels)


# -- what differs ----------------------------------------------------------------------------


def _changes(a: Node, b: Node, matching: Matching) -> Iterator[str]:
    """What of node ``b`` is not as in ``a`` itself, consequences left out."""
    if a.op.name != b.op.name:
        yield f"op {a.op.name} -> {b.op.name}"
    elif a.op.key() != b.op.key():
        for field_ in a.op.fields:
            before, after = getattr(a.op, field_.name), getattr(b.op, field_.name)
            if canonical(field_.kind, before) != canonical(field_.kind, after):
                yield f"{field_.name} {_short(before)} -> {_short(after)}"
    if len(a.inputs) != len(b.inputs):
        yield f"{len(a.inputs)} operands -> {len(b.inputs)}"
        return
    if Trait.COMMUTATIVE in a.op.traits and all(map(matching.same, a.inputs, b.inputs[::-1])):
        return
    for slot, (before, after) in enumerate(zip(a.inputs, b.inputs, strict=True)):
        if not matching.same(before, after):
            yield f"operand {slot} {_named(before)} -> {_named(after)}"


def _rewired(common: list[tuple[Signature, Signature]], matching: Matching) -> Iterator[str]:
    """Outputs and updates that come from another value than before."""
    for a, b in common:
        for kind, what in (("outputs", "output"), ("updates", "update")):
            for name, before in getattr(a, kind).items():
                after = getattr(b, kind).get(name)
                if after is not None and not matching.same(before, after):
                    yield f"{a.name}: {what} {name} is {_named(after)}, was {_named(before)}"


def _interface(left: Model, right: Model) -> Iterator[str]:
    """Signatures, and what goes into and comes out of them."""
    for name in [*left.signatures, *(n for n in right.signatures if n not in left.signatures)]:
        a, b = left.signatures.get(name), right.signatures.get(name)
        if a is None or b is None:
            yield f"signature {name} is only in the {'second' if a is None else 'first'} model"
            continue
        for kind, what in (("inputs", "input"), ("outputs", "output"), ("updates", "update")):
            before, after = getattr(a, kind), getattr(b, kind)
            for key in [*before, *(k for k in after if k not in before)]:
                if key not in before or key not in after:
                    side = "second" if key not in before else "first"
                    yield f"{name}: {what} {key} is only in the {side} model"
                elif before[key].type != after[key].type:
                    yield f"{name}: {what} {key} is {after[key].type}, was {before[key].type}"


def _text(node: Node) -> str:
    shown = [_named(value) for value in node.inputs]
    for each in node.op.fields:
        value = getattr(node.op, each.name)
        if each.required or canonical(each.kind, value) != canonical(each.kind, each.default):
            shown.append(f"{each.name}={_short(value)}")
    where = f"  {node.location}" if node.location is not None else ""
    return f"%{node.name} = {node.op.name}({', '.join(shown)}){where}"


def _named(value: Value | None) -> str:
    return "none" if value is None else f"%{value.name}"


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        text = str(value.tolist()) if value.size <= 4 else f"{value.dtype}{list(value.shape)}"
    elif isinstance(value, Graph):
        text = f"a body of {len(value)} nodes"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
