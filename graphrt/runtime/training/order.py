"""The order of examples: a permutation per epoch that follows from the seed alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from graphrt.ops.random import words

Array = np.ndarray[Any, Any]
SHUFFLE = 2**62  # a stream that no op has: theirs count from 0
SPLIT = SHUFFLE + 1


def permutation(seed: int, stream: int, counter: int, count: int) -> Array:
    """The numbers below ``count`` in an order that depends on the arguments alone: positions of
    random words, sorted; see `graphrt.ops.random.words`."""
    return np.argsort(words(seed, stream, counter, count), kind="stable")


def epoch_order(seed: int, epoch: int, count: int, shuffle: bool = True) -> Array:
    """The examples of epoch ``epoch``, counted from 0, in their order."""
    return permutation(seed, SHUFFLE, epoch, count) if shuffle else np.arange(count)


def split(seed: int, count: int, fraction: float) -> tuple[Array, Array]:
    """Examples to train on and to validate with, in rising order."""
    chosen = permutation(seed, SPLIT, 0, count)
    held = round(count * fraction)
    return np.sort(chosen[held:]), np.sort(chosen[:held])


def batches(order: Array, size: int, first: int = 0) -> Iterator[Array]:
    """Pieces of ``size`` examples from batch ``first`` on; the last may be smaller. Within a
    batch they are in rising order, which reads mapped files from front to back."""
    for start in range(first * size, len(order), size):
        yield np.sort(order[start : start + size])
