"""When each node of one run began and how long it took."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from time import perf_counter_ns
from typing import Any, NamedTuple

import numpy as np

from graphrt.backends.base import Executable, Timing
from graphrt.errors import table
from graphrt.io import write_atomically
from graphrt.ir.graph import Origin
from graphrt.lowering import Store
from graphrt.record import Record, field

Array = np.ndarray[Any, Any]
ROWS = 15
SHOWN = 3  # nodes of a fused step that are named


class Span(NamedTuple):
    """One step of a plan, or one store into a variable: start and end in nanoseconds.

    A step that was made of several nodes has the ops of all, ``matmul+relu``; ``nodes`` are
    their names, else the node's own.
    """

    node: str
    op: str
    type: str
    location: str
    start: int
    end: int
    nodes: tuple[str, ...]

    @property
    def label(self) -> str:
        """The names of its nodes, or of the first of many."""
        return _joined(self.nodes)


def _span(timing: Timing) -> Span:
    part, start, end = timing
    if isinstance(part, Store):
        names = (part.variable,)
        return Span(part.variable, "store", str(part.target.type), "", start, end, names)
    types = ", ".join(str(each.type) for each in part.outputs if each is not None)
    node = part.node
    is_several = node.op.name == "fused" and node.origins
    origins = node.origins if is_several else (Origin(node.name, node.op.name),)
    op, nodes = _joined([each.op for each in origins]), tuple(each.label for each in origins)
    return Span(node.name, op, types, str(node.location or ""), start, end, nodes)


def _joined(words: Sequence[str]) -> str:
    """Words with ``+`` between them.

    >>> _joined(["sub", "square", "sum", "mul", "mul", "mul"])
    'sub+square+sum+3 more'
    """
    if len(words) <= SHOWN + 1:
        return "+".join(words)
    return "+".join([*words[:SHOWN], f"{len(words) - SHOWN} more"])


class Trace(Record):
    """One run of a signature, step by step. Times are of a monotonic clock."""

    signature: str
    bindings: Mapping[str, int]
    spans: tuple[Span, ...]
    start: int
    end: int
    outputs: Mapping[str, Array] = field(default_factory=dict, repr=False)

    def chrome(self) -> dict[str, Any]:
        """The trace in the format of chrome://tracing and ui.perfetto.dev; times in us."""
        process = os.getpid()
        place = {"pid": process, "tid": 1}
        events: list[dict[str, Any]] = [
            {"name": "process_name", "ph": "M", **place, "args": {"name": "graphrt"}},
            {
                "name": self.signature,
                "cat": "run",
                "ph": "X",
                "ts": 0.0,
                "dur": (self.end - self.start) / 1000,
                **place,
                "args": dict(self.bindings),
            },
        ]
        for each in self.spans:
            events.append(
                {
                    "name": each.label,
                    "cat": each.op,
                    "ph": "X",
                    "ts": (each.start - self.start) / 1000,
                    "dur": (each.end - each.start) / 1000,
                    **place,
                    "args": {
                        "op": each.op,
                        "type": each.type,
                        "where": each.location,
                        "nodes": list(each.nodes),
                    },
                }
            )
        return {"traceEvents": events, "displayTimeUnit": "ns"}

    def save(self, path: Any) -> None:
        """Write `chrome` to ``path`` as JSON, whole or not at all."""
        import json

        write_atomically(path, [json.dumps(self.chrome()).encode()])


def traced(executable: Executable, feeds: Mapping[str, Array]) -> Trace:
    """Run one step and keep its times."""
    start = perf_counter_ns()
    outputs, timings = executable.trace(feeds)
    end = perf_counter_ns()
    plan = executable.plan
    return Trace(plan.name, plan.bindings, tuple(map(_span, timings)), start, end, outputs)


class Share(NamedTuple):
    """An op or a node in a profile: its steps in one run, and their nanoseconds."""

    name: str
    detail: str
    steps: int
    time: float


class Profile(Record):
    """Median times over several runs: per op, and per node; the costliest first."""

    ops: tuple[Share, ...]
    nodes: tuple[Share, ...]
    outside: float  # nanoseconds per run that no step accounts for

    @staticmethod
    def of(traces: Sequence[Trace], whole: float) -> Profile:
        """The profile of several traces of one plan; ``whole`` is how long a run takes that
        nobody times inside."""
        times = np.median(
            [[each.end - each.start for each in trace.spans] for trace in traces], axis=0
        )
        spans = traces[0].spans
        ops: dict[str, list[float]] = {}
        for each, time in zip(spans, times, strict=True):
            ops.setdefault(each.op, []).append(float(time))
        by_op = [Share(name, "", len(all_), sum(all_)) for name, all_ in ops.items()]
        by_node = [
            Share(each.label, f"{each.op} {each.type}", 1, float(time))
            for each, time in zip(spans, times, strict=True)
        ]
        return Profile(
            tuple(sorted(by_op, key=lambda share: -share.time)),
            tuple(sorted(by_node, key=lambda share: -share.time)),
            max(whole - float(times.sum()), 0.0),
        )

    def text(self) -> str:
        """Two tables."""
        total = sum(each.time for each in self.ops) + self.outside or 1.0
        rows = [(e.name, str(e.steps), time_text(e.time), _share(e.time, total)) for e in self.ops]
        rows.append(("between the steps", "", time_text(self.outside), _share(self.outside, total)))
        lines = table([("op", "steps", "time", "share"), *rows], right=(1, 2, 3))
        nodes = [
            (e.name, e.detail, time_text(e.time), _share(e.time, total)) for e in self.nodes[:ROWS]
        ]
        lines += ["", *table([("node", "op", "time", "share"), *nodes], right=(2, 3))]
        if len(self.nodes) > ROWS:
            lines.append(f"... {len(self.nodes) - ROWS} more")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The same as plain data; times in nanoseconds."""
        return {
            "ops": [{"op": e.name, "steps": e.steps, "time": e.time} for e in self.ops],
            "nodes": [{"node": e.name, "op": e.detail, "time": e.time} for e in self.nodes],
            "outside": self.outside,
        }


def time_text(nanoseconds: float) -> str:
    """A time with a unit.

    >>> [time_text(each) for each in (85, 1234, 5.6e7, 3.2e9)]
    ['85 ns', '1.23 us', '56 ms', '3.2 s']
    """
    for unit in ("ns", "us", "ms"):
        if nanoseconds < 999.5:
            return f"{nanoseconds:.3g} {unit}"
        nanoseconds /= 1000
    return f"{nanoseconds:.4g} s"


def _share(time: float, total: float) -> str:
    return f"{100 * time / total:.1f}%"
