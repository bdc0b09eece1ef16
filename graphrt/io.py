"""Files and bytes: safety limits, atomic writes, and arrays as bytes.

Nothing here knows the model file; whatever reads or writes files uses these.
"""

from __future__ import annotations

import errno
import mmap
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from typing import Any, BinaryIO

import numpy as np

from graphrt.dtypes import DType
from graphrt.errors import FormatError, LimitError, UsageError, nearest
from graphrt.record import Record, field

Array = np.ndarray[Any, Any]

KIB, MIB, GIB = 2**10, 2**20, 2**30


# -- limits ----------------------------------------------------------------------------------


def _limit(default: int, what: str, flag: str) -> Any:
    return field(default=default, metadata={"what": what, "flag": flag})


class Limits(Record):
    """What a file may ask for before it is refused. Each limit is a flag on the command line.

    >>> Limits(nodes=10).check("nodes", 11)
    Traceback (most recent call last):
        ...
    graphrt.errors.LimitError: the number of nodes is 11, the limit is 10
      hint if you trust the file, allow it: --max-nodes 11, or Limits(nodes=11)
    """

    file_bytes: int = _limit(2 * GIB, "the size of the file in bytes", "--max-file-bytes")
    weights_bytes: int = _limit(
        64 * GIB, "the size of the weights file in bytes", "--max-weights-bytes"
    )
    graph_bytes: int = _limit(
        128 * MIB, "the size of the file without its tensors, in bytes,", "--max-graph-bytes"
    )
    tensor_bytes: int = _limit(
        2 * GIB, "the size of all tensors together in bytes", "--max-tensor-bytes"
    )
    entries: int = _limit(1_000_000, "the number of entries of all tables", "--max-entries")
    record_bytes: int = _limit(
        128 * MIB, "the memory of one entry once parsed, in bytes,", "--max-record-bytes"
    )
    nodes: int = _limit(4_000_000, "the number of nodes", "--max-nodes")
    functions: int = _limit(100_000, "the number of functions", "--max-functions")
    signatures: int = _limit(256, "the number of signatures", "--max-signatures")
    nesting: int = _limit(64, "the nesting of bodies", "--max-nesting")
    trips: int = _limit(
        100_000_000, "the number of trips that nested loops make together", "--max-trips"
    )
    rank: int = _limit(32, "the number of axes of a type", "--max-rank")
    name_length: int = _limit(1_000, "the length of a name", "--max-name-length")
    string_length: int = _limit(MIB, "the length of a string", "--max-string-length")
    symbol_length: int = _limit(
        10_000, "the length of a symbolic extent as text", "--max-symbol-length"
    )

    def check(self, limit: str, value: int) -> None:
        """Raise `LimitError` when ``value`` is above the limit called ``limit``."""
        allowed: int = getattr(self, limit)
        if value > allowed:
            metadata = self.__dataclass_fields__[limit].metadata
            raise LimitError(
                f"{metadata['what']} is {value}, the limit is {allowed}",
                hint="if you trust the file, allow it: "
                f"{metadata['flag']} {value}, or Limits({limit}={value})",
            )

    @classmethod
    def flags(cls) -> dict[str, str]:
        """Name of a limit -> its flag on the command line."""
        return {each.name: each.metadata["flag"] for each in fields(cls)}


# -- files -----------------------------------------------------------------------------------


