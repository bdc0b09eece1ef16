"""Data-parallel training: two worker processes, one gradient step.

Each worker opens a session on the same model and computes the gradients of its half of the
batch. The main process averages them and feeds the average to the signature ``apply``, whose
update `optim.sgd.apply` made from gradients that are inputs; then it sends the new state out.

python tools/examples/data_parallel.py
"""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

import graphrt as gr

Array = np.ndarray[Any, Any]
Arrays = dict[str, Array]


def build() -> gr.Model:
    """A small net with three entry points: ``grad``, ``apply``, and ``train``, which is both."""
    b = gr.GraphBuilder("data_parallel")
    x, y = b.input("x", ("N", 8), "float64"), b.input("y", ("N", 8), "float64")
    w1 = b.parameter("w1", gr.init.he_normal((8, 32), seed=1, dtype="float64"))
    w2 = b.parameter("w2", gr.init.he_normal((32, 8), seed=2, dtype="float64"))
    y_hat = gr.relu(x @ w1) @ w2
    loss = gr.mean(gr.sum((y_hat - y) ** 2, axis=1))
    params = [w1, w2]
    grads = gr.gradients(loss, params)
    named = {f"grad_{w.name}": g for w, g in zip(params, grads, strict=True)}
    b.signature("grad", inputs=[x, y], outputs={"loss": loss, **named})
    fed = [b.input(f"grad_{w.name}", w.shape, w.dtype) for w in params]
    b.signature("apply", inputs=fed, updates=gr.optim.sgd.apply(fed, params, lr=0.01))
    b.signature("train", inputs=[x, y], outputs={"loss": loss},
                updates=gr.optim.sgd.apply(grads, params, lr=0.01))  # fmt: skip
    return b.build()


def work(connection: Connection, model: gr.Model, x: Array, y: Array) -> None:
    """A worker: a state in, the gradients on its share of the data out, until ``None`` comes."""
    session = gr.Session(model)
    while (state := connection.recv()) is not None:
        session.load_state(state)
        connection.send(session.run("grad", x=x, y=y))


def average(results: list[Arrays]) -> Arrays:
    """The mean of each gradient over the workers; their shares have equal sizes."""
    names = [name for name in results[0] if name.startswith("grad_")]
    return {name: np.mean([each[name] for each in results], axis=0) for name in names}


def train(model: gr.Model, x: Array, y: Array, steps: int, workers: int = 2) -> gr.Session:
    """``steps`` steps on the batch, its rows shared out among worker processes."""
    if len(x) % workers:
        raise ValueError(f"{len(x)} rows cannot be shared equally among {workers} workers")
    session = gr.Session(model)
    context = get_context("spawn")
    processes, connections = [], []
    try:
        for rows in np.split(np.arange(len(x)), workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, model, x[rows], y[rows]))
            process.start()
            theirs.close()
            processes.append(process)
            connections.append(ours)
        for _ in range(steps):
            state = session.state()
            for connection in connections:
                connection.send(state)
            session.run("apply", **average([connection.recv() for connection in connections]))
        for connection in connections:
            connection.send(None)
    finally:
        for connection in connections:
            connection.close()  # a worker that still waits ends here
        for process in processes:
            process.join()
    return session


def main() -> None:
    model = build()
    x = np.random.default_rng(0).standard_normal((64, 8))
    y = np.sin(x)
    parallel, single = train(model, x, y, steps=20), gr.Session(model)
    for _ in range(20):
        single.run("train", x=x, y=y)
    for name in ("w1", "w2"):
        a, b = parallel.variables[name], single.variables[name]
        print(f"{name}: differs by {np.linalg.norm(a - b) / np.linalg.norm(b):.1e} of its norm")
    print(f"loss: {parallel.run('grad', x=x, y=y)['loss']:.6f}")


if __name__ == "__main__":
    main()
