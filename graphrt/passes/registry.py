"""Passes by name: those built in, and those of other packages (entry points `graphrt.passes`)."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from graphrt.errors import UsageError, nearest
from graphrt.passes.base import Pass

# name -> module and class; a module is imported when its pass is first used
BUILT_IN: dict[str, tuple[str, str]] = {
    "canonicalize": ("canonicalize", "Canonicalize"),
    "fold": ("fold", "Fold"),
    "cse": ("cse", "CSE"),
    "simplify": ("simplify", "Simplify"),
    "recognize": ("recognize", "Recognize"),
    "dce": ("dce", "DCE"),
    "recompute": ("recompute", "Recompute"),
    "fuse": ("fuse", "Fuse"),
}


def lookup_pass(name: str) -> type[Pass]:
    """The class of the pass called ``name``; raises `UsageError` naming the nearest ones.

    A pass of another package is called ``vendor::name``; its entry point, named ``vendor``, is a
    module or object with an attribute ``passes``: the classes.
    """
    if name in BUILT_IN:
        module, kind = BUILT_IN[name]
        found: type[Pass] = getattr(importlib.import_module(f"graphrt.passes.{module}"), kind)
        return found
    known = list(BUILT_IN)
    if "::" in name:
        others = {kind.name: kind for kind in _of_vendors()}
        if name in others:
            return others[name]
        known += others
    raise UsageError(f"there is no pass {name!r}", hint=nearest(name, known))


def all_passes() -> Iterator[type[Pass]]:
    """Every pass of this installation."""
    yield from map(lookup_pass, BUILT_IN)
    yield from _of_vendors()


def _of_vendors() -> Iterator[type[Pass]]:
    from importlib.metadata import entry_points  # 10 ms, for vendors' passes only

    for entry in entry_points(group="graphrt.passes"):
        for kind in entry.load().passes:
            if not kind.name.startswith(f"{entry.name}::"):
                raise UsageError(
                    f"the entry point {entry.name!r} offers a pass called {kind.name!r}",
                    hint=f"its name must begin with {entry.name}::",
                )
            yield kind
