"""Data to train on: arrays by input name, mapped from files where the format allows it.

=================  ==========================================================================
``.npz``           one array per input; mapped where the archive is not compressed
``.npy``           one array, for the only input or under the name of the file
``.csv``           a header; the column ``label`` for an input of shape [N], the columns
                   ``x_0``, ``x_1``, ... for an input ``x`` of shape [N, k]
``.safetensors``   one tensor per input; mapped
=================  ==========================================================================
"""

from __future__ import annotations

import csv
import hashlib
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from graphrt.errors import FeedError, FormatError, UsageError, nearest
from graphrt.io import Limits
from graphrt.ir.model import Signature
from graphrt.serde.sidecar import open_tensors
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]
READERS = (".npz", ".npy", ".csv", ".safetensors")
CHUNK = 1 << 24  # bytes hashed at once


def load_data(path: Any) -> dict[str, Array]:
    """The arrays of a file by name. Raises `UsageError` or `FormatError` naming the file."""
    place = Path(path)
    suffix = place.suffix.lower()
    if suffix not in READERS:
        raise UsageError(f"{str(path)!r} is no data file", hint=f"one of {', '.join(READERS)}")
    if not place.is_file():
        raise UsageError(f"there is no data file {str(path)!r}")
    try:
        if suffix == ".npz":
            return _read_npz(place)
        if suffix == ".npy":
            return {place.stem: np.load(place, mmap_mode="r", allow_pickle=False)}
        if suffix == ".csv":
            return _read_csv(place)
        return _read_safetensors(place)
    except (ValueError, OSError, zipfile.BadZipFile, KeyError) as error:
        raise FormatError(f"{str(path)!r} cannot be read: {error}") from None


def _read_npz(path: Path) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            name = entry.filename.removesuffix(".npy")
            mapped = _mapped_member(path, entry)
            if mapped is not None:
                arrays[name] = mapped
                continue
            with archive.open(entry) as file:
                arrays[name] = np.lib.format.read_array(file, allow_pickle=False)
    return arrays


def _mapped_member(path: Path, entry: zipfile.ZipInfo) -> Array | None:
    """An array of an archive as a view of the file; ``None`` where it is compressed."""
    if entry.compress_type != zipfile.ZIP_STORED or entry.file_size == 0:
        return None
    with path.open("rb") as file:
        file.seek(entry.header_offset + 26)  # the lengths of name and extra field
        name_length, extra_length = struct.unpack("<HH", file.read(4))
        start = entry.header_offset + 30 + name_length + extra_length
        file.seek(start)
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else (
            np.lib.format.read_array_header_2_0
        )  # fmt: skip
        shape, fortran, dtype = read(file)
        if dtype.hasobject or 0 in shape or not shape:
            return None
        order: Any = "F" if fortran else "C"
        mapped: Array = np.memmap(path, dtype, "r", file.tell(), shape, order)
        return mapped


_CODES = {"F16": "float16", "BF16": "bfloat16", "F32": "float32", "F64": "float64", "BOOL": "bool"}


def _read_safetensors(path: Path) -> dict[str, Array]:
    file = open_tensors(str(path), Limits(weights_bytes=2**62))
    arrays = {}
    for name, entry in file.entries.items():
        word = "uint" if entry.code[0] == "U" else "int"
        dtype = _CODES.get(entry.code) or f"{word}{entry.code[1:]}"
        arrays[name] = file.array(name, ValueType(dtype, entry.shape))
    return arrays


def _read_csv(path: Path) -> dict[str, Array]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = [name.strip() for name in next(rows, [])]
        if not header or len(set(header)) < len(header):
            raise ValueError("the first line must name each column once")
        columns: list[list[float]] = [[] for _ in header]
        for number, row in enumerate(rows, 2):
            if len(row) != len(header):
                raise ValueError(f"line {number} has {len(row)} fields, the header {len(header)}")
            for column, text in zip(columns, row, strict=True):
                try:
                    column.append(float(text))
                except ValueError:
                    raise ValueError(f"line {number}: {text!r} is no number") from None
    return _grouped(dict(zip(header, map(np.asarray, columns), strict=True)))


def _grouped(columns: Mapping[str, Array]) -> dict[str, Array]:
    """Columns ``x_0``, ``x_1``, ... as one array ``x``; numbers that are whole as integers."""
    groups: dict[str, list[str]] = {}
    for name in columns:
        found = re.fullmatch(r"(.+)_(\d+)", name)
        groups.setdefault(found[1] if found else name, []).append(name)
    arrays: dict[str, Array] = {}
    for stem, names in groups.items():
        if names == [f"{stem}_{i}" for i in range(len(names))]:
            arrays[stem] = np.stack([columns[name] for name in names], axis=1)
        else:
            arrays |= {name: columns[name] for name in names}
    return arrays


def fitted(data: Mapping[str, Any], signature: Signature, what: str = "data") -> dict[str, Array]:
    """The arrays that ``signature`` takes, in its dtypes. Raises `FeedError` for one that is
    missing, has another number of examples, or whose numbers do not fit."""
    found: dict[str, Array] = {}
    names = list(data)
    for name, value in signature.inputs.items():
        if name not in data and len(names) == len(signature.inputs) == 1:
            name_there = names[0]  # one array for one input
        elif name not in data:
            raise FeedError(
                f"the {what} have no array {name!r}: signature {signature.name!r} takes"
                f" {name}: {value.type}",
                hint=nearest(name, names) or f"they have {', '.join(names)}",
            )
        else:
            name_there = name
        found[name] = _converted(name, data[name_there], value.type, what)
    counts = {name: len(array) for name, array in found.items()}
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise FeedError(f"the {what} have different numbers of examples: {listed}")
    if not found or next(iter(counts.values())) == 0:
        raise FeedError(f"the {what} have no example")
    return found


def _converted(name: str, given: Any, declared: Any, what: str) -> Array:
    array = np.asanyarray(given)
    if array.ndim != declared.rank or not array.ndim:
        raise FeedError(
            f"the {what} {name!r} have shape {list(array.shape)}, the input is {declared}",
            hint="the first axis is that of the examples",
        )
    dtype = declared.dtype.numpy
    if array.dtype == dtype:
        return _plain(array)
    whole = array.dtype.kind in "iub" or (
        array.dtype.kind == "f" and bool(np.all(np.isfinite(array) & (array == np.rint(array))))
    )
    if declared.dtype.is_float and array.dtype.kind in "iufb":
        return _plain(array.astype(dtype))
    if declared.dtype.is_integer and whole:
        limits = np.iinfo(dtype)
        if array.size and (array.min() < limits.min or array.max() > limits.max):
            raise FeedError(f"the {what} {name!r} do not fit {declared.dtype}")
        return _plain(array.astype(dtype))
    raise FeedError(
        f"the {what} {name!r} are {array.dtype}, the input is {declared}",
        hint=f"store them as {declared.dtype.name}",
    )


def _plain(array: Any) -> Array:
    found: Array = array
    return found


def digest_of(data: Mapping[str, Array]) -> str:
    """What tells two data sets apart: names, dtypes, shapes and every number."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(data):
        array = data[name]
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        for part in _parts(array):
            digest.update(np.ascontiguousarray(part).data)
    return digest.hexdigest()


def _parts(array: Array) -> Iterable[Array]:
    rows = max(1, CHUNK // max(array[:1].nbytes, 1))
    for start in range(0, len(array), rows):
        yield array[start : start + rows]
