"""Which nodes can share one loop over memory: pointwise nodes and reductions, and pointwise nodes
with the product whose elements they go on with.

A group has a *domain*, the shape its loops run over, and at most one set of axes that make up its
row: mostly the last ones, but also, say, those around the channels. Its members are as large as the
domain (*full*), or have one number per row of it (*narrow*): the result of a reduction, and what is
computed from such results. A result no member reads is *late*: a sum of whole rows, which is known
after the last row, and one that lacks other axes than the last.

Groups must not depend on each other in a circle. Every node has a *stage*: one more than what it
reads (sources have -1), except along an edge between members of one group. A path that leaves a
group therefore comes out at a later stage, and nodes of one stage and one domain may share a group
whatever else there is. One sweep over the list finds stages and groups; there is no search. What
is computed from sources alone and read by one node is computed with that one: it has no stage.

A product (`Trait.CONTRACTION`) may then join a pointwise group of exactly its shape, one per group:
it moves on to the group's stage. Nobody but the group may read it before the stage after that. Sums
of whole rows then leave the group, if what they add up is stored anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.op import Trait
from graphrt.ops.axes import are_last
from graphrt.ops.reduce import Sum
from graphrt.ops.source import ShapeOf, SizeOf
from graphrt.types import Shape, ValueType

FULL, NARROW, LATE = "full", "narrow", "late"
Row = tuple[int, ...]


class Place(NamedTuple):
    """Where a node stands: the domain and the form it has there. ``missing`` axes of extent 1 are
    gone from the end of a narrow node's shape."""

    domain: Shape
    form: str
    missing: int = 0


