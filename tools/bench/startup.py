"""What starting costs: medians of interleaved fresh processes.

python tools/bench/startup.py [--times 15]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GRAPHRT = [sys.executable, "-m", "graphrt_cli"]
GATES = [*GRAPHRT, "run", str(ROOT / "models/gates.pb"), "-i", "x=-2", "-i", "y=5", "-i", "z=-4"]
COMMANDS = {
    "import click": [sys.executable, "-c", "import click"],
    "graphrt --help": [*GRAPHRT, "--help"],
    "import numpy": [sys.executable, "-c", "import numpy"],
    "import graphrt": [sys.executable, "-c", "import graphrt"],
    "graphrt run gates.pb": GATES,
}


# compiled files are what an installation has
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    """Time each command in turn, several times over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=15)
    times = parser.parse_args().times
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(times):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=ENVIRONMENT)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(each) * 1e3 for name, each in seconds.items()}
    for name, median in medians.items():
        print(f"{name:22} {median:7.1f} ms")
    print(f"--help / import click      {medians['graphrt --help'] / medians['import click']:.2f}")
    print(
        f"run - import numpy      {medians['graphrt run gates.pb'] - medians['import numpy']:.1f} ms"
    )


if __name__ == "__main__":
    main()
