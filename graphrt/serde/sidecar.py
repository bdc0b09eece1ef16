"""The weights file beside a model: its name, finding it, mapping it, writing it.

A model states the size and the digest of its weights file and no path. The file is called
``<stem of the model>.<first 12 hex digits of its sha256>.safetensors``; any other name in the same
folder with these digits will do, so that models can be renamed and linked to.
"""

from __future__ import annotations

import glob
import mmap
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

from graphrt.dtypes import DType
from graphrt.errors import FormatError, UsageError
from graphrt.io import (
    Array,
    Buffer,
    Limits,
    StagedFile,
    release,
    tensor_buffer,
    tensor_from_bytes,
)
from graphrt.serde.safetensors import (
    LENGTH_BYTES,
    Entry,
    code_and_shape,
    read_header,
    write_header,
)
from graphrt.types import ValueType

SUFFIX = ".safetensors"
_DIGITS = 12
_CHUNK = 2**22


class Reference(NamedTuple):
    """What a model states about its weights file."""

    size: int
    sha256: bytes

    @property
    def ending(self) -> str:
        """How the name of the file ends."""
        return f".{self.sha256.hex()[:_DIGITS]}{SUFFIX}"


class WeightsFile:
    """A weights file mapped into memory: arrays are read when they are looked at."""

    def __init__(self, path: str, entries: Mapping[str, Entry], data: memoryview) -> None:
        self.path = path
        self.entries = entries
        self._data = data

    @property
    def names(self) -> Iterable[str]:
        """The names of the arrays, in the order of the header."""
        return self.entries

    def array(self, name: str, type: ValueType) -> Array:
        """The entry ``name``, a read-only view of the file; raises `FormatError` unless it has
        ``type``."""
        entry = self.entries.get(name)
        if entry is None:
            raise FormatError(f"the weights file {self.path!r} has no entry {name!r}")
        shape, nbytes = type.static_shape, entry.end - entry.start
        code, stored = code_and_shape(type.dtype, shape, nbytes)
        if (entry.code, entry.shape) != (code, stored):
            raise FormatError(
                f"entry {name!r} of the weights file {self.path!r} is {entry.code[:20]}"
                f" {list(entry.shape)}, the model says {type}"
            )
        return tensor_from_bytes(self._data[entry.start : entry.end], type.dtype, shape)


# -- reading -----------------------------------------------------------------------------------


def open_weights(
    model: str, reference: Reference, limits: Limits, *, verify: bool = False
) -> WeightsFile:
    """The weights file of the model at path ``model``: found, its size and header checked.

    With ``verify``, its digest too, for which all of it is read. Raises `FormatError` that
    names the file when it is missing, unreadable or not the one, `LimitError` for too large a one.
    """
    limits.check("weights_bytes", reference.size)
    path = _find(model, reference)
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            return _mapped(path, file, reference, limits, verify)
    except OSError as error:
        raise FormatError(f"cannot read the weights file {path!r}: {error.strerror}") from None


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # should it be a pipe


def _mapped(
    path: str, file: BinaryIO, reference: Reference, limits: Limits, verify: bool
) -> WeightsFile:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise FormatError(f"the weights file {path!r} is not a regular file")
    if status.st_size != reference.size:
        raise FormatError(
            f"the weights file {path!r} has {status.st_size} bytes, the model says"
            f" {reference.size}",
            hint="copy or download it again",
        )
    if verify and _digest_of(iter(lambda: file.read(_CHUNK), b"")) != reference.sha256:
        raise FormatError(
            f"the weights file {path!r} is damaged: its sha256 is not the one the model states",
            hint="copy or download it again",
        )
    file.seek(0)
    return _opened(path, file, status.st_size, limits)


def open_tensors(path: str, limits: Limits) -> WeightsFile:
    """Any safetensors file, mapped; raises `UsageError` if it is none or cannot be read."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UsageError(f"{path!r} is not a regular file")
            limits.check("weights_bytes", status.st_size)
            return _opened(path, file, status.st_size, limits)
    except OSError as error:
        raise UsageError(f"cannot read {path!r}: {error.strerror}") from None
    except FormatError as error:
        raise UsageError(f"cannot read {path!r}: {error.rule}") from None


def _opened(path: str, file: BinaryIO, size: int, limits: Limits) -> WeightsFile:
    length = int.from_bytes(file.read(LENGTH_BYTES), "little")
    rest = size - LENGTH_BYTES - length
    if rest < 0:
        raise FormatError(f"{path!r} is no weights file: its header does not fit into it")
    limits.check("graph_bytes", length)
    entries = read_header(file.read(length), rest, limits.rank)
    mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return WeightsFile(path, entries, mapped[LENGTH_BYTES + length :])


def _find(model: str, reference: Reference) -> str:
    """The path of the weights file: beside the model, or beside the file that its link names."""
    real = os.path.realpath(model)
    expected = [beside(each, reference) for each in dict.fromkeys((model, real))]
    for path in expected:
        if os.path.lexists(path):
            return path
    for each in expected:
        folder = os.path.dirname(each)
        others = sorted(glob.glob(f"*{reference.ending}", root_dir=folder or "."))
        if others:
            return os.path.join(folder, others[0])
    raise FormatError(
        f"the weights file is missing: there is no {expected[0]!r}",
        hint=f"copy it beside the model; its name ends in {reference.ending}",
    )


def beside(model: str, reference: Reference) -> str:
    """The path of the weights file of the model at path ``model``."""
    folder, base = os.path.split(model)
    return os.path.join(folder, os.path.splitext(base)[0] + reference.ending)


def _digest_of(chunks: Iterable[Buffer]) -> bytes:
    import hashlib  # OpenSSL takes longer to load than most models

    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()


# -- writing -----------------------------------------------------------------------------------


class Weights:
    """The arrays of a weights file to be written, by name."""

    def __init__(self, arrays: Mapping[str, tuple[ValueType, Array, int]]) -> None:
        # widest elements first: so each entry is aligned, without gaps
        ordered = sorted(arrays.items(), key=lambda item: -_alignment(item[1][0].dtype))
        self._arrays = [array for _, (_, array, _) in ordered]
        self._header = write_header(
            (name, *code_and_shape(type.dtype, type.static_shape, nbytes), nbytes)
            for name, (type, _, nbytes) in ordered
        )

    def stage(self, model: str | os.PathLike[str]) -> tuple[Reference, StagedFile]:
        """Write the file beside ``model`` under a temporary name, one array at a time."""
        import hashlib  # as above

        digest = hashlib.sha256()
        size = 0

        def measured() -> Iterator[Buffer]:
            nonlocal size
            for chunk in self.chunks():
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        staged = StagedFile(model, measured())  # whose permissions are those of the model
        return Reference(size, digest.digest()), staged

    def chunks(self) -> Iterator[Buffer]:
        """The bytes of the file."""
        yield self._header
        for array in self._arrays:
            whole = tensor_buffer(array)
            for start in range(0, len(whole), _CHUNK):
                yield whole[start : start + _CHUNK]
            release(array)


def _alignment(dtype: DType) -> int:
    """Bytes that the elements are aligned to; text and packed elements have any number of bytes."""
    return 0 if dtype.kind == "string" or dtype.bits < 8 else dtype.bits // 8
