"""Single primitives of the scalar builder as functions of NumPy arrays."""

import ctypes
from functools import cache

import numpy as np

from graphrt.backends.native.cache import addresses_of
from graphrt.backends.native.expression import Recorder
from graphrt.backends.native.host import host
from graphrt.backends.native.rows import group_kernel
from graphrt.backends.native.slots import Group, Slot
from graphrt.dtypes import DType


@cache
def kernel(word, dtypes, result, isa):
    """The kernel of a primitive, as a C function, and the elements of its vectors."""
    recorder = Recorder()
    operands = [recorder.operand(k, dtype) for k, dtype in enumerate(dtypes)]
    if word == "cast":
        expression = recorder.cast(operands[0], DType.of(result))
    else:
        expression = getattr(recorder, word)(*operands)
    slots = tuple(Slot(DType.of(dtype), 1) for dtype in dtypes)
    group = Group(slots, (Slot(DType.of(result), 1),), (expression,), 1)
    made = group_kernel(group, isa)
    widest = max(4, *(np.dtype(dtype).itemsize for dtype in (*dtypes, result)))
    kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)
    return kind(addresses_of([made])[made]), isa.width(widest)


def run(word, *operands, result=None, isa=None, out=None):
    """``word`` applied element by element."""
    operands = [np.ascontiguousarray(each) for each in operands]
    size = operands[0].size
    dtypes = tuple(each.dtype.name for each in operands)
    out = np.empty(size, result or dtypes[-1]) if out is None else out
    function, width = kernel(word, dtypes, out.dtype.name, isa or host().isa)
    addresses = [each.ctypes.data for each in (*operands, out)]
    slots = np.array([*addresses, size, *(1 for _ in addresses)], np.int64)
    function(slots.ctypes.data, 0, -(-size // width))
    return out
