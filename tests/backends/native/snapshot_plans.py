"""Small plans whose kernels are kept as text in `snapshots/`, each for one ISA.

Nothing is compiled for them: what a generator writes depends on the plan and the ISA alone, so that
a change of any line of it shows where it is reviewed, on whatever machine that is.
"""

from pathlib import Path

import graphrt as gr
from graphrt.backends.native.isa import ISAS
from graphrt.backends.native.select import calls_of
from graphrt.lowering import plan_signature
from graphrt.runtime.rewriting import rewritten

FOLDER = Path(__file__).with_name("snapshots")


def layer():
    """A dense layer: a product, and what is done with its elements."""
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 8))
    w, c = b.parameter("w", gr.init.normal((8, 16), seed=1)), b.parameter("c", gr.init.zeros(16))
    b.signature("predict", inputs=[x], outputs={"y": gr.relu(x @ w + c)})
    return b.build()


def softmax():
    """A row that is walked several times."""
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 24))
    b.signature("predict", inputs=[x], outputs={"y": gr.softmax(x)})
    return b.build()


def chain():
    """A walk in stages, each of which passes one value on."""
    b = gr.GraphBuilder()
    x = b.input("x", ("N",))
    b.signature("predict", inputs=[x], outputs={"y": gr.log(gr.exp(gr.tanh(x)) + 1.0)})
    return b.build()


def column_sums():
    """A reduction down the columns."""
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 24), "float64")
    b.signature("predict", inputs=[x], outputs={"y": gr.sum(gr.square(x), axis=0)})
    return b.build()


def spread():
    """A reduction over the axes around one that is kept."""
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 12, 5, 5))
    b.signature("predict", inputs=[x], outputs={"y": gr.var(x, axis=(0, 2, 3))})
    return b.build()


def embedding():
    """Rows by index, and copies side by side."""
    b = gr.GraphBuilder()
    ids = b.input("ids", ("N",), "int32")
    table = b.parameter("table", gr.init.normal((20, 12), seed=1))
    rows = gr.embedding(table, ids, padding_idx=0)
    b.signature("predict", inputs=[ids], outputs={"y": gr.concat(rows, rows, axis=1)})
    return b.build()


SNAPSHOTS = {  # file name: (model, ISA)
    "layer-avx512": (layer, "avx512"),
    "softmax-neon": (softmax, "neon"),
    "chain-avx512": (chain, "avx512"),
    "column_sums-avx2": (column_sums, "avx2"),
    "spread-avx2": (spread, "avx2"),
    "embedding-neon": (embedding, "neon"),
}


def path_of(name):
    return FOLDER / f"{name}.ll"


def text_of(name, batch=32):
    """The kernels of a plan, each once, and the reasons of the steps that have none."""
    make, isa = SNAPSHOTS[name]
    signature = rewritten(make().signature(None), "O2")
    shapes = {key: [batch if n == "N" else n for n in map(_plain, value.type.shape)]
              for key, value in signature.inputs.items()}  # fmt: skip
    texts = {}
    for step in plan_signature(signature, shapes).steps:
        calls = calls_of(step, ISAS[isa])
        if isinstance(calls, str):
            texts[step.node.name] = f"; %{step.node.name} runs on NumPy: {calls}\n"
            continue
        for call in calls:
            texts[call.kernel.name] = call.kernel.write(call.kernel.name)
    return "\n".join(texts.values())


def _plain(extent):
    return extent if isinstance(extent, int) else str(extent)
