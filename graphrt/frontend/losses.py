"""Losses: how far predictions are from what they should be.

``reduction`` says what becomes of the losses of the examples (or elements): their "mean", their
"sum", or "none": each one stays. Predictions and targets have one shape; a target may also be a
Python number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from graphrt.errors import ShapeError, UsageError, nearest
from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, builder_of
from graphrt.ops import lookup
from graphrt.ops.axes import agree
from graphrt.types import DType

Reduction = Literal["mean", "sum", "none"]
REDUCTIONS = ("mean", "sum", "none")


def mse(
    prediction: TensorLike,
    target: TensorLike,
    *,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = (prediction - target)^2``, elementwise: the squared error.

    Shapes: prediction, target ``[...]`` -> ``[]``, or ``[...]`` with reduction "none".
    Raises `ShapeError` when the shapes differ, `UsageError` for an unknown reduction.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (2,), "float64")
    >>> b.signature("predict", inputs=[x], outputs={"loss": gr.mse(x, [1.0, 5.0])})
    >>> float(gr.Session(b.build()).run(x=[1.0, 2.0])["loss"])
    4.5
    """
    error = _error("mse", prediction, target, reduction)
    return reduced("square", [error], reduction, name)


def l1_loss(
    prediction: TensorLike,
    target: TensorLike,
    *,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = |prediction - target|``, elementwise: the absolute error; its gradient is 0 at 0.

    Shapes: prediction, target ``[...]`` -> ``[]``, or ``[...]`` with reduction "none".
    Raises `ShapeError` when the shapes differ, `UsageError` for an unknown reduction.
    """
    error = _error("l1_loss", prediction, target, reduction)
    return reduced("abs", [error], reduction, name)


def huber(
    prediction: TensorLike,
    target: TensorLike,
    *,
    delta: float = 1.0,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2)``, with
    d = prediction - target, elementwise: squared near 0, and linear for outliers.

    Shapes: prediction, target ``[...]`` -> ``[]``, or ``[...]`` with reduction "none".
    Raises `ShapeError` when the shapes differ, `UsageError` for an unknown reduction or a delta
    that is not above 0.  Source: Huber, Robust estimation of a location parameter, 1964.
    """
    if not delta > 0:
        raise UsageError(f"huber: delta must be above 0, got {delta}")
    error = _error("huber", prediction, target, reduction)
    inside = apply_one(lookup("clip")(), error, -delta, delta)
    return reduced("mul", [inside, error - 0.5 * inside], reduction, name)


def bce(
    probabilities: TensorLike,
    targets: TensorLike,
    *,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = -t ln p - (1 - t) ln(1 - p)`` with p = probabilities, t = targets, elementwise: the
    binary cross-entropy. A certain and right answer costs 0, a certain and wrong one ``inf``.

    After a sigmoid use `bce_with_logits`, which keeps the digits that rounding p to 1 loses.
    Shapes: probabilities, targets ``[...]`` -> ``[]``, or ``[...]`` with reduction "none".
    Raises `ShapeError` when the shapes differ, `UsageError` for an unknown reduction.
    """
    p, t = pair("bce", probabilities, targets, reduction)
    likelihood = apply_one(lookup("xlogy")(), t, p) + apply_one(lookup("xlogy")(), 1 - t, 1 - p)
    return reduced("neg", [likelihood], reduction, name)


def bce_with_logits(
    logits: TensorLike,
    targets: TensorLike,
    *,
    pos_weight: TensorLike | None = None,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = -p t ln s - (1 - t) ln(1 - s)`` with s = sigmoid(logits), t = targets, elementwise:
    the binary cross-entropy, without overflow and with all its digits for any finite logits.
    p = ``pos_weight`` is 1 by default: how much more the positive examples count.

    Shapes: logits, targets ``[...]``, pos_weight broadcasts to them -> ``[]``, or ``[...]`` with
    reduction "none".  Gradient: g (s - t) to logits, -g logits to targets, for p = 1.
    Raises `ShapeError` when the shapes differ, `UsageError` for an unknown reduction.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (), "float64")
    >>> b.signature("predict", inputs=[x], outputs={"loss": gr.bce_with_logits(x, 1.0)})
    >>> float(gr.Session(b.build()).run(x=50.0)["loss"])
    1.9287498479639178e-22
    """
    x, t = pair("bce_with_logits", logits, targets, reduction)
    if pos_weight is None:
        return reduced("bce_with_logits", [x, t], reduction, name)
    p = pos_weight if isinstance(pos_weight, Tensor) else _literal(pos_weight, x.dtype)
    unlikely = apply_one(lookup("softplus")(), -x)  # -ln s; and -ln(1 - s) is x more
    return reduced("add", [(1 - t) * x, (1 + (p - 1) * t) * unlikely], reduction, name)


def cross_entropy(
    logits: TensorLike,
    labels: TensorLike,
    *,
    label_smoothing: float = 0.0,
    class_weights: TensorLike | None = None,
    ignore_index: int | None = None,
    reduction: Reduction = "none",
    name: str | None = None,
) -> Tensor:
    """``L = ln(sum_j e^logits_j) - logits_label``, per example, computed by log-sum-exp.

    With p = softmax(logits), weights w (1 by default) and e = ``label_smoothing``,
    ``L = -(1 - e) w_label ln p_label - e / C sum_j w_j ln p_j``. An example whose label is
    ``ignore_index`` costs 0, and does not count; reduction "mean" divides by the sum of the
    w_label of those that do: NaN where there is none.

    No finite logits overflow. A logit of ``-inf`` is a class that cannot be: it adds nothing,
    and as the label it costs ``inf``. A NaN or ``+inf`` makes its example NaN.
    Shapes: logits ``[..., C]``, labels integer ``[...]``, class_weights ``[C]`` -> ``[...]``, or
    ``[]`` with reduction "mean" or "sum".  A label outside ``0 .. C-1`` is an IndexError when the
    graph runs.
    Gradient: g (softmax(logits) - one_hot(labels)) to logits, none to labels.
    Raises `UsageError` for an unknown reduction, and for smoothing that is not from 0 to 1.
    Source: Szegedy et al. 2016, section 7 (smoothing); PyTorch's CrossEntropyLoss.
    """
    if not 0 <= label_smoothing <= 1:
        raise UsageError(f"cross_entropy: label_smoothing is from 0 to 1, got {label_smoothing}")
    if not label_smoothing and class_weights is None and ignore_index is None:
        return _of_classes("cross_entropy", logits, labels, reduction, name)
    _check_reduction("cross_entropy", reduction)
    builder = builder_of("cross_entropy", [logits, labels, class_weights])
    x, y = (t if isinstance(t, Tensor) else builder.constant(t) for t in (logits, labels))
    counts = None if ignore_index is None else y != ignore_index
    if counts is not None:
        y = apply_one(lookup("where")(), counts, y, 0)
    if label_smoothing:
        log_p = apply_one(lookup("log_softmax")(), x)
        losses = apply_one(lookup("nll")(), log_p, y)
    else:
        losses = apply_one(lookup("cross_entropy")(), x, y)
    share = apply_one(lookup("ones_like")(), losses)
    if class_weights is not None:
        given = class_weights
        w = given if isinstance(given, Tensor) else builder.constant(_literal(given, x.dtype))
        share = apply_one(lookup("gather")(), w, y)
        losses = share * losses
    if label_smoothing:
        each = log_p if class_weights is None else w * log_p
        others = -apply_one(lookup("mean")(axis=-1), each)
        losses = (1 - label_smoothing) * losses + label_smoothing * others
    if counts is not None:
        losses, share = (apply_one(lookup("where")(), counts, v, 0) for v in (losses, share))
    if reduction == "none":
        return apply_one(lookup("mul")(), losses, 1, name=name)
    if reduction == "sum":
        return apply_one(lookup("sum")(), losses, name=name)
    total, weight = (apply_one(lookup("sum")(), v) for v in (losses, share))
    return apply_one(lookup("div")(), total, weight, name=name)


def nll(
    log_probs: TensorLike,
    labels: TensorLike,
    *,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = -log_probs_label``, per example: the negative log-likelihood, of what `log_softmax`
    gives. (`cross_entropy` does both.)

    Shapes: log_probs ``[..., C]``, labels integer ``[...]`` -> ``[]``, or ``[...]`` with
    reduction "none".  A label outside ``0 .. C-1`` is an IndexError when the graph runs.
    Gradient: -g one_hot(labels) to log_probs, none to labels.
    Raises `UsageError` for an unknown reduction.
    """
    return _of_classes("nll", log_probs, labels, reduction, name)


def kl_div(
    log_probs: TensorLike,
    target: TensorLike,
    *,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = sum_j t_j (ln t_j - log_probs_j)`` with t = target, per example: the divergence of
    what `log_softmax` gives from a distribution; a class with t_j = 0 adds nothing.

    Shapes: log_probs, target ``[..., C]`` -> ``[]``, or ``[...]`` with reduction "none".
    Gradient: -g t to log_probs.
    Raises `ShapeError` when the shapes differ or are scalars, `UsageError` for an unknown
    reduction.  Source: Kullback and Leibler, On information and sufficiency, 1951.
    """
    log_q, t = pair("kl_div", log_probs, target, reduction)
    if log_q.type.shape == ():
        raise ShapeError("kl_div: log_probs need a last axis of classes")
    # a class with t = 0 costs 0, also where its log_probs is -inf
    expected = apply_one(lookup("where")(), t == 0, 0, t * log_q)
    terms = apply_one(lookup("xlogy")(), t, t) - expected
    return reduced("sum", [terms], reduction, name, axis=(-1,))


def _of_classes(
    op: str, scores: TensorLike, labels: TensorLike, reduction: Reduction, name: str | None
) -> Tensor:
    _check_reduction(op, reduction)
    return reduced(op, [scores, labels], reduction, name)


def _error(what: str, prediction: TensorLike, target: TensorLike, reduction: str) -> Tensor:
    """``prediction - target``."""
    x, t = pair(what, prediction, target, reduction)
    return x - t


def pair(
    what: str, prediction: TensorLike, target: TensorLike, reduction: str
) -> tuple[Tensor, Tensor]:
    """Both as tensors. Raises `ShapeError` unless their shapes agree or the target is a number,
    and `UsageError` unless the reduction is one."""
    _check_reduction(what, reduction)
    builder = builder_of(what, (prediction, target))
    dtype = next(each.dtype for each in (prediction, target) if isinstance(each, Tensor))
    x, t = (
        each if isinstance(each, Tensor) else builder.constant(_literal(each, dtype))
        for each in (prediction, target)
    )
    have, want = x.type.shape, t.type.shape
    is_number = not isinstance(target, Tensor) and want == ()
    if have is not None and want is not None and not is_number and not agree(have, want):
        raise ShapeError(
            f"{what}: the prediction is {list(have)}, the target {list(want)}",
            rows=[f"prediction  %{x.name}  {x.type}", f"target      %{t.name}  {t.type}"],
            hint="reshape one of them: broadcasting would compare each with every other",
        )
    return x, t


def _literal(value: Any, dtype: DType) -> np.ndarray[Any, Any]:
    """Python numbers in the tensor's dtype; an array as it is."""
    return value if isinstance(value, np.ndarray) else np.asarray(value, dtype.numpy)


def _check_reduction(what: str, reduction: str) -> None:
    if reduction not in REDUCTIONS:
        raise UsageError(
            f"{what}: reduction is 'mean', 'sum' or 'none', not {reduction!r}",
            hint=nearest(str(reduction), REDUCTIONS),
        )


def reduced(
    op: str, operands: Sequence[TensorLike], reduction: str, name: str | None, **attributes: Any
) -> Tensor:
    """The op that computes each loss, then the reduction; ``name`` is that of the last node."""
    if reduction == "none":
        return apply_one(lookup(op)(**attributes), *operands, name=name)
    losses = apply_one(lookup(op)(**attributes), *operands)
    return apply_one(lookup(reduction)(), losses, name=name)
