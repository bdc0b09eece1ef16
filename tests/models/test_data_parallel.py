"""Two worker processes and one process take the same training steps."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import graphrt as gr

SCRIPT = Path(__file__).parents[2] / "tools" / "examples" / "data_parallel.py"


@pytest.fixture(scope="module")
def script(request):
    """The script as a module that spawned workers can import."""
    sys.path.insert(0, str(SCRIPT.parent))
    request.addfinalizer(lambda: sys.path.remove(str(SCRIPT.parent)))
    return importlib.import_module("data_parallel")


@pytest.fixture(scope="module")
def data():
    x = np.random.default_rng(0).standard_normal((64, 8))
    return x, np.sin(x)


def test_two_processes_equal_one(script, data):
    x, y = data
    model = script.build()
    steps = 3
    parallel = script.train(model, x, y, steps)

    # the whole batch in one process: equal to 1e-15 of the weights' norm, as halves of a sum
    # are added in another order
    single = gr.Session(model)
    for _ in range(steps):
        single.run("train", x=x, y=y)
    # the two halves in this process, one after the other: equal in every bit
    halves = gr.Session(model)
    for _ in range(steps):
        parts = [halves.run("grad", x=x[k : k + 32], y=y[k : k + 32]) for k in (0, 32)]
        halves.run("apply", **script.average(parts))

    for name in ("w1", "w2"):
        ours = parallel.variables[name]
        np.testing.assert_array_equal(ours, halves.variables[name])
        theirs = single.variables[name]
        assert np.linalg.norm(ours - theirs) <= 1e-15 * np.linalg.norm(theirs)
        assert np.linalg.norm(ours - model.variables[name].value) > 1e-3
    assert parallel.state()["step"] == single.state()["step"] == steps


def test_rows_that_do_not_divide(script, data):
    x, y = data
    with pytest.raises(ValueError, match="63 rows cannot be shared equally among 2 workers"):
        script.train(script.build(), x[:63], y[:63], steps=1)
