"""Arrays by name in files that other programs read: ``.npz`` and ``.safetensors``."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from graphrt.dtypes import DType
from graphrt.errors import FormatError, GraphrtError, UsageError, nearest, table
from graphrt.io import Array, Buffer, Limits, StagedFile, read_file, tensor_buffer
from graphrt.ir.model import Model, require_model
from graphrt.serde.safetensors import METADATA
from graphrt.serde.sidecar import Weights, open_tensors
from graphrt.types import ValueType

SUFFIXES = (".npz", ".safetensors", ".pb")


# -- writing -----------------------------------------------------------------------------------


def stage_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Array]) -> StagedFile:
    """``arrays`` as a file of the kind that the suffix of ``path`` says, not yet in its place.

    A dtype the kind does not have is stored as bytes; `read_weights` knows it by the model.
    """
    if os.fspath(path).lower().endswith(".npz"):
        return StagedFile(path, _npz(arrays))
    if METADATA in arrays:
        raise UsageError(f"a safetensors file cannot hold an array called {METADATA!r}")
    described = {
        name: (ValueType(DType.of(each.dtype), each.shape), each, len(tensor_buffer(each)))
        for name, each in arrays.items()
    }
    return StagedFile(path, Weights(described).chunks())


class _Sink:
    """What `zipfile` writes to: chunks that are passed on."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    def write(self, data: Buffer) -> int:
        self.chunks.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> list[bytes]:
        taken, self.chunks = self.chunks, []
        return taken


def _npz(arrays: Mapping[str, Array]) -> Iterator[Buffer]:
    sink: Any = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, array in arrays.items():
            # a fixed date: the same arrays give the same file
            entry = zipfile.ZipInfo(f"{name}.npy")
            with archive.open(entry, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, _plain(array), allow_pickle=False)
            yield from sink.take()
    yield from sink.take()


def _plain(array: Array) -> Array:
    """``array`` in a dtype a .npy file has: text as NumPy's own kind, other dtypes as bytes."""
    if array.dtype.kind == "T":
        return array.astype("U")
    if array.dtype.kind == "V" or array.dtype.isbuiltin == 2:
        return array.view(np.dtype(f"V{array.dtype.itemsize}"))
    return array


# -- reading -----------------------------------------------------------------------------------


def read_npz(path: str | os.PathLike[str], limits: Limits) -> dict[str, Array]:
    """The arrays of a .npz file; raises `UsageError` if it is none, `LimitError` if too large."""
    name = os.fspath(path)
    if not os.path.isfile(name):
        read_file(name, limits)  # says what is there instead
    try:
        with zipfile.ZipFile(name) as archive:
            limits.check("tensor_bytes", sum(each.file_size for each in archive.infolist()))
        with np.load(name, allow_pickle=False) as loaded:
            return {key: loaded[key] for key in loaded.files}
    except GraphrtError:
        raise
    except Exception as error:  # zipfile and numpy raise a dozen types for a damaged file
        detail = str(error).partition("\n")[0]
        if "pickle" in detail or "Object arrays" in detail:
            detail = "it holds Python objects, which are never loaded"
        raise UsageError(f"cannot read {name!r} as .npz: {detail}") from None


def load_weights(
    model: Model,
    path: str | os.PathLike[str],
    *,
    partial: bool = False,
    limits: Limits | None = None,
) -> Model:
    """``model`` with the values its variables have in a ``.npz``, ``.safetensors`` or ``.pb`` file.

    The file must have exactly the model's variables, in their dtypes and shapes; with
    ``partial``, variables it lacks keep their values and arrays that are no variables are left
    out, but one of them must fit. Raises `UsageError` that lists what does not fit.
    """
    require_model("load_weights", model)
    limits = limits or Limits()
    types = {name: variable.type for name, variable in model.variables.items()}
    found = _Source(os.fspath(path), limits, types)
    missing = [name for name in types if name not in found.names]
    others = [name for name in found.names if name not in types]
    shared = [name for name in types if name in found.names]
    if not partial:
        rows = [(name, str(types[name]), "is not in the file") for name in missing]
        rows += [(name, "", "is no variable of the model") for name in others]
        if rows:
            raise UsageError(
                f"{found.path!r} does not have the variables of the model: {len(missing)} are"
                f" missing, {len(others)} unknown",
                rows=_first(rows),
                hint="partial (--partial) takes those that are in both" if shared else None,
            )
    elif not shared and types:
        raise UsageError(
            f"{found.path!r} has no variable of the model",
            hint=nearest(next(iter(found.names), ""), types),
        )
    values: dict[str, Array] = {}
    wrong: list[tuple[str, str, str]] = []
    for name in shared:
        value = found.value(name)
        if value is None:
            wrong.append((name, str(types[name]), f"the file has {found.shown(name)}"))
        else:
            values[name] = value
    if wrong:
        raise UsageError(
            f"{found.path!r} has other dtypes or shapes than the model for {len(wrong)} variables",
            rows=_first(wrong),
        )
    return model.with_values(values)


def _first(rows: list[tuple[str, str, str]]) -> list[str]:
    return table(rows[:8]) + ([f"... {len(rows) - 8} more"] if len(rows) > 8 else [])


class _Source:
    """The arrays of a file, each as the type that a model declares."""

    def __init__(self, path: str, limits: Limits, types: Mapping[str, ValueType]) -> None:
        self.path = path
        self._types = types
        self._tensors = None
        self._arrays: Mapping[str, Array] = {}
        suffix = os.path.splitext(path)[1].lower()
        match suffix:
            case ".npz":
                self._arrays = read_npz(path, limits)
            case ".safetensors":
                self._tensors = open_tensors(path, limits)
            case ".pb":
                from graphrt.serde import load

                other = load(path, limits=limits, allow_unknown_ops=True)
                self._arrays = {name: each.value for name, each in other.variables.items()}
            case _:
                raise UsageError(
                    f"{path!r}: weights come from {', '.join(SUFFIXES)}, not {suffix or 'that'}"
                )
        self.names: frozenset[str] = frozenset(
            self._arrays if self._tensors is None else self._tensors.names
        )

    def value(self, name: str) -> Array | None:
        """The array called ``name``, or None if it is not of the declared type."""
        declared = self._types[name]
        if self._tensors is not None:
            try:
                return self._tensors.array(name, declared)
            except FormatError:
                return None
        array, wanted = self._arrays[name], declared.dtype.numpy
        if array.shape != declared.static_shape:
            return None
        if declared.dtype.kind == "string" and array.dtype.kind == "U":
            return array.astype(wanted)
        if array.dtype.kind == "V" and array.dtype.itemsize == wanted.itemsize:
            return array.view(wanted)  # a .npy file has no bfloat16
        return array if array.dtype == wanted else None

    def shown(self, name: str) -> str:
        """Dtype and shape in the file's own words."""
        if self._tensors is not None:
            entry = self._tensors.entries[name]
            return f"{entry.code[:20]} {list(entry.shape)}"
        return f"{self._arrays[name].dtype} {list(self._arrays[name].shape)}"
