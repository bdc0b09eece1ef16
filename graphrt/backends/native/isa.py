"""The vector units generated code is written for: widths and tile sizes, one row per ISA."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Isa(NamedTuple):
    """What a generator must know of a processor.

    ``tile`` is the register tile of a matrix product: rows, and vectors per row. Its
    accumulators, one row of operands and a broadcast must fit into ``registers``.
    """

    name: str
    vector_bytes: int
    registers: int
    tile: tuple[int, int]

    def width(self, element_bytes: int) -> int:
        """Elements per vector."""
        return self.vector_bytes // element_bytes


AVX512 = Isa("avx512", 64, 32, (8, 2))
AVX2 = Isa("avx2", 32, 16, (6, 2))
NEON = Isa("neon", 16, 32, (8, 3))
ISAS: Mapping[str, Isa] = {isa.name: isa for isa in (AVX512, AVX2, NEON)}


def isa_of(machine: str, features: frozenset[str]) -> Isa | None:
    """The best row for a machine (``x86_64``, ``aarch64``) with LLVM's names of its features.

    ``None`` where it has no fused multiply-add, on which the vector mathematics rests.
    """
    if machine in ("aarch64", "arm64"):
        return NEON
    if {"avx512f", "avx512vl", "avx512dq", "avx512bw"} <= features:
        return AVX512
    if {"avx2", "fma"} <= features:
        return AVX2
    return None
