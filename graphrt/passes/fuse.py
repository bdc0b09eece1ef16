"""Fusion: nodes that can share one loop over memory become one node.

`grouping` says which; here each group becomes the body of a `Fused` node. Inside, reductions
keep their dims, so that everything broadcasts to the domain; outside, a view takes the extra
axes away again. Constants of one element go inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from graphrt.ir.bodies import all_bodies, body_fields
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node, Origin, Value
from graphrt.ops.fused import Fused
from graphrt.ops.shape import BroadcastTo, ExpandDims, Squeeze
from graphrt.ops.source import Constant, Input, ShapeOf, SizeOf
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier, interchangeable, with_bodies
from graphrt.passes.grouping import FULL, LATE, Groups, is_transparent
from graphrt.passes.spelling import spelled_out
from graphrt.types import Shape, ValueType

FIRST_LOOK = 2048  # nodes after which, and after twice as many each time, groups are counted


class Fuse(Pass):
    """Make one node of pointwise nodes and reductions that can share a loop over memory.

    ``max_nodes`` bounds a group: longer ones are cut, so that a kernel stays quick to compile.
    Where groups that differ have more than ``max_fused`` nodes together, nothing is fused:
    kernels of single nodes are shared, those of groups would all have to be compiled. So it is
    where the first nodes of a large graph have as many, whatever they would become with the rest.
    """

    name = "fuse"
    reports = ("group",)
    max_nodes: int = 96
    max_fused: int = 512

    def __call__(self, graph: Graph, log: Log | None = None) -> Graph:
        """As every pass, but for the bodies it has made itself: those are single loops already."""
        log = Log() if log is None else log
        if any(map(body_fields, graph.op_kinds.values())):
            done: dict[int, Graph] = {}
            for holder, body in all_bodies([graph]):
                inner = with_bodies(body, done)
                done[id(body)] = inner if isinstance(holder.op, Fused) else self.run(inner, log)
            graph = with_bodies(graph, done)
        return self.run(graph, log)

    def run(self, graph: Graph, log: Log) -> Graph:
        graph = _shapes_of_first_values(spelled_out(graph))
        nodes, groups = graph.nodes, Groups(graph)
        done, size = 0, FIRST_LOOK
        while size < len(nodes):
            groups.add(nodes[done:size])
            if self._are_too_many(self._parts(groups, nodes[:size])):
                return graph
            done, size = size, 2 * size
        groups.add(nodes[done:])
        groups.join_products()
        parts = self._parts(groups, nodes)
        if not parts or self._are_too_many(parts):
            return graph
        log.fired["group"] += len(parts)
        return _Fusion(graph, groups, parts).run()

    def _parts(self, groups: Groups, nodes: Iterable[Node]) -> list[list[Node]]:
        return [
            part
            for members in groups.members(nodes)
            for part in _cut([each for each in members if not is_transparent(each)], self.max_nodes)
            if len(part) > 1
        ]

    def _are_too_many(self, parts: Iterable[list[Node]]) -> bool:
        """Whether groups that differ have more nodes together than are worth compiling."""
        different: set[object] = set()
        nodes = 0
        for part in parts:
            kinds = _kinds(part)
            if kinds not in different:
                different.add(kinds)
                nodes += len(part)
                if nodes > self.max_fused:
                    return True
        return False


def _shapes_of_first_values(graph: Graph) -> Graph:
    """``graph`` where a shape is taken from the first value that has it: a shape known before
    running must not make one member of a group wait for another."""
    if ShapeOf not in graph.op_kinds and SizeOf not in graph.op_kinds:
        return graph
    copier = Copier(graph)
    first: dict[Shape, Value] = {}
    for node in graph.nodes:
        value = node.inputs[0] if node.inputs else None
        if isinstance(node.op, (ShapeOf, SizeOf)) and node.outputs[0].known is not None:
            assert value is not None
            earliest = first[value.type.dims]
            read = copier.values.get(earliest, earliest)
            copier.place(node, node.inputs if read is value else (read,))
        else:
            copier.keep(node)
        for each in node.outputs:
            if each.type.shape is not None:
                first.setdefault(each.type.shape, each)
    return copier.freeze(graph)


def _kinds(part: list[Node]) -> tuple[object, ...]:
    """What groups that become the same kernel have in common: ops, types but for sizes, and who
    reads whom; a constant goes inside, so it counts as itself."""
    place = {node: position for position, node in enumerate(part)}
    return tuple(
        (node.op.name, _form(node.outputs[0].type), *[_reads(each, place) for each in node.inputs])
        for node in part
    )


@lru_cache  # a graph has few types
def _form(type_: ValueType) -> tuple[object, ...]:
    return type_.dtype, *[extent == 1 for extent in type_.dims]


def _reads(value: Value | None, place: dict[Node, int]) -> object:
    if value is None or value.node in place or not isinstance(value.node.op, Constant):
        return value and place.get(value.node)
    return value.node


def _cut(members: list[Node], size: int) -> list[list[Node]]:
    return [members[start : start + size] for start in range(0, len(members), size)]


class _Fusion:
    """The next graph: groups in the place of their members, in an order that all can be in."""

    def __init__(self, graph: Graph, groups: Groups, parts: Sequence[list[Node]]) -> None:
        self.graph = graph
        self.groups = groups
        self.part_of = {node: part for part in parts for node in part}
        self.copier = Copier(graph)
        self.emit = Emitter(locate=lambda: None)
        self.emit.nodes = self.copier.nodes
        self.emit.names = set(graph.by_name)
        self.done: set[Node] = set()
        self.read_outside = self._values_read_outside()

    def run(self) -> Graph:
        for node in self.graph.nodes:
            part = self.part_of.get(node)
            if part is None or part[-1] is node:
                self._emit_with_operands(node)
        return self.copier.freeze(self.graph)

    def seen_by(self, node: Node) -> list[Value | None]:
        """What ``node`` reads as a member: transparent nodes of its group are looked through."""
        part = self.part_of[node]
        return [value if value is None else self._through(value, part) for value in node.inputs]

    def _through(self, value: Value, part: list[Node]) -> Value:
        source = value
        while is_transparent(source.node) and source.node in self.groups.place:
            first = source.node.inputs[0]
            assert first is not None
            source = first
        return source if self.part_of.get(source.node) is part else value

    def _values_read_outside(self) -> set[Value]:
        found = set(self.graph.outputs)
        for node in self.graph.nodes:
            part = self.part_of.get(node)
            if part is None:
                found.update(each for each in node.inputs if each is not None)
                continue
            for value in self.seen_by(node):
                if value is not None and self.part_of.get(value.node) is not part:
                    found.add(value)
        return found

    def _emit_with_operands(self, root: Node) -> None:
        """Add a node or its group after everything it reads."""
        stack = [root]
        while stack:
            node = stack[-1]
            part = self.part_of.get(node, [node])
            if part[-1] in self.done:
                stack.pop()
                continue
            waiting = [each for each in self._sources(part) if each not in self.done]
            if waiting:
                assert len(stack) <= len(self.graph.nodes), f"a group waits for itself: {part}"
                stack.extend(waiting)
                continue
            stack.pop()
            if node in self.part_of:
                self._emit_group(part)
            else:
                self.copier.keep(node)
            self.done.update(part)

    def _sources(self, part: list[Node]) -> list[Node]:
        if part[0] not in self.part_of:
            return [each.node for each in part[0].inputs if each is not None]
        return [
            value.node
            for member in part
            for value in self.seen_by(member)
            if value is not None and self.part_of.get(value.node) is not part
        ]

    # -- a group ------------------------------------------------------------------------------

    def _emit_group(self, part: list[Node]) -> None:
        wanted = [node for node in part if node.outputs[0] in self.read_outside]
        if not wanted:
            return  # nobody reads any of it
        body = _Body(self, part)
        emit, last = self.emit, part[-1]
        emit.origins = tuple(Origin(each.name, each.op.name) for each in part)
        with emit.on_behalf_of(last, last.role, last.grad_of):
            made = emit(Fused(body=body.graph(wanted)), *body.operands)
            emit.origins = ()
            results = made if isinstance(made, tuple) else (made,)
            for node, result in zip(wanted, results, strict=True):
                self._stand_in(node.outputs[0], result)

    def _stand_in(self, old: Value, new: Value) -> None:
        place, rank = self.groups.place[old.node], new.type.rank
        gone = tuple(range(rank - place.missing, rank))
        if place.form == LATE and old.type.rank < rank:
            gone = old.node.op.row_axes(rank)
        if gone:
            new = self.emit(Squeeze(gone), new)
        assert interchangeable(old, new), f"{old} became {new}"
        self.copier.values[old] = new


class _Body:
    """The graph of a group, and what it reads from outside."""

    def __init__(self, fusion: _Fusion, part: list[Node]) -> None:
        self.fusion = fusion
        self.emit = fusion.emit.body()
        self.operands: list[Value] = []
        self.values: dict[Value, Value] = {}
        self._inputs: dict[tuple[Value, int], Value] = {}
        for node in part:
            self._add(node)

    def graph(self, results: Sequence[Node]) -> Graph:
        outputs = [self._whole(node.outputs[0]) for node in results]
        return self.emit.freeze(outputs, name="fused")

    def _add(self, node: Node) -> None:
        place = self.fusion.groups.place[node]
        op = node.op
        keeps = "keepdims" in op.attributes()
        if keeps and (place.missing or place.form == LATE):
            op = op.replace(keepdims=True)
        seen = self.fusion.seen_by(node)
        with self.emit.on_behalf_of(node, node.role, node.grad_of):
            if op.has_row:
                given = self._operands_of_row(node, seen)
            else:
                given = [e if e is None else self._operand(e, place.missing) for e in seen]
            result = self.emit(op, *given)
            if op.has_row and place.missing and not keeps:
                rank = result.type.rank
                result = self.emit(ExpandDims(tuple(range(rank, rank + place.missing))), result)
            self.values[node.outputs[0]] = result

    def _operands_of_row(self, node: Node, seen: Sequence[Value | None]) -> list[Value | None]:
        """Operands of a node that looks at rows: its first in full, some without the row."""
        op, given = node.op, list(seen)
        first = seen[0]
        assert first is not None
        axes = op.row_axes(first.type.rank)
        for position, each in enumerate(seen):
            if each is None:
                continue
            if position not in op.beside_row:
                given[position] = self._whole(each) if position == 0 else self._operand(each, 0)
                continue
            kept = self._operand(each, len(axes), beside_row=True)
            rank = kept.type.rank
            given[position] = self.emit(Squeeze(tuple(range(rank - len(axes), rank))), kept)
        return given

    def _operand(self, value: Value, missing: int, beside_row: bool = False) -> Value:
        found = self.values.get(value)
        if found is not None:
            return found
        node = value.node
        if isinstance(node.op, Constant) and value.type.size == 1 and not beside_row:
            self.values[value] = constant = self.emit(node.op)
            assert isinstance(constant, Value)
            return constant
        return self._input(value, missing, beside_row)

    def _whole(self, value: Value) -> Value:
        """A member's value in its full shape, which inside a group it may have only in part: the
        product of two numbers per row is one number per row until somebody adds up the row."""
        found = self._operand(value, 0)
        place = self.fusion.groups.place.get(value.node)
        if place is None or place.form != FULL or found.type.shape == place.domain:
            return found
        model = next(
            each
            for each in (*self._inputs.values(), *self.values.values())
            if each.type.shape == place.domain
        )
        whole: Value = self.emit(BroadcastTo(), found, self.emit(ShapeOf(), model))
        return whole

    def _input(self, value: Value, missing: int, beside_row: bool) -> Value:
        """A value from outside; beside values that lack axes, it gets them as well, but for a
        single number, which fits anything."""
        key = (value, missing)
        if key not in self._inputs:
            outer = self.fusion.copier.values.get(value, value)
            if missing and (outer.type.rank or beside_row):
                rank = outer.type.rank
                outer = self.fusion.emit(ExpandDims(tuple(range(rank, rank + missing))), outer)
            self.operands.append(outer)
            name = f"x{len(self.operands)}"
            self._inputs[key] = self.emit(Input(outer.type), name=name)
        return self._inputs[key]
