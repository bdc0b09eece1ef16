"""The variables of a model, a row each, and statistics of their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graphrt.analysis.charts import sparkline
from graphrt.errors import table
from graphrt.ir.model import Model, Variable

Array = np.ndarray[Any, Any]
BINS = 12


@dataclass(frozen=True)
class Statistics:
    """Of all elements: ``zeros``, ``nan``, ``inf`` count them. Of the finite ones: the rest,
    ``None`` where there are none. ``histogram`` has the counts in equal bins from min to max.
    """

    mean: float | None
    std: float | None
    min: float | None
    max: float | None
    zeros: int
    nan: int
    inf: int
    histogram: tuple[int, ...]


def statistics_of(array: Array) -> Statistics:
    """The figures of ``array``, in float64; of a complex one, those of the moduli.

    >>> statistics_of(np.array([0.0, 1.0, np.nan, 3.0])).mean
    1.3333333333333333
    """
    wide = (np.abs(array) if array.dtype.kind == "c" else array).astype(np.float64).reshape(-1)
    finite = wide[np.isfinite(wide)]
    nan = int(np.isnan(wide).sum())
    zeros = int(wide.size - np.count_nonzero(wide))
    if not finite.size:
        return Statistics(None, None, None, None, zeros, nan, wide.size - nan, ())
    low, high = float(finite.min()), float(finite.max())
    with np.errstate(all="ignore"):  # a sum of squares may overflow
        mean, std = float(finite.mean()), float(finite.std())
        constant = low == high or not np.isfinite(high - low)
        counts = () if constant else np.histogram(finite, BINS, (low, high))[0].tolist()
    return Statistics(
        mean, std, low, high, zeros, nan, wide.size - nan - finite.size, tuple(counts)
    )


@dataclass(frozen=True)
class WeightRow:
    """One variable."""

    name: str
    kind: str
    type: str
    nbytes: int
    trainable: bool
    slot_of: str | None
    statistics: Statistics | None


@dataclass(frozen=True)
class WeightTable:
    """The variables in the model's order."""

    rows: tuple[WeightRow, ...]

    @property
    def nbytes(self) -> int:
        return sum(row.nbytes for row in self.rows)

    def text(self) -> str:
        """A line per variable, and the sum."""
        if not self.rows:
            return "the model has no variables"
        total = f"{len(self.rows)} variables, {self.nbytes:,} bytes"
        if self.rows[0].statistics is None:
            head = ("variable", "kind", "type", "bytes", "trainable", "slot of")
            body = [
                (
                    r.name,
                    r.kind,
                    r.type,
                    f"{r.nbytes:,}",
                    "yes" if r.trainable else "",
                    r.slot_of or "",
                )
                for r in self.rows
            ]
            return "\n".join([*table([head, *body], right=(3,)), total])
        columns = (
            "variable", "kind", "type", "bytes", "mean", "std", "min", "max", "zeros", "NaN",
            "inf", "histogram",
        )  # fmt: skip
        return "\n".join(
            [*table([columns, *map(_cells, self.rows)], right=(3, 4, 5, 6, 7, 8, 9, 10)), total]
        )

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        rows = []
        for row in self.rows:
            found = None if row.statistics is None else dict(row.statistics.__dict__)
            rows.append(dict(row.__dict__, statistics=found))
        return {"bytes": self.nbytes, "rows": rows}


def weight_table(model: Model, *, stats: bool = False) -> WeightTable:
    """A row for each variable; ``stats`` reads their values."""
    return WeightTable(tuple(_row(each, stats) for each in model.variables.values()))


def _row(variable: Variable, stats: bool) -> WeightRow:
    return WeightRow(
        variable.name,
        variable.kind.name.lower(),
        str(variable.type),
        int(variable.value.nbytes),
        variable.trainable,
        variable.slot_of,
        statistics_of(variable.value) if stats else None,
    )


def _cells(row: WeightRow) -> tuple[str, ...]:
    found = row.statistics
    assert found is not None
    numbers = (
        "" if x is None else f"{x:.4g}" for x in (found.mean, found.std, found.min, found.max)
    )
    counts = (str(each) if each else "" for each in (found.zeros, found.nan, found.inf))
    marks = sparkline(found.histogram)
    shown = f"|{marks}|" if marks else ""
    return (row.name, row.kind, row.type, f"{row.nbytes:,}", *numbers, *counts, shown)
