"""How fast a signature runs, and how sure that is."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any

import numpy as np

from graphrt.analysis.charts import bytes_text
from graphrt.analysis.costs import plan_flops
from graphrt.analysis.feeds import some_feeds
from graphrt.dims import Dim
from graphrt.errors import UsageError, table
from graphrt.ir.model import Model, Signature, require_model
from graphrt.passes.optimize import optimize as optimized
from graphrt.runtime.session import Session
from graphrt.runtime.trace import Profile, time_text

Array = np.ndarray[Any, Any]
LEAST = 5  # runs that are timed however long they take
MOST = 1_000_000
NOISY = 0.1  # a spread above it is worth a warning
TRACED = 30  # runs a profile is the median of


@dataclass(frozen=True)
class BenchReport:
    """Times of the runs of a signature, in nanoseconds of a monotonic clock."""

    model: str
    signature: str
    backend: str
    bindings: Mapping[str, int]
    feeds: str  # where they are from
    warmup: int
    times: Array  # in the order of the runs
    optimize: str | None
    items: int | None  # rows per run, where the first input has a symbolic leading extent
    flops: int
    peak_rss: int | None
    profile: Profile | None = None

    def percentile(self, percent: float) -> float:
        """The time that ``percent`` % of the runs did not exceed."""
        return float(np.percentile(self.times, percent))

    @property
    def per_second(self) -> float:
        """Runs per second, of all runs together."""
        return float(1e9 * self.times.size / self.times.sum())

    @property
    def spread(self) -> float:
        """How far the middle half of the runs lies apart, as a share of the median."""
        return (self.percentile(75) - self.percentile(25)) / self.percentile(50)

    def text(self) -> str:
        """A few lines for a terminal."""
        sizes = ", ".join(f"{name}={number}" for name, number in self.bindings.items())
        median = self.percentile(50)
        rows = [
            ("P50", time_text(median)),
            ("P90", time_text(self.percentile(90))),
            ("P99", time_text(self.percentile(99))),
            ("min", time_text(float(self.times.min()))),
            ("runs", f"{self.times.size:,} after {self.warmup} to warm up"),
            ("throughput", f"{self.per_second:,.4g} runs/s{self._items()}"),
        ]
        if self.flops:
            rows.append(("compute", f"{self.flops / median:,.3g} GFLOP/s of {self.flops:,} FLOPs"))
        if self.peak_rss is not None:
            rows.append(("peak RSS", f"{bytes_text(self.peak_rss)}, the whole process"))
        noisy = "; noisy, so compare medians of several calls" if self.spread > NOISY else ""
        rows.append(("spread", f"{100 * self.spread:.1f}% between quartiles{noisy}"))
        head = f"{self.model} {self.signature}{f' at {sizes}' if sizes else ''} on {self.backend},"
        if self.optimize is not None:
            head += f" {self.optimize},"
        lines = [f"{head} {self.feeds} inputs", *table(rows)]
        if self.profile is not None:
            lines += ["", self.profile.text()]
        return "\n".join(lines)

    def _items(self) -> str:
        return "" if self.items is None else f", {self.per_second * self.items:,.4g} rows/s"

    def to_json(self) -> dict[str, Any]:
        """The same as plain data; times in nanoseconds."""
        rows = None if self.items is None else self.items * self.per_second
        return {
            "model": self.model,
            "signature": self.signature,
            "backend": self.backend,
            "bindings": dict(self.bindings),
            "optimize": self.optimize,
            "feeds": self.feeds,
            "warmup": self.warmup,
            "runs": int(self.times.size),
            "time": {
                "min": float(self.times.min()),
                "p50": self.percentile(50),
                "p90": self.percentile(90),
                "p99": self.percentile(99),
                "max": float(self.times.max()),
                "mean": float(self.times.mean()),
            },
            "spread": self.spread,
            "runs_per_second": self.per_second,
            "rows_per_second": rows,
            "flops": self.flops,
            "peak_rss": self.peak_rss,
            "profile": None if self.profile is None else self.profile.to_json(),
        }


def bench(
    model: Model,
    signature: str | None = None,
    *,
    feeds: Mapping[str, Any] | None = None,
    dims: Mapping[str, int] | None = None,
    runs: int | None = None,
    duration: float = 2.0,
    warmup: int = 5,
    profile: bool = False,
    optimize: str | None = None,
    backend: str = "auto",
    max_memory: int | None = None,
) -> BenchReport:
    """Run a signature (default ``predict``) again and again, and time each run.

    ``runs`` says how often; without it, as often as ``duration`` seconds allow and at least 5
    times. ``feeds`` default to the stored example, else to random numbers for ``dims``. Runs
    happen in a session of their own: a training signature trains, and ``model`` keeps its values.
    ``optimize`` names a level of `graphrt.optimize` that the model goes through first.
    ``profile`` adds the time per op and per node, from further runs that are timed inside.

    Raises `UsageError` for a count or duration that is none, and what a run raises.

    >>> import graphrt as gr
    >>> report = gr.bench(gr.example("gates"), runs=10)
    >>> report.times.size, report.percentile(50) <= report.percentile(99)
    (10, True)
    """
    require_model("bench", model)
    if runs is not None and (isinstance(runs, bool) or not 1 <= runs <= MOST):
        raise UsageError(f"the number of runs must be 1 to {MOST:,}, got {runs}")
    if not 0 <= duration <= 1e6:
        raise UsageError(f"the duration must be 0 s or more, got {duration}")
    if isinstance(warmup, bool) or not 0 <= warmup <= MOST:
        raise UsageError(f"the number of runs to warm up must be 0 or more, got {warmup}")
    if optimize is not None:
        model = optimized(model, optimize, signatures=[model.signature(signature).name])
    chosen = model.signature(signature)
    arrays, source = some_feeds(chosen, feeds, dims)
    with Session(model, backend=backend, max_memory=max_memory) as session:
        function = session.function(chosen.name)
        plan = function.executable(function.arrays(arrays)).plan
        for _ in range(warmup):
            function(**arrays)
        times = _times(lambda: function(**arrays), runs, duration)
        found = None
        if profile:
            count = min(max(times.size, LEAST), TRACED)
            traces = [function.trace(**arrays) for _ in range(count)]
            found = Profile.of(traces, float(np.median(times)))
        return BenchReport(
            model.name,
            chosen.name,
            session.backend,
            dict(plan.bindings),
            source,
            warmup,
            times,
            optimize,
            _rows(chosen, arrays),
            plan_flops(plan),
            peak_rss(),
            found,
        )


def _times(call: Callable[[], object], runs: int | None, duration: float) -> Array:
    """Nanoseconds of each run; the collector of cyclic garbage waits meanwhile."""
    times: list[int] = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        end = perf_counter_ns() + int(duration * 1e9)
        while True:
            start = perf_counter_ns()
            call()
            now = perf_counter_ns()
            times.append(now - start)
            if len(times) == (runs or MOST) or (
                runs is None and now >= end and len(times) >= LEAST
            ):
                return np.array(times)
    finally:
        if collecting:
            gc.enable()


def _rows(signature: Signature, feeds: Mapping[str, Array]) -> int | None:
    for name, value in signature.inputs.items():
        if value.type.shape and isinstance(value.type.shape[0], Dim):
            return int(feeds[name].shape[0])
    return None


def peak_rss() -> int | None:
    """The most memory this process ever held, in bytes, where the system says."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
