"""The op that optimisation makes of several nodes, for a backend to run as one kernel."""

from __future__ import annotations

from graphrt.ir.op import PURE, Trait, op
from graphrt.ops.control import Call


@op("fused", traits=PURE, gate="as its body")
class Fused(Call):
    """The results of ``body`` on the operands: a `Call` of nodes that one kernel can compute.

    Inside, pointwise nodes and reductions that keep their dims, on values that broadcast to one
    shape: reductions of the same axes, and sums of what these leave. Made by the
    pass ``fuse``; the NumPy backend runs it as any call.

    Shapes: as `Call`.  Gradient: as `Call`.
    """

    @property
    def factors(self) -> frozenset[int] | None:
        """The positions of the operands that a product inside multiplies: a result element may
        need any of their elements. Of all others it needs one element each, or this is `None`:
        where there is more inside than pointwise nodes and a product of operands."""
        found: set[int] = set()
        position = {value: k for k, value in enumerate(self.body.inputs)}
        for node in self.body.nodes:
            op = node.op
            if Trait.CONTRACTION in op.traits:
                if not all(each in position for each in node.inputs):
                    return None
                found.update(position[each] for each in node.inputs if each is not None)
            elif op.name in ("input", "constant") or node.outputs[0].known is not None:
                continue
            elif not op.has_scalar or len(node.outputs) != 1:
                return None
        return frozenset(found)
