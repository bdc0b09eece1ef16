"""The op classes that have been defined, by name: apart, so that asking for one loads no NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphrt.ir.op import Op

REGISTRY: dict[str, type[Op]] = {}
