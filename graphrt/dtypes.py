"""Element types: one `DType` object per type, with the number it has in a model file.

The numbers are part of the file format and never change. Types that no op accepts yet
(string, sub-byte integers, float8, float4) have theirs from the first release on, so that
a file which uses them is refused by name rather than misread.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from graphrt.errors import DTypeError, nearest

__all__ = ["DTYPES", "DType"]


class DType:
    """An element type: ``name``, short text, ``kind``, width in ``bits``, file ``number``.

    >>> DType.of("float32").short, DType.of("float32").bits
    ('f32', 32)
    """

    __slots__ = ("_numpy", "bits", "kind", "name", "number", "short")

    def __init__(self, name: str, short: str, kind: str, bits: int, number: int) -> None:
        self.name = name
        self.short = short
        self.kind = kind  # "bool", "int", "uint", "float", "complex" or "string"
        self.bits = bits
        self.number = number
        self._numpy: np.dtype[Any] | None = None

    @property
    def is_float(self) -> bool:
        return self.kind == "float"

    @property
    def is_integer(self) -> bool:
        return self.kind in ("int", "uint")

    @property
    def is_narrow_float(self) -> bool:
        """Below 32 bits: arithmetic runs and accumulates in float32 and rounds once."""
        return self.kind == "float" and self.bits < 32

    @property
    def numpy(self) -> np.dtype[Any]:
        """The NumPy dtype; types NumPy lacks come from ml_dtypes, imported on first use."""
        if self._numpy is None:
            if self.name in _NUMPY_NATIVE:
                self._numpy = np.dtype(self.name)
            elif self.kind == "string":
                self._numpy = np.dtypes.StringDType()
            else:
                import ml_dtypes

                self._numpy = np.dtype(getattr(ml_dtypes, self.name))
        return self._numpy

    def nbytes(self, count: int) -> int:
        """Bytes that ``count`` elements take: ``ceil(count * bits / 8)``."""
        return -(-count * self.bits // 8)

    @staticmethod
    def of(spec: Any) -> DType:
        """The DType for a name, a NumPy dtype or scalar type, or a DType.

        Raises `DTypeError` for anything else.
        """
        found = _CACHE.get(spec) if spec.__hash__ is not None else None
        if found is not None:
            return found
        if isinstance(spec, DType):
            return spec
        if isinstance(spec, str):
            raise DTypeError(f"unknown dtype {spec!r}", hint=nearest(spec, DTYPES))
        try:
            dtype = np.dtype(spec)
        except TypeError:
            raise DTypeError(f"not a dtype: {spec!r}") from None
        if isinstance(dtype, np.dtypes.StringDType):
            return DTYPES["string"]
        name = dtype.name
        if name not in DTYPES:
            raise DTypeError(
                f"numpy dtype {name!r} has no graphrt counterpart",
                hint="a tensor holds numbers or truth values",
            )
        return DTYPES[name]

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str | tuple[Any, ...]:
        return (DType.of, (self.name,))


# name, short text, kind, bits, number in the file
_SPECS = (
    ("bool", "bool", "bool", 8, 1),
    ("int8", "i8", "int", 8, 2),
    ("int16", "i16", "int", 16, 3),
    ("int32", "i32", "int", 32, 4),
    ("int64", "i64", "int", 64, 5),
    ("uint8", "u8", "uint", 8, 6),
    ("uint16", "u16", "uint", 16, 7),
    ("uint32", "u32", "uint", 32, 8),
    ("uint64", "u64", "uint", 64, 9),
    ("float16", "f16", "float", 16, 10),
    ("bfloat16", "bf16", "float", 16, 11),
    ("float32", "f32", "float", 32, 12),
    ("float64", "f64", "float", 64, 13),
    ("complex64", "c64", "complex", 64, 14),
    ("complex128", "c128", "complex", 128, 15),
    ("string", "str", "string", 128, 16),
    ("int4", "i4", "int", 4, 17),
    ("uint4", "u4", "uint", 4, 18),
    ("int2", "i2", "int", 2, 19),
    ("uint2", "u2", "uint", 2, 20),
    ("float8_e4m3fn", "f8e4m3fn", "float", 8, 21),
    ("float8_e4m3fnuz", "f8e4m3fnuz", "float", 8, 22),
    ("float8_e5m2", "f8e5m2", "float", 8, 23),
    ("float8_e5m2fnuz", "f8e5m2fnuz", "float", 8, 24),
    ("float8_e8m0fnu", "f8e8m0fnu", "float", 8, 25),
    ("float4_e2m1fn", "f4e2m1fn", "float", 4, 26),
)
_NUMPY_NATIVE = frozenset(
    name for name, _, kind, bits, _ in _SPECS
    if kind != "string" and bits >= 8 and not name.startswith(("bfloat", "float8"))
)  # fmt: skip

DTYPES: dict[str, DType] = {spec[0]: DType(*spec) for spec in _SPECS}
BY_SHORT: dict[str, DType] = {dtype.short: dtype for dtype in DTYPES.values()}
BY_NUMBER: dict[int, DType] = {dtype.number: dtype for dtype in DTYPES.values()}
_CACHE: dict[Any, DType] = {
    **DTYPES,
    **{np.dtype(name): DTYPES[name] for name in _NUMPY_NATIVE},
    float: DTYPES["float64"],
    int: DTYPES["int64"],
    bool: DTYPES["bool"],
}

BOOL = DTYPES["bool"]
INT64 = DTYPES["int64"]
UINT64 = DTYPES["uint64"]
FLOAT32 = DTYPES["float32"]
FLOAT64 = DTYPES["float64"]
