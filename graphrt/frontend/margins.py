"""Losses with a margin, and the similarity some of them measure."""

from __future__ import annotations

from graphrt.errors import UsageError
from graphrt.frontend.functions import div, max
from graphrt.frontend.functions import sum as reduce_sum
from graphrt.frontend.losses import Reduction, pair, reduced
from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops.statistics import L1Norm, Norm


def hinge(
    prediction: TensorLike,
    target: TensorLike,
    *,
    margin: float = 1.0,
    squared: bool = False,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = max(0, margin - t y)`` with y = prediction, t = target, 1 or -1, elementwise; its
    square with ``squared``.

    Shapes: prediction, target ``[...]`` -> ``[]``, or ``[...]`` with reduction "none".
    Raises `ShapeError` when the shapes differ, `UsageError` for an unknown reduction or a margin
    below 0.  Source: Cortes and Vapnik, Support-vector networks, 1995.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> y = b.input("y", (3,))
    >>> loss = gr.hinge(y, [1, -1, 1], reduction="none")
    >>> b.signature("predict", inputs=[y], outputs={"loss": loss})
    >>> gr.Session(b.build()).run(y=[2.0, 0.5, 0.5])["loss"]
    array([0. , 1.5, 0.5], dtype=float32)
    """
    _require_margin("hinge", margin)
    y, t = pair("hinge", prediction, target, reduction)
    short = margin - t * y
    if squared:
        return reduced("square", [max(short, 0)], reduction, name)
    return reduced("max", [short, 0], reduction, name)


def cosine_similarity(
    x: Tensor, y: TensorLike, *, axis: int = -1, epsilon: float = 1e-8, name: str | None = None
) -> Tensor:
    """``x . y / (max(|x|, epsilon) max(|y|, epsilon))`` along ``axis``: the cosine of the angle
    between x and y, 0 where one of them is 0.

    Shapes: x ``[..., n, ...]``, y the same -> ``[..., ...]``, without ``axis``.
    Raises `ShapeError` when the shapes differ.  Source: PyTorch's CosineSimilarity.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 2))
    >>> y = b.input("y", ("N", 2))
    >>> b.signature("predict", inputs=[x, y], outputs={"cosine": gr.cosine_similarity(x, y)})
    >>> gr.Session(b.build()).run(x=[[3, 4], [0, 0]], y=[[4, 3], [1, 0]])["cosine"]
    array([0.96, 0.  ], dtype=float32)
    """
    x, y = pair("cosine_similarity", x, y, "none")
    lengths = [max(apply_one(Norm((axis,), False), each), epsilon) for each in (x, y)]
    return div(reduce_sum(x * y, axis=(axis,)), lengths[0] * lengths[1], name=name)


def cosine_embedding_loss(
    x: Tensor,
    y: TensorLike,
    target: TensorLike,
    *,
    margin: float = 0.0,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = 1 - c where target > 0, else max(0, c - margin)``, c the `cosine_similarity` of x
    and y along the last axis: pairs with target 1 are alike, those with -1 are not.

    Shapes: x, y ``[..., n]``, target ``[...]`` -> ``[]``, or ``[...]`` with reduction "none".
    Raises `ShapeError` when the shapes differ, `UsageError` for an unknown reduction or a margin
    below 0.  Source: PyTorch's CosineEmbeddingLoss.
    """
    _require_margin("cosine_embedding_loss", margin)
    cosine = cosine_similarity(x, y)
    cosine, t = pair("cosine_embedding_loss", cosine, target, reduction)
    far = max(cosine - margin, 0)
    return reduced("where", [t > 0, 1 - cosine, far], reduction, name)


def triplet_margin_loss(
    anchor: Tensor,
    positive: TensorLike,
    negative: TensorLike,
    *,
    margin: float = 1.0,
    p: int = 2,
    reduction: Reduction = "mean",
    name: str | None = None,
) -> Tensor:
    """``L = max(0, |anchor - positive|_p - |anchor - negative|_p + margin)`` along the last axis,
    p 1 or 2.

    Shapes: all ``[..., n]`` -> ``[]``, or ``[...]`` with reduction "none".  A distance of 0 has
    the gradient 0.  Raises `ShapeError` when the shapes differ, `UsageError` for an unknown
    reduction, another p or a margin below 0.
    Source: Schroff et al. 2015, FaceNet, with distances that are not squared.
    """
    _require_margin("triplet_margin_loss", margin)
    if p not in (1, 2):
        raise UsageError(f"triplet_margin_loss: p must be 1 or 2, got {p}")
    norm = Norm((-1,), False) if p == 2 else L1Norm((-1,), False)
    near, far = (
        apply_one(norm, a - b)
        for a, b in (
            pair("triplet_margin_loss", anchor, other, reduction) for other in (positive, negative)
        )
    )
    return reduced("max", [near - far + margin, 0], reduction, name)


def _require_margin(what: str, margin: float) -> None:
    if not margin >= 0:
        raise UsageError(f"{what}: margin must be 0 or more, got {margin}")
