"""What computing forward values again would save: the pass ``recompute`` at a few shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphrt.analysis.costs import plan_flops
from graphrt.ir.graph import Graph
from graphrt.ir.model import Signature
from graphrt.lowering import ExecutionPlan, Segment, plan_signature
from graphrt.passes.activations import Activations
from graphrt.passes.base import Log
from graphrt.passes.recompute import Recompute
from graphrt.passes.signatures import graph_of, with_graph

SHARES = (0.75, 0.5, 0.25)


@dataclass(frozen=True)
class Saving:
    """A share for the pass ``recompute``: the memory of intermediate tensors it leads to, the
    activations among them, and how many more floating-point operations a step then takes, as a
    share."""

    passes: str
    arena: int
    activations: int
    more_flops: float


def savings_of(
    signature: Signature, plan: ExecutionPlan, shapes: Mapping[str, tuple[int, ...]]
) -> tuple[Saving, ...]:
    """What a training step could save; nothing for a signature without a backward pass."""
    extent = max(plan.bindings.values(), default=1)
    graph = graph_of(signature)
    found: list[Saving] = []
    flops = max(plan_flops(plan), 1)
    smallest = plan.sizes.get(Segment.SCRATCH, 0)
    for share in SHARES:
        step = Recompute(share=share, extent=extent)
        changed = step.run(graph, Log())
        if changed is graph:
            continue
        again = plan_signature(with_graph(signature, changed), shapes)
        arena = again.sizes.get(Segment.SCRATCH, 0)
        if arena < smallest:
            smallest = arena
            more = plan_flops(again) / flops - 1
            found.append(Saving(str(step), arena, activation_bytes(changed, plan), more))
    return tuple(found)


def activation_bytes(graph: Graph, plan: ExecutionPlan) -> int:
    """Bytes of forward values that are held for the way back at the peak of a run of ``graph``
    under the bindings of ``plan``."""
    return Activations(graph, plan.bindings).held().peak
