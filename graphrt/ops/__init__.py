"""The operations: one class per op, everything about it in that class.

Modules load on first use: importing graphrt reads only the table of names, and not even NumPy.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from graphrt.errors import GraphError, nearest
from graphrt.ir.registry import REGISTRY
from graphrt.ops.table import OP_MODULES

if TYPE_CHECKING:
    from graphrt.ir.op import Op


def lookup(name: str) -> type[Op]:
    """The op class called ``name``; raises `GraphError` naming the nearest ones."""
    found = REGISTRY.get(name)
    if found is not None:
        return found
    module = OP_MODULES.get(name)
    if module is not None:
        importlib.import_module(f"graphrt.ops.{module}")
        return REGISTRY[name]
    if "::" in name:
        from importlib.metadata import entry_points  # 10 ms, for vendors' ops only

        for entry in entry_points(group="graphrt.ops"):
            if entry.name == name.partition("::")[0]:
                entry.load()
        if name in REGISTRY:
            return REGISTRY[name]
    raise GraphError(f"unknown op {name!r}", hint=nearest(name, OP_MODULES))


def all_ops() -> Iterable[type[Op]]:
    """Every built-in op class, in the order of the table."""
    return [lookup(name) for name in OP_MODULES]
