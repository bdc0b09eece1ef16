"""Native equals NumPy over the op table: every sample of every op, as the step of a session."""

from collections import defaultdict

import numpy as np
import pytest
from backends.native.op_runners import DTYPES, LISTED, listing, model_of
from ops.cases import SAMPLES

import graphrt as gr
from graphrt.ir.evaluate import evaluate
from graphrt.ir.op import Trait
from graphrt.ops import lookup

ROUNDINGS = 16  # of the largest element of a result: a sum in another order, a chain of functions
BY_OP = defaultdict(list)
for each in SAMPLES:
    BY_OP[each.op].append(each)

EXACT = frozenset(
    [
        "abs",
        "cast",
        "causal_mask",
        "ceil",
        "clip",
        "concat",
        "cumprod",
        "cumsum",
        "depth_to_space",
        "dropout",
        "embedding",
        "equal",
        "floor",
        "gather",
        "gather_elements",
        "gather_nd",
        "greater",
        "greater_equal",
        "isfinite",
        "isinf",
        "isnan",
        "leaky_relu",
        "less",
        "less_equal",
        "linear_recurrence",
        "max",
        "max_pool",
        "min",
        "neg",
        "not_equal",
        "one_hot",
        "ones_like",
        "pad",
        "random_bernoulli",
        "random_integers",
        "random_normal",
        "random_uniform",
        "reduce_max",
        "reduce_min",
        "relu",
        "repeat",
        "roll",
        "round",
        "scatter_elements",
        "scatter_nd",
        "shift",
        "sign",
        "slice",
        "space_to_depth",
        "split",
        "tile",
        "topk",
        "tril",
        "triu",
        "trunc",
        "undiagonal",
        "unslice",
        "where",
        "zeros_like",
    ]
)


def assert_equal_within_rounding(found, want, exact):
    assert (found.dtype, found.shape) == (want.dtype, want.shape)
    if exact or want.dtype.kind != "f":
        np.testing.assert_array_equal(found, want)
        return
    finite = np.abs(want[np.isfinite(want)])
    rounding = ROUNDINGS * np.finfo(want.dtype).eps
    atol = rounding * max(float(finite.max(initial=0)), 1.0)
    np.testing.assert_allclose(found, want, rtol=rounding, atol=atol)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("op", BY_OP)
def test_native_computes_what_numpy_computes(op, dtype):
    for sample in BY_OP[op]:
        model, feeds = model_of(sample, dtype)
        signature = model.signature("go")
        want = evaluate(signature.graph, list(signature.outputs.values()), feeds)
        with gr.Session(model, backend="native", optimize="O0") as session:
            for _ in range(2):  # the second run meets the first one's memory
                found = session.run("go", **feeds)
                for got, expected in zip(found.values(), want, strict=True):
                    assert_equal_within_rounding(got, expected, op in EXACT)


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf, 0.0, -0.0])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "op", [op for op, samples in BY_OP.items() if Trait.ELEMENTWISE in lookup(op).traits]
)
def test_special_numbers_go_through_as_in_numpy(op, dtype, special):
    sample = max(BY_OP[op], key=lambda each: np.size(each.operands[0]))
    model, feeds = model_of(sample, dtype)
    changed = {}
    for name, array in feeds.items():
        changed[name] = array
        if array.dtype.kind == "f" and array.size:
            changed[name] = array.copy()
            changed[name].flat[:: 2 + len(changed)] = special
    signature = model.signature("go")
    with np.errstate(all="ignore"):
        want = evaluate(signature.graph, list(signature.outputs.values()), changed)
    with gr.Session(model, backend="native", optimize="O0") as session:
        found = session.run("go", **changed)
    for got, expected in zip(found.values(), want, strict=True):
        assert_equal_within_rounding(got, expected, op in EXACT)


def test_the_list_of_ops_is_current():
    assert listing() == LISTED.read_text(), "run tools/bless.py native and read the difference"
