"""Whether two systems computed the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from peerbench.workload import Array

TOLERANCE = {4: 2e-3, 8: 1e-7}  # by item size; three steps of training add up roundings
REFERENCES = ("numpy", "graphrt-numpy", "torch", "graphrt")


def difference(found: Mapping[str, Array], wanted: Mapping[str, Array]) -> float:
    """The largest difference of any result, as a share of that result's largest value; infinity
    for results that are missing, of another shape, or NaN where the other is not."""
    if found.keys() != wanted.keys():
        return float("inf")
    worst = 0.0
    for name, reference in wanted.items():
        value = found[name]
        if value.shape != reference.shape or not (np.isnan(value) == np.isnan(reference)).all():
            return float("inf")
        if value.size:
            scale = float(np.nanmax(np.abs(reference))) or 1.0
            apart = np.abs(value.astype(np.float64) - reference)
            worst = max(worst, float(np.nanmax(apart)) / scale)
    return worst


def tolerance(wanted: Mapping[str, Array]) -> float:
    """How large a difference may be."""
    return max(TOLERANCE[4 if each.dtype.itemsize < 8 else 8] for each in wanted.values())
