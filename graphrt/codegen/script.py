"""A runnable script around the statements of a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphrt.codegen.flat import Flat
from graphrt.ir.model import Model, Signature

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Script:
    """Source that imports numpy alone, and the arrays it loads from the file ``arrays_name``."""

    source: str
    arrays: Mapping[str, Array]
    arrays_name: str


def script_of(model: Model, signature: Signature, steps: int, stem: str) -> Script:
    """``signature`` as a script: its inputs, its variables, and ``steps`` steps."""
    flat = Flat(signature)
    arrays: dict[str, Array] = dict(flat.arrays)
    given = _given(signature, flat, arrays)
    for name, identifier in flat.variables.items():
        arrays[identifier] = model.variables[name].value
    lines = [f'"""{model.name}, {signature.name}: written by graphrt codegen."""']
    lines += ["import numpy as np", ""]
    if arrays:
        lines.append(f'data = np.load("{stem}.npz")')
        names = ", ".join(arrays)
        loaded = ", ".join(f'data["{name}"]' for name in arrays)
        if len(loaded) > 70:
            quoted = ", ".join(f'"{name}"' for name in arrays)
            lines.append(f"{names} = (data[name] for name in ({quoted}))")
        else:
            lines.append(f"{names} = {loaded}")
    lines += given
    looped = bool(signature.updates)
    if looped:
        lines.append(f"for _ in range({steps}):")
    lines += [f"    {line}" if looped else line for line in flat.lines]
    lines += [f'print("{name} =", {source})' for name, source in flat.outputs.items()]
    return Script("\n".join(lines) + "\n", arrays, f"{stem}.npz")


def _given(signature: Signature, flat: Flat, arrays: dict[str, Array]) -> list[str]:
    """The inputs: the signature's example, or numbers drawn where it has none."""
    if signature.examples:
        example = signature.examples[0].inputs
        arrays.update({flat.inputs[name]: example[name] for name in flat.inputs})
        return []
    lines = ["draw = np.random.default_rng(0)"] if flat.inputs else []
    for name, identifier in flat.inputs.items():
        type_ = signature.inputs[name].type
        shape = tuple(each if isinstance(each, int) else 4 for each in type_.dims)
        if type_.dtype.is_float:
            lines.append(
                f"{identifier} = draw.standard_normal({shape}).astype({type_.dtype.name!r})"
            )
        else:
            lines.append(f"{identifier} = np.zeros({shape}, {type_.dtype.name!r})")
    return lines
