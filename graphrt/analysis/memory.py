"""Which tensors a run holds at each step, read off its plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphrt.analysis.charts import at_most, bytes_text, columns
from graphrt.analysis.savings import Saving
from graphrt.errors import table
from graphrt.lowering import Buffer, ExecutionPlan, Segment, Step

WIDTH = 60  # columns of the chart
HEIGHT = 6
TOP = 10  # tensors listed


@dataclass(frozen=True)
class Life:
    """A tensor in memory that is used again after it: written at step ``first``, not needed
    after step ``last``. ``role`` is that of its node: forward, gradient or update."""

    name: str
    type: str
    role: str
    nbytes: int
    first: int
    last: int


@dataclass(frozen=True)
class MemoryTimeline:
    """Bytes of intermediate tensors over the steps of a run.

    ``fixed`` are the bytes that are held all the time, by what they are for; ``arena`` is the
    memory set aside for the intermediate tensors: their peak, and what alignment and gaps cost.
    ``dynamic`` counts tensors whose size is found only while running; they are not in it.
    ``activations`` are the bytes of forward values held for the way back, when those are most.
    """

    signature: str
    bindings: Mapping[str, int]
    steps: tuple[str, ...]
    lives: tuple[Life, ...]
    fixed: Mapping[str, int]
    arena: int
    dynamic: int
    activations: int = 0
    savings: tuple[Saving, ...] = ()

    @property
    def live(self) -> list[int]:
        """Bytes of live intermediate tensors at each step."""
        change = [0] * (len(self.steps) + 1)
        for life in self.lives:
            change[life.first] += life.nbytes
            change[life.last + 1] -= life.nbytes
        total, live = 0, []
        for each in change[:-1]:
            total += each
            live.append(total)
        return live

    @property
    def peak_step(self) -> int:
        """The first step at which the most bytes are live."""
        live = self.live
        return live.index(max(live)) if live else 0

    @property
    def at_peak(self) -> list[Life]:
        """The tensors alive at the peak, the largest first."""
        peak = self.peak_step
        alive = [life for life in self.lives if life.first <= peak <= life.last]
        return sorted(alive, key=lambda life: -life.nbytes)

    def text(self) -> str:
        """A chart, the top tensors at the peak, and what is held all the time."""
        sizes = ", ".join(f"{name}={number}" for name, number in self.bindings.items())
        lines = [f"memory of {self.signature}{f' at {sizes}' if sizes else ''}"]
        live = self.live
        if self.lives:
            peak = self.peak_step
            lines += _chart(live)
            lines.append(
                f"peak {bytes_text(live[peak])} at step {peak + 1} of {len(live)},"
                f" {self.steps[peak]}; alive then:"
            )
            rows = [
                (
                    f"  {e.name}",
                    e.type,
                    e.role,
                    bytes_text(e.nbytes),
                    f"steps {e.first + 1} to {e.last + 1}",
                )
                for e in self.at_peak[:TOP]
            ]
            lines += table(rows, right=(3,))
            if len(self.at_peak) > TOP:
                lines.append(f"  ... {len(self.at_peak) - TOP} more")
        else:
            lines.append("no intermediate tensors")
        fixed = ", ".join(f"{what} {bytes_text(n)}" for what, n in self.fixed.items() if n)
        lines.append(f"intermediate tensors share {bytes_text(self.arena)}")
        lines.append(f"held all the time: {fixed or 'nothing'}")
        if self.activations:
            lines.append(
                f"of forward values {bytes_text(self.activations)} are held for the way back"
            )
        offers = [
            (
                f"  --optimize 'O2,{each.passes}'",
                f"{bytes_text(each.arena)},",
                f"forward values {bytes_text(each.activations)},",
                f"{each.more_flops:+.0%} FLOPs",
            )
            for each in self.savings
        ]
        if offers:
            lines += ["computed again for the way back, they would share:", *table(offers)]
        if self.dynamic:
            lines.append(f"{self.dynamic} tensors get their size while running; they come on top")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        live = self.live
        return {
            "signature": self.signature,
            "bindings": dict(self.bindings),
            "steps": [{"node": n, "live": b} for n, b in zip(self.steps, live, strict=True)],
            "peak": {
                "step": self.peak_step,
                "bytes": max(live, default=0),
                "tensors": [dict(life.__dict__) for life in self.at_peak],
            },
            "fixed": dict(self.fixed),
            "arena": self.arena,
            "activations": self.activations,
            "dynamic": self.dynamic,
            "savings": [dict(each.__dict__) for each in self.savings],
        }


def memory_timeline(
    plan: ExecutionPlan, activations: int = 0, savings: tuple[Saving, ...] = ()
) -> MemoryTimeline:
    """Follow ``plan`` step by step."""
    steps: list[Step] = list(plan.every_step)
    lives: list[Life] = []
    holder: dict[int, int] = {}  # offset of a block -> the life that holds it
    end = max(len(steps) - 1, 0)

    def read(buffer: Buffer | None, position: int) -> None:
        if buffer is not None and buffer.segment is Segment.SCRATCH:
            at = holder[buffer.offset]
            lives[at] = replace(lives[at], last=position)

    for position, step in enumerate(steps):
        for operand in step.inputs:
            read(operand, position)
        for value, buffer in zip(step.node.outputs, step.outputs, strict=True):
            if buffer is not None and buffer.segment is Segment.SCRATCH:
                before = holder.get(buffer.offset)
                if before is not None and lives[before].last == position:  # written over
                    lives[before] = replace(lives[before], last=position - 1)
                holder[buffer.offset] = len(lives)
                size = buffer.type.nbytes
                role = value.node.role.name.lower()
                lives.append(Life(value.name, str(buffer.type), role, size, position, position))
    for buffer in (*plan.fetches.values(), *(store.source for store in plan.stores)):
        read(buffer, end)
    bodies = sum(body.peak_bytes for step in steps for body in step.bodies)
    fixed = {
        "inputs": plan.sizes.get(Segment.FEED, 0),
        "outputs": plan.sizes.get(Segment.FETCH, 0),
        "constants": plan.sizes.get(Segment.CONST, 0),
        "bodies": bodies,
    }
    return MemoryTimeline(
        plan.name,
        dict(plan.bindings),
        tuple(f"%{step.node.name} {step.node.op.name}" for step in steps),
        tuple(lives),
        fixed,
        plan.sizes.get(Segment.SCRATCH, 0),
        plan.slots,
        activations,
        savings,
    )


def _chart(live: list[int]) -> list[str]:
    lines = columns(at_most(live, WIDTH), HEIGHT)
    margin = max(len(bytes_text(max(live))), 3)
    labels = [bytes_text(max(live)), *[""] * (HEIGHT - 2), "0 B"]
    rows = zip(labels, lines, strict=True)
    chart = [f"{label:>{margin}} |{line}".rstrip() for label, line in rows]
    width = max(min(len(live), WIDTH), len(str(len(live))) + 2)
    axis = f"1{len(live):>{width - 1}}"
    return [*chart, f"{'':>{margin}}  {axis} step"]
