"""How long O2 takes on large graphs, and whether it grows with their size and no faster.

    python tools/bench/optimize_scale.py [--sizes 1000,10000,100000] [--times 3] [--json out.json]

Four shapes: a chain, a ladder of two values that feed each other, a fan of one value read by all,
and a random graph of pointwise ops. CPU seconds, medians, verification at both ends included.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph
from graphrt.ir.verify import verify
from graphrt.ops.arithmetic import Add, Mul, Neg, Square, Sub
from graphrt.ops.exponential import Exp
from graphrt.ops.source import Constant, Input
from graphrt.passes.pipeline import pipeline_of
from graphrt.types import ValueType


def start() -> tuple[Emitter, Any, Any]:
    """An emitter with an input and a constant."""
    import numpy as np

    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float64", (4,))), name="x")
    return emit, x, emit(Constant(np.float64(0.5)))


def chain(nodes: int) -> Graph:
    """``exp(x + 0.5) + 0.5 ...``: nothing to find, all of it in one line."""
    emit, x, half = start()
    for index in range(nodes):
        x = emit(Exp(), x) if index % 8 == 7 else emit(Add(), x, half)
    return emit.freeze([x], "chain")


def ladder(nodes: int) -> Graph:
    """Two values that feed each other; every second pair of nodes is there twice."""
    emit, left, half = start()
    right = emit(Mul(), left, half)
    for _ in range(nodes // 4):
        total, again = emit(Add(), left, right), emit(Add(), right, left)
        left, right = emit(Sub(), total, right), emit(Mul(), again, half)
    return emit.freeze([left, right], "ladder")


def fan(nodes: int) -> Graph:
    """One value read by half of the nodes, all of which are added up."""
    emit, x, _ = start()
    total = x
    for index in range(nodes // 2):
        total = emit(Add(), total, emit(Neg() if index % 2 else Square(), x))
    return emit.freeze([total], "fan")


def dag(nodes: int) -> Graph:
    """Random ops on random earlier values: much to order, merge, cancel and drop."""
    rng = random.Random(0)
    emit, x, half = start()
    one = emit(Constant(emit.nodes[1].op.attributes()["value"] * 2))
    values = [x, half, one]
    binary, unary = (Add(), Sub(), Mul()), (Neg(), Square())
    for _ in range(nodes):
        first = rng.choice(values[-50:]) if rng.random() < 0.7 else rng.choice(values)
        if rng.random() < 0.3:
            values.append(emit(rng.choice(unary), first))
        else:
            values.append(emit(rng.choice(binary), first, rng.choice(values[-50:])))
    return emit.freeze(values[-100:], "dag")


SHAPES: tuple[Callable[[int], Graph], ...] = (chain, ladder, fan, dag)


def measure(graph: Graph) -> tuple[float, int, dict[str, float]]:
    """Seconds of O2 on ``graph``, nodes left, and seconds per pass by the clock (all rounds)."""
    pipeline = pipeline_of("O2")
    gc.collect()  # what the graph before left behind is not this one's to clear away
    begin = time.process_time()
    result, runs = pipeline.run(graph)
    seconds = time.process_time() - begin
    by_pass: dict[str, float] = {}
    for run in runs:
        by_pass[run.step.name] = by_pass.get(run.step.name, 0.0) + run.seconds
    begin = time.process_time()
    verify(graph)
    by_pass["times one verify"] = seconds / (time.process_time() - begin)
    by_pass["rounds"] = len(runs) / len(pipeline.passes)
    return seconds, len(result), by_pass


def main() -> None:
    """Measure each shape at each size and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sizes = [int(each) for each in options.sizes.split(",")]
    results: dict[str, dict[int, dict[str, Any]]] = {}
    for make in SHAPES:
        results[make.__name__] = {}
        for size in sizes:
            graph = make(size)
            runs = [measure(graph) for _ in range(options.times)]
            seconds = statistics.median(run[0] for run in runs)
            found = {"nodes": len(graph), "left": runs[0][1], "seconds": seconds}
            results[make.__name__][size] = {**found, "passes": runs[-1][2]}
            each = ", ".join(f"{name} {value:.2f}" for name, value in runs[-1][2].items())
            print(
                f"{make.__name__:7} {len(graph):>7,} -> {runs[0][1]:>7,} nodes  {seconds:7.3f} s"
                f"  {seconds / len(graph) * 1e6:5.1f} us a node  ({each})",
                flush=True,
            )
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
