"""The workloads by name."""

from __future__ import annotations

from peerbench.workload import Workload
from peerbench.workloads import cold, elementwise, nets, regression, rows, seed, tiny, transformer

WORKLOADS: dict[str, Workload] = {
    workload.name: workload
    for module in (seed, regression, nets, elementwise, rows, transformer, tiny, cold)
    for workload in module.WORKLOADS
}
