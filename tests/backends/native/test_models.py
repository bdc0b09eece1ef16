"""The models that come with graphrt, on the native backend: every signature gives its example, and
a step of training changes the variables as on NumPy."""

from pathlib import Path

import numpy as np
import pytest

import graphrt as gr

FILES = sorted((Path(__file__).parents[3] / "models").glob("*.pb"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_signature_does_what_it_does_on_numpy(path):
    model = gr.load(path)
    for signature in model.signatures.values():
        for example in signature.examples:
            sessions = [gr.Session(model, backend=name) for name in ("native", "numpy")]
            found, want = (s.run(signature.name, **example.inputs) for s in sessions)
            states = [session.state() for session in sessions]
            for left, right in ((found, want), states):
                for name, expected in right.items():
                    scale = float(np.abs(expected).max(initial=0))
                    np.testing.assert_allclose(
                        left[name], expected, rtol=1e-4, atol=1e-5 * max(scale, 1e-3), err_msg=name
                    )
