"""Where the time of a native plan goes: each step of a workload alone, the longest first.

python tools/bench/native_steps.py WORKLOAD [--times 50] [--most 20]

Every step is run by itself, on the memory it has in the plan, so the steps add up to about a call
of the whole; what the plan costs beyond them is in the last line. Steps that NumPy runs show why.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from graphrt.backends.native.backend import NativeExecutable, native_calls, store_calls
from peerbench.figures import duration
from peerbench.systems.graphrt_ import GraphrtStep, native
from peerbench.workloads import WORKLOADS


def main() -> None:
    """Time the whole, then every step and every store of a new value."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=list(WORKLOADS))
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--most", type=int, default=20, help="how many steps to show")
    given = parser.parse_args()
    system = native()
    step = system.compile(system.build(WORKLOADS[given.workload]))
    step(0)
    whole = typical(lambda: step(0), given.times)
    rows = sorted(steps_of(step, given.times), reverse=True)
    for seconds, what in rows[: given.most]:
        print(f"{duration(seconds):>9}  {seconds / whole:4.0%}  {what}")
    total = sum(seconds for seconds, _ in rows)
    print(f"{len(rows)} steps: {duration(total)}; a call of the whole: {duration(whole)}")


def steps_of(step: GraphrtStep, times: int) -> list[tuple[float, str]]:
    """Seconds and description of each step."""
    function = step.function
    executable = function.executable(function.arrays(step.batches[0]))
    assert isinstance(executable, NativeExecutable)
    plan = executable.plan
    found: list[tuple[float, str]] = []
    for each in plan.steps:
        calls = native_calls(each)
        shapes = " ".join(str(b.type) for b in (*each.inputs, *each.outputs) if b is not None)
        if isinstance(calls, str):
            run, how = executable._kernel(each), f"NumPy ({calls})"
        else:
            run, how = executable._table(calls), f"{len(calls)} native calls"
        found.append((typical(run, times), f"{each.node.op.name} {each.node.name} {shapes}  {how}"))
    for store in plan.stores:
        calls = store_calls(store)
        if not isinstance(calls, str):
            found.append((typical(executable._table(calls), times), f"store {store.target.key}"))
    return found


def typical(run: Callable[[], object], times: int) -> float:
    """The median of single calls, or of bursts where a call is too short for the clock."""
    begin = time.perf_counter()
    run()
    calls = max(1, int(20e-6 / max(time.perf_counter() - begin, 1e-9)))
    found: list[float] = []
    for _ in range(times):
        begin = time.perf_counter()
        for _ in range(calls):
            run()
        found.append((time.perf_counter() - begin) / calls)
    return statistics.median(found)


if __name__ == "__main__":
    main()
