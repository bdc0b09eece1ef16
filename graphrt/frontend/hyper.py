"""Variables beside a parameter: hyper-parameters a user may set, and slots of optimisers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from graphrt.errors import GraphError, UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.tensor import Tensor
from graphrt.ir.model import Model, Variable, VariableKind


def hyper_variable(builder: GraphBuilder, name: str, value: float, dtype: Any) -> Tensor:
    """The HYPER variable called ``name``; two optimisers share it if they agree."""
    array = np.asarray(value, dtype=dtype)
    tensor = builder.shared_variable(name, array, VariableKind.HYPER)
    have = builder.variable_of(tensor).value
    if have.shape != () or have != array or have.dtype != array.dtype:
        raise GraphError(
            f"the hyper-parameter {name!r} is {have} already, cannot be {array} too",
            hint="give one of the optimisers a prefix='group2/'",
        )
    return tensor


def slot_variable(builder: GraphBuilder, variable: Variable, name: str, value: Any) -> Tensor:
    """Memory beside ``variable``, which starts as ``value``: its slot called ``name``.

    Signatures that train the same variable share its slots.
    """
    full = f"{variable.name}/{name}"
    tensor = builder.shared_variable(
        full, np.asarray(value), VariableKind.SLOT, slot_of=variable.name
    )
    have = builder.variable_of(tensor)
    if have.slot_of != variable.name or have.value.shape != np.shape(value):
        raise GraphError(f"the variable {full!r} exists, and is no such slot of {variable.name!r}")
    return tensor


def require_number(what: str, value: Any) -> float:
    """``value`` as a float. Raises `UsageError` unless it is a finite number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        raise UsageError(f"{what} must be a number, got {value!r}")
    if not 0 <= value < math.inf:
        raise UsageError(f"{what} must be a finite number, 0 or more, got {value}")
    return float(value)


def checked_setting(model: Model, name: str, value: float) -> np.ndarray[Any, Any]:
    """``value`` for the hyper-parameter ``name`` of a model, in its dtype.

    Raises `UsageError` when it is not finite, a fraction where a count belongs, or below what the
    optimiser takes.
    """
    variable = model.variables[name]
    what = f"the hyper-parameter {name!r}"
    if not math.isfinite(value):
        raise UsageError(f"{what} must be a finite number, got {value}")
    if variable.type.dtype.is_integer and value != int(value):
        raise UsageError(f"{what} must be a whole number, got {value}")
    least = int(variable.type.dtype.is_integer)  # a number of steps
    if model.train is not None and name in model.train.hyper and value < least:
        raise UsageError(f"{what} must be {least} or more, got {value}")
    return np.asarray(value, variable.value.dtype)
