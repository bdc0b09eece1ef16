"""A signature over arrays that stay where they are."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from graphrt.backends.base import Executable
from graphrt.errors import FeedError, nearest
from graphrt.ir.model import Signature
from graphrt.lowering import ExecutionPlan, Segment, plan_signature
from graphrt.runtime.feeds import check_names
from graphrt.types import ValueType

if TYPE_CHECKING:
    from graphrt.runtime.session import Session

Array = np.ndarray[Any, Any]


class BoundFunction:
    """A signature bound to arrays: a call takes one step, on what they hold by then.

    ``feeds`` are the arrays the caller fills, one per input. ``outputs`` are those the results are
    in after a call, the same ones every time: copy what is to outlive the next call. Only an
    output whose shape is found while running is a new array each time. All arrays are in C order
    and aligned, outputs are writable and overlap nothing; they live as long as this does.

    >>> import numpy as np
    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N",))
    >>> b.signature("predict", inputs=[x], outputs={"y": x * 2})
    >>> x, y = np.zeros(3, "float32"), np.empty(3, "float32")
    >>> double = gr.Session(b.build()).bind(feeds={"x": x}, out={"y": y})
    >>> x[:] = 1, 2, 3
    >>> double()["y"] is y
    True
    >>> y
    array([2., 4., 6.], dtype=float32)
    """

    def __init__(
        self,
        session: Session,
        signature: Signature,
        feeds: Mapping[str, Array],
        out: Mapping[str, Array],
    ) -> None:
        check_names(signature, feeds)
        for name, value in signature.inputs.items():
            _check("input", name, feeds[name], value.type)
        self.session = session
        self.signature = signature
        self.feeds = {name: feeds[name] for name in signature.inputs}
        self._shapes = {name: array.shape for name, array in self.feeds.items()}
        self._executable: Executable | None = None
        self.outputs = self._outputs(self._plan(), out)
        self._bind()

    def __call__(self) -> dict[str, Array]:
        """One step: `outputs`, with updates stored."""
        session = self.session
        executable = self._executable
        if session._busy or executable is None:
            executable = self._bind()
        session._busy = True
        try:
            self.outputs = executable.run(_NOTHING)
        finally:
            session._busy = False
        return self.outputs

    def _plan(self) -> ExecutionPlan:
        return plan_signature(self.session._optimized(self.signature), self._shapes)

    def _bind(self) -> Executable:
        """The executable over these arrays; made anew after the session has forgotten it."""
        self.session._check_usable()
        if self._executable is None:
            plan = self._plan()
            out = {name: self.outputs[name] for name in plan.fetches if name in self._given}
            self._executable = self.session._compile(plan, self.feeds, out)
        return self._executable

    def _outputs(self, plan: ExecutionPlan, out: Mapping[str, Array]) -> dict[str, Array]:
        """The arrays for all outputs of known shape: those given, and new ones."""
        for name in out:
            if name not in plan.fetches:
                raise FeedError(
                    f"signature {self.signature.name!r} has no output {name!r}",
                    hint=nearest(name, plan.fetches),
                )
        outputs: dict[str, Array] = {}
        for name, buffer in plan.fetches.items():
            if buffer.segment is Segment.DYNAMIC:
                if name in out:
                    raise FeedError(f"the shape of output {name!r} is found while running")
                continue
            if name in out:
                _check("output", name, out[name], buffer.type, writable=True)
                outputs[name] = out[name]
            else:
                outputs[name] = np.zeros(buffer.type.static_shape, buffer.type.dtype.numpy)
        self._given = frozenset(outputs)
        _check_apart(self.feeds, outputs)
        return outputs

    def forget(self) -> None:
        """Bind anew at the next call."""
        self._executable = None

    def __repr__(self) -> str:
        inputs = ", ".join(f"{name}: {list(shape)}" for name, shape in self._shapes.items())
        return f"<function {self.signature.name} bound to {inputs or 'no input'}>"


_NOTHING: Mapping[str, Array] = {}


def _check(what: str, name: str, array: Any, declared: ValueType, writable: bool = False) -> None:
    """Raise `FeedError` unless ``array`` can be used where it lies."""
    if type(array) is not np.ndarray:
        raise FeedError(
            f"{what} {name!r} must be bound to a NumPy array, got {type(array).__name__}"
        )
    if array.dtype != declared.dtype.numpy:
        raise FeedError(
            f"{what} {name!r} has the wrong dtype: expected {declared.dtype}, given {array.dtype}"
        )
    if what == "output" and array.shape != declared.static_shape:
        raise FeedError(
            f"output {name!r} has the wrong shape: expected {list(declared.static_shape)},"
            f" given {list(array.shape)}"
        )
    if not (array.flags.c_contiguous and array.flags.aligned):
        raise FeedError(
            f"{what} {name!r} must be bound to an aligned array in C order",
            hint=f"np.ascontiguousarray({name}) makes one",
        )
    if writable and not array.flags.writeable:
        raise FeedError(f"{what} {name!r} is bound to an array that is read-only")


def _check_apart(feeds: Mapping[str, Array], outputs: Mapping[str, Array]) -> None:
    """Raise `FeedError` where an output lies in the memory of anything else."""
    named = [(f"output {name!r}", array) for name, array in outputs.items()]
    pairs = [*combinations(named, 2)]
    for name, array in feeds.items():
        pairs += [(each, (f"input {name!r}", array)) for each in named]
    for (first, a), (second, b) in pairs:
        if np.may_share_memory(a, b):
            raise FeedError(f"{first} lies in the memory of {second}")
