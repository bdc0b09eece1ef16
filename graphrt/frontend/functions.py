"""One function per op: tensors are positional, attributes are keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, apply_several
from graphrt.ops import lookup


def shape(x: TensorLike, *, name: str | None = None) -> Tensor:
    """The extents of ``x`` as an int64 vector.

    Known without running wherever ``x``'s shape is, symbols included; the data of ``x`` is
    then not read. Shapes: x ``[...]`` -> ``[rank]``.  Gradient: none, the result is integer.
    Source: ONNX Shape-15.
    """
    return apply_one(lookup("shape")(), x, name=name)


def zeros_like(x: TensorLike, *, name: str | None = None) -> Tensor:
    """0 in the dtype and shape of ``x``, whatever ``x`` holds.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, only the shape of x is read.
    """
    return apply_one(lookup("zeros_like")(), x, name=name)


def ones_like(x: TensorLike, *, name: str | None = None) -> Tensor:
    """1 in the dtype and shape of ``x``, whatever ``x`` holds.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, only the shape of x is read.
    """
    return apply_one(lookup("ones_like")(), x, name=name)


def add(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x + y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g to both.  Source: ONNX Add-14.
    """
    return apply_one(lookup("add")(), x, y, name=name)


def sub(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x - y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g to x, -g to y.  Source: ONNX Sub-14.
    """
    return apply_one(lookup("sub")(), x, y, name=name)


def mul(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x * y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g y to x, g x to y.  Source: ONNX Mul-14.
    """
    return apply_one(lookup("mul")(), x, y, name=name)


def div(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x / y``, elementwise, floats only. ``x / 0`` is an infinity, ``0 / 0`` NaN.

    Shapes: x, y broadcast -> z.  Gradient: g / y to x, -g z / y to y.
    Source: ONNX Div-14, for floats.
    """
    return apply_one(lookup("div")(), x, y, name=name)


def neg(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = -x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g.  Source: ONNX Neg-13.
    """
    return apply_one(lookup("neg")(), x, name=name)


def reciprocal(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = 1 / x``, elementwise; ``1 / 0`` is an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g y^2.  Source: ONNX Reciprocal-13.
    """
    return apply_one(lookup("reciprocal")(), x, name=name)


def square(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x^2``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: 2 g x.
    """
    return apply_one(lookup("square")(), x, name=name)


def sqrt(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = sqrt(x)``, elementwise; NaN below 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (2 y), infinite at 0.
    Source: ONNX Sqrt-13.
    """
    return apply_one(lookup("sqrt")(), x, name=name)


def exp(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = e^x``, elementwise; infinite above 709.78 in float64 and 88.72 in float32.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g y.  Source: ONNX Exp-13.
    """
    return apply_one(lookup("exp")(), x, name=name)


def log(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln x``, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / x.  Source: ONNX Log-13.
    """
    return apply_one(lookup("log")(), x, name=name)


def max(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = max(x, y)``, elementwise; NaN if either is NaN. (`reduce_max` goes along axes.)

    Shapes: x, y broadcast -> z.  Gradient: g to the larger operand, g / 2 to each where
    they are equal, 0 to both where one is NaN.  Source: ONNX Max-13, with two operands.
    """
    return apply_one(lookup("max")(), x, y, name=name)


def min(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = min(x, y)``, elementwise; NaN if either is NaN.

    Shapes: x, y broadcast -> z.  Gradient: g to the smaller operand, g / 2 to each where
    they are equal, 0 to both where one is NaN.  Source: ONNX Min-13, with two operands.
    """
    return apply_one(lookup("min")(), x, y, name=name)


def pow(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x^y``, elementwise, floats; NaN for x < 0 and a fractional y.

    Shapes: x, y broadcast -> z.  Gradient: g y x^(y-1) to x, which is 0 where y = 0;
    g z ln x to y, which is 0 where x = 0.  Source: ONNX Pow-15, for one dtype.
    """
    return apply_one(lookup("pow")(), x, y, name=name)


def equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x == y``, elementwise. Shapes: x, y broadcast -> bool.  Gradient: none.

    Source: ONNX Equal-13.
    """
    return apply_one(lookup("equal")(), x, y, name=name)


def not_equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x != y``, elementwise. Shapes: x, y broadcast -> bool.  Gradient: none."""
    return apply_one(lookup("not_equal")(), x, y, name=name)


def less(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x < y``, elementwise. Shapes: x, y broadcast -> bool.  Gradient: none.

    Source: ONNX Less-13.
    """
    return apply_one(lookup("less")(), x, y, name=name)


def less_equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x <= y``, elementwise. Shapes: x, y broadcast -> bool.  Gradient: none.

    Source: ONNX LessOrEqual-16.
    """
    return apply_one(lookup("less_equal")(), x, y, name=name)


def greater(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x > y``, elementwise. Shapes: x, y broadcast -> bool.  Gradient: none.

    Source: ONNX Greater-13.
    """
    return apply_one(lookup("greater")(), x, y, name=name)


def greater_equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x >= y``, elementwise. Shapes: x, y broadcast -> bool.  Gradient: none.

    Source: ONNX GreaterOrEqual-16.
    """
    return apply_one(lookup("greater_equal")(), x, y, name=name)


def logical_and(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x and y``, elementwise. Shapes: x, y bool, broadcast -> bool.  Gradient: none.

    Source: ONNX And-7.
    """
    return apply_one(lookup("logical_and")(), x, y, name=name)


def logical_or(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x or y``, elementwise. Shapes: x, y bool, broadcast -> bool.  Gradient: none.

    Source: ONNX Or-7.
    """
    return apply_one(lookup("logical_or")(), x, y, name=name)


def logical_not(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``not x``, elementwise. Shapes: x bool ``[...]`` -> bool ``[...]``.  Gradient: none.

    Source: ONNX Not-1.
    """
    return apply_one(lookup("logical_not")(), x, name=name)


def where(
    condition: TensorLike, x: TensorLike, y: TensorLike, *, name: str | None = None
) -> Tensor:
    """``z = x where condition, else y``, elementwise.

    Shapes: condition (bool), x, y broadcast -> z.  Gradient: g where condition to x, g where
    not to y, 0 elsewhere: a NaN in the operand not chosen does not spread.
    Source: ONNX Where-16.
    """
    return apply_one(lookup("where")(), condition, x, y, name=name)


def cast(x: TensorLike, dtype: Any, *, name: str | None = None) -> Tensor:
    """``x`` as ``dtype``: to a narrower float rounds to nearest even, to an integer truncates
    towards 0, to bool is ``x != 0``.

    A float that no integer of ``dtype`` is near to, NaN included, becomes some integer; integers
    wrap around.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g cast back, between floats; none through
    an integer or bool.  Source: ONNX Cast-21.
    """
    return apply_one(lookup("cast")(dtype=dtype), x, name=name)


def relu(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = max(0, x)``, elementwise. NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else 0 (so 0 at the kink).
    Source: ONNX Relu-14.
    """
    return apply_one(lookup("relu")(), x, name=name)


def sigmoid(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``s = 1 / (1 + e^-x)``, elementwise, without overflow for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - s) s.  Source: ONNX Sigmoid-13.
    """
    return apply_one(lookup("sigmoid")(), x, name=name)


def tanh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = tanh x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - y^2).  Source: ONNX Tanh-13.
    """
    return apply_one(lookup("tanh")(), x, name=name)


def clip(
    x: TensorLike,
    low: TensorLike | None = None,
    high: TensorLike | None = None,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = min(max(x, low), high)``, elementwise; a bound left out does not bind. NaN stays.

    Where ``low > high``, y is ``high``; a bound that is NaN makes y NaN.
    Shapes: x, low, high broadcast -> y.
    Gradient: g to x where low <= x <= high; to a bound, g where x is beyond it.
    Source: ONNX Clip-13.
    """
    return apply_one(lookup("clip")(), x, low, high, name=name)


def softmax(x: TensorLike, axis: int = -1, *, name: str | None = None) -> Tensor:
    """``y_i = e^x_i / sum_j e^x_j`` along ``axis``, shifted by the maximum, so it cannot
    overflow.

    An entry of ``-inf`` gets 0; a NaN or an infinite maximum makes its row NaN.
    Shapes: x ``[...]`` -> ``[...]``.
    Gradient: y (g - sum_j g_j y_j).  Source: ONNX Softmax-13.
    """
    return apply_one(lookup("softmax")(axis=axis), x, name=name)


def log_softmax(x: TensorLike, axis: int = -1, *, name: str | None = None) -> Tensor:
    """``y_i = x_i - ln sum_j e^x_j`` along ``axis``, shifted by the maximum.

    An entry of ``-inf`` stays ``-inf`` and adds nothing; a NaN or an infinite maximum makes its
    row NaN. Shapes: x ``[...]`` -> ``[...]``.  Gradient: g - e^y sum_j g_j.
    Source: ONNX LogSoftmax-13.
    """
    return apply_one(lookup("log_softmax")(axis=axis), x, name=name)


def sum(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = sum of x`` along ``axis``; 0 for no elements, integers wrap around.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to every element.  Source: ONNX ReduceSum-13, with its axes as an attribute.
    """
    return apply_one(lookup("sum")(axis=axis, keepdims=keepdims), x, name=name)


def mean(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = (sum of x) / n`` along ``axis``, n elements each; NaN for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g / n to every element.  Source: ONNX ReduceMean-18, with its axes as an attribute.
    """
    return apply_one(lookup("mean")(axis=axis, keepdims=keepdims), x, name=name)


def reduce_max(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = max of x`` along ``axis``; NaN if one is NaN, ``-inf`` (or the least integer) for
    no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to the largest element, g / k to each of k equal ones, 0 where y is NaN.
    Source: ONNX ReduceMax-20, with its axes as an attribute.
    """
    return apply_one(lookup("reduce_max")(axis=axis, keepdims=keepdims), x, name=name)


def reduce_min(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = min of x`` along ``axis``; NaN if one is NaN, ``inf`` (or the greatest integer) for
    no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to the smallest element, g / k to each of k equal ones, 0 where y is NaN.
    Source: ONNX ReduceMin-20, with its axes as an attribute.
    """
    return apply_one(lookup("reduce_min")(axis=axis, keepdims=keepdims), x, name=name)


def argmax(
    x: TensorLike, axis: int = -1, keepdims: bool = False, *, name: str | None = None
) -> Tensor:
    """The position of the largest element along ``axis``, as int64; the first of equal ones,
    the first NaN if there is one.

    Shapes: x ``[..., n, ...]``, n > 0 -> ``[...]`` without ``axis``, or 1 there with
    ``keepdims``.  Gradient: none, the result is integer.
    Source: ONNX ArgMax-13 with select_last_index = 0.
    """
    return apply_one(lookup("argmax")(axis=axis, keepdims=keepdims), x, name=name)


def matmul(lhs: TensorLike, rhs: TensorLike, *, name: str | None = None) -> Tensor:
    """``y[..., i, j] = sum_k lhs[..., i, k] rhs[..., k, j]``; 0 where there is no k.

    Shapes: lhs ``[..., M, K]``, rhs ``[..., K, N]`` -> ``[..., M, N]``; the leading axes
    broadcast.  Gradient: ``g rhs^T`` to lhs, ``lhs^T g`` to rhs.
    Source: ONNX MatMul-13, without one-dimensional operands.
    """
    return apply_one(lookup("matmul")(), lhs, rhs, name=name)


def transpose(
    x: TensorLike, axes: int | Sequence[int] | None = None, *, name: str | None = None
) -> Tensor:
    """``y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]``: result axis k is ``axes[k]`` of x.

    Without ``axes`` their order is reversed. Shapes: x ``[d_0, d_1, ...]`` ->
    ``[d_axes[0], d_axes[1], ...]``.  Gradient: g with the axes permuted back.
    Source: ONNX Transpose-13.
    """
    return apply_one(lookup("transpose")(axes=axes), x, name=name)


def reshape(x: TensorLike, shape: TensorLike, *, name: str | None = None) -> Tensor:
    """The elements of ``x`` in C order, in another ``shape`` of as many elements.

    One entry of ``shape`` may be -1: what is left over. A 0 is an extent of 0.
    Shapes: x ``[...]``, shape int64 ``[rank]`` -> ``[*shape]``.
    Gradient: g in the shape of x; none to ``shape``.  Source: ONNX Reshape-14, allowzero = 1.
    """
    return apply_one(lookup("reshape")(), x, shape, name=name)


def expand_dims(x: TensorLike, axes: int | Sequence[int], *, name: str | None = None) -> Tensor:
    """``x`` with new axes of extent 1; ``axes`` are their positions in the result.

    Shapes: x ``[...]`` -> ``[..., 1, ...]``.  Gradient: g with these axes squeezed.
    Source: ONNX Unsqueeze-13, with its axes as an attribute.
    """
    return apply_one(lookup("expand_dims")(axes=axes), x, name=name)


def squeeze(x: TensorLike, axes: int | Sequence[int], *, name: str | None = None) -> Tensor:
    """``x`` without ``axes``, which must have extent 1.

    Shapes: x ``[..., 1, ...]`` -> ``[...]``.  Gradient: g with these axes back in.
    Source: ONNX Squeeze-13, with its axes as an attribute.
    """
    return apply_one(lookup("squeeze")(axes=axes), x, name=name)


def broadcast_to(x: TensorLike, shape: TensorLike, *, name: str | None = None) -> Tensor:
    """``x`` repeated to ``shape``, aligned at the last axis.

    Shapes: x ``[...]``, shape int64 ``[rank]`` -> ``[*shape]``; each extent of x is 1 or that
    of ``shape``.  Gradient: g summed over the repetitions; none to ``shape``.
    Source: NumPy broadcast_to; ONNX Expand-13 where it does not broadcast ``shape`` itself.
    """
    return apply_one(lookup("broadcast_to")(), x, shape, name=name)


def concat(*xs: Any, axis: int = 0, name: str | None = None) -> Tensor:
    """The operands one after the other along ``axis``.

    Shapes: xs ``[..., n_i, ...]``, equal but for ``axis`` -> ``[..., sum n_i, ...]``.
    Gradient: to each operand its part of g.  Source: ONNX Concat-13.
    """
    if len(xs) == 1 and isinstance(xs[0], (list, tuple)):
        xs = tuple(xs[0])
    return apply_one(lookup("concat")(axis=axis), *xs, name=name)


def split(
    x: TensorLike, sizes: int | Sequence[int], axis: int = 0, *, name: str | None = None
) -> tuple[Tensor, ...]:
    """Consecutive parts of ``x`` along ``axis``, of extents ``sizes``, as so many results.

    Shapes: x ``[..., sum sizes, ...]`` -> one ``[..., size, ...]`` per size.
    Gradient: the gradients of the parts joined, zeros for a part nobody differentiates.
    Source: ONNX Split-18, with its sizes as an attribute.
    """
    return apply_several(lookup("split")(sizes=sizes, axis=axis), x, name=name)


def slice(
    x: TensorLike,
    starts: TensorLike,
    ends: TensorLike,
    axes: TensorLike | None = None,
    steps: TensorLike | None = None,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = x[start:end:step]`` along each of ``axes`` (default: the first ones, step 1).

    Negative bounds count from the end; bounds beyond it are clamped, as in Python.
    Shapes: x ``[...]``, starts, ends, axes, steps int64 ``[k]`` -> ``[...]`` with shorter axes.
    Gradient: zeros of the shape of x with g in place of the slice.
    Source: ONNX Slice-13.
    """
    return apply_one(lookup("slice")(), x, starts, ends, axes, steps, name=name)


def gather(x: TensorLike, indices: TensorLike, *, axis: int = 0, name: str | None = None) -> Tensor:
    """The slices of ``x`` along ``axis`` that ``indices`` name.

    An index outside ``-n .. n-1`` is an IndexError. Shapes: x ``[a..., n, b...]``, indices
    integer ``[i...]`` -> ``[a..., i..., b...]``.  Gradient: zeros with g added at each index, as
    often as it occurs; none to indices.  Source: ONNX Gather-13.
    """
    return apply_one(lookup("gather")(axis=axis), x, indices, name=name)


def scatter_add(
    x: TensorLike, indices: TensorLike, shape: TensorLike, *, axis: int = 0, name: str | None = None
) -> Tensor:
    """Zeros of ``shape`` with the slices of ``x`` added along ``axis`` at ``indices``.

    The adjoint of `gather`: an index that occurs twice gets both slices, added in order. Shapes:
    x ``[a..., i..., b...]``, indices integer ``[i...]``, shape int64 ``[rank]`` -> ``shape``,
    which is ``[a..., n, b...]``.  Gradient: g gathered at the indices; none to the others.
    """
    return apply_one(lookup("scatter_add")(axis=axis), x, indices, shape, name=name)


def gather_elements(
    x: TensorLike, indices: TensorLike, *, axis: int = 0, name: str | None = None
) -> Tensor:
    """``y[.., i, ..] = x[.., indices[.., i, ..], ..]``: along ``axis``, one index per element.

    An index outside ``-n .. n-1`` is an IndexError. Shapes: x ``[a..., n, b...]``, indices
    integer ``[a..., m, b...]`` -> ``[a..., m, b...]``.  Gradient: zeros with g added at each
    index; none to indices.  Source: ONNX GatherElements-13, numpy.take_along_axis.
    """
    return apply_one(lookup("gather_elements")(axis=axis), x, indices, name=name)


def scatter_add_elements(
    x: TensorLike, indices: TensorLike, shape: TensorLike, *, axis: int = 0, name: str | None = None
) -> Tensor:
    """Zeros of ``shape`` with each element of ``x`` added at its index along ``axis``.

    The adjoint of `gather_elements`. Shapes: x ``[a..., m, b...]``, indices integer of the same
    shape, shape int64 ``[rank]`` -> ``shape``, which is ``[a..., n, b...]``.
    Gradient: g gathered at the indices; none to the others.
    """
    return apply_one(lookup("scatter_add_elements")(axis=axis), x, indices, shape, name=name)


def one_hot(
    indices: TensorLike,
    depth: TensorLike,
    *,
    axis: int = -1,
    dtype: Any = "float32",
    name: str | None = None,
) -> Tensor:
    """1 where the position along the new ``axis`` is the index, else 0.

    Negative indices count from the end; an index outside ``-depth .. depth-1`` gives zeros only.
    Shapes: indices integer ``[a..., b...]``, depth int64 ``[]`` -> ``[a..., depth, b...]``.
    Gradient: none, indices are integer.  Source: ONNX OneHot-11 with values 0 and 1.
    """
    return apply_one(lookup("one_hot")(axis=axis, dtype=dtype), indices, depth, name=name)


def topk(
    x: TensorLike, k: TensorLike, *, axis: int = -1, largest: bool = True, name: str | None = None
) -> tuple[Tensor, ...]:
    """The k largest values along ``axis`` in falling order, and where they were.

    ``largest=False`` gives the smallest in rising order. Equal values keep their order; NaN
    counts as larger than any number. Shapes: x ``[..., n, ...]``, k int64 ``[]``, k <= n ->
    values ``[..., k, ...]``, indices int64 ``[..., k, ...]``.  Gradient: that of the values to
    the chosen elements, 0 to the others; none to k.  Source: ONNX TopK-11, sorted.
    """
    return apply_several(lookup("topk")(axis=axis, largest=largest), x, k, name=name)


def cross_entropy(logits: TensorLike, labels: TensorLike, *, name: str | None = None) -> Tensor:
    """``L = ln(sum_j e^logits_j) - logits_label``, per example, computed by log-sum-exp.

    The largest logit is subtracted first, so no finite logits overflow. A logit of ``-inf``
    is a class that cannot be: it adds nothing, and as the label it costs ``inf``. A NaN or
    ``+inf`` makes its example NaN. Shapes: logits ``[..., C]``, labels integer ``[...]`` ->
    ``[...]``.  A label outside ``0 .. C-1`` is an IndexError.
    Gradient: g (softmax(logits) - one_hot(labels)) to logits, none to labels.
    Source: ONNX SoftmaxCrossEntropyLoss-13 with reduction none.
    """
    return apply_one(lookup("cross_entropy")(), logits, labels, name=name)


def stop_gradient(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x``, but no gradient goes back through it.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, on purpose.
    """
    return apply_one(lookup("stop_gradient")(), x, name=name)


__all__ = [
    "add",
    "argmax",
    "broadcast_to",
    "cast",
    "clip",
    "concat",
    "cross_entropy",
    "div",
    "equal",
    "exp",
    "expand_dims",
    "gather",
    "gather_elements",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "log",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "matmul",
    "max",
    "mean",
    "min",
    "mul",
    "neg",
    "not_equal",
    "one_hot",
    "ones_like",
    "pow",
    "reciprocal",
    "reduce_max",
    "reduce_min",
    "relu",
    "reshape",
    "scatter_add",
    "scatter_add_elements",
    "shape",
    "sigmoid",
    "slice",
    "softmax",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stop_gradient",
    "sub",
    "sum",
    "tanh",
    "topk",
    "transpose",
    "where",
    "zeros_like",
]
