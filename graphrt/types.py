"""Types of values: dtype and shape, how shapes broadcast, what a Python number becomes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from graphrt.dims import Dim, Extent, Known, evaluate, parse_extent
from graphrt.dtypes import BOOL, DTYPES, FLOAT32, FLOAT64, INT64, UINT64, DType
from graphrt.errors import DTypeError, ShapeError

__all__ = [
    "BOOL",
    "DTYPES",
    "FLOAT32",
    "FLOAT64",
    "INT64",
    "UINT64",
    "DType",
    "Shape",
    "ValueType",
    "as_extent",
    "as_shape",
    "broadcast_shapes",
    "buffer_of",
    "bytes_of",
    "product",
]

Shape = tuple[Extent, ...]
MAX_RANK = 32  # NumPy 1.x's limit is 32 and 2.x's is 64; no model in use has more than 8
WRAPPERS = ("optional", "sequence")


class ValueType:
    """What a value is: ``dtype`` and ``shape``, for ONNX's sake inside ``wrappers``.

    ``shape`` is a tuple of extents, or ``None`` when even the rank is unknown. A wrapper is
    ``"optional"``, ``"sequence"`` or ``"map:<key dtype>"``, outermost first.

    >>> ValueType("float32", ("N", 64))
    f32[N, 64]
    """

    __slots__ = ("_hash", "dtype", "is_static", "shape", "wrappers")

    dtype: DType
    shape: Shape | None
    wrappers: tuple[str, ...]
    is_static: bool  # whether every extent is a number

    def __init__(
        self, dtype: Any, shape: Iterable[Any] | None = (), wrappers: tuple[str, ...] = ()
    ) -> None:
        self.dtype = DType.of(dtype)
        self.shape = None if shape is None else as_shape(shape)
        self.wrappers = wrappers
        self.is_static = self.shape is not None and all(type(e) is int for e in self.shape)
        self._hash = hash((self.dtype.number, self.shape, wrappers))

    @property
    def rank(self) -> int:
        """The number of axes; raises `ShapeError` when it is unknown."""
        return len(self.dims)

    @property
    def dims(self) -> Shape:
        """The shape; raises `ShapeError` when even the rank is unknown."""
        if self.shape is None:
            raise ShapeError("the rank of an operand is not known")
        return self.shape

    @property
    def is_data_dependent(self) -> bool:
        """Whether an extent is known only while running."""
        if self.is_static:
            return False
        return self.shape is None or any(
            extent is None or (isinstance(extent, Dim) and extent.is_data_dependent)
            for extent in self.shape
        )

    @property
    def static_shape(self) -> tuple[int, ...]:
        """The shape as numbers; raises `ShapeError` when one is not a number."""
        if not self.is_static:
            raise ShapeError(f"the shape of {self} is not known as numbers")
        return self.shape  # type: ignore[return-value]  # is_static says so

    @property
    def size(self) -> int:
        """Number of elements of a static type."""
        return math.prod(self.static_shape)

    @property
    def nbytes(self) -> int:
        """Bytes of a static type."""
        return self.dtype.nbytes(self.size)

    def with_shape(self, shape: Iterable[Any] | None) -> ValueType:
        return ValueType(self.dtype, shape)

    def with_dtype(self, dtype: DType) -> ValueType:
        return self if dtype is self.dtype else ValueType(dtype, self.shape)

    def bind(self, bindings: Mapping[str, int]) -> ValueType:
        """This type with its symbols replaced by numbers; unbound ones stay."""
        if self.shape is None or self.is_static:
            return self
        return ValueType(self.dtype, [bind_extent(e, bindings) for e in self.shape], self.wrappers)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, ValueType)
            and self.dtype is other.dtype
            and self.shape == other.shape
            and self.wrappers == other.wrappers
        )

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        if self.shape is None:
            inner = "*"
        else:
            inner = ", ".join("?" if extent is None else str(extent) for extent in self.shape)
        text = f"{self.dtype.short}[{inner}]"
        for wrapper in reversed(self.wrappers):
            text = f"{wrapper}<{text}>"
        return text


def bind_extent(extent: Extent, bindings: Mapping[str, int]) -> Extent:
    """``extent`` as a number where ``bindings`` has all its symbols, else unchanged."""
    if not isinstance(extent, Dim):
        return extent
    try:
        return evaluate(extent, bindings)
    except KeyError:
        return extent


def as_extent(value: Any) -> Extent:
    """An extent from a number, a `Dim`, text such as ``"N"`` or ``"2*N+1"``, or ``None``."""
    if type(value) is int or (isinstance(value, (int, np.integer)) and not isinstance(value, bool)):
        if value < 0:
            raise ShapeError(f"an extent cannot be negative: {value}")
        return int(value)
    if value is None or isinstance(value, Dim):
        return value
    if isinstance(value, str):
        return as_extent(parse_extent(value))
    raise ShapeError(f"not an extent: {value!r}", hint='use a number, a name such as "N", or None')


def as_shape(shape: Iterable[Any]) -> Shape:
    """A shape from numbers, names, dims and ``None``, in any iterable but a string."""
    if isinstance(shape, (str, bytes)):
        raise ShapeError(f"a shape is a tuple, not the string {shape!r}", hint=f"use ({shape!r},)")
    try:
        extents = tuple(e if type(e) is int and e >= 0 else as_extent(e) for e in shape)
    except TypeError:
        raise ShapeError(f"a shape is a tuple, not {shape!r}", hint=f"use ({shape!r},)") from None
    if len(extents) > MAX_RANK:
        raise ShapeError(f"a shape has at most {MAX_RANK} axes, got {len(extents)}")
    return extents


def product(extents: Iterable[Extent]) -> Known:
    """The product of known extents; ``1`` for none. Raises `ShapeError` for an unknown one."""
    total: Known = 1
    for extent in extents:
        if extent is None:
            raise ShapeError("the number of elements depends on an extent nothing is known about")
        total = total * extent
    return total


def broadcast_shapes(*shapes: Shape) -> Shape:
    """The shape that operands of ``shapes`` have together, aligned at the last axis.

    Two extents go together when they are equal or one of them is 1. A symbol goes with
    itself and with 1 only: that ``N`` happens to equal 8 must be said in the declaration.
    Source: NumPy's broadcasting rules.
    """
    first = shapes[0]
    if all(shape is first or shape == first for shape in shapes):
        return first
    rank = max(len(shape) for shape in shapes)
    result: list[Extent] = []
    for axis in range(-rank, 0):
        extent: Extent = 1
        for shape in shapes:
            if -axis > len(shape):
                continue
            other = shape[axis]
            if other == extent or other == 1:
                continue
            if extent == 1:
                extent = other
            elif other is None:
                continue
            elif extent is None:
                extent = other
            else:
                symbolic = isinstance(extent, Dim) or isinstance(other, Dim)
                raise ShapeError(
                    f"shapes do not broadcast: axis {axis} is {extent} in one operand"
                    f" and {other} in another",
                    hint="declare both axes with the same symbol if they are always equal"
                    if symbolic
                    else None,
                )
        result.append(extent)
    return tuple(result)


def bytes_of(array: np.ndarray[Any, Any]) -> bytes:
    """The bytes of an array in C order, little-endian: what equality and digests compare."""
    return bytes(buffer_of(array))


def buffer_of(array: np.ndarray[Any, Any]) -> bytes | memoryview:
    """What `bytes_of` gives, without a copy where the array has these very bytes."""
    if array.dtype.kind == "T":  # NumPy holds strings by reference; their addresses say nothing
        texts = [text.encode() for text in array.ravel().tolist()]
        return b"".join(len(text).to_bytes(4, "little") + text for text in texts)
    contiguous = np.ascontiguousarray(array)
    if contiguous.dtype.byteorder == ">":
        contiguous = contiguous.astype(contiguous.dtype.newbyteorder("<"))
    return contiguous.reshape(-1).view(np.uint8).data


def common_dtype(types: Sequence[ValueType]) -> DType:
    """The one dtype all operands have. Raises `DTypeError`, naming the `cast` to write."""
    first = types[0].dtype
    for other in types[1:]:
        if other.dtype is not first:
            raise DTypeError(
                f"operands have different dtypes, {first} and {other.dtype}",
                hint=f"convert one of them, for example cast(..., {_wider(first, other.dtype)})",
            )
    return first


def _wider(left: DType, right: DType) -> str:
    order = {"bool": 0, "uint": 1, "int": 2, "float": 3, "complex": 4, "string": 5}
    widest = max((left, right), key=lambda dtype: (order[dtype.kind], dtype.bits))
    return repr(widest.name)
