"""Differentiation: gradients are nodes in the same graph, from one backward sweep."""

from graphrt.autodiff.products import hessian_vector_of, hessians_of, jacobians_of, tangents_of
from graphrt.autodiff.reverse import cotangents_of, gradients_of

__all__ = [
    "cotangents_of",
    "gradients_of",
    "hessian_vector_of",
    "hessians_of",
    "jacobians_of",
    "tangents_of",
]
