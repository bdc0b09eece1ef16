"""A signature as a callable, fed anew at every call."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graphrt.backends.base import Executable
from graphrt.ir.emitter import paused_gc
from graphrt.ir.model import Signature
from graphrt.lowering import plan_signature
from graphrt.runtime.feeds import as_feed, check_names

if TYPE_CHECKING:
    from graphrt.runtime.session import Session
    from graphrt.runtime.trace import Trace

Array = np.ndarray[Any, Any]
PLANS = 16  # executables a session keeps per signature, least recently used dropped first


class _Latest(NamedTuple):
    """What the last call was fed, and what ran it: most calls are like the one before."""

    inputs: tuple[tuple[str, np.dtype[Any], tuple[int, ...]], ...]
    executable: Executable


class SessionFunction:
    """A signature bound to a session. Keeps the executables of the last few feed shapes."""

    def __init__(self, session: Session, signature: Signature) -> None:
        self.session = session
        self.signature = signature
        self._inputs = [
            (name, value.type, value.type.dtype.numpy) for name, value in signature.inputs.items()
        ]
        self._executables: OrderedDict[tuple[tuple[int, ...], ...], Executable] = OrderedDict()
        self._latest: _Latest | None = None

    def __call__(self, **feeds: Any) -> dict[str, Array]:
        """One step: outputs by name, updates stored."""
        session, latest = self.session, self._latest
        if latest is not None and len(feeds) == len(latest.inputs):
            for name, dtype, shape in latest.inputs:
                value = feeds.get(name)
                if (
                    type(value) is not np.ndarray
                    or value.dtype is not dtype
                    or value.shape != shape
                ):
                    latest = None
                    break
        else:
            latest = None
        if latest is None:
            feeds = self.arrays(feeds)
            executable = self.executable(feeds)
        else:
            executable = latest.executable
        if session._busy:
            session._check_usable()
        session._busy = True
        try:
            return executable.run(feeds)
        finally:
            session._busy = False

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
        inputs = tuple((name, dtype, arrays[name].shape) for name, _, dtype in self._inputs)
        self._latest = _Latest(inputs, found)
        return found

    def forget(self) -> None:
        """Plan anew at the next call."""
        self._executables.clear()
        self._latest = None

    def __repr__(self) -> str:
        inputs = ", ".join(f"{n}: {v.type}" for n, v in self.signature.inputs.items())
        return f"<function {self.signature.name}({inputs})>"
