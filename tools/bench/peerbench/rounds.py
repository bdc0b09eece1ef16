"""One workload: every system ready and checked, then bursts in turn."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from peerbench.agreement import REFERENCES, difference, tolerance
from peerbench.client import Failed, Worker
from peerbench.figures import Figures
from peerbench.workload import Array, Workload

PAUSE = 0.01  # seconds between bursts, for threads that spin after work to go to sleep
Start = Callable[[str], Worker]
Say = Callable[[str], None]


def measure(
    workload: Workload, systems: Sequence[str], start: Start, say: Say, rounds: int, seconds: float
) -> dict[str, Figures]:
    """The figures of every system that runs here and agrees with the others; ``say`` is told why
    another does not."""
    with contextlib.ExitStack() as stack:
        workers: dict[str, Worker] = {}
        found: dict[str, Figures] = {}
        outcomes: dict[str, dict[str, Array]] = {}
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peerbench-")))
        for name in systems:
            try:
                worker = start(name)
                stack.callback(worker.close)
                file = directory / f"{name}.npz"
                reply = worker.ask("ready", workload=workload.name, outcome=str(file))
            except Failed as error:
                say(f"skipped {error}")
                continue
            workers[name] = worker
            outcomes[name] = read(file)
            found[name] = Figures(name, nodes=workload.nodes, **reply)
        check(outcomes, found, say)
        interleave(workers, found, say, rounds, seconds)
    return found


def read(file: Path) -> dict[str, Array]:
    with np.load(file) as arrays:
        return dict(arrays)


def check(outcomes: Mapping[str, Mapping[str, Array]], found: dict[str, Figures], say: Say) -> None:
    """Drop whoever disagrees with the reference: the first of `REFERENCES` that ran."""
    reference = next((name for name in REFERENCES if name in outcomes), None)
    if reference is None:
        return
    wanted = outcomes[reference]
    for name, outcome in outcomes.items():
        found[name].error = difference(outcome, wanted)
        if not found[name].error <= tolerance(wanted):
            say(f"dropped {name}: differs from {reference} by {found[name].error:.1e}")
            del found[name]


def interleave(
    workers: Mapping[str, Worker],
    found: dict[str, Figures],
    say: Say,
    rounds: int,
    seconds: float,
) -> None:
    """Bursts in turn, in the opposite order every other round, then what is known at the end.
    Drop whoever fails on the way."""

    def ask(name: str, do: str, **request: Any) -> Mapping[str, Any]:
        try:
            return workers[name].ask(do, **request)
        except Failed as error:
            say(f"dropped {error}")
            del found[name]
            return {}

    for i in range(rounds):
        for name in list(found)[:: -1 if i % 2 else 1]:
            time.sleep(PAUSE)
            for took in ask(name, "burst", seconds=seconds).values():
                found[name].bursts.append(took)
    for name in list(found):
        for fact, value in ask(name, "facts").items():
            setattr(found[name], fact, value)
