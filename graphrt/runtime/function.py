"""A signature as a callable, fed anew at every call."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from graphrt.backends.base import Attempt, Executable, Input
from graphrt.ir.emitter import paused_gc
from graphrt.ir.model import Signature
from graphrt.lowering import plan_signature
from graphrt.runtime.feeds import as_feed, check_names

if TYPE_CHECKING:
    from graphrt.runtime.session import Session
    from graphrt.runtime.trace import Trace

Array = np.ndarray[Any, Any]
PLANS = 16  # executables a session keeps per signature, least recently used dropped first


class SessionFunction:
    """A signature bound to a session. Keeps the executables of the last few feed shapes."""

    def __init__(self, session: Session, signature: Signature) -> None:
        self.session = session
        self.signature = signature
        self._inputs = [
            (name, value.type, value.type.dtype.numpy) for name, value in signature.inputs.items()
        ]
        self._executables: OrderedDict[tuple[tuple[int, ...], ...], Executable] = OrderedDict()
        self._latest: Attempt | None = None  # most calls are fed like the one before

    def __call__(self, **feeds: Any) -> dict[str, Array]:
        """One step: outputs by name, updates stored."""
        session, latest = self.session, self._latest
        if session._busy or latest is None:
            return self._call(feeds)
        session._busy = True
        try:
            found = latest(feeds)
        finally:
            session._busy = False
        return self._call(feeds) if found is None else found

    def _call(self, feeds: Mapping[str, Any]) -> dict[str, Array]:
        """One step with feeds that are not like the last ones."""
        self.session._check_usable()
        arrays = self.arrays(feeds)
        return self.session._run(self.executable(arrays), arrays)

    def trace(self, **feeds: Any) -> Trace:
        """One step, with the time each node took."""
        arrays = self.arrays(feeds)
        return self.session._trace(self.executable(arrays), arrays)

    def arrays(self, feeds: Mapping[str, Any]) -> dict[str, Array]:
        """The feeds in the signature's order and dtypes; raises `FeedError` as `run` does."""
        if len(feeds) != len(self._inputs):
            check_names(self.signature, feeds)
        arrays: dict[str, Array] = {}
        for name, declared, dtype in self._inputs:
            try:
                value = feeds[name]
            except KeyError:
                check_names(self.signature, feeds)
                raise
            if type(value) is not np.ndarray or value.dtype != dtype:
                value = as_feed(name, declared, value)
            arrays[name] = value
        return arrays

    def executable(self, arrays: Mapping[str, Array]) -> Executable:
        """The plan for these shapes, bound to memory: from the cache, or made now."""
        key = tuple(array.shape for array in arrays.values())
        cache = self._executables
        found = cache.get(key)
        if found is None:
            shapes = {name: array.shape for name, array in arrays.items()}
            with paused_gc():
                signature = self.session._optimized(self.signature)
                found = self.session._compile(plan_signature(signature, shapes))
            cache[key] = found
            if len(cache) > PLANS:
                cache.popitem(last=False)
        elif len(cache) > 1:
            cache.move_to_end(key)
        inputs = [Input(name, dtype, arrays[name].shape) for name, _, dtype in self._inputs]
        self._latest = found.attempt(inputs)
        return found

    def forget(self) -> None:
        """Plan anew at the next call."""
        self._executables.clear()
        self._latest = None

    def __repr__(self) -> str:
        inputs = ", ".join(f"{n}: {v.type}" for n, v in self.signature.inputs.items())
        return f"<function {self.signature.name}({inputs})>"
