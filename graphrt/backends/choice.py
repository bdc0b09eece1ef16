"""Which backend runs a session, and why that one.

A name decides. ``auto`` takes what ``GRAPHRT_BACKEND`` names, else the native backend where this
machine can run it, else NumPy.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from graphrt.backends.base import Backend
from graphrt.errors import UsageError, nearest

OWN = ("auto", "native", "numpy")
VARIABLE = "GRAPHRT_BACKEND"


class Choice(NamedTuple):
    """A backend and what decided for it."""

    backend: Backend
    reason: str

    def text(self) -> str:
        return f"backend {self.backend.name}, {self.reason}"


def choose_backend(name: str) -> Choice:
    """The backend called ``name``; ``auto`` takes the fastest one there is.

    Raises `UsageError` for a name nobody knows, and for ``native`` where nothing native can run.
    """
    if name != "auto":
        return Choice(_backend(name), "as asked for")
    said = os.environ.get(VARIABLE, "")
    if said not in ("", "auto"):
        return Choice(_backend(said), f"from {VARIABLE}")
    reason = native_refusal()
    if reason is not None:
        return Choice(_backend("numpy"), f"because {reason}")
    return Choice(_backend("native"), "the fastest here")


def native_refusal() -> str | None:
    """Why the native backend does not run here; ``None`` where it does."""
    from graphrt.backends.native.host import refusal

    return refusal()


def _backend(name: str) -> Backend:
    if name == "numpy":
        from graphrt.backends.numpy_backend import NumpyBackend

        return NumpyBackend()
    if name == "native":
        if (reason := native_refusal()) is not None:
            raise UsageError(
                f"the native backend does not run here: {reason}",
                hint="--backend numpy runs anywhere; graphrt doctor shows what is missing",
            )
        from graphrt.backends.native.backend import NativeBackend

        return NativeBackend()
    from importlib.metadata import entry_points

    found = {entry.name: entry for entry in entry_points(group="graphrt.backends")}
    if name in found:
        backend: Backend = found[name].load()()
        return backend
    raise UsageError(f"no backend {name!r}", hint=nearest(name, [*OWN, *found]))
