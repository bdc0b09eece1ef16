"""Where the time of a native plan goes: the median time of each step of a workload.

python tools/bench/native_steps.py WORKLOAD [--times 50] [--most 20]

Each step is timed by itself, which costs some 0.3 us a step; the last line has a call of the
whole beside the sum. Steps that NumPy runs show why.
"""

from __future__ import annotations

import argparse
import statistics
import time

from graphrt.backends.native.backend import native_calls
from peerbench.figures import duration
from peerbench.systems.graphrt_ import native
from peerbench.workloads import WORKLOADS


def main() -> None:
    """Trace a number of calls and print the steps, the longest first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=list(WORKLOADS))
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--most", type=int, default=20, help="how many steps to show")
    given = parser.parse_args()
    system = native()
    step = system.compile(system.build(WORKLOADS[given.workload]))
    step(0)
    feeds = step.batches[0]
    how: dict[str, str] = {}
    for each in step.session.plan("step", **feeds).steps:
        calls = native_calls(each)
        operands = " ".join(str(b.type) for b in each.inputs if b is not None)
        reason = calls if isinstance(calls, str) else f"native, {len(calls)} calls"
        how[each.node.name] = f"({operands}) {reason}"
    spans: dict[tuple[str, str, str], list[float]] = {}
    wholes: list[float] = []
    for _ in range(given.times):
        begin = time.perf_counter()
        step(0)
        wholes.append(time.perf_counter() - begin)
        for span in step.session.trace("step", **feeds).spans:
            key = (span.op, span.node, span.type)
            spans.setdefault(key, []).append((span.end - span.start) * 1e-9)
    rows = sorted(((statistics.median(s), key) for key, s in spans.items()), reverse=True)
    whole = statistics.median(wholes)
    for seconds, (op, node, type_) in rows[: given.most]:
        print(f"{duration(seconds):>9}  {op:12} {node:14} -> {type_} {how.get(node, '')}")
    total = sum(seconds for seconds, _ in rows)
    print(f"{len(rows)} steps: {duration(total)}; a call of the whole: {duration(whole)}")


if __name__ == "__main__":
    main()
