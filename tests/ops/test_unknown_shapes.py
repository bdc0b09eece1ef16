"""Type rules where little is known: open extents, open ranks, symbols; gradients with them."""

import numpy as np
from ops.harness import DIFFERENTIABLE, every, graph_of, over, symbolic_shapes
from ops.sampling import array

from graphrt.autodiff import gradients_of
from graphrt.errors import GraphrtError
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ops import lookup
from graphrt.ops.source import Input
from graphrt.types import DType, ValueType

COUNTS_AXES = ("gather", "scatter_add", "gather_elements", "scatter_add_elements", "nonzero",
               "split", "unslice", "repeat", "undiagonal", "gather_nd", "scatter_nd",
               "scatter_elements", "unique")  # fmt: skip
NEEDS_RANK = {
    **dict.fromkeys(COUNTS_AXES, "the rank of an operand is not known"),
    "one_hot": "depth must be an int64 scalar",
    "topk": "k must be an int64 scalar",
    **{
        f"random_{what}": "seed must be an int64 scalar|n must be|low must be"
        for what in ("uniform", "normal", "bernoulli", "integers", "categorical", "permutation")
    },
    "scaled_dot_product_attention": "the rank of an operand is not known",
    "attention_gradient": "the rank of an operand is not known",
    **dict.fromkeys(("rnn", "gru", "lstm"), "the rank of an operand is not known"),
    "dropout": "seed must be an int64 scalar",
    "cond": "pred must be a bool scalar",
    "call": "body takes f64[",
    "fused": "body takes f64[",
    "custom_gradient": "body takes f64[",
    "scan": "body takes |the rank of an operand is not known|trips must be an int64 scalar",
    "while_loop": "condition takes f64[",
}


def inputs_only(sample, shape_of):
    """The op of the sample on inputs of the shapes ``shape_of`` gives: nothing is constant."""
    emit = Emitter(locate=lambda: None)
    values = []
    for position, operand in enumerate(sample.operands):
        if operand is None:
            values.append(None)
            continue
        data = array(operand)
        type_ = ValueType(DType.of(data.dtype), shape_of(data.shape))
        values.append(emit(Input(type_), name=f"x{position}"))
    results = emit(lookup(sample.op)(**sample.attributes), *values)
    return results if isinstance(results, tuple) else (results,)


def agrees(extent, number):
    return extent is None or extent == number or not isinstance(extent, int)


@every
def test_values_found_while_running_leave_extents_open_but_never_wrong(sample):
    concrete = [value.type for value in graph_of(sample)[1]]
    found = [value.type for value in inputs_only(sample, lambda shape: shape)]
    assert [f.dtype for f in found] == [c.dtype for c in concrete]
    for have, want in zip(found, concrete, strict=True):
        if have.shape is not None:
            assert len(have.shape) == len(want.dims)
            assert all(map(agrees, have.shape, want.dims))


@every
def test_open_extents_give_open_extents(sample):
    concrete = [value.type for value in graph_of(sample)[1]]
    found = [v.type for v in inputs_only(sample, lambda shape: (None,) * len(shape))]
    for have, want in zip(found, concrete, strict=True):
        assert have.dtype is want.dtype
        if have.shape is not None:
            assert len(have.shape) == len(want.dims)
            assert all(map(agrees, have.shape, want.dims))


@every
def test_an_open_rank_gives_an_open_rank_or_is_refused_in_words(sample):
    if not sample.operands:
        return
    try:
        found = inputs_only(sample, lambda shape: None)
    except GraphrtError as error:
        assert sample.op in NEEDS_RANK
        assert any(text in str(error) for text in NEEDS_RANK[sample.op].split("|"))
        return
    for have, want in zip(found, graph_of(sample)[1], strict=True):
        assert have.type.dtype is want.type.dtype
        assert have.type.shape is None or len(have.type.shape) == want.type.rank


@over(DIFFERENTIABLE)
def test_gradients_through_symbols_are_those_through_numbers(sample):
    try:
        emit, results, inputs, feeds = graph_of(sample, shapes=symbolic_shapes(sample)[0])
    except GraphrtError:
        return  # test_op_table says for which samples that may be
    if not inputs or not any(value.type.dtype.is_float for value in results):
        return
    loss = _loss(emit, results)
    grads = gradients_of(emit, loss, inputs, missing="zeros")
    assert [grad.type for grad in grads] == [value.type for value in inputs]
    found = evaluate(emit.freeze(), grads, feeds)

    emit, results, inputs, feeds = graph_of(sample)
    grads = gradients_of(emit, _loss(emit, results), inputs, missing="zeros")
    for have, want in zip(found, evaluate(emit.freeze(), grads, feeds), strict=True):
        np.testing.assert_allclose(have, want, rtol=1e-14, atol=1e-14)  # sums in another order


def _loss(emit, results):
    """Sum of squares: its cotangents differ from element to element, whatever the shape."""
    total = None
    for value in results:
        if value.type.dtype.is_float:
            term = emit(lookup("sum")(), emit(lookup("square")(), value))
            total = term if total is None else emit(lookup("add")(), total, term)
    return total
