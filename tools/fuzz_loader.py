"""Throw mutated files at the loader: ``python tools/fuzz_loader.py --count 20000``.

Each case is made from its number alone, so it can be made again: ``--only 1234``. A case passes when
loading ends in a valid model, or in a graphrt error of one line with exit code 2, 3 or 4, within
2 seconds of CPU time and 300 MB of resident memory, measured for each case. Workers that crash or hang are noticed
by their parent.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SECONDS, MEGABYTES = 2.0, 300
HUNG = 15.0  # seconds without a word after which a worker is ended
_SEED = 20_000


class Corpus(NamedTuple):
    """What is mutated."""

    models: list[bytes]
    pairs: list[tuple[bytes, bytes]]  # a model and its weights file
    texts: list[bytes]


class Outcome(NamedTuple):
    number: int
    kind: str
    result: str  # "model", the name of an error, or what is wrong, after "FAILED: "
    seconds: float
    megabytes: float


def corpus() -> Corpus:
    import numpy as np

    import graphrt as gr
    from graphrt.serde import encode

    files = sorted((ROOT / "tests" / "golden").glob("*/*.pb"))
    files += [
        each for each in sorted((ROOT / "models").glob("*.pb")) if each.stat().st_size < 2**16
    ]
    models = [each.read_bytes() for each in files]
    b = gr.GraphBuilder("pair")
    x = b.input("x", ("N", 50))
    w = b.parameter("w", np.arange(1500, dtype=np.float32).reshape(50, 30))
    c = b.parameter("c", np.arange(30) % 2 == 0)
    y = gr.where(c, x @ w, 0.0)
    b.signature("predict", inputs=[x], outputs={"y": y})
    with tempfile.TemporaryDirectory() as folder:
        encode.INLINE_BYTES, kept = 1000, encode.INLINE_BYTES
        b.build().save(f"{folder}/m.pb")
        encode.INLINE_BYTES = kept
        (weights,) = Path(folder).glob("*.safetensors")
        pairs = [((Path(folder) / "m.pb").read_bytes(), weights.read_bytes())]
    texts = [print_model(gr.load(each)).encode() for each in models if len(each) < 20_000]
    return Corpus(models, pairs, texts)


def print_model(model: Any) -> str:
    from graphrt.ir.printer import print_model as text

    return text(model)


class Case:
    """Case ``number``: bytes to load, and how."""

    def __init__(self, number: int, source: Corpus, folder: Path) -> None:
        import fuzz_mutations as m

        rng = random.Random(_SEED + number)
        choice = rng.random()
        self.text: str | None = None
        self.path = folder / "m.pb"
        for each in folder.iterdir():
            each.unlink()
        if choice < 0.08:
            self.kind = "text"
            data = m.text(rng.choice(source.texts), rng)
            self.text = data.decode(errors="replace")
        elif choice < 0.2:
            self.kind = "weights file"
            self._write_pair(*rng.choice(source.pairs), rng)
        else:
            a, b = rng.choice(source.models), rng.choice(source.models)
            mutation = m.bomb if choice < 0.21 else rng.choice(m.MODEL_MUTATIONS)
            self.kind = mutation.__name__
            self.path.write_bytes(mutation(a, b, rng))

    def _write_pair(self, model: bytes, weights: bytes, rng: random.Random) -> None:
        import fuzz_mutations as m

        from graphrt.serde import messages as pb

        weights = m.header(weights, rng)
        message = pb.Model.FromString(model)
        message.ClearField("size")
        message.ClearField("crc32")
        if rng.random() < 0.9:  # else the size tells already
            message.sidecar.size = len(weights)
        self.path.write_bytes(message.SerializeToString(deterministic=True))
        ending = f"{message.sidecar.sha256.hex()[:12]}.safetensors"
        (self.path.parent / f"m.{ending}").write_bytes(weights)

    def run(self) -> str:
        """Load it; ``model``, or the name of the error. Raises what must not be raised."""
        import graphrt as gr
        from graphrt.ir.parser import parse_text
        from graphrt.ir.verify import verify_model

        try:
            if self.text is not None:
                parse_text(self.text)
                return "model"
            model = gr.load(self.path)
        except gr.GraphrtError as error:
            if error.exit_code not in (2, 3, 4):
                raise AssertionError(f"exit code {error.exit_code} for {error!r}") from error
            if "\n" in error.rule or len(error.rule) > 4000:
                raise AssertionError(f"more than a line: {error.rule[:300]!r}") from error
            return type(error).__name__
        verify_model(model)
        if gr.load(model.to_bytes()) != model:
            raise AssertionError("the model changes when it is saved and loaded")
        return "model"


# -- workers -----------------------------------------------------------------------------------


def work(numbers: range, results: Connection) -> None:
    """Run cases one after the other; each is announced before it begins."""
    source = corpus()
    _warm_up(source)
    used = int(re.search(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (used + 2 * MEGABYTES * 2**20,) * 2)
    signal.signal(signal.SIGPROF, _too_long)
    with tempfile.TemporaryDirectory() as name:
        for number in numbers:
            case = Case(number, source, Path(name))
            results.send(number)
            Path("/proc/self/clear_refs").write_text("5")  # VmHWM begins anew
            start = time.process_time()  # others may be using the machine
            signal.setitimer(signal.ITIMER_PROF, 2 * SECONDS)
            try:
                result = case.run()
            except BaseException as error:  # whatever comes out is the finding
                result = f"FAILED: {type(error).__name__}: {error}"[:500]
            signal.setitimer(signal.ITIMER_PROF, 0)
            seconds = time.process_time() - start
            peak = (
                int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
            )
            if not result.startswith("FAILED"):
                if seconds > SECONDS:
                    result = f"FAILED: it took {seconds:.1f} s ({result})"
                elif peak > MEGABYTES:
                    result = f"FAILED: it took {peak:.0f} MB ({result})"
            results.send(Outcome(number, case.kind, result, seconds, peak))
    results.send(None)


def _warm_up(source: Corpus) -> None:
    import graphrt as gr

    for each in source.models:
        gr.load(each)


def _too_long(*_: object) -> None:
    raise TimeoutError


class Worker:
    """A process and the cases it still has to run."""

    def __init__(self, numbers: range) -> None:
        self.numbers = numbers
        self.now: int | None = None
        self.heard = time.monotonic()
        self.results, theirs = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.get_context("spawn").Process(
            target=work, args=(numbers, theirs), daemon=True
        )
        self.process.start()
        theirs.close()

    def rest(self) -> range:
        """The cases after the one it is at."""
        after = self.numbers.start if self.now is None else self.now + self.numbers.step
        return range(after, self.numbers.stop, self.numbers.step)


def run(numbers: range, processes: int) -> list[Outcome]:
    """The outcome of every case; crashes and hangs are outcomes, too."""
    step = numbers.step * processes
    workers = [Worker(range(numbers.start + i, numbers.stop, step)) for i in range(processes)]
    outcomes: list[Outcome] = []
    while workers:
        wait([each.results for each in workers], timeout=1)
        for worker in list(workers):
            lost = ""
            try:
                while worker.results.poll():
                    said = worker.results.recv()
                    worker.heard = time.monotonic()
                    if said is None:
                        workers.remove(worker)
                        break
                    if isinstance(said, int):
                        worker.now = said
                    else:
                        outcomes.append(said)
            except EOFError:
                worker.process.join()
                lost = f"FAILED: the process ended with {worker.process.exitcode}"
            if time.monotonic() - worker.heard > HUNG and worker.now is not None:
                worker.process.kill()
                lost = f"FAILED: nothing for {HUNG:.0f} s"
            if lost:
                workers.remove(worker)
                if worker.now is None:
                    raise RuntimeError("a worker cannot start")
                outcomes.append(Outcome(worker.now, "?", lost, 0, 0))
                if worker.rest():
                    workers.append(Worker(worker.rest()))
    return outcomes


def report(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "cases": len(outcomes),
        "failed": [each._asdict() for each in outcomes if each.result.startswith("FAILED")],
        "results": dict(Counter(o.result.partition(":")[0] for o in outcomes).most_common()),
        "kinds": dict(Counter(each.kind for each in outcomes).most_common()),
        "slowest": max((o.seconds, o.number, o.kind) for o in outcomes),
        "largest": max((o.megabytes, o.number, o.kind) for o in outcomes),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Throw mutated files at the loader.")
    parser.add_argument("--count", type=int, default=20_000, help="cases (default: 20000)")
    parser.add_argument("--start", type=int, default=0, help="the first case")
    parser.add_argument("--only", type=int, help="run this case here, and show what comes out")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    if options.only is not None:
        with tempfile.TemporaryDirectory() as folder:
            case = Case(options.only, corpus(), Path(folder))
            print(case.kind)
            print(case.run())
        return 0
    start = time.perf_counter()
    numbers = range(options.start, options.start + options.count)
    found = report(run(numbers, options.processes))
    found["seconds"] = round(time.perf_counter() - start, 1)
    if options.json:
        print(json.dumps(found))
    else:
        for key, value in found.items():
            print(f"{key}: {value}" if key != "failed" else f"failed: {len(value)}")
        for each in found["failed"][:40]:
            print(f"  {each['number']} {each['kind']}: {each['result'][:200]}")
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
