"""No kernel touches memory beside its operands."""

import os
import signal
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]


def test_the_samples_of_all_ops_stay_inside_their_memory():
    """In a process of its own: what lies around the memory cannot be touched and survived."""
    done = subprocess.run(
        [sys.executable, str(TESTS / "backends" / "native" / "guards.py")],
        capture_output=True,
        text=True,
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 100  # samples that were native throughout, at either end


def test_the_guard_pages_do_guard():
    code = """if True:
        import ctypes, guards
        raw = guards.guarded(8, True)
        ctypes.c_char.from_address(raw.ctypes.data + 7).value
        print("inside", flush=True)
        ctypes.c_char.from_address(raw.ctypes.data + 8).value
    """
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=TESTS / "backends" / "native",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
        timeout=60,
    )
    assert (done.stdout, done.returncode) == ("inside\n", -signal.SIGSEGV)
