"""Which ops of the table run natively, by their samples: what `op_runners.txt` lists."""

from collections import Counter, defaultdict
from pathlib import Path

from ops.cases import SAMPLES
from ops.harness import graph_of

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.ir.bodies import body_fields
from graphrt.lowering import plan_signature
from graphrt.ops import lookup

LISTED = Path(__file__).with_name("op_runners.txt")
DTYPES = ("float32", "float64")
HEAD = """\
# Every op of the table, and who runs its samples in float32 and float64. Where NumPy does, why.
# Written by `python tools/bless.py native`.
"""


def model_of(sample, dtype):
    """The sample as a model with the signature "go", and its feeds; in float64 where it has
    bodies, which are."""
    if body_fields(lookup(sample.op)):
        dtype = "float64"
    emit, results, _, feeds = graph_of(sample, dtype)
    b = gr.GraphBuilder()
    b.emit = emit
    outputs = {str(i): gr.Tensor(value, b) for i, value in enumerate(results)}
    b.signature("go", inputs=[b[name] for name in feeds], outputs=outputs)
    return b.build(), feeds


def steps_of(model, feeds):
    shapes = {name: array.shape for name, array in feeds.items()}
    return plan_signature(model.signature("go"), shapes).steps


def listing():
    """The text of the list."""
    found = defaultdict(Counter)
    for sample in SAMPLES:
        for dtype in DTYPES:
            counts = found[sample.op]  # an op that is a view or known beforehand has no step
            for step in steps_of(*model_of(sample, dtype)):
                if step.node.op.name == sample.op:
                    calls = native_calls(step)
                    counts[calls if isinstance(calls, str) else ""] += 1
    return HEAD + "".join(f"{op}: {_row(found[op])}\n" for op in sorted(found))


def _row(counts):
    total, native = counts.total(), counts[""]
    if not total:
        return "no step of its own"
    if native == total:
        return "native"
    reasons = "; ".join(f"{reason} ({n})" for reason, n in sorted(counts.items()) if reason)
    return f"native {native} of {total}; {reasons}" if native else f"numpy; {reasons}"
