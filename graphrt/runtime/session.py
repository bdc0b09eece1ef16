"""The session: a model's variables, and its signatures ready to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np

from graphrt.backends.base import Executable
from graphrt.backends.choice import choose_backend
from graphrt.errors import FeedError, LimitError, SessionError, UsageError, nearest
from graphrt.io import is_mapped
from graphrt.ir.emitter import paused_gc
from graphrt.ir.graph import Value
from graphrt.ir.model import Model, Signature, require_model
from graphrt.lowering import ExecutionPlan, plan_signature
from graphrt.runtime.bound import BoundFunction
from graphrt.runtime.feeds import as_feeds, as_variable
from graphrt.runtime.function import SessionFunction
from graphrt.runtime.rewriting import require_pipeline, rewritten
from graphrt.runtime.state import own_copies, own_copy

if TYPE_CHECKING:
    from graphrt.runtime.trace import Trace

Array = np.ndarray[Any, Any]


class Session:
    """Owns the values of a model's variables and runs its signatures.

    A run that fails or is interrupted leaves every variable as it was. A session is not
    re-entrant; `clone` gives one that can run at the same time.

    ``optimize`` is a level of `optimize`, a pipeline of passes, or both in one, applied to a
    signature before its first run: ``O2,recompute{share=0.5}`` trains in less memory. ``fetch``,
    gradients of a run, and what is saved are those of the model as it is.
    ``backend`` is ``numpy``, ``native`` (machine code; needs llvmlite), or ``auto``: the fastest
    that runs here.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N",))
    >>> b.signature("predict", inputs=[x], outputs={"y": x + 1})
    >>> gr.Session(b.build()).run("predict", x=[1, 2])["y"]
    array([2., 3.], dtype=float32)
    """

    def __init__(
        self,
        model: Model,
        *,
        optimize: str = "O2",
        backend: str = "auto",
        max_memory: int | None = None,
    ) -> None:
        require_model("Session", model)
        self.model = model
        self.optimize = optimize
        self._rewritten: dict[str, Signature] = {}
        self.max_memory = max_memory
        with paused_gc():  # nothing of what imports make is garbage
            require_pipeline(optimize)
            self._backend, self.backend_reason = choose_backend(backend)
        self._state = _own_or_shared(model)
        self._functions: dict[str, SessionFunction] = {}
        self._bound: WeakSet[BoundFunction] = WeakSet()
        self._busy = False
        self._closed = False

    @property
    def backend(self) -> str:
        """The name of the backend that runs the steps; ``backend_reason`` says why that one."""
        return self._backend.name

    @property
    def variables(self) -> MutableMapping[str, Array]:
        """The variables' values by name: reading copies, writing checks dtype and shape."""
        return VariableView(self)

    def function(self, signature: str | None = None) -> SessionFunction:
        """A signature as a callable with low overhead: feeds in as keywords, outputs by name."""
        chosen = self.model.signature(signature)
        found = self._functions.get(chosen.name)
        if found is None:
            found = self._functions[chosen.name] = SessionFunction(self, chosen)
        return found

    def run(self, signature: str | None = None, /, **feeds: Any) -> dict[str, Array]:
        """One step of a signature (default ``predict``): fresh arrays by output name.

        Raises `FeedError` naming the input for a feed that is missing, unknown or wrong.
        """
        return self.function(signature)(**feeds)

    def bind(
        self,
        signature: str | None = None,
        /,
        *,
        feeds: Mapping[str, Array],
        out: Mapping[str, Array] | None = None,
    ) -> BoundFunction:
        """A signature over arrays that stay: the caller fills ``feeds``, a call takes one step.

        Nothing is copied on the way in, and outputs are written into the arrays of ``out``, or
        into arrays made now. Raises `FeedError` for an array that does not fit; see
        `BoundFunction`.
        """
        bound = BoundFunction(self, self.model.signature(signature), feeds, out or {})
        self._bound.add(bound)
        return bound

    def trace(self, signature: str | None = None, /, **feeds: Any) -> Trace:
        """One step as `run` does it, with the time each node took; ``outputs`` are in it."""
        return self.function(signature).trace(**feeds)

    def fetch(
        self, signature: str | None, nodes: Sequence[str], feeds: Mapping[str, Any]
    ) -> dict[str, Array]:
        """The outputs of a signature and the values of ``nodes`` by name; changes no variable."""
        chosen = self.model.signature(signature)
        extra = {name: chosen.graph.value(name) for name in nodes}
        return self.evaluate(chosen, extra, feeds)

    def evaluate(
        self, signature: Signature, extra: Mapping[str, Value], feeds: Mapping[str, Any]
    ) -> dict[str, Array]:
        """Outputs and ``extra`` values of a signature, updates left out."""
        arrays = as_feeds(signature, feeds)
        pure = Signature(signature.name, signature.graph, signature.inputs, signature.outputs)
        shapes = {name: array.shape for name, array in arrays.items()}
        plan = plan_signature(pure, shapes, extra)
        return self._run(self._compile(plan), arrays)

    def pure_function(self, signature: Signature) -> SessionFunction:
        """A signature of the model's graph that is not among the model's own, and stores nothing,
        as a callable."""
        if signature.updates:
            raise UsageError(f"signature {signature.name!r} stores variables")
        return SessionFunction(self, signature)

    def plan(self, signature: str | None = None, /, **feeds: Any) -> ExecutionPlan:
        """The plan a run with these feeds would follow; nothing is computed."""
        chosen = self.model.signature(signature)
        arrays = as_feeds(chosen, feeds)
        shapes = {name: array.shape for name, array in arrays.items()}
        return plan_signature(self._optimized(chosen), shapes)

    # -- state ----------------------------------------------------------------------------

    def state(self) -> dict[str, Array]:
        """A copy of every variable, by name."""
        self._check_usable()
        return {name: value.copy() for name, value in self._state.items()}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Set every variable; all are checked before the first is changed.

        Raises `FeedError` for a missing or unknown name, or a wrong dtype or shape.
        """
        self._check_usable()
        missing = [name for name in self._state if name not in state]
        if missing:
            raise FeedError(f"the state lacks the variables {', '.join(missing)}")
        self._set({name: state[name] for name in state})

    def model_now(self) -> Model:
        """The model with the variables' present values."""
        return self.model.with_values(self.state())

    def save(self, path: Any) -> None:
        """Write the model with the variables' present values; see `Model.save`."""
        self._check_usable()
        self.model.with_values(self._state).save(path)

    def clone(self) -> Session:
        """A session with its own variables and its own memory; weights that are mapped from a
        file and not updated are shared."""
        twin = Session(
            self.model,
            optimize=self.optimize,
            backend=self.backend,
            max_memory=self.max_memory,
        )
        twin._rewritten = self._rewritten
        twin._backend, twin.backend_reason = self._backend, self.backend_reason
        twin._state = _own(self._state, lambda _, value: not _is_shared(value))
        return twin

    def close(self) -> None:
        """Free all memory. Using the session afterwards raises `SessionError`."""
        self._closed = True
        self._forget()
        self._functions = {}
        self._state = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.model_now(), self.optimize, self._backend.name, self.max_memory))

    def __repr__(self) -> str:
        return f"<Session of {self.model!r} on {self.backend}>"

    # -- inside ---------------------------------------------------------------------------

    def _set(self, values: Mapping[str, Any]) -> None:
        checked: dict[str, Array] = {}
        for name, value in values.items():
            if name not in self._state:
                raise UsageError(f"no variable {name!r}", hint=nearest(name, self._state))
            checked[name] = as_variable(name, self.model.variables[name].type, value)
        for name, array in checked.items():
            if _is_shared(self._state[name]):
                self._state[name] = own_copy(array)
                self._forget()  # executables are bound to the memory of the file
            else:
                self._state[name][...] = array

    def _forget(self) -> None:
        """Let go of all executables."""
        for function in self._functions.values():
            function.forget()
        for bound in self._bound:
            bound.forget()

    def _check_usable(self) -> None:
        if self._closed:
            raise SessionError("the session is closed", hint="make another: Session(model)")
        if self._busy:
            raise SessionError(
                "the session is running already: it is not re-entrant",
                hint="use one session.clone() per thread",
            )

    def _optimized(self, signature: Signature) -> Signature:
        """``signature`` after the session's passes, which run when it is first needed."""
        found = self._rewritten.get(signature.name)
        if found is None:
            found = rewritten(signature, self.optimize, self._backend.passes)
            self._rewritten[signature.name] = found
        return found

    def _compile(
        self,
        plan: ExecutionPlan,
        lent: Mapping[str, Array] | None = None,
        out: Mapping[str, Array] | None = None,
    ) -> Executable:
        self._check_usable()
        self._check_memory(plan, plan.own_bytes)
        executable = self._backend.compile(plan, self._state, lent, out)
        self._check_memory(plan, executable.peak_bytes)  # memory nobody has touched yet
        return executable

    def _check_memory(self, plan: ExecutionPlan, needed: int) -> None:
        if self.max_memory is None or needed <= self.max_memory:
            return
        hint = "raise it with --max-memory, or feed a smaller batch"
        if plan.updated and "recompute" not in self.optimize:
            hint += ", or hold fewer activations: --optimize 'O2,recompute{share=0.5}'"
        raise LimitError(
            f"signature {plan.name!r} needs {needed} bytes beside its variables,"
            f" the limit is {self.max_memory}",
            hint=hint,
        )

    def _run(self, executable: Executable, feeds: Mapping[str, Array]) -> dict[str, Array]:
        self._check_usable()
        self._busy = True
        try:
            return executable.run(feeds)
        finally:
            self._busy = False

    def _trace(self, executable: Executable, feeds: Mapping[str, Array]) -> Trace:
        from graphrt.runtime.trace import traced

        self._check_usable()
        self._busy = True
        try:
            return traced(executable, feeds)
        finally:
            self._busy = False