def read_file(path: str | os.PathLike[str], limits: Limits) -> bytes:
    """The bytes of a file, its size checked before it is read.

    Raises `UsageError` for a path that is missing, a directory or unreadable, `LimitError`
    for a file above ``limits.file_bytes``.
    """
    name = os.fspath(path)
    try:
        with open(name, "rb") as file:
            status = os.fstat(file.fileno())
            limits.check("file_bytes", status.st_size)
            if stat.S_ISREG(status.st_mode):
                data = file.read()  # one buffer of the file's size
            else:
                data = _read_some(file, limits.file_bytes + 1)  # a pipe or device states no size
    except FileNotFoundError:
        raise UsageError(f"there is no file {name!r}", hint=_neighbours(name)) from None
    except IsADirectoryError:
        raise UsageError(f"{name!r} is a directory, not a file", hint=_listing(name)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {name!r}: {reason}") from None
    limits.check("file_bytes", len(data))
    return data


def _read_some(file: BinaryIO, most: int) -> bytes:
    chunks: list[bytes] = []
    while most > 0 and (chunk := file.read(min(most, MIB))):
        chunks.append(chunk)
        most -= len(chunk)
    return b"".join(chunks)


def _neighbours(name: str) -> str | None:
    folder, base = os.path.split(name)
    try:
        return nearest(base, sorted(os.listdir(folder or ".")))
    except OSError:
        return f"there is no directory {folder!r} either"


def _listing(name: str) -> str | None:
    try:
        models = sorted(each for each in os.listdir(name) if each.endswith(".pb"))
    except OSError:
        return None
    return f"it contains {', '.join(models[:8])}" if models else None


Buffer = bytes | memoryview


def write_atomically(path: str | os.PathLike[str], chunks: Iterable[Buffer]) -> None:
    """Write ``chunks`` to ``path``, so that at any moment it holds the old file or the new.

    The bytes go to a temporary file in the same directory, reach the disk, and are renamed
    into place. An existing target keeps its permissions; a symbolic link is followed.
    Raises `UsageError` when the directory is missing, the target cannot be replaced, or the
    disk is full.
    """
    StagedFile(path, chunks).commit()


class StagedFile:
    """Bytes on the disk under a temporary name; `commit` renames them into place.

    Until then, the target is as it was, and `discard` leaves no trace.
    """

    def __init__(self, path: str | os.PathLike[str], chunks: Iterable[Buffer]) -> None:
        self.name = os.fspath(path)
        self.target = os.path.realpath(self.name)
        mode = _replaceable(self.name, self.target)
        folder, base = os.path.split(self.target)
        self._temporary = os.path.join(folder, f".{base[:100]}.{os.urandom(6).hex()}.tmp")
        # 0o666 leaves the permissions of a new file to the process's umask
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(self._temporary, flags, 0o666)
        except OSError as error:
            missing = error.errno == errno.ENOENT
            reason = "its directory does not exist" if missing else error.strerror
            raise UsageError(f"cannot write {self.name!r}: {reason}") from None
        try:
            with self._explained(), open(descriptor, "wb") as file:
                file.writelines(chunks)
                file.flush()
                if mode is not None and hasattr(os, "fchmod"):
                    os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
        except BaseException:  # KeyboardInterrupt too: leave nothing behind
            self.discard()
            raise

    def commit(self, target: str | None = None) -> None:
        """Rename to the target, or to another name in its directory, and make that last."""
        try:
            with self._explained():
                os.replace(self._temporary, target or self.target)
        except BaseException:
            self.discard()
            raise
        _sync_directory(os.path.dirname(self.target))

    def discard(self) -> None:
        """Remove the temporary file."""
        os.unlink(self._temporary)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"cannot write {self.name!r}: {error.strerror or error}") from None


def _replaceable(name: str, target: str) -> int | None:
    """The permissions of an existing target; raises `UsageError` if it must not be replaced."""
    try:
        status = os.stat(target)
    except OSError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise UsageError(f"cannot write {name!r}: it is a directory")
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"cannot write {name!r}: it is not a regular file")
    if not os.access(target, os.W_OK):
        raise UsageError(f"cannot write {name!r}: it is read-only")
    return stat.S_IMODE(status.st_mode)


