"""The model file: `save` and `load`, and the same in memory.

Protobuf is imported to save a model and to load a large one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from graphrt.errors import FormatError, LimitError
from graphrt.io import Limits, read_file
from graphrt.ir.model import Model
from graphrt.ir.unknown import UnknownOp
from graphrt.serde.decode import decode_model

if TYPE_CHECKING:
    from graphrt.serde.sidecar import Reference, WeightsFile

__all__ = ["UnknownOp", "decode_model", "encode_model", "load", "save"]


def encode_model(model: Model, *, debug: bool = True) -> bytes:
    """The bytes of the file `save` writes: the same model gives the same bytes."""
    from graphrt.serde.encode import encode_model as encode  # most programs only load

    return encode(model, debug=debug)


def save(model: Model, path: str | os.PathLike[str], *, debug: bool = True) -> None:
    """Write ``model`` to ``path``; above 32 MiB its weights go to a safetensors file beside it.

    Whenever it is interrupted, ``path`` holds the old model or the new one, whole. Without
    ``debug``, names of nodes and source lines are left out; results do not change. Raises
    `FormatError` for a graph above 2 GiB, `UsageError` for a path that cannot be written.
    """
    from graphrt.serde import encode
    from graphrt.serde.store import store

    store(encode.encode(model, debug=debug, most=encode.INLINE_BYTES), path)


def load(
    source: str | os.PathLike[str] | bytes,
    *,
    limits: Limits | None = None,
    allow_unknown_ops: bool = False,
    verify_weights: bool = False,
) -> Model:
    """The model in a file, given by its path or its bytes.

    Weights in a file of their own are mapped into memory: they are read when they are
    looked at, and ``verify_weights`` reads them all to compare their digest.

    With ``allow_unknown_ops``, ops this release does not know become placeholders that can be
    looked at but not run. Raises `UsageError` for a path that is no readable file,
    `FormatError` for a file that is no valid model, `LimitError` for one that asks for more
    than ``limits`` allow.
    """
    limits = limits or Limits()
    if isinstance(source, (bytes, bytearray, memoryview)):
        return decode_model(bytes(source), limits=limits, allow_unknown_ops=allow_unknown_ops)
    name = os.fspath(source)

    def weights(reference: Reference) -> WeightsFile:
        from graphrt.serde.sidecar import open_weights

        return open_weights(name, reference, limits, verify=verify_weights)

    try:
        data = read_file(source, limits)
        return decode_model(
            data, limits=limits, allow_unknown_ops=allow_unknown_ops, weights=weights
        )
    except (FormatError, LimitError) as error:
        raise type(error)(f"{name}: {error.rule}", rows=error.rows, hint=error.hint) from error
