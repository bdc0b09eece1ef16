"""The driver of rules: what it carries along, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

import graphrt as gr
from graphrt.ir.graph import Graph
from graphrt.ir.op import Trait
from graphrt.ir.parser import parse_graph
from graphrt.ir.verify import verify
from graphrt.ops import all_ops
from graphrt.ops.arithmetic import Add, Mul, Neg, Sub
from graphrt.ops.exponential import Exp
from graphrt.ops.reduce import Sum
from graphrt.passes.base import Log
from graphrt.passes.rewriter import rewrite
from graphrt.passes.rules import Rule, RuleTable, decline, rule
from graphrt.passes.term import Term

GRAPH = parse_graph("""graph g {
  %x: f32[2] = input()
  %layer/a: f32[2] = neg(%x) {from old:add}  # net.py:3
  %layer/b: f32[2] = neg(%layer/a) {gradient of f:sub}  # net.py:4
  %neg_0: f32[2] = exp(%layer/b)  # net.py:5
  return %neg_0
}""")


def run(graph: Graph, *rules: Rule, watched: tuple[str, ...] = ()) -> tuple[Graph, Log]:
    log = Log(watched)
    result = rewrite(graph, RuleTable(rules), log)
    verify(result)
    return result, log


@rule(Neg)
def zero_minus(term: Term, emit: Any) -> Any:
    """Not exact; for tests."""
    return emit(Sub(), emit(Mul(), term[1], 0.0), term[1])


def test_new_nodes_take_after_the_one_they_replace() -> None:
    graph, log = run(GRAPH, zero_minus)
    assert (
        str(graph)
        == """graph g {
  %x: f32[2] = input()
  %layer/constant_0: f32[] = constant(value=f32[](0.0))  # net.py:3
  %layer/mul_0: f32[2] = mul(%x, %layer/constant_0)  # net.py:3
  %layer/a: f32[2] = sub(%layer/mul_0, %x) {from old:add, layer/a:neg}  # net.py:3
  %layer/constant_1: f32[] = constant(value=f32[](0.0)) {gradient of f:sub}  # net.py:4
  %layer/mul_1: f32[2] = mul(%layer/a, %layer/constant_1) {gradient of f:sub}  # net.py:4
  %layer/b: f32[2] = sub(%layer/mul_1, %layer/a) {gradient of f:sub; from layer/b:neg}  # net.py:4
  %neg_0: f32[2] = exp(%layer/b)  # net.py:5
  return %neg_0
}
"""
    )
    assert log.fired == {"zero_minus": 2}


def test_nodes_before_the_first_change_are_shared() -> None:
    @rule(Exp)
    def doubled(term: Term, emit: Any) -> Any:
        return emit(Add(), term[1], term[1])

    graph, _ = run(GRAPH, doubled)
    assert graph.nodes[:3] == GRAPH.nodes[:3]
    assert [node.op.name for node in GRAPH] == ["input", "neg", "neg", "exp"]  # as it was


def test_what_rules_emit_is_visited_too() -> None:
    @rule(Neg)
    def as_exp(term: Term, emit: Any) -> Any:
        return emit(Exp(), emit(Exp(), term[1]))

    @rule(Exp)
    def as_add(term: Term, emit: Any) -> Any:
        return emit(Add(), term[1], term[1])

    graph, log = run(GRAPH, as_exp, as_add)
    assert {node.op.name for node in graph} == {"input", "add"}
    assert log.fired == {"as_exp": 2, "as_add": 5}
    assert graph.node("layer/b").origins[0].label == "layer/b"


def test_rules_that_go_round_in_circles_are_stopped() -> None:
    @rule(Neg)
    def there(term: Term, emit: Any) -> Any:
        return emit(Exp(), term[1])

    @rule(Exp)
    def back(term: Term, emit: Any) -> Any:
        return emit(Neg(), term[1])

    with pytest.raises(gr.GraphError, match="circles at %layer/a: back -> there -> back"):
        run(GRAPH, there, back)


def test_a_replacement_of_another_type_is_refused() -> None:
    @rule(Exp)
    def total(term: Term, emit: Any) -> Any:
        return emit(Sum(), term[1])

    graph, log = run(GRAPH, total, watched=("total",))
    assert graph is GRAPH
    (refusal,) = log.refusals
    assert refusal.reason == "it is f32[2], what would replace it is f32[]"
    assert (refusal.node, str(refusal.location)) == ("neg_0", "net.py:5")


def test_an_error_inside_a_rule_names_rule_and_node() -> None:
    @rule(Exp)
    def wrong(term: Term, emit: Any) -> Any:
        return emit(Add(), term[1], 1, 2)

    with pytest.raises(gr.GraphError, match="the rule wrong failed at %neg_0: add takes operands"):
        run(GRAPH, wrong)


def test_a_rule_cannot_read_the_node_it_replaces() -> None:
    @rule(Exp)
    def itself(term: Term, emit: Any) -> Any:
        return emit(Neg(), term)

    with pytest.raises(gr.GraphError, match="the rule itself failed .* belongs to another graph"):
        run(GRAPH, itself)


def test_declining_keeps_the_node_and_the_reason() -> None:
    @rule(Neg)
    def shy(term: Term, emit: Any) -> Any:
        emit(Exp(), term[1])  # emitted in vain
        return decline("it is Sunday")

    graph, log = run(GRAPH, shy, watched=("shy",))
    assert graph is GRAPH
    assert [(each.node, each.reason) for each in log.refusals] == [
        ("layer/a", "it is Sunday"),
        ("layer/b", "it is Sunday"),
    ]
    assert log.looked == {"shy": 2}


def test_a_rule_is_spared_nodes_that_do_not_read_what_it_needs() -> None:
    tried = []

    @rule(Neg, reading=(Neg, Exp))
    def picky(term: Term, emit: Any) -> Any:
        tried.append(term.node.name)
        return emit(Exp(), term[1]) if len(tried) == 1 else None

    graph, log = run(GRAPH, picky, watched=("picky",))
    assert tried == ["layer/b"]
    assert log.looked == {"picky": 2}  # nodes of a kind it looks at
    assert [node.op.name for node in graph] == ["input", "neg", "exp", "exp"]


def test_rules_go_by_trait_too() -> None:
    @rule(Trait.ELEMENTWISE)
    def any_pointwise(term: Term, emit: Any) -> Any:
        return decline(term.op.name)

    _, log = run(GRAPH, any_pointwise, watched=("any_pointwise",))
    assert [each.reason for each in log.refusals] == ["neg", "neg", "exp"]


def test_terms_match() -> None:
    term = Term(GRAPH.outputs[0])
    match term:
        case [Exp(), [Neg(), [Neg(), x]]]:
            assert x.value is GRAPH.inputs[0]
            assert x == Term(GRAPH.inputs[0])
            assert {x: 1}[Term(GRAPH.inputs[0])] == 1
        case _:
            pytest.fail("the pattern is there")
    assert [term[-1], len(term), term[1:]] == [term[1], 2, [term[1]]]
    assert repr(x) == "<Term %x: f32[2]>"


@pytest.mark.parametrize("op", [o for o in all_ops() if Trait.COMMUTATIVE in o.traits])
def test_commutative_ops_keep_every_bit(op: Any) -> None:
    """Swapped operands, zeros of both signs included; that of two NaNs is the CPU's choice."""
    import numpy as np
    from property.test_passes import same_bits

    dtypes = {"float": (np.float32, np.float64), "int": (np.int32,), "bool": (np.bool_,)}
    for kind in (each for name in op.kinds for each in dtypes.get(name, ())):
        row = np.array([0.0, -0.0, 1.0, -3.5, np.inf, -np.inf, np.nan, 1e-40])
        values = np.nan_to_num(row, posinf=7, neginf=-7) if kind is not np.float64 else row
        x = values.astype(kind)
        with np.errstate(all="ignore"):
            left, right = (op().compute(*each) for each in ((x[:, None], x), (x, x[:, None])))
        assert same_bits(np.asarray(left), np.asarray(right))
