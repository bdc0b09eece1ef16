"""Whether two systems computed the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from peerbench.workload import Array

TOLERANCE = {4: 2e-3, 8: 1e-7}  # by item size; three steps of training add up roundings
VARIABLE = "variable "  # what the names of variables among the results begin with
REFERENCES = ("numpy", "graphrt-numpy", "torch", "graphrt")


def difference(found: Mapping[str, Array], wanted: Mapping[str, Array]) -> float:
    """The largest difference of any result, as a share of that result's largest value; infinity
    for results that are missing, of another shape, or NaN where the other is not.

    Variables are compared as vectors, by their length: where a gradient is almost 0, Adam makes
    a whole step of its rounding.
    """
    if found.keys() != wanted.keys():
        return float("inf")
    worst = 0.0
    for name, reference in wanted.items():
        value = found[name]
        if value.shape != reference.shape or not (np.isnan(value) == np.isnan(reference)).all():
            return float("inf")
        if value.size:
            measure = length if name.startswith(VARIABLE) else largest
            scale = measure(reference.astype(np.float64)) or 1.0
            worst = max(worst, measure(value.astype(np.float64) - reference) / scale)
    return worst


def largest(array: Array) -> float:
    return float(np.nanmax(np.abs(array)))


def length(array: Array) -> float:
    return float(np.sqrt(np.nansum(np.square(array))))


def tolerance(wanted: Mapping[str, Array]) -> float:
    """How large a difference may be."""
    return max(TOLERANCE[4 if each.dtype.itemsize < 8 else 8] for each in wanted.values())
