"""Who decides how many threads there are."""

import os
import subprocess
import sys

import pytest

import graphrt as gr
from graphrt.backends.threads import Threads, cgroup_quota, choose_threads, granted

SYSTEM = Threads(8, "CPU affinity")


@pytest.mark.parametrize(
    ("asked", "environment", "text"),
    [
        (None, {}, "8 threads, from CPU affinity"),
        (None, {"OMP_NUM_THREADS": "4"}, "4 threads, from OMP_NUM_THREADS"),
        (None, {"OMP_NUM_THREADS": "4,2"}, "4 threads, from OMP_NUM_THREADS"),
        (None, {"OMP_NUM_THREADS": "many"}, "8 threads, from CPU affinity"),
        (None, {"OMP_NUM_THREADS": "0"}, "8 threads, from CPU affinity"),
        (1, {"OMP_NUM_THREADS": "4"}, "1 thread, from --threads"),
    ],
)
def test_what_wins(asked, environment, text):
    assert choose_threads(asked, environment, SYSTEM).text() == text


def system(root, groups, **files):
    for name, content in {"proc/self/cgroup": groups, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


@pytest.mark.parametrize(
    ("quota", "count"),
    [("max 100000", None), ("150000 100000", 2), ("20000 100000", 1), ("400000 100000", 4)],
)
def test_a_quota_of_cgroup_2(tmp_path, quota, count):
    root = system(tmp_path, "0::/\n", **{"sys/fs/cgroup/cpu.max": quota})
    assert cgroup_quota(root) == count


def test_the_tightest_level_counts(tmp_path):
    root = system(
        tmp_path, "0::/pod/job\n",
        **{"sys/fs/cgroup/pod/cpu.max": "200000 100000",
           "sys/fs/cgroup/pod/job/cpu.max": "800000 100000"},
    )  # fmt: skip
    assert cgroup_quota(root) == 2


def test_a_quota_of_cgroup_1(tmp_path):
    root = system(
        tmp_path, "4:memory:/a\n3:cpu,cpuacct:/a\n",
        **{"sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "300000\n",
           "sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "100000\n",
           "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
           "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"},
    )  # fmt: skip
    assert cgroup_quota(root) == 3


def test_a_quota_above_the_affinity_changes_nothing(tmp_path):
    root = system(tmp_path, "0::/\n", **{"sys/fs/cgroup/cpu.max": "99900000 100000"})
    assert granted(root).reason in ("CPU affinity", "the number of CPUs")
    tight = system(tmp_path, "0::/\n", **{"sys/fs/cgroup/cpu.max": "1000 100000"})
    if granted(tmp_path / "nowhere").count > 1:
        assert granted(tight) == Threads(1, "the cgroup's CPU quota")


PROGRAM = """
import sys
import graphrt as gr
{first}
gr.use_threads({count})
import numpy
from threadpoolctl import threadpool_info
print({{each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}})
"""


@pytest.mark.parametrize("first", ["assert 'numpy' not in sys.modules", "import numpy"])
@pytest.mark.parametrize("count", [1, 2])
def test_blas_follows(first, count):
    code = PROGRAM.format(first=first, count=count)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if count == 2 and "import numpy" == first:
        environment.pop("OPENBLAS_NUM_THREADS")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{{{count}}}\n"


def test_a_variable_of_blas_itself_is_left_alone_unless_a_number_is_asked_for():
    code = "import os, graphrt as gr; gr.use_threads(%s); print(os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "7"}
    for asked, kept in (("", "7"), ("3", "3")):
        done = subprocess.run(
            [sys.executable, "-c", code % asked], capture_output=True, text=True, env=environment
        )
        assert done.stdout.strip() == kept, done.stderr


def test_mistakes(monkeypatch):
    with pytest.raises(gr.UsageError, match="the number of threads must be 1 or more, got 0"):
        gr.use_threads(0)
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    with pytest.raises(gr.UsageError, match=r"NumPy is loaded already(.|\n)*pip install threadp"):
        gr.use_threads(2)
    assert gr.use_threads().count >= 1
