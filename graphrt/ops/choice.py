"""Choosing between two arrays by a mask, on their bits.

NumPy copies through a mask one element at a time, and a mask nobody can predict stalls the
processor at each: half a nanosecond an element becomes four. A product of integers by 0 or 1
does not branch, and on the bits of a float it is exact: a NaN that is not chosen leaves no
trace, as it would in a product of floats.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from graphrt.ir.op import Array

_BITS = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}


def bind_choice(out: Array, condition: Array, x: Array, y: Array) -> Callable[[], object] | None:
    """A call that sets ``out`` to ``x`` where ``condition``, else to ``y``.

    ``None`` where ``out`` lies over operands in a way that leaves no order to read them in, or
    the dtype is none of 1, 2, 4 or 8 bytes.
    """
    bits = _BITS.get(out.dtype.itemsize)
    if bits is None or np.may_share_memory(out, condition):
        return None
    result, first, second = (each.view(bits) for each in (out, x, y))
    if _is_zero(second):
        return partial(np.multiply, first, condition, result)
    if not np.may_share_memory(out, y):
        return partial(_choose, result, condition, first, second)
    if not np.may_share_memory(out, x):
        return partial(_choose_inverted, result, condition, second, first)
    return None


def kept(x: Array, mask: Array) -> Array:
    """``x`` where ``mask``, else 0, as a new array; the two broadcast."""
    bits = _BITS.get(x.dtype.itemsize)
    if bits is None:
        return np.where(mask, x, x.dtype.type(0))
    product: Array = np.multiply(x.view(bits), mask, dtype=bits)
    return product.view(x.dtype)


def _choose(out: Array, mask: Array, x: Array, y: Array) -> None:
    np.bitwise_xor(x, y, out)
    np.multiply(out, mask, out)
    np.bitwise_xor(out, y, out)


def _choose_inverted(out: Array, mask: Array, x: Array, y: Array) -> None:
    _choose(out, np.logical_not(mask), x, y)


def _is_zero(bits: Array) -> bool:
    """Whether an operand is a constant all of whose bits are 0: what is read-only stays so."""
    return not bits.flags.writeable and not bits.any()
