"""graphrt beside its peers: every system in its own process, checked, then timed in turn.

python tools/bench/peers.py [workload ...] [--peers torch,jax] [--python torch=/path/to/python]
                            [--rounds 9] [--seconds 0.1] [--threads 2] [--json out.json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from peerbench.client import Worker
from peerbench.cold import cold_starts
from peerbench.figures import table, verdict
from peerbench.machine import machine
from peerbench.rounds import measure
from peerbench.systems import SYSTEMS
from peerbench.workloads import WORKLOADS
from peerbench.workloads.cold import COLD

OURS = tuple(name for name, home in SYSTEMS.items() if home.package == "graphrt")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for; print a table for each workload."""
    given = parse(arguments)
    pythons = interpreters(given.python)
    report: dict[str, Any] = {
        "schema": "graphrt.peers/1", "machine": machine(), "threads": given.threads,
        "workloads": {},
    }  # fmt: skip

    def start(system: str) -> Worker:
        return Worker(system, pythons[system], given.threads, patience=given.patience)

    for name in given.workload or WORKLOADS:
        workload = WORKLOADS[name]
        systems = chosen(workload.systems, given.peers)
        if workload is COLD:
            found = cold_starts(systems, pythons, start, tell, given.rounds, given.threads)
        else:
            found = measure(workload, systems, start, tell, given.rounds, given.seconds)
        print(table(workload, found), flush=True)
        verdicts = [verdict(goal, found) for goal in workload.goals]
        report["workloads"][name] = {
            "systems": {each: figures.to_json() for each, figures in found.items()},
            "goals": [
                {"text": each.text(), "value": each.value, "reached": each.reached}
                for each in verdicts
            ],
        }
        if given.json:
            given.json.write_text(json.dumps(report, indent=1) + "\n")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="graphrt beside its peers, in turn", epilog="see tools/bench/README.md"
    )
    parser.add_argument(
        "workload", nargs="*", metavar="workload", help=f"default all: {', '.join(WORKLOADS)}",
    )  # fmt: skip
    parser.add_argument(
        "--peers", type=lambda text: text.split(","), help=f"of {', '.join(SYSTEMS)}"
    )
    packages = sorted({home.package for home in SYSTEMS.values()})
    parser.add_argument(
        "--python", action="append", default=[], metavar="NAME=PATH",
        help=f"the interpreter that has a package ({', '.join(packages)}), or all ``peers``",
    )  # fmt: skip
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.1, help="length of a burst")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--patience", type=float, default=120, metavar="SECONDS",
        help="how long a system may take to get ready, or for a burst; default %(default)g",
    )  # fmt: skip
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    pythons = [option.partition("=") for option in given.python]
    if not all(path for _, _, path in pythons):
        parser.error("--python takes NAME=PATH")
    if min(given.rounds, given.threads) < 1:
        parser.error("--rounds must be 1 or more, --threads too")
    asked: list[tuple[str, list[str], Collection[str]]] = [
        ("workload", given.workload, WORKLOADS),
        ("system", given.peers or [], SYSTEMS),
        ("package", [name for name, _, _ in pythons], ["peers", *packages]),
    ]
    for kind, names, known in asked:
        for name in names:
            if name not in known:
                parser.error(f"no {kind} {name!r}; there are {', '.join(known)}")
    return given


def interpreters(options: Sequence[str]) -> dict[str, str]:
    """The interpreter of each system: that of its package, else that of ``peers`` unless the
    system is graphrt, else the present one."""
    given = dict(option.split("=", 1) for option in options)
    found: dict[str, str] = {}
    for system, home in SYSTEMS.items():
        others = sys.executable if system in OURS else given.get("peers", sys.executable)
        found[system] = given.get(home.package, others)
    return found


def chosen(systems: Sequence[str], peers: Sequence[str] | None) -> list[str]:
    """Of a workload's systems those asked for; graphrt always runs, and so does whoever was
    named although the workload does not list it."""
    if peers is None:
        return list(systems)
    return ["graphrt", *(name for name in peers if name != "graphrt")]


def tell(text: str) -> None:
    print(f"  {text}", flush=True)


if __name__ == "__main__":
    main()
