"""A signature as flat NumPy source: `codegen`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphrt.codegen.script import Script, script_of
from graphrt.errors import UsageError
from graphrt.ir.model import Model, require_model
from graphrt.passes.optimize import optimize_signature
from graphrt.passes.pipeline import parse_pipeline

EXACT = "canonicalize,fold,cse,simplify,dce"


@dataclass(frozen=True)
class Code:
    """The source of a script, and the arrays it loads."""

    script: Script

    @property
    def source(self) -> str:
        """The script: it imports numpy and nothing else."""
        return self.script.source

    @property
    def arrays(self) -> Mapping[str, np.ndarray[Any, Any]]:
        """What the script loads from `arrays_name`, in its own folder or the current one."""
        return self.script.arrays

    @property
    def arrays_name(self) -> str:
        return self.script.arrays_name

    def text(self) -> str:
        return self.script.source.rstrip("\n")

    def to_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "arrays": {
                name: {"dtype": each.dtype.name, "shape": list(each.shape)}
                for name, each in self.arrays.items()
            },
        }


def codegen(
    model: Model, signature: str | None = None, *, steps: int = 1000, stem: str | None = None
) -> Code:
    """A signature as flat, readable NumPy: forward, backward and update, as on a blackboard.

    The script imports numpy alone, loads the variables' present values and the signature's
    example from ``<stem>.npz`` (default: the model's name), makes ``steps`` steps if the signature
    changes variables, and prints its outputs. Raises `UsageError` naming an op that has no short
    NumPy form.

    >>> import graphrt as gr
    >>> print(gr.codegen(gr.example("gates")).text().splitlines()[-1])
    print("f =", f)
    """
    require_model("codegen", model)
    if steps < 0:
        raise UsageError(f"steps must be 0 or more, got {steps}")
    chosen, _ = optimize_signature(model.signature(signature), parse_pipeline(EXACT))
    return Code(script_of(model, chosen, steps, stem or model.name))
