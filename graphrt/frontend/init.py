"""Initial values for variables, as arrays; each is a function of its seed alone.

A seed is an integer, or several (``[seed, number of the layer]``). Weights have shape
``[fan_in, fan_out]``, or, for a convolution, ``[out channels, channels / groups, taps...]``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import ShapeError
from graphrt.types import DType

Array = np.ndarray[Any, Any]
Seed = int | Sequence[int]
Shape = int | Sequence[int]


def zeros(shape: Shape, dtype: Any = "float32") -> Array:
    """An array of zeros."""
    return np.zeros(_extents(shape), DType.of(dtype).numpy)


def ones(shape: Shape, dtype: Any = "float32") -> Array:
    """An array of ones."""
    return np.ones(_extents(shape), DType.of(dtype).numpy)


def normal(
    shape: Shape,
    seed: Seed,
    mean: float = 0.0,
    std: float = 1.0,
    dtype: Any = "float32",
) -> Array:
    """Independent draws from the normal distribution N(mean, std^2).

    >>> normal((2, 2), seed=0, std=0.1).round(3)
    array([[ 0.013, -0.013],
           [ 0.064,  0.01 ]], dtype=float32)
    """
    draws = np.random.default_rng(seed).standard_normal(_extents(shape))
    return np.asarray(mean + std * draws, DType.of(dtype).numpy)


def uniform(
    shape: Shape,
    seed: Seed,
    low: float = -1.0,
    high: float = 1.0,
    dtype: Any = "float32",
) -> Array:
    """Independent draws from the uniform distribution on [low, high)."""
    draws = np.random.default_rng(seed).uniform(low, high, _extents(shape))
    return np.asarray(draws, DType.of(dtype).numpy)


def constant(shape: Shape, value: float, dtype: Any = "float32") -> Array:
    """An array of which every element is ``value``."""
    return np.full(_extents(shape), value, DType.of(dtype).numpy)


def eye(shape: Shape, dtype: Any = "float32") -> Array:
    """Ones on the main diagonal of a matrix, zeros elsewhere: weights that change nothing."""
    shape = _extents(shape)
    if len(shape) != 2:
        raise ShapeError(f"eye: a matrix has two axes, got {shape}")
    return np.eye(*shape, dtype=DType.of(dtype).numpy)


def truncated_normal(
    shape: Shape,
    seed: Seed,
    mean: float = 0.0,
    std: float = 1.0,
    dtype: Any = "float32",
) -> Array:
    """Draws from N(mean, std^2), those beyond ``mean +- 2 std`` drawn again: their standard
    deviation is 0.8796 std.
    """
    rng = np.random.default_rng(seed)
    draws = np.asarray(rng.standard_normal(_extents(shape)))
    while (far := np.abs(draws) > 2).any():
        draws[far] = rng.standard_normal(int(far.sum()))
    return np.asarray(mean + std * draws, DType.of(dtype).numpy)


def orthogonal(shape: Shape, seed: Seed, gain: float = 1.0, dtype: Any = "float32") -> Array:
    """``gain`` times a random matrix whose rows (or columns, whichever are fewer) are orthonormal,
    evenly among those; all axes after the first count as columns.

    Equal on all machines up to rounding. Source: Saxe et al. 2014; the QR decomposition of normal
    numbers with the signs of Mezzadri 2007, How to generate random matrices.

    >>> q = orthogonal((2, 3), seed=0, dtype="float64")
    >>> bool(np.allclose(q @ q.T, np.eye(2)))
    True
    """
    shape = _extents(shape)
    if len(shape) < 2:
        raise ShapeError(f"orthogonal: weights have two axes or more, got {shape}")
    rows, columns = shape[0], math.prod(shape[1:])
    draws = np.random.default_rng(seed).standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(draws)
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.asarray(gain * (q if rows >= columns else q.T), DType.of(dtype).numpy).reshape(shape)


def he_normal(shape: Shape, seed: Seed, dtype: Any = "float32") -> Array:
    """N(0, 2 / fan_in) for weights before a ReLU.

    Source: He et al. 2015, Delving Deep into Rectifiers, equation 10.
    """
    return _normal(shape, seed, 2.0, _fans(shape)[0], dtype)


def he_uniform(shape: Shape, seed: Seed, dtype: Any = "float32") -> Array:
    """Uniform on +-sqrt(6 / fan_in), variance 2 / fan_in, for weights before a ReLU.

    Source: He et al. 2015, Delving Deep into Rectifiers, section 2.2.
    """
    return _uniform(shape, seed, 2.0, _fans(shape)[0], dtype)


def glorot_normal(shape: Shape, seed: Seed, dtype: Any = "float32") -> Array:
    """N(0, 2 / (fan_in + fan_out)), for weights before tanh.

    Source: Glorot and Bengio 2010, equation 12.
    """
    return _normal(shape, seed, 2.0, sum(_fans(shape)), dtype)


def glorot_uniform(shape: Shape, seed: Seed, dtype: Any = "float32") -> Array:
    """Uniform on +-sqrt(6 / (fan_in + fan_out)), variance 2 / (fan_in + fan_out).

    Source: Glorot and Bengio 2010, equation 16.
    """
    return _uniform(shape, seed, 2.0, sum(_fans(shape)), dtype)


def lecun_normal(shape: Shape, seed: Seed, dtype: Any = "float32") -> Array:
    """N(0, 1 / fan_in), which keeps the variance of a linear layer, and SELU's.

    Source: LeCun et al. 1998, Efficient BackProp, section 4.6.
    """
    return _normal(shape, seed, 1.0, _fans(shape)[0], dtype)


def lecun_uniform(shape: Shape, seed: Seed, dtype: Any = "float32") -> Array:
    """Uniform on +-sqrt(3 / fan_in), variance 1 / fan_in.

    Source: LeCun et al. 1998, Efficient BackProp, section 4.6.
    """
    return _uniform(shape, seed, 1.0, _fans(shape)[0], dtype)


def _normal(shape: Shape, seed: Seed, scale: float, fan: int, dtype: Any) -> Array:
    return normal(shape, seed, std=(scale / max(fan, 1)) ** 0.5, dtype=dtype)


def _uniform(shape: Shape, seed: Seed, scale: float, fan: int, dtype: Any) -> Array:
    bound = (3.0 * scale / max(fan, 1)) ** 0.5
    return uniform(shape, seed, -bound, bound, dtype)


def _extents(shape: Shape) -> tuple[int, ...]:
    """``shape`` as a tuple. Raises `ShapeError` where it is none."""
    try:
        listed = np.atleast_1d(np.asarray(shape, dtype=object))
        extents = tuple(operator.index(each) for each in listed)
    except (TypeError, ValueError):
        extents = (-1,)
    if min(extents, default=0) < 0:
        raise ShapeError(f"a shape is a whole number or several, 0 or more, got {shape!r}")
    return extents


def _fans(shape: Shape) -> tuple[int, int]:
    """How many numbers a result depends on, and on how many results a number acts."""
    shape = _extents(shape)
    if len(shape) < 2:
        raise ShapeError(f"weights have two axes or more, got {shape}")
    if len(shape) == 2:
        return shape[0], shape[1]
    taps = math.prod(shape[2:])
    return shape[1] * taps, shape[0] * taps