class VariableView(MutableMapping[str, Array]):
    """A session's variables by name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getitem__(self, name: str) -> Array:
        self._session._check_usable()
        state = self._session._state
        if name not in state:
            raise UsageError(f"no variable {name!r}", hint=nearest(name, state))
        return state[name].copy()

    def __setitem__(self, name: str, value: Any) -> None:
        self._session._check_usable()
        self._session._set({name: value})

    def __delitem__(self, name: str) -> None:
        raise UsageError(f"the variable {name!r} belongs to the model and cannot be deleted")

    def __contains__(self, name: object) -> bool:
        return name in self._session._state

    def __iter__(self) -> Iterator[str]:
        return iter(self._session._state)

    def __len__(self) -> int:
        return len(self._session._state)


def _own_or_shared(model: Model) -> dict[str, Array]:
    """A copy of each variable, but weights mapped from a file as they are if no step writes them:
    so a model larger than memory can be opened."""
    updated = {name for signature in model.signatures.values() for name in signature.updates}
    return _own(
        {name: variable.value for name, variable in model.variables.items()},
        lambda name, value: name in updated or not _is_shared(value),
    )


def _own(values: Mapping[str, Array], wanted: Callable[[str, Array], bool]) -> dict[str, Array]:
    """The arrays, those that are ``wanted`` as copies."""
    copies = own_copies({name: each for name, each in values.items() if wanted(name, each)})
    return {name: copies.get(name, each) for name, each in values.items()}


def _is_shared(array: Array) -> bool:
    return is_mapped(array) and array.flags.aligned


def _rebuild(model: Model, optimize: str, backend: str, max_memory: int | None) -> Session:
    return Session(model, optimize=optimize, backend=backend, max_memory=max_memory)
