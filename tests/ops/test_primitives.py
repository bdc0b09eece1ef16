"""Ops that say what they are in primitives: those give what the kernel computes."""

import numpy as np
from ops.cases import SAMPLES
from ops.harness import graph_of, over

from graphrt.ir.evaluate import evaluate
from graphrt.ir.op import Op
from graphrt.ops import lookup

SPELLED = [s for s in SAMPLES if lookup(s.op).in_primitives is not Op.in_primitives]


def test_normalisations_are_among_them():
    assert {"batch_norm", "batch_norm_train", "standardize"} <= {sample.op for sample in SPELLED}


@over(SPELLED)
def test_primitives_compute_what_the_op_does(sample):
    emit, results, _, feeds = graph_of(sample)
    node = results[0].node
    found = node.op.in_primitives(emit, *node.inputs)
    if found is None:
        return  # over no axes: one node is better
    graph = emit.freeze()
    for value, result in zip(found, results, strict=True):
        assert value.type == result.type
        have, want = evaluate(graph, [value, result], feeds)
        np.testing.assert_allclose(have, want, rtol=1e-13, atol=1e-14)
