"""Which node of one graph is which of another, whatever they are called.

First the nodes that compute the same: a node is numbered by its op, its attributes and the
numbers of its operands, so equal numbers mean equal formulas over the same inputs and variables.
What is left has changed or depends on something that has; it is paired by where it stands: from
the outputs down, by name, and by what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphrt.ir.graph import Node, Value
from graphrt.ir.op import Trait

Pairs = dict[Node, Node]


class Matching:
    """``pairs`` of nodes that are each other; ``numbers`` of the formulas of all nodes."""

    def __init__(self, pairs: Pairs, numbers: Mapping[Node, int]) -> None:
        self.pairs = pairs
        self.numbers = numbers

    def image(self, value: Value | None) -> Value | None:
        """The value on the right that ``value`` is; ``None`` where there is none."""
        node = None if value is None else self.pairs.get(value.node)
        if value is None or node is None or value.result >= len(node.outputs):
            return None
        return node.outputs[value.result]

    def same(self, left: Value | None, right: Value | None) -> bool:
        """Whether two values correspond: they are paired, or have one formula."""
        if left is None or right is None:
            return left is right
        if left.result != right.result:
            return False
        if self.pairs.get(left.node) is right.node:
            return True
        return self.numbers[left.node] == self.numbers[right.node]


def match(
    left: Sequence[Node],
    right: Sequence[Node],
    roots: Iterable[tuple[Value, Value]],
    labels: tuple[Mapping[Node, str], Mapping[Node, str]],
) -> Matching:
    """Pairs of nodes of ``left`` and ``right``, each in topological order.

    ``roots`` are values that correspond because the signatures say so; ``labels`` name the inputs.
    """
    matcher = _Matcher(left, right)
    matcher.by_formula(*labels)
    matcher.from_roots(list(roots))
    matcher.by_name(op_too=True)
    matcher.by_operands(op_too=True)
    matcher.by_name(op_too=False)
    matcher.by_operands(op_too=False)
    return Matching(matcher.pairs, matcher.numbers)


class _Matcher:
    def __init__(self, left: Sequence[Node], right: Sequence[Node]) -> None:
        self.left, self.right = left, right
        self.pairs: Pairs = {}
        self.taken: set[Node] = set()  # of the right
        self.numbers: dict[Node, int] = {}

    def _pair(self, a: Node, b: Node) -> None:
        self.pairs[a] = b
        self.taken.add(b)

    def _free(self, a: Node, b: Node) -> bool:
        return a not in self.pairs and b not in self.taken

    def by_formula(self, left: Mapping[Node, str], right: Mapping[Node, str]) -> None:
        """Nodes that compute the same; of several, those of the same name first."""
        formulas: dict[Any, int] = {}
        self.numbers = _numbered(self.right, right, formulas)
        groups: dict[int, dict[str, Node]] = {}
        for node in self.right:
            groups.setdefault(self.numbers[node], {})[node.name] = node
        self.numbers = {**_numbered(self.left, left, formulas), **self.numbers}
        waiting: list[tuple[Node, dict[str, Node]]] = []
        for node in self.left:
            group = groups.get(self.numbers[node], {})
            same = group.pop(node.name, None)
            if same is None:
                waiting.append((node, group))
            else:
                self._pair(node, same)
        for node, group in waiting:
            if group:
                self._pair(node, group.pop(next(iter(group))))

    def from_roots(self, roots: list[tuple[Value, Value]]) -> None:
        """From the outputs down, as long as the ops agree."""
        stack = roots[::-1]
        while stack:
            a, b = stack.pop()
            if a.node.op.name != b.node.op.name or not self._free(a.node, b.node):
                continue
            self._pair(a.node, b.node)
            stack += [
                (x, y)
                for x, y in zip(a.node.inputs, b.node.inputs, strict=False)
                if x is not None and y is not None
            ]

    def by_name(self, op_too: bool) -> None:
        """Nodes of the same name, and unless ``op_too`` is false of the same op."""
        names = {node.name: node for node in self.right if node not in self.taken}
        for node in self.left:
            other = names.get(node.name)
            if other is not None and self._free(node, other):
                if node.op.name == other.op.name or not op_too:
                    self._pair(node, other)

    def by_operands(self, op_too: bool) -> None:
        """Nodes that read the same values: with another attribute, or with another op, too."""
        matching = Matching(self.pairs, self.numbers)
        readers: dict[Any, list[Node]] = {}
        for node in self.right:
            if node not in self.taken and node.inputs:
                readers.setdefault(_place(node, node.inputs, op_too), []).append(node)
        for node in self.left:
            if node in self.pairs or not node.inputs:
                continue
            seen = [matching.image(each) or each for each in node.inputs]
            found = readers.get(_place(node, seen, op_too))
            if found:
                self._pair(node, found.pop(0))


def _place(node: Node, operands: Sequence[Any], op_too: bool) -> Any:
    return (node.op.name if op_too else "", *operands)


def _numbered(
    nodes: Sequence[Node], labels: Mapping[Node, str], formulas: dict[Any, int]
) -> dict[Node, int]:
    """The number of the formula of each node."""
    own: dict[Node, int] = {}
    for node in nodes:
        operands = [(-1, 0) if v is None else (own[v.node], v.result) for v in node.inputs]
        if Trait.COMMUTATIVE in node.op.traits:
            operands.sort()
        key = (node.op.key(), labels.get(node, ""), *operands)
        own[node] = formulas.setdefault(key, len(formulas))
    return own
