"""``tools/count_checks.py`` counts what pytest collects."""

import subprocess
import sys
from collections import Counter

import count_checks
from ops.cases import SAMPLES

from graphrt.ops.table import OP_MODULES


def test_the_numbers_are_those_of_what_pytest_collects():
    counted = count_checks.checks_by_test()
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, str(count_checks.TESTS)], capture_output=True, text=True, cwd=count_checks.ROOT
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    collected: Counter[str] = Counter()
    for line in done.stdout.splitlines():
        path, colons, test = line.partition("::")
        if colons:
            collected[f"{path.rpartition('/')[2]}::{test.partition('[')[0]}"] += 1
    assert counted == {test: collected[test] for test in counted}
    # and whatever goes through the samples is among them
    many = {test for test, number in collected.items() if number >= len(SAMPLES)}
    assert many <= set(counted)


def test_the_command_prints_them(capsys):
    assert count_checks.main(["--tests"]) == 0
    out = capsys.readouterr().out.split()
    numbers = dict(zip(out[1::2], map(int, out[::2]), strict=True))
    assert numbers["ops"] == len(OP_MODULES)
    assert numbers["samples"] == len(SAMPLES)
    assert numbers["checks"] == sum(count_checks.checks_by_test().values())
    assert numbers["test_bind.py::test_a_bound_kernel_fills_its_buffers"] == len(SAMPLES)
    assert count_checks.main(["--all"]) == 2
    assert "unknown option '--all'; it takes --tests only" in capsys.readouterr().out
