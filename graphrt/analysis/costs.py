"""What a run costs before it runs: steps, floating-point operations, bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphrt.errors import GraphrtError
from graphrt.ir.graph import Node
from graphrt.lowering import ExecutionPlan
from graphrt.types import ValueType


@dataclass(frozen=True)
class Cost:
    """What one run of a signature costs for a given size of its symbols."""

    bindings: Mapping[str, int]
    steps: int
    flops: int
    peak_bytes: int
    largest: str = ""  # name and type of the largest value it handles


def cost_of(plan: ExecutionPlan) -> Cost:
    """The cost of following ``plan`` once; dynamic steps count no FLOPs."""
    steps = sum(1 for _ in plan.every_step)
    return Cost(dict(plan.bindings), steps, plan_flops(plan), plan.peak_bytes, _largest_value(plan))


def _largest_value(plan: ExecutionPlan) -> str:
    static = [value for value, place in plan.places.items() if place.type.is_static]
    if not static:
        return ""
    largest = max(static, key=lambda value: plan.places[value].type.nbytes)
    return f"%{largest.name} {plan.places[largest].type}"


def plan_flops(plan: ExecutionPlan) -> int:
    """Floating-point operations of the static steps of a plan."""
    total = 0
    for step in plan.every_step:
        operands = [None if each is None else each.type for each in step.inputs]
        results = [value.type.bind(plan.bindings) for value in step.node.outputs]
        total += flops_of(step.node, operands, results) or 0
    return total


def node_flops(node: Node, bindings: Mapping[str, int]) -> int | None:
    """Floating-point operations of one node; ``None`` where a shape is not known."""
    operands = [None if each is None else each.type.bind(bindings) for each in node.inputs]
    return flops_of(node, operands, [each.type.bind(bindings) for each in node.outputs])


def flops_of(
    node: Node, operands: Sequence[ValueType | None], results: Sequence[ValueType]
) -> int | None:
    """What the op of ``node`` says, if every shape is known and this release knows the op."""
    if not all(each is None or each.is_static for each in (*operands, *results)):
        return None
    try:
        return node.op.flops(operands, results)
    except GraphrtError:
        return None
