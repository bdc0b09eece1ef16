"""The committed models, and finite differences through a session."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import graphrt as gr

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture
def load():
    """The committed model of that name."""
    return lambda name: gr.load(MODELS / f"{name}.pb")


@pytest.fixture
def arrays():
    """The arrays of a committed ``.npz`` file."""

    def read(name):
        with np.load(MODELS / name) as file:
            return dict(file)

    return read


@pytest.fixture
def differences():
    """Central differences of the first output of ``grad`` by each ``grad_...`` it returns.

    Numbers are moved one at a time, in inputs and variables alike, by 1e-6.
    """

    def measure(model, feeds, step=1e-6):
        session = gr.Session(model, backend="numpy")
        state = session.state()
        outputs = list(model.signature("grad").outputs)
        loss = outputs[0]
        found = {}
        for target in (name.removeprefix("grad_") for name in outputs[1:]):
            base = np.array(feeds[target] if target in feeds else state[target], np.float64)
            result = np.empty_like(base)
            for index in np.ndindex(base.shape):
                ends = []
                for sign in (1, -1):
                    moved = base.copy()
                    moved[index] += sign * step
                    fed = dict(feeds)
                    if target in feeds:
                        fed[target] = moved
                    else:
                        session.variables[target] = moved
                    ends.append(session.run("grad", **fed)[loss])
                result[index] = (ends[0] - ends[1]) / (2 * step)
            session.load_state(state)
            found[f"grad_{target}"] = result
        return found

    return measure


@pytest.fixture
def agree(load, arrays, differences):
    """Model, formula, finite differences and golden arrays give the same numbers.

    ``formula(inputs, variables)`` returns the outputs of the signature ``grad``, written in
    NumPy. Checked at the golden inputs, and at ``others`` if given.
    """

    def check(name, formula, *others):
        model = load(name)
        session = gr.Session(model)
        kept = arrays(f"{name}.golden.npz")
        golden = {key.partition("/")[2]: kept[key] for key in kept if key.startswith("inputs/")}
        state = session.state()
        for feeds in (golden, *others):
            found = session.run("grad", **feeds)
            wanted = formula({k: np.asarray(v) for k, v in feeds.items()}, state)
            assert list(found) == list(wanted)
            measured = differences(model, feeds)
            # a difference of two values near f has an error of about eps |f| / step
            atol = 1e-8 + 1e-9 * float(abs(next(iter(found.values()))))
            for key, value in found.items():
                np.testing.assert_allclose(value, wanted[key], rtol=1e-12, atol=1e-13, err_msg=key)
                if key in measured:
                    np.testing.assert_allclose(
                        value, measured[key], rtol=1e-6, atol=atol, err_msg=key
                    )
        found = session.run("grad", **golden)
        seen = {f"inputs/{key}" for key in golden}
        for key, value in found.items():
            group = "gradients" if key.startswith("grad_") else "outputs"
            kept_as = f"{group}/{key.removeprefix('grad_')}"
            np.testing.assert_allclose(value, kept[kept_as], rtol=1e-11, atol=1e-13)
            seen.add(kept_as)
        assert seen == set(kept)
        return session

    return check
