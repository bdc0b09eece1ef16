"""The Jacobian-vector product of every op, made of two backward sweeps, by directional differences."""

import numpy as np
from ops.harness import DIFFERENTIABLE, graph_of, over

from graphrt.autodiff import tangents_of
from graphrt.ir.evaluate import evaluate

STEP = 1e-6
FIRST = list(
    {(s.op, tuple(sorted(map(str, s.attributes.items())))): s for s in DIFFERENTIABLE}.values()
)


@over(FIRST)
def test_the_product_is_the_difference_along_the_tangents(sample):
    emit, results, inputs, feeds = graph_of(sample)
    results = [each for each in results if each.type.dtype.is_float]
    if not inputs or not results:
        return
    rng = np.random.default_rng(0)
    along = {x.node.name: rng.standard_normal(feeds[x.node.name].shape) for x in inputs}
    tangents = [emit.constant(along[x.node.name]) for x in inputs]
    products = tangents_of(emit, results, inputs, tangents)
    graph = emit.freeze()
    found = evaluate(graph, products, feeds)

    def at(step):
        moved = {k: v + step * along[k] if k in along else v for k, v in feeds.items()}
        return evaluate(graph, results, moved)

    for have, ahead, behind, result in zip(found, at(STEP), at(-STEP), results, strict=True):
        slope = (ahead - behind) / (2 * STEP)
        scale = max(1.0, float(np.abs(slope).max(initial=0)))
        assert have.shape == ahead.shape
        np.testing.assert_allclose(have, slope, atol=2e-6 * scale, err_msg=result.name)
