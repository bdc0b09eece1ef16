"""Write the golden set of a release: models with values and gradients that every later release
must open and reproduce. Run once per release, never again for the same one:

    python tests/golden/make.py 0.1
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import graphrt as gr
from graphrt.serde.descriptor import FILE_DESCRIPTOR_SET

HERE = Path(__file__).parent


def every_construct() -> gr.Model:
    """Bodies, several results, absent operands, symbols, narrow floats, dropout, slots, labels."""
    b = gr.GraphBuilder("every_construct")
    x = b.input("x", ("N", 6), "float64")
    labels = b.input("labels", ("N",), "int64")
    with b.scope("layer"):
        w = b.parameter("w", gr.init.normal((6, 5), seed=3, dtype="float64"))
        scale = b.parameter("scale", np.float16(1.5), trainable=False)
    h = gr.clip(gr.tanh(x @ w), None, 0.9)
    h = gr.dropout(h, 0.25)
    left, right = gr.split(h, sizes=(2, 3), axis=1)
    joined = gr.concat(right * 2, left, axis=1)
    top, _ = gr.topk(joined, 2)
    entropy = gr.mean(gr.cross_entropy(joined, labels))
    chosen = gr.cond(entropy > 0, lambda: entropy * gr.sum(top), lambda: -entropy)
    twice = gr.call(lambda t: gr.sum(gr.sigmoid(t) * t), gr.reshape(joined, (-1, 1)))
    loss = chosen + twice * gr.cast(scale, dtype="float64")
    (grad,) = gr.gradients(loss, [w])
    (second,) = gr.gradients(gr.sum(grad * grad), [w])
    rng = np.random.default_rng(4)
    example = {"x": rng.standard_normal((3, 6)), "labels": np.array([0, 4, 2])}
    outputs = {"loss": loss, "joined": joined, "grad": grad, "second": second}
    b.signature(
        "predict", [x, labels], outputs, examples=[example], labels={"joined": list("abcde")}
    )
    updates = gr.optim.sgd(loss, lr=0.1, momentum=0.9)
    b.signature("train", [x, labels], {"loss": loss}, updates, examples=[example])
    return b.build()


def main() -> None:
    """Write the set of the release named on the command line, if there is none."""
    folder = HERE / sys.argv[1]
    folder.mkdir(exist_ok=True)
    (folder / "schema.binpb").write_bytes(FILE_DESCRIPTOR_SET)
    models = {name: gr.example(name) for name in gr.examples()}
    models["every_construct"] = every_construct()
    for name, model in models.items():
        path = folder / f"{name}.pb"
        if path.exists():
            sys.exit(f"{path} exists: a golden file is never written again")
        model.save(path)
        arrays = {}
        for signature in model.signatures.values():
            session = gr.Session(model)
            for key, value in session.run(signature.name, **signature.examples[0].inputs).items():
                arrays[f"{signature.name}/{key}"] = value
            for key, value in session.state().items():
                arrays[f"{signature.name}/after/{key}"] = value
        np.savez_compressed(folder / f"{name}.npz", **arrays)


if __name__ == "__main__":
    main()
