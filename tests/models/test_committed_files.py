"""The committed models are what their scripts make today, open, and keep their promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import graphrt as gr

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"
NAMES = sorted(path.stem for path in MODELS.glob("*.pb"))
LANGUAGE = ("lstm_language", "tiny_transformer")
TRAINED = ("digits_mlp", "digits_cnn", *LANGUAGE)  # the last bits of their weights are the CPU's
REBUILT = [name for name in NAMES if name not in TRAINED]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    command = [sys.executable, ROOT / "tools" / "make_models.py", "--to", folder, *REBUILT]
    # started elsewhere, as the files must not depend on where the script is run
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    return folder


def test_every_script_has_its_model():
    scripts = {path.stem for path in (MODELS / "make").glob("*.py")} - {
        "golden",
        "brackets",
        "language",
    }
    assert scripts == set(NAMES)
    assert len(NAMES) == 14


@pytest.mark.parametrize("name", REBUILT)
def test_model_equals_what_its_script_makes(rebuilt, name):
    assert (rebuilt / f"{name}.pb").read_bytes() == (MODELS / f"{name}.pb").read_bytes()


def test_arrays_equal_what_the_scripts_make(rebuilt):
    made = sorted(path.name for path in rebuilt.glob("*.npz"))
    digits = {
        "digits_mlp.golden.npz",
        "digits_cnn.golden.npz",
        *(f"{name}.golden.npz" for name in LANGUAGE),
        "digits_train.npz",
        "digits_test.npz",
    }
    assert made == sorted({path.name for path in MODELS.glob("*.npz")} - digits)
    for name in made:
        with np.load(rebuilt / name) as ours, np.load(MODELS / name) as theirs:
            assert ours.files == theirs.files
            for key in ours.files:
                assert ours[key].dtype == theirs[key].dtype
                np.testing.assert_array_equal(ours[key], theirs[key], err_msg=f"{name}:{key}")


@pytest.mark.parametrize("name", NAMES)
def test_every_signature_gives_its_example(name):
    model = gr.load(MODELS / f"{name}.pb")
    assert model.name == name
    assert list(model.signatures)[:2] == ["predict", "grad"]
    for signature in model.signatures.values():
        (example,) = signature.examples
        found = gr.Session(model).run(signature.name, **example.inputs)
        assert set(found) == set(example.outputs)
        for key, value in found.items():
            single = value.dtype == np.float32
            rtol, atol = (1e-4, 1e-6) if single else (1e-11, 1e-13)
            np.testing.assert_allclose(value, example.outputs[key], rtol=rtol, atol=atol)


@pytest.mark.parametrize("name", NAMES)
def test_source_lines_name_the_script(name):
    files = {node.location.file for node in gr.load(MODELS / f"{name}.pb").graph}
    shared = {"models/make/language.py"} if name in LANGUAGE else set()
    assert files == {f"models/make/{name}.py", *shared}


@pytest.mark.parametrize("name", NAMES)
def test_no_file_tells_where_it_was_made(name):
    data = (MODELS / f"{name}.pb").read_bytes()
    assert str(ROOT).encode() not in data
    assert b"models/make/" in data


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_names_the_model(name):
    assert f"`{name}.pb`" in (MODELS / "README.md").read_text()


def test_unknown_model_is_refused():
    command = [sys.executable, ROOT / "tools" / "make_models.py", "gate"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no model gate; there are gates, sigmoid_neuron" in done.stderr
