"""The driver of rules: one sweep over a graph, and a worklist for what rules put in.

Each node is visited once its operands are final, so a rule that looks at operands only sees
them in their last form. What a rule emits is visited as if it had stood in the graph, operands
first. Nodes that nothing changed are shared with the graph before.

A rule says what to compute and nothing else. The driver gives its nodes the role, source line
and scope of the node they replace, its name to the last of them, and as origins the nodes
whose work they do.
"""

from __future__ import annotations

from typing import Any

from graphrt.errors import GraphError, GraphrtError
from graphrt.ir.bodies import OpLike, per_class
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node, Origin, Value
from graphrt.ir.op import Op, Trait
from graphrt.passes.base import Log
from graphrt.passes.copying import Copier, Operands, interchangeable, joined
from graphrt.passes.rules import Declined, Rule, RuleTable
from graphrt.passes.term import Term

ROUNDS = 200  # rewrites on behalf of one node before the rules must be going in circles
ORIGINS = 16  # nodes looked at to find those whose work a replacement does


def rewrite(graph: Graph, rules: RuleTable, log: Log) -> Graph:
    """``graph`` after ``rules``; the very same object where none fired."""
    if not any(rules[kind] for kind in graph.op_kinds):
        return graph
    sweep = _Sweep(graph, rules, log)
    copier, watched = sweep.copier, log.watched
    for node in graph.nodes:
        inputs = copier.operands(node)
        found = rules.at(node.op, inputs)
        if found or watched:
            sweep.visit(node, inputs, found)
        else:
            copier.place(node, inputs)
    return copier.freeze(graph) if sweep.changed else graph


class _RuleEmitter(Emitter):
    """The emitter a rule gets: operands may be terms, and new nodes take after ``root``."""

    root: Node

    def __init__(self, graph: Graph, nodes: list[Node]) -> None:
        super().__init__(locate=lambda: None)
        self.graph = graph
        self.nodes = nodes

    def __call__(self, op: Op, *operands: Any, name: str | None = None) -> Any:
        root = self.root
        if not self.names:  # not before one is needed: in most sweeps of a large graph none is
            self.names.update(self.graph.by_name)
        self.role, self.grad_of = root.role, root.grad_of
        self.scopes = f"{root.scope}/" if root.scope else ""
        self._locate = lambda: root.location
        plain = [each.value if isinstance(each, Term) else each for each in operands]
        return super().__call__(op, *plain, name=name)


