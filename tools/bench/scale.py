"""How long large graphs take: build, differentiate, save, load and verify, run.

    python tools/bench/scale.py [--nodes 100000] [--chain 1000000] [--json out.json]

Prints seconds, each the median of three fresh processes where that is affordable.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def ladder(nodes: int) -> dict[str, float]:
    """A graph of two values that feed each other, ``nodes`` forward nodes, and its gradient."""
    import graphrt as gr
    from graphrt.ir.verify import verify_model

    seconds = {}
    start = time.perf_counter()
    b = gr.GraphBuilder("ladder")
    x = b.input("x", (4,), "float64")
    left, right = x, x * 0.5
    for _ in range((nodes - 3) // 2):
        left, right = left + right, left - right
    loss = gr.sum(left)
    seconds["build"] = time.perf_counter() - start
    start = time.perf_counter()
    (dx,) = gr.gradients(loss, [x])
    seconds["differentiate"] = time.perf_counter() - start
    forward = gr.GraphBuilder("forward")
    forward.emit.nodes = b.emit.nodes[: loss.value.node.index + 1]
    forward.signature(
        "predict", [gr.Tensor(x.value, forward)], {"l": gr.Tensor(loss.value, forward)}
    )
    model = forward.build()
    seconds |= save_and_load(model)
    start = time.perf_counter()
    verify_model(model)
    seconds["verify alone"] = time.perf_counter() - start
    assert dx.type == x.type
    return seconds


def chain(nodes: int) -> dict[str, float]:
    """``x + 1 + 1 + ...``: builds, saves, loads and runs without recursion."""
    import numpy as np

    import graphrt as gr

    start = time.perf_counter()
    b = gr.GraphBuilder("chain")
    x = b.input("x", (), "float64")
    one = b.constant(np.float64(1))
    value = x
    for _ in range(nodes):
        value = value + one
    b.signature("predict", inputs=[x], outputs={"y": value})
    model = b.build()
    seconds = {"build": time.perf_counter() - start}
    seconds |= save_and_load(model)
    start = time.perf_counter()
    session = gr.Session(model)
    assert session.run(x=0.0)["y"] == nodes
    seconds["plan and first run"] = time.perf_counter() - start
    start = time.perf_counter()
    session.run(x=0.0)
    seconds["run"] = time.perf_counter() - start
    return seconds


def save_and_load(model: Any) -> dict[str, float]:
    """Seconds to save a model and to load it, which includes inferring every type again."""
    import graphrt as gr

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.pb"
        start = time.perf_counter()
        model.save(path)
        saved = time.perf_counter() - start
        start = time.perf_counter()
        gr.load(path)
        return {"save": saved, "load and verify": time.perf_counter() - start}


def main() -> None:
    """Run each measurement in processes of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--chain", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(
            json.dumps(ladder(options.nodes) if options.one == "ladder" else chain(options.chain))
        )
        return
    results = {}
    for name, count, times in (("ladder", options.nodes, 3), ("chain", options.chain, 1)):
        command = [sys.executable, __file__, "--one", name, "--nodes", str(options.nodes)]
        command += ["--chain", str(options.chain)]
        runs = [
            json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            for _ in range(times)
        ]
        median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        results[f"{name} {count}"] = median
        print(f"{name} of {count:,} nodes")
        for key, value in median.items():
            print(f"  {key:20} {value:7.2f} s")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