def _sync_directory(folder: str) -> None:
    """Make a rename survive a power cut, on systems and file systems that can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# -- arrays as bytes ---------------------------------------------------------------------------


def tensor_to_bytes(array: Array) -> bytes:
    """The elements in C order, little-endian; those below 8 bits packed, low bits first.

    A string is its length in bytes as a little-endian uint32, then UTF-8.

    >>> tensor_to_bytes(np.array([1, 2], np.int16))
    b'\\x01\\x00\\x02\\x00'
    """
    return bytes(tensor_buffer(array))


def tensor_buffer(array: Array) -> Buffer:
    """What `tensor_to_bytes` gives, without a copy where the array has these very bytes."""
    dtype = DType.of(array.dtype)
    if dtype.kind == "string":
        texts = (str(each).encode() for each in array.ravel())
        return b"".join(len(text).to_bytes(4, "little") + text for text in texts)
    flat = np.ascontiguousarray(array).reshape(-1)
    if dtype.bits < 8:
        return _pack(flat.view(np.uint8), dtype.bits)
    if flat.dtype.byteorder == ">" or (flat.dtype.byteorder == "=" and sys.byteorder == "big"):
        flat = flat.byteswap()
    return flat.view(np.uint8).data


def is_mapped(array: Array) -> bool:
    """Whether the elements of ``array`` are a file's, mapped into memory."""
    return _mapping(array) is not None


def release(array: Array) -> None:
    """Let go of the memory that reading ``array`` took, if it is mapped: it can be read again."""
    mapping = _mapping(array)
    if mapping is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapping.madvise(mmap.MADV_DONTNEED)


def _mapping(array: Array) -> mmap.mmap | None:
    owner: Any = array
    while isinstance(owner, (np.ndarray, memoryview)):
        owner = owner.base if isinstance(owner, np.ndarray) else owner.obj
    return owner if isinstance(owner, mmap.mmap) else None


def tensor_from_bytes(raw: Buffer, dtype: DType, shape: tuple[int, ...]) -> Array:
    """The array `tensor_to_bytes` made ``raw`` from: read-only, sharing memory where it can.

    Raises `FormatError` when ``raw`` does not fit the type: too short or long, a bool that is
    neither 0 nor 1, bits set beyond the last element, invalid UTF-8.
    """
    count = 1
    for extent in shape:
        count *= extent  # Python ints: no overflow
    if dtype.kind == "string":
        array = _strings(raw, count, dtype)
    else:
        expected = dtype.nbytes(count)
        if len(raw) != expected:
            raise FormatError(f"a tensor of {count} {dtype} has {len(raw)} bytes, not {expected}")
        codes = np.frombuffer(raw, np.uint8)
        if dtype.kind == "bool" and (codes > 1).any():
            raise FormatError("a bool tensor has a byte that is neither 0 nor 1")
        array = (_unpack(codes, dtype.bits, count) if dtype.bits < 8 else codes).view(dtype.numpy)
        if sys.byteorder == "big":
            array = array.byteswap()
    try:
        array = array.reshape(shape)
    except ValueError:
        raise FormatError(f"no array can have the shape {list(shape)}") from None
    array.flags.writeable = False
    return array


def _strings(raw: Buffer, count: int, dtype: DType) -> Array:
    texts: list[str] = []
    position = 0
    while position < len(raw):
        start = position + 4
        position = start + int.from_bytes(raw[position:start], "little")
        if position > len(raw) or start > len(raw):
            raise FormatError("a string tensor is cut short")
        try:
            texts.append(str(raw[start:position], "utf-8"))
        except UnicodeDecodeError:
            raise FormatError("a string tensor holds invalid UTF-8") from None
    if len(texts) != count:
        raise FormatError(f"a tensor of {count} strings holds {len(texts)}")
    return np.array(texts, dtype.numpy)


def _pack(codes: Array, bits: int) -> bytes:
    per_byte = 8 // bits
    padded = np.zeros(-(-codes.size // per_byte) * per_byte, np.uint8)
    padded[: codes.size] = codes & (2**bits - 1)
    packed = np.zeros(padded.size // per_byte, np.uint8)
    for place in range(per_byte):
        packed |= padded[place::per_byte] << (place * bits)
    return packed.tobytes()


def _unpack(packed: Array, bits: int, count: int) -> Array:
    per_byte = 8 // bits
    codes = np.empty(packed.size * per_byte, np.uint8)
    for place in range(per_byte):
        codes[place::per_byte] = (packed >> (place * bits)) & (2**bits - 1)
    if codes[count:].any():
        raise FormatError("bits are set beyond the last element of a packed tensor")
    return codes[:count]
