"""What of a plan runs as machine code: step by step, and the text of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graphrt.backends.native.backend import calls_of_change, native_calls
from graphrt.backends.native.kernel import Call, Kernel
from graphrt.lowering import ExecutionPlan, Step, Store


class Runner(NamedTuple):
    """Who runs a part of a plan: the calls of its kernels, or NumPy for a ``reason``."""

    part: Step | Store
    calls: tuple[Call, ...]
    reason: str


def runners(plan: ExecutionPlan) -> Iterator[Runner]:
    """One per step, then one per change of variables."""
    for step in plan.steps:
        yield _runner(step, native_calls(step))
    for part in plan.changes:
        yield _runner(part, calls_of_change(part))


def _runner(part: Step | Store, found: Sequence[Call] | str) -> Runner:
    if isinstance(found, str):
        return Runner(part, (), found)
    return Runner(part, tuple(found), "")


def kernels_of(plan: ExecutionPlan) -> list[Kernel]:
    """The kernels a run calls, each once, in the order of their first call."""
    found = {call.kernel.name: call.kernel for each in runners(plan) for call in each.calls}
    return list(found.values())


def program_text(plan: ExecutionPlan, form: str) -> str:
    """The kernels of a plan as LLVM IR (``ir``) or as this processor's assembly (``asm``)."""
    texts = [kernel.write(kernel.name) for kernel in kernels_of(plan)]
    if form == "asm":
        from graphrt.backends.native.compiler import assembly

        texts = [assembly(text) for text in texts]
    return "\n".join(texts)
