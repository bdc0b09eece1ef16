"""What computing forward values again would save: the pass ``recompute`` at a few budgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphrt.analysis.costs import plan_flops
from graphrt.ir.model import Signature
from graphrt.lowering import ExecutionPlan, Segment, plan_signature
from graphrt.passes.base import Log
from graphrt.passes.recompute import Held, Recompute
from graphrt.passes.signatures import graph_of, with_graph

SHARES = (0.75, 0.5, 0.25)


@dataclass(frozen=True)
class Saving:
    """A budget for the pass ``recompute``: the memory of intermediate tensors it leads to, and
    how many more floating-point operations a step then takes, as a share."""

    passes: str
    arena: int
    more_flops: float


def savings_of(
    signature: Signature, plan: ExecutionPlan, shapes: Mapping[str, tuple[int, ...]]
) -> tuple[Saving, ...]:
    """What a training step could save; nothing for a signature without a backward pass."""
    extent = max(plan.bindings.values(), default=1)
    graph = graph_of(signature)
    held = Held(graph, extent)
    found: list[Saving] = []
    flops = max(plan_flops(plan), 1)
    smallest = plan.sizes.get(Segment.SCRATCH, 0)
    for share in SHARES:
        step = Recompute(budget=max(int(held.nbytes * share), 1), extent=extent)
        changed = step.run(graph, Log())
        if changed is graph:
            continue
        again = plan_signature(with_graph(signature, changed), shapes)
        arena = again.sizes.get(Segment.SCRATCH, 0)
        if arena < smallest:
            smallest = arena
            found.append(Saving(str(step), arena, plan_flops(again) / flops - 1))
    return tuple(found)
