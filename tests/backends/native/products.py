"""Calls on arrays, such as products: for tests that look at one kernel at a time."""

import numpy as np

from graphrt.backends.native.blocked import stored_sums
from graphrt.backends.native.gemm import product_calls, product_of
from graphrt.backends.native.host import host
from graphrt.backends.native.table import WORKSPACE_BASE, Table
from graphrt.backends.numpy_backend import aligned_bytes
from graphrt.ir.layout import Layout
from graphrt.lowering.plan import Buffer, Segment
from graphrt.types import ValueType

CANARY = 64  # elements around an operand, and bytes after the workspace


class Guarded:
    """An operand in the middle of memory that nobody may touch."""

    def __init__(self, name, view):
        """``view`` is an array without gaps, or a view of one."""
        whole = view if view.base is None else view.base
        size = whole.itemsize
        self.name = name
        self.memory = np.full(whole.size + 2 * CANARY, 77, whole.dtype)
        self.memory[CANARY:-CANARY] = whole.ravel(order="K")
        start = view.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
        strides = tuple(each // size for each in view.strides)
        self.layout = Layout(CANARY + start // size, strides)
        self.buffer = Buffer(
            Segment.STATE, 0, ValueType(view.dtype.name, view.shape), self.layout, name
        )
        self.before = self.memory.copy()

    @property
    def array(self):
        steps = [each * self.memory.itemsize for each in self.layout.strides]
        start = self.memory[self.layout.offset :]
        return np.lib.stride_tricks.as_strided(start, self.buffer.type.static_shape, steps)

    def check_rest(self):
        """Nothing but the view's own elements has changed."""
        kept = self.array.copy()
        self.array[...] = 0
        found = self.memory.copy()
        self.array[...] = kept
        now, self.memory = self.memory, self.before
        self.array[...] = 0
        np.testing.assert_array_equal(found, self.memory)
        self.memory = now


def run_calls(select, arrays, outs, grain=None, on_fault=None):
    """The calls that ``select`` makes of buffers that hold ``arrays`` and ``outs``, each where a
    stray write would show; the results, and the kernels' kinds."""
    read = [Guarded(f"in{k}", each) for k, each in enumerate(arrays)]
    written = [Guarded(f"out{k}", each) for k, each in enumerate(outs)]
    calls = select([each.buffer for each in read], [each.buffer for each in written])
    assert not isinstance(calls, str), calls
    if grain is not None:
        calls = [call._replace(grain=grain) for call in calls]
    table = Table()
    rows = table.add(calls)
    workspace = aligned_bytes(table.workspace_bytes + CANARY)
    workspace[table.workspace_bytes :] = 77
    addresses = {
        (Segment.STATE, each.name): int(each.memory.ctypes.data) for each in (*read, *written)
    }
    addresses[WORKSPACE_BASE] = int(workspace.ctypes.data)
    table.place(addresses)
    table.section(rows).run(on_fault or _no_fault)
    assert (workspace[table.workspace_bytes :] == 77).all()
    for each in read:
        np.testing.assert_array_equal(each.memory, each.before)
    for each in written:
        each.check_rest()
    return [each.array for each in written], [call.kernel.key[0] for call in calls]


def _no_fault(row):
    raise AssertionError(f"the step before row {row} gave up")


def multiply(a, b, out=None, inputs=(), record=stored_sums, *, isa=None, grain=None, outs=None):
    """``a @ b`` natively, or ``outs`` from ``record`` of it; the results, and the kernels' kinds."""
    if outs is None:
        kinds = np.result_type(a, b)
        shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
        outs = [np.full(shape, np.nan, kinds) if out is None else out]

    def select(read, written):
        left, right, *others = read
        return product_calls(product_of(left, right, others, written, record), isa or host().isa)

    return run_calls(select, (a, b, *inputs), outs, grain)
