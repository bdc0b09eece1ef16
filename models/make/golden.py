"""How every model here is written: examples in the file, golden arrays beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import graphrt as gr

Array = np.ndarray[Any, Any]


def with_examples(model: gr.Model, inputs: Mapping[str, Any]) -> gr.Model:
    """``model`` with one example for each signature: those of ``inputs`` it takes, and what
    they give."""
    for signature in model.signatures.values():
        feeds = {
            name: np.asarray(inputs[name], value.type.dtype.numpy)
            for name, value in signature.inputs.items()
        }
        with gr.Session(model, backend="numpy") as session:
            outputs = session.run(signature.name, **feeds)
        rounded = {name: settled(array) for name, array in outputs.items()}
        example = gr.Example(feeds, rounded)
        model = model.with_signature(replace(signature, examples=(example,)))
    return model


def settled(array: Array) -> Array:
    """float64 to twelve digits: the last bits of exp or matmul differ between processors, and
    the files should not."""
    if array.dtype != np.float64:
        return array
    return np.array([float(f"{x:.12g}") for x in array.flat]).reshape(array.shape)


def golden(model: gr.Model) -> dict[str, Array]:
    """The example of the signature ``grad``, as ``inputs/x``, ``outputs/f``, ``gradients/x``."""
    example = model.signature("grad").examples[0]
    arrays = {f"inputs/{name}": array for name, array in example.inputs.items()}
    for name, array in example.outputs.items():
        is_gradient = name.startswith("grad_")
        key = f"gradients/{name.removeprefix('grad_')}" if is_gradient else f"outputs/{name}"
        arrays[key] = array
    return arrays


def write(model: gr.Model, inputs: Mapping[str, Any], folder: Path) -> None:
    """``<name>.pb`` and ``<name>.golden.npz`` in ``folder``."""
    full = with_examples(model, inputs)
    full.save(folder / f"{model.name}.pb")
    arrays: dict[str, Any] = golden(full)
    np.savez(folder / f"{model.name}.golden.npz", **arrays)
