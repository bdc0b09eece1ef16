"""Versions: of the layout, of the release a file needs, and of each op.

A change of what an op means is a new version of the op, with an adapter here in the same
commit. The adapter turns the attributes as an older file has them (those left out had the
defaults of that version) into those of the next version::

    @adapter("clip", from_version=1)
    def _(attributes):
        return {"inclusive": True, **attributes}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphrt.errors import FormatError
from graphrt.version import __version__

FORMAT_VERSION = 1
MIN_READER = 100  # 0.1.0; raise it for a file that an older release would misread

Attributes = dict[str, Any]
Adapter = Callable[[Attributes], Attributes]

_ADAPTERS: dict[tuple[str, int], Adapter] = {}


def release_number(release: str) -> int:
    """``"1.4.2"`` as 10402, the form files state releases in."""
    major, minor, patch = (int(part) for part in release.split(".")[:3])
    return 10_000 * major + 100 * minor + patch


def release_text(number: int) -> str:
    """10402 as ``"1.4.2"``."""
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


def producer() -> str:
    """What this release writes into the files it makes."""
    return f"graphrt {__version__}"


def check_readable(format_version: int, min_reader: int, written_by: str) -> None:
    """Raise `FormatError` for a file this release is too old for."""
    if format_version == 0:
        raise FormatError("the file does not say which layout it has (format_version is missing)")
    if format_version > FORMAT_VERSION:
        raise FormatError(
            f"the file has layout {format_version}, this release reads up to {FORMAT_VERSION};"
            f" it was written by {written_by!r}",
            hint="install a newer release of graphrt",
        )
    if min_reader > release_number(__version__):
        wanted = release_text(min_reader)
        raise FormatError(
            f"the file needs graphrt {wanted} or newer, this is {__version__};"
            f" it was written by {written_by!r}",
            hint=f"install graphrt {wanted} or newer",
        )


def adapter(op: str, *, from_version: int) -> Callable[[Adapter], Adapter]:
    """Register how attributes of ``op`` at ``from_version`` become those of the next version."""

    def decorate(function: Adapter) -> Adapter:
        _ADAPTERS[op, from_version] = function
        return function

    return decorate


def upgrade(op: str, version: int, current: int, attributes: Attributes) -> Attributes:
    """``attributes`` written at ``version``, in the terms of ``current``."""
    while version < current:
        step = _ADAPTERS.get((op, version))
        if step is None:
            raise FormatError(
                f"op {op!r} version {version} cannot be read: no adapter to {current}"
            )
        attributes = step(attributes)
        version += 1
    return attributes
