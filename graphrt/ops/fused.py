"""The op that optimisation makes of several nodes, for a backend to run as one kernel."""

from __future__ import annotations

from graphrt.ir.op import PURE, op
from graphrt.ops.control import Call


@op("fused", traits=PURE, gate="as its body")
class Fused(Call):
    """The results of ``body`` on the operands: a `Call` of nodes that one kernel can compute.

    Inside, pointwise nodes and reductions of the last axes that keep their dims, on values that
    broadcast to one shape. Made by the pass ``fuse``; the NumPy backend runs it as any call.

    Shapes: as `Call`.  Gradient: as `Call`.
    """
