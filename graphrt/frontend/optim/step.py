"""What the formula of an optimiser sees: hyper-parameters of a group, slots of a parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from graphrt.dtypes import DType
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.functions import cast
from graphrt.frontend.hyper import hyper_variable, slot_variable
from graphrt.frontend.schedule import Schedule
from graphrt.frontend.tensor import Tensor


class Group:
    """The scalars of parameters with the same hyper-parameters; ``group["lr"]``."""

    def __init__(
        self,
        builder: GraphBuilder,
        dtype: DType,
        options: Mapping[str, Any],
        count: Callable[[], Tensor],
    ) -> None:
        self.builder = builder
        self.dtype = dtype
        self.options = options
        self.names: list[str] = []  # of the variables, for the model's record
        self._count = count
        self._number: Tensor | None = None
        self._scalars: dict[str, Tensor] = {}
        self._casts: dict[tuple[str, DType], Tensor] = {}

    def add_settings(self, prefix: str, settings: Mapping[str, float | Schedule]) -> None:
        """A HYPER variable for each setting; for a schedule its base rate, and what it reads."""
        for key, value in settings.items():
            name = prefix + key
            if isinstance(value, Schedule):
                self._scalars[key] = value.tensor(
                    self.builder, name, self._count(), self.dtype, self.names
                )
            else:
                self._scalars[key] = hyper_variable(self.builder, name, value, self.dtype.numpy)
                self.names.append(name)

    def share(self, other: Group, keys: list[str]) -> None:
        """Take hyper-parameters from another group, where they are the same."""
        self._scalars |= {key: other[key] for key in keys}

    def __contains__(self, key: str) -> bool:
        return key in self._scalars

    def __getitem__(self, key: str) -> Tensor:
        return self._scalars[key]

    def __setitem__(self, key: str, value: Tensor) -> None:
        self._scalars[key] = value

    def number(self) -> Tensor:
        """The number of this update, from 1 on."""
        if self._number is None:
            self._number = cast(self._count(), self.dtype) + 1.0
        return self._number

    def as_dtype(self, key: str, dtype: DType) -> Tensor:
        """A scalar in the dtype of a parameter."""
        scalar = self._scalars[key]
        if scalar.dtype is dtype:
            return scalar
        if (key, dtype) not in self._casts:
            self._casts[key, dtype] = cast(scalar, dtype)
        return self._casts[key, dtype]


class Step:
    """One parameter in one step; ``s["lr"]`` is a scalar of its group in its dtype."""

    def __init__(self, group: Group, param: Tensor, grad: Tensor) -> None:
        self.group = group
        self.options = group.options
        self.param = param
        self.grad = grad
        self.stored: dict[str, tuple[Tensor, Tensor]] = {}  # name -> before, after the step
        self._variable = group.builder.variable_of(param)

    def __contains__(self, key: str) -> bool:
        return key in self.group

    def __getitem__(self, key: str) -> Tensor:
        return self.group.as_dtype(key, self.param.dtype)

    def slot(self, name: str, value: float = 0.0, *, scalar: bool = False) -> Tensor:
        """A slot of the parameter, of its shape or a scalar, which starts as ``value``."""
        shape = () if scalar else self._variable.value.shape
        start = np.zeros(shape, self._variable.value.dtype)
        if value:  # memory of zeros is not there before it is written
            start[...] = value
        return slot_variable(self.group.builder, self._variable, name, start)

    def store(self, variable: Tensor, value: Tensor) -> Tensor:
        """``value``, which ``variable`` has after the step."""
        self.stored[self.group.builder.variable_of(variable).name] = variable, value
        return value

    def average(self, slot: str, new: Tensor, factor: str, rest: str) -> Tensor:
        """``a <- factor a + rest new``, a moving average in a slot."""
        old = self.slot(slot)
        return self.store(old, self[factor] * old + self[rest] * new)
