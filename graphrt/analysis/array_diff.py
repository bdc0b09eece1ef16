"""How far two arrays are apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graphrt.dtypes import DType
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class ArrayDiff:
    """Two arrays beside each other. ``note`` says why they could not be compared elementwise.

    ``largest`` is the largest absolute difference, ``relative`` the largest one in units of the
    larger of the two elements; both are infinite where one side is not finite and the other
    differs. ``differing`` counts elements that are further apart than the tolerance allows.
    """

    size: int
    differing: int
    largest: float
    relative: float
    note: str = ""

    @property
    def ok(self) -> bool:
        return not self.differing and not self.note

    @property
    def identical(self) -> bool:
        return self.ok and self.largest == 0

    def text(self) -> str:
        if self.note:
            return self.note
        if self.identical:
            return "identical"
        worst = f"largest difference {self.largest:.3g}, relative {self.relative:.3g}"
        if self.ok:
            return f"within tolerance, {worst}"
        return f"{self.differing} of {self.size} elements differ, {worst}"


def array_diff(left: Array, right: Array, rtol: float = 0.0, atol: float = 0.0) -> ArrayDiff:
    """Compare within ``atol + rtol max(|left|, |right|)``; NaN equals NaN, and 0 is -0.

    >>> array_diff(np.array([1.0, 2.0]), np.array([1.0, 2.5])).text()
    '1 of 2 elements differ, largest difference 0.5, relative 0.2'
    """
    types = [ValueType(DType.of(each.dtype), each.shape) for each in (left, right)]
    if types[0] != types[1]:
        return ArrayDiff(left.size, left.size, np.inf, np.inf, f"{types[1]}, was {types[0]}")
    if not left.size:
        return ArrayDiff(0, 0, 0.0, 0.0)
    if left.dtype.kind in "OSUT":
        differing = int(np.sum(left != right))
        return ArrayDiff(left.size, differing, np.inf if differing else 0.0, float(differing > 0))
    same = (left == right) | ((left != left) & (right != right))
    wide: Any = np.complex128 if left.dtype.kind == "c" else np.longdouble
    with np.errstate(all="ignore"):
        a: Any = left.astype(wide)
        b: Any = right.astype(wide)
        distance = np.where(same, 0, np.abs(a - b))
        scale = np.maximum(np.abs(a), np.abs(b))
        distance = np.where(np.isnan(distance), np.inf, distance)
        finite = np.isfinite(scale)
        close = same | (finite & (distance <= atol + rtol * scale))
        relative = np.where(same, 0, np.where(finite, distance / scale, np.inf))
    return ArrayDiff(left.size, int(np.sum(~close)), float(distance.max()), float(relative.max()))