class Groups:
    """The groups of a graph: sets of nodes that grow together (union-find).

    `add` all nodes in their order, in one or several calls; then `join_products`.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.stage: dict[Node, int] = {}
        self.place: dict[Node, Place] = {}  # of nodes that can be in a group
        self._parent: dict[Node, Node] = {}
        self._rows: dict[Node, Row] = {}  # root of a group -> axes of its row
        self._summing: set[Node] = set()  # roots of groups with sums of whole rows
        self._readers: dict[tuple[int, Value], Node] = {}  # by stage: the first as large as it
        self._late = _beside_their_reader(graph)

    def add(self, nodes: Iterable[Node]) -> None:
        """Find the places of the next ``nodes``."""
        late = self._late
        for node in nodes:
            if node in late:
                self.stage[node] = -1  # it can be computed whenever its reader is
                continue
            self._add(node)
            if not late:
                continue
            for each in late.intersection(operands_of(node)):
                self.place[each], self.stage[each] = self.place[node], self.stage[node]
                self._parent[each] = self._root(node)

    def members(self, nodes: Iterable[Node]) -> list[list[Node]]:
        """Those of ``nodes`` that are in each group, in their order."""
        found: dict[Node, list[Node]] = {}
        for node in nodes:
            if node in self.place:
                found.setdefault(self._root(node), []).append(node)
        return list(found.values())

    def row_of(self, node: Node) -> Row:
        """The axes that make up the row of the group of ``node``; none where any may."""
        return self._rows.get(self._root(node), ())

    # -- the sweep ----------------------------------------------------------------------------

    def _add(self, node: Node) -> None:
        read = operands_of(node)
        base = 1 + max(map(self.stage.__getitem__, read), default=-2)
        self.stage[node] = base
        if isinstance(node.op, (ShapeOf, SizeOf)):
            self.stage[node] = base - 1  # known beforehand, it is no step between two others
        if base == 0 and (node.op.has_view or _is_one_number(node)):
            self.stage[node] = -1  # from sources alone: it is ready before the first loop
            return
        axes = fusible_axes(node)
        if axes is None:
            return
        partners = [each for each in read if self.stage[each] == base - 1]
        if partners and self.place.keys() >= {*partners}:
            place = self._place_among(node, axes, partners)
            if place is not None:
                self.stage[node], self.place[node] = base - 1, place
                self._join(node, axes, partners)
                return
        if is_transparent(node):  # not in a group after all: a view, which waits for the shape
            self.stage[node] = max(self.stage[v.node] for v in node.inputs if v is not None)
        else:
            self.place[node] = _alone(node, axes)
            self._join(node, axes, ())

    def _place_among(self, node: Node, axes: Row, partners: list[Node]) -> Place | None:
        """The place ``node`` gets beside all ``partners``; ``None`` where they cannot be one."""
        places = [self.place[each] for each in partners]
        domain = places[0].domain
        for each in places:
            if each.domain != domain or each.form == LATE:
                return None
        rows = {axes, *map(self.row_of, partners)} - {()}
        if len(rows) > 1:
            late = all(each.form == FULL for each in places) and can_be_late(node, rows - {axes})
            return Place(domain, LATE) if late else None
        if not self._can_sum_rows(rows, partners, domain):
            return None
        if axes:
            fits = _reads_in_full(node, partners, places)
            return _alone(node, axes) if fits and domain_of(node, axes) == domain else None
        return self._place_of_pointwise(node, domain, next(iter(rows), ()), places)

    def _can_sum_rows(self, rows: Iterable[Row], nodes: Iterable[Node], domain: Shape) -> bool:
        """Whether groups of ``nodes`` have no sums of whole rows unless these are the last axes."""
        return all(are_last(each, len(domain)) for each in rows) or not any(
            self._root(each) in self._summing for each in nodes
        )

    def _place_of_pointwise(
        self, node: Node, domain: Shape, row: Row, places: list[Place]
    ) -> Place | None:
        shape = node.outputs[0].type.dims
        if shape == domain:
            narrow = [each for each in places if each.form == NARROW]
            # a number for the whole domain is known only when all of it has been seen
            if narrow and (len(row) == len(domain) or any(each.missing for each in narrow)):
                return None
            return Place(domain, FULL)
        missing = len(domain) - len(shape)
        if missing < 0:
            return None
        if shape != _kept(domain, row, missing) or any(each.form == FULL for each in places):
            return None
        if not is_transparent(node) and any(each.missing != missing for each in places):
            return None
        return Place(domain, NARROW, missing)

    def _join(self, node: Node, axes: Row, partners: Iterable[Node]) -> None:
        self._parent[node] = node
        place, stage = self.place[node], self.stage[node]
        if place.form == LATE and are_last(axes, len(place.domain)):
            self._summing.add(node)
        if axes and not (partners and node in self._summing):
            self._rows[node] = axes
        for each in partners:
            self._union(node, each)
        for value in node.inputs:  # nodes that read the same large value read it once
            if value is None or self.stage[value.node] == stage:  # joined through its maker
                continue
            if value.type.shape != place.domain:
                continue
            other = self._readers.setdefault((stage, value), node)
            if other is node:
                continue
            rows = {self.row_of(node), self.row_of(other)} - {()}
            if len(rows) < 2 and self._can_sum_rows(rows, (node, other), place.domain):
                self._union(node, other)

    def join_products(self) -> None:
        """Let products join groups that go on with their elements."""
        graph = self._graph
        products = [node for node in graph.nodes if _is_product(node)]
        if not products:
            return
        late: dict[Node, list[Node]] = {}  # root of a group -> the sums of whole rows in it
        for node, place in self.place.items():
            if place.form == LATE:
                late.setdefault(self._root(node), []).append(node)
        summed = {each for sums in late.values() for node in sums for each in operands_of(node)}
        readers: dict[Node, list[Node | None]] = {node: [] for node in (*products, *summed)}
        for node in graph.nodes:
            for value in node.inputs:
                if value is not None and value.node in readers:
                    readers[value.node].append(node)
        for value in graph.outputs:
            if value.node in summed:
                readers[value.node].append(None)
        taken: set[Node] = set()  # roots of groups with a product
        for product in products:
            root = self._group_for(product, [each for each in readers[product] if each is not None])
            if root is None or root in taken:
                continue
            sums = late.get(root, [])
            added = {each for node in sums for each in operands_of(node)} - {product}
            if all(self._is_stored(each, root, readers[each]) for each in added):
                taken.add(root)
                self.place[product] = Place(product.outputs[0].type.dims, FULL)
                self.stage[product] = self.stage[root]
                self._parent[product] = root
                for node in sums:
                    del self.place[node]

    def _is_stored(self, node: Node, root: Node, readers: Iterable[Node | None]) -> bool:
        """Whether a node is not in a group, or read by somebody (or, ``None``, fetched) outside."""
        return any(
            each is None or each not in self.place or self._root(each) is not root
            for each in (node, *readers)
        )

    def _group_for(self, product: Node, users: list[Node]) -> Node | None:
        """The pointwise group that can go on with the elements of a product."""
        for user in users:
            place = self.place.get(user)
            if place is None or place.domain != product.outputs[0].type.dims:
                continue
            root = self._root(user)
            if not self.row_of(root) and all(
                self.stage[each] > self.stage[root]
                or (each in self.place and self._root(each) is root)
                for each in users
            ):
                return root
        return None

    def _root(self, node: Node) -> Node:
        parent = self._parent
        root = node
        while (above := parent[root]) is not root:
            root = above
        while (above := parent[node]) is not root:
            parent[node], node = root, above
        return root

    def _union(self, a: Node, b: Node) -> None:
        first, second = self._root(a), self._root(b)
        if first is not second:
            self._parent[first] = second
            row = self._rows.pop(first, ())
            if row:
                self._rows[second] = row
            if first in self._summing:
                self._summing.add(second)


def _beside_their_reader(graph: Graph) -> set[Node]:
    """Pointwise nodes of what is there from the start, such as a decayed moment, that one pointwise
    node of their shape reads: they are no step on the way to it."""
    ready: set[Value | None] = {None}  # sources, and single numbers from sources
    readers: dict[Value, list[Node]] = {}
    for node in graph.nodes:
        for value in readers.keys() & node.inputs:
            readers[value].append(node)
        if ready.issuperset(node.inputs):
            if not node.inputs or _is_one_number(node):
                ready.update(node.outputs)
            elif _is_pointwise(node):
                readers[node.outputs[0]] = []
    for value in graph.outputs:
        readers.pop(value, None)
    return {
        value.node
        for value, found in readers.items()
        if len(found) == 1
        and _is_pointwise(found[0])
        and found[0].outputs[0].type.dims == value.type.dims
    }


def fusible_axes(node: Node) -> Row | None:
    """The axes that make up the row of a reduction, none for a pointwise node; ``None`` if it is
    neither."""
    if len(node.outputs) != 1 or not node.inputs:
        return None
    for each in (*node.inputs, *node.outputs):
        if each is not None and not _is_fusible(each.type):
            return None
    if node.outputs[0].known is not None:  # numbers that shapes rest on: `Fused` forgets them
        return None
    op, first = node.op, node.inputs[0]
    if op.has_scalar and Trait.CUT not in op.traits:
        return ()
    if op.has_row_axes and first is not None:
        axes, rank = op.row_axes(first.type.rank), first.type.rank + op.makes_row
        if sums_rows(node):
            return tuple(range(len(axes), rank))
        if are_last(axes, rank) or not (op.makes_row or op.beside_row):
            return axes or None
    return None


def _kept(domain: Shape, row: Row, missing: int) -> Shape | None:
    """The shape of one number per row, without the last ``missing`` axes, which only a row of
    last axes may lack."""
    rank = len(domain)
    if missing > len(row) or (missing and not are_last(row, rank)):
        return None
    shape = tuple(1 if axis in row else extent for axis, extent in enumerate(domain))
    return shape[: rank - missing]


@lru_cache  # a graph has few types
def _is_fusible(type_: ValueType) -> bool:
    narrow = type_.dtype.is_narrow_float or type_.dtype.kind == "complex"
    return not narrow and not type_.is_data_dependent


def _is_product(node: Node) -> bool:
    """Whether others can go on with the elements of ``node`` as their sums end."""
    if Trait.CONTRACTION not in node.op.traits:
        return False
    types = [each.type for each in (*node.inputs, *node.outputs) if each is not None]
    return all(each.dtype.is_float and _is_fusible(each) for each in types)


def sums_rows(node: Node) -> bool:
    """Whether a node adds up the first axes of what it reads, element by element."""
    if not isinstance(node.op, Sum) or node.inputs[0] is None:
        return False
    rank = node.inputs[0].type.rank
    axes = node.op.row_axes(rank)
    return 0 < len(axes) < rank and set(axes) == set(range(len(axes)))


def can_be_late(node: Node, rows: set[Row]) -> bool:
    """Whether a node that adds up everything can do so row by row, each along the axes ``rows``."""
    if not isinstance(node.op, Sum) or node.inputs[0] is None or len(rows) != 1:
        return False
    (row,), rank = rows, node.inputs[0].type.rank
    return len(row) < rank == len(node.op.row_axes(rank)) and are_last(row, rank)


def _reads_in_full(node: Node, partners: list[Node], places: list[Place]) -> bool:
    """Whether each partner has the form its operand must have beside a row."""
    beside = {node.inputs[each] for each in node.op.beside_row}
    return all(
        place.form == (NARROW if partner.outputs[0] in beside else FULL)
        and (partner.outputs[0] not in beside or place.missing > 0)
        for partner, place in zip(partners, places, strict=True)
    )


def _is_one_number(node: Node) -> bool:
    return all(each.type.is_static and each.type.size == 1 for each in node.outputs)


def _is_pointwise(node: Node) -> bool:
    return fusible_axes(node) == () and not is_transparent(node)


def is_transparent(node: Node) -> bool:
    """Whether a node only repeats its first operand or adds axes of extent 1: inside a group,
    where everything broadcasts, it is that operand."""
    return node.op.has_scalar and Trait.ELEMENTWISE not in node.op.traits


def operands_of(node: Node) -> list[Node]:
    """The nodes whose elements ``node`` computes with; not the shape a transparent one takes."""
    inputs = node.inputs[:1] if is_transparent(node) else node.inputs
    return list({each.node: None for each in inputs if each is not None})


def domain_of(node: Node, axes: Row) -> Shape:
    """The shape a node loops over: what a reduction reads, or what a pointwise node makes."""
    first = None if node.op.makes_row or not axes else node.inputs[0]
    return node.outputs[0].type.dims if first is None else first.type.dims


def _alone(node: Node, axes: Row) -> Place:
    """The place of the first node of a group, and of a reduction in any."""
    domain, shape = domain_of(node, axes), node.outputs[0].type.dims
    if sums_rows(node):
        return Place(domain, LATE)
    if axes and shape != domain:
        missing = len(domain) - len(shape)
        if missing and not are_last(axes, len(domain)):
            return Place(domain, LATE)
        return Place(domain, NARROW, missing)
    return Place(domain, FULL)
