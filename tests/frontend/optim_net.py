"""The small net that optimisers are compared on, and how it is trained."""

from __future__ import annotations

from typing import Any

import numpy as np

import graphrt as gr

STEPS = 200
MADE: dict[str, Any] = {name: getattr(gr.schedule, name) for name in gr.schedule.__all__}


def data() -> dict[str, Any]:
    """Batches for all steps, and the weights at the start."""
    rng = np.random.default_rng(0)
    xs = rng.standard_normal((STEPS, 8, 4))
    return {
        "xs": xs,
        "ys": np.sin(xs.sum(2, keepdims=True)) + 0.1 * rng.standard_normal((STEPS, 8, 1)),
        "w1": 0.5 * rng.standard_normal((4, 6)),
        "b1": np.full(6, 0.1),
        "w2": 0.5 * rng.standard_normal((6, 1)),
    }


def schedule(record: dict[str, Any]) -> Any:
    """``{"schedule": "step", "lr": 0.1, ...}`` as a schedule; parts are records too."""
    given = dict(record)
    make = MADE[given.pop("schedule")]
    if "schedules" in given:
        given["schedules"] = [schedule(each) for each in given["schedules"]]
    return make(**given)


def trained(optimizer: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The losses of all steps and the weights at the end, as graphrt computes them."""
    given = data()
    b = gr.GraphBuilder("net")
    x, y = b.input("x", (8, 4), "float64"), b.input("y", (8, 1), "float64")
    w1, b1, w2 = (b.parameter(name, given[name]) for name in ("w1", "b1", "w2"))
    loss = gr.mse(gr.tanh(x @ w1 + b1) @ w2, y)
    chosen = {k: schedule(v) if isinstance(v, dict) and "schedule" in v else v for k, v in settings.items()}  # fmt: skip
    updates = getattr(gr.optim, optimizer)(loss, **chosen)
    b.signature("train", [x, y], {"loss": loss}, updates)
    session = gr.Session(b.build())
    train = session.function("train")
    losses = [float(train(x=given["xs"][t], y=given["ys"][t])["loss"]) for t in range(STEPS)]
    return {"losses": losses, **{n: session.variables[n].tolist() for n in ("w1", "b1", "w2")}}


def rates(record: dict[str, Any], steps: int) -> list[float]:
    """The rates of a schedule in the first steps, as graphrt computes them."""
    b = gr.GraphBuilder("rates")
    w = b.parameter("w", np.float64(1))
    made = schedule(record)
    outputs = {"rate": made.value(b, "lr", "float64")}
    b.signature("train", outputs=outputs, updates=gr.optim.sgd(w * w, lr=made))
    session = gr.Session(b.build())
    return [float(session.run("train")["rate"]) for _ in range(steps)]


def difference(have: Any, want: Any) -> float:
    """The largest relative difference, relative to the largest number of each array."""
    pairs = have.items() if isinstance(have, dict) else [("", have)]
    worst = 0.0
    for key, value in pairs:
        a, b = np.asarray(value), np.asarray(want[key] if key else want)
        worst = max(worst, float(np.max(np.abs(a - b)) / np.max(np.abs(b))))
    return worst
