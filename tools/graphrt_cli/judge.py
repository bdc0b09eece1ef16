"""Outputs judged: against a reference, against true labels, and for being finite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import graphrt as gr
from graphrt.errors import table
from graphrt_cli.outputs import ROWS, class_name

if TYPE_CHECKING:
    from graphrt import Signature

Array = np.ndarray[Any, Any]


# -- a reference -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """One output beside what it should be."""

    name: str
    ok: bool
    equal: float
    worst: float
    note: str = ""

    def text(self) -> str:
        if self.note:
            return f"{self.name}: {self.note}"
        verdict = "as expected" if self.ok else "NOT as expected"
        share = f"{100 * self.equal:.4g}% equal within tolerance"
        if self.equal == 1.0:  # how far within depends on the processor; JSON has it
            return f"{self.name}: {verdict}, {share}"
        return f"{self.name}: {verdict}, {share}, largest difference {self.worst:.3g}"


def compare(
    name: str, found: Array, expected: Array, rtol: float, atol: float, min_equal: float
) -> Comparison:
    """Whether at least ``min_equal`` of the elements agree within ``atol + rtol |expected|``."""
    if found.shape != expected.shape:
        shapes = f"shape {list(found.shape)}, expected {list(expected.shape)}"
        return Comparison(name, False, 0.0, float("inf"), shapes)
    if found.size == 0:
        return Comparison(name, True, 1.0, 0.0)
    kind = np.complex128 if "c" in (found.dtype.kind, expected.dtype.kind) else np.float64
    left, right = found.astype(kind), expected.astype(kind)
    close = np.isclose(left, right, rtol=rtol, atol=atol, equal_nan=True)
    same = (left == right) | (np.isnan(left) & np.isnan(right))
    with np.errstate(invalid="ignore"):
        differences = np.where(same, 0.0, np.abs(left - right))
    share = float(close.mean())
    return Comparison(name, share >= min_equal, share, float(differences.max()))


def require_equal(comparisons: Sequence[Comparison]) -> None:
    """Raise `CheckFailed` if one of them is not ok."""
    wrong = [each.name for each in comparisons if not each.ok]
    if wrong:
        raise gr.CheckFailed(f"not as expected: {', '.join(wrong)}")


def require_finite(arrays: Mapping[str, Array]) -> None:
    """Raise `CheckFailed` naming each array with a NaN or an infinity."""
    rows = []
    for name, array in arrays.items():
        if array.dtype.kind in "biu":
            continue
        wide = array if array.dtype.kind in "fc" else array.astype(np.float64)
        nan, inf = int(np.isnan(wide).sum()), int(np.isinf(wide).sum())
        if nan or inf:
            rows.append((name, f"{nan} NaN", f"{inf} infinite", f"of {array.size}"))
    if rows:
        names = ", ".join(row[0] for row in rows)
        raise gr.CheckFailed(f"not finite: {names}", rows=table(rows))


# -- true labels -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scores:
    """Predicted classes beside the true ones."""

    output: str
    predicted: tuple[str, ...]
    true: tuple[str, ...]

    @property
    def hits(self) -> int:
        return sum(map(str.__eq__, self.predicted, self.true))

    def text(self) -> str:
        rows: list[tuple[str, ...]] = [("", "predicted", "true", "")]
        pairs = list(zip(self.predicted, self.true, strict=True))
        for i, (left, right) in enumerate(pairs[:ROWS]):
            rows.append((f"  {i}", left, right, "" if left == right else "wrong"))
        lines = table(rows)
        if len(pairs) > ROWS:
            lines.append(f"  ... {len(pairs) - ROWS} more")
        lines.append(f"accuracy {self.hits / len(pairs):.4g} ({self.hits} of {len(pairs)})")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        return {
            "output": self.output,
            "count": len(self.true),
            "hits": self.hits,
            "accuracy": self.hits / len(self.true),
            "predicted": self.predicted,
            "true": self.true,
        }


def score(
    signature: Signature, outputs: Mapping[str, Array], truth: Sequence[Any]
) -> Scores | None:
    """Predictions beside ``truth``, if an output holds one class per row; else ``None``.

    That output is the first one of integers with as many elements as there are true
    labels, else the first of floats with a row each, whose largest entry is the class.
    """
    wanted = [str(each) for each in truth]
    name, classes = _classes(outputs, len(wanted))
    if name is None or not wanted:
        return None
    labels = signature.labels.get(name) or next(iter(signature.labels.values()), ())
    if all(each.isdigit() for each in wanted) and not set(wanted) <= set(labels):
        wanted = [class_name(int(each), labels) for each in wanted]
    predicted = tuple(class_name(int(each), labels) for each in classes)
    return Scores(name, predicted, tuple(wanted))


def _classes(outputs: Mapping[str, Array], count: int) -> tuple[str | None, Array]:
    for name, array in outputs.items():
        if array.dtype.kind in "iu" and array.shape == (count,):
            return name, array
    for name, array in outputs.items():
        if array.dtype.kind not in "biuc" and array.ndim == 2 and len(array) == count:
            return name, array.argmax(axis=-1)
    return None, np.zeros(0, np.int64)
