"""Updates: which value is stored into which variable after the step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphrt.errors import GraphError, ShapeError, UsageError
from graphrt.ir.graph import Value

if TYPE_CHECKING:
    from graphrt.frontend.builder import GraphBuilder
    from graphrt.frontend.tensor import Tensor


@dataclass(frozen=True)
class Updates:
    """New values by variable name. All of them read the values from before the step.

    ``loss``, ``optimizer`` and ``hyper`` say where they come from, for the model's record.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    loss: Value | None = None
    optimizer: str = ""
    hyper: tuple[str, ...] = ()

    @staticmethod
    def of(changes: Mapping[Tensor, Tensor]) -> Updates:
        """Updates from variable tensor -> new value.

        Raises `ShapeError` when a value has not exactly its variable's type.
        """
        values: dict[str, Value] = {}
        for target, value in changes.items():
            variable = target.builder.variable_of(target)
            if value.type != variable.type:
                raise ShapeError(
                    f"the update of variable {variable.name!r} is {value.type},"
                    f" the variable is {variable.type}"
                )
            values[variable.name] = value.value
        return Updates(values)

    @staticmethod
    def merge(updates: Any, builder: GraphBuilder) -> Updates:
        """One `Updates` from none, one or several; two for one variable are a conflict."""
        if updates is None:
            return Updates()
        several: Iterable[Any] = [updates] if isinstance(updates, (Updates, Mapping)) else updates
        merged: dict[str, Value] = {}
        source = Updates()
        for each in several:
            if isinstance(each, Mapping):
                each = Updates.of(each)
            if not isinstance(each, Updates):
                raise UsageError(f"not updates: {each!r}", hint="use what an optimiser returns")
            for name, value in each.values.items():
                if merged.get(name, value) is not value:
                    raise GraphError(
                        f"two updates want to store into the variable {name!r}",
                        hint="merge the two values into one before storing it",
                    )
                merged[name] = value
            if each.loss is not None:
                source = each
        return Updates(merged, source.loss, source.optimizer, source.hyper)
