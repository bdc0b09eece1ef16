"""Files of every release so far open, verify, re-save and give the values they gave."""

from pathlib import Path

import numpy as np
import pytest

import graphrt as gr
from graphrt.ir.verify import verify_model

FILES = sorted(Path(__file__).parent.glob("*/*.pb"))


def test_there_is_a_set_for_this_release():
    assert len(FILES) >= 4


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}-{p.stem}" for p in FILES])
def test_a_golden_file(path):
    model = gr.load(path)
    verify_model(model)
    assert gr.load(model.to_bytes()) == model
    arrays = np.load(path.with_suffix(".npz"))
    seen = set()
    for signature in model.signatures.values():
        session = gr.Session(model)
        outputs = session.run(signature.name, **signature.examples[0].inputs)
        found = {f"{signature.name}/{key}": value for key, value in outputs.items()}
        found |= {f"{signature.name}/after/{k}": v for k, v in session.state().items()}
        for key, value in found.items():
            assert value.dtype == arrays[key].dtype
            exact = value.dtype.kind != "f"
            rtol = 0 if exact else 1e-12 if value.dtype == np.float64 else 1e-4
            np.testing.assert_allclose(value, arrays[key], rtol=rtol, atol=0 if exact else 1e-6)
        seen |= set(found)
    assert seen == set(arrays.files)
