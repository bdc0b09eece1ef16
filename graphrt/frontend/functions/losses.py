"""Functions of the ops in `graphrt.ops.losses`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


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


__all__ = [
    "cross_entropy",
]
