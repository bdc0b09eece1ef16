"""Reverse-mode differentiation: gradients are nodes in the same graph."""

from graphrt.autodiff.reverse import cotangents_of, gradients_of

__all__ = ["cotangents_of", "gradients_of"]
