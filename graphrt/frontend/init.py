"""Initial values for variables, as arrays; each is a function of its seed alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from graphrt.errors import ShapeError
from graphrt.types import DType

Array = np.ndarray[Any, Any]


def zeros(shape: tuple[int, ...] | int, dtype: Any = "float32") -> Array:
    """An array of zeros."""
    return np.zeros(shape, DType.of(dtype).numpy)


def ones(shape: tuple[int, ...] | int, dtype: Any = "float32") -> Array:
    """An array of ones."""
    return np.ones(shape, DType.of(dtype).numpy)


def normal(
    shape: tuple[int, ...] | int,
    seed: int,
    mean: float = 0.0,
    std: float = 1.0,
    dtype: Any = "float32",
) -> Array:
    """Independent draws from the normal distribution N(mean, std^2).

    >>> normal((2, 2), seed=0, std=0.1).round(3)
    array([[ 0.013, -0.013],
           [ 0.064,  0.01 ]], dtype=float32)
    """
    draws = np.random.default_rng(seed).standard_normal(shape)
    return np.asarray(mean + std * draws, DType.of(dtype).numpy)


def uniform(
    shape: tuple[int, ...] | int,
    seed: int,
    low: float = -1.0,
    high: float = 1.0,
    dtype: Any = "float32",
) -> Array:
    """Independent draws from the uniform distribution on [low, high)."""
    draws = np.random.default_rng(seed).uniform(low, high, shape)
    return np.asarray(draws, DType.of(dtype).numpy)


def he_normal(shape: tuple[int, ...], seed: int, dtype: Any = "float32") -> Array:
    """N(0, 2 / fan_in) for weights before a ReLU: ``[fan_in, fan_out]``, or those of a
    convolution, ``[out channels, channels / groups, taps...]``.

    Source: He et al. 2015, Delving Deep into Rectifiers, equation 10.
    """
    return normal(shape, seed, std=(2.0 / max(_fans(shape)[0], 1)) ** 0.5, dtype=dtype)


def glorot_uniform(shape: tuple[int, ...], seed: int, dtype: Any = "float32") -> Array:
    """Uniform on +-sqrt(6 / (fan_in + fan_out)) for weights of the shapes `he_normal` takes.

    Source: Glorot and Bengio 2010, equation 16.
    """
    bound = (6.0 / max(sum(_fans(shape)), 1)) ** 0.5
    return uniform(shape, seed, -bound, bound, dtype)


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many numbers a result depends on, and on how many results a number acts."""
    if len(shape) < 2:
        raise ShapeError(f"weights have two axes or more, got {shape}")
    if len(shape) == 2:
        return shape[0], shape[1]
    taps = math.prod(shape[2:])
    return shape[1] * taps, shape[0] * taps