class _Sweep:
    """The next graph so far, and the emitter that rules add to it with."""

    def __init__(self, graph: Graph, rules: RuleTable, log: Log) -> None:
        self.rules = rules
        self.log = log
        self.copier = Copier(graph)
        self.emit = _RuleEmitter(graph, self.copier.nodes)
        self.changed = False

    def visit(self, root: Node, inputs: Operands, rules: list[Rule]) -> None:
        """Add ``root``, which now reads ``inputs``, or what the rules put in its place."""
        candidate = self._candidate(root, inputs)
        found = self._first_rewrite(candidate, rules)
        if found is None:
            self.copier.add(root, candidate)
            return
        self.changed = True
        values = self.copier.values
        heirs: dict[Node, Node] = {}
        path: list[str] = []
        work: list[Node] = []
        self._replace(candidate, *found, heirs, work, path)
        while work:
            node = work.pop()
            node.inputs = tuple([v if v is None else self._final(v) for v in node.inputs])
            node.index = len(self.copier.nodes)
            found = self._first_rewrite(node, self.rules.at(node.op, node.inputs))
            if found is None:
                self._add(node, heirs.get(node))
            else:
                if node.name != root.name:
                    self.emit.names.discard(node.name)
                self._replace(node, *found, heirs, work, path)
        for old, new in zip(root.outputs, candidate.outputs, strict=True):
            values[old] = self._final(new)

    def _candidate(self, root: Node, inputs: Operands) -> Node:
        """``root`` as it would be added: not yet in the graph, so that no rule can read it."""
        if inputs is root.inputs and root.index == len(self.copier.nodes):
            return root
        return self.copier.own(root, inputs)

    def _first_rewrite(
        self, node: Node, rules: list[Rule]
    ) -> tuple[Rule, tuple[Value, ...], list[Node]] | None:
        """The first rule that has something to say: what it returns and the nodes it needs."""
        for rule in self.rules[type(node.op)] if self.log.watched else ():
            if rule.name in self.log.watched:
                self.log.looked[rule.name] += 1
        for rule in rules:
            found = self._try(rule, node)
            if found is not None:
                return (rule, *found)
        return None

    def _try(self, rule: Rule, node: Node) -> tuple[tuple[Value, ...], list[Node]] | None:
        emit, nodes = self.emit, self.copier.nodes
        mark = len(nodes)
        emit.root = node
        try:
            answer = rule.function(Term(node.outputs[0]), emit)
        except GraphrtError as error:
            raise GraphError(
                f"the rule {rule.name} failed at %{node.name}: {error.rule}",
                rows=[*error.rows, f"in   {node!r} at {node.location}"],
                hint=error.hint,
            ) from error
        if answer is None and len(nodes) == mark:
            return None
        added = nodes[mark:]
        del nodes[mark:]
        values = _as_values(answer)
        reason = answer.reason if isinstance(answer, Declined) else None
        if values and not all(map(interchangeable, node.outputs, values)):
            reason = _misfit(node, values)
        if not values or reason is not None:
            if reason is not None:
                self.log.refuse(rule.name, node, reason)
            for each in added:
                emit.names.discard(each.name)
            return None
        return values, added

    def _replace(
        self,
        node: Node,
        rule: Rule,
        values: tuple[Value, ...],
        added: list[Node],
        heirs: dict[Node, Node],
        work: list[Node],
        path: list[str],
    ) -> None:
        """Put ``values`` in the place of the results of ``node``."""
        self.log.fired[rule.name] += 1
        path.append(rule.name)
        if len(path) > ROUNDS:
            circle = " -> ".join(path[-6:])
            name = heirs.get(node, node).name
            raise GraphError(f"the rules go round in circles at %{name}: {circle}")
        self.copier.stand_for(node.outputs, values)
        last = values[0].node
        if last in added:
            origin = heirs.pop(node, node)
            last.origins = self._origins(origin, node, added)
            heirs[last] = origin
        work.extend(reversed(added))

    def _add(self, node: Node, heir_of: Node | None) -> None:
        if heir_of is not None and node.name != heir_of.name:
            self.emit.names.discard(node.name)
            node.name = heir_of.name
        self.copier.nodes.append(node)

    def _final(self, value: Value) -> Value:
        """What stands for ``value`` after all replacements so far."""
        values = self.copier.values
        while value in values:
            value = values[value]
        return value

    def _origins(self, root: Node, replaced: Node, added: list[Node]) -> tuple[Origin, ...]:
        """The nodes whose work ``added`` do: those between what they read and what they replace."""
        leaves = {v.node for node in added for v in node.inputs if v and v.node not in added}
        first = min((node.index for node in leaves), default=replaced.index)
        found: dict[str, Origin] = {}
        queue = [replaced]
        for node in queue:  # grows while it is walked
            if node is not replaced and (node.index <= first or not node.inputs or node in leaves):
                continue
            if len(queue) > ORIGINS:
                found.clear()
                break
            found[node.name] = Origin(node.name, node.op.name)
            queue += [v.node for v in node.inputs if v is not None and v.node.name not in found]
        inner = [
            each
            for each in reversed(found.values())
            if each.label != root.name and each.label in self.emit.graph.by_name
        ]
        own = [Origin(root.name, root.op.name)]
        if not inner and added[-1].op.name == root.op.name:
            own = []  # the same op under the same name
        return joined(replaced.origins, inner, own)


def _as_values(answer: Any) -> tuple[Value, ...]:
    """What a rule returned, as one value per result; empty where it declined."""
    if answer is None or isinstance(answer, Declined):
        return ()
    several = answer if isinstance(answer, tuple) else (answer,)
    return tuple(each.value if isinstance(each, Term) else each for each in several)


def _misfit(node: Node, values: tuple[Value, ...]) -> str:
    """Why ``values`` cannot stand for the results of ``node``: users infer types from them."""
    before, after = (", ".join(str(v.type) for v in each) for each in (node.outputs, values))
    if before != after:
        return f"it is {before}, what would replace it is {after}"
    return "its users would know another number of it, and so infer other types"


@per_class
def is_deterministic(op: OpLike) -> bool:
    """Whether equal operands give equal results: nothing drawn, nothing from outside."""
    return Trait.PURE in op.traits and not op.traits & (Trait.RANDOM | Trait.SOURCE)
