"""From a signature and known shapes to an execution plan: order, buffers, regions."""

from graphrt.lowering.plan import Buffer, ExecutionPlan, Region, Segment, Step, Store
from graphrt.lowering.planner import plan_graph, plan_signature

__all__ = [
    "Buffer",
    "ExecutionPlan",
    "Region",
    "Segment",
    "Step",
    "Store",
    "plan_graph",
    "plan_signature",
]
