"""A program for a process of its own: the samples of every op, native, where each piece of memory
lies between pages that nobody may touch. A kernel that reads or writes beside it ends the
process; the last line says which sample that was."""

import ctypes
import faulthandler
import mmap
import sys
from functools import partial

import numpy as np
from ops.cases import SAMPLES
from ops.harness import graph_of

from graphrt.backends import numpy_backend
from graphrt.backends.native import backend
from graphrt.ir.bodies import body_fields
from graphrt.ir.model import Signature
from graphrt.ir.op import Trait
from graphrt.lowering import Segment, plan_signature
from graphrt.ops import lookup

PAGE = mmap.PAGESIZE
_PROTECT = ctypes.CDLL(None).mprotect
_KEPT = []


def guarded(nbytes, at_end):
    """Bytes that end before a forbidden page, or begin after one."""
    pages = max(-(-nbytes // PAGE), 1)
    memory = mmap.mmap(-1, (pages + 2) * PAGE)
    _KEPT.append(memory)
    whole = np.frombuffer(memory, np.uint8)
    for page in (0, pages + 1):
        place = ctypes.c_void_p(int(whole.ctypes.data) + page * PAGE)
        assert not _PROTECT(place, ctypes.c_size_t(PAGE), 0)
    start = PAGE + (pages * PAGE - nbytes if at_end else 0)
    return whole[start : start + nbytes]


def copied(array, at_end):
    """The same numbers between forbidden pages."""
    raw = guarded(array.nbytes, at_end).view(array.dtype).reshape(array.shape)
    raw[...] = array
    return raw


def run(sample, dtype, at_end):
    """One step of a sample; whether all of it was native."""
    emit, results, _, feeds = graph_of(sample, dtype)
    graph = emit.freeze()
    inputs = {name: graph.value(name) for name in feeds}
    outputs = {f"out{k}": value for k, value in enumerate(results)}
    signature = Signature("predict", graph, inputs, outputs)
    plan = plan_signature(signature, {name: array.shape for name, array in feeds.items()})
    static = [name for name, each in plan.fetches.items() if each.segment is not Segment.DYNAMIC]
    lent = {name: copied(array, at_end) for name, array in feeds.items()}
    out = {
        name: copied(np.zeros(buffer.type.static_shape, buffer.type.dtype.numpy), at_end)
        for name, buffer in plan.fetches.items()
        if name in static
    }
    executable = backend.NativeBackend().compile(plan, {}, lent, out)
    executable.run({})
    return executable._whole is not None


def main():
    faulthandler.enable()
    native = 0
    for at_end in (True, False):
        numpy_backend.aligned_bytes = partial(guarded, at_end=at_end)
        backend.aligned_bytes = numpy_backend.aligned_bytes
        for sample in SAMPLES:
            if Trait.SOURCE in lookup(sample.op).traits:
                continue
            dtypes = ["float32", "float64"] if at_end else ["float32"]
            if body_fields(lookup(sample.op)):
                dtypes = ["float64"]  # which their bodies are written in
            for dtype in dtypes:
                print(sample.id, dtype, "end" if at_end else "start", file=sys.stderr, flush=True)
                native += run(sample, dtype, at_end)
                _KEPT.clear()
    print(native)


if __name__ == "__main__":
    main()
